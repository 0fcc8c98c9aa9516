"""What became of a chaos run's promises: the outbox's word compared with what the provider took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from ivr.store.outbox import Outbox, State
from tests.twilio.faults import Fault
from tests.twilio.server import Taken

UNEXPLAINED = "unexplained"
LATE = "the provider took it only after we had asked whether it had it"


@dataclass
class Outcome:
    """What became of the promises.

    Attributes:
        presses: how often "text me" was pressed, with the repetitions.
        rows: how many rows there are.
        states: how many rows ended in each state.
        causes: why rows did not arrive, by the outbox's own word.
        lost: rows that were called sent and were not.
        doubled: texts that the provider took more often than promised, by cause.
        killed: how many workers died, by step.
    """

    presses: int = 0
    rows: int = 0
    states: Counter[str] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    doubled: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    breaches: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Whether every promise was kept or its fate is explained."""
        return not self.lost and not self.doubled[UNEXPLAINED] and not self.breaches and self.open == 0

    @property
    def open(self) -> int:
        """How many rows have no final state."""
        return sum(self.states[state.value] for state in (State.WAITING, State.SENDING, State.ACCEPTED))


def judge(outcome: Outcome, outbox: Outbox, taken: Iterable[Taken], too_late: Fault) -> None:
    """Fill in what the rows and the provider's messages say of each other."""
    messages = {each.sid: each for each in taken}
    owners = dict[str, str]()
    rows = outbox.listing(everything=True, most=1_000_000)
    outcome.rows = len(rows)
    for listed in rows:
        row = outbox.by_id(listed.id)
        assert row is not None  # noqa: S101 - it was listed
        outcome.states[row.state.value] += 1
        if row.why:
            outcome.causes[f"{row.state.value}: {row.why}"] += 1
        if row.state is not State.FAILED and row.sid not in messages:
            outcome.lost.append(f"{row.id}: {row.state.value} ({row.why}), and the provider has none")
        if row.sid and owners.setdefault(row.sid, row.id) != row.id:
            outcome.lost.append(f"{row.id}: its message is another's too")
    tries = dict[str, list[Taken]]()
    for each in messages.values():
        tries.setdefault(each.callback.rpartition("/")[2].partition("#")[0], []).append(each)
    for those in tries.values():
        late = any(each.fault.delay >= too_late.delay for each in those)
        if len(those) > 1:
            outcome.doubled[LATE if late else UNEXPLAINED] += len(those) - 1


def said(name: str, outcome: Outcome) -> str:
    """The outcome for people."""
    killed = "".join(f"\n    {count:4d}  {step}" for step, count in sorted(outcome.killed.items()))
    lines = (
        f"{name}: {outcome.rows} rows of {outcome.presses} presses in {outcome.seconds:.0f} s",
        f"  workers killed: {outcome.killed.total()}{killed}",
        f"  final states: {dict(outcome.states)}; without one: {outcome.open}",
        f"  why not arrived: {dict(outcome.causes)}",
        f"  lost: {len(outcome.lost)} {outcome.lost[:5]}",
        f"  doubled: {outcome.doubled.total()} {dict(outcome.doubled)}",
        f"  breaches of the provider's API: {outcome.breaches[:3]}",
    )
    return "\n".join(lines)
