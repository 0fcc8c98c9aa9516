"""The gates of finished sounds, rendered or recorded; they see the measured file and nothing else.

A sound with one of the `faults` is never kept. A part off its pace, or levels apart, are for people to weigh: a word of
staff's must not be lost because the voice is a little fast for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ivr.audio.measure import Measured
from ivr.content.model import Pace

# Design section 9.
LEVEL = (-26.0, -22.0)  # dBov
SPREAD = 2.0  # dB between the loudest and the quietest sound of an edition
PEAK = -3.0  # dBFS
LEAD_MS = (50.0, 150.0)
TAIL_OFF_MS = 20.0  # either way: 740 ms after a choice is too little
# Words a minute over the whole file, for topic parts.
WORDS_PER_MINUTE: Mapping[Pace, tuple[float, float]] = {Pace.NORMAL: (120.0, 150.0), Pace.SLOW: (95.0, 115.0)}
TAKEN_WORDS_PER_MINUTE = (100.0, 170.0)  # a person's own pace

_PAUSE_OFF_MS = 60.0  # a pause is set exactly, but a voice may fade into it or out of it
# The default voice takes 0.07 to 0.17 seconds for a character at either pace: a cut or a stuck voice lies outside.
_SECONDS_PER_CHARACTER = (0.04, 0.25)
_SPARE_SECONDS = 0.5
_BY_A_PERSON = 0.5  # the intake check knows the words and has narrower limits; this stops what it cannot have let in


@dataclass(frozen=True)
class Expected:
    """What a sound should be like: the characters that are said, the pauses between them and the silence after."""

    characters: int
    pauses_ms: tuple[int, ...]
    lead_ms: int
    tail_ms: int
    longest: float = _SECONDS_PER_CHARACTER[1]

    @property
    def silence(self) -> float:
        """All that is not speech, in seconds."""
        return (sum(self.pauses_ms) + self.lead_ms + self.tail_ms) / 1000

    def by_a_person(self) -> Expected:
        """The same for a recording: people make their pauses where they breathe, and long ones count as speech."""
        return replace(self, pauses_ms=(), longest=_BY_A_PERSON)


def faults(found: Measured, expected: Expected) -> list[str]:
    """What is wrong with a finished sound, a sentence each."""
    return [*_signal_faults(found, expected), *_length_faults(found, expected)]


def pace_fault(words_per_minute: float, pace: Pace, *, by_a_person: bool = False) -> str | None:
    """What is wrong with the pace of a topic part."""
    low, high = TAKEN_WORDS_PER_MINUTE if by_a_person and pace is Pace.NORMAL else WORDS_PER_MINUTE[pace]
    if low <= words_per_minute <= high:
        return None
    return f"It is spoken at {words_per_minute:.0f} words a minute; the {pace} pace is {low:.0f} to {high:.0f}."


def spread_fault(levels: Sequence[float]) -> str | None:
    """What is wrong with the levels of an edition's sounds beside each other."""
    spread = max(levels, default=0.0) - min(levels, default=0.0)
    return f"The sounds differ by {spread:.1f} dB; {SPREAD:.0f} dB is the most." if spread > SPREAD else None


def _signal_faults(found: Measured, expected: Expected) -> list[str]:
    wrong = []
    if (found.hertz, found.channels, found.subtype) != (8000, 1, "ULAW"):
        wrong.append("The sound is not in the telephone format.")
    if not LEVEL[0] <= found.level <= LEVEL[1]:
        wrong.append(f"The speech level is {found.level:.1f} dBov; it should be -24.")
    if found.clipped:
        wrong.append(f"{found.clipped} samples are cut off at full scale.")
    if found.peak > PEAK:
        wrong.append(f"The loudest peak is {found.peak:.1f} dBFS; it should be -3 at most.")
    if not LEAD_MS[0] <= found.lead_ms <= LEAD_MS[1]:
        wrong.append(f"The silence before the words is {found.lead_ms:.0f} ms; it should be 50 to 150.")
    if abs(found.tail_ms - expected.tail_ms) > TAIL_OFF_MS:
        wrong.append(f"The silence after the words is {found.tail_ms:.0f} ms; it should be {expected.tail_ms}.")
    return wrong


def _length_faults(found: Measured, expected: Expected) -> list[str]:
    wrong = []
    speech = found.seconds - expected.silence
    shortest, longest = expected.characters * _SECONDS_PER_CHARACTER[0], expected.characters * expected.longest
    if not shortest <= speech <= longest + _SPARE_SECONDS:
        wrong.append(f"{expected.characters} characters took {speech:.1f} seconds, which cannot be right.")
    missing = _missing_pause(expected.pauses_ms, found.silences_ms)
    if missing is not None:
        wrong.append(f"A pause of {missing} ms is not where the script has one.")
    return wrong


def _missing_pause(pauses: Sequence[int], silences: Sequence[float]) -> int | None:
    """The first pause that is not among the silences in its order; a voice may make silences of its own between."""
    left = iter(silences)
    for pause in pauses:
        if not any(abs(silence - pause) <= _PAUSE_OFF_MS for silence in left):
            return pause
    return None
