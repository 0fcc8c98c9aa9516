"""What is counted of a step of a call and of a text: that it happened, where, and never to whom or in which words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ivr.content.model import Language
from ivr.flow.hints import LOOP, OFFER, REFUSED, known
from ivr.flow.session import Arrived, Connect, Dialed, Event, Key, PlaceId, Session, Silence, Spoke, Turn
from ivr.flow.texting.thread import Kind as TextKind
from ivr.flow.texting.thread import TextTurn


class Kind(StrEnum):
    """What was counted; in brackets what the count's name says.

    No event is counted under two kinds, for then whoever sees both could work out what is hidden in one of them
    (`ivr.flow.hiding`). What belongs together belongs together as a whole: every call ends, every connection ends, and
    of every text that is promised something becomes.
    """

    CALL = "call"
    PLACE = "place"  # a topic's part, a group of numbers, the main menu ... was come to (which)
    WRONG = "wrong"  # a key that means nothing there (where)
    SILENCE = "silence"  # no key, or speech, where one was waited for (where)
    TEXT_PROMISED = "text-promised"  # a text was asked for on a call, and will be sent (topic, tip or service)
    TEXT_REFUSED = "text-refused"  # one was asked for and is not sent (why)
    CONNECT = "connect"  # a service was rung (which)
    CONNECT_ENDED = "connect-ended"  # how that ended (the outcome)
    LEFT = "left"  # a call ended (where it was last)
    TEXT = "text"  # a text came in (what its answer was for, and which text it got)
    DELIVERY = "delivery"  # what became of a text that was promised on a call (delivered, failed and why)


@dataclass(frozen=True)
class Count:
    """One more of something, in a language ("" where it has none)."""

    kind: Kind
    name: str = ""
    language: Language = ""


# The places whose visits are counted. Greetings, questions and connections are known from other counts.
VISITED = frozenset({"main", "numbers", "topic", "ask", "service", "tip"})
# From here the caller hears of a text that was promised before; what became of it is counted when the carrier reports.
_PROMISED = frozenset({"promised", "waiting", "unknown", "details"})


def counted(before: Session | None, event: Event, turn: Turn) -> tuple[Count, ...]:
    """What a step of a call adds to the counts.

    Args:
        before: where the call was when it happened; None where it had just been answered.
        event: what the carrier told; not the house's answers within the step.
        turn: where the step ended.
    """
    here, there = turn.session.view, before.view.place if before else ""
    found = [(Kind.CALL, "")] if isinstance(event, Arrived) else []
    moved = here.place != there
    if moved and not known(here) and _kind(here.place) in VISITED:
        found.append((Kind.PLACE, spot(here.place)))
    if moved and isinstance(turn.then, Connect):
        found.append((Kind.CONNECT, turn.then.service))
    if isinstance(event, Dialed) and _kind(there) == "connect":
        found.append((Kind.CONNECT_ENDED, event.outcome.value))
    if there:
        found += _not_understood(there, event, known(here))
        found += _text(there, here.place, known(here))
    return tuple(Count(kind, name, here.language) for kind, name in found)


def counted_text(turn: TextTurn) -> tuple[Count, ...]:
    """What an inbound text adds to the counts: what its answer was for and, of the content, which text it got."""
    name = turn.kind.value
    if turn.kind is TextKind.CONTENT and turn.say:
        name = f"{name}.{'tip' if _kind(turn.say[0]) == 'tip' else turn.say[0]}"
    return (Count(Kind.TEXT, name, turn.thread.language),)


def spot(place: PlaceId) -> str:
    """A place as it is counted: topics by their part, numbers by their group, every other place by its kind."""
    kind, _, rest = place.partition(".")
    if kind in {"topic", "ask"}:
        return place
    return f"service.{_kind(rest)}" if kind == "service" else kind


def _not_understood(there: PlaceId, event: Event, hint: str) -> list[tuple[Kind, str]]:
    """A wrong key or a silence: known by the words that follow it."""
    step = _kind(hint)
    if isinstance(event, Key) and step in {"wrong", OFFER, LOOP}:
        return [(Kind.WRONG, spot(there))]
    if isinstance(event, Silence | Spoke) and step in {"silence", OFFER, LOOP}:
        return [(Kind.SILENCE, spot(there))]
    return []


def _text(there: PlaceId, here: PlaceId, hint: str) -> list[tuple[Kind, str]]:
    """A text that was asked for, once it is known what is answered; one that was thought better of is not counted."""
    kind, _, item = here.partition(".")
    if kind == "promised" and _kind(there) == "consent":
        return [(Kind.TEXT_PROMISED, _kind(item))]
    if kind == "already" and _kind(there) != "already":
        return [(Kind.TEXT_REFUSED, "already")]
    if kind == "details" and hint in REFUSED and _kind(there) not in _PROMISED:
        return [(Kind.TEXT_REFUSED, hint)]
    return []


def _kind(name: str) -> str:
    return name.partition(".")[0]
