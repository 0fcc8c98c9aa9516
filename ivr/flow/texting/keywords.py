"""From what a person typed to a keyword: exact, misspelt, or a sentence with synonyms in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ivr.content.matching import plain
from ivr.content.menus import main_menu
from ivr.content.model import Content, Words
from ivr.content.texts import topic_keyword
from ivr.flow.texting.phrases import Phrases, Speller
from ivr.flow.texting.reading import Reading, word_set
from ivr.flow.texting.spelling import nearest

READ, TIPS, MORE, MENU, TALK, NUMBERS = "READ", "TIPS", "MORE", "MENU", "TALK", "NUMBERS"

# These lead about, not to a subject: in a sentence they count only where no subject is named.
_ABOUT = frozenset({MENU, MORE})
# Everyday words in a sentence ("what about the other side"), keywords only when they stand alone.
_EVERYDAY = frozenset({"what", "side", "more", "read", "ready", "menu", "feel", "choice"})
# Feelings and family stand beside the subject that is asked about ("my mom needs a ride"); as near, the subject wins.
_BESIDE = frozenset({"FEEL"})
# "fell" and "feet" are words of their own, so this one has to be written right.
_TOO_NEAR = frozenset({"feel"})
# Courtesies ("thanks", "ok") stand in any sentence; they count only as the whole text.
_COURTESIES = frozenset({"THANKS"})
# What people put around a word that they were told to reply with.
_BEFORE = word_set("text txt send reply type press option please pls plz the word get me give for")
_AFTER = word_set("please pls plz thanks thank you thx")
# Shorter synonyms have too many neighbours ("hope" is not "home"); shorter keywords are what people try to type.
_TELLING = 6
# A longer text is a sentence, not a slip.
_A_FEW = 3
_NUMBERED = re.compile(r"(?P<name>\D*[^\W\d])\s*(?P<number>\d{1,3})")


@dataclass(frozen=True)
class Found:
    """The keyword that a text means, and the number behind it ("COPE 2"); `named` if one was written."""

    keyword: str
    number: int = 1
    named: bool = False


@dataclass(frozen=True)
class Unsure:
    """Two keywords that a text may mean, neither clearly."""

    first: str
    second: str


@dataclass(frozen=True)
class ReadMisspelt:
    """Something close to READ, which counts only exactly: nobody is led to the outlook by a slip."""


Route = Found | Unsure | ReadMisspelt | None


@dataclass(frozen=True)
class Lexicon:
    """The keywords of one language, made ready.

    Attributes:
        led_to: each keyword and synonym, as texts are read, and the keywords that it leads to.
        slipped: those of them that a misspelt text may stand for: keywords, and synonyms long enough to be told apart.
        subjects: those of them that count inside a sentence.
        guarded: words that must be written exactly: READ, and what providers keep for themselves.
    """

    led_to: Mapping[str, tuple[str, ...]]
    slipped: Mapping[str, tuple[str, ...]]
    subjects: Phrases
    speller: Speller
    guarded: tuple[str, ...]


def exact(content: Content, language: str, reading: Reading) -> Route:
    """A keyword, a synonym or a menu digit alone ("tips pls", "3"), with or without a number ("COPE 2", "cope2")."""
    lexicon = lexicon_of(content, language)
    if len(reading.plain) == 1 and reading.plain in "0123456789":
        return _digit(content, language, int(reading.plain))
    if route := _alone(lexicon, reading.plain):
        return route
    bare = _unwrapped(reading.words)
    if bare == reading.plain or bare.startswith(READ.lower() + " ") or bare == READ.lower():
        return None
    return exact(content, language, Reading(bare, bare, tuple(bare.split())))


def misspelt(content: Content, language: str, reading: Reading) -> Route:
    """A text of three words at most that is close to a keyword or synonym."""
    lexicon = lexicon_of(content, language)
    split = _NUMBERED.fullmatch(reading.plain)
    written = plain(split["name"]) if split else reading.plain
    if len(written.split()) > _A_FEW:
        return None
    names = nearest(written, lexicon.slipped, lexicon.guarded)
    if names == (READ.lower(),):
        return ReadMisspelt()
    if not names or names[0] in lexicon.guarded:
        return None
    if len(names) > 1:
        return Unsure(names[0], names[1])
    return Found(names[0], int(split["number"]), named=True) if split else Found(names[0])


def sentence(content: Content, language: str, reading: Reading, *, surely: bool = False) -> Route:
    """The keyword whose synonym stands in the text, the longest if several do; with `surely`, not by one word alone."""
    lexicon = lexicon_of(content, language)
    for words in (reading.words, lexicon.speller.mend(reading.words)):
        if route := _longest(lexicon, words, at_least=2 if surely else 1):
            return route
    return None


def lexicon_of(content: Content, language: str) -> Lexicon:
    """The lexicon of a language, built once for each content."""
    words = content.words[language]
    topics = tuple((topic_keyword(content, name, language), topic.keywords) for name, topic in words.topics.items())
    safety = content.safety
    reserved = (*safety.stop_exact, *safety.start_exact, *safety.help_exact, *safety.help_spanish)
    return _lexicon(topics, tuple(words.keywords.items()), reserved, _written(words))


@lru_cache(maxsize=8)
def _lexicon(
    topics: tuple[tuple[str, tuple[str, ...]], ...],
    keywords: tuple[tuple[str, tuple[str, ...]], ...],
    reserved: tuple[str, ...],
    own: tuple[str, ...],
) -> Lexicon:
    same = {other: first for first, others in topics for other in others}
    led_to: dict[str, tuple[str, ...]] = {}
    names = [(first, (first, *others)) for first, others in topics] + [(name, (name, *more)) for name, more in keywords]
    for name, synonyms in names:
        for synonym in filter(None, map(plain, synonyms)):
            lead = same.get(name, name)
            led_to[synonym] = tuple(dict.fromkeys((*led_to.get(synonym, ()), lead)))
    themselves = {plain(keyword): (same.get(keyword, keyword),) for keyword in (*same, *(name for name, _ in keywords))}
    led_to |= themselves  # a keyword itself is never in doubt
    kept = frozenset(map(plain, reserved))
    led_to = {synonym: leads for synonym, leads in led_to.items() if synonym not in kept}
    tried = themselves.keys() - _TOO_NEAR
    slipped = {name: leads for name, leads in led_to.items() if name in tried or len(name) >= _TELLING}
    guarded = (READ.lower(), *sorted(kept))
    subjects = Phrases.of(
        synonym for synonym, leads in led_to.items() if synonym not in _EVERYDAY and not _COURTESIES.issuperset(leads)
    )
    ordinary = frozenset(word for line in own for word in plain(line).split())
    return Lexicon(led_to, slipped, subjects, Speller.of(subjects.vocabulary, ordinary), guarded)


def _written(words: Words) -> tuple[str, ...]:
    return (*words.texts.values(), *words.tips, *(text for topic in words.topics.values() for text in topic.texts))


def _digit(content: Content, language: str, digit: int) -> Route:
    choices = main_menu(content)
    if digit >= len(choices):
        return None
    name = choices[digit].rpartition(".")[2]
    if name in content.words[language].topics:
        return Found(topic_keyword(content, name, language))
    return Found({"person": TALK, "numbers": NUMBERS}.get(name, MENU))


def _alone(lexicon: Lexicon, written: str) -> Route:
    if written in lexicon.led_to:
        return _one_or_two(lexicon.led_to[written])
    split = _NUMBERED.fullmatch(written)
    name = plain(split["name"]) if split else ""
    if not split or name not in lexicon.led_to:
        return None
    route = _one_or_two(lexicon.led_to[name])
    return Found(route.keyword, int(split["number"]), named=True) if isinstance(route, Found) else route


def _unwrapped(words: tuple[str, ...]) -> str:
    start, end = 0, len(words)
    while start < end and words[start] in _BEFORE:
        start += 1
    while end > start and words[end - 1] in _AFTER:
        end -= 1
    return " ".join(words[start:end])


def _longest(lexicon: Lexicon, words: tuple[str, ...], at_least: int) -> Route:
    lengths: dict[str, int] = {}
    for start, end in lexicon.subjects.spans(words):
        if end - start >= at_least:
            for name in lexicon.led_to[" ".join(words[start:end])]:
                lengths[name] = max(lengths.get(name, 0), end - start)
    subjects = {name: length for name, length in lengths.items() if name not in _ABOUT} or lengths
    best = max(subjects.values(), default=0)
    tied = tuple(name for name, length in subjects.items() if length == best)
    return _one_or_two(tuple(name for name in tied if name not in _BESIDE) or tied)


def _one_or_two(names: tuple[str, ...]) -> Route:
    if not names:
        return None
    return Found(names[0]) if len(names) == 1 else Unsure(names[0], names[1])
