"""What became of a chaos run's promises: the outbox's word compared with what the provider took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select

from bench.twilio.faults import Fault
from bench.twilio.server import Taken
from ivr.store.outbox import Outbox, Row, State
from ivr.store.reasons import Why
from ivr.store.rows import FINAL, row
from ivr.store.tables import OUTBOX

UNEXPLAINED = "unexplained"
LATE = "the provider took it only after we had asked whether it had it"
# By the chances of `bench.deliveries` nine texts of ten arrive; far fewer mean that something else went wrong.
ARRIVE = 0.8


@dataclass
class Findings:
    """What became of the promises, when every text was tried and every report had come.

    Attributes:
        presses: how often "text me" was pressed, with the repetitions.
        promised: how many different texts callers were promised.
        refused: the presses that were not, by the reason that the caller heard.
        rows: how many rows there are.
        taken: how many messages the provider took.
        states: how many rows were in each state.
        causes: why rows did not arrive, by the outbox's own word and the provider's code.
        lost: promises that were not kept and of which the outbox does not say so, one sentence each.
        doubled: texts that the provider took more often than promised, by cause.
        killed: how many workers died, by step.
        breaches: what broke the provider's API.
        open: how many rows have no final state a day later.
        seconds: how long the run took.
    """

    presses: int = 0
    promised: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    taken: int = 0
    states: Counter[str] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    doubled: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    breaches: list[str] = field(default_factory=list)
    open: int = 0
    seconds: float = 0.0

    @property
    def arrived(self) -> int:
        """How many texts arrived."""
        return self.states[State.DELIVERED.value]

    @property
    def good(self) -> bool:
        """Whether every promise was kept or its fate is explained."""
        kept = not self.lost and self.rows == self.promised and self.arrived >= ARRIVE * self.rows
        return kept and not self.doubled[UNEXPLAINED] and not self.breaches and self.open == 0


class _Provider:
    """What the provider took: by its own name of a message, and by the row that its report address names."""

    def __init__(self, taken: Iterable[Taken]) -> None:
        self.messages = {each.sid: each for each in taken}
        self.sent_for = dict[str, list[Taken]]()
        for each in self.messages.values():
            self.sent_for.setdefault(_row_of(each), []).append(each)

    def of(self, found: Row) -> list[Taken]:
        """The messages that were sent for a row."""
        return self.sent_for.get(found.id, [])


def judge(findings: Findings, outbox: Outbox, taken: Iterable[Taken], too_late: Fault) -> None:
    """Fill in what the rows and the provider's messages say of each other; before a sweep closes what was forgotten."""
    provider, holders = _Provider(taken), dict[str, str]()
    with outbox.database.reading() as connection:
        rows = [row(found) for found in connection.execute(select(OUTBOX)).mappings()]
    findings.rows, findings.taken = len(rows), len(provider.messages)
    for found in rows:
        findings.states[found.state.value] += 1
        if found.why:
            findings.causes[f"{found.state.value}: {' '.join(filter(None, (found.why, found.code)))}"] += 1
        if found.sid and holders.setdefault(found.sid, found.id) != found.id:
            findings.lost.append(f"{found.id}: its message is another's too")
    for found in rows:
        told = _lost(found, provider, holders)
        if told:
            findings.lost.append(f"{found.id}: {told}, but it is {found.state.value} ({found.why})")
    failed = {found.id for found in rows if found.state is State.FAILED}
    for sid, each in provider.messages.items():
        if sid in holders or _row_of(each) in failed:
            continue
        late = any(other.fault.delay >= too_late.delay for other in provider.sent_for[_row_of(each)])
        findings.doubled[LATE if late else UNEXPLAINED] += 1


def _lost(found: Row, provider: _Provider, holders: dict[str, str]) -> str:
    """What is wrong with what the outbox says of a row; "" where nothing is."""
    if found.state in {State.WAITING, State.SENDING} or found.why in {Why.TOO_OLD, Why.TOO_LATE}:
        return "it was never sent"
    if found.state is State.FAILED:
        mine = [each for each in provider.of(found) if holders.get(each.sid, found.id) == found.id]
        return "the provider took it" if any(not _fails(each) for each in mine) else ""
    held = provider.messages.get(found.sid)
    if held is None:
        return "the provider has none"
    arrived = any("delivered" in each.fault.reports for each in provider.of(found))
    if found.state is State.DELIVERED:
        return "" if arrived else "the provider never said that it arrived"
    reported = _row_of(held) == found.id and bool({"delivered", "undelivered"} & set(held.fault.reports))
    return "the provider said what became of it" if reported else ""


def _row_of(message: Taken) -> str:
    return message.callback.rpartition("/")[2].partition("#")[0]


def _fails(message: Taken) -> bool:
    return bool({"undelivered", "failed"} & set(message.fault.reports))


def still_open(outbox: Outbox) -> int:
    """How many rows have no final state."""
    return sum(count for state, count in outbox.totals().items() if state not in FINAL)


def said(name: str, findings: Findings) -> str:
    """The findings for people."""
    killed = "".join(f"\n    {count:4d}  {step}" for step, count in sorted(findings.killed.items()))
    lines = (
        f"{name}: {findings.rows} rows of {findings.presses} presses in {findings.seconds:.0f} s",
        f"  promised: {findings.promised}; refused: {dict(findings.refused)}",
        f"  workers killed: {findings.killed.total()}{killed}",
        f"  the provider took: {findings.taken}; arrived: {findings.arrived}; states: {dict(findings.states)}",
        f"  open a day later: {findings.open}",
        f"  why not arrived: {dict(findings.causes)}",
        f"  lost: {len(findings.lost)} {findings.lost[:5]}",
        f"  doubled: {findings.doubled.total()} {dict(findings.doubled)}",
        f"  breaches of the provider's API: {findings.breaches[:3]}",
        f"  {'good' if findings.good else 'NOT GOOD'}",
    )
    return "\n".join(lines)
