"""Recordings that nobody hears any more: of words that have changed since."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.audio.take_table import Take
from ivr.content.model import Language, PromptId
from ivr.desk.desk import Desk, current
from ivr.desk.edition_recordings import recordings
from ivr.desk.read_once import content_of
from ivr.desk.takes import scripts_of


@dataclass(frozen=True)
class Stale:
    """A recording that nobody hears any more, because its words have changed since; a machine says the new ones."""

    prompt: PromptId
    language: Language
    take: Take


def stale(desk: Desk) -> tuple[Stale, ...]:
    """The published recordings that are not played because their words have changed, in the order of the sheet.

    Raises:
        DeskError, StoreError, EditionError: as `ivr.desk.desk.current`.
    """
    base = current(desk)
    found, scripts = recordings(desk, base), scripts_of(content_of(base.content))
    return tuple(
        Stale(*key, found[key]) for key, script in scripts.items() if key in found and found[key].script != script
    )
