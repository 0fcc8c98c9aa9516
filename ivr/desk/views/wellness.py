"""Is the line well? What a nurse should know of the machines behind it, in plain words, with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from ivr.desk.approving.standing import standings
from ivr.desk.desk import Desk
from ivr.desk.rendered import failures
from ivr.errors import EditionError
from ivr.flow.counted import Kind
from ivr.store.counts import Counts
from ivr.store.editions import Editions
from ivr.store.outbox import Listed, Outbox
from ivr.store.outbox import State as TextState

__all__ = ["Alarm", "TextState", "Wellness", "wellness"]

LOOKED_BACK = timedelta(days=31)
RECENT = timedelta(days=7)  # a text that failed longer ago is nobody's task today
ADOPTED_WITHIN = 20.0  # seconds, for a page that is opened while an edition is fetched; two are what it takes
_SHOWN = 5
_SEVERAL = 3
_TEXTS = (TextState.WAITING, TextState.SENDING, TextState.FAILED, TextState.UNKNOWN)


@dataclass(frozen=True)
class Alarm:
    """Something that is not as it should be, and what to do about it."""

    says: str
    do: str


@dataclass(frozen=True)
class Wellness:
    """How the line is.

    Attributes:
        published: the edition that new calls should hear.
        playing: the one that this machine's calls do hear; None where it has none.
        texts: how many texts wait, are being sent, failed lately or have an unknown fate.
        troubled: the last texts that failed or that nobody knows of, without a number.
        last_call, last_text: the beginning of the hour in which the last one was counted; None where none was.
        alarms: what somebody must do something about.
    """

    published: int | None
    playing: int | None
    texts: dict[TextState, int]
    troubled: tuple[Listed, ...]
    last_call: datetime | None
    last_text: datetime | None
    alarms: tuple[Alarm, ...]


def wellness(desk: Desk, adopted_within: float = ADOPTED_WITHIN) -> Wellness:
    """How the line is; raises StoreError, DeskError (nothing was ever published), EditionError.

    Args:
        desk: the line's.
        adopted_within: seconds after which an edition that this machine does not play is an alarm.
    """
    published, playing = Editions(desk.database).published(), _playing(desk)
    outbox, now = Outbox(desk.database), desk.clock()
    listed = [each for each in outbox.listing() if now - each.created < RECENT]
    last = _last(desk, now)
    return Wellness(
        published,
        playing,
        {state: sum(1 for each in listed if each.state is state) for state in _TEXTS},
        tuple(each for each in listed if each.state in {TextState.FAILED, TextState.UNKNOWN})[:_SHOWN],
        last.get(Kind.CALL),
        last.get(Kind.TEXT),
        tuple(_alarms(desk, outbox, (published, playing), adopted_within)),
    )


def _alarms(desk: Desk, outbox: Outbox, editions: tuple[int | None, int | None], within: float) -> Iterator[Alarm]:
    published, playing = editions
    if playing is None:
        yield Alarm("This machine has no edition that it could play.", "Tell whoever runs the machines, now.")
    elif playing not in Editions(desk.database).recent(within):
        yield Alarm(
            f"Callers on this machine hear edition {playing}, and edition {published} is published.",
            "Wait for a minute and load this page again. If it stays so, tell whoever runs the machines: the log says "
            "edition.not-adopted and why.",
        )
    if outbox.unsent():
        yield Alarm(
            "A text has waited for more than ten minutes and nobody sends it.",
            "Tell whoever runs the machines: the worker that sends texts may stand still.",
        )
    elif outbox.failed_lately(desk.clock()) >= _SEVERAL:
        yield Alarm(
            "Texts of the last quarter of an hour failed for a reason that will fail the next ones, too.",
            "Tell whoever runs the machines; the reason stands beside each text below.",
        )
    going = [each.draft.id for each in standings(desk) if each.waits or each.approved]
    broken = list(failures(desk, going))
    if broken:
        named = ", ".join(map(str, broken[:_SHOWN]))
        yield Alarm(
            f"The sounds of {'draft' if len(broken) == 1 else 'drafts'} {named} could not be made.",
            "Open Approve: it says why. Mostly the words need a small change by whoever wrote them.",
        )


def _playing(desk: Desk) -> int | None:
    try:
        return desk.shelf.current_number()
    except EditionError:
        return None


def _last(desk: Desk, now: datetime) -> dict[str, datetime]:
    """The last hour in which each kind of event was counted."""
    found: dict[str, datetime] = {}
    for cell, times in Counts(desk.database).between(now - LOOKED_BACK, now + timedelta(hours=1)).items():
        if times and cell.kind in {Kind.CALL, Kind.TEXT}:
            found[cell.kind] = max(found.get(cell.kind, cell.hour), cell.hour)
    return found
