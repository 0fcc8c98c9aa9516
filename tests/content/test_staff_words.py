"""The words of the staff line: all there, told by lint where not, and never in the way of what callers hear."""

from __future__ import annotations

import pytest

from ivr.content.items import slots
from ivr.content.model import Content, Severity
from ivr.content.prompts import prompts
from ivr.content.readers import errors, read_content
from ivr.content.readers.signed import to_sign
from ivr.content.rules.staff import RULES
from ivr.content.staff import choice, filled, phrase
from tests.content.altered import Files, altered

STAFF = "en/staff.toml"


def found(files: Files) -> list[str]:
    """What the rules say of the words; all of it as warnings."""
    content, problems = read_content(files)
    assert not errors(problems)
    listed = [problem for rule in RULES for problem in rule.problems(content)]
    assert {each.severity for each in listed} <= {Severity.WARNING}
    return [each.says for each in listed]


def test_the_shipped_words_are_all_there(files: Files) -> None:
    """Nothing to warn of."""
    assert found(files) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"goodbye" = "Goodbye."', "", "goodbye has no words; the staff line needs them."),
        ("Hello, {name}.", "Hello.", "welcome must hold {name}."),
        ('"main" = "Main menu."', '"main" = "Menu {n}."', "main must hold nothing in braces."),
        ('"main" = "Main menu."', '"main" = "Menu."\n"mian" = "Menu."', "mian is never said."),
        ("Main menu.", f"Menu {'and more ' * 9}.", "main: more than 18 words in"),
    ],
)
def test_a_slip_is_told(files: Files, old: str, new: str, says: str) -> None:
    """As a warning, with what is wrong."""
    (told,) = found(altered(files, (STAFF, old, new)))
    assert told.startswith(says)


def test_an_edition_without_them_is_one_warning(files: Files) -> None:
    """It is older than the staff line."""
    told = found({path: raw for path, raw in files.items() if path != STAFF})
    assert told == ["The staff line has no words in the language that it speaks."]


def test_they_are_no_prompts_and_nobody_signs_them(files: Files, content: Content) -> None:
    """No sound is made of them, no sheet lists them, production does not wait for a signature of them."""
    assert not [prompt for prompt in prompts(content) if prompt.source == STAFF]
    assert not [slot for slot in to_sign(files, content.line) if slot.file == STAFF]
    assert not [slot for slot in slots(files).values() if slot.file == STAFF]


def test_a_choice_says_its_key(content: Content) -> None:
    """The name first, then the key; what is missing is nothing."""
    words = content.words["en"].staff
    assert filled(words, choice("keep", "1")) == "Keep it. Press 1."
    assert filled(words, choice("back", "*")) == "Go back. Press star."
    assert filled(words, choice("other", "#")) == "The next notice. Press the pound key."
    assert filled(words, phrase("welcome", name="Rosa")) == "Hello, Rosa."
    assert filled({}, choice("keep", "1")) == ""
