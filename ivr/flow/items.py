"""The items that can be texted from a call, and what is read aloud where a text cannot go."""

from __future__ import annotations

from ivr.content.model import Content, Language, PromptId
from ivr.content.texts import details_text


def exists(content: Content, language: Language, item: str) -> bool:
    """Whether there is such an item in this language."""
    return bool(read_aloud(content, language, item))


def read_aloud(content: Content, language: Language, item: str) -> tuple[PromptId, ...]:
    """The prompts that give an item's details, said twice with a word between; empty for an unknown item."""
    kind, _, rest = item.partition(".")
    if kind == "service":
        resource = content.resources.get(rest)
        if resource is None or language not in resource.words:
            return ()
        number = f"service.{rest}.{'number' if resource.number else 'web'}"
        # Someone who needs a crisis line must not be made to doubt it; it never drops out either (design section 5).
        checked: tuple[PromptId, ...] = () if resource.checked or resource.crisis else ("number.unchecked",)
        pen: tuple[PromptId, ...] = ("number.pen",) if resource.number else ()
        return (f"service.{rest}.intro", *pen, number, "number.again", number, *checked)
    if details_text(content.words[language], item):
        return (f"details.{item}", "number.again", f"details.{item}")
    return ()
