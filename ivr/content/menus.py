"""Which key each choice has, in one place, so that what is said and what works cannot differ."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.content.model import Content, PromptId

PERSON = "choice.main.person"
STAR = "*"
# The last choices of a place, whose key 1 and star do the same.
OR_STAR = frozenset({"choice.last.menu", "choice.service.return"})

# Menus whose choices never change, in their order: numbered from 1 without gaps.
FIXED: Mapping[str, tuple[str, ...]] = {
    "consent": ("yes", "no"),
    "stopping": ("yes", "no"),
    "offer": ("crisis", "stay"),
}

# The end of a part or of a service: 1 always carries on, 2 is always the text.
CARRY_ON, BY_TEXT, CONNECT = "1", "2", "3"


def main_menu(content: Content) -> tuple[PromptId, ...]:
    """The choices of the main menu in spoken order, the person first."""
    return (PERSON, *(f"choice.main.{topic}" for topic in content.line.menu), "choice.main.numbers")


def numbers_menu(content: Content) -> tuple[PromptId, ...]:
    """The choices of key 6: the groups of services, then tips by text, then no more texts."""
    names = (*content.line.groups, "tips", "stop")
    return tuple(f"choice.numbers.{name}" for name in names)


def asked_first(topic: str) -> tuple[PromptId, ...]:
    """The choices after the question before a hard topic."""
    return tuple(f"choice.{topic}.{name}" for name in ("hear", "skip", "text"))


def choice_keys(content: Content) -> dict[PromptId, str]:
    """The key of every choice that can be said, by its prompt."""
    keys = _numbered(main_menu(content), first=0)
    keys |= _numbered(numbers_menu(content))
    for language in content.words.values():
        for topic in language.topics.values():
            if topic.ask_first:
                keys |= _numbered(asked_first(topic.name))
            for number in range(2, len(topic.parts) + 1):
                keys[next_part(topic.name, number)] = CARRY_ON
    for menu, names in FIXED.items():
        keys |= _numbered(tuple(f"choice.{menu}.{name}" for name in names))
    keys |= {f"choice.try.{service}": "3" for service in content.line.person}
    keys |= _numbered(tuple(f"choice.language.{language}" for language in content.line.languages))
    return keys | {
        "choice.part.text": BY_TEXT,
        "choice.service.next": CARRY_ON,
        "choice.service.text": BY_TEXT,
        "choice.service.return": CARRY_ON,
        "choice.service.connect": CONNECT,
        "choice.part.menu": STAR,
        "choice.tip.another": CARRY_ON,
        "choice.tip.text": BY_TEXT,
        "choice.number.on": CARRY_ON,
        "choice.unknown.hear": BY_TEXT,
        "choice.stopped.undo": "2",
        "choice.end.now": "9",
        "choice.end.stay": "1",
        "choice.any.back": STAR,
        "choice.last.menu": CARRY_ON,
        "choice.any.again": "7",
        "choice.any.slower": "8",
    }


def next_part(topic: str, number: int) -> PromptId:
    """The choice that leads to a topic's part `number`."""
    return f"choice.next.{topic}-{number}"


def _numbered(prompts: tuple[PromptId, ...], first: int = 1) -> dict[PromptId, str]:
    return {prompt: str(key) for key, prompt in enumerate(prompts, first)}


def rung(content: Content) -> tuple[str, ...]:
    """The services that a caller may be connected to: they need the words for it."""
    grouped = (name for group in content.line.groups.values() for name in group)
    named = dict.fromkeys((*content.line.person, content.line.crisis, *grouped))
    return tuple(name for name in named if name in content.resources and content.resources[name].dial)
