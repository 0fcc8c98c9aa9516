"""Rendering with the real voice: what comes out, what is kept, and what happens when something goes wrong."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ivr.audio.measure import Measured, measure
from ivr.audio.order import CHOICE_TAIL_MS, Order
from ivr.audio.render import render
from ivr.audio.telephone import FORMANT, Band
from ivr.audio.voice import Utterance, Voice, VoiceMissingError
from ivr.audio.voices.pyttsx3_voice import Pyttsx3Voice
from ivr.content.model import Pace, Sound
from ivr.content.spoken import spoken, word_count
from ivr.errors import RenderError, VoiceError
from tests.content.languages import ENGLISH

BODY = """A fever comes first. Is your temperature 100.4 or higher? Call your care team now, day or night.

Ask them what number to call at night. Write it down, and keep it near the phone. Do not wait until the morning."""
SCRIPTS = {
    "topic.side.1": BODY,
    "choice.main.coping": "Coping day to day. Press 3.",
    "greeting.emergency": "If this is an emergency, hang up and call 911.",
    "service.number.acs": "1-800-227-2345.",
    "no": "No.",
}


def order(prompt: str, script: str, pace: Pace = Pace.NORMAL) -> Order:
    """One order, as the edition makes it."""
    said = spoken(script, ENGLISH)
    return Order((prompt, "en", pace.value), said, CHOICE_TAIL_MS if prompt.startswith("choice.") else 250)


ORDERS = [order(prompt, script, pace) for prompt, script in SCRIPTS.items() for pace in Pace]


@dataclass
class CountingVoice:
    """The real voice, counting what it is asked to say."""

    voice: Voice = field(default_factory=Pyttsx3Voice)
    asked: list[Utterance] = field(default_factory=list)
    name: str = "counting"
    version: str = "1"
    band: Band = FORMANT

    def settings(self, language: str, pace: Pace) -> str:
        """The real voice's."""
        return self.voice.settings(language, pace)

    def speak(self, utterance: Utterance, folder: Path) -> Sequence[Path]:
        """Count, then speak."""
        self.asked.append(utterance)
        return self.voice.speak(utterance, folder)


@dataclass
class BadVoice(CountingVoice):
    """Does something bad the first `times` times that it must say `words`, and speaks well otherwise."""

    words: str = "Bad."
    times: int = 99
    does: str = "fails"

    def speak(self, utterance: Utterance, folder: Path) -> Sequence[Path]:
        """Be bad or good."""
        paths = super().speak(utterance, folder)
        if utterance.words != (self.words,) or self.times <= 0:
            return paths
        self.times -= 1
        if self.does == "fails":
            raise VoiceError("The voice lost its voice.")
        if self.does == "is silent":
            soundfile.write(paths[0], np.zeros(20000), 22050)
        if self.does == "is cut":
            heard, hertz = soundfile.read(paths[0])
            soundfile.write(paths[0], heard[len(heard) // 4 : len(heard) // 3], hertz)
        if self.does == "hangs on":
            heard, hertz = soundfile.read(paths[0])
            soundfile.write(paths[0], np.tile(heard, 9), hertz)
        if self.does == "writes half":
            paths[0].write_bytes(paths[0].read_bytes()[:20])
        if self.does == "writes nothing":
            paths[0].unlink()
        return paths


def left_over(cache: Path) -> list[Path]:
    """Files that are neither a whole sound nor an index entry."""
    return list((cache / "work").rglob("*"))


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[tuple[str, str, str], Sound]]:
    """The sample prompts in both paces, rendered once by the default voice."""
    cache = tmp_path_factory.mktemp("cache")
    return cache, render(ORDERS, Pyttsx3Voice(), cache)


def measured(rendered: tuple[Path, dict[tuple[str, str, str], Sound]], prompt: str, pace: Pace) -> Measured:
    """One of the rendered prompts in numbers."""
    cache, sounds = rendered
    return measure((cache / "sounds" / sounds[prompt, "en", pace.value].file).read_bytes())


Rendered = tuple[Path, dict[tuple[str, str, str], Sound]]


@pytest.mark.parametrize("prompt", SCRIPTS)
@pytest.mark.parametrize("pace", Pace)
def test_every_sound_is_inside_the_gates(rendered: Rendered, prompt: str, pace: Pace) -> None:
    """Format, level, peak and the silences at both ends (design section 9)."""
    found = measured(rendered, prompt, pace)
    assert (found.hertz, found.channels, found.subtype) == (8000, 1, "ULAW")
    assert found.level == pytest.approx(-24, abs=1)
    assert found.peak <= -3
    assert 50 <= found.lead_ms <= 150
    low, high = (750, 1000) if prompt.startswith("choice.") else (200, 300)
    assert low <= found.tail_ms <= high
    assert rendered[1][prompt, "en", pace.value].seconds == pytest.approx(found.seconds, abs=0.001)


def test_the_silence_between_a_name_and_its_key_is_heard(rendered: Rendered) -> None:
    """400-600 ms at the normal pace, at most half as long again at the slow one, measured in the sound."""
    assert [400 <= each <= 600 for each in measured(rendered, "choice.main.coping", Pace.NORMAL).silences_ms] == [True]
    assert any(600 < each <= 900 for each in measured(rendered, "choice.main.coping", Pace.SLOW).silences_ms)


def test_topic_parts_keep_to_the_pace_asked_for(rendered: Rendered) -> None:
    """Normal 120-150, slow 95-115 words a minute over the whole file."""
    words = word_count(spoken(BODY, ENGLISH))
    assert 120 <= measured(rendered, "topic.side.1", Pace.NORMAL).words_per_minute(words) <= 150
    assert 95 <= measured(rendered, "topic.side.1", Pace.SLOW).words_per_minute(words) <= 115


@pytest.mark.parametrize("prompt", SCRIPTS)
def test_slow_takes_longer(rendered: Rendered, prompt: str) -> None:
    """The stock driver spoke 4 of 10 files at the previous rate; this one never does."""
    assert measured(rendered, prompt, Pace.SLOW).seconds > 1.03 * measured(rendered, prompt, Pace.NORMAL).seconds


def test_a_dictated_prompt_is_slow_for_everyone(rendered: Rendered, tmp_path: Path) -> None:
    """A pace of its own wins over the key's: the very same sound as the slow one."""
    dictated = Order(("details", "en", "normal"), spoken(SCRIPTS["no"], ENGLISH), pace=Pace.SLOW)
    assert render([dictated], Pyttsx3Voice(), tmp_path)["details", "en", "normal"] == rendered[1]["no", "en", "slow"]


def test_a_second_render_renders_nothing_and_an_edit_renders_one(rendered: Rendered, tmp_path: Path) -> None:
    """What was said before is found by what it was made from."""
    voice = CountingVoice()
    first = render(ORDERS[:4], voice, tmp_path)
    assert len(voice.asked) == 4
    assert render(ORDERS[:4], voice, tmp_path) == first
    assert len(voice.asked) == 4
    changed = [*ORDERS[:3], order("choice.main.coping", "Coping, day to day. Press 4.", Pace.SLOW)]
    assert render(changed, voice, tmp_path)[ORDERS[0].key] == first[ORDERS[0].key]
    assert len(voice.asked) == 5
    assert rendered[1][ORDERS[0].key].file == first[ORDERS[0].key].file  # the same bytes, wherever it is made


def test_the_same_words_twice_are_rendered_once(tmp_path: Path) -> None:
    """Two prompts may say the same."""
    voice = CountingVoice()
    sounds = render([order("a", "Yes."), order("b", "Yes.")], voice, tmp_path)
    assert len(voice.asked) == 1
    assert sounds["a", "en", "normal"] == sounds["b", "en", "normal"]


@pytest.mark.parametrize("damage", ["cut", "gone", "other bytes", "index gone", "index cut", "index lies"])
def test_a_damaged_cache_is_rendered_again(tmp_path: Path, damage: str) -> None:
    """Nothing in the cache is believed without looking."""
    voice = CountingVoice()
    key = ("no", "en", "normal")
    sound = render([order("no", "No.")], voice, tmp_path)[key]
    file, (index,) = tmp_path / "sounds" / sound.file, list((tmp_path / "index").iterdir())
    whole = file.read_bytes()
    match damage:
        case "cut":
            file.write_bytes(whole[:100])
        case "gone":
            file.unlink()
        case "other bytes":
            file.write_bytes(whole[:-1] + b"x")
        case "index gone":
            index.unlink()
        case "index cut":
            index.write_bytes(index.read_bytes()[:9])
        case _:
            index.write_text('{"file": "../../etc/passwd", "seconds": 1}')
    assert render([order("no", "No.")], voice, tmp_path)[key] == sound
    assert len(voice.asked) == 2
    assert file.read_bytes() == whole


@pytest.mark.parametrize("does", ["fails", "is silent", "is cut", "hangs on", "writes half", "writes nothing"])
def test_one_bad_try_is_forgiven(tmp_path: Path, does: str) -> None:
    """Whatever went wrong once, the second try counts."""
    voice = BadVoice(does=does, times=1)
    sounds = render([order("bad", "Bad."), order("good", "Good.")], voice, tmp_path)
    assert set(sounds) == {("bad", "en", "normal"), ("good", "en", "normal")}
    assert len(voice.asked) == 3


@pytest.mark.parametrize("does", ["fails", "is silent", "is cut", "hangs on", "writes half", "writes nothing"])
def test_a_prompt_that_fails_twice_is_named_and_the_good_ones_are_kept(tmp_path: Path, does: str) -> None:
    """One sentence for each, all together; nothing half-written; the next run does only the rest."""
    voice = BadVoice(does=does)
    orders = [order("bad", "Bad."), order("bad.too", "Bad.", Pace.SLOW), order("good", "Good.")]
    with pytest.raises(RenderError) as error:
        render(orders, voice, tmp_path)
    assert "2 prompts" in str(error.value)
    assert "bad (en, normal): " in str(error.value)
    assert "bad.too (en, slow): " in str(error.value)
    assert "good" not in str(error.value)
    assert len(voice.asked) == 5
    assert len(list((tmp_path / "sounds").iterdir())) == len(list((tmp_path / "index").iterdir())) == 1
    assert left_over(tmp_path) == []
    voice.times = 0
    assert len(render(orders, voice, tmp_path)) == 3
    assert len(voice.asked) == 7


def child(program: str) -> tuple[str, ...]:
    """A child process of our own making in the engine's place."""
    return (sys.executable, "-c", program)


@pytest.mark.parametrize(
    ("program", "says"),
    [
        ("import time; time.sleep(60)", "took longer than 0.5 seconds"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", r"crashed \(signal 11\)"),
        ("raise SystemExit(1)", "stopped with an error"),
        ("pass", "did not write"),
    ],
)
def test_a_child_that_hangs_or_crashes_is_killed_tried_again_and_named(tmp_path: Path, program: str, says: str) -> None:
    """The line's own process is never harmed by the engine."""
    tries = tmp_path / "tries"
    noted = f"open({str(tries)!r}, 'a').write('x')\n{program}"
    started = time.monotonic()
    with pytest.raises(RenderError, match=rf"no \(en, normal\): .*{says}"):
        render([order("no", "No.")], Pyttsx3Voice(timeout=0.5, child=child(noted)), tmp_path / "cache")
    assert tries.read_text() == "xx"
    assert time.monotonic() - started < 10
    assert left_over(tmp_path / "cache") == []


@pytest.mark.parametrize(
    ("voices", "says"),
    [
        ({"en": "gmw/nobody"}, "no voice called gmw/nobody"),
        ({"en": "gmw/en-us+nobody"}, r"no voice called gmw/en-us\+nobody"),
        ({"es": "roa/es-419"}, "no voice for the language en"),
    ],
)
def test_an_unknown_voice_is_one_clear_sentence(tmp_path: Path, voices: dict[str, str], says: str) -> None:
    """The stock driver goes on in British English instead; and no other prompt is tried."""
    with pytest.raises(RenderError, match=says) as error:
        render(ORDERS, Pyttsx3Voice(voices=voices), tmp_path)
    assert "\n" not in str(error.value)
    assert list((tmp_path / "sounds").iterdir()) == []


def test_a_missing_program_is_one_clear_sentence(tmp_path: Path) -> None:
    """Not a traceback."""
    with pytest.raises(RenderError, match="could not be started"):
        render([order("no", "No.")], Pyttsx3Voice(child=("/nonexistent/voice",)), tmp_path)


def test_a_voice_speaks_another_language_too(tmp_path: Path) -> None:
    """Each language has its own voice."""
    spanish = Order(("hola", "es", "normal"), "Hola. ¿Cómo está?")
    assert render([spanish], Pyttsx3Voice(), tmp_path)["hola", "es", "normal"].seconds > 1


def test_a_prompt_without_words_is_named(tmp_path: Path) -> None:
    """An empty script is a mistake, not a silence."""
    with pytest.raises(RenderError, match=r"empty \(en, normal\): There is nothing to say"):
        render([order("empty", " … "), order("no", "No.")], Pyttsx3Voice(), tmp_path)


def test_a_place_that_cannot_be_written_is_one_clear_sentence(tmp_path: Path) -> None:
    """A full or read-only disk is the operator's to mend."""
    (tmp_path / "cache").write_text("a file is in the way")
    with pytest.raises(RenderError, match="could not be written"):
        render([order("no", "No.")], Pyttsx3Voice(), tmp_path / "cache")


def test_the_progress_is_told_from_nothing_to_all(tmp_path: Path) -> None:
    """What the cache holds is done from the start."""
    seen: list[tuple[int, int]] = []
    render(ORDERS[4:6], Pyttsx3Voice(), tmp_path)
    render(ORDERS[2:6], Pyttsx3Voice(), tmp_path, lambda done, total: seen.append((done, total)))
    assert seen == [(2, 4), (3, 4), (4, 4)]


PROGRAM = """
import sys
from pathlib import Path
from ivr.audio.order import Order
from ivr.audio.render import render
from ivr.audio.voices.pyttsx3_voice import Pyttsx3Voice
orders = [Order((f"p{n}", "en", "normal"), f"Prompt {'very ' * (n % 7)} number {'one ' * n}.") for n in range(30)]
print("go", flush=True)
sounds = render(orders, Pyttsx3Voice(), Path(sys.argv[1]))
print(len(sounds))
"""


def start(cache: Path) -> subprocess.Popen[str]:
    """A render in a process of its own."""
    root = str(Path(__file__).parents[2])
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(cache)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": root},
    )


def whole(cache: Path) -> bool:
    """Whether every sound there is a whole telephone sound."""
    return all(measure(each.read_bytes()).subtype == "ULAW" for each in (cache / "sounds").iterdir())


def test_two_renders_at_once_do_not_harm_each_other(tmp_path: Path) -> None:
    """Two people may type the same command."""
    both = [start(tmp_path), start(tmp_path)]
    assert [each.communicate(timeout=60)[0].split()[-1] for each in both] == ["30", "30"]
    assert whole(tmp_path)
    assert left_over(tmp_path) == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_render_that_is_interrupted_leaves_nothing_half_done(tmp_path: Path, how: signal.Signals) -> None:
    """Ctrl-C or kill -9: what is there is whole, and the next run finishes the rest."""
    first = start(tmp_path)
    with first:
        while len(list((tmp_path / "index").glob("*"))) < 2:  # written after the sound it names
            time.sleep(0.02)
        first.send_signal(how)
        first.communicate(timeout=60)
    assert first.returncode != 0
    assert whole(tmp_path)
    done = len(list((tmp_path / "index").iterdir()))
    assert 2 <= done < 30
    assert start(tmp_path).communicate(timeout=60)[0].split()[-1] == "30"
    assert whole(tmp_path)


def test_the_web_side_never_loads_the_engine() -> None:
    """Importing all of the audio package leaves pyttsx3 where it is: it can end the whole process."""
    program = "import sys, ivr.audio.render, ivr.audio.voices.pyttsx3_voice; print('pyttsx3' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[2], capture_output=True
    )

    assert run.stdout.split() == [b"False"]


def test_a_missing_voice_is_a_kind_of_voice_error() -> None:
    """Whoever handles the one handles the other."""
    assert issubclass(VoiceMissingError, VoiceError)
