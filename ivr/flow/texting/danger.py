"""Danger in a text, looked for before anything else: to self or others, medical, and fever."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.content.model import Content, TextId
from ivr.flow.texting.overdose import says_many_pills
from ivr.flow.texting.reading import Reading
from ivr.flow.texting.temperature import says_fever
from ivr.flow.texting.thread import Kind
from ivr.flow.texting.watch import watches


@dataclass(frozen=True)
class Danger:
    """What kind of danger a text speaks of, and the text that answers it (`<text>.stop` beside a wish to stop)."""

    kind: Kind
    text: TextId


# Too much medicine is a crisis whose first number is 911, whatever else the text says.
OVERDOSE = Danger(Kind.CRISIS, "overdose")
CRISIS, EMERGENCY, CARE_TEAM = (Danger(kind, str(kind)) for kind in (Kind.CRISIS, Kind.EMERGENCY, Kind.CARE_TEAM))


def danger(content: Content, reading: Reading) -> Danger | None:
    """The gravest danger that the text speaks of, or None.

    Negated and third-person danger counts too (reference: accessibility.md C11, C16): a false alarm costs one kind
    text, a miss may cost a life.
    """
    watched = watches(content)
    if watched.overdose.found(reading) or says_many_pills(reading):
        return OVERDOSE
    if watched.crisis.found(reading) or any(emoji in reading.raw for emoji in content.safety.crisis_emoji):
        return CRISIS
    if watched.emergency.found(reading):
        return EMERGENCY
    if watched.care_team.found(reading) or says_fever(reading):
        return CARE_TEAM
    return None
