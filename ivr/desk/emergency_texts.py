"""Where texts of danger lead: whoever writes of a fever, or of danger, is answered as before when keywords change."""

from __future__ import annotations

from collections.abc import Iterator

from ivr.content.matching import plain
from ivr.content.model import Content, Keywords, Language, TextId, Words
from ivr.content.texts import KEYWORD_OF
from ivr.flow.texting.answer import answer
from ivr.flow.texting.keywords import lexicon_of
from ivr.flow.texting.thread import Kind, OptOut, Texted, Thread

FEVER = KEYWORD_OF["fever"]
_LISTS = ("exact", "patterns", "weak", "alone", "examples")
_DANGERS = (Kind.CRISIS, Kind.EMERGENCY, Kind.CARE_TEAM)
# The lines of examples.toml that are of danger; a keyword of the same words would be taken for just that.
_EXAMPLES = ("crisis", "emergency", "care_team")


def led_astray(before: Content, after: Content) -> list[str]:
    """What keywords no longer do for somebody with a fever or in danger; nothing where no keyword has changed."""
    found: list[str] = []
    for language, words in before.words.items():
        now = after.words.get(language)
        if now is None:
            found.append(f"{FEVER} ({language})")
        elif _keywords(words) != _keywords(now):
            found += [*_lost(language, words, now)] or [*_elsewhere(before, after, language)]
            found += _claimed(before, after, language)
    return found


def _keywords(words: Words) -> tuple[Keywords, dict[str, tuple[str, ...]]]:
    return words.keywords, {name: topic.keywords for name, topic in words.topics.items()}


def _lost(language: Language, old: Words, new: Words) -> Iterator[str]:
    for name in _LISTS:
        before, after = (getattr(each.keywords, name).get(FEVER, ()) for each in (old, new))
        if set(before) - set(after):
            yield f"{FEVER} in {language}/keywords.toml"


def _elsewhere(before: Content, after: Content, language: Language) -> Iterator[str]:
    """The words and questions of a fever that were answered so, and are not any more."""
    keywords = before.words[language].keywords
    probes = [FEVER, *(line for name in ("exact", "weak", "alone", "examples") for line in _listed(keywords, name))]
    for probe in dict.fromkeys(probes):
        kind, said = _answered(before, language, probe)
        if (kind in _DANGERS or said == ("fever",)) and _answered(after, language, probe)[1] != said:
            yield f"what {probe!r} leads to ({language})"


def _listed(keywords: Keywords, name: str) -> tuple[str, ...]:
    listed: tuple[str, ...] = getattr(keywords, name).get(FEVER, ())
    return listed


def _answered(content: Content, language: Language, probe: str) -> tuple[Kind, tuple[TextId, ...]]:
    """By the rules alone: what would be learnt from the examples would take seconds to learn anew."""
    turn = answer(content, Thread(language, greeted=True), Texted(probe), OptOut.OWN)
    return turn.kind, turn.say


def _claimed(before: Content, after: Content, language: Language) -> Iterator[str]:
    """Lines of danger that have become keywords: what is taken for just a keyword is asked no further."""
    old, new = lexicon_of(before, language).led_to, lexicon_of(after, language).led_to
    for name in _EXAMPLES:
        for line in map(plain, before.safety.examples.get(name, ())):
            if line in new and old.get(line) != new[line]:
                yield f"{line!r} as a keyword ({language})"
