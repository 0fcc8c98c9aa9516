"""Danger in a text, looked for before anything else: to self or others, medical, and fever."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from ivr.content.model import Content, Language, TextId
from ivr.flow.texting import meaning as likely_to_be
from ivr.flow.texting.book import Look
from ivr.flow.texting.meaning import Likely
from ivr.flow.texting.mind import mind_of
from ivr.flow.texting.reading import Reading
from ivr.flow.texting.temperature import says_fever
from ivr.flow.texting.thread import Kind


@dataclass(frozen=True)
class Danger:
    """What kind of danger a text speaks of, the text that answers it, and the language that it was written in.

    The language is "" where it cannot be told: figures and pictures have none.
    """

    kind: Kind
    text: TextId
    language: Language = ""


# What a pattern that is found adds to how likely the examples make a danger, or a stop, in logarithms of odds: it
# stands but where the examples are very sure of the contrary.
FOUND = {likely_to_be.CRISIS: 6.0, likely_to_be.EMERGENCY: 6.0, likely_to_be.CARE_TEAM: 3.5, likely_to_be.STOP: 1.0}
# A temperature of a fever in figures is surer than words.
FEVER = 4.0
# What a pattern takes from it that stands in the text only as part of something harmless ("a collapsed vein").
DENIED = 2.0
# In a text of more words a pattern decides alone: examples are short, and say little of it.
LONG = 40
# Where nothing could be learnt, or asked, the patterns alone decide.
CERTAIN = 99.0
# So much likelier a danger must be that no pattern tells of in a text of so few words, which tell examples little.
FEW_WORDS, FEWER = 2, 1.5
# From here on a text is taken for the danger; chosen on lines of writers from whom nothing was learnt
# (tests/data/texting/README.md). A miss costs more than a false alarm, so less than even odds are enough.
TAKEN = {likely_to_be.CRISIS: 0.0, likely_to_be.EMERGENCY: -1.3, likely_to_be.CARE_TEAM: -0.8}
# A danger that is so much likelier than a graver one that no pattern tells of is the one that is answered.
CLEARLY = 1.0
# Too much medicine is a crisis whose first number is 911, whatever else the text says.
OVERDOSE = Danger(Kind.CRISIS, "overdose")
CRISIS, EMERGENCY, CARE_TEAM = (Danger(kind, str(kind)) for kind in (Kind.CRISIS, Kind.EMERGENCY, Kind.CARE_TEAM))
# Each with the list of patterns that tells of it, and the list of what is taken out of the text before.
_GRAVEST_FIRST = (
    (OVERDOSE, "overdose", "crisis_not"),
    (CRISIS, "crisis", "crisis_not"),
    (EMERGENCY, "emergency", "emergency_not"),
    (CARE_TEAM, "care_team", "care_team_not"),
)
# The replies that patterns lead to, by the danger that examples tell of; the gravest first.
_TOLD_BY = {
    likely_to_be.CRISIS: (OVERDOSE.text, CRISIS.text),
    likely_to_be.EMERGENCY: (EMERGENCY.text,),
    likely_to_be.CARE_TEAM: (CARE_TEAM.text,),
}
_BY_NAME = {likely_to_be.CRISIS: CRISIS, likely_to_be.EMERGENCY: EMERGENCY, likely_to_be.CARE_TEAM: CARE_TEAM}


def danger(content: Content, reading: Reading, likely: Likely) -> Danger | None:
    """The gravest danger that the text speaks of, or None.

    Third-person danger counts too, and so does most that is denied (docs/design.md, section 4): a false alarm costs one
    kind text, a miss may cost a life.
    """
    look = mind_of(content).look(reading)
    said = {danger.text: danger for danger in _said(look)}
    if any(emoji in reading.raw for emoji in content.safety.words["crisis.emoji"]):
        said.setdefault(CRISIS.text, CRISIS)
    fever = says_fever(reading, content.safety.temperature, heat=_about_heat(content, look))
    if fever:
        said.setdefault(CARE_TEAM.text, CARE_TEAM)
    found = {name for name, texts in _TOLD_BY.items() if not said.keys().isdisjoint(texts)}
    odds = {name: _odds(likely, look, name, found) for name in _TOLD_BY}
    odds[likely_to_be.CARE_TEAM] += (FEVER - FOUND[likely_to_be.CARE_TEAM]) * fever
    if len(reading.words) <= FEW_WORDS:
        odds = {name: odd - FEWER * (name not in found) for name, odd in odds.items()}
    if len(reading.words) > LONG:  # a danger among many other words is one all the same
        odds |= dict.fromkeys(found, CERTAIN)
    if spoken(look, "stop", "stop_not"):  # and so is a fever beside "stop texting", which by itself is like no danger
        odds |= dict.fromkeys(found & {likely_to_be.CARE_TEAM}, CERTAIN)
    taken = _without_unlikely([name for name, least in TAKEN.items() if odds[name] >= least], odds, found)
    if not taken:
        return None
    by_patterns = next((said[text] for text in _TOLD_BY[taken[0]] if text in said), None)
    return by_patterns or replace(_BY_NAME[taken[0]], language=language_of(content, look))


def _odds(likely: Likely, look: Look, name: str, found: Collection[str]) -> float:
    """How likely a danger is, by examples and patterns together."""
    odds = told(likely, name, found=name in found)
    if name in found or odds < TAKEN[name]:
        return odds
    return odds - DENIED * denied(look, name, f"{name}_not")


def _without_unlikely(taken: list[str], odds: Mapping[str, float], found: Collection[str]) -> list[str]:
    """The dangers without those that only examples tell of, where another is likelier."""
    by_pattern = max((odds[name] for name in taken if name in found), default=-CERTAIN)
    most = max((odds[name] for name in taken), default=-CERTAIN)
    return [name for name in taken if name in found or odds[name] >= max(by_pattern, most - CLEARLY)]


def told(likely: Likely, name: str, *, found: bool) -> float:
    """How likely a danger or a stop is by examples and patterns together, in logarithms of odds."""
    if name not in likely.dangers:
        return CERTAIN if found else -CERTAIN
    return likely.dangers[name] + FOUND[name] * found


def language_of(content: Content, look: Look) -> Language:
    """The language whose own ordinary words a text has most of; "" where none leads."""
    kept = mind_of(content).kept
    own = kept.get("own words")
    if not isinstance(own, dict):
        lists = {language: frozenset(words) for language, words in content.safety.ordinary.items()}
        shared = frozenset(
            word for word in frozenset().union(*lists.values()) if sum(word in each for each in lists.values()) > 1
        )
        own = kept["own words"] = {language: words - shared for language, words in lists.items()}
    count = sorted((sum(word in words for word in look.tape.words), language) for language, words in own.items())
    return count[-1][1] if count and (len(count) == 1 or count[-1][0] > count[-2][0]) else ""


def harmless(look: Look, listed: str) -> int:
    """The places of a text that a list of harmless patterns takes out of it."""
    hidden = 0
    for pattern in look.candidates:
        if pattern.label[0] == listed:
            hidden |= look.covered(pattern)
    return hidden


def _about_heat(content: Content, look: Look) -> bool:
    return any(word in look.tape.words for word in content.safety.temperature.heat)


def _said(look: Look) -> Iterable[Danger]:
    """Every danger that is spoken of, the gravest first."""
    for found, listed, taken_out in _GRAVEST_FIRST:
        if languages := spoken(look, listed, taken_out):
            yield replace(found, language="" if len(languages) > 1 else languages.pop())


def denied(look: Look, listed: str, taken_out: str) -> bool:
    """Whether patterns of a list stand in a text only as part of harmless ones ("don't stop texting me")."""
    return bool(spoken(look, listed)) and not spoken(look, listed, taken_out)


def spoken(look: Look, listed: str, taken_out: str = "") -> set[Language]:
    """The languages of a list whose patterns stand in a text after the harmless ones were taken out."""
    wanted = [pattern for pattern in look.candidates if pattern.label[0] == listed]
    if not any(look.found(pattern) for pattern in wanted):
        return set()
    hidden = harmless(look, taken_out)
    return {pattern.label[1] for pattern in wanted if look.found(pattern, hidden)}
