"""An edition that the provider's own voice speaks: nothing is rendered, and a whole call can be had with it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from ivr.audio.order import Order
from ivr.bootstrap import Parts, build, prepare
from ivr.carrier.twiml import Documents
from ivr.content.model import Content, Edition, Pace, Sound
from ivr.content.prompts import prompts
from ivr.content.provider_voice import WAIT
from ivr.content.readers import read_content
from ivr.content.voice_names import DEFAULT, voice_name
from ivr.editions.freeze import voiced
from ivr.errors import RenderError
from ivr.flow.crawl import crawl
from ivr.flow.session import Connect, End
from ivr.phones import terminal
from ivr.settings import Settings
from ivr.web.app import create_app
from ivr.web.inside import phones
from tests.carrier.documents import check_voice
from tests.flow.transcript import replay
from tests.spanish import two_languages

JOANNA = voice_name("provider:Polly.Joanna-Neural")


@pytest.fixture(scope="module")
def parts(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """A line whose operator chose one of Polly's voices, freshly prepared."""
    folder = tmp_path_factory.mktemp("provider")
    words = shutil.copytree(settings.content, folder / "content")
    database = f"sqlite:///{folder / 'line.db'}"
    chosen = replace(settings, voice=JOANNA, content=words, data=folder / "data", database_url=database)
    prepare(chosen)
    return build(chosen)


@pytest.fixture(scope="module")
def provided(parts: Parts) -> Edition:
    """Its edition, read back from the shelf."""
    return parts.shelf.current()


def test_every_prompt_has_words_and_a_length_and_nothing_was_rendered(provided: Edition, parts: Parts) -> None:
    """The one file is the silence in which a pen is found."""
    wanted = {(prompt.id, prompt.language, pace) for prompt in prompts(provided.content) for pace in Pace}
    assert set(provided.sounds) == wanted
    for key, sound in provided.sounds.items():
        assert sound.source == "provider"
        assert sound.said is not None
        assert sound.said.voice == "Polly.Joanna-Neural"
        assert sound.seconds > 0.2
        assert bool(sound.file) == (WAIT in sound.said.words), key
    assert provided.sounds["number.pen", "en", Pace.NORMAL].file
    (file,) = (parts.shelf.cache / "sounds").iterdir()
    assert set(file.read_bytes()[58:]) == {0xFF}, "mu-law silence"
    assert file.stat().st_size == 58 + 3 * 8000


def test_preparing_again_changes_nothing(parts: Parts) -> None:
    """The same words for the same voice are the same edition; another voice is another."""
    assert prepare(parts.settings) == 1
    assert prepare(replace(parts.settings, voice=voice_name("provider"))) == 2
    assert prepare(parts.settings) == 3


def test_no_rule_of_the_call_is_broken_and_every_document_is_valid(provided: Edition, parts: Parts) -> None:
    """Valid against the schema, in the verbs that all carriers share, each prompt said in the edition's own words."""
    crawled, problems = crawl(provided)
    assert not problems
    documents = Documents(provided, parts.addresses, "+12025550123")
    for turn in [*crawled.turns.values()][::7]:
        root = check_voice(documents.voice(turn))
        slow = turn.session.view.pace is Pace.SLOW
        assert all((say.find("prosody") is not None) >= slow for say in root.iter("Say"))
        assert list(root.iter("Say")) or isinstance(turn.then, Connect | End)
        assert {say.get("language") for say in root.iter("Say")} <= {"en-US"}


def saved(parts: Parts, typed: str, file: Path) -> tuple[str, list[str]]:
    """A call with these keys typed: its transcript, and what the terminal showed."""
    keys: Iterator[str] = iter(typed.split())
    shown: list[str] = []

    def ask(question: str) -> str:
        del question
        try:
            return next(keys)
        except StopIteration:
            raise EOFError from None

    tape = terminal.call(phones(parts, create_app(parts)), terminal.Talk(ask, shown.append))
    tape.write(file, "A call with the provider's voice")
    return file.read_text(encoding="utf-8"), shown


def test_a_whole_call_is_heard_and_written_down(parts: Parts, provided: Edition, tmp_path: Path) -> None:
    """Slow pace, a topic, a number to write down, a busy person, nine twice: the same transcript as with any voice."""
    text, shown = saved(parts, "8 3 1 * 6 1 w 0 b * 9 9", tmp_path / "call.txt")

    for line in ("< listen slow", "< speak topic.coping.1", "< speak number.pen", "> dialed busy", "< end"):
        assert f"\n{line}\n" in text
    assert "< say" not in text
    assert "https:" not in text
    assert replay(provided.content, tmp_path / "call.txt") == text
    heard = "\n".join(shown)
    assert "[the provider's voice] If this is an emergency, hang up and call, nine one one." in heard
    assert "[the provider's voice] Find a pen if you want one.\n  [number.pen] …\n" in heard


def test_each_language_has_its_own_voice(files: Mapping[str, bytes], tmp_path: Path) -> None:
    """One spoken by the provider, one rendered here, as line.toml says; IVR_VOICE for the rest."""
    content: Content = read_content(two_languages(files))[0]
    line = replace(content.line, voices={"es": voice_name("provider:Polly.Lupe@es-US")})
    wanted = [Order((f"yes.{pace}", language, pace), "Sí.") for language in ("en", "es") for pace in Pace]
    seen: list[tuple[int, int]] = []

    made = voiced(wanted, line, DEFAULT, tmp_path, lambda done, total: seen.append((done, total)))

    assert {key[1]: sound.source for key, sound in made.items()} == {"en": "rendered", "es": "provider"}
    spanish: Sound = made["yes.normal", "es", Pace.NORMAL]
    assert spanish.said is not None
    assert (spanish.said.voice, spanish.said.locale) == ("Polly.Lupe", "es-US")
    assert seen[-1] == (2, 2)


def test_a_prompt_without_words_is_named(files: Mapping[str, bytes], tmp_path: Path) -> None:
    """An empty script is a mistake, whoever speaks."""
    line = read_content(files)[0].line
    with pytest.raises(RenderError, match=r"empty \(en, normal\): There is nothing to say"):
        voiced([Order(("empty", "en", "normal"), " … ")], line, JOANNA, tmp_path)


def test_a_place_that_cannot_be_written_is_one_clear_sentence(files: Mapping[str, bytes], tmp_path: Path) -> None:
    """As when rendering."""
    (tmp_path / "cache").write_text("a file is in the way")
    with pytest.raises(RenderError, match="could not be written"):
        voiced([Order(("x", "en", "normal"), "A. … B.")], read_content(files)[0].line, JOANNA, tmp_path / "cache")
