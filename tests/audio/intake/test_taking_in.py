"""Every way in which a recording can be bad is refused with its own reason; a good one is kept, once."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import soundfile

from ivr.audio.gates import Expected, faults
from ivr.audio.intake.checks import Reading, Reason, span
from ivr.audio.intake.conversion import converted, tail_ms
from ivr.audio.intake.decode import Recording
from ivr.audio.intake.taking_in import Accepted, judged, take_in
from ivr.audio.measure import measure
from ivr.content.model import Kind, Pace
from tests.audio.intake.speech import CHOICE, EMERGENCY, HERTZ, PART, Signal, encoded, recorded, said, wav

GOOD = recorded(said(EMERGENCY.spoken))
RNG = np.random.default_rng(2)


def loud(decibels: float, signal: Signal = GOOD) -> Signal:
    """The same, turned up or down."""
    return signal * 10 ** (decibels / 20)


def cut(decibels: float) -> Signal:
    """Spoken much too loud for the microphone: what is over full scale is cut off."""
    return np.clip(loud(decibels), -0.999, 0.999)


def hum(hertz: float, size: float) -> Signal:
    """A lamp or a charger near the cable."""
    return size * np.sin(2 * np.pi * hertz * np.arange(len(GOOD)) / HERTZ)


def whole(samples: Signal, hertz: int = HERTZ) -> Recording:
    """A recording as the decoder gives it, for checks that need no file."""
    return Recording(np.round(np.clip(samples, -1, 0.9999) * 32767).astype(np.int16), hertz, "test")


def reasons(samples: Signal, reading: Reading = EMERGENCY) -> set[Reason]:
    """Why a recording is refused."""
    return {fault.reason for fault in judged(whole(samples), reading)[0].faults}


DAMAGED: dict[str, tuple[Callable[[], Signal], Reason]] = {
    "silent": (lambda: np.zeros(3 * HERTZ), Reason.SILENT),
    "almost silent": (lambda: recorded(loud(-45, said(EMERGENCY.spoken))), Reason.SILENT),
    "only noise": (lambda: 0.05 * RNG.normal(size=3 * HERTZ), Reason.NOISY),
    "too quiet": (lambda: loud(-16), Reason.QUIET),
    "too far from the microphone": (lambda: loud(-14), Reason.QUIET),
    "too loud": (lambda: cut(20), Reason.CLIPPED),
    "a little too loud": (lambda: cut(14), Reason.CLIPPED),
    "too loud, then turned down": (lambda: loud(-15, cut(20)), Reason.CLIPPED),
    "beside a fan": (lambda: GOOD + 0.025 * RNG.normal(size=len(GOOD)), Reason.NOISY),
    "pressed record too late": (lambda: GOOD[round(1.2 * HERTZ) :], Reason.START),
    "stopped too early": (lambda: GOOD[: -round(1.4 * HERTZ)], Reason.END),
    "a long thought in the middle": (
        lambda: np.concatenate([GOOD[: 2 * HERTZ], recorded(np.zeros(0), 1.5, 1.5), GOOD[2 * HERTZ :]]),
        Reason.PAUSE,
    ),
    "half of the words": (lambda: recorded(said("If this is an.")), Reason.SHORT),
    "read twice": (lambda: np.concatenate([GOOD, GOOD]), Reason.LONG),
    "another, longer text": (lambda: recorded(said(PART.spoken)), Reason.LONG),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_recording_is_refused_with_its_reason(name: str) -> None:
    """The right reason is among those given, and each says what to do."""
    make, reason = DAMAGED[name]

    verdict, sounds = judged(whole(make()), EMERGENCY)

    assert reason in {fault.reason for fault in verdict.faults}
    assert not verdict.ok
    assert not sounds
    assert all(fault.says.endswith((".", "?")) and len(fault.says.split()) > 8 for fault in verdict.faults)


@pytest.mark.parametrize("codec", [("webm", "libopus"), ("ipod", "aac")])
def test_cut_peaks_are_found_behind_a_codec(codec: tuple[str, str]) -> None:
    """Which makes the flat peaks wavy again."""
    verdict = take_in(encoded(loud(-4, cut(19)), *codec), EMERGENCY, never_kept)

    assert {fault.reason for fault in verdict.faults} == {Reason.CLIPPED}


UPLOADS: dict[str, tuple[Callable[[], bytes], Reason]] = {
    "one side upside down": (lambda: wav(np.stack([GOOD, -GOOD], axis=1)), Reason.CANCELS),
    "a header that says twice the rate": (lambda: wav(GOOD, hertz=2 * HERTZ), Reason.SHORT),
    "a header that says a third of the rate": (lambda: wav(GOOD, hertz=HERTZ // 3), Reason.LONG),
    "half a WebM": (lambda: encoded(GOOD, "webm", "libopus")[: len(encoded(GOOD, "webm", "libopus")) // 2], Reason.END),
}


def never_kept(accepted: Accepted) -> None:
    """A destination that a refused recording must not reach."""
    pytest.fail(f"{accepted} was kept")


@pytest.mark.parametrize("name", UPLOADS)
def test_a_damaged_file_is_refused_with_its_reason(name: str) -> None:
    """It never reaches its destination."""
    make, reason = UPLOADS[name]

    verdict = take_in(make(), EMERGENCY, never_kept)

    assert reason in {fault.reason for fault in verdict.faults}


GOOD_ONES = {
    "a quiet room": GOOD,
    "louder": loud(6),
    "softer": loud(-8),
    "with some noise": GOOD + 0.004 * RNG.normal(size=len(GOOD)),
    "with hum": GOOD + hum(60, 0.02),
    "with a click before": np.concatenate([np.zeros(HERTZ // 2), [0.5, -0.5, 0.3], GOOD]),
    "in one breath with little silence": GOOD[round(0.85 * HERTZ) : -round(0.85 * HERTZ)],
    "with a long silence after": np.concatenate([GOOD, np.zeros(15 * HERTZ)]),
}


@pytest.mark.parametrize("name", GOOD_ONES)
def test_a_good_recording_becomes_a_telephone_sound_in_every_gate(name: str) -> None:
    """Whatever its level, with hum, clicks and silence around it; measured by code that shares nothing with it."""
    verdict, sounds = judged(whole(GOOD_ONES[name]), EMERGENCY)

    assert verdict.faults == ()
    for sound in sounds.values():
        expected = Expected(len(EMERGENCY.spoken), (), 100, 250)
        assert faults(measure(sound.wav), expected) == []
    assert sounds[Pace.NORMAL].measured.seconds == pytest.approx(len(said(EMERGENCY.spoken)) / HERTZ + 0.35, abs=0.25)


def test_what_is_only_odd_is_a_warning() -> None:
    """Hum and a zero line that is off are taken out: both are told, and neither refuses the recording."""
    verdict, _ = judged(whole(GOOD + hum(60, 0.05) + 0.1), EMERGENCY)

    assert verdict.ok
    assert {warning.reason for warning in verdict.warnings} == {Reason.HUM, Reason.OFFSET}


def test_a_choice_without_a_pause_before_its_key_is_a_warning() -> None:
    """Callers take in the name, then the key."""
    hurried = said(CHOICE.spoken.replace(".", ","))
    assert reasons(recorded(hurried), CHOICE) == set()

    verdicts = [judged(whole(recorded(words)), CHOICE)[0] for words in (said(CHOICE.spoken), joined())]

    assert [{warning.reason for warning in verdict.warnings} for verdict in verdicts] == [set(), {Reason.KEY_PAUSE}]


def joined() -> Signal:
    """The choice without any silence between its words."""
    return np.concatenate([said("Coping day to day")[: -round(0.3 * HERTZ)], said("Press three")])


@pytest.mark.parametrize(("before", "after"), [(0.7, 0.0), (0.0, 0.7), (0.7, 0.7)])
def test_a_knock_before_or_after_the_words_is_not_kept(before: float, after: float) -> None:
    """A chair or a key on the table is no word: the sound begins and ends with the speech."""
    knock = 0.3 * np.random.default_rng(2).normal(size=round(0.08 * HERTZ)) * np.hanning(round(0.08 * HERTZ))
    silent = {seconds: np.zeros(round(seconds * HERTZ)) for seconds in (before, after)}
    speech = np.concatenate(
        [
            *((knock, silent[before]) if before else ()),
            said(EMERGENCY.spoken),
            *((silent[after], knock) if after else ()),
        ]
    )
    knocked, clean = (judged(whole(recorded(each)), EMERGENCY) for each in (speech, said(EMERGENCY.spoken)))

    assert [knocked[0].faults, clean[0].faults] == [(), ()]
    lengths = [sounds[Pace.NORMAL].measured.seconds for _, sounds in (knocked, clean)]
    assert lengths[0] == pytest.approx(lengths[1], abs=0.05)


def test_the_destination_gets_the_recording_and_its_sounds_once() -> None:
    """The desk, the telephone and the command differ in nothing else."""
    kept: list[Accepted] = []

    verdict = take_in(encoded(GOOD, "webm", "libopus"), EMERGENCY, kept.append)

    (accepted,) = kept
    assert verdict.ok
    assert accepted.recording.seconds == pytest.approx(len(GOOD) / HERTZ, abs=0.05), "nothing is trimmed"
    assert set(accepted.sounds) == set(Pace)


def test_a_recogniser_only_warns() -> None:
    """It may err, so a difference never refuses a recording."""
    asked: list[tuple[bytes, str]] = []

    def listen(sound: bytes, words: str) -> list[str]:
        asked.append((sound, words))
        return ["Please listen again: “call” was heard as “tall”."]

    kept: list[Accepted] = []
    verdict = take_in(wav(GOOD), EMERGENCY, kept.append, listen)

    assert verdict.ok
    assert [warning.reason for warning in verdict.warnings] == [Reason.WORDS]
    assert asked == [(kept[0].sounds[Pace.NORMAL].wav, EMERGENCY.spoken)]


# --- pace and length -------------------------------------------------------------------------------------------------


@functools.cache
def part() -> Signal:
    """A topic part, read at the normal pace."""
    return recorded(said(PART.spoken))


@pytest.mark.parametrize(
    ("speed", "fault"), [(0.7, Reason.LONG), (0.8, None), (1.0, None), (1.25, None), (1.4, Reason.SHORT)]
)
def test_a_part_is_taken_in_at_100_to_170_words_a_minute(speed: float, fault: Reason | None) -> None:
    """And its slow copy lies in the slow range, or is the same where it is slow enough (design section 9)."""
    recording = whole(part(), round(HERTZ * speed))

    verdict, sounds = judged(recording, PART)

    assert [each.reason for each in verdict.faults] == ([fault] if fault else [])
    if not fault:
        normal, slow = (sounds[pace].measured.words_per_minute(PART.words) for pace in Pace)
        assert 100 <= normal <= 170
        assert 95 <= slow <= 115
        assert slow < normal


def test_other_prompts_are_a_fifth_slower_and_dictated_ones_the_same() -> None:
    """What is read for writing down is slow for everybody already."""
    phrase = converted(whole(GOOD), EMERGENCY)
    dictated = converted(whole(GOOD), replace(EMERGENCY, kind=Kind.DICTATED))

    around = 0.35
    normal, slow = (phrase[pace].measured.seconds - around for pace in Pace)
    assert slow / normal == pytest.approx(1.25, rel=0.02)
    assert dictated[Pace.NORMAL].wav == dictated[Pace.SLOW].wav


def test_a_choice_has_its_longer_silence_after_it_and_keeps_its_own_pause() -> None:
    """Design section 3: 800 to 1200 ms between choices; the pause before the key stays the person's."""
    sounds = converted(whole(recorded(said(CHOICE.spoken))), CHOICE)
    before = max(measure(wav(recorded(said(CHOICE.spoken)))).silences_ms)

    for sound in sounds.values():
        assert 750 <= sound.measured.tail_ms <= 1000
        assert sound.measured.tail_ms == pytest.approx(tail_ms(Kind.CHOICE), abs=50)
    assert max(sounds[Pace.NORMAL].measured.silences_ms) == pytest.approx(before, abs=60)


@pytest.mark.parametrize(
    ("words", "kind", "good", "bad"),
    [
        ("No.", Kind.PHRASE, (0.3, 0.8), (2.5,)),
        ("Main menu.", Kind.PHRASE, (0.6, 1.2), (0.2, 3.5)),
        ("one, eight hundred, two two seven, two three four five.", Kind.DICTATED, (4.5, 7.0), (2.0, 15.0)),
        ("Do you have a pen? … one, two, three.", Kind.DICTATED, (5.0, 9.0), (2.0, 20.0)),
    ],
)
def test_short_prompts_have_room_for_short_and_long_words(
    words: str, kind: Kind, good: tuple[float, ...], bad: tuple[float, ...]
) -> None:
    """A good reading of a few words may be fast or slow; half of it or twice as much may not."""
    shortest, longest = span(Reading(words, kind))

    assert all(shortest <= seconds <= longest for seconds in good)
    assert not any(shortest <= seconds <= longest for seconds in bad)


# --- finished files --------------------------------------------------------------------------------------------------


FINISHED: dict[str, tuple[Callable[[Signal], bytes], str]] = {
    "not mu-law": (lambda sound: wav(sound, "PCM_16", hertz=8000), "not in the telephone format"),
    "at 16 kHz": (lambda sound: wav(np.repeat(sound, 2), "ULAW", hertz=16000), "not in the telephone format"),
    "too quiet": (lambda sound: wav(loud(-6, sound), "ULAW", hertz=8000), "speech level"),
    "peaks too high": (
        lambda sound: wav(np.where(np.abs(sound) > 0.25, 2.9 * sound, sound), "ULAW", hertz=8000),
        "peak",
    ),
    "no silence before": (lambda sound: wav(sound[800:], "ULAW", hertz=8000), "silence before"),
    "no silence after": (lambda sound: wav(sound[:-1800], "ULAW", hertz=8000), "silence after"),
    "the beginning of it": (
        lambda sound: wav(np.concatenate([sound[:9000], np.zeros(2000)]), "ULAW", hertz=8000),
        "cannot be right",
    ),
}


@pytest.mark.parametrize("name", FINISHED)
def test_a_finished_sound_that_was_altered_is_outside_a_gate(name: str) -> None:
    """The last check before callers, on the file itself."""
    alter, says = FINISHED[name]
    made = converted(whole(GOOD), EMERGENCY)[Pace.NORMAL].wav

    found = faults(measure(alter(samples_of(made))), Expected(len(EMERGENCY.spoken), (), 100, 250))

    assert any(says in fault for fault in found), found


def samples_of(made: bytes) -> Signal:
    """The samples of a finished sound."""
    return np.asarray(soundfile.read(io.BytesIO(made))[0])
