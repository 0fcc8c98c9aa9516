"""From a sentence to a keyword: by the patterns and words of `keywords.toml` in it, the rarer the heavier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from ivr.content.matching import plain
from ivr.content.model import Content, Language
from ivr.content.texts import topic_keyword
from ivr.flow.texting.book import Compiled, Look
from ivr.flow.texting.danger import harmless
from ivr.flow.texting.keywords import MORE, READ, Found, Route, Unsure
from ivr.flow.texting.likeness import Likeness
from ivr.flow.texting.mind import ROUTE, WEAK, mind_of
from ivr.flow.texting.reading import Reading, read_text
from ivr.flow.texting.tape import places

# What nobody here can answer (a bill, a result, the weather); it wins over a guess, and gets the text for what is not
# understood.
OTHER = "OTHER"
# A small word ("what", "my") weighs so much, a word that leads to several places its share of one.
SMALL = 0.12
# A place must be ahead by this much; with less between two, both are offered.
MARGIN = 0.5
# A second opinion counts against few words, or for a text without any, only if it leads by this much (in natural
# logarithms).
STRONG, SURELY = 6.0, 2.0
# ... and settles a tie if it leads by this much.
SETTLES = 1.0
FEW_WORDS = 1.3
# A text without a telling word needs so many that examples know.
FEWEST = 2
# Weak words count only where they are at least this share of what a text says.
MOSTLY = 0.5


def sentence(content: Content, language: Language, reading: Reading, *, surely: bool = False) -> Route:
    """The keyword that a sentence speaks of most, two if they are too near, None if it speaks of none.

    With `surely`, the words of automatic replies say nothing, and nothing is concluded from examples.
    """
    look = mind_of(content).look(reading)
    hidden = harmless(look, "auto_reply") if surely else 0
    cover, weights = _named(content, language, look, hidden)
    route = _chosen(cover, weights, content.words[language].keywords.words) if cover else None
    if surely:
        return route
    examples = likeness_of(content, language)
    liked, lead = examples.nearest(look.tape)
    if cover:
        return route if _both_named(look, route) else _reconsidered(route, (liked, lead), cover, weights)
    enough = lead >= SURELY and sum(word.isalpha() and word in examples.words for word in look.tape.words) >= FEWEST
    return Found(liked) if enough and liked != OTHER else None


def _named(content: Content, language: Language, look: Look, hidden: int) -> tuple[dict[str, int], dict[int, float]]:
    """For each keyword that is named the places of its words, hidden ones left out, and what each place weighs."""
    lists = content.words[language].keywords.words
    for strength in (ROUTE, WEAK):
        found = [each for each in look.candidates() if each.label[:2] == (strength, language)]
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


def _reconsidered(
    route: Route, opinion: tuple[str, float], cover: Mapping[str, int], weights: Mapping[int, float]
) -> Route:
    """The route that its words lead to, after what the examples say of the whole text was heard."""
    liked, lead = opinion
    if isinstance(route, Unsure):
        return Found(liked) if liked in {route.first, route.second} and lead >= SETTLES else route
    if not isinstance(route, Found) or liked in {"", route.keyword} or lead < STRONG:
        return route
    if sum(weights[place] for place in places(cover[route.keyword])) > FEW_WORDS:
        return route
    return None if liked == OTHER else Unsure(route.keyword, liked)


def likeness_of(content: Content, language: Language) -> Likeness:
    """The examples of a language, counted once for each content."""
    mind = mind_of(content)
    kept = mind.kept.get(f"examples {language}")
    if not isinstance(kept, Likeness):
        keywords = content.words[language].keywords
        lists = (keywords.examples, keywords.exact, keywords.weak, keywords.alone)
        examples = [(name, line) for each in lists for name, lines in each.items() for line in lines]
        told = [(name, line) for name, line in examples if name not in {MORE, READ} and line == plain(line)]
        kept = Likeness.of((name, mind.tape(read_text(line)), 0) for name, line in told)
        mind.kept[f"examples {language}"] = kept
    return kept


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
