"""The values that a thread of texts is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ivr.content.model import Language, TextId
from ivr.content.notices import NoticeId
from ivr.flow.session import End, StartTexts, StopTexts


class OptOut(StrEnum):
    """Who answers the exact words of stop, start and help (`IVR_OPT_OUT`): the provider, or we ourselves."""

    DEFAULT = "default"
    ADVANCED = "advanced"
    OWN = "own"


@dataclass(frozen=True)
class Thread:
    """All that the cookie of a thread carries.

    Attributes:
        language: the language of ordinary replies.
        last: the id of the last topic part, tip or ask-first question that was sent; MORE and TIPS go on from it.
        greeted: whether this conversation has heard that texts are not private.
    """

    language: Language
    last: TextId = ""
    greeted: bool = False


@dataclass(frozen=True)
class Texted:
    """One inbound text.

    Attributes:
        stopped: whether the number is on the stop list.
        ordinary_today: how many turns with `TextTurn.ordinary` this number has had today.
        opt_out_type: what the provider has already answered itself: `STOP`, `START`, `HELP` or nothing.
        media: how many pictures came with it.
        notices: the notices that are on now, in their order.
    """

    body: str
    stopped: bool = False
    ordinary_today: int = 0
    opt_out_type: str = ""
    media: int = 0
    notices: tuple[NoticeId, ...] = ()


class Kind(StrEnum):
    """What a reply was for; texts are counted by it, never by what was written."""

    CRISIS = "crisis"
    EMERGENCY = "emergency"
    CARE_TEAM = "care-team"
    STOP = "stop"
    HELP = "help"
    START = "start"
    CONTENT = "content"
    MENU = "menu"
    NEAR = "near"
    LIMIT = "limit"
    SILENT = "silent"


# The replies that are counted a day; the one that announces the limit is among them, so it is said once.
ORDINARY = frozenset({Kind.CONTENT, Kind.MENU, Kind.NEAR, Kind.LIMIT, Kind.HELP, Kind.START})


@dataclass(frozen=True)
class TextTurn:
    """What follows one inbound text.

    Attributes:
        say: ids of the texts that make up the one reply, in order; empty for no reply at all.
        then: what the house does about the stop list; `End` for nothing.
        near: the two words that the template `near` offers, if it is said.
    """

    thread: Thread
    say: tuple[TextId, ...]
    then: End | StopTexts | StartTexts
    kind: Kind
    near: tuple[str, ...] = ()

    @property
    def ordinary(self) -> bool:
        """Whether this turn counts towards the number's daily limit."""
        return self.kind in ORDINARY and bool(self.say)
