"""What the provider's own voice is given: short sentences, its voice and locale, and a careful guess of length."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.content.model import Content, Kind, Pace
from ivr.content.prompts import prompts
from ivr.content.provider_voice import LONGEST, WAIT, pieces, provider_words
from ivr.content.spoken import spoken
from ivr.content.voice_names import voice_name

PLAIN = voice_name("provider")
JOANNA = voice_name("provider:Polly.Joanna-Neural")
NUMBER = "Find a pen. … Call one, eight hundred, two two seven. Again."


def test_sentences_are_said_one_by_one_with_time_for_a_pen_between() -> None:
    """A group of digits has a breath of its own at the slow pace only."""
    normal, slow = (provider_words(NUMBER, "en", pace, PLAIN) for pace in Pace)
    assert normal.said.words == ("Find a pen.", WAIT, "Call one, eight hundred, two two seven.", "Again.")
    assert slow.said.words == ("Find a pen.", WAIT, "Call one,", "eight hundred,", "two two seven.", "Again.")
    assert normal.wait_ms == 3000
    assert slow.seconds > normal.seconds


@pytest.mark.parametrize(
    ("name", "language", "voice", "locale"),
    [
        ("provider", "en", "", "en-US"),
        ("provider", "es", "", "es-MX"),
        ("provider", "nv", "", ""),
        ("provider:Polly.Joanna-Neural", "en", "Polly.Joanna-Neural", "en-US"),
        ("provider:Polly.Lupe@es-US", "es", "Polly.Lupe", "es-US"),
        ("provider:Google.en-GB-Chirp3-HD-Aoede", "en", "Google.en-GB-Chirp3-HD-Aoede", "en-GB"),
        ("provider:Google.cmn-TW-Standard-A", "zh", "Google.cmn-TW-Standard-A", "cmn-TW"),
        ("provider:woman", "en", "woman", "en-US"),
    ],
)
def test_the_locale_is_the_one_given_or_the_voices_own_or_the_languages(
    name: str, language: str, voice: str, locale: str
) -> None:
    """A voice that is asked for a locale of another country fails at the provider."""
    said = provider_words("Yes.", language, Pace.NORMAL, voice_name(name)).said
    assert (said.voice, said.locale) == (voice, locale)


@pytest.mark.parametrize(
    ("name", "rate"),
    [
        ("provider:Polly.Joanna-Neural", 80),
        ("provider:Polly.Amy", 80),
        ("provider:Polly.Ruth-Generative", 100),
        ("provider:Google.en-US-Standard-A", 100),
        ("provider", 100),
    ],
)
def test_only_a_voice_that_is_known_to_take_it_is_told_to_be_slow(name: str, rate: int) -> None:
    """And none at the normal pace."""
    assert provider_words("Yes.", "en", Pace.SLOW, voice_name(name)).said.rate == rate
    assert provider_words("Yes.", "en", Pace.NORMAL, voice_name(name)).said.rate == 100


def test_the_guess_of_length_counts_words_breaths_and_waits() -> None:
    """150 words a minute, half a second between sentences, and every wait in full."""
    assert provider_words("one two three four five", "en", Pace.NORMAL, PLAIN).seconds == 2.0
    assert provider_words("One two. Three four five.", "en", Pace.NORMAL, PLAIN).seconds == 2.5
    assert provider_words("One two. … Three four five.", "en", Pace.NORMAL, PLAIN).seconds == 6.0
    assert provider_words("one two three four five", "en", Pace.SLOW, JOANNA).seconds == 2.5


def test_nothing_of_the_shipped_words_is_lost_or_reordered(content: Content) -> None:
    """Every prompt in both paces is the spoken words, cut."""
    for prompt in prompts(content):
        said = spoken(prompt.script, content.words[prompt.language].speech)
        for pace in Pace:
            words = provider_words(said, prompt.language, pace, JOANNA).said.words
            assert " ".join(words).split() == said.split(), prompt.id
            assert all(len(quote(each)) <= LONGEST for each in words)
            assert prompt.kind is not Kind.TOPIC or len(words) > 1


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=3000))
def test_no_piece_is_too_long_and_no_word_is_lost(text: str) -> None:
    """But for a single word longer than that, which no carrier could say."""
    cut = list(pieces(text))
    assert " ".join(cut).split() == text.split()
    assert all(len(quote(piece)) <= LONGEST or len(piece.split()) == 1 for piece in cut)


def test_long_words_of_another_alphabet_are_cut_sooner() -> None:
    """They take six characters or more in a URL each."""
    many = list(pieces("día " * 2000))
    assert len(many) > 1
    assert all(len(quote(piece)) <= LONGEST for piece in many)
