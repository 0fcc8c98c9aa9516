"""What a content teaches: each example with what it says of danger, of stopping, and of where it should go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ivr.content.matching import plain
from ivr.content.model import Content, Keywords, Language
from ivr.flow.texting.keywords import MORE, READ
from ivr.flow.texting.meaning import CARE_TEAM, CRISIS, EMERGENCY, STOP

# What each list of `examples.toml` says of its lines; of what is not named nothing is known.
_TOLD: Mapping[str, Mapping[str, bool]] = {
    "crisis": {CRISIS: True},
    "not_crisis": {CRISIS: False},
    "emergency": {CRISIS: False, EMERGENCY: True, STOP: False},
    "care_team": {CRISIS: False, EMERGENCY: False, CARE_TEAM: True, STOP: False},
    "not_medical": {CRISIS: False, EMERGENCY: False, CARE_TEAM: False, STOP: False},
    "stop": {CRISIS: False, EMERGENCY: False, CARE_TEAM: False, STOP: True},
    "not_stop": {STOP: False},
}
TELLS = {name: tuple(told.items()) for name, told in _TOLD.items()}
_NO_DANGER = tuple((name, False) for name in (CRISIS, EMERGENCY, CARE_TEAM, STOP))
# A synonym is one word or two, not what a person would write: it counts for less than an example.
SYNONYM = 0.3


@dataclass(frozen=True)
class Lesson:
    """One example.

    Attributes:
        dangers: what is known of it: for each danger, and for a stop, whether it is one.
        places: the keywords that it may lead to, in its language.
        weight: how much it counts.
    """

    text: str
    dangers: tuple[tuple[str, bool], ...]
    language: Language = ""
    places: tuple[str, ...] = ()
    weight: float = 1.0


def lessons(content: Content) -> list[Lesson]:
    """All that the content's lists of examples teach, in their order."""
    found = [
        Lesson(line, TELLS[name]) for name, lines in content.safety.examples.items() if name in TELLS for line in lines
    ]
    for language, words in content.words.items():
        found += _asked(language, words.keywords)
    return found


def _asked(language: Language, keywords: Keywords) -> Iterable[Lesson]:
    """What people ask; a line that stands under two keywords may lead to either."""
    places: dict[str, list[str]] = {}
    for name, lines in keywords.examples.items():
        for line in lines:
            places.setdefault(line, []).append(name)
    for line, names in places.items():
        yield Lesson(line, _NO_DANGER, language, tuple(names))
    for name, synonyms in keywords.exact.items():
        for synonym in synonyms if name not in {MORE, READ} else ():
            if synonym == plain(synonym):
                yield Lesson(synonym, _NO_DANGER, language, (name,), SYNONYM)
