"""Numbers in words, language by language, against code of the tests that reads them back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.content.spoken.grammar import GRAMMARS, english, grammar_of, spanish
from tests.content.digits_said import digits_said
from tests.content.languages import ITALIAN, LANGUAGES

AMOUNTS = st.one_of(st.integers(0, 2_200), st.integers(0, 999_999_999))


def test_every_grammar_is_tested() -> None:
    """Whoever writes another adds its language here."""
    assert set(GRAMMARS) == set(LANGUAGES)


@given(AMOUNTS)
def test_an_amount_read_back_is_the_same_amount(value: int) -> None:
    """In both languages, up to a thousand million; English says no "and", which sounds like a second number."""
    assert digits_said(english.cardinal(value), "en") == str(value)
    assert digits_said(spanish.cardinal(value), "es") == str(value)
    assert "and" not in english.cardinal(value).split()


@given(st.integers(1000, 9999), st.sampled_from(sorted(LANGUAGES)))
def test_a_year_read_back_is_the_same_year(value: int, language: str) -> None:
    """Also in halves ("twenty twenty-six")."""
    assert digits_said(grammar_of(LANGUAGES[language]).year(value), language) == str(value)


@pytest.mark.parametrize(
    ("value", "said"),
    [(1, "first"), (5, "fifth"), (12, "twelfth"), (20, "twentieth"), (23, "twenty-third"), (40, "fortieth"),
     (100, "one hundredth"), (101, "one hundred first"), (112, "one hundred twelfth")],
)  # fmt: skip
def test_ordinals_are_regular_except_where_english_is_not(value: int, said: str) -> None:
    """The endings that trip a program up."""
    assert english.ordinal(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(16, "dieciséis"), (22, "veintidós"), (31, "treinta y uno"), (100, "cien"), (101, "ciento uno"),
     (500, "quinientos"), (700, "setecientos"), (900, "novecientos"), (1000, "mil"),
     (1999, "mil novecientos noventa y nueve"),
     (21_000, "veintiún mil"), (31_001, "treinta y un mil uno"), (100_000, "cien mil"), (1_000_000, "un millón")],
)  # fmt: skip
def test_spanish_numbers_have_their_own_forms(value: int, said: str) -> None:
    """The forms that a rule made from others would get wrong."""
    assert spanish.cardinal(value) == said


@pytest.mark.parametrize(
    ("value", "noun", "said"),
    [(1, "persona", "una"), (1, "Persona", "una"), (1, "día", "un"), (1, "de", "uno"), (21, "horas", "veintiuna"),
     (21, "días", "veintiún"), (31, "días", "treinta y un"), (31, "semanas", "treinta y una"),
     (500, "horas", "quinientas"), (201, "personas", "doscientas una"), (100, "personas", "cien"),
     (101, "días", "ciento un"), (1_000, "personas", "mil"),
     (200_000_201, "personas", "doscientos millones doscientas una")],
)  # fmt: skip
def test_spanish_numbers_agree_with_what_they_count(value: int, noun: str, said: str) -> None:
    """With nouns that the tables know; others leave the number as it is counted."""
    assert grammar_of(LANGUAGES["es"]).cardinal(value, noun) == said


@given(st.from_regex(r"[0-9]{1,9}", fullmatch=True))
def test_a_language_without_grammar_says_each_digit(digits: str) -> None:
    """In order, none left out."""
    said = grammar_of(ITALIAN).digit_by_digit(digits).split()
    names = {name: digit for digit, name in ITALIAN.digits.items()}
    assert "".join(names[word] for word in said) == digits
