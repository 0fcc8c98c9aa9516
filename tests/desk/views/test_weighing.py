"""Weighing words: how they read, how long they last, what changes along, and what is in the way."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivr.desk.desk import Desk, current
from ivr.desk.people import require
from ivr.desk.views.weighing import Weighed, locked_to, weighed
from ivr.desk.views.writing import text_list, written_now
from ivr.errors import ContentError, DeskError
from tests.desk.desks import edit, words

PART = "topic.coping.2"
HARD = (
    "Organizational considerations necessitate comprehensive multidisciplinary communication. Rehabilitation "
    "possibilities, nutritional recommendations and psychological accompaniment require individualized deliberation "
    "throughout treatment, notwithstanding any administrative or organizational peculiarities of the institution."
)


def tried(desk: Desk, item: str, new: str, language: str = "en", by: str = "ed") -> Weighed:
    """What somebody is told of new words."""
    return weighed(desk, require(desk, by), (item, language, new))


def test_words_that_fit_have_a_grade_and_a_length(desk: Desk) -> None:
    """Half the words last about half as long."""
    now = words(desk, PART)
    whole, half = tried(desk, PART, now), tried(desk, PART, now[: now.index("It may be easier")].strip())
    assert whole.same
    assert not half.same
    assert half.wrong == ()
    assert half.grade is not None
    assert not half.too_hard
    assert [each.prompt.id for each in half.said] == [PART]
    assert half.said[0].seconds < 0.8 * whole.said[0].seconds
    assert half.said[0].shortest < half.said[0].longest


def test_what_the_rules_forbid_is_told_in_sentences_and_saving_is_refused_for_the_same(desk: Desk) -> None:
    """No file names, no rule ids; just these words in the way."""
    found = tried(desk, PART, HARD)
    assert found.too_hard
    assert found.too_long
    assert any("reads at grade" in each for each in found.wrong)
    assert not any("topics/coping.md" in each or "[" in each for each in found.wrong)
    with pytest.raises(ContentError):
        edit(desk, "ed", PART, "en", HARD)


def test_a_part_that_would_last_too_long_is_warned_of(desk: Desk) -> None:
    """Ninety seconds are the most that anybody listens to."""
    found = tried(desk, PART, "\n\n".join([words(desk, PART)] * 4))
    assert any("90 are the most" in each for each in found.doubts)


def test_a_text_has_segments_and_curly_quotes_are_made_plain(desk: Desk) -> None:
    """As they would be kept."""
    found = tried(desk, "texts.ready", "We have no \u201cpacking list\u201d \u2013 it\u2019s best to ask the clinic.")
    assert [each.id for each in found.sent] == ["ready"]
    assert found.wrong == ()
    assert found.sent[0].segments == 1
    assert found.sent[0].plain
    assert "-" in words(desk, "texts.numbers")
    assert tried(desk, "texts.numbers", words(desk, "texts.numbers").replace("-", "\u2013")).same
    assert any("twice the segments" in each for each in tried(desk, "texts.ready", "Na\u0142 ready").wrong)


def test_a_number_is_weighed_with_everything_that_changes_along(desk: Desk) -> None:
    """What is dialed, and every text that holds it."""
    found = tried(desk, "resource.cancercare.number", "1-800-813-4674", "")
    assert found.wrong == ()
    assert {each.id for each in found.sent} == {"talk", "service.cancercare"}
    assert "Text: talk" in found.along


def test_emergency_words_are_locked_before_anybody_types(desk: Desk) -> None:
    """To everybody but admins; also opening times and dates, where not every word can stand."""
    files = current(desk).content
    ed, ada = require(desk, "ed"), require(desk, "ada")
    for item, language in (
        ("greeting.emergency", "en"),
        ("texts.crisis", "en"),
        ("resource.988-lifeline.number", ""),
        ("resource.988-lifeline.hours", ""),
        ("resource.911.checked_on", ""),
        ("press", "en"),
    ):
        assert locked_to(files, item, language, ed), item
        assert not locked_to(files, item, language, ada)
        assert written_now(desk, ed, item, language).locked
    for item, language in ((PART, "en"), ("texts.rides", "en"), ("resource.cancercare.hours", "")):
        assert not locked_to(files, item, language, ed), item
    assert "These are emergency words" in tried(desk, "greeting.emergency", "Call somebody.").wrong[0]
    assert not any("emergency words" in each for each in tried(desk, "texts.fever", "Call 911.", by="ada").wrong)


def test_words_that_cannot_stand_there_are_told_not_raised(desk: Desk) -> None:
    """Opening times that are none, a control character, a file that is no TOML."""
    assert tried(desk, "resource.cancercare.hours", "whenever", "").wrong
    assert tried(desk, PART, "Bell \x07 rings.").wrong
    assert tried(desk, "file.line.toml", "no toml [", "", "ada").wrong


@given(new=st.text(max_size=200))
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_is_weighed(desk: Desk, new: str) -> None:
    """While somebody types, words stand in every odd state; none of them breaks anything."""
    assert isinstance(tried(desk, "topic.coping.menu_name", new).wrong, tuple)


def test_the_list_of_texts_finds_by_word_and_keyword(desk: Desk) -> None:
    """Each leads to the item that is written to change it."""
    edit(desk, "ed", "tip.5", "en", "Someone asks how to help? Give them one small task.")
    found = {each.item: each for each in text_list(desk)}
    assert found["texts.menu"].keyword == "MENU"
    assert found["topic.coping.text.2"].keyword == "COPE 2"
    assert [each.author for each in found["tip.5"].drafts] == ["ed"]
    assert "texts.next.part" in found
    assert "topic.coping.text.2" in [each.item for each in text_list(desk, "cope 2")]
    assert text_list(desk, "nothing holds this") == ()


def test_an_item_that_is_not_there_is_said_to_be_so(desk: Desk) -> None:
    """A slip in an address leads to a sentence."""
    for item, language in (("greeting.nmae", "en"), (PART, "xx"), ("tip.", "en")):
        with pytest.raises(DeskError, match="There is no item"):
            written_now(desk, require(desk, "ed"), item, language)
    assert written_now(desk, require(desk, "ed"), "tip.17", "en").live == ""
