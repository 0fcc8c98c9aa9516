"""The values that a call is made of: where a caller is, what happened, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ivr.content.model import Language, Pace, PromptId

PlaceId = str


@dataclass(frozen=True)
class View:
    """Where a caller is; with the content, it alone decides what is heard."""

    language: Language
    pace: Pace
    place: PlaceId
    hint: str = ""


@dataclass(frozen=True)
class Session:
    """All that a call's path carries.

    Attributes:
        back: the places to return to from questions and connections, the nearest last.
        started: when the call was answered, in whole seconds since 1970.
        waited: seconds of listening without any key since the last key.
        warned: whether the caller knows that the hour is nearly over.
    """

    view: View
    back: tuple[PlaceId, ...] = ()
    started: int = 0
    waited: int = 0
    warned: bool = False

    def at(self, place: PlaceId, hint: str = "") -> Session:
        """The same call at another place."""
        return replace(self, view=View(self.view.language, self.view.pace, place, hint))

    def hinted(self, hint: str) -> Session:
        """The same place, heard with another hint."""
        return self.at(self.view.place, hint)


@dataclass(frozen=True)
class Cue:
    """One prompt to be played, in its language."""

    prompt: PromptId
    language: Language


# What happened.


@dataclass(frozen=True)
class Arrived:
    """The call was answered."""


@dataclass(frozen=True)
class Key:
    """One key was pressed (anything but one of 0-9 * # is a wrong key)."""

    key: str


@dataclass(frozen=True)
class Silence:
    """The wait for a key ended without one."""


@dataclass(frozen=True)
class Spoke:
    """The provider heard speech; this line understands keys only."""


class Outcome(StrEnum):
    """How a connection to a person ended."""

    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    FAILED = "failed"


@dataclass(frozen=True)
class Dialed:
    """A connection to a person ended."""

    outcome: Outcome


@dataclass(frozen=True)
class Broke:
    """Something on our side broke while this call was being answered."""


@dataclass(frozen=True)
class Lost:
    """The request named a place that does not exist."""


@dataclass(frozen=True)
class Promised:
    """The house's answer: it is written down and will be done."""


@dataclass(frozen=True)
class Refused:
    """The house's answer: it cannot be done, and why (one short word).

    Attributes:
        why: `hidden`, `landline`, `stopped`, `off`, `limit` (this number's day), `busy` (everybody's hour), `region`,
            `provider` (only for a start: the provider keeps the stop), `unavailable`; any other is told as the last.
    """

    why: str


@dataclass(frozen=True)
class Found:
    """The house's answer: what became of a text.

    Attributes:
        how: `delivered`, `landline`, `blocked`, `stopped`, `failed`; any other is told as "it did not get through".
    """

    how: str


@dataclass(frozen=True)
class NotYet:
    """The house's answer: nobody knows yet what became of a text."""


Answer = Promised | Refused | Found | NotYet
Event = Arrived | Key | Silence | Spoke | Dialed | Broke | Lost | Answer

# What to do. Exactly one of these follows every turn.


@dataclass(frozen=True)
class Listen:
    """Wait for one key, `seconds` after the last prompt."""

    seconds: int = 10


@dataclass(frozen=True)
class Connect:
    """Ring a service; `number` is E.164, `seconds` how long it may ring."""

    service: str
    number: str
    seconds: int = 20


@dataclass(frozen=True)
class End:
    """Hang up."""


@dataclass(frozen=True)
class May:
    """Ask the house whether an item could be texted to the caller now, before the caller is asked to agree."""

    item: str


@dataclass(frozen=True)
class Send:
    """Ask the house to text an item (`topic.coping.2`, `service.211`, `tip.1`) to the caller."""

    item: str


@dataclass(frozen=True)
class Delivered:
    """Ask the house what became of the text of an item that this call asked for."""

    item: str


@dataclass(frozen=True)
class StopTexts:
    """Ask the house never to text the caller's number again."""


@dataclass(frozen=True)
class StartTexts:
    """Ask the house to take the number off the stop list."""


Ask = May | Send | Delivered | StopTexts | StartTexts
Then = Listen | Connect | End | Ask


@dataclass(frozen=True)
class Turn:
    """One step of a call: the new session, what is said, and what follows."""

    session: Session
    say: tuple[Cue, ...]
    then: Then


# What a key does at a place.


@dataclass(frozen=True)
class Go:
    """Go to a place for good: the way back is forgotten."""

    place: PlaceId


@dataclass(frozen=True)
class Visit:
    """Go to a question or connection, and come back afterwards."""

    place: PlaceId


@dataclass(frozen=True)
class Return:
    """Go back to where the caller was before the question; `hint` says why."""

    hint: str = ""


@dataclass(frozen=True)
class Put:
    """Put a question to the house."""

    ask: Ask


@dataclass(frozen=True)
class Stay:
    """Hear the same place again with a hint."""

    hint: str


@dataclass(frozen=True)
class Speak:
    """Go on in another language."""

    language: Language
    place: PlaceId


Move = Go | Visit | Return | Put | Stay | Speak


@dataclass(frozen=True)
class Place:
    """One kind of place, worked out for one view.

    Attributes:
        intro: what is heard once, on arrival.
        choices: what is heard on arrival and again after a wrong key.
        keys: what 1-6 do here; the keys that mean the same everywhere are not listed.
        then: what follows the last prompt.
        forward: what # does; None where there is no next part.
        up: what * does.
        any_key: what every key does that is not 0, 9 or listed; None where a wrong key is a wrong key.
        silence: what silence does; None where the three re-prompts follow.
        again: the choices that re-prompts name beside the person; the loop names only the first.
        ladder: the place whose silences and wrong keys are heard here (the greeting uses the main menu's).
    """

    intro: tuple[PromptId | Cue, ...]
    choices: tuple[PromptId | Cue, ...] = ()
    keys: Mapping[str, Move] = field(default_factory=dict)
    then: Listen | Connect | End = Listen()
    forward: Move | None = None
    up: Move = Go("main")
    any_key: Move | None = None
    silence: Move | None = None
    again: tuple[PromptId, ...] = ("choice.any.again",)
    ladder: PlaceId = ""
