"""The chain from a voice's raw speech to a telephone prompt: resample, filter, trim, join with exact pauses, level.

All signals inside are float arrays at 8 kHz where 1.0 is full scale. Levels are dBov: a constant at full scale is 0.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from ivr.content.spoken import Pause
from ivr.errors import VoiceError

Signal = NDArray[np.float64]

# Goes into the cache's key: change it with anything here that changes the sound.
CHAIN = "telephone 4"

HERTZ = 8000
LEVEL = -24.0  # dBov, design section 9
LEAD_MS = 100

_HIGH_PASS_TAPS = 255  # about 100 Hz from stop to pass at 8 kHz
_ROOM = 160  # 20 ms of silence around a stretch: a filter that began in the middle of its swing would click
_HISS_HERTZ = (2300, 3800)
_HISS_SMOOTH_S = 0.006
_FRAME = 128  # 16 ms
_HANGOVER = 12  # frames, about 200 ms: short gaps between words count as speech, as in ITU-T P.56
_MARGIN_DB = 15.9  # P.56: active is what lies within this of the active level
_SILENT_DB = 30.0  # design section 9: silence lies 30 dB under the active level
_TRIM_STEP = 40  # 5 ms
_SURE_DB = 3.0  # over the threshold
_FADE = 40  # 5 ms
_FAINTER_DB = 2.0  # limiter and mu-law, and another way to measure the level, shift the threshold by less
_FAINT = 640  # 80 ms, shorter than the lead: an "f" or "s" lasts as long, and may lie under the silence threshold
_KNEE, _CEILING = 0.5, 0.68  # full scale; -3 dBFS is 0.708, and mu-law rounds up by as much as 2 % there
_QUIETEST = -60.0  # dBov: below this a voice has said nothing


@dataclass(frozen=True)
class Band:
    """How speech is fitted to the telephone's band; which voice wants what was measured (docs/audio.md).

    Attributes:
        high_pass: the corner in Hz under which rumble is taken away.
        pre_emphasis: how much of the sample before is taken away from each, 0 to 1: lifts what makes consonants clear.
        hiss: how much of what a voice has above 4 kHz, where a telephone is deaf, comes back as noise that it carries:
            1 is the same energy. It is what tells "fever" and "side" from "teamer" and "time".
    """

    high_pass: int = 200
    pre_emphasis: float = 0.0
    hiss: float = 0.0


NATURAL = Band(pre_emphasis=0.6)  # voices made from recordings of people; recordings themselves stay as they are
FORMANT = Band(pre_emphasis=0.9, hiss=1.0)  # voices that compute every sound, as espeak-ng does


@dataclass(frozen=True)
class Silences:
    """The silence after each stretch but the last, and after the whole prompt."""

    pauses: tuple[Pause, ...]
    tail_ms: int


def telephone_sound(stretches: Sequence[bytes], silences: Silences, band: Band = FORMANT) -> bytes:
    """The mu-law WAV of a prompt from the WAVs of its stretches.

    Raises:
        VoiceError: a stretch is no WAV, or silent.
    """
    speech = [_fitted(*_decoded(stretch), band) for stretch in stretches]
    level = active_level(np.concatenate(speech))
    if level < _QUIETEST:
        raise VoiceError("The voice made a silent sound.")
    parts = [_trimmed(stretch, level - _SILENT_DB) for stretch in speech]
    lengths = [LEAD_MS, *(pause.ms for pause in silences.pauses), silences.tail_ms]
    silent = [np.zeros(HERTZ * ms // 1000) for ms in lengths]
    for part, before, after in zip(parts, silent, silent[1:], strict=False):
        # What is too faint to count as speech sounds into the silences, which keep their lengths.
        onset, ending = part.onset[-len(before) :], part.ending[: len(after)]
        before[len(before) - len(onset) :] += onset
        after[: len(ending)] += ending
    joined = [silent[0]]
    for part, after in zip(parts, silent[1:], strict=True):
        joined += [part.speech, after]
    return _encoded(_levelled(np.concatenate(joined)))


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


def _decoded(wav: bytes) -> tuple[Signal, int]:
    try:
        samples, hertz = soundfile.read(io.BytesIO(wav), dtype="float64", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise VoiceError("The voice wrote a file that is no sound.") from error
    if not len(samples):
        raise VoiceError("The voice wrote an empty sound.")
    return samples.mean(axis=1), int(hertz)


def _fitted(mono: Signal, hertz: int, band: Band) -> Signal:
    """At 8 kHz, with hiss, high-pass and pre-emphasis; the delay of the filter is taken out again."""
    signal = np.asarray(soxr.resample(mono, hertz, HERTZ, quality="VHQ"), dtype=np.float64)
    if band.hiss and hertz > HERTZ:
        signal = signal + band.hiss * _hiss(mono, hertz, len(signal))
    signal = np.pad(signal, _ROOM)
    filtered = np.convolve(signal, _high_pass(band.high_pass), mode="full")[_HIGH_PASS_TAPS // 2 :][: len(signal)]
    filtered[1:] -= band.pre_emphasis * filtered[:-1]
    return filtered


def _hiss(mono: Signal, hertz: int, length: int) -> Signal:
    """Noise within the telephone's band that is as loud, moment by moment, as the voice is above the band."""
    padded = _quick(len(mono) + hertz // 10)  # longer, or the end of the words would sound into their beginning
    spectrum = np.fft.rfft(mono, padded)
    spectrum[np.fft.rfftfreq(padded, 1 / hertz) < HERTZ / 2] = 0
    smooth = np.hanning(round(hertz * _HISS_SMOOTH_S) + 2)
    power = np.convolve(np.fft.irfft(spectrum, padded) ** 2, smooth / smooth.sum(), mode="same")[: len(mono)]
    envelope = np.interp(np.arange(length) / HERTZ, np.arange(len(mono)) / hertz, np.sqrt(np.maximum(power, 0)))
    noise = _carrier(_quick(length))
    return np.asarray(envelope * noise[:length] / max(float(np.std(noise)), 1e-12), dtype=np.float64)


@cache
def _carrier(length: int) -> Signal:
    """Noise within the band; always the same, or the same words would be another file after every render."""
    carrier = np.fft.rfft(np.random.default_rng(1).normal(0, 1, length))
    at = np.fft.rfftfreq(length, 1 / HERTZ)
    carrier[(at < _HISS_HERTZ[0]) | (at > _HISS_HERTZ[1])] = 0
    noise: Signal = np.fft.irfft(carrier)
    noise.flags.writeable = False
    return noise


def _quick(length: int) -> int:
    """The next power of two: a Fourier transform of any other length can take thirty times as long."""
    return 1 << (length - 1).bit_length()


def _high_pass(corner: int) -> Signal:
    """A windowed-sinc filter: what is left of an impulse when its part below the corner is taken away."""
    middle = _HIGH_PASS_TAPS // 2
    at = np.arange(_HIGH_PASS_TAPS) - middle
    low = 2 * corner / HERTZ * np.sinc(2 * corner / HERTZ * at) * np.hamming(_HIGH_PASS_TAPS)
    taps: Signal = -low / np.sum(low)
    taps[middle] += 1.0
    return taps


def _fainter(faint: Signal, most: float) -> Signal:
    """A copy without a step louder than `most` dBov, so that silence stays silence by any measure of it."""
    steps = -(-len(faint) // _TRIM_STEP)
    padded = np.pad(faint, (0, steps * _TRIM_STEP - len(faint))).reshape(-1, _TRIM_STEP)
    power = np.mean(padded**2, axis=1, keepdims=True)
    quieter = padded * np.sqrt(np.minimum(1, 10 ** (most / 10) / np.maximum(power, 1e-12)))
    return np.asarray(quieter.reshape(-1)[: len(faint)], dtype=np.float64)


@dataclass(frozen=True)
class _Part:
    """A stretch without its silence: the speech, and what is faint just before and after it."""

    onset: Signal
    speech: Signal
    ending: Signal


def _trimmed(stretch: Signal, silent_below: float) -> _Part:
    """The stretch from its first to its last sound, with the faint hiss of an "f" or "s" that leads in or out.

    It begins and ends where it is surely heard, and reaches on as long as it stays over the threshold: a faint burst by
    itself would be speech to one measure and silence to another.
    """
    steps = stretch[: len(stretch) // _TRIM_STEP * _TRIM_STEP].reshape(-1, _TRIM_STEP)
    power = np.convolve(np.mean(steps**2, axis=1), [0.5, 0.5], mode="same")  # over 10 ms
    sure = np.flatnonzero(power >= 10 ** ((silent_below + _SURE_DB) / 10))
    if not sure.size:
        raise VoiceError("The voice left a part of the words silent.")
    quiet = np.flatnonzero(power < 10 ** (silent_below / 10))
    before, after = quiet[quiet < sure[0]], quiet[quiet > sure[-1]]
    start = (before[-1] + 1 if before.size else 0) * _TRIM_STEP
    end = (after[0] if after.size else len(steps)) * _TRIM_STEP
    onset, ending = (
        _fainter(faint, silent_below - _FAINTER_DB)
        for faint in (stretch[max(0, start - _FAINT) : start], stretch[end : end + _FAINT])
    )
    ramp = np.linspace(0.0, 1.0, _FADE)
    for outer in (onset, ending[::-1]):  # neither a cut nor the voice's own silence may click
        outer[:_FADE] *= ramp[: len(outer)]
    return _Part(onset, stretch[start:end], ending)


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
