"""Danger in a text, looked for before anything else: to self or others, medical, and fever."""

from __future__ import annotations

from ivr.content.model import Content
from ivr.flow.texting.reading import Reading
from ivr.flow.texting.temperature import says_fever
from ivr.flow.texting.thread import Kind
from ivr.flow.texting.watch import watches


def danger(content: Content, reading: Reading) -> Kind | None:
    """The gravest danger that the text speaks of: `CRISIS`, `EMERGENCY`, `CARE_TEAM`, or None.

    Negated and third-person danger counts too (reference: accessibility.md C11, C16): a false alarm costs one kind
    text, a miss may cost a life.
    """
    watched = watches(content)
    if watched.crisis.found(reading) or any(emoji in reading.raw for emoji in content.safety.crisis_emoji):
        return Kind.CRISIS
    if watched.emergency.found(reading):
        return Kind.EMERGENCY
    if watched.care_team.found(reading) or says_fever(reading):
        return Kind.CARE_TEAM
    return None
