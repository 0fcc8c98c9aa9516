"""How scripts are said, and where the pauses are."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.content.model import Pace
from ivr.content.numerals import cardinal, digit_by_digit, ordinal, year
from ivr.content.spoken import PAUSES, Pause, Words, phrased, spoken, word_count

LEXICON = {
    "NCI": "N C I",
    "chemo": "keemo",
    "CancerCare": "Cancer Care",
    "getpalliativecare.org": "get palliative care dot org",
}

SAID = [
    ("Hang up and call 911.", "Hang up and call nine one one."),
    ("Call 988, 211 or 711.", "Call nine eight eight, two one one or seven one one."),
    ("Coping day to day. Press 3.", "Coping day to day. Press three."),
    ("Press *. Or press #.", "Press star. Or press pound."),
    ("1-800-227-2345", "one, eight hundred, two two seven, two three four five"),
    ("(212) 555-0147.", "two one two, five five five, zero one four seven."),
    ("+12125550147", "one, two one two, five five five, zero one four seven"),
    ("1-800-4-CANCER", "one, eight hundred, four, cancer"),
    ("Text 741741.", "Text seven four one, seven four one."),
    ("100.4 F, or 38 C.", "one hundred point four Fahrenheit, or thirty-eight Celsius."),
    ("100.4°F or 38 °C", "one hundred point four degrees Fahrenheit or thirty-eight degrees Celsius"),
    ("101 degrees F", "one hundred one degrees Fahrenheit"),
    ("Is it 100.4 or higher?", "Is it one hundred point four or higher?"),
    ("Part 1 of 2.", "Part one of two."),
    ("3 in 10, 20%, 10-15 days", "three in ten, twenty percent, ten to fifteen days"),
    ("1,200 people in 2026", "one thousand two hundred people in twenty twenty-six"),
    ("10 a.m. to 6 p.m. Eastern time.", "ten A M to six P M Eastern time."),
    ("Open until 5 p.m. Press 1.", "Open until five P M. Press one."),
    ("9:00 AM to 9:30 PM", "nine A M to nine thirty P M"),
    ("9 a.m.-5 p.m.", "nine A M to five P M."),
    ("at 9:05", "at nine oh five"),
    ("2026-11-21", "November twenty-first, twenty twenty-six"),
    ("Text MENU, TIP 7 or STOP.", "Text menu, tip seven or stop."),
    ("NCI and the ACS", "N C I and the A C S"),
    ("Do NOT wait. NO.", "Do not wait. no."),
    ("chemo, chemotherapy", "keemo, chemotherapy"),
    ("CancerCare or getpalliativecare.org.", "Cancer Care or get palliative care dot org."),
    ("See www.cancer.gov/about.", "See w w w dot cancer dot gov slash about."),
    ("me@some-place.org", "me at some dash place dot org"),
    ("5 mg, 1 mg, a 24-hour line", "five milligrams, one milligram, a twenty-four hour line"),
    ("the 1st and 22nd", "the first and twenty-second"),
    ("$5 & more", "five dollars and more"),
    ("24/7", "twenty-four seven"),
    ("Ask Dr. Bob, e.g. today.", "Ask Doctor Bob, for example today."),
    ("one\ntwo\n\nthree  four", "one two\n\nthree four"),
    ("007", "zero zero seven"),
    ("1500 steps, code 80012", "one thousand five hundred steps, code eight zero zero, one two"),
    ("", ""),
]


@pytest.mark.parametrize(("script", "said"), SAID, ids=[script for script, _ in SAID])
def test_a_script_is_said_as_a_person_would_read_it_aloud(script: str, said: str) -> None:
    """Numbers, times, keys, initials and addresses become words; the second time nothing changes."""
    assert spoken(script, LEXICON) == said
    assert spoken(said, LEXICON) == said


def test_the_lexicon_minds_case_and_word_boundaries() -> None:
    """Only the whole word, written just so, is replaced."""
    assert spoken("chemo Chemo chemos", {"chemo": "keemo"}) == "keemo Chemo chemos"


def test_a_lexicon_whose_words_hold_what_they_replace_does_not_grow() -> None:
    """A said form is never searched for written forms again."""
    lexicon = {"chemo": "chemo 5 therapy", "A": "B", "B": "C"}
    once = spoken("chemo for A", lexicon)
    assert once == "chemo five therapy for C"
    assert spoken(once, lexicon) == once


def test_a_lexicon_that_goes_in_a_circle_still_settles() -> None:
    """Two entries that name each other end in one of the two."""
    lexicon = {"abc": "xyz", "xyz": "abc"}
    assert spoken(spoken("abc", lexicon), lexicon) == spoken("abc", lexicon) == spoken("xyz", lexicon)


# --- properties ------------------------------------------------------------------------------------------------------

MARKS = st.sampled_from(
    [" ", " ", " ", "-", ". ", ", ", "\n\n", " … ", "(", ")", "%", "°", " F ", ":", "/", "*", "#", "a.m.", " mg "]
)
ANY_TEXT = st.lists(
    st.one_of(
        st.from_regex(r"[0-9]{1,7}", fullmatch=True),
        st.sampled_from(
            [
                "911",
                "988",
                "1-800-227-2345",
                "100.4",
                "NCI",
                "MENU",
                "NOT",
                "chemo",
                "U.S.",
                "Dr.",
                "9:05",
                "www.cancer.gov",
                "12th",
                "1,200",
                "A",
            ]
        ),
        st.text(max_size=8),
        MARKS,
    ),
    max_size=12,
).map("".join)
LEXICONS = st.dictionaries(st.text("abAB 12.", min_size=1, max_size=4), st.text("abAB 12.", max_size=5), max_size=3)


@given(ANY_TEXT)
def test_saying_twice_changes_nothing(text: str) -> None:
    """`spoken` is idempotent on any text."""
    once = spoken(text, LEXICON)
    assert spoken(once, LEXICON) == once


@given(st.text("abAB 12.", max_size=20), LEXICONS)
def test_saying_twice_changes_nothing_with_any_lexicon(text: str, lexicon: dict[str, str]) -> None:
    """`spoken` is idempotent whatever staff write into the lexicon."""
    once = spoken(text, lexicon)
    assert spoken(once, lexicon) == once


@given(ANY_TEXT)
def test_no_digit_is_left_for_the_engine_to_guess(text: str) -> None:
    """Every digit has become a word."""
    assert not re.search("[0-9]", spoken(text, LEXICON))


@given(
    st.lists(st.from_regex(r"[0-9]{1,9}", fullmatch=True), min_size=1, max_size=5),
    st.sampled_from([" and ", ", ", " or not "]),
)
def test_no_number_is_lost(numbers: list[str], between: str) -> None:
    """Every number of a list is there, in order, as an amount, a year, or digit by digit."""
    said = spoken("say " + between.join(numbers) + " now", {}).replace(",", "")
    at = 0
    for number in numbers:
        forms = [digit_by_digit(number)]
        if len(number) <= 4 and not re.match("0.", number):
            forms.append(cardinal(int(number)))
        if len(number) == 4 and 1900 <= int(number) < 2100:
            forms.append(year(int(number)))
        found = [said.index(form, at) + len(form) for form in forms if form in said[at:]]
        assert found, (number, said)
        at = min(found)


NEGATIONS = ["not", "no", "never", "don't", "cannot", "without", "NOT", "No", "nothing", "isn't"]


@given(
    st.lists(st.one_of(st.sampled_from(NEGATIONS), st.from_regex(r"[A-Z]{2,6}|[0-9]{1,4}|[a-z]{1,5}", fullmatch=True)))
)
def test_no_negation_is_lost(tokens: list[str]) -> None:
    """As many words of denial are said as are written, in the same order."""
    wanted = {each.lower() for each in NEGATIONS}

    def denials(words: list[str]) -> list[str]:
        return [word.lower() for word in words if word.lower() in wanted]

    assert denials(spoken(" ".join(tokens), {}).split()) == denials(tokens)


@given(st.integers(0, 999_999))
def test_amounts_are_told_apart(value: int) -> None:
    """No two neighbouring amounts sound the same, and none says "and"."""
    assert cardinal(value) != cardinal(value + 1) or value == 999_999
    assert "and" not in cardinal(value).replace("thousand", "").split()


def test_ordinals_are_regular_except_where_english_is_not() -> None:
    """The endings that trip a program up."""
    assert [ordinal(each) for each in (1, 5, 12, 20, 23, 40)] == [
        "first",
        "fifth",
        "twelfth",
        "twentieth",
        "twenty-third",
        "fortieth",
    ]


# --- pauses ----------------------------------------------------------------------------------------------------------


def test_the_name_of_a_choice_is_half_a_second_before_its_key() -> None:
    """Design section 3: 400-600 ms at the normal pace, up to half as long again at the slow one."""
    choice = spoken("Coping day to day. Press 3.", {})
    assert phrased(choice, Pace.NORMAL) == (Words("Coping day to day."), Pause(500), Words("Press three."))
    assert phrased(choice, Pace.SLOW) == (Words("Coping day to day."), Pause(750), Words("Press three."))


def test_a_telephone_number_has_a_pause_after_each_group() -> None:
    """Groups are for writing down."""
    number = spoken("1-800-227-2345.", {})
    assert phrased(number, Pace.NORMAL) == (
        Words("one,"),
        Pause(300),
        Words("eight hundred,"),
        Pause(300),
        Words("two two seven,"),
        Pause(300),
        Words("two three four five."),
    )


def test_the_longest_of_pauses_that_meet_counts_once() -> None:
    """A sentence, a paragraph and the time to find a pen do not add up."""
    assert phrased("Get a pen. …\n\nHere. \n\n Now.", Pace.SLOW) == (
        Words("Get a pen."),
        Pause(3000),
        Words("Here."),
        Pause(1300),
        Words("Now."),
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "It is 100.4 or more.",
        "Mary T. Smith asks.",
        "J. Smith asks.",
        "See Dr. Smith.",
        "At 5 p.m. we close.",
        "Is it version 2.5?",
        "e.g. this one.",
    ],
)
def test_a_dot_inside_a_sentence_is_no_pause(sentence: str) -> None:
    """Decimals, initials and abbreviations do not end a sentence, said or written."""
    assert phrased(sentence, Pace.NORMAL) == (Words(sentence),)
    assert len(phrased(spoken(sentence, {}), Pace.NORMAL)) == 1


@pytest.mark.parametrize(
    "text",
    ["Call the N C I. Press one.", "Take Vitamin C. Rest.", "Stop? Go.", 'She said "no." He left.', "Wait... Go."],
)
def test_a_sentence_that_ends_oddly_still_ends(text: str) -> None:
    """A letter, a question, a quotation and dots end a sentence too."""
    assert [type(piece) for piece in phrased(text, Pace.NORMAL)] == [Words, Pause, Words]


@pytest.mark.parametrize("text", ["", " … ", ".", "\n\n - \n\n", "…\n\n…"])
def test_nothing_to_say_is_nothing(text: str) -> None:
    """Signs alone are neither words nor pauses."""
    assert phrased(text, Pace.NORMAL) == ()


@given(ANY_TEXT, st.sampled_from(Pace))
def test_words_and_pauses_alternate_and_no_word_is_lost(text: str, pace: Pace) -> None:
    """Never a pause at an end or two in a row, and all that can be said is said, in order."""
    said = spoken(text, LEXICON)
    pieces = phrased(said, pace)
    assert all(isinstance(piece, Words if place % 2 == 0 else Pause) for place, piece in enumerate(pieces))
    assert len(pieces) % 2 == 1 or not pieces
    words = "".join(piece.text for piece in pieces if isinstance(piece, Words))
    assert [mark for mark in words if mark.isalnum()] == [mark for mark in said if mark.isalnum()]


def test_slow_pauses_are_never_shorter() -> None:
    """Slow speech is slower by its pauses first."""
    normal, slow = PAUSES[Pace.NORMAL], PAUSES[Pace.SLOW]
    assert slow.sentence > normal.sentence
    assert slow.paragraph > normal.paragraph
    assert slow.group > normal.group
    assert slow.pen >= normal.pen


def test_words_are_counted_as_they_are_said() -> None:
    """Design section 9: "100.4" is four words."""
    assert word_count(spoken("100.4", {})) == 4
    assert word_count(spoken("Press 3 - now.", {})) == 3
