"""The tone of the key that ended a recording is cut off, and nothing of what was said."""

from __future__ import annotations

import numpy as np
import pytest
import soxr
from numpy.typing import NDArray

from ivr.audio.intake.checks import Reason
from ivr.audio.intake.decode import Recording, decode, stored
from ivr.audio.intake.key_tones import without_key
from ivr.audio.intake.taking_in import Accepted, take_in
from ivr.content.model import Content
from ivr.content.prompts import prompts
from ivr.content.spoken import spoken
from tests.audio.intake.speech import EMERGENCY, HERTZ, PART, recorded, said, wav

Signal = NDArray[np.float64]

KEYS = {
    "1": (697, 1209),
    "3": (697, 1477),
    "5": (770, 1336),
    "7": (852, 1209),
    "9": (852, 1477),
    "*": (941, 1209),
    "0": (941, 1336),
    "#": (941, 1477),
}
MOST_OF_A_WORD = 0.035  # seconds before the tone that may go with it


def tone(key: str, ms: int, decibels: float, hertz: int) -> Signal:
    """A key as a telephone sends it; its highest sample is so far under full scale."""
    at = np.arange(round(ms / 1000 * hertz)) / hertz
    low, high = KEYS[key]
    both = np.sin(2 * np.pi * low * at + 1.0) + np.sin(2 * np.pi * high * at + 2.0)
    return np.asarray(10 ** (decibels / 20) / 2 * both, dtype=np.float64)


def made(signal: Signal, hertz: int) -> Recording:
    """A recording as it was decoded."""
    return Recording((np.clip(signal, -1, 1) * 32767).astype(np.int16), hertz, "WAV, pcm_s16le")


def in_a_room(signal: Signal) -> Signal:
    """With the noise of a room and a telephone, which is everywhere."""
    return signal + 10 ** (-60 / 20) * np.random.default_rng(7).normal(size=len(signal))


@pytest.fixture(scope="module")
def speech() -> Signal:
    """The emergency words, at 8 kHz."""
    return np.asarray(soxr.resample(said(EMERGENCY.spoken), HERTZ, 8000), dtype=np.float64)


@pytest.mark.parametrize("hertz", [8000, HERTZ])
@pytest.mark.parametrize("decibels", [-30, -15, -3])
@pytest.mark.parametrize(("key", "ms"), [("#", 60), ("*", 300), ("5", 100), ("1", 80), ("0", 150), ("9", 60)])
def test_a_key_is_cut_off_with_what_follows_and_no_word_with_it(
    speech: Signal, key: str, ms: int, decibels: float, hertz: int
) -> None:
    """Right behind the words or after a while, with silence behind it or without, soft or loud, at any rate."""
    words = np.asarray(soxr.resample(speech, 8000, hertz), dtype=np.float64)
    for gap, after in ((0.0, 0.0), (0.05, 0.3), (1.0, 5.0)):
        silences = [np.zeros(round(each * hertz)) for each in (gap, after)]
        whole = in_a_room(np.concatenate([words, silences[0], tone(key, ms, decibels, hertz), silences[1]]))
        left = without_key(made(whole, hertz)).seconds
        assert len(words) / hertz + gap - MOST_OF_A_WORD < left <= len(words) / hertz + gap, (gap, after)


def test_a_key_that_was_pressed_again_and_again_goes_altogether(speech: Signal) -> None:
    """Somebody was not sure."""
    again = [part for key in "##*#" for part in (tone(key, 90, -12, 8000), np.zeros(1600))]
    left = without_key(made(in_a_room(np.concatenate([speech, np.zeros(800), *again])), 8000))
    assert len(speech) / 8000 < left.seconds <= len(speech) / 8000 + 0.1


def test_words_behind_a_key_stay_and_so_does_the_key(speech: Signal) -> None:
    """However soft they are: it did not end the recording, and nobody's words are thrown away."""
    for loud in (1.0, 0.2):
        whole = made(in_a_room(np.concatenate([speech, tone("5", 200, -3, 8000), speech * loud])), 8000)
        assert without_key(whole) is whole


def test_speech_alone_is_never_cut(content: Content) -> None:
    """Thirty prompts of the line, short and long, spoken by a voice of ours, with the room behind them or without."""
    listed = [each for each in prompts(content) if each.language == "en" and len(each.script) < 200]
    for prompt in listed[:: max(1, len(listed) // 30)][:30]:
        words = said(spoken(prompt.script, content.words["en"].speech))
        for signal in (words, recorded(words, 0.0, 0.3)):
            whole = made(signal, HERTZ)
            assert without_key(whole) is whole, prompt.id


def test_sounds_that_only_resemble_a_key_stay() -> None:
    """One tone alone, two others, a whistle that glides, and hum."""
    at = np.arange(8000) / 8000
    for pitches in ((941,), (1477,), (440, 480), (350, 440), (900, 1400), (50, 150)):
        whole = made(in_a_room(np.sum([0.2 * np.sin(2 * np.pi * hertz * at) for hertz in pitches], axis=0)), 8000)
        assert without_key(whole) is whole, pitches
    glide = made(0.3 * np.sin(2 * np.pi * (700 * at + 400 * at**2)), 8000)
    assert without_key(glide) is glide


@pytest.mark.parametrize("seconds", [0.0, 0.001, 0.03, 0.06])
def test_next_to_nothing_is_left_alone(seconds: float) -> None:
    """Nor is a key without any words a failure."""
    nothing = made(np.zeros(round(seconds * 8000)), 8000)
    assert without_key(nothing) is nothing
    assert without_key(made(tone("#", 200, -6, 8000), 8000)).seconds == 0.0


def test_a_key_is_gone_before_anything_is_measured_or_kept() -> None:
    """A loud one at the end of a soft reading neither counts as speech nor is it in what is kept."""
    kept: list[Accepted] = []
    whole = np.concatenate([recorded(said(PART.spoken)), tone("#", 250, -3, HERTZ), np.zeros(HERTZ // 5)])
    verdict = take_in(wav(whole), PART, kept.append)

    assert verdict.ok, verdict.faults
    assert {each.reason for each in verdict.warnings} <= {Reason.KEY_PAUSE}
    (accepted,) = kept
    before = decode(wav(recorded(said(PART.spoken))))
    assert 0 <= before.seconds - stored(accepted.recording.wav()).seconds < MOST_OF_A_WORD
    assert verdict.measured.peak < -6
