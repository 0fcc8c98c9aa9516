"""What a finished sound file is like: length, level, peak and silences; shares nothing with what made it."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import soundfile
from numpy.typing import NDArray

from ivr.errors import VoiceError


@dataclass(frozen=True)
class Measured:
    """A finished sound in numbers: `level` is the active speech level in dBov (ITU-T P.56), `peak` in dBFS."""

    hertz: int
    channels: int
    subtype: str
    seconds: float
    level: float
    peak: float
    clipped: int
    lead_ms: float
    tail_ms: float
    silences_ms: tuple[float, ...]

    def words_per_minute(self, words: int) -> float:
        """Words a minute over the whole file, its pauses included."""
        return words * 60 / self.seconds


_ENVELOPE_HERTZ = 1000
_P56_SMOOTHING_S = 0.03
_P56_HANGOVER_S = 0.2
_P56_MARGIN_DB = 15.9
_SILENT_DB = 30.0  # design section 9: silence is what lies 30 dB under the active level
_WINDOW_S = 0.01
_CLIPPED = 0.98  # of full scale: the largest mu-law code is 0.98
_SHORTEST_SILENCE_S = 0.15  # stops inside words are shorter


def measure(wav: bytes) -> Measured:
    """Measure a sound file.

    Raises:
        VoiceError: it is no sound file, or it is empty.
    """
    try:
        with soundfile.SoundFile(io.BytesIO(wav)) as file:
            samples = file.read(dtype="float64", always_2d=True)
            hertz, channels, subtype = int(file.samplerate), int(file.channels), str(file.subtype)
    except soundfile.LibsndfileError as error:
        raise VoiceError("This is not a sound file.") from error
    if not len(samples):
        raise VoiceError("This sound file is empty.")
    mono = samples.mean(axis=1)
    level, peak = _speech_level(mono, hertz), float(np.max(np.abs(samples)))
    silences = _silences(mono, hertz, level)
    return Measured(
        hertz=hertz,
        channels=channels,
        subtype=subtype,
        seconds=len(mono) / hertz,
        level=level,
        peak=float(20 * np.log10(peak)) if peak else -np.inf,
        clipped=int(np.count_nonzero(np.abs(samples) >= _CLIPPED)),
        lead_ms=silences[0],
        tail_ms=silences[-1],
        silences_ms=tuple(ms for ms in silences[1:-1] if ms >= _SHORTEST_SILENCE_S * 1000),
    )


def _speech_level(samples: NDArray[np.float64], hertz: int) -> float:
    """ITU-T P.56 method B: power over the time in which a twice smoothed envelope is near the level itself."""
    total = float(np.sum(samples**2))
    if not total:
        return -np.inf
    step = hertz // _ENVELOPE_HERTZ  # an envelope of 30 ms needs no more than one value in a millisecond
    steps = np.abs(samples[: len(samples) // step * step]).reshape(-1, step).mean(axis=1)
    envelope = _smoothed(_smoothed(steps))
    hangover = round(_P56_HANGOVER_S * _ENVELOPE_HERTZ)
    thresholds = 2.0 ** np.arange(-15, 1)
    levels = []
    for threshold in thresholds:
        active = _active_steps(envelope >= threshold, hangover) * step
        levels.append(10 * np.log10(total / active) if active else np.inf)
    margins = np.array(levels) - 20 * np.log10(thresholds) - _P56_MARGIN_DB
    over = np.flatnonzero(margins <= 0)
    if not over.size or over[0] == 0:
        return float(levels[0])
    at = over[0]
    if not np.isfinite(levels[at]):
        return float(levels[at - 1])
    share = margins[at - 1] / (margins[at - 1] - margins[at])
    return float(levels[at - 1] + share * (levels[at] - levels[at - 1]))


def _smoothed(envelope: NDArray[np.float64]) -> NDArray[np.float64]:
    """P.56's exponential smoothing, as a convolution with the filter's response cut off at -80 dB."""
    keep = np.exp(-1 / (_ENVELOPE_HERTZ * _P56_SMOOTHING_S))
    response = (1 - keep) * keep ** np.arange(round(_ENVELOPE_HERTZ * _P56_SMOOTHING_S * 9.2))
    return np.convolve(envelope, response)[: len(envelope)]


def _active_steps(over: NDArray[np.bool_], hangover: int) -> int:
    """How many steps are active when each one over the threshold keeps the next `hangover` ones active."""
    last = np.maximum.accumulate(np.where(over, np.arange(len(over)), -hangover - 1))
    return int(np.count_nonzero(np.arange(len(over)) - last <= hangover))


def _silences(samples: NDArray[np.float64], hertz: int, level: float) -> list[float]:
    """Lengths in ms of the stretches under the silence threshold: the lead first, the tail last (0 where none)."""
    window = round(_WINDOW_S * hertz)
    frames = samples[: len(samples) // window * window].reshape(-1, window)
    quiet = np.mean(frames**2, axis=1) < 10 ** ((level - _SILENT_DB) / 10)
    if quiet.all():
        return [len(samples) * 1000 / hertz, 0.0]
    loud = np.flatnonzero(~quiet)
    runs = np.diff(loud) - 1
    edges = [float(loud[0]), *(float(run) for run in runs if run), float(len(frames) - 1 - loud[-1])]
    return [edge * _WINDOW_S * 1000 for edge in edges]
