"""What differs between two editions, in words and in sounds, as callers would notice it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivr.content.items import changes, slot
from ivr.content.model import Language, Pace, PromptId, Sound
from ivr.desk.desk import Desk
from ivr.editions import layout
from ivr.editions.stored import Stored, stored
from ivr.errors import EditionError
from ivr.store.blobs import Blobs


@dataclass(frozen=True)
class Reworded:
    """An item whose words differ; "" before or after where it was not there."""

    item: str
    language: Language
    before: str
    after: str


@dataclass(frozen=True)
class Resounded:
    """A prompt that sounds different, and where its sound came from: "rendered", "take", "provider", "" for none."""

    prompt: PromptId
    language: Language
    before: str
    after: str


def compared(desk: Desk, old: int, new: int) -> tuple[list[Reworded], list[Resounded]]:
    """What is otherwise in the edition `new` than in the edition `old`.

    Raises:
        EditionError: there is no such edition, or one cannot be read.
        StoreError: the database is away.
    """
    first, second = _edition(desk, old), _edition(desk, new)
    return list(_reworded(first, second)), list(_resounded(_sounds(desk, first), _sounds(desk, second)))


def _edition(desk: Desk, number: int) -> Stored:
    found = stored(desk.database, number)
    if found is None:
        raise EditionError(f"There is no edition {number}.")
    return found


def _reworded(old: Stored, new: Stored) -> Iterator[Reworded]:
    for item, language, words in changes(old.content, new.content):
        before = slot(old.content, item, language)
        yield Reworded(item, language, before.words if before else "", words)


def _sounds(desk: Desk, edition: Stored) -> layout.Sounds:
    ((_, table),) = Blobs(desk.database).fetch({edition.hashes[layout.TABLE]})
    return layout.read_table(table)


def _resounded(old: layout.Sounds, new: layout.Sounds) -> Iterator[Resounded]:
    for prompt, language in sorted({key[:2] for key in (*old, *new)}):
        before, after = _pair(old, prompt, language), _pair(new, prompt, language)
        if [_heard(each) for each in before] != [_heard(each) for each in after]:
            yield Resounded(prompt, language, _source(before), _source(after))


def _pair(sounds: layout.Sounds, prompt: PromptId, language: Language) -> list[Sound | None]:
    return [sounds.get((prompt, language, pace)) for pace in Pace]


def _heard(sound: Sound | None) -> object:
    return (sound.file, sound.said) if sound else None


def _source(pair: list[Sound | None]) -> str:
    return next((sound.source for sound in pair if sound), "")
