"""The reader of spoken.toml: a wrong entry is told and left out, the others stay, and nothing is lost meanwhile."""

from __future__ import annotations

import re

import pytest

from ivr.content.readers.speech import read_speech
from ivr.content.speech import Speech
from ivr.content.spoken import spoken, unsaid
from tests.content.altered import Edit, Files, altered, line_of
from tests.content.languages import ITALIAN
from tests.spanish import two_languages

ENGLISH = "en/spoken.toml"


def test_both_languages_are_read_without_a_problem(files: Files) -> None:
    """The shipped English and the Spanish of the tests."""
    whole = two_languages(files)
    for language in ("en", "es"):
        speech, problems = read_speech(whole, language)
        assert problems == []
        assert speech.language == language
        assert len(speech.months) == 12
        assert speech.units["mg"]


WRONG: list[tuple[Edit, str, str]] = [
    ((ENGLISH, '"NCI" = "N C I"', '"NCI" = ""'), '"NCI"', "is said as nothing"),
    ((ENGLISH, '"NCI" = "N C I"', '"NCI" = 5'), '"NCI"', "text in quotes"),
    ((ENGLISH, 'point = "point"', 'point = "."'), "point", "is said as nothing"),
    ((ENGLISH, 'point = "point"', 'pint = "point"'), "[words]", '"point" is missing in [words]'),
    ((ENGLISH, '"%" = "percent"', '"%" = "per 100"'), '"%"', "words only"),
    ((ENGLISH, '"%" = "percent"', '"%%" = "percent"\n"%" = "percent"'), '"%%"', "not one single sign"),
    ((ENGLISH, '"&" = "and"', '"n" = "and"\n"&" = "and"'), '"n"', "not one single sign"),
    ((ENGLISH, '"*" = "star"\n', ""), "[signs]", '"*" is missing in [signs]'),
    ((ENGLISH, '["milligram", "milligrams"]', '["milligram"]'), '"mg"', "needs 2 forms"),
    ((ENGLISH, '["milligram", "milligrams"]', '"milligram"'), '"mg"', "a list"),
    ((ENGLISH, '["milligram", "milligrams"]', '["milligram", 5]'), '"mg"', "5 is not text in quotes"),
    ((ENGLISH, '"$" = ["dollar", ', '"$" = ['), '"$" = [', "needs 4 forms"),
    ((ENGLISH, '"March", "April"', '"March"'), "months", "months must be 12 names"),
    ((ENGLISH, '"Mar", "Apr"', '"Mar"'), "short_months", "short_months must be 12 names"),
    ((ENGLISH, '"Monday", "Tuesday"', '"Monday"'), "days", "days must be 7 names"),
    ((ENGLISH, 'slashed = "mdy"', 'slashed = "ymd"'), "slashed", '"mdy" or "dmy"'),
    ((ENGLISH, 'thousands = ","', 'thousands = "."'), "decimal", "one each"),
    ((ENGLISH, 'decimal = "."', "decimal = 1"), "decimal", "text in quotes"),
    ((ENGLISH, 'codes = ["211"', 'codes = [211, "211"'), "codes", "211 is not text in quotes"),
    ((ENGLISH, 'codes = ["211"', 'codes = ["nine", "211"'), "codes", "'nine' must be digits only"),
    ((ENGLISH, "[phonemes.piper]", "[phonemes.piper]\nchemo = 1"), "chemo", "text in quotes"),
    ((ENGLISH, "[phonemes.piper]", "[phonemes.pipper]"), "[phonemes.pipper]", "only pyttsx3 and piper take phonemes"),
    ((ENGLISH, "[capitals]", "[capital]"), "# How", "capitals is missing"),
]


@pytest.mark.parametrize(("edit", "at", "says"), WRONG, ids=[edit[2][:40] for edit, _, _ in WRONG])
def test_a_wrong_entry_is_told_where_it_stands(files: Files, edit: Edit, at: str, says: str) -> None:
    """In one problem, and whatever else is in the file is still read."""
    edited = altered(files, edit)
    speech, problems = read_speech(edited, "en")
    assert [(found.file, found.line) for found in problems] == [(ENGLISH, line_of(edited, ENGLISH, at))], problems
    assert says in problems[0].says
    assert speech.lexicon["CancerCare"] == "Cancer Care"
    assert speech.units["kg"] == ("kilogram", "kilograms")
    assert re.sub("[^0-9]", "", spoken("911 and 100", speech)) == ""


def test_a_missing_file_is_one_problem() -> None:
    """And digits and signs stay as they are written."""
    speech, problems = read_speech({}, "en")
    assert [(found.file, found.says) for found in problems] == [(ENGLISH, "The file is missing.")]
    assert speech == Speech("en")
    assert spoken("Call 911 & stay.", speech) == "Call nine hundred eleven & stay."


def test_an_empty_file_names_each_missing_table(files: Files) -> None:
    """Once, not once for every word in it."""
    _, problems = read_speech({**files, ENGLISH: b""}, "en")
    assert sorted(found.says for found in problems) == [
        f"{table} is missing."
        for table in ("abbreviations", "calendar", "capitals", "lexicon", "money", "numbers", "signs", "units", "words")
    ]


def test_a_language_without_grammar_needs_its_digits(files: Files) -> None:
    """The problem says so and what happens then; with the table every digit has a name."""
    tables = two_languages(files)["es/spoken.toml"]
    _, problems = read_speech({"it/spoken.toml": tables}, "it")
    assert [found.file for found in problems] == ["it/spoken.toml"]
    assert 'no grammar for "it"' in problems[0].says
    names = "".join(f'"{digit}" = "{name}"\n' for digit, name in ITALIAN.digits.items())
    speech, problems = read_speech({"it/spoken.toml": tables + f"[digits]\n{names}".encode()}, "it")
    assert problems == []
    assert spoken("911, 12:30", speech) == "nove uno uno, uno due tre zero"
    less = names.replace('"7" = "sette"\n', "")
    _, problems = read_speech({"it/spoken.toml": tables + f"[digits]\n{less}".encode()}, "it")
    assert ['"7" is missing in [digits]' in found.says for found in problems] == [True]


@pytest.mark.parametrize(
    "value", ["1", "true", '""', '" "', "[]", "[[1]]", "{}", '["a", 1]', '"5"', '"$"', '"(["', "2026-01-01"]
)
def test_no_value_of_another_kind_makes_the_reader_raise(files: Files, value: str) -> None:
    """Each setting in turn may hold anything; what is read can always be used, and no digit is lost by it."""
    lines = files[ENGLISH].decode().split("\n")
    for number in [place for place, line in enumerate(lines) if " = " in line and line[0] != "#"]:
        other = [*lines[:number], f"{lines[number].partition(' = ')[0]} = {value}", *lines[number + 1 :]]
        speech, _ = read_speech({ENGLISH: "\n".join(other).encode()}, "en")
        said = spoken("911 at 9:30 a.m. on 11/21/2026: $5, 3-4 mg, 100.4 °F (NCI) & 1/2.", speech)
        assert not re.search("[0-9]", said)
        assert spoken(said, speech) == said
        assert set(unsaid(said)) <= set("&$°/")
