"""The names of voices: what is one, what is not, and what line.toml makes of them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.content.model import Line, Problem, Severity
from ivr.content.readers.line import read_line
from ivr.content.voice_names import DEFAULT, FORMS, VoiceKind, VoiceName, voice_name
from ivr.errors import VoiceError

GOOD = {
    "pyttsx3": VoiceName(VoiceKind.PYTTSX3),
    " piper ": VoiceName(VoiceKind.PIPER),
    "provider": VoiceName(VoiceKind.PROVIDER),
    "pyttsx3:gmw/en-us+steph": VoiceName(VoiceKind.PYTTSX3, "gmw/en-us+steph"),
    "piper:/srv/my voices/es_MX-x-high.onnx": VoiceName(VoiceKind.PIPER, "/srv/my voices/es_MX-x-high.onnx"),
    "provider:Polly.Joanna-Neural": VoiceName(VoiceKind.PROVIDER, "Polly.Joanna-Neural"),
    "provider:Polly.Rémi-Generative": VoiceName(VoiceKind.PROVIDER, "Polly.Rémi-Generative"),
    "provider:Google.en-GB-Chirp3-HD-Aoede": VoiceName(VoiceKind.PROVIDER, "Google.en-GB-Chirp3-HD-Aoede"),
    "provider:Polly.Lupe@es-US": VoiceName(VoiceKind.PROVIDER, "Polly.Lupe@es-US"),
}
BAD = (
    *("", "espeak", "Piper", "pyttsx3:", "piper:", "provider:", "piper:voice.onnx", "piper:/srv/voice"),
    *("piper:/srv/a\n.onnx", "pyttsx3:a b", "pyttsx3:+steph", 'provider:a"b', "provider:Polly.", "provider:x@y"),
)


@pytest.mark.parametrize("text", GOOD)
def test_a_voice_is_named_by_its_kind_and_perhaps_more(text: str) -> None:
    """And it is written again as it was read."""
    assert voice_name(text) == GOOD[text]
    assert str(voice_name(text)) == text.strip()


@pytest.mark.parametrize("text", BAD)
def test_anything_else_is_refused_with_a_list_of_what_there_is(text: str) -> None:
    """One sentence that quotes it."""
    with pytest.raises(VoiceError) as told:
        voice_name(text)
    assert repr(text) in str(told.value)
    assert FORMS in str(told.value)


@given(st.text())
def test_whatever_is_read_is_written_the_same(text: str) -> None:
    """Nothing but an error of ours comes out of any text, and nothing of a name is lost."""
    try:
        found = voice_name(text)
    except VoiceError:
        return
    assert voice_name(str(found)) == found


@given(st.sampled_from(tuple(VoiceKind)), st.text(min_size=1, max_size=20))
def test_a_detail_with_a_sign_that_documents_or_shells_would_trip_over_is_refused(kind: VoiceKind, tail: str) -> None:
    """Whatever is accepted holds no control character, quote of XML or angle bracket outside a file's path."""
    try:
        found = voice_name(f"{kind}:{tail}")
    except VoiceError:
        return
    assert found.detail.isprintable() or kind is VoiceKind.PIPER
    assert kind is VoiceKind.PIPER or not set(found.detail) & set("<>&\"' \n")


def line(files: Mapping[str, bytes], more: str) -> tuple[Line, list[Problem]]:
    """The shipped line with something added."""
    return read_line({"line.toml": files["line.toml"] + more.encode()})


def test_a_line_gives_languages_voices_of_their_own(files: Mapping[str, bytes]) -> None:
    """The others are left to the operator."""
    found, problems = line(files, '\n[voices]\nen = "piper"\n')
    assert found.voices == {"en": VoiceName(VoiceKind.PIPER)}
    assert problems == []
    assert line(files, "")[0].voices == {}


def test_a_wrong_voice_is_a_problem_at_its_line_and_spoils_nothing_else(files: Mapping[str, bytes]) -> None:
    """Of what was read, all else stays."""
    found, problems = line(files, '\n[voices]\nen = "pipr"\n')
    assert found.voices == {}
    assert found.languages == ("en",)
    (problem,) = problems
    assert files["line.toml"].decode().count("\n") + 3 == problem.line
    assert "[voices] en: 'pipr' is not the name of a voice" in problem.says


def test_a_voice_for_a_language_that_the_line_does_not_have_is_a_warning(files: Mapping[str, bytes]) -> None:
    """It may be a slip of the finger, or a language to come."""
    _, (problem,) = line(files, '\n[voices]\nsp = "piper"\n')
    assert problem.severity is Severity.WARNING
    assert "names sp, which is not one of the line's languages" in problem.says


def test_the_embedded_voice_is_the_default() -> None:
    """A line needs nothing to speak."""
    assert voice_name("pyttsx3") == DEFAULT
