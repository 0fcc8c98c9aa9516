"""What holds for every script: nothing is lost, nothing is left to guess, and saying it twice changes nothing."""

from __future__ import annotations

import re
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.content.model import Pace
from ivr.content.speech import Speech
from ivr.content.spoken import Pause, Words, phrased, spoken, unsaid
from tests.content.digits_said import digits_said
from tests.content.languages import ITALIAN, LANGUAGES, saying

SPEECHES = st.sampled_from([*LANGUAGES.values(), ITALIAN])
LANGUAGE = st.sampled_from(sorted(LANGUAGES))
MARKS = st.sampled_from(
    [" ", " ", " ", "-", ". ", ", ", "\n\n", " … ", "(", ")", "%", "°", " F ", ":", "/", "*", "#", "a.m.", " mg ",
     "$", "+"]
)  # fmt: skip
PIECES = st.sampled_from(
    ["911", "988", "1-800-227-2345", "100.4", "NCI", "MENU", "NOT", "chemo", "U.S.", "Dr.", "9:05", "www.cancer.gov",
     "12th", "1,200", "A", "½", "1/2", "11/21/2026", "2026-11-21", "Nov. 3", "3 de enero", "p. m.", "J. ", "DON'T",
     "3er", "and/or", "y/o", "5 mg/kg", "Monday", "lunes", "º", "²", "٣"]
)  # fmt: skip
ANY_TEXT = st.lists(
    st.one_of(st.from_regex(r"[0-9]{1,7}", fullmatch=True), PIECES, st.text(max_size=8), MARKS), max_size=12
).map("".join)
LEXICONS = st.dictionaries(st.text("abAB 12.", min_size=1, max_size=4), st.text("abAB 12.", max_size=5), max_size=3)

# --- scripts whose digits are known: what is written, and the digits that a listener must write down ------------------

Shape = tuple[str, str]


def figures(most: int, least: int = 0) -> st.SearchStrategy[str]:
    """Whole numbers as they are written."""
    return st.integers(least, most).map(str)


def run(count: int) -> st.SearchStrategy[str]:
    """So many digits, the first of them 2 to 9, as in a telephone number's groups."""
    return st.from_regex(rf"[2-9][0-9]{{{count - 1}}}", fullmatch=True)


def joined(pattern: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[Shape]:
    """A pattern filled with parts that are all said as they are written."""
    return st.tuples(*parts).map(lambda each: (pattern.format(*each), "".join("".join(each).split(","))))


HOUR, MINUTES = figures(12, 1), st.integers(1, 59).map(lambda value: f"{value:02}")
DAY, YEAR = figures(28, 1), figures(2099, 1900)
SHARED = (
    joined("1-800-{}-{}", run(3), run(4)).map(lambda each: (each[0], f"1800{each[1]}")),
    joined("({}) {}-{}", run(3), run(3), run(4)),
    joined("{}-{}", run(3), run(4)),
    joined("+44 {} {}", run(4), run(4)).map(lambda each: (each[0], f"44{each[1]}")),
    joined("{}", st.sampled_from(["911", "988", "211", "711", "741741"])),
    joined("{}.{}", figures(200), st.from_regex("[0-9]{1,3}", fullmatch=True)),
    figures(999_999).map(lambda each: (f"{int(each):,}", each)),
    joined("{}", figures(99_999_999)),
    joined("{}%", figures(100)),
    joined("-{} °C", figures(40)),
    joined("{}-{} °F", figures(104, 95), figures(110, 105)),
    joined("{} mg", figures(5000)),
    joined("{}-{} mg", figures(99), figures(5000, 100)),
    joined("${}.{}", figures(900), figures(99, 10)),
    joined("{} a.m.", HOUR),
    joined("{}:{} p.m.", HOUR, MINUTES.filter(lambda each: each[0] != "0")),
    joined("{}:{}", figures(23), MINUTES.filter(lambda each: each[0] != "0")),
    joined("*{}#", figures(9)),
    joined("{}x{}@some-place.org", figures(9), figures(9)),
)
ENGLISH_ONLY = (
    joined("{} in {}", figures(9), figures(1000)),
    joined("{} of {}", figures(9), figures(9)),
    joined("{}-{} hours", figures(9), figures(48, 10)),
    joined("{} a.m.-{} p.m.", HOUR, HOUR),
    joined("November {}, {}", DAY, YEAR),
    joined("Nov. {}", DAY),
    st.tuples(DAY, YEAR).map(lambda each: (f"11/{each[0]}/{each[1]}", "".join(each))),
    st.tuples(DAY, YEAR).map(lambda each: (f"{each[1]}-11-{int(each[0]):02}", "".join(each))),
    joined("the {}th", figures(19, 4)),
    joined("{}/{}", figures(2, 1), figures(10, 3)).map(lambda each: (each[0], each[1])),
    st.just(("1/2", "12")),
    joined("B{}", figures(99)),
    joined("a {}-hour line", figures(99)),
)
SPANISH_ONLY = (
    joined("{} de cada {}", figures(9), figures(1000)),
    joined("{} de {}", figures(9), figures(9)),
    joined("{}-{} horas", figures(9), figures(48, 10)),
    joined("{} a. m.-{} p. m.", HOUR, HOUR),
    joined("{} de noviembre de {}", figures(28, 2), YEAR),
    st.tuples(figures(28, 2), YEAR).map(lambda each: (f"11/{each[0]}/{each[1]}", "".join(each))),
    st.tuples(figures(28, 2), YEAR).map(lambda each: (f"{each[1]}-11-{int(each[0]):02}", "".join(each))),
    joined("{}.º", figures(10, 1)),
    joined("{} días y luego", figures(999)),
    joined("{} mg", figures(9999)),
)
SHAPES = {"en": st.one_of(*SHARED, *ENGLISH_ONLY), "es": st.one_of(*SHARED, *SPANISH_ONLY)}
BETWEEN = {
    "en": [" and call ", ". Then ", ", or not ", "\n\n"],
    "es": [" luego llame ", ". Luego ", ", pero no ", "\n\n"],
}


@st.composite
def scripts(draw: st.DrawFn) -> tuple[str, str, str]:
    """A language, a script of a few shapes, and its digits."""
    language = draw(LANGUAGE)
    script, digits = "", ""
    for written, said in draw(st.lists(SHAPES[language], min_size=1, max_size=4)):
        script += (draw(st.sampled_from(BETWEEN[language])) if script else "") + written
        digits += said
    return language, script, digits


@given(scripts())
@settings(max_examples=300)
def test_every_digit_is_said_in_its_place(case: tuple[str, str, str]) -> None:
    """Read back by other code, what is said holds the digits of the script, no more and no fewer."""
    language, script, digits = case
    assert digits_said(spoken(script, LANGUAGES[language]), language) == digits, spoken(script, LANGUAGES[language])


@given(scripts())
def test_nothing_is_left_for_the_engine_to_guess(case: tuple[str, str, str]) -> None:
    """Every digit and every sign has become a word, and saying it twice changes nothing."""
    language, script, _ = case
    said = spoken(script, LANGUAGES[language])
    assert unsaid(said) == ()
    assert spoken(said, LANGUAGES[language]) == said


@given(ANY_TEXT, SPEECHES)
@settings(max_examples=300)
def test_saying_twice_changes_nothing(text: str, speech: Speech) -> None:
    """`spoken` is idempotent on any text, and leaves no digit."""
    once = spoken(text, speech)
    assert spoken(once, speech) == once
    assert not re.search(r"\d", once)


@given(st.text("abAB 12.", max_size=20), LEXICONS)
def test_saying_twice_changes_nothing_with_any_lexicon(text: str, lexicon: dict[str, str]) -> None:
    """`spoken` is idempotent whatever staff write into the lexicon."""
    speech = saying(lexicon)
    once = spoken(text, speech)
    assert spoken(once, speech) == once


@pytest.mark.parametrize(
    "piece", ["1", "1-", "1/", "1,", "1.", "a.", "a-", "A", ". ", "J. ", "Call 911 by 5 p.m., 3-4 mg. "]
)
def test_a_very_long_script_is_said_at_once(piece: str) -> None:
    """Whatever is pasted in by mistake: 20,000 characters of it cost a second or two, not minutes."""
    started = monotonic()
    said = spoken(piece * (20_000 // len(piece)), LANGUAGES["en"])
    phrased(said, Pace.NORMAL)
    assert monotonic() - started < 15
    assert not re.search("[0-9]", said)


# --- negations -------------------------------------------------------------------------------------------------------

NEGATIONS = {
    "en": [
        "not",
        "no",
        "never",
        "don't",
        "cannot",
        "without",
        "NOT",
        "No",
        "NO",
        "nothing",
        "isn't",
        "DON'T",
        "NEVER",
        "NOR",
    ],
    "es": ["no", "No", "NO", "nunca", "sin", "SIN", "ni", "NI", "nadie", "NUNCA", "jamás", "nada", "tampoco"],
}


@given(st.data(), LANGUAGE)
def test_no_negation_is_lost(data: st.DataObject, language: str) -> None:
    """As many words of denial are said as are written, in the same order, whatever stands between them."""
    others = st.one_of(
        SHAPES[language].map(lambda shape: shape[0]), st.from_regex(r"[A-Z]{2,6}|[a-z]{1,5}", fullmatch=True)
    )
    tokens = data.draw(st.lists(st.one_of(st.sampled_from(NEGATIONS[language]), others), max_size=8))
    wanted = {each.lower() for each in NEGATIONS[language]}

    def denials(text: str) -> list[str]:
        words = (word.lower().strip(".,;") for word in text.split())
        return [word for word in words if word in wanted]

    assert denials(spoken(" ; ".join(tokens), LANGUAGES[language])) == denials(" ; ".join(tokens))


# --- pauses ----------------------------------------------------------------------------------------------------------


@given(ANY_TEXT, st.sampled_from(Pace), SPEECHES)
def test_words_and_pauses_alternate_and_no_word_is_lost(text: str, pace: Pace, speech: Speech) -> None:
    """Never a pause at an end or two in a row, and all that can be said is said, in order."""
    said = spoken(text, speech)
    pieces = phrased(said, pace)
    assert all(isinstance(piece, Words if place % 2 == 0 else Pause) for place, piece in enumerate(pieces))
    assert len(pieces) % 2 == 1 or not pieces
    words = " ".join(piece.text for piece in pieces if isinstance(piece, Words))
    spelled = [word for word in words.split() if any(map(str.isalnum, word))]
    assert spelled == [word for word in said.replace("…", " ").split() if any(map(str.isalnum, word))]
