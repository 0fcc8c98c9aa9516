"""The chain from a voice's raw speech to a telephone prompt: resample, filter, trim, join with exact pauses, level.

All signals inside are float arrays at 8 kHz where 1.0 is full scale. Levels are dBov: a constant at full scale is 0.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from ivr.content.spoken import Pause
from ivr.errors import VoiceError

Signal = NDArray[np.float64]

# Goes into the cache's key: change it with anything here that changes the sound.
CHAIN = "telephone 1"

HERTZ = 8000
LEVEL = -24.0  # dBov, design section 9
LEAD_MS = 100

_HIGH_PASS_HERTZ = 200
_HIGH_PASS_TAPS = 255  # about 100 Hz from stop to pass at 8 kHz
_PRE_EMPHASIS = 0.6  # helps formant voices through the telephone band (reference/audio.md section 4)
_FRAME = 128  # 16 ms
_HANGOVER = 12  # frames, about 200 ms: short gaps between words count as speech, as in ITU-T P.56
_MARGIN_DB = 15.9  # P.56: active is what lies within this of the active level
_SILENT_DB = 30.0  # design section 9: silence lies 30 dB under the active level
_TRIM_STEP = 40  # 5 ms
_FADE = 40  # 5 ms kept and faded outside the trimmed speech, so that no cut clicks
_KNEE, _CEILING = 0.5, 0.68  # full scale; -3 dBFS is 0.708, and mu-law rounds up by as much as 2 % there
_QUIETEST = -60.0  # dBov: below this a voice has said nothing


@dataclass(frozen=True)
class Silences:
    """The silence after each stretch but the last, and after the whole prompt."""

    pauses: tuple[Pause, ...]
    tail_ms: int


def telephone_sound(stretches: Sequence[bytes], silences: Silences) -> bytes:
    """The mu-law WAV of a prompt from the WAVs of its stretches.

    Raises:
        VoiceError: a stretch is no WAV, or silent.
    """
    speech = [_band(_decoded(stretch)) for stretch in stretches]
    level = active_level(np.concatenate(speech))
    if level < _QUIETEST:
        raise VoiceError("The voice made a silent sound.")
    trimmed = [_trimmed(stretch, level - _SILENT_DB) for stretch in speech]
    gaps = [_silence(pause.ms) for pause in silences.pauses]
    joined = [_silence(LEAD_MS), trimmed[0]]
    for gap, stretch in zip(gaps, trimmed[1:], strict=True):
        joined += [gap, stretch]
    return _encoded(_levelled(np.concatenate([*joined, _silence(silences.tail_ms)])))


def active_level(signal: Signal) -> float:
    """The active speech level in dBov: the power while somebody speaks, silences left out (after ITU-T P.56)."""
    frames = signal[: len(signal) // _FRAME * _FRAME].reshape(-1, _FRAME)
    power = np.mean(frames**2, axis=1)
    if not power.size or not power.any():
        return -np.inf
    active = np.ones(power.shape, dtype=bool)
    for _ in range(20):
        threshold = np.sum(power[active]) / np.count_nonzero(active) / 10 ** (_MARGIN_DB / 10)
        loud = np.flatnonzero(power >= threshold)
        now = np.zeros(power.shape, dtype=bool)
        for held in range(_HANGOVER + 1):
            now[np.minimum(loud + held, len(power) - 1)] = True
        if np.array_equal(now, active):
            break
        active = now
    return float(10 * np.log10(np.mean(power[active])))


def _decoded(wav: bytes) -> Signal:
    try:
        samples, hertz = soundfile.read(io.BytesIO(wav), dtype="float64", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise VoiceError("The voice wrote a file that is no sound.") from error
    if not len(samples):
        raise VoiceError("The voice wrote an empty sound.")
    mono: Signal = samples.mean(axis=1)
    return np.asarray(soxr.resample(mono, hertz, HERTZ, quality="VHQ"), dtype=np.float64)


def _band(signal: Signal) -> Signal:
    """High-pass and pre-emphasis; the delay of the filter is taken out again."""
    filtered = np.convolve(signal, _high_pass(), mode="full")[_HIGH_PASS_TAPS // 2 :][: len(signal)]
    filtered[1:] -= _PRE_EMPHASIS * filtered[:-1]
    return filtered


def _high_pass() -> Signal:
    """A windowed-sinc filter: what is left of an impulse when its part below the corner is taken away."""
    middle = _HIGH_PASS_TAPS // 2
    at = np.arange(_HIGH_PASS_TAPS) - middle
    low = 2 * _HIGH_PASS_HERTZ / HERTZ * np.sinc(2 * _HIGH_PASS_HERTZ / HERTZ * at) * np.hamming(_HIGH_PASS_TAPS)
    taps: Signal = -low / np.sum(low)
    taps[middle] += 1.0
    return taps


def _trimmed(stretch: Signal, silent_below: float) -> Signal:
    """The stretch from its first to its last sound, faded at both ends."""
    steps = stretch[: len(stretch) // _TRIM_STEP * _TRIM_STEP].reshape(-1, _TRIM_STEP)
    loud = np.flatnonzero(np.mean(steps**2, axis=1) >= 10 ** (silent_below / 10))
    if not loud.size:
        raise VoiceError("The voice left a part of the words silent.")
    kept = stretch[loud[0] * _TRIM_STEP : (loud[-1] + 1) * _TRIM_STEP].copy()
    ramp = np.linspace(0.0, 1.0, _FADE)
    kept[:_FADE] *= ramp
    kept[-_FADE:] *= ramp[::-1]
    return kept


def _silence(ms: int) -> Signal:
    return np.zeros(HERTZ * ms // 1000)


def _levelled(signal: Signal) -> Signal:
    """At the active level asked for; peaks are bent, never cut, and what that takes away is given back once."""
    for _ in range(2):
        signal = _limited(signal * 10 ** ((LEVEL - active_level(signal)) / 20))
    return signal


def _limited(signal: Signal) -> Signal:
    size = np.abs(signal)
    room = _CEILING - _KNEE
    bent = _KNEE + room * np.tanh((size - _KNEE) / room)
    return np.where(size > _KNEE, np.sign(signal) * bent, signal)


def _encoded(signal: Signal) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, signal, HERTZ, format="WAV", subtype="ULAW")
    return file.getvalue()
