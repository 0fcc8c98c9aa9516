"""What a person's recording is like, measured on the recording itself before anything is changed in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import soxr
from numpy.typing import NDArray

from ivr.audio.intake.decode import Recording
from ivr.audio.telephone import HERTZ, active_level

Signal = NDArray[np.float64]

_FRAME = 80  # 10 ms
_HIGH_PASS = (150.0, 250.0)  # Hz, where a telephone begins to carry sound; hum and rumble lie below
_SILENT_DB = 30.0  # design section 9: silence is what lies 30 dB under the active level
_OVER_FLOOR_DB, _UNDER_LEVEL_DB = 8.0, 10.0  # where noise fills the silence, speech is what stands out of it
_FLOOR = -100.0  # dBov, under anything that 16 bits can hold
_RUN = 4  # frames: what is shorter by itself is a click, not a word
_KNOCK, _ALONE = 12, 40  # frames: a sound so short that no other is so near to, first or last, is a knock or a chair
_NEAR = 25  # frames: a short sound this near to speech belongs to it, as the burst of a last "t" does
_EDGE = 0.97  # of the highest peak: where samples gather when the rest was cut off
_FLAT = 0.002  # of the highest peak: two samples in a row that do not move
_FLAT_RUN = 3
_TOP, _TOP_FLOOR = 99.5, 0.02  # the top: this percentile of all samples that are more than noise
_NOTHING = 1e-12  # so that silence has a logarithm


@dataclass(frozen=True)
class Qualities:
    """A recording in numbers.

    Attributes:
        seconds: its whole length.
        start, end: where the speech begins and ends, in seconds.
        level: the active speech level in dBov, without hum and rumble.
        peak: the highest sample in dBFS.
        flat_ppm: samples that stand still near the highest peak, in a million samples of speech: peaks cut off.
        crowding: how many of the loud samples are among the loudest; many where peaks were cut off before a codec.
        crest: how far the highest peak stands over the speech level, in dB.
        noise: what is heard when nobody speaks, in dBov.
        pauses: silences inside the speech, in seconds.
        hum: rumble and hum below the telephone's band while nobody speaks, in dBov.
        offset: how far the zero line is off, as a part of full scale.
    """

    seconds: float
    start: float
    end: float
    level: float
    peak: float
    flat_ppm: float
    crowding: float
    crest: float
    noise: float
    pauses: tuple[float, ...]
    hum: float
    offset: float

    @property
    def speech_seconds(self) -> float:
        """From the first word to the last."""
        return self.end - self.start


def qualities(recording: Recording) -> Qualities:
    """Measure a recording."""
    raw = recording.samples.astype(np.float64) / 32768
    offset = float(np.mean(raw)) if raw.size else 0.0
    signal = at_telephone_rate(recording) - offset
    if len(signal) < _FRAME:
        return Qualities(recording.seconds, 0.0, 0.0, _FLOOR, _FLOOR, 0.0, 0.0, 0.0, _FLOOR, (), _FLOOR, abs(offset))
    band, rumble = _split(signal)
    frames = _decibels(band)
    level, noise = max(active_level(band), _FLOOR), float(np.percentile(frames, 10))
    speech = speech_frames(frames, level, noise)
    start, end = speech_span(speech)
    quiet = _decibels(rumble)[~speech]
    peak = float(np.max(np.abs(raw - offset)))
    return Qualities(
        seconds=recording.seconds,
        start=start * _FRAME / HERTZ,
        end=end * _FRAME / HERTZ,
        level=level,
        peak=_db(peak),
        flat_ppm=_flat_ppm(raw - offset, peak, (end - start) * _FRAME * recording.hertz // HERTZ),
        crowding=_crowding(raw - offset),
        crest=_db(peak) - level,
        noise=noise,
        pauses=_pauses(speech[start:end]),
        hum=float(np.median(quiet)) if quiet.size else _FLOOR,
        offset=abs(offset),
    )


def at_telephone_rate(recording: Recording) -> Signal:
    """All of a recording at 8 kHz, full scale 1."""
    raw = recording.samples.astype(np.float64) / 32768
    return np.asarray(soxr.resample(raw, recording.hertz, HERTZ, quality="VHQ"), dtype=np.float64)


def speech_bounds(signal: Signal) -> tuple[int, int]:
    """Where speech begins and ends in a signal at 8 kHz, in samples; all of it where nothing stands out."""
    band, _ = _split(signal - np.mean(signal))
    frames = _decibels(band)
    start, end = speech_span(speech_frames(frames, active_level(band), float(np.percentile(frames, 10))))
    return (start * _FRAME, end * _FRAME) if end > start else (0, len(signal))


def speech_frames(frames: Signal, level: float, noise: float) -> NDArray[np.bool_]:
    """Which 10 ms hold speech: over the silence threshold, or over the noise where that is louder; clicks left out."""
    threshold = max(level - _SILENT_DB, min(noise + _OVER_FLOOR_DB, level - _UNDER_LEVEL_DB))
    loud = frames >= threshold
    edges = np.flatnonzero(np.diff(np.concatenate([[False], loud, [False]]).astype(np.int8)))
    runs = list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
    words = [run for run in runs if run[1] - run[0] >= _RUN]
    speech = np.zeros(len(frames), dtype=bool)
    for start, end in runs:
        if any(start - after <= _NEAR and before - end <= _NEAR for before, after in words):
            speech[start:end] = True
    _quieten_knocks(speech)
    return speech


def _quieten_knocks(speech: NDArray[np.bool_]) -> None:
    """Take away short sounds that stand alone before the first word or after the last; words have others near them."""
    while (found := np.flatnonzero(speech)).size:
        breaks = np.flatnonzero(np.diff(found) > _ALONE)
        if not breaks.size:
            return
        first, last = found[: breaks[0] + 1], found[breaks[-1] + 1 :]
        short = [each for each in (first, last) if each[-1] - each[0] < _KNOCK]
        if not short:
            return
        speech[short[0]] = False


def speech_span(speech: NDArray[np.bool_]) -> tuple[int, int]:
    """The first frame of speech and the one after the last; (0, 0) where there is none."""
    found = np.flatnonzero(speech)
    return (int(found[0]), int(found[-1]) + 1) if found.size else (0, 0)


def _split(signal: Signal) -> tuple[Signal, Signal]:
    """The part that a telephone carries, and what lies below it; all at once, since a recording is a minute or two."""
    spectrum = np.fft.rfft(signal)
    at = np.fft.rfftfreq(len(signal), 1 / HERTZ)
    low, high = _HIGH_PASS
    share = np.clip((at - low) / (high - low), 0.0, 1.0)
    band: Signal = np.fft.irfft(spectrum * share, len(signal))
    return band, signal - band


def _decibels(signal: Signal) -> Signal:
    """The power of each 10 ms in dBov."""
    frames = signal[: len(signal) // _FRAME * _FRAME].reshape(-1, _FRAME)
    power = np.mean(frames**2, axis=1)
    return np.asarray(np.maximum(10 * np.log10(power + _NOTHING), _FLOOR), dtype=np.float64)


def _db(size: float) -> float:
    return float(20 * np.log10(size)) if size else _FLOOR


def _pauses(speech: NDArray[np.bool_]) -> tuple[float, ...]:
    """Lengths in seconds of the silences between stretches of speech."""
    runs = np.diff(np.flatnonzero(speech)) - 1
    return tuple(float(run) * _FRAME / HERTZ for run in runs if run)


def _crowding(raw: Signal) -> float:
    """How many of the samples over half of the top are over four fifths of it.

    Speech gives about 0.25 whatever its level; cut off by 9 dB it gives 0.36 and more, also after a codec has made
    the flat peaks wavy again.
    """
    size = np.abs(raw)
    size = size[size > _TOP_FLOOR * np.max(size, initial=0.0)]
    if not size.size:
        return 0.0
    top = np.percentile(size, _TOP)
    return int(np.count_nonzero(size > 0.8 * top)) / max(int(np.count_nonzero(size > 0.5 * top)), 1)


def _flat_ppm(raw: Signal, peak: float, speech: int) -> float:
    """How many samples stand still near the peak, in a million samples of speech."""
    if not peak or not speech:
        return 0.0
    still = (np.abs(raw[1:]) >= _EDGE * peak) & (np.abs(np.diff(raw)) <= _FLAT * peak)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], still, [False]]).astype(np.int8)))
    runs = edges[1::2] - edges[::2]
    return float(np.sum(runs[runs >= _FLAT_RUN - 1])) * 1e6 / speech
