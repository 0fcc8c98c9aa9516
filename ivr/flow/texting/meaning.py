"""What a text is likely about, as a value that is handed in: the flow knows neither how it was learnt nor where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ivr.content.model import Language

CRISIS, EMERGENCY, CARE_TEAM, STOP = "crisis", "emergency", "care_team", "stop"


@dataclass(frozen=True)
class Likely:
    """What a text is likely about.

    Attributes:
        dangers: how likely each danger is, and a wish for no more texts, as logarithms of odds (0 is as likely as not).
        places: for each language how likely the text leads to each keyword; they add up to 1.
    """

    dangers: Mapping[str, float] = field(default_factory=dict)
    places: Mapping[Language, Mapping[str, float]] = field(default_factory=dict)


Meaning = Callable[[str], Likely]


def rules_alone(text: str) -> Likely:  # noqa: ARG001 - one of the ways to be a Meaning
    """Nothing is known but what the rules find: where nothing could be learnt."""
    return Likely()
