"""Which items a prompt is made of: those, and no others, whose words change what is said."""

from __future__ import annotations

from ivr.content.items import Slot, items_of, slots, written
from ivr.content.model import Content
from ivr.content.prompts import prompts
from ivr.content.readers import read_content
from tests.content.altered import Files
from tests.spanish import two_languages

# Items that no prompt says: texts, pages, notes of checks.
UNSAID = (".page", ".source", ".dial", "checked_on", "checked_by", "reviewed_by", "review_by")


def other(found: Slot) -> str:
    """Other words that the item may have."""
    if found.item.endswith(".hours"):
        again = found.words.replace("09:00", "08:30").replace("10:00", "08:30").replace("08:00", "08:30")
        return again if found.words not in {"", "always"} else {"": "always", "always": ""}[found.words]
    if found.item.endswith(".time_zone"):
        return "America/Chicago"
    return f"{found.words} more" if found.words else ""


def scripts(content: Content) -> dict[tuple[str, str], str]:
    """What every prompt says."""
    return {(prompt.id, prompt.language): prompt.script for prompt in prompts(content)}


def test_a_prompt_names_exactly_the_items_that_change_it(files: Files) -> None:
    """Each item that can be said is changed in turn: the prompts that say something else are those that name it."""
    content = read_content(files)[0]
    named = {(prompt.id, prompt.language): items_of(content, prompt) for prompt in prompts(content)}
    before = scripts(content)
    heard = 0
    for key, found in slots(files).items():
        words = other(found)
        if found.item.startswith("texts.") or found.item.endswith(UNSAID) or words == found.words:
            continue
        after = scripts(read_content(written(files, *key, words))[0])
        differ = {prompt for prompt in before if prompt in after and before[prompt] != after[prompt]}
        assert differ == {prompt for prompt, items in named.items() if key in items}, key
        heard += bool(differ)
    assert heard > 200


def test_every_prompt_is_made_of_items_that_are_there(files: Files) -> None:
    """In each language: at least one, none twice; the line's own name is in a file without items."""
    folder = two_languages(files)
    content, found = read_content(folder)[0], slots(folder)
    for prompt in prompts(content):
        items = items_of(content, prompt)
        assert items
        assert len(set(items)) == len(items)
        assert all(item in found or item == ("file.line.toml", "") for item in items), (prompt.id, items)
        assert {language for _, language in items} <= {prompt.language, ""}


def test_what_says_most_comes_first(files: Files) -> None:
    """So that whoever edits a prompt is shown its own words first, and the pattern around them behind."""
    content = read_content(files)[0]
    by_id = {prompt.id: prompt for prompt in prompts(content)}
    for prompt, first in {
        "topic.coping.2": ("topic.coping.2", "en"),
        "choice.main.coping": ("topic.coping.menu_name", "en"),
        "choice.next.coping-2": ("topic.coping.heading.2", "en"),
        "choice.any.again": ("choice.any.again", "en"),
        "choice.language.en": ("choice.language.name", "en"),
        "greeting.name": ("greeting.name", "en"),
        "service.cancercare.number": ("resource.cancercare.number", ""),
        "service.cancercare.intro": ("resource.cancercare.short", "en"),
        "details.topic.coping.3": ("topic.coping.text.3", "en"),
        "details.tip.4": ("tip.4", "en"),
        "notice.storm": ("notice.storm.said", "en"),
    }.items():
        assert items_of(content, by_id[prompt])[0] == first
    assert ("file.line.toml", "") in items_of(content, by_id["greeting.name"])
