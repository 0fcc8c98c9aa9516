"""A line with a second language: its content is whole, and every place of its call keeps the rules."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ivr.content.menus import choice_keys
from ivr.content.model import Content, Pace
from ivr.content.prompts import prompts
from ivr.content.readers import read_content
from ivr.content.texts import texts
from ivr.flow.call import begin, step
from ivr.flow.crawl import crawl
from ivr.flow.crawl.walk import Crawled
from ivr.flow.session import Arrived, Key, Session, Turn
from tests.content.altered import Files, altered, judged, signed
from tests.spanish import silent_edition, two_languages

NOW = datetime(2026, 6, 17, 16, tzinfo=UTC)


@pytest.fixture(scope="module")
def both(files: Files) -> Content:
    """Content in English and in the Spanish of the tests."""
    return read_content(two_languages(files))[0]


@pytest.fixture(scope="module")
def crawled(both: Content) -> Crawled:
    """Every place of a call in two languages, with a second for each prompt."""
    return crawl(silent_edition(both))[0]


def called(content: Content, *keys: str) -> Turn:
    """What is heard after these keys."""
    turn = step(content, begin(content, content.default_language, NOW), Arrived(), NOW)
    for key in keys:
        turn = step(content, turn.session, Key(key), NOW)
    return turn


def heard(turn: Turn) -> list[tuple[str, str]]:
    """The prompts of a turn, each with its language."""
    return [(cue.prompt, cue.language) for cue in turn.say]


def test_content_in_two_languages_breaks_no_rule(files: Files) -> None:
    """Once signed and checked there is not even a warning, so the rules themselves speak Spanish."""
    content, problems = judged(signed(two_languages(files)))
    assert [str(found) for found in problems] == []
    assert content.line.languages == ("en", "es")
    assert content.default_language == "en"


def test_a_language_that_is_not_published_is_not_read(files: Files) -> None:
    """Spanish files may lie there half done while only English is published."""
    draft = {**two_languages(files), "line.toml": files["line.toml"], "es/phrases.toml": b"not toml"}
    content, problems = read_content(draft)
    assert set(content.words) == {"en"}
    assert problems == ()


def test_every_place_of_the_call_keeps_the_rules(both: Content, crawled: Crawled) -> None:
    """No violation in either language, and both are really visited, at both paces."""
    assert [str(found) for found in crawl(silent_edition(both))[1]] == []
    assert {(view.language, view.pace) for view in crawled.turns} == {(x, y) for x in ("en", "es") for y in Pace}
    for language in ("en", "es"):
        reached = {view.place for view in crawled.turns if view.language == language}
        expected = {
            f"topic.{topic.name}.{number}"
            for topic in both.words[language].topics.values()
            for number in range(1, len(topic.parts) + 1)
        }
        assert {place for place in reached if place.startswith("topic.")} == expected


def test_the_emergency_is_said_in_each_language_before_the_question(both: Content) -> None:
    """The name, 911 in English, 911 in Spanish, then each language by its own name and number."""
    assert heard(called(both)) == [
        ("greeting.name", "en"),
        ("greeting.emergency", "en"),
        ("greeting.emergency", "es"),
        ("choice.language.en", "en"),
        ("choice.language.es", "es"),
    ]
    scripts = {(prompt.id, prompt.language): prompt.script for prompt in prompts(both)}
    assert scripts["choice.language.es", "es"] == "Español. Oprima 2."
    assert scripts["choice.language.en", "en"] == "English. Press 1."


@pytest.mark.parametrize(("key", "language"), [("1", "en"), ("2", "es")])
def test_a_key_chooses_the_language_for_the_rest_of_the_call(both: Content, key: str, language: str) -> None:
    """Everything after is in it: the welcome, the menu, a topic, the person."""
    welcome = called(both, key)
    assert (welcome.session.view.place, welcome.session.view.language) == ("welcome", language)
    assert heard(welcome)[:2] == [("greeting.fever", language), ("choice.main.person", language)]
    for keys in ((key, "3"), (key, "5", "1"), (key, "6", "1"), (key, "0"), (key, "3", "*")):
        turn = called(both, *keys)
        assert {cue.language for cue in turn.say} == {language}, keys


def test_star_in_the_main_menu_asks_for_the_language_again(both: Content) -> None:
    """And 7 repeats the question; 0 is the person even there."""
    assert called(both, "2", "*").session.view.place == "language"
    assert called(both, "2", "*", "1").session.view.language == "en"
    assert called(both, "7").session.view.place == "language"
    assert called(both, "0").session.view.place.startswith("connect.")


def test_languages_may_have_different_parts(both: Content) -> None:
    """English coping has three parts, Spanish one: after it comes the main menu, and no choice lacks a name."""
    assert [len(both.words[language].topics["coping"].parts) for language in ("en", "es")] == [3, 1]
    after = called(both, "2", "3", "1")
    assert isinstance(after.session, Session)
    assert (after.session.view.place, after.session.view.language) == ("main", "es")
    said = {(prompt.id, prompt.language) for prompt in prompts(both)}
    assert ("choice.next.coping-2", "en") in said
    assert ("choice.next.coping-2", "es") not in said
    assert "choice.next.coping-2" in choice_keys(both)


def test_spanish_messages_are_budgeted_as_wide_text(both: Content) -> None:
    """201 characters at most where an accent makes a message UCS-2."""
    listed = texts(both, "es")
    assert set(listed) >= {"menu", "help", "topic.side.2", "tip.12", "service.211"}
    assert max(len(text.body) for text in listed.values()) <= 201


def test_a_second_language_without_its_own_words_is_refused(files: Files) -> None:
    """A missing file, a service or a name without Spanish words: each is an error."""
    whole = two_languages(files)
    without = {file: raw for file, raw in whole.items() if file != "es/topics/side.md"}
    assert "es/topics/side.md" in {found.file for found in judged(without)[1]}
    for edit in (("resources.toml", '["211".es]', '["211".fr]'), ("line.toml", "es = ", "fr = ")):
        found = {(each.file, each.severity.value) for each in judged(altered(whole, edit))[1]}
        assert (edit[0], "error") in found
