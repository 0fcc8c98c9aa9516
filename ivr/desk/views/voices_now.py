"""Whose voice says what in an edition: which prompts have a person's recording, of which words."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.audio.take_table import TABLE, Take, read_table, script_hash
from ivr.content.model import Content, Language, PromptId
from ivr.content.prompts import prompts
from ivr.desk.desk import Desk, current
from ivr.desk.read_once import content_of
from ivr.editions.stored import Stored
from ivr.store.blobs import Blobs

Key = tuple[PromptId, Language]


@dataclass(frozen=True)
class Stale:
    """A recording that nobody hears any more, because its words have changed since; a machine says the new ones."""

    prompt: PromptId
    language: Language
    take: Take


def recordings(desk: Desk, edition: Stored) -> dict[Key, Take]:
    """What is written down about every recording of an edition; raises StoreError."""
    tables = {path.partition("/")[0]: digest for path, digest in edition.recordings.items() if path.endswith(TABLE)}
    raws = dict(Blobs(desk.database).fetch(set(tables.values())))
    return {
        (prompt, language): take
        for language, digest in tables.items()
        for prompt, take in read_table(raws[digest], f"{language}/{TABLE}")[0].items()
    }


def recorded_scripts(desk: Desk, edition: Stored) -> dict[Key, str]:
    """The hash of the words that each recording of an edition holds."""
    return {key: take.script for key, take in recordings(desk, edition).items()}


def stale(desk: Desk) -> tuple[Stale, ...]:
    """The published recordings that are not played because their words have changed, in the order of the sheet.

    Raises:
        DeskError, StoreError, EditionError: as `ivr.desk.desk.current`.
    """
    base = current(desk)
    found, scripts = recordings(desk, base), _scripts(content_of(base.content))
    return tuple(
        Stale(*key, found[key]) for key, script in scripts.items() if key in found and found[key].script != script
    )


def _scripts(content: Content) -> dict[Key, str]:
    return {(each.id, each.language): script_hash(each.script) for each in prompts(content)}
