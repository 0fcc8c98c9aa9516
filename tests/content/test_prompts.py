"""The one list of everything that can be spoken: ids, words, and choices with the keys that work."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from ivr.content import menus
from ivr.content.model import Content, Kind, Prompt
from ivr.content.prompts import PERSON_PHRASES, is_template, prompts
from ivr.content.texts import details_texts
from tests.content.altered import Files, altered, judged

PRESS = re.compile(r"\. Press (\d|star)(?:, or star)?\.$")


@pytest.fixture(scope="module")
def listed(content: Content) -> dict[str, Prompt]:
    """Every prompt by its id (one language is published)."""
    return {prompt.id: prompt for prompt in prompts(content)}


def test_an_id_stands_for_one_prompt_in_a_language(content: Content) -> None:
    """No two prompts of a language share an id."""
    counted = Counter((prompt.id, prompt.language) for prompt in prompts(content))
    assert set(counted.values()) == {1}


def test_only_parts_of_topics_have_the_form_of_parts(content: Content, listed: dict[str, Prompt]) -> None:
    """`topic.<name>.<number>`, from 1, one for each part, and nothing else ends in a number there."""
    numbered = {name for name in listed if re.fullmatch(r"topic\.[^.]+\.\d+", name)}
    parts = {
        f"topic.{topic.name}.{number}"
        for topic in content.words["en"].topics.values()
        for number in range(1, len(topic.parts) + 1)
    }
    assert numbered == parts
    assert {name for name in numbered if listed[name].kind is not Kind.TOPIC} == set()


def test_ids_are_short_plain_words(listed: dict[str, Prompt]) -> None:
    """They name files and stand in commands: lower case, digits, hyphens and dots."""
    assert [name for name in listed if not re.fullmatch(r"[a-z0-9]+(?:[.-][a-z0-9]+)*", name)] == []


def test_kinds_follow_ids(listed: dict[str, Prompt]) -> None:
    """`ask.` are questions, `choice.<menu>.<name>` are choices, and no other prompt is either."""
    for name, prompt in listed.items():
        assert (prompt.kind is Kind.QUESTION) == name.startswith("ask."), name
        assert (prompt.kind is Kind.CHOICE) == bool(re.fullmatch(r"choice\.[^.]+\..+", name)), name


def test_everything_has_words_and_nothing_is_left_to_fill(listed: dict[str, Prompt]) -> None:
    """No script is empty, starts with a blank, or holds a brace."""
    for name, prompt in listed.items():
        assert prompt.script.strip() == prompt.script != "", name
        assert not set("{}") & set(prompt.script), name
        assert prompt.script[0].isupper() or not prompt.script[0].isalpha(), name


def test_a_choice_says_the_key_that_works(content: Content, listed: dict[str, Prompt]) -> None:
    """Every choice ends in its name, a full stop and "Press N." with the key of `choice_keys`."""
    keys = menus.choice_keys(content)
    choices = {name for name, prompt in listed.items() if prompt.kind is Kind.CHOICE}
    assert choices == set(keys)
    for name in choices:
        found = PRESS.search(listed[name].script)
        assert found, listed[name].script
        assert found.group(1).replace("star", "*") == keys[name], name


@pytest.mark.parametrize("menu", ["main", "numbers", "outlook", *menus.FIXED])
def test_a_menu_counts_from_one_without_gaps(content: Content, menu: str) -> None:
    """The main menu has the person on 0 before that."""
    keys = menus.choice_keys(content)
    numbered = [keys[name] for name in keys if name.startswith(f"choice.{menu}.")]
    expected = [str(number) for number in range(0 if menu == "main" else 1, len(numbered) + (menu != "main"))]
    assert numbered == expected
    assert int(numbered[-1]) <= 6


def test_the_menus_keep_the_order_of_the_line(content: Content) -> None:
    """The person, then the topics as `line.toml` lists them, then the numbers."""
    assert menus.main_menu(content) == (
        "choice.main.person",
        *(f"choice.main.{name}" for name in ("what", "side", "coping", "relief", "outlook")),
        "choice.main.numbers",
    )
    assert menus.numbers_menu(content)[-2:] == ("choice.numbers.tips", "choice.numbers.stop")


def test_moving_a_topic_moves_its_number_and_its_words_together(files: Files) -> None:
    """What is said and what works cannot differ, whatever the order."""
    moved = altered(files, ("line.toml", '"what", "side", "coping"', '"coping", "side", "what"'))
    content, _ = judged(moved)
    scripts = {prompt.id: prompt.script for prompt in prompts(content)}
    assert scripts["choice.main.coping"] == "Coping day to day. Press 1."
    assert menus.choice_keys(content)["choice.main.coping"] == "1"


def test_every_phrase_is_spoken_or_a_pattern_for_others(content: Content, listed: dict[str, Prompt]) -> None:
    """No phrase is written in vain, and no pattern is heard by itself."""
    for phrase in content.words["en"].phrases:
        assert (phrase in listed) != is_template(phrase), phrase


def test_every_service_that_can_be_rung_has_words_for_how_it_went(content: Content, listed: dict[str, Prompt]) -> None:
    """Connecting, closed, busy, no answer, failed; and "stay on" for those behind key 0."""
    rung = menus.rung(content)
    assert "american-cancer-society" in rung
    assert "988-lifeline" not in rung  # three digits are said, not dialed
    for service in rung:
        assert all(f"person.{phrase}.{service}" in listed for phrase in PERSON_PHRASES)
    assert all(f"stay.{service}" in listed for service in content.line.person)


def test_what_can_be_texted_can_be_read_aloud(content: Content, listed: dict[str, Prompt]) -> None:
    """Each text of a topic and each tip has its spoken details, without words about replying."""
    for item, body in details_texts(content, content.words["en"]).items():
        prompt = listed[f"details.{item}"]
        assert (prompt.script, prompt.kind) == (body, Kind.DICTATED)
        assert "Reply" not in prompt.script


def test_a_part_begins_by_saying_where_it_is(listed: dict[str, Prompt]) -> None:
    """The title, and which part of how many where there are several."""
    assert listed["topic.side.1"].script.startswith("Fever and side effects. Part 1 of 2.\n\nFever comes first.")
    assert listed["topic.relief.1"].script.startswith("Palliative care: relief and support.\n\n")


def test_every_prompt_names_a_file_that_is_there(files: Files, listed: dict[str, Prompt]) -> None:
    """Staff who want to change a prompt are sent to a real file."""
    assert {prompt.source for prompt in listed.values()} <= set(files)
