"""The intake check: what is wrong with a person's recording, in words that say how to do better (design section 8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ivr.audio.gates import TAKEN_WORDS_PER_MINUTE
from ivr.audio.intake.qualities import Qualities
from ivr.audio.order import TAIL_MS
from ivr.audio.telephone import LEAD_MS
from ivr.content.model import Kind, Pace
from ivr.content.spoken import Pause, phrased, word_count

# In dB, dBov and seconds; set by recordings that were damaged on purpose (tests/audio/intake/test_taking_in.py).
SILENT, QUIET = -55.0, -38.0
FLAT_PPM, CROWDING, CREST = 200.0, 0.34, 11.5
NOISE_DB = 15.0  # over 8 kHz; a quiet room gives 30 and more, a fan beside the speaker 10
LEAD, TAIL = 0.06, 0.06  # codecs put up to 0.05 of silence of their own there
LONG_PAUSE = 2.5
CANCELS_DB = -10.0
# Prompts of a few words have long or short words by chance: wider limits, and a little time to spare.
OTHER_PACE, SPARE = (85.0, 210.0), (0.2, 1.0)
KEY_PAUSE = (0.3, 0.9)  # between the name of a choice and its key; design section 3 asks for 0.4-0.6
HUM_DB, OFFSET = 25.0, 0.02


class Reason(StrEnum):
    """Why a recording is refused or doubted; programs and tests tell them apart by this."""

    SILENT = "silent"
    QUIET = "quiet"
    CLIPPED = "clipped"
    NOISY = "noisy"
    START = "start"
    END = "end"
    PAUSE = "pause"
    SHORT = "short"
    LONG = "long"
    CANCELS = "cancels"
    GATE = "gate"
    HUM = "hum"
    OFFSET = "offset"
    KEY_PAUSE = "key pause"
    WORDS = "words"
    BESIDE = "beside"  # nothing is wrong with it: an approved recording of the same words stays beside it


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, and a sentence or two on how to do better."""

    reason: Reason
    says: str


@dataclass(frozen=True)
class Reading:
    """What a recording should hold: the words as they are said, and what kind of prompt they are."""

    spoken: str
    kind: Kind

    @property
    def words(self) -> int:
        """How many words are said."""
        return word_count(self.spoken)

    @property
    def pauses(self) -> tuple[float, ...]:
        """The silences that the script itself asks for, in seconds."""
        return tuple(piece.ms / 1000 for piece in phrased(self.spoken, Pace.NORMAL) if isinstance(piece, Pause))


@dataclass(frozen=True)
class Verdict:
    """What the check found; a recording with a fault is refused, one with a warning is not."""

    faults: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    measured: Qualities

    @property
    def ok(self) -> bool:
        """Whether callers may hear it."""
        return not self.faults


def check(found: Qualities, reading: Reading, mono_db: float) -> Verdict:
    """Judge a recording against its script.

    Where nothing can be heard at all, only that is said: all else would follow from it.
    """
    if mono_db < CANCELS_DB:
        says = "The left and the right side cancel each other out. Record in mono, or with one microphone only."
        return Verdict((Finding(Reason.CANCELS, says),), (), found)
    if found.level < SILENT or not found.speech_seconds:
        says = "Nothing can be heard. Was the microphone switched on, and was it the right one?"
        return Verdict((Finding(Reason.SILENT, says),), (), found)
    faults = (*_signal(found), *_edges(found), *_lengths(found, reading))
    return Verdict(faults, tuple(_doubts(found, reading)), found)


def _signal(found: Qualities) -> Iterator[Finding]:
    if found.level < QUIET:
        yield Finding(
            Reason.QUIET,
            f"It is too quiet ({found.level:.0f} dB; {QUIET:.0f} is the least). "
            "Go nearer to the microphone, a hand away, and speak as to a person across the table.",
        )
    if found.flat_ppm > FLAT_PPM or found.crowding >= CROWDING or found.crest < CREST:
        yield Finding(
            Reason.CLIPPED,
            "You spoke too close or too loud: the loudest parts are cut off. Hold the phone a hand away. "
            "Turning the recording down afterwards does not mend it.",
        )
    if found.level - found.noise < NOISE_DB:
        yield Finding(
            Reason.NOISY,
            f"There is too much noise: it is only {max(found.level - found.noise, 0):.0f} dB under your voice "
            f"({NOISE_DB:.0f} is the least). Find a quieter room, and switch off fan, radio and speaker phone.",
        )


def _edges(found: Qualities) -> Iterator[Finding]:
    if found.start < LEAD:
        yield Finding(
            Reason.START,
            "The beginning is cut off, or nearly. After the beep, or once your recorder runs, wait a second and speak.",
        )
    if found.seconds - found.end < TAIL:
        yield Finding(Reason.END, "The end is cut off, or nearly. Wait for one second after the last word, then stop.")


def _lengths(found: Qualities, reading: Reading) -> Iterator[Finding]:
    longest = max(found.pauses, default=0.0)
    if longest > max(LONG_PAUSE, 1.5 * max(reading.pauses, default=0.0)):
        yield Finding(Reason.PAUSE, f"There is a silence of {longest:.1f} seconds in the middle. Read it in one go.")
    shortest, most = span(reading)
    seconds = found.speech_seconds
    if seconds < shortest:
        yield Finding(
            Reason.SHORT,
            f"It is too short: {_amount(reading)} in {seconds:.1f} seconds, {shortest:.1f} is the least. "
            "Read the whole script, slowly. If you did, the file may play too fast.",
        )
    if seconds > most:
        yield Finding(
            Reason.LONG,
            f"It is too long: {_amount(reading)} in {seconds:.1f} seconds, {most:.1f} is the most. "
            "Read the script once and nothing else, a little faster. If you did, the file may play too slowly.",
        )


def span(reading: Reading) -> tuple[float, float]:
    """The shortest and the longest time in seconds, from first word to last, that a good reading takes."""
    words = reading.words * 60
    if reading.kind is Kind.TOPIC:
        slow, fast = TAKEN_WORDS_PER_MINUTE
        around = (LEAD_MS + TAIL_MS) / 1000
        return words / fast - around, words / slow - around
    slow, fast = OTHER_PACE
    if reading.kind is Kind.DICTATED:
        fast = TAKEN_WORDS_PER_MINUTE[1]  # what is read for writing down must not be faster than a topic
    return words / fast - SPARE[0], words / slow + 1.5 * sum(reading.pauses) + SPARE[1]


def _amount(reading: Reading) -> str:
    return f"{reading.words} word{'' if reading.words == 1 else 's'}"


def _doubts(found: Qualities, reading: Reading) -> Iterator[Finding]:
    if found.hum > found.level - HUM_DB:
        yield Finding(
            Reason.HUM, "There is a low hum. It is taken out, but try without the charger, or further from the lamp."
        )
    if found.offset > OFFSET:
        yield Finding(Reason.OFFSET, "The microphone or its cable may be broken: the zero line is off. It is mended.")
    low, high = KEY_PAUSE
    if reading.kind is Kind.CHOICE and not low <= max(found.pauses, default=0.0) <= high:
        yield Finding(
            Reason.KEY_PAUSE, 'Leave half a second between the name and "press": callers take in one, then the other.'
        )
