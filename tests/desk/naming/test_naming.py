"""What prompts and items are called at the desk, and where callers hear them."""

from __future__ import annotations

import pytest

from ivr.content.items import slots
from ivr.content.model import Content
from ivr.content.prompts import prompts
from ivr.content.readers import read_content
from ivr.desk.naming.heard_at import heard_at
from ivr.desk.naming.names import group_of, groups, item_name, prompt_name
from tests.editions.shelves import shipped
from tests.spanish import two_languages


@pytest.fixture(scope="module", params=["one language", "two languages"])
def content(request: pytest.FixtureRequest) -> Content:
    """The shipped words, alone and beside Spanish ones."""
    return read_content(shipped() if request.param == "one language" else two_languages(shipped()))[0]


def test_every_prompt_has_a_name_of_its_own_within_its_group(content: Content) -> None:
    """Staff choose by names, so two prompts of a group are never called alike; choices may be, as callers hear them."""
    met: set[tuple[str, str, str]] = set()
    known = groups(content)
    for prompt in prompts(content):
        name, group = prompt_name(content, prompt), group_of(content, prompt)
        assert name.strip() == name
        assert not name.endswith((":", ".", " ()"))
        assert group in known
        if not name.startswith("Choice: "):
            assert (prompt.language, group, name) not in met, prompt.id
        met.add((prompt.language, group, name))


def test_names_are_those_that_people_use(content: Content) -> None:
    """A topic's part by its topic, number and heading; a service by its own name."""
    named = {prompt.id: prompt_name(content, prompt) for prompt in prompts(content) if prompt.language == "en"}
    assert named["topic.coping.2"] == "Coping day to day, part 2: Letting people help"
    assert named["topic.outlook.1"] == "Outlook"
    assert named["choice.main.coping"] == "Choice: Coping day to day"
    assert named["service.cancercare.number"] == "CancerCare: its number"
    assert named["person.busy.cancercare"] == "CancerCare is busy"
    assert named["details.tip.3"] == "Tip 3, read aloud"
    assert named["greeting.emergency"] == "Greeting: emergency"
    grouped = {prompt.id: group_of(content, prompt) for prompt in prompts(content)}
    assert grouped["ask.outlook"] == grouped["choice.outlook.skip"] == grouped["topic.outlook.1"] == "outlook"
    assert grouped["choice.numbers.talk"] == "opening"
    assert grouped["where.talk.cancercare"] == "people"


def test_every_item_has_a_name(content: Content) -> None:
    """Also those that belong to no language, and those that are only patterns for prompts."""
    for item, language in slots(shipped()):
        assert item_name(content, item, language)
    assert item_name(content, "topic.coping.text.2", "en") == "Coping day to day, text 2"
    assert item_name(content, "resource.cancercare.hours", "") == "CancerCare: its hours"
    assert item_name(content, "file.line.toml", "") == "The settings of the line (line.toml)"
    assert item_name(content, "topic.gone.2", "en")
    assert item_name(content, "choice.main.person", "xx")


def test_places_are_those_of_the_call(content: Content) -> None:
    """A prompt is told where it is really said; hard words that are only ever sent are told nowhere."""
    several = len(content.line.languages) > 1
    opening = (
        "in the question for the language, before anything else"
        if several
        else ("in the greeting, before anything else")
    )
    assert opening in heard_at(content, "greeting.emergency", "en")
    assert heard_at(content, "topic.coping.2", "en") == ('in "Coping day to day", part 2',)
    assert "in the main menu" in heard_at(content, "choice.main.outlook", "en")
    assert ("after the language was chosen" in heard_at(content, "greeting.fever", "en")) == several
    assert heard_at(content, "pace.slower", "en") == ("wherever a caller presses 8",)
    assert heard_at(content, "details.topic.outlook.1", "en") == ()
    silent = [prompt.id for prompt in prompts(content) if not heard_at(content, prompt.id, prompt.language)]
    assert set(silent) == {"details.topic.outlook.1"}
