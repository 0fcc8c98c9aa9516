"""The tone of a telephone's key at the end of a recording: found, and cut off, for callers would hear it as a beep."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from ivr.audio.intake.decode import Recording
from ivr.audio.intake.qualities import at_telephone_rate
from ivr.audio.telephone import HERTZ

Signal = NDArray[np.float64]

# ITU-T Q.23: every key is one of these low tones with one of these high ones.
_LOW, _HIGH = (697, 770, 852, 941), (1209, 1336, 1477, 1633)
_WINDOW, _STEP = 160, 80  # samples: 20 ms, 10 ms
_RUN = 4  # windows, one every 10 ms, that a tone of 60 ms fills whatever its beginning
_SHARE = 0.85  # of a window's power is in the two tones; noise, echo and a narrow codec take the rest
_WHOLE_SHARE = 0.8  # and of the whole run's, measured as one: a voice does not hold two tones so still
_SLIGHT, _TWIST = 1e-5, 10 ** (10 / 10)  # power of the weaker tone at the least; how much stronger the other may be
_BEFORE = 0.02  # seconds that are cut off before the tone: a window may have begun behind its start
# Behind the tone is nothing but the room: far under the tone, and under a whisper or little over the room's own noise.
_UNDER_TONE, _WHISPER, _OVER_ROOM = 10 ** (-20 / 10), 10 ** (-50 / 10), 10 ** (6 / 10)
_CLICKS = 3  # windows of 20 ms with more than that: an echo, a click of the line, no word
_MOST_KEYS = 8  # somebody who presses again and again


def without_key(recording: Recording) -> Recording:
    """A recording without the tones of the keys that ended it; the same where nothing but silence is behind its words.

    A tone in the middle of the words stays: the intake's listener, and whoever approves it, hear it.
    """
    for _ in range(_MOST_KEYS):
        end = _end_of_words(at_telephone_rate(recording))
        if end is None:
            return recording
        recording = replace(recording, samples=recording.samples[: max(0, int(end * recording.hertz))])
    return recording


def _end_of_words(signal: Signal) -> float | None:
    """Where a last tone begins, and a little before that, in seconds; None where there is none."""
    if len(signal) < _WINDOW + (_RUN - 1) * _STEP:
        return None
    signal = signal - np.mean(signal)
    windows = np.lib.stride_tricks.sliding_window_view(signal, _WINDOW)[::_STEP]
    keys = _keys(windows)
    runs = _runs(keys)
    if not runs:
        return None
    start, end = runs[-1]
    begin, finish = start * _STEP, (end - 1) * _STEP + _WINDOW
    tone = signal[begin:finish]
    if _share(tone, keys[start]) < _WHOLE_SHARE or _heard_behind(signal, finish, tone):
        return None
    return begin / HERTZ - _BEFORE


def _keys(windows: Signal) -> list[int]:
    """Which key each window holds; -1 for none."""
    powers = np.sum(windows**2, axis=1)
    found = np.full(len(windows), -1)
    best = np.full(len(windows), _SHARE)
    for key in range(len(_LOW) * len(_HIGH)):
        basis = _basis(key, _WINDOW)
        parts = windows @ basis
        low, high = np.sum(parts[:, :2] ** 2, axis=1), np.sum(parts[:, 2:] ** 2, axis=1)
        share = (low + high) / np.maximum(powers, 1e-12)
        weaker, stronger = np.minimum(low, high), np.maximum(low, high)
        there = (share > best) & (weaker > _SLIGHT * _WINDOW) & (stronger < _TWIST * weaker)
        found[there], best[there] = key, share[there]
    return [int(each) for each in found]


def _runs(keys: list[int]) -> list[tuple[int, int]]:
    """Stretches of windows with one and the same key that are long enough: the first, and the one after the last."""
    found, start = [], 0
    for at in range(1, len(keys) + 1):
        if at == len(keys) or keys[at] != keys[start]:
            if keys[start] >= 0 and at - start >= _RUN:
                found.append((start, at))
            start = at
    return found


def _share(signal: Signal, key: int) -> float:
    """How much of a signal's power is in a key's two tones, in all of its length at once."""
    parts = signal @ _basis(key, len(signal))
    return float(np.sum(parts**2) / max(float(np.sum(signal**2)), 1e-12))


def _heard_behind(signal: Signal, finish: int, tone: Signal) -> bool:
    """Whether anything but the room's noise follows a tone that ends there."""
    room = float(np.percentile(_powers(signal), 10)) * _OVER_ROOM
    limit = max(min(float(np.mean(tone**2)) * _UNDER_TONE, _WHISPER), room)
    return bool(np.count_nonzero(_powers(signal[finish + _STEP :]) > limit) > _CLICKS)


def _powers(signal: Signal) -> Signal:
    windows = signal[: len(signal) // _WINDOW * _WINDOW].reshape(-1, _WINDOW)
    return np.asarray(np.mean(windows**2, axis=1), dtype=np.float64)


@cache
def _fixed_basis(key: int) -> Signal:
    return _made_basis(key, _WINDOW)


def _basis(key: int, samples: int) -> Signal:
    return _fixed_basis(key) if samples == _WINDOW else _made_basis(key, samples)


def _made_basis(key: int, samples: int) -> Signal:
    """An orthonormal basis of all that a key's two tones can be: two columns for the low one, two for the high one."""
    low, high = list(product(_LOW, _HIGH))[key]
    turns = 2 * np.pi * np.arange(samples) / HERTZ
    waves = np.stack([wave(turns * hertz) for hertz in (low, high) for wave in (np.cos, np.sin)], axis=1)
    return np.asarray(np.linalg.qr(waves)[0], dtype=np.float64)
