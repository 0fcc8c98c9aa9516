"""The telephone chain, and the measure that shares nothing with it, on signals whose numbers are known."""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from ivr.audio.measure import measure
from ivr.audio.telephone import Band, Silences, active_level, telephone_sound
from ivr.content.spoken import Pause
from ivr.errors import VoiceError

Signal = NDArray[np.float64]


def tone(hertz: float, seconds: float, size: float = 0.3, rate: int = 22050) -> Signal:
    """A plain tone."""
    return size * np.sin(2 * np.pi * hertz * np.arange(round(rate * seconds)) / rate)


def wav(signal: Signal, rate: int = 22050, subtype: str = "PCM_16") -> bytes:
    """A sound file as a voice writes it."""
    file = io.BytesIO()
    soundfile.write(file, signal, rate, format="WAV", subtype=subtype)
    return file.getvalue()


def samples(sound: bytes) -> Signal:
    """The samples of a finished sound."""
    read: Signal = soundfile.read(io.BytesIO(sound), dtype="float64")[0]
    return read


def silence(seconds: float) -> Signal:
    """Nothing, at the voice's rate."""
    return np.zeros(round(22050 * seconds))


ALONE = Silences((), 250)


def test_a_finished_sound_is_what_telephones_play() -> None:
    """8 kHz, mono, mu-law in a WAV, at the level of design section 9."""
    found = measure(telephone_sound([wav(tone(700, 2))], ALONE))
    assert (found.hertz, found.channels, found.subtype) == (8000, 1, "ULAW")
    assert found.level == pytest.approx(-24, abs=0.3)


@pytest.mark.parametrize("size", [0.005, 0.05, 0.9])
def test_quiet_and_loud_voices_come_out_at_the_same_level(size: float) -> None:
    """However loud the engine is."""
    assert measure(telephone_sound([wav(tone(700, 1, size))], ALONE)).level == pytest.approx(-24, abs=0.3)


def test_the_voices_own_silence_is_replaced_by_exact_pauses() -> None:
    """Half a second in the file is half a second to the ear, whatever the engine put around its words."""
    spoken = [
        np.concatenate([silence(0.31), tone(700, 0.8), silence(0.47)]),
        np.concatenate([tone(900, 0.6), silence(1)]),
    ]
    found = measure(telephone_sound([wav(each) for each in spoken], Silences((Pause(500),), 850)))
    assert found.lead_ms == pytest.approx(100, abs=10)
    assert found.silences_ms == pytest.approx((500,), abs=15)
    assert found.tail_ms == pytest.approx(850, abs=15)
    assert found.seconds == pytest.approx(0.1 + 0.8 + 0.5 + 0.6 + 0.85, abs=0.03)


def test_sharp_peaks_are_bent_and_never_clipped() -> None:
    """A voice of clicks keeps its peaks under -3 dBFS, and no run of samples is flat."""
    clicks = tone(700, 2, 0.02)
    clicks[::2205] = 0.95
    sound = telephone_sound([wav(clicks)], ALONE, Band())
    assert measure(sound).peak <= -3
    heard = np.abs(samples(sound))
    loud = heard >= 0.99 * heard.max()
    assert not np.any(loud[2:] & loud[1:-1] & loud[:-2])


def strength(sound: bytes, hertz: float) -> float:
    """How strong one frequency is in a finished sound, in dB."""
    heard = samples(sound)[800:-2000]
    heard = heard[: len(heard) // 800 * 800]  # whole tenths of a second, so that every 10 Hz has a place of its own
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    return float(20 * np.log10(spectrum[round(hertz * len(heard) / 8000)] + 1e-12))


def test_rumble_goes() -> None:
    """At 60 Hz at least 30 dB are taken away."""
    sound = telephone_sound([wav(tone(60, 2) + tone(1000, 2))], ALONE, Band())
    assert strength(sound, 1000) - strength(sound, 60) > 30


def test_hiss_above_the_telephones_band_comes_back_within_it() -> None:
    """An "s" of a voice, all above 4 kHz, is lost without it, and as loud as before with it; silence stays silent."""
    rng = np.random.default_rng(2)
    spectrum = np.fft.rfft(rng.normal(0, 1, 22050))
    at = np.fft.rfftfreq(22050, 1 / 22050)
    spectrum[(at < 5000) | (at > 9000)] = 0
    hiss = np.fft.irfft(spectrum, 22050)
    hiss *= 0.1 / np.std(hiss)
    voice = wav(np.concatenate([tone(700, 1), hiss, silence(0.3), tone(700, 1)]))

    def loudness(band: Band) -> list[float]:
        heard = samples(telephone_sound([voice], ALONE, band))[800:]
        seconds = ((0.2, 0.8), (1.2, 1.8), (2.05, 2.25))
        return [float(np.std(heard[round(8000 * start) : round(8000 * end)])) for start, end in seconds]

    vowel, without, _ = loudness(Band())
    assert without < 0.02 * vowel
    vowel, restored, quiet = loudness(Band(hiss=1.0))
    assert restored / vowel == pytest.approx(0.1 / (0.3 / np.sqrt(2)), rel=0.1)
    assert quiet < 0.01 * vowel


def test_the_same_speech_gives_the_same_bytes() -> None:
    """The noise that stands for hiss is no chance: a sound is named by its bytes."""
    voice = wav(tone(700, 1) + np.random.default_rng(3).normal(0, 0.05, 22050))
    assert telephone_sound([voice], ALONE) == telephone_sound([voice], ALONE)


def test_a_faint_beginning_and_end_are_kept_and_pauses_stay_exact() -> None:
    """An "f" may lie under the silence threshold: it sounds into the silence, whose length does not change."""
    faint = np.random.default_rng(4).normal(0, 0.004, round(22050 * 0.06))
    word = np.concatenate([silence(0.2), faint, tone(1000, 0.6), faint, silence(0.2)])
    sound = telephone_sound([wav(word)] * 2, Silences((Pause(500),), 250), Band())
    found, heard = measure(sound), samples(sound)

    assert found.silences_ms == pytest.approx((500,), abs=15)
    assert found.lead_ms == pytest.approx(100, abs=10)
    assert found.tail_ms == pytest.approx(250, abs=15)
    ends = {"onset": 0.07, "ending": 0.73, "second onset": 1.17, "second ending": 1.83}
    for name, at in ends.items():
        assert np.std(heard[round(8000 * (at - 0.01)) : round(8000 * (at + 0.01))]) > 0.0005, name
    for at in (0.02, 0.9, 2.0):
        assert np.std(heard[round(8000 * (at - 0.01)) : round(8000 * (at + 0.01))]) < 0.0002, at


@pytest.mark.parametrize("amount", [0.0, 0.3, 0.6, 0.9])
def test_pre_emphasis_lifts_by_what_the_formula_says(amount: float) -> None:
    """Two tones come out apart by the response of 1 - amount / z at 8 kHz, and by nothing at all without it."""
    sound = telephone_sound([wav(tone(500, 2, 0.2) + tone(2500, 2, 0.2))], ALONE, Band(pre_emphasis=amount))
    response = [abs(1 - amount * np.exp(-2j * np.pi * hertz / 8000)) for hertz in (500, 2500)]
    lifted = 20 * np.log10(response[1] / response[0])
    assert strength(sound, 2500) - strength(sound, 500) == pytest.approx(lifted, abs=0.5)


@pytest.mark.parametrize("corner", [100, 200, 300])
def test_the_corner_of_the_high_pass_is_where_it_was_asked_for(corner: int) -> None:
    """Half the amplitude at the corner, nearly all of it 80 Hz above, and next to none 80 Hz below."""
    band = Band(high_pass=corner, pre_emphasis=0)
    for hertz, least, most in ((corner - 80, -90, -20), (corner, -7.5, -4.5), (corner + 80, -1.5, 1.0)):
        sound = telephone_sound([wav(tone(hertz, 3, 0.2) + tone(1500, 3, 0.2))], ALONE, band)
        assert least < strength(sound, hertz) - strength(sound, 1500) < most, hertz


def test_speech_below_the_knee_is_not_bent_at_all() -> None:
    """At -24 dBov only rare peaks reach the limiter: what is under it comes through with the noise of mu-law alone."""
    sound = telephone_sound([wav(tone(700, 2, 0.2))], ALONE, Band(pre_emphasis=0))
    assert strength(sound, 700) - strength(sound, 2100) > 40, "the third harmonic is what bending would add"


def test_what_a_telephone_cannot_carry_does_not_come_back_as_noise() -> None:
    """A tone of 5 kHz would fold down to 3 kHz without a good resampler."""
    sound = telephone_sound([wav(tone(5000, 2) + tone(1000, 2))], ALONE, Band())
    assert strength(sound, 1000) - strength(sound, 3000) > 35


def test_the_two_measures_agree_although_they_share_nothing() -> None:
    """Half speech, half silence: both leave out the silence, but for what P.56 lets speech hold on."""
    noise = np.random.default_rng(3).normal(0, 0.05, 16000)
    signal = np.concatenate([noise, np.zeros(24000), noise])
    independent = measure(wav(signal, 8000)).level
    assert active_level(signal) == pytest.approx(independent, abs=0.5)
    assert independent == pytest.approx(20 * np.log10(0.05), abs=1)


@pytest.mark.parametrize(
    ("stretch", "says"),
    [
        (wav(silence(1)), "silent"),
        (wav(tone(700, 1, 0.00005), subtype="PCM_24"), "silent"),
        (wav(np.zeros(0)), "empty"),
        (b"no sound", "no sound"),
        (b"", "no sound"),
    ],
)
def test_a_voice_that_said_nothing_is_found_out(stretch: bytes, says: str) -> None:
    """Silence, an empty file and no file at all are failures with a sentence, never a prompt."""
    with pytest.raises(VoiceError, match=says):
        telephone_sound([stretch], ALONE)


def test_one_silent_stretch_among_good_ones_is_found_out() -> None:
    """A key that is not heard is worse than a missing prompt."""
    with pytest.raises(VoiceError, match="silent"):
        telephone_sound([wav(tone(700, 1)), wav(silence(1))], Silences((Pause(500),), 850))


def test_measuring_something_else_is_an_error_with_a_sentence() -> None:
    """Neither a text nor an empty sound has a level."""
    with pytest.raises(VoiceError, match="not a sound"):
        measure(b"hello")
    with pytest.raises(VoiceError, match="empty"):
        measure(wav(np.zeros(0)))
