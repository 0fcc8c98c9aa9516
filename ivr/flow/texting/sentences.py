"""From a sentence to a keyword: by the patterns and words of `keywords.toml` in it, the rarer the heavier."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping

from ivr.content.model import Content, Language
from ivr.content.texts import topic_keyword
from ivr.flow.texting.book import Compiled, Look
from ivr.flow.texting.danger import harmless
from ivr.flow.texting.keywords import NO_PLACE, Found, Route, Unsure
from ivr.flow.texting.meaning import Likely
from ivr.flow.texting.mind import ROUTE, WEAK, mind_of
from ivr.flow.texting.reading import Reading
from ivr.flow.texting.tape import places

# What nobody here can answer (a bill, a result, the weather); it wins over a guess, and gets the text for what is not
# understood.
OTHER = NO_PLACE
FEEL = "FEEL"
# Nobody is asked "Did you mean THANKS?".
NOT_OFFERED = frozenset({OTHER, "THANKS"})
# A small word ("what", "my") weighs so much, a word that leads to several places its share of one.
SMALL = 0.12
# A place must be ahead by this much; with less between two, both are offered.
MARGIN = 0.5
# What a keyword gains that the words of a text name, and again where it alone is named, in logarithms of odds.
NAMED = 0.8
# A place is told if its share of what is likely is ahead of the next by this much; chosen on lines of writers from whom
# nothing was learnt (tests/data/texting/README.md), so that hardly anyone is led astray.
SURELY = 0.55
# What is less likely is not offered: nobody writes "asdf" for any of the places.
OFFERED = 0.2
# Weak words count only where they are at least this share of what a text says.
MOSTLY = 0.5


def sentence(content: Content, language: Language, reading: Reading, likely: Likely, *, surely: bool = False) -> Route:
    """The keyword that a sentence speaks of most, two if they are too near, None if it speaks of none.

    With `surely`, the words of automatic replies say nothing, and nothing is concluded from examples.
    """
    look = mind_of(content).look(reading)
    hidden = harmless(look, "auto_reply") if surely else 0
    cover, weights = _named(content, language, look, hidden)
    lists = content.words[language].keywords.words
    route = _chosen(cover, weights, lists) if cover else None
    places = likely.places.get(language, {})
    if surely or not places or _both_named(look, route):
        return route
    if isinstance(route, Found) and route.keyword in lists.get("first", ()):
        return route
    return _weighed(places, cover, route)


def _named(content: Content, language: Language, look: Look, hidden: int) -> tuple[dict[str, int], dict[int, float]]:
    """For each keyword that is named the places of its words, hidden ones left out, and what each place weighs."""
    lists = content.words[language].keywords.words
    for strength in (ROUTE, WEAK):
        found = [each for each in look.candidates if each.label[:2] == (strength, language)]
        cover = _cover(content, look, found, hidden)
        if strength == ROUTE:
            subjects = {name: bits for name, bits in cover.items() if name not in lists.get("about", ())}
            cover = subjects if subjects or hidden else cover  # a machine's "what's up?" asks for no menu
        weights = _weights(content, language, look, cover)
        if cover and (strength == ROUTE or _mostly(look, cover, weights)):
            return cover, weights
    return {}, {}


def _both_named(look: Look, route: Route) -> bool:
    """Whether both of two keywords stand in the text themselves: then nobody but the writer can choose."""
    return isinstance(route, Unsure) and {route.first.lower(), route.second.lower()} <= look.tape.words.keys()


def _weighed(places: Mapping[str, float], cover: Mapping[str, int], route: Route) -> Route:
    """Where a text leads by what is likely and what it names, together."""
    gain = dict.fromkeys(cover, NAMED / max(len(cover), 1))
    if isinstance(route, Found):
        gain[route.keyword] = gain.get(route.keyword, 0.0) + NAMED
    odds = {name: share * math.exp(gain.get(name, 0.0)) for name, share in places.items()}
    if FEEL in cover and FEEL in odds:  # a low mood that is named is answered before ways to cope with it
        odds[FEEL] += odds.pop("COPE", 0.0) + odds.pop("TALK", 0.0)
    ranked = sorted(odds, key=lambda name: (-odds[name], name))
    total = sum(odds.values())
    if len(ranked) == 1 or odds[ranked[0]] - odds[ranked[1]] >= SURELY * total:
        return None if ranked[0] == OTHER else Found(ranked[0])
    if odds[ranked[0]] < OFFERED * total:
        return None
    offered = [name for name in ranked if name not in NOT_OFFERED]
    return Unsure(offered[0], offered[1]) if len(offered) > 1 else Found(offered[0])


def _mostly(look: Look, cover: Mapping[str, int], weights: Mapping[int, float]) -> bool:
    """Whether the words found are most of what a text says, small words aside."""
    said = sum(1 for place in look.tape.read if weights.get(place, 1) > SMALL)
    return sum(weights[place] > SMALL for place in _all(cover)) >= MOSTLY * said


def _all(cover: Mapping[str, int]) -> list[int]:
    every = 0
    for bits in cover.values():
        every |= bits
    return places(every)


def _cover(content: Content, look: Look, patterns: list[Compiled], hidden: int) -> dict[str, int]:
    """For each keyword the places that its patterns cover."""
    cover: dict[str, int] = defaultdict(int)
    for pattern in patterns:
        if bits := look.covered(pattern, hidden):
            cover[_first(content, pattern)] |= bits
    return cover


def _first(content: Content, pattern: Compiled) -> str:
    """The keyword of a pattern; that of its topic where a topic has several."""
    _, language, name = pattern.label
    topics = content.words[language].topics.items()
    return next((topic_keyword(content, key, language) for key, topic in topics if name in topic.keywords), name)


def _weights(content: Content, language: Language, look: Look, cover: Mapping[str, int]) -> dict[int, float]:
    small = content.words[language].keywords.words.get("small", ())
    weights = {place: SMALL for place, words in look.tape.read.items() if not set(words).isdisjoint(small)}
    for place in _all(cover):
        shared = sum(other >> place & 1 for other in cover.values())
        weights.setdefault(place, 1 / shared)
    return weights


def _chosen(cover: Mapping[str, int], weights: Mapping[int, float], lists: Mapping[str, tuple[str, ...]]) -> Route:
    scores = {name: sum(weights[place] for place in places(bits)) for name, bits in cover.items()}
    # What lies wholly inside another's words is part of them: "food" in "food bank".
    outer = [name for name, bits in cover.items() if not any(_inside(bits, other) for other in cover.values())]
    first, yields = lists.get("first", ()), lists.get("yields", ())
    ranked = sorted(outer, key=lambda name: (name not in first, -scores[name], name))
    near = [name for name in ranked if scores[ranked[0]] - scores[name] < MARGIN]
    if ranked[0] in first:
        return Found(ranked[0])
    if ranked[0] == OTHER:
        return None
    # Feelings, and what is asked about everything, stand beside the subject ("my mom needs a ride").
    strong = [name for name in near if name not in yields and name != OTHER] or [name for name in near if name != OTHER]
    return Unsure(strong[0], strong[1]) if len(strong) > 1 else Found(strong[0])


def _inside(bits: int, other: int) -> bool:
    return bits != other and bits & other == bits
