"""The editions as staff read them: what was published when, by whom and why; what two of them differ in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ivr.content.model import Content, Language, PromptId
from ivr.content.prompts import prompts
from ivr.content.readers.signed import STATES
from ivr.content.writing.names import WHOLE
from ivr.desk.desk import Desk
from ivr.desk.naming.names import item_name, prompt_name
from ivr.desk.read_once import content_of
from ivr.desk.views.comparing import Resounded, Reworded, compared
from ivr.editions.stored import stored
from ivr.errors import DeskError, EditionError
from ivr.store.editions import Editions, Listed

__all__ = ["A_PAGE", "Compared", "Listed", "Shelf", "between", "edition", "shelf"]

A_PAGE = 20
_TOLD = {
    "signed.toml": "Other words are signed.",
    "notices.toml": "Other notices are on.",
    "lapsed.toml": "Other services are past their check.",
}


@dataclass(frozen=True)
class Shelf:
    """Some editions, the newest first; how many there are; and which one new calls hear."""

    editions: tuple[Listed, ...]
    total: int
    published: int | None


@dataclass(frozen=True)
class Compared:
    """What is otherwise in one edition than in another, with names for people.

    Attributes:
        old, new: the two editions.
        words: each item with its name.
        kept: what the line keeps by itself, in sentences: signatures, notices, checks.
        sounds: each prompt with its name.
    """

    old: Listed
    new: Listed
    words: tuple[tuple[str, Reworded], ...]
    kept: tuple[str, ...]
    sounds: tuple[tuple[str, Resounded], ...]


def shelf(desk: Desk, page: int = 1) -> Shelf:
    """A page of the editions; raises StoreError."""
    editions = Editions(desk.database)
    return Shelf(editions.listed(A_PAGE, max(page - 1, 0) * A_PAGE), editions.count(), editions.published())


def edition(desk: Desk, number: int) -> Listed:
    """One edition; raises DeskError where there is none."""
    return _editions(desk, number)[0]


def between(desk: Desk, old: int, new: int) -> Compared:
    """What is otherwise in the edition `new` than in the edition `old`.

    Raises:
        DeskError: there is no such edition.
        StoreError, EditionError: one cannot be read.
    """
    first, second = _editions(desk, old, new)
    words, sounds = compared(desk, old, new)
    contents = [_content(desk, number) for number in (new, old)]
    named = _prompts(contents)
    kept = [each for each in words if each.item.removeprefix(WHOLE) in STATES]
    return Compared(
        first,
        second,
        tuple((_item(contents, each), each) for each in words if each not in kept),
        tuple(_TOLD.get(each.item.removeprefix(WHOLE), "The line's own notes differ.") for each in kept),
        tuple((named.get((each.prompt, each.language), each.prompt), each) for each in sounds),
    )


def _editions(desk: Desk, *numbers: int) -> list[Listed]:
    known = Editions(desk.database).find(*numbers)
    if lacking := [number for number in numbers if number not in known]:
        raise DeskError(f"There is no edition {lacking[0]}.")
    return [known[number] for number in numbers]


def _content(desk: Desk, number: int) -> Content:
    found = stored(desk.database, number)
    if found is None:
        raise EditionError(f"There is no edition {number}.")
    return content_of(found.content)


def _item(contents: Sequence[Content], each: Reworded) -> str:
    language = each.language or contents[0].default_language
    return item_name(next((one for one in contents if language in one.words), contents[0]), each.item, language)


def _prompts(contents: Sequence[Content]) -> Mapping[tuple[PromptId, Language], str]:
    found: dict[tuple[PromptId, Language], str] = {}
    for content in contents:
        for each in prompts(content):
            found.setdefault((each.id, each.language), prompt_name(content, each))
    return found
