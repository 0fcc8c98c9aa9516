"""The word lists of danger, stopping and machines, made ready to be looked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ivr.content.matching import plain
from ivr.content.model import Content, Safety
from ivr.flow.texting.phrases import Phrases, Speller
from ivr.flow.texting.reading import Reading


@dataclass(frozen=True)
class Watch:
    """Phrases to look for, the harmless ones to take out first, and the speller for slips in them."""

    phrases: Phrases
    harmless: Phrases
    speller: Speller

    def found(self, reading: Reading) -> bool:
        """Whether a phrase stands in the text, as written or with slips of one letter mended."""
        return self._in(reading.words) or self._in(self.speller.mend(reading.words))

    def _in(self, words: tuple[str, ...]) -> bool:
        return self.phrases.within(self.harmless.without(words))


@dataclass(frozen=True)
class Watches:
    """All that is watched for in any text, in every language that people write."""

    overdose: Watch
    crisis: Watch
    emergency: Watch
    care_team: Watch
    stop: Watch
    auto_reply: Phrases


def watches(content: Content) -> Watches:
    """The lists of the content, built once for each content."""
    return _watches(content.safety, _own_words(content))


@lru_cache(maxsize=8)
def _watches(safety: Safety, own: tuple[str, ...]) -> Watches:
    # Words that we ourselves write are rightly spelled, so nobody's "cooking" is mended to "choking".
    ordinary = frozenset(word for line in own for word in plain(line).split())
    return Watches(
        _watch(safety.overdose, safety.crisis_not, ordinary),
        _watch(safety.crisis, safety.crisis_not, ordinary),
        _watch(safety.emergency, safety.emergency_not, ordinary),
        _watch(safety.care_team, safety.care_team_not, ordinary),
        _watch(safety.stop_phrases, safety.stop_not, ordinary),
        Phrases.of(safety.auto_reply),
    )


def _watch(listed: Iterable[str], harmless: Iterable[str], ordinary: frozenset[str]) -> Watch:
    phrases, cut = Phrases.of(listed), Phrases.of(harmless)
    return Watch(phrases, cut, Speller.of(phrases.vocabulary | cut.vocabulary, ordinary))


def _own_words(content: Content) -> tuple[str, ...]:
    found: list[str] = []
    for words in content.words.values():
        found += [*words.texts.values(), *words.tips]
        for synonyms in words.keywords.values():
            found += synonyms
        for topic in words.topics.values():
            found += [*topic.texts, *(part.body for part in topic.parts)]
    return tuple(found)
