"""The values that a staff call is made of: where somebody is, what happened, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from ivr.content.model import Language, PromptId
from ivr.content.staff import Phrase
from ivr.flow.session import Arrived, Broke, End, Key, Listen, Lost, NotYet, Promised, Refused, Silence, Spoke

PlaceId = str
LISTEN = Listen()


@dataclass(frozen=True)
class StaffSession:
    """All that the path of a staff call carries; never a PIN.

    Attributes:
        place: where they are: a word, or a word and what it is about (`pin.101`, `good.57`, `notice.storm`).
        hint: what is said before or instead of the place's own words.
        back: the place that a question or a warning comes back to; "" for none.
        person: the staff number of whoever has signed in; 0 before.
        prompt: the number of the prompt on the script sheet; 0 for none.
        recording: the provider's id of what was recorded last; "" for none.
        started: when the call was answered, in whole seconds since 1970.
        waited: seconds without any key; at `checking`, seconds of waiting for the check.
        tries: wrong sign-ins, and after signing in refused recordings in a row.
        script: which words of the prompt were read out last (`Sheeted.script`); "" for none.
        warned: whether they know that the hour is nearly over.
    """

    place: PlaceId = "hello"
    hint: str = ""
    back: PlaceId = ""
    person: int = 0
    prompt: int = 0
    recording: str = ""
    started: int = 0
    waited: int = 0
    tries: int = 0
    script: str = ""
    warned: bool = False

    @property
    def kind(self) -> str:
        """The first word of the place."""
        return self.place.partition(".")[0]

    @property
    def about(self) -> str:
        """What the place is about: the rest of its name."""
        return self.place.partition(".")[2]

    def at(self, place: PlaceId, hint: str = "") -> StaffSession:
        """The same call at another place."""
        return replace(self, place=place, hint=hint)

    def hinted(self, hint: str) -> StaffSession:
        """The same place, heard with another hint."""
        return replace(self, hint=hint)


# What happened, besides what happens to callers too.


@dataclass(frozen=True)
class Digits:
    """Several keys were pressed, up to the pound key or a while of silence; "" where there was none.

    They may be a PIN: nothing may print or keep them.
    """

    text: str = field(repr=False)


@dataclass(frozen=True)
class Recorded:
    """Something was recorded; the provider may not give it out yet.

    Attributes:
        id: the provider's; "" where a star came before any sound.
        seconds: how long it is.
        stopped: a star ended it: whoever spoke does not want it.
    """

    id: str
    seconds: int
    stopped: bool = False


# What is asked of the desk, and its answers.


@dataclass(frozen=True)
class SignIn:
    """Who has this staff number and this PIN? `Promised`, `Shut`, or `Refused`: `wrong` or `unavailable`."""

    number: int
    pin: str = field(repr=False)


@dataclass(frozen=True)
class CheckTake:
    """What became of a recording of a prompt? `NotYet`, `Taken`, `Declined`, or `Refused`: `gone` or `unavailable`.

    The desk also notes here that there is such a recording, whoever else may have told it.
    """

    recording: str
    prompt: int


@dataclass(frozen=True)
class KeepTake:
    """They have heard it and want it kept: `Promised`, `Declined`, or `Refused`: `replaced`, `gone`, `unavailable`."""

    recording: str


@dataclass(frozen=True)
class DropTake:
    """Take a recording back, known or not, `again` to record it anew: `Promised`, `Declined`, `Refused`."""

    recording: str
    again: bool = False


@dataclass(frozen=True)
class AgreeVoice:
    """They agree that callers hear their voice: `Promised`, `Declined`, or `Refused`: `changed` or `unavailable`.

    Once more is the same; `changed` where it was taken back since they were asked. `turn` is that of the question
    (`ivr.flow.staff.book.Member`).
    """

    turn: int


@dataclass(frozen=True)
class SwitchOn:
    """Let callers hear a notice to the end of a day: `Promised`, `Declined`, `Refused`; once more is the same."""

    notice: str
    until: date


@dataclass(frozen=True)
class SwitchOff:
    """Let nobody hear a notice any more: `Promised`, `Declined`, `Refused`; once more is the same."""

    notice: str


@dataclass(frozen=True)
class Taken:
    """The desk's answer: the recording is good and kept as this take; `says` has what could be better, as sentences."""

    take: int
    says: tuple[str, ...] = ()


@dataclass(frozen=True)
class Declined:
    """The desk's answer: a rule is against it, or the recording is not good enough; sentences that say why."""

    says: tuple[str, ...]


@dataclass(frozen=True)
class Shut:
    """The desk's answer: nobody gets in with this staff number until then, by the clocks of the line's time zone."""

    until: datetime


StaffAsk = SignIn | CheckTake | KeepTake | DropTake | AgreeVoice | SwitchOn | SwitchOff
StaffAnswer = Promised | Refused | NotYet | Taken | Declined | Shut


@dataclass(frozen=True)
class Answered:
    """The desk has answered."""

    ask: StaffAsk
    answer: StaffAnswer


StaffEvent = Arrived | Key | Silence | Spoke | Broke | Lost | Digits | Recorded | Answered


@dataclass(frozen=True)
class Aloud:
    """Words that no file holds: a sentence of the intake, or of a rule."""

    words: str


@dataclass(frozen=True)
class Script:
    """The words of a prompt as they shall be read: in the line's voice where it says just these, or the provider's."""

    prompt: PromptId
    language: Language
    words: str


@dataclass(frozen=True)
class Live:
    """A prompt as callers hear it now."""

    prompt: PromptId
    language: Language


@dataclass(frozen=True)
class TakeSound:
    """A kept recording as callers would hear it."""

    take: int


Utterance = Phrase | Aloud | Script | Live | TakeSound
Said = tuple[Utterance, ...]


# What to do. Exactly one of these follows every turn.


@dataclass(frozen=True)
class Enter:
    """Wait for several keys, ended by the pound key or by `seconds` without another."""

    seconds: int = 10


@dataclass(frozen=True)
class Record:
    """Beep, then record for at most `seconds`, to the pound key or five seconds of silence."""

    seconds: int


StaffThen = Listen | Enter | Record | End | StaffAsk


@dataclass(frozen=True)
class StaffTurn:
    """One step of a staff call: the new session, what is said, and what follows."""

    session: StaffSession
    say: Said
    then: StaffThen


@dataclass(frozen=True)
class Go:
    """Go to a place; `prompt` is the one that it is about, 0 for the same as before."""

    place: PlaceId
    hint: str = ""
    prompt: int = 0


@dataclass(frozen=True)
class Put:
    """Ask the desk."""

    ask: StaffAsk


@dataclass(frozen=True)
class HearBack:
    """Hear a recording of an earlier call back, as one that was just made."""

    recording: str


@dataclass(frozen=True)
class Return:
    """Go back to where they were before a question or a warning."""

    hint: str = ""


@dataclass(frozen=True)
class Stay:
    """Hear the same place with a hint."""

    hint: str


Move = Go | HearBack | Put | Return | Stay


@dataclass(frozen=True)
class StaffPlace:
    """One place, worked out for one session.

    Attributes:
        intro: what is heard on arrival.
        choices: what is heard on arrival and again in re-prompts.
        keys: what single keys do here, besides those that mean the same everywhere.
        then: what follows the last word.
        up: what * does; None where it is heard as "again".
        any_key: what every key does that is not listed.
        silence: what silence does; None where the three re-prompts follow.
    """

    intro: Said
    choices: Said = ()
    keys: Mapping[str, Move] = field(default_factory=dict)
    then: Listen | Enter | Record | End = LISTEN
    up: Move = Go("main")
    any_key: Move | None = None
    silence: Move | None = None
