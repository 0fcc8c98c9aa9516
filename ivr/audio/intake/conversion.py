"""A person's recording as callers will hear it: a telephone sound at its own pace, and a slowed copy."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import soundfile
from numpy.typing import NDArray

from ivr.audio.gates import WORDS_PER_MINUTE, Expected, faults
from ivr.audio.intake.checks import Reading
from ivr.audio.intake.decode import Recording
from ivr.audio.intake.qualities import at_telephone_rate, speech_bounds
from ivr.audio.intake.stretch import stretched
from ivr.audio.measure import Measured, measure
from ivr.audio.order import CHOICE_TAIL_MS, TAIL_MS
from ivr.audio.telephone import HERTZ, LEAD_MS, Band, Silences, telephone_sound
from ivr.content.model import Kind, Pace
from ivr.errors import TakeError, VoiceError

Signal = NDArray[np.float64]

# Goes into the cache's key: change it with anything here that changes the sound.
CONVERSION = "take 1"

# What was measured to help a machine's voice would only make a person's thin.
PERSON = Band(pre_emphasis=0.0)
_MARGIN = round(0.02 * HERTZ)  # kept and faded outside the speech: a soft "f" or "s" may begin under the threshold
_SLOWER = 1.25  # times as long, for what has no pace of its own to keep
_INSIDE = 2.0  # words a minute: a slow copy stays so far from the ends of its range
_LONGEST = 1.6  # times as long; beyond it a stretched voice sounds odd


@dataclass(frozen=True)
class Converted:
    """One telephone sound made from a recording, and its measurements."""

    wav: bytes
    measured: Measured


def tail_ms(kind: Kind) -> int:
    """The silence after a prompt of this kind."""
    return CHOICE_TAIL_MS if kind is Kind.CHOICE else TAIL_MS


def converted(recording: Recording, reading: Reading) -> Mapping[Pace, Converted]:
    """The telephone sounds of both paces.

    The silence around the speech becomes exact; the pauses inside it stay the person's own. What is read for writing
    down is slow already and sounds the same at both paces.

    Raises:
        TakeError: the sound cannot pass the gates that every finished sound must pass.
    """
    speech = _speech(at_telephone_rate(recording))
    normal = _finished(speech, reading)
    times = 1.0 if reading.kind is Kind.DICTATED else _times(reading, len(speech) / HERTZ)
    slow = normal if times == 1.0 else _finished(stretched(speech, HERTZ, times), reading)
    return {Pace.NORMAL: normal, Pace.SLOW: slow}


def _speech(signal: Signal) -> Signal:
    """The signal from its first word to its last, with a faded margin; a constant offset is no sound."""
    start, end = speech_bounds(signal)
    kept = (signal - np.mean(signal))[max(start - _MARGIN, 0) : end + _MARGIN]
    fade = np.sin(np.linspace(0.0, np.pi / 2, min(_MARGIN, len(kept) // 2))) ** 2
    kept[: len(fade)] *= fade
    kept[len(kept) - len(fade) :] *= fade[::-1]
    return kept


def _times(reading: Reading, seconds: float) -> float:
    """How many times as long the slow copy is: as slow again, and for topic parts inside the range of the slow pace."""
    if reading.kind is not Kind.TOPIC:
        return _SLOWER
    around = (LEAD_MS + tail_ms(reading.kind)) / 1000
    now = reading.words * 60 / (seconds + around)
    low, high = WORDS_PER_MINUTE[Pace.SLOW]
    wanted = min(max(now / _SLOWER, low + _INSIDE), high - _INSIDE)
    return min(max((reading.words * 60 / wanted - around) / seconds, 1.0), _LONGEST)


def _finished(speech: Signal, reading: Reading) -> Converted:
    file = io.BytesIO()
    soundfile.write(file, speech, HERTZ, format="WAV", subtype="FLOAT")
    try:
        wav = telephone_sound([file.getvalue()], Silences((), tail_ms(reading.kind)), PERSON)
        measured = measure(wav)
    except VoiceError as error:
        raise TakeError("It cannot be made into a telephone sound: nothing can be heard in it.") from error
    wrong = faults(measured, expected(reading))
    if wrong:
        raise TakeError(f"It cannot be made into a good telephone sound. {' '.join(wrong)}")
    return Converted(wav, measured)


def expected(reading: Reading) -> Expected:
    """What the gates ask of the finished sound; a person's own pauses are not among it."""
    asked = Expected(characters=len(reading.spoken), pauses_ms=(), lead_ms=LEAD_MS, tail_ms=tail_ms(reading.kind))
    return asked.by_a_person()
