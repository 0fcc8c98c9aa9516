"""What a step of a staff call may know: who calls, the script sheet, the notices; read afresh for every step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from ivr.content.model import Language, Prompt, PromptId
from ivr.content.speech import Speech


class Heard(StrEnum):
    """Who speaks a prompt to callers now."""

    PERSON = "person"
    MACHINE = "machine"
    NONE = "none"  # callers do not hear it yet


@dataclass(frozen=True)
class Member:
    """Whoever has signed in, and still may.

    Attributes:
        name: as people say it.
        records: whether they hand in recordings.
        agreed: whether it is noted that callers may hear their voice.
        turn: larger whenever that is noted or taken back; whoever is asked is asked with the number that it has then.
    """

    name: str
    records: bool
    agreed: bool
    turn: int = 0


@dataclass(frozen=True)
class Unheard:
    """A recording of whoever calls that came to the desk and that they have not heard back: they had hung up.

    Attributes:
        recording: the provider's id.
        made: when, as clocks on the wall show it in the line's time zone.
    """

    recording: str
    made: datetime


@dataclass(frozen=True)
class Sheeted:
    """A prompt of the script sheet.

    Attributes:
        prompt: with the words that the next edition has.
        heard: who speaks it to callers now.
        new: callers hear other words now, or none.
        waits: somebody's good recording of these words waits, for an approver or for the rest of its menu.
        seconds: how long a recording of it may be.
        name: what staff call it; "" where its id shall do.
        agreed: recordings of these words by whoever calls that somebody has agreed to, by number.
        script: tells these words from others of the same prompt (`ivr.desk.takes.mark_of`); "" where nobody says.
        mine: the latest of these words by whoever calls that waits for them to hear it back; None for none.
    """

    prompt: Prompt
    heard: Heard = Heard.MACHINE
    new: bool = False
    waits: bool = False
    seconds: int = 60
    name: str = ""
    script: str = ""
    agreed: tuple[int, ...] = ()
    mine: Unheard | None = None

    @property
    def needed(self) -> bool:
        """Whether somebody should record it."""
        return (self.new or self.heard is not Heard.PERSON) and not self.waits


@dataclass(frozen=True)
class Posted:
    """A notice that could be switched on.

    Attributes:
        id: its name.
        said: what callers hear.
        begins, ends: when, as clocks on the wall show it in the line's time zone; None while it is off.
        on: whether callers hear it now.
        unsigned: nobody has signed its words.
        blocked: and so it cannot be switched on.
        turns: larger whenever it was switched; what somebody heard of it goes with the number that it had then.
    """

    id: str
    said: str
    begins: datetime | None = None
    ends: datetime | None = None
    on: bool = False
    unsigned: bool = False
    blocked: bool = False
    turns: int = 0

    @property
    def place(self) -> str:
        """Where it is heard as it is now."""
        return f"notice.{self.id}.{self.turns}"


@dataclass(frozen=True)
class Untold:
    """A recording of whoever has just signed in that was refused after their call, and that they have not heard of.

    Attributes:
        number, name: of the prompt; number 0 where it is not on the sheet any more.
        says: why, a sentence.
    """

    number: int
    name: str
    says: str


@dataclass(frozen=True)
class Book:
    """All of it.

    Attributes:
        language: the line's first, which the staff line speaks.
        line: the line's name.
        words: the fixed words, by id (`ivr.content.staff`).
        speech: how days and months are called.
        public: the number that callers call, as people write it; "" for none.
        member: whoever has the session's staff number; None where nobody has it, or they have left.
        admins: their names.
        prompts: the script sheet by number, in the order in which it is best recorded.
        notices: in their order.
        today: by the clocks of the line's time zone; None where nobody has said.
        untold: what they shall be told as they sign in, three at most.
        away: the desk cannot be reached: all that stands above here is true, the rest is empty.
    """

    language: Language
    line: str
    words: Mapping[PromptId, str]
    speech: Speech
    public: str = ""
    member: Member | None = None
    admins: tuple[str, ...] = ()
    prompts: Mapping[int, Sheeted] = field(default_factory=dict)
    notices: tuple[Posted, ...] = ()
    today: date | None = None
    untold: tuple[Untold, ...] = ()
    away: bool = False

    def following(self, prompt: int) -> int:
        """The next prompt after this one that needs a recording, from the beginning after the end; 0 for no other."""
        order = list(self.prompts)
        after = order.index(prompt) + 1 if prompt in self.prompts else 0
        turned = (*order[after:], *order[:after])
        return next((number for number in turned if number != prompt and self.prompts[number].needed), 0)

    def posted(self, notice: str) -> Posted | None:
        """A notice by its name."""
        return next((each for each in self.notices if each.id == notice), None)
