"""All that a content knows of what people write, made ready once: its patterns, and the words that slips stand for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from ivr.content.matching import bare_words, plain
from ivr.content.model import Content, Language
from ivr.flow.texting.book import Book, Look
from ivr.flow.texting.reading import Reading, spelled_out
from ivr.flow.texting.slips import Slips
from ivr.flow.texting.tape import Meanings, Tape

ROUTE, WEAK = "route", "weak"
# Opens the outlook, so it never counts inside a longer text.
EXACT_ONLY = "READ"
# No more words of one text are mended: nobody types so many slips, and machines would keep us busy.
MOST_MENDED = 150
# How many contents are kept ready: the current edition, the one before, and a draft.
_KEPT = 3
# A sign between two letters that may stand for one: "k!ll", "su*cide", "w@nt".
_SIGNS = frozenset("@$!|*")
_MASKED = re.compile(r"[^\W_]*[@$!|*][^\W_]+[@$!|*\w]*")


@dataclass(frozen=True)
class Mind:
    """The book of patterns, the words that slips are mended to, and the content they come from.

    Attributes:
        kept: what others made of the lists; contents with the same lists share it (what is made of one content alone
            is `ivr.content.once`).
    """

    content: Content
    book: Book
    slips: Slips
    short_forms: dict[str, tuple[str, ...]]
    fillers: frozenset[str]
    kept: dict[str, object]

    def look(self, reading: Reading) -> Look:
        """Lay out a text and find where the words of the book stand; once for each reading, and forgotten with it."""
        look = reading.notes.get("look")
        if not isinstance(look, Look) or look.book is not self.book:
            look = reading.notes["look"] = Look.of(self.book, self.tape(reading))
        return look

    def tape(self, reading: Reading) -> Tape:
        """A text word by word, slips mended, short forms written out, fillers left out."""
        return Tape.of(self._sentences(reading))

    def _sentences(self, reading: Reading) -> Iterable[list[Meanings]]:
        left = MOST_MENDED
        for sentence in reading.sentences:
            meant: list[Meanings] = []
            words = self._rejoined(spelled_out(bare_words(self._unmasked(sentence))))
            for word in words:
                strange = word not in self.slips.known and word not in self.short_forms
                ways = self.slips.mended(word) if strange and left > 0 else ()
                left -= strange
                meant += self._places(word, ways)
            yield meant

    def _unmasked(self, sentence: str) -> str:
        """The sentence with signs for letters read as letters, where that makes a listed word."""
        if _SIGNS.isdisjoint(sentence):
            return sentence
        return " ".join(map(self._letters, sentence.split(" ")))

    def _letters(self, chunk: str) -> str:
        bare = chunk.strip("\"'()[].,?!")
        for form in (bare.translate(_LETTERS), bare.replace("*", "")) if _MASKED.fullmatch(bare) else ():
            if form in self.slips.known or any(len(way) == 1 for way in self.slips.mended(form)):
                return form
        return chunk

    def _rejoined(self, words: list[str]) -> list[str]:
        """The words, with one that was torn apart put together where that alone makes sense of it ("sui cide")."""
        found: list[str] = []
        for word in words:
            joined = found[-1] + word if found else ""
            torn = found and not (found[-1] in self.slips.known and word in self.slips.known)
            if torn and joined in self.slips.listed and joined not in self.short_forms:
                found[-1] = joined
            else:
                found.append(word)
        return found

    def _places(self, word: str, ways: tuple[tuple[str, ...], ...]) -> list[Meanings]:
        if not ways:
            return self._expanded((word,), also=word)
        if len(ways[0]) > 1:
            return self._expanded(ways[0])
        longer = [self._expanded(way) for way in ways]
        if any(len(places) != 1 for places in longer):
            return longer[0]
        return [tuple(dict.fromkeys((word, *(meaning for places in longer for meaning in places[0]))))]

    def _expanded(self, words: Iterable[str], also: str = "") -> list[Meanings]:
        found = [meant for word in words for meant in self.short_forms.get(word, (word,))]
        kept = [word for word in found if word not in self.fillers]
        if len(kept) == 1 and also and also != kept[0]:
            return [(kept[0], also)]
        return [(word, *self._floors(word)) for word in kept]

    def _floors(self, word: str) -> tuple[str, ...]:
        """For a number, the "8+" of the patterns that it fulfils."""
        if not word.isdecimal() or not word.isascii() or len(word) > 3:  # noqa: PLR2004 - nobody counts to a thousand
            return ()
        return tuple(f"{floor}+" for floor in self.book.floors if int(word) >= floor)


_LETTERS = str.maketrans("@$!|*", "asil ")
_minds: dict[int, Mind] = {}


def mind_of(content: Content) -> Mind:
    """The mind of a content, made at its first text; a few are kept, the oldest goes first."""
    mind = _minds.get(id(content))
    if mind is None or mind.content is not content:
        like = next((each for each in [*_minds.values()][::-1] if _same_rules(each.content, content)), None)
        mind = _made(content) if like is None else _moved(like, content)
        while len(_minds) >= _KEPT:
            _minds.pop(next(iter(_minds)), None)
        _minds[id(content)] = mind
    return mind


def _same_rules(one: Content, other: Content) -> bool:
    """Whether two contents read texts by the same lists: readers give the same object for the same bytes."""
    return (
        one.safety is other.safety
        and one.words.keys() == other.words.keys()
        and all(
            one.words[language].keywords is words.keywords
            and [(name, topic.keywords) for name, topic in one.words[language].topics.items()]
            == [(name, topic.keywords) for name, topic in words.topics.items()]
            for language, words in other.words.items()
        )
    )


def _moved(like: Mind, content: Content) -> Mind:
    """The mind of a content whose lists are those of another: most editions change neither, and a second is saved."""
    if [*_own_words(like.content)] == [*_own_words(content)]:
        return replace(like, content=content)
    return replace(like, content=content, slips=_slips(content, like.book, like.short_forms))


def _made(content: Content) -> Mind:
    safety = content.safety
    short = {form: tuple(meant.split()) for form, meant in safety.short_forms.items()}
    fillers = frozenset(safety.fillers)

    def expand(phrase: str) -> tuple[str, ...]:
        words = (meant for word in phrase.split() for meant in short.get(word, (word,)))
        return tuple(word for word in words if word not in fillers)

    book = Book(expand)
    for name, lists in safety.patterns.items():
        for language, patterns in lists.items():
            book.add((name, language, ""), patterns, safety.families)
    for language, words in content.words.items():
        families = {**safety.families, **words.keywords.families}
        for destination, synonyms in _synonyms(content, language):
            book.add((ROUTE, language, destination), synonyms, families)
        for destination, listed in words.keywords.patterns.items():
            book.add((ROUTE, language, destination), listed, families)
        for destination, listed in words.keywords.weak.items():
            book.add((WEAK, language, destination), listed, families)
    return Mind(content, book, _slips(content, book, short), short, fillers, {})


def _slips(content: Content, book: Book, short: Mapping[str, tuple[str, ...]]) -> Slips:
    safety = content.safety
    meant = {word for word in (*book.vocabulary, *short) if word.isalpha()}
    own = tuple(sorted({word for line in _own_words(content) for word in plain(line).split()}))
    return Slips.of(meant, (*safety.ordinary.values(), own, safety.words.get("stop.not_slips", ())))


def _synonyms(content: Content, language: Language) -> Iterable[tuple[str, Collection[str]]]:
    """Each destination of a language with the words that lead there from inside a text."""
    words = content.words[language]
    alone = {plain(word) for listed in words.keywords.alone.values() for word in listed}
    for name, synonyms in words.keywords.exact.items():
        if name == EXACT_ONLY:
            continue
        yield name, [word for word in dict.fromkeys(map(plain, (name, *synonyms))) if word and word not in alone]
    for topic in words.topics.values():
        if topic.keywords:
            found = dict.fromkeys(map(plain, topic.keywords))
            yield topic.keywords[0], [word for word in found if word and word not in alone]


def _own_words(content: Content) -> Iterable[str]:
    for words in content.words.values():
        yield from (*words.texts.values(), *words.tips)
        for topic in words.topics.values():
            yield from (*topic.texts, *(part.body for part in topic.parts))
