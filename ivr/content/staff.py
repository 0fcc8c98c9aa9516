"""The words of the staff line: which there must be, what is filled into them, and how they read then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ivr.content.model import PromptId

FILE = "staff.toml"

# What is said behind a choice's name, by its key.
_PRESSES = {"*": "press.star", "#": "press.hash"}
_CHOICE = "choice."
_FILLED: Mapping[PromptId, tuple[str, ...]] = {
    "press": ("name", "key"),
    "press.star": ("name",),
    "press.hash": ("name",),
    "hello": ("line", "number"),
    "hello.no-number": ("line",),
    "welcome": ("name",),
    "no-role": ("admins",),
    "locked": ("end",),
    "unknown-prompt": ("number",),
    "prompt": ("number", "name"),
    "prompt.mine": ("made",),
    "untold": ("number", "name"),
    "notice": ("number", "total"),
    "sure.until": ("end",),
    "sure.press": ("key",),
    "notice.on": ("end",),
    "notice.planned": ("begin", "end"),
    "moment": ("weekday", "date", "time"),
    "moment.midnight": ("weekday", "date"),
    "offer": ("admins",),
    "help": ("admins",),
}
_PLAIN = (
    *("ask.number", "ask.pin", "help.sign-in", "no-number", "refused", "too-many", "gone", "away"),
    *("untold.gone", "main", "all-recorded", "ask.prompt", "changed", "prompt.new", "prompt.waits", "zero-first"),
    *("script", "live.person", "live.machine", "live.none"),
    *("record", "nothing", "no-sound", "rest", "checking", "checking.more", "later", "later.away", "taken"),
    *("kept.silent", "voice", "help.voice", "voice.noted", "voice.not-now", "choice.agree", "choice.not-now"),
    "voice.changed",
    *("taken.agreed", "kept", "draft", "cancelled", "not-dropped", "replaced", "not-open", "not-now"),
    *("fault.silent", "fault.quiet", "fault.loud", "fault.noise", "fault.start", "fault.end", "fault.pause"),
    *("fault.short", "fault.long", "fault.hum", "fault.key", "fault.other", "sure", "notice.changed"),
    *("no-notices", "notice.off", "notice.unsigned", "notice.blocked", "switched", "declined"),
    *("silence.1", "silence.2", "silence.3", "wrong.1", "wrong.2", "wrong.3", "loop", "admins.nobody"),
    *("resumed", "broke", "lost", "ask.end", "quiet", "limit.warning", "limit.over", "goodbye", "goodbye.waits"),
    *("help.pin", "help.main", "help.choose", "help.prompt", "help.good", "help.kept", "help.notice", "help.sure"),
    *("choice.by-number", "choice.next-needed", "choice.notices", "choice.end", "choice.again", "choice.help"),
    *("choice.back", "choice.record", "choice.live", "choice.script", "choice.next", "choice.keep", "choice.redo"),
    *("choice.cancel", "choice.go-on", "choice.menu", "choice.tonight", "choice.tomorrow", "choice.week"),
    *("choice.off", "choice.other", "choice.mine"),
)
# Every phrase that the staff call says, and the words in braces that it fills in.
NEEDED: Mapping[PromptId, tuple[str, ...]] = {**_FILLED, **dict.fromkeys(_PLAIN, ())}


@dataclass(frozen=True)
class Phrase:
    """Fixed words of the staff line, and what is filled into them; a choice has its key."""

    id: PromptId
    values: tuple[tuple[str, str], ...] = ()
    key: str = ""


def phrase(said: PromptId, /, **values: object) -> Phrase:
    """A phrase with its values."""
    return Phrase(said, tuple((key, str(value)) for key, value in values.items()))


def choice(name: str, key: str) -> Phrase:
    """A choice and the key that it has."""
    return Phrase(f"{_CHOICE}{name}", key=key)


def filled(words: Mapping[PromptId, str], said: Phrase) -> str:
    """The words of a phrase as they are spoken; "" where nobody has written them."""
    written = _put(words.get(said.id, ""), dict(said.values))
    if written and said.key:
        pattern = words.get(_PRESSES.get(said.key, "press"), "")
        return _put(pattern, {"name": written, "key": said.key}) or written
    return written


def _put(pattern: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        pattern = pattern.replace("{" + name + "}", value)
    return pattern
