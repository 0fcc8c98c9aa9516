"""What is worked out once for a content is worked out anew for a changed copy of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivr.content.model import Content
from ivr.content.once import once
from ivr.content.prompts import prompts
from ivr.content.texts import texts


def test_each_content_is_asked_once_for_each_question(content: Content) -> None:
    """A copy is asked itself, and is equal to the first all the same."""
    asked: list[tuple[int, str]] = []

    @once
    def program(content: Content, mark: str) -> str:
        asked.append((id(content), mark))
        return content.line.program + mark

    copy = replace(content)
    found = [program(each, mark) for each in (content, copy, content) for mark in "!?"]
    assert found == [content.line.program + mark for mark in "!?"] * 3
    assert asked == [(id(content), "!"), (id(content), "?"), (id(copy), "!"), (id(copy), "?")]
    assert copy == content


def test_a_changed_copy_sends_and_says_its_own_words(content: Content) -> None:
    """Whatever was sent and said before; and nobody can change what is kept."""
    before = texts(content, "en")["menu"], {prompt.id: prompt for prompt in prompts(content)}["goodbye"]
    words = replace(
        content.words["en"],
        texts={**content.words["en"].texts, "menu": "Other words."},
        phrases={**content.words["en"].phrases, "goodbye": "Farewell."},
    )
    changed = replace(content, words={**content.words, "en": words})
    assert texts(changed, "en")["menu"].body == "Other words."
    assert {prompt.id: prompt.script for prompt in prompts(changed)}["goodbye"] == "Farewell."
    assert before == (texts(content, "en")["menu"], {prompt.id: prompt for prompt in prompts(content)}["goodbye"])
    with pytest.raises(TypeError):
        texts(content, "en")["menu"] = before[0]  # type: ignore[index]
