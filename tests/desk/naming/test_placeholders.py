"""What stands in braces: read as what will be there, and explained to whoever writes."""

from __future__ import annotations

import re

import pytest

from ivr.content.items import slots
from ivr.content.model import Content
from ivr.content.readers import read_content
from ivr.desk.naming.placeholders import explained, filled_in
from tests.editions.shelves import shipped


@pytest.fixture(scope="module")
def content() -> Content:
    """The shipped words."""
    return read_content(shipped())[0]


def test_the_names_of_the_line_stand_in_their_places(content: Content) -> None:
    """What differs from call to call is told in brackets, and what is no placeholder stays as it is."""
    assert filled_in(content, "Hello. This is {line}.", "en") == f"Hello. This is {content.line.names['en']}."
    assert filled_in(content, "{program}: closed.", "en") == f"{content.line.program}: closed."
    assert filled_in(content, "{name}. Press {key}.", "en") == "[what the choice is called]. Press [the key to press]."
    assert filled_in(content, "{odd} {Line} {", "en") == "{odd} {Line} {"


def test_each_is_explained_once_to_whoever_writes(content: Content) -> None:
    """With what it will be, where that is known."""
    assert explained(content, "{line}, {key}, {line} {odd}", "en") == (
        ("{line}", f'the name of this line: "{content.line.names["en"]}"'),
        ("{key}", "the key to press"),
    )


def test_hours_of_a_service_are_read_as_they_are_now(content: Content) -> None:
    """And told to whoever writes, in a text with them."""
    words = "CancerCare, {when.cancercare}: a number. {anytime.211}"
    assert filled_in(content, words, "en") == "CancerCare, weekdays: a number."
    assert explained(content, words, "en") == (
        ("{when.cancercare}", 'when it answers, from its hours: "weekdays"'),
        ("{anytime.211}", "when it answers, from its hours: nothing now"),
    )


def test_nothing_in_braces_is_unknown_in_the_words_of_the_line(content: Content) -> None:
    """Whatever somebody can write by itself shows no braces to a reader."""
    for (item, language), each in slots(shipped()).items():
        assert not re.search(r"\{[a-z_]+\}", filled_in(content, each.words, language or "en")), item
