"""Danger in a text, looked for before anything else: to self or others, medical, and fever."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ivr.content.model import Content, Language, TextId
from ivr.flow.texting.book import Look
from ivr.flow.texting.likeness import Likeness
from ivr.flow.texting.mind import mind_of
from ivr.flow.texting.reading import Reading, read_text
from ivr.flow.texting.tape import Tape
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


# A text is taken for danger by its likeness alone if the examples of danger lead by so much (natural logarithms).
# Chosen so that hardly any ordinary line of the tests is taken for it: the lower, the more is found, rightly and
# wrongly. A long text gathers a lead from words that say little, so the mean over its words counts too.
MUCH_LIKER, MEAN = 11.0, 1.0
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


def danger(content: Content, reading: Reading) -> Danger | None:
    """The gravest danger that the text speaks of, or None.

    Third-person danger counts too, and so does most that is denied (docs/design.md, section 4): a false alarm costs one
    kind text, a miss may cost a life.
    """
    look = mind_of(content).look(reading)
    said = {danger.kind: danger for danger in reversed(tuple(_said(look)))}
    if Kind.CRISIS not in said and any(emoji in reading.raw for emoji in content.safety.words["crisis.emoji"]):
        said[Kind.CRISIS] = CRISIS
    if not said and _is_like_crisis(content, look):
        said[Kind.CRISIS] = CRISIS
    if Kind.CARE_TEAM not in said and says_fever(reading, content.safety.temperature, heat=_about_heat(content, look)):
        said[Kind.CARE_TEAM] = CARE_TEAM
    return next((said[kind] for kind in (Kind.CRISIS, Kind.EMERGENCY, Kind.CARE_TEAM) if kind in said), None)


def _is_like_crisis(content: Content, look: Look) -> bool:
    """Whether a text is much more like the examples of danger to a life than like all other examples."""
    mind = mind_of(content)
    examples = mind.kept.get("danger")
    if not isinstance(examples, Likeness):
        examples = mind.kept["danger"] = Likeness.of(_examples(content))
    hidden = harmless(look, "crisis_not")
    name, lead = examples.nearest(look.tape, hidden)
    return name == "crisis" and lead >= max(MUCH_LIKER, MEAN * examples.known(look.tape, hidden))


def _examples(content: Content) -> Iterable[tuple[str, Tape, int]]:
    """The examples of danger to a life, and all others: what people ask, too."""
    asked = [line for words in content.words.values() for lines in words.keywords.examples.values() for line in lines]
    lists = {**content.safety.examples, "other": (*content.safety.examples["other"], *asked)}
    for name, lines in lists.items():
        for line in lines:
            look = mind_of(content).look(read_text(line))
            yield name, look.tape, harmless(look, "crisis_not")


def harmless(look: Look, listed: str) -> int:
    """The places of a text that a list of harmless patterns takes out of it."""
    hidden = 0
    for pattern in look.candidates():
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


def spoken(look: Look, listed: str, taken_out: str = "") -> set[Language]:
    """The languages of a list whose patterns stand in a text after the harmless ones were taken out."""
    wanted = [pattern for pattern in look.candidates() if pattern.label[0] == listed]
    if not any(look.found(pattern) for pattern in wanted):
        return set()
    hidden = harmless(look, taken_out)
    return {pattern.label[1] for pattern in wanted if look.found(pattern, hidden)}
