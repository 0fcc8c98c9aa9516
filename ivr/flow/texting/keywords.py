"""From what a person typed to a keyword: exact, or misspelt; `sentences` reads everything longer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ivr.content.matching import plain
from ivr.content.menus import main_menu
from ivr.content.model import Content, Keywords
from ivr.content.texts import topic_keyword
from ivr.flow.texting.mind import mind_of
from ivr.flow.texting.reading import Reading
from ivr.flow.texting.spelling import nearest

READ, TIPS, MORE, MENU, TALK, NUMBERS = "READ", "TIPS", "MORE", "MENU", "TALK", "NUMBERS"

# Shorter synonyms have too many neighbours ("hope" is not "home"); shorter keywords are what people try to type.
_TELLING = 6
# A longer text is a sentence, not a slip.
_A_FEW = 3
_LONGEST = 60
# What examples nobody here can answer are listed under, and between how many places a writer can be asked to choose.
NO_PLACE, BOTH = "OTHER", 2
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
        guarded: words that must be written exactly: READ, and what providers keep for themselves.
    """

    led_to: Mapping[str, tuple[str, ...]]
    slipped: Mapping[str, tuple[str, ...]]
    guarded: tuple[str, ...]


def exact(content: Content, language: str, reading: Reading) -> Route:
    """A keyword, a synonym or a menu digit alone ("tips pls", "3"), with or without a number ("COPE 2", "cope2")."""
    lexicon = lexicon_of(content, language)
    if len(reading.plain) == 1 and reading.plain in "0123456789":
        return _digit(content, language, int(reading.plain))
    if route := _alone(lexicon, reading.plain):
        return route
    bare = _unwrapped(content, language, reading.words)
    if bare == reading.plain or bare.startswith(READ.lower() + " ") or bare == READ.lower():
        return None
    return exact(content, language, Reading(bare, bare, tuple(bare.split())))


def misspelt(content: Content, language: str, reading: Reading) -> Route:
    """A text of three words at most that is close to a keyword or synonym, if it is not made of common words alone."""
    lexicon = lexicon_of(content, language)
    split = _NUMBERED.fullmatch(reading.plain)
    written = plain(split["name"]) if split else reading.plain
    words = written.split()
    if not words or len(words) > _A_FEW or len(written) > _LONGEST:
        return None
    if len(words) > 1 and "".join(words) in lexicon.led_to:
        return _one_or_two(lexicon.led_to["".join(words)])  # "out look"
    names = nearest(written, lexicon.slipped, lexicon.guarded)
    if names == (READ.lower(),):
        return ReadMisspelt()
    if not names or names[0] in lexicon.guarded or all(word in mind_of(content).slips.known for word in words):
        return None  # what is right as it stands is no slip: "numbness" is not NUMBERS
    if len(names) > 1:
        return Unsure(names[0], names[1])
    return Found(names[0], int(split["number"]), named=True) if split else Found(names[0])


def lexicon_of(content: Content, language: str) -> Lexicon:
    """The lexicon of a language, built once for each content."""
    built = mind_of(content).kept
    if (kept := built.get(language)) is None:
        kept = built[language] = _lexicon(content, language)
    assert isinstance(kept, Lexicon)  # noqa: S101 - for the type checker: nothing else is kept under a language
    return kept


def _lexicon(content: Content, language: str) -> Lexicon:
    words = content.words[language]
    keywords = words.keywords
    topics = tuple((topic_keyword(content, name, language), topic.keywords) for name, topic in words.topics.items())
    same = {other: first for first, others in topics for other in others}
    led_to: dict[str, tuple[str, ...]] = {}
    names = [*topics, *keywords.exact.items(), *keywords.alone.items()]
    taken = {plain(synonym) for _, listed in names for synonym in listed}
    for name, listed in keywords.weak.items():  # a weak word alone is as good as any, where no other claims it
        names.append((name, tuple(word for word in listed if word == plain(word) and word not in taken)))
    for name, synonyms in names:
        for synonym in filter(None, map(plain, (name, *synonyms))):
            lead = same.get(name, name)
            led_to[synonym] = tuple(dict.fromkeys((*led_to.get(synonym, ()), lead)))
    themselves = {plain(keyword): (same.get(keyword, keyword),) for keyword in (*same, *keywords.exact)}
    led_to |= themselves  # a keyword itself is never in doubt
    reserved = content.safety.words
    kept = {*reserved["stop.exact"], *reserved["start.exact"], *reserved["help.exact"], *reserved["help.spanish"]}
    led_to = {synonym: leads for synonym, leads in led_to.items() if synonym not in kept}
    tried = themselves.keys() - set(keywords.words.get("written_right", ()))
    slipped = {name: leads for name, leads in led_to.items() if name in tried or len(name) >= _TELLING}
    asked = {topic_keyword(content, name, language) for name, topic in words.topics.items() if topic.ask_first}
    for word, leads in _examples_alone(keywords).items():
        if word not in kept and asked.isdisjoint(leads):  # one word is too little to be led to what asks first
            led_to.setdefault(word, leads)
    return Lexicon(led_to, slipped, (READ.lower(), *sorted(kept)))


def _examples_alone(keywords: Keywords) -> Mapping[str, tuple[str, ...]]:
    """Words that are whole examples of what people ask ("charities"), each with the one or two places it leads to."""
    leads: dict[str, tuple[str, ...]] = {}
    for name, lines in keywords.examples.items():
        for word in {each for each in map(plain, lines) if " " not in each and not each.isdecimal()}:
            leads[word] = (*leads.get(word, ()), name)
    taken = {word for listed in keywords.words.values() for word in listed}
    return {
        word: names
        for word, names in leads.items()
        if word and word not in taken and len(names) <= BOTH and NO_PLACE not in names
    }


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


def _unwrapped(content: Content, language: str, words: tuple[str, ...]) -> str:
    """The words without what people put around a word that they were told to reply with."""
    lists = content.words[language].keywords.words
    before, after = lists.get("before", ()), lists.get("after", ())
    start, end = 0, len(words)
    while start < end and words[start] in before:
        start += 1
    while end > start and words[end - 1] in after:
        end -= 1
    return " ".join(words[start:end])


def _one_or_two(names: tuple[str, ...]) -> Route:
    return Found(names[0]) if len(names) == 1 else Unsure(names[0], names[1])
