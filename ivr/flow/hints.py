"""What is heard at a place: on arrival, and in the simpler words that follow silence and wrong keys."""

from __future__ import annotations

from collections.abc import Sequence

from ivr.content import menus
from ivr.content.model import Content, PromptId
from ivr.content.notices import NoticeId
from ivr.flow.session import Cue, Place, View

Said = tuple[PromptId | Cue, ...]

# After the third re-prompt of a kind comes the offer, then a short loop.
LADDER = 3
OFFER, LOOP, BROKE = "offer", "loop", "broke"
_STEPS = (f"{kind}.{count}" for kind in ("silence", "wrong") for count in range(1, LADDER + 1))
_REPROMPTS = frozenset({*_STEPS, OFFER, LOOP})
# These are said first, then the place from its start.
LEADING = {
    "slower": "pace.slower",
    "normal": "pace.normal",
    "resumed": "resumed",
    "returned": "returned",
    "lost": "lost",
    "declined": "text.declined",
    "kept": "stop.kept",
    "no-next": "no-next",
}
# Why no text can go, or has come (design section 6): said before the details.
REFUSED = ("hidden", "landline", "stopped", "off", "limit", "busy", "region", "unavailable")
LOST = ("landline", "blocked", "stopped", "failed")
NO_TEXT = {why: f"text.{why}" for why in (*REFUSED, *LOST)}
# Here texts were just stopped, or mostly cannot come: no re-prompt says that the caller could text instead. A re-prompt
# takes the place of the reason in the view, so all details are treated alike.
WITHOUT_TEXTS = frozenset({"stopped", "details"})


# A topic past its review date says so wherever its words are heard again, beside any other hint.
DUE = "due"


# Behind any other hint, the notices that are on: `on.storm`, `slower.on.storm.busy`. Their ids hold no dots.
ON = "on"


def known(view: View) -> str:
    """The hint of a view without what the time adds to it: notices, and the word that its topic is past review."""
    hint, on, _ = _parted(view.hint)
    return hint if on else hint.removesuffix(DUE).removesuffix(".")


def noticed(view: View) -> tuple[NoticeId, ...]:
    """The notices that a view names."""
    _, _, ids = _parted(view.hint)
    return ids


def with_notices(hint: str, ids: Sequence[NoticeId]) -> str:
    """A hint that names notices too."""
    return ".".join(filter(None, (hint, ON, *ids))) if ids else hint


def _parted(hint: str) -> tuple[str, bool, tuple[NoticeId, ...]]:
    words = hint.split(".")
    at = words.index(ON) if ON in words else len(words)
    return ".".join(words[:at]), at < len(words), tuple(words[at + 1 :])


def heard(content: Content, view: View, place: Place) -> tuple[Cue, ...]:
    """Everything that is said in a view, in order."""
    said = _said(content, view, place)
    return tuple(cue if isinstance(cue, Cue) else Cue(cue, view.language) for cue in said)


def next_hint(kind: str, hint: str) -> str:
    """The hint after one more silence or wrong key (`kind`): three of each, then the offer, then the loop."""
    if hint in {OFFER, LOOP}:
        return LOOP
    before, _, number = hint.partition(".")
    count = int(number) + 1 if before == kind and number.isdecimal() else 1
    return f"{kind}.{count}" if count <= LADDER else OFFER


def _said(content: Content, view: View, place: Place) -> Said:
    hint = known(view)
    if hint == BROKE:
        return _apology(place)
    if hint in LEADING:
        return _led(LEADING[hint], place)
    if hint in NO_TEXT:  # hard words are offered after it; their question in full would sound like a second one
        return (NO_TEXT[hint], *(() if _asks(place) else place.intro), *place.choices)
    if hint in _REPROMPTS:
        return _reprompt(content, view, hint, place)
    return (*place.intro, *place.choices)


def _reprompt(content: Content, view: View, hint: str, place: Place) -> Said:
    """The words that follow a silence or a wrong key: always with the person, twice with the choices again."""
    if hint in {"silence.3", "wrong.1", "wrong.3"}:
        return (hint, *_person(place), *(place.choices or place.again))
    texts = content.line.takes_texts and view.place.partition(".")[0] not in WITHOUT_TEXTS
    spoken = hint if texts or hint not in {"silence.1", OFFER} else f"{hint}.voice-only"
    slower = ("choice.any.slower",) if hint == "silence.1" and view.place == "main" else ()
    return (spoken, menus.PERSON, *slower, *(place.again[:1] if hint == LOOP else place.again))


def _led(leading: PromptId, place: Place) -> Said:
    """A leading word, then the place; a question that may not be cut short needs no word before it."""
    if leading == LEADING["declined"]:  # the part was heard before the text was thought of
        return (leading, *(place.choices or place.intro))
    if not _asks(place):
        return (leading, *place.intro, *place.choices)
    return (leading, *place.choices) if leading == "no-next" else (*place.intro, *place.choices)


def _apology(place: Place) -> Said:
    """What broke is told everywhere, with the person; a question is asked again in full only if it is asked for."""
    return (BROKE, *_person(place), *(() if _asks(place) else place.intro), *(place.choices or place.again))


def _person(place: Place) -> Said:
    """The person, where the place's own choices do not name them."""
    return () if menus.PERSON in place.choices else (menus.PERSON,)


def _asks(place: Place) -> bool:
    """Whether the place opens with a question that may not be cut short."""
    return any(str(cue).startswith("ask.") for cue in place.intro)
