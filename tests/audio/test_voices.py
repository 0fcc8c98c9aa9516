"""The embedded voice's two ways and its phonemes, and how a line's voices are chosen, tried out and told about."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import wave
from dataclasses import replace
from importlib import util
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.audio.order import Order
from ivr.audio.render import render
from ivr.audio.voice import Utterance, Voice, VoiceMissingError
from ivr.audio.voices import pyttsx3_voice
from ivr.audio.voices.choice import VOICES, make, names_of, speaking, trouble
from ivr.audio.voices.phonemes import respelled
from ivr.audio.voices.pyttsx3_voice import Pyttsx3Voice
from ivr.content.model import Content, Pace
from ivr.content.voice_names import DEFAULT, VoiceKind, voice_name
from ivr.errors import RenderError

WORDS = ("A fever comes first.", "Call your care team now, day or night.", " ".join(["word"] * 120))


def seconds(path: Path) -> float:
    """The length of a WAV."""
    with wave.open(str(path)) as file:
        return float(file.getnframes() / file.getframerate())


def test_ctrl_c_in_the_middle_of_a_word_costs_no_piece_of_the_sound(tmp_path: Path) -> None:
    """It reaches the child too; a sound that lost a moment would be kept, and heard, for ever."""
    (calm,) = spoken(tmp_path / "calm", Utterance((WORDS[2],), "en", Pace.NORMAL))
    voice, file = Pyttsx3Voice(), tmp_path / "disturbed.wav"
    job = {"voice": voice.voices["en"], "rate": voice.manners[Pace.NORMAL].rate, "gap": voice.manners[Pace.NORMAL].gap}
    job |= {"pitch": voice.pitch, "range": 50, "changes": "", "phonemes": False, "stretches": [[WORDS[2], str(file)]]}
    with subprocess.Popen([*pyttsx3_voice.CHILD], stdin=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None
        child.stdin.write(json.dumps(job))
        child.stdin.close()
        while child.poll() is None:
            if _has_begun(child.pid):
                child.send_signal(signal.SIGINT)

    assert child.returncode == 0
    assert file.read_bytes() == calm.read_bytes()


def test_a_changed_voice_is_the_engine_s_own_with_our_lines_at_its_end(tmp_path: Path) -> None:
    """With lines that change nothing it sounds bit by bit as it does by its name; with ours it does not."""
    hugo = ("gmw/en-us+Hugo", Pace.SLOW)
    ways = {"named": {}, "put together": {hugo: "// nothing"}, "ours": pyttsx3_voice.CHANGES}
    said = {}
    for way, changes in ways.items():
        folder = tmp_path / way
        folder.mkdir()
        voice = Pyttsx3Voice(changes=changes)
        (file,) = voice.speak(Utterance((WORDS[1],), "en", Pace.SLOW), folder)
        said[way] = file.read_bytes()
    assert said["named"] == said["put together"] != said["ours"]
    assert Pyttsx3Voice().settings("en", Pace.SLOW) != Pyttsx3Voice(changes={}).settings("en", Pace.SLOW)
    assert Pyttsx3Voice().settings("en", Pace.NORMAL) == Pyttsx3Voice(changes={}).settings("en", Pace.NORMAL)


def _has_begun(pid: int) -> bool:
    """Whether the engine is loaded: before that a child has nothing to lose."""
    try:
        return "libespeak" in Path(f"/proc/{pid}/maps").read_text(encoding="utf-8")
    except OSError:
        return False


def spoken(folder: Path, utterance: Utterance) -> list[Path]:
    """What the embedded voice makes of it, in a folder of its own."""
    folder.mkdir()
    return list(Pyttsx3Voice().speak(utterance, folder))


def test_every_stretch_is_spoken_however_long(tmp_path: Path) -> None:
    """One file each, in the same order."""
    first = spoken(tmp_path / "first", Utterance(WORDS, "en", Pace.NORMAL))
    assert len(first) == len(WORDS)
    assert seconds(first[2]) > 30


def test_a_child_that_fails_once_costs_a_moment(tmp_path: Path) -> None:
    """The second try is a fresh child, and what it says is what the first would have said."""
    mark = tmp_path / "failed"
    broken = pyttsx3_voice.CHILD[-1].replace(
        "import sys;",
        f"import sys, pathlib; mark = pathlib.Path({str(mark)!r}); mark.exists() or mark.touch() or sys.exit(1);",
        1,
    )
    key = ("no", "en", "normal")
    orders = [Order(key, "No. Not now.")]
    # "mark.exists() or ..." is falsy only the first time, when touch() gives None and the child ends with 1.
    mended = render(orders, Pyttsx3Voice(child=(sys.executable, "-P", "-c", broken)), tmp_path / "mended")[key]
    assert mark.exists()
    assert mended == render(orders, Pyttsx3Voice(), tmp_path / "calm")[key]


def test_an_unknown_voice_is_an_error(tmp_path: Path) -> None:
    """The engine would go on in British English."""
    for name in ("gmw/nobody", "gmw/en-us+nobody"):
        with pytest.raises(VoiceMissingError, match=r"no voice called .*nobody"):
            Pyttsx3Voice(voices={"en": name}).speak(Utterance(("No.",), "en", Pace.NORMAL), tmp_path)


def test_phonemes_are_said_instead_of_the_spelling(tmp_path: Path) -> None:
    """Such as for drugs; the same phonemes as the engine's own guess change nothing."""
    said = Utterance(("A fever comes first.",), "en", Pace.NORMAL)
    plain, same, other = (
        spoken(tmp_path / str(number), Utterance(said.words, "en", Pace.NORMAL, phonemes=phonemes))[0].read_bytes()
        for number, phonemes in enumerate(({}, {"FEVER": "f'i:v3"}, {"fever": "b@n'A:n@"}))
    )
    assert plain == same
    assert plain != other


def test_brackets_of_the_words_own_are_no_phonemes() -> None:
    """Whatever content has."""
    assert respelled("a [[b]] fever", {"fever": "x"}) == "a ((b)) [[x]]"
    assert respelled("Feverish FEVER", {"fever": "x"}) == "Feverish [[x]]"
    assert respelled("two word name, two", {"two": "2", "two word": "1"}) == "[[1]] name, [[2]]"


@given(st.text(max_size=40), st.dictionaries(st.text(min_size=1, max_size=5), st.just("x"), max_size=3))
def test_only_known_words_become_phonemes(text: str, phonemes: dict[str, str]) -> None:
    """However odd the words are."""
    made = respelled(text, phonemes)
    assert made.count("[") == 2 * made.count("[[x]]")


def test_the_engines_version_is_told_with_and_without_its_bundle(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system-wide engine is asked, once: another version of it must not be taken for the same."""
    assert "pyttsx3 2." in Pyttsx3Voice().version
    assert "espeakng-loader 0." in Pyttsx3Voice().version
    own = pyttsx3_voice._version  # noqa: SLF001 - a machine without the bundle
    monkeypatch.setattr(pyttsx3_voice, "_version", lambda name: "" if name == "espeakng-loader" else own(name))
    assert "espeak 1." in Pyttsx3Voice().version


def test_a_language_has_its_own_voice_or_the_operators(content: Content) -> None:
    """line.toml goes before IVR_VOICE."""
    piper = voice_name("piper")
    line = replace(content.line, languages=("en", "es"), voices={"es": piper})
    assert names_of(line, DEFAULT) == {"en": DEFAULT, "es": piper}


def test_every_kind_of_voice_is_told_about() -> None:
    """A kind that is added must say what it needs."""
    assert set(VOICES) == set(VoiceKind)


def test_a_voice_of_the_engine_is_chosen_by_its_own_name(tmp_path: Path) -> None:
    """So that a line in French can speak."""
    french = Order(("oui", "fr", "normal"), "Appelez le neuf un un.")
    with speaking(voice_name("pyttsx3:roa/fr"), ["fr"]) as voice:
        assert render([french], voice, tmp_path)[french.key].seconds > 1


@pytest.mark.parametrize(
    ("name", "language", "says"),
    [
        ("pyttsx3", "fr", "pyttsx3 has no voice for the language fr"),
        ("pyttsx3:roa/nobody", "fr", "no voice called roa/nobody"),
        ("piper:/nowhere/x.onnx", "en", "There is no file /nowhere/x.onnx"),
        ("provider", "en", "The voice provider speaks in calls only"),
    ],
)
def test_a_voice_that_cannot_speak_is_one_sentence_that_names_it(name: str, language: str, says: str) -> None:
    """The same when it is tried out and when it is needed."""
    if name.startswith("piper") and util.find_spec("piper") is None:
        pytest.skip("*** Piper is not installed: its voices are not tried. ***")
    assert says in trouble(voice_name(name), language)


def test_a_render_with_a_language_that_the_voice_cannot_speak_is_one_sentence(tmp_path: Path) -> None:
    """Before anything is rendered."""
    order = Order(("oui", "fr", "normal"), "Oui.")
    with speaking(DEFAULT, ["fr"]) as voice, pytest.raises(RenderError, match="no voice for the language fr"):
        render([order], voice, tmp_path)


def test_the_embedded_voice_works_here() -> None:
    """In both languages that it has settings for."""
    assert [trouble(DEFAULT, language) for language in VOICES[VoiceKind.PYTTSX3].languages] == ["", ""]
    assert make(DEFAULT, ["en"]).name == "pyttsx3"


def test_the_example_of_the_documentation_is_a_voice(tmp_path: Path) -> None:
    """What docs/voices.md shows can be copied: it renders, or tells what it needs."""
    page = (Path(__file__).parents[2] / "docs" / "voices.md").read_text(encoding="utf-8")
    example = page.partition("```python\n")[2].partition("```")[0]
    shown: dict[str, type[Voice]] = {}
    exec(compile(example, "docs/voices.md", "exec", dont_inherit=True), shown)  # noqa: S102 - our own page
    order = Order(("yes", "en", "normal"), "A fever comes first.")
    if shutil.which("flite"):
        assert render([order], shown["FliteVoice"](), tmp_path)[order.key].seconds > 1
    else:
        with pytest.raises(RenderError, match="flite is not installed here: apt install flite"):
            render([order], shown["FliteVoice"](), tmp_path)
    with pytest.raises(RenderError, match="The voice flite speaks en; it cannot speak es"):
        render([Order(("si", "es", "normal"), "Sí.")], shown["FliteVoice"](), tmp_path)


def test_a_voice_of_another_language_makes_no_sound() -> None:
    """A French voice reads English by French rules, which nobody understands."""
    with pytest.raises(VoiceMissingError, match=r"The voice pyttsx3:roa/fr speaks fr; it cannot speak en\."):
        make(voice_name("pyttsx3:roa/fr"), ["en"])
    assert make(voice_name("pyttsx3:roa/fr"), ["fr"]).name == "pyttsx3"
    assert make(voice_name("pyttsx3:roa/es-419+edward"), ["es"]).name == "pyttsx3"
