"""A slowed copy has the length asked for and the pitch that it had."""

from __future__ import annotations

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.audio.intake.stretch import stretched
from tests.audio.intake.speech import HERTZ, PART, Signal, said

RATE = 8000


def speech() -> Signal:
    """Half a minute of speech at the telephone's rate."""
    return np.asarray(soxr.resample(said(PART.spoken), HERTZ, RATE), dtype=np.float64)


def pitch(signal: Signal) -> float:
    """The middle of the pitches of all voiced 40 ms, by autocorrelation: nothing of WSOLA in it."""
    frames = signal[: len(signal) // 320 * 320].reshape(-1, 320)
    found = []
    for frame in frames[np.mean(frames**2, axis=1) > 0.1 * np.mean(signal**2)]:
        same = np.correlate(frame, frame, mode="full")[319:]
        lag = int(np.argmax(same[20:160])) + 20  # 50 to 400 Hz
        if same[lag] > 0.5 * same[0] and 0 < lag < 160:
            left, here, right = same[lag - 1 : lag + 2]
            found.append(RATE / (lag + 0.5 * (left - right) / (left - 2 * here + right)))
    assert len(found) > 50
    return float(np.median(found))


def loudness(signal: Signal) -> float:
    """The power in dB."""
    return float(10 * np.log10(np.mean(signal**2)))


@pytest.mark.parametrize("times", [0.9, 1.1, 1.25, 1.5])
def test_speech_keeps_its_pitch_and_its_loudness(times: float) -> None:
    """Length within 2 %, pitch within 3 % (design section 9), loudness within 1 dB."""
    before = speech()

    after = stretched(before, RATE, times)

    assert len(after) / len(before) == pytest.approx(times, rel=0.02)
    assert pitch(after) == pytest.approx(pitch(before), rel=0.03)
    assert loudness(after) == pytest.approx(loudness(before), abs=1.0)


@pytest.mark.parametrize("times", [0.8, 1.25, 1.6])
def test_a_tone_stays_the_same_tone(times: float) -> None:
    """One line in the spectrum, where it was; the joints make nothing that is louder than -30 dB."""
    tone = np.sin(2 * np.pi * 250 * np.arange(2 * RATE) / RATE)

    after = stretched(tone, RATE, times)

    middle = after[1000:9000]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    peak = int(np.argmax(spectrum))
    assert peak * RATE / len(middle) == pytest.approx(250, abs=1)
    others = np.delete(spectrum, np.arange(peak - 4, peak + 5))
    assert 20 * np.log10(np.max(others) / spectrum[peak]) < -30


def test_words_stay_where_they_were_in_proportion() -> None:
    """Two sounds a second apart are a second and a quarter apart afterwards."""
    signal = np.zeros(3 * RATE)
    burst = 0.5 * np.sin(2 * np.pi * 300 * np.arange(RATE // 10) / RATE)
    signal[RATE // 2 :][: len(burst)] = burst
    signal[3 * RATE // 2 :][: len(burst)] = burst

    after = stretched(signal, RATE, 1.25)

    loud = np.flatnonzero(np.abs(after) > 0.2)
    second = loud[np.flatnonzero(np.diff(loud) > RATE // 2)[0] + 1]
    assert (second - loud[0]) / RATE == pytest.approx(1.25, abs=0.03)


@settings(deadline=None)
@given(st.integers(0, 3000), st.floats(0.5, 2.0))
def test_any_signal_has_the_length_that_was_asked_for(samples: int, times: float) -> None:
    """However short; every sample is a number, and none is louder than before."""
    signal = np.random.default_rng(samples).uniform(-1, 1, samples)

    after = stretched(signal, RATE, times)

    assert len(after) == round(samples * times)
    assert np.all(np.isfinite(after))
    assert np.max(np.abs(after), initial=0.0) <= 1.0 + 1e-9
