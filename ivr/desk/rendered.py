"""The sounds of drafts, as they lie in the database: what a draft would sound like, for whoever shall approve it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ivr.content.model import Pace, Sound
from ivr.desk.desk import Desk
from ivr.editions import layout
from ivr.editions.layout import Key, Sounds
from ivr.errors import EditionError
from ivr.store.blobs import Blobs
from ivr.store.renders import Render, Renders, RenderState


@dataclass(frozen=True)
class Rendered:
    """What would be heard otherwise.

    Attributes:
        edition: the published edition that the draft was written into.
        sounds: what plays each prompt that changes, in both paces; empty where nothing that is spoken changes.
        files: the blob of each sound's file.
    """

    edition: int
    sounds: Sounds
    files: Mapping[str, str]


@dataclass(frozen=True)
class NotYet:
    """Nobody has made the sounds yet."""


def sounds(desk: Desk, draft: int) -> Rendered | NotYet | str:
    """The sounds of a draft, or the sentence that says why there are none.

    Raises:
        StoreError, EditionError: they cannot be read.
    """
    return _sounds(draft, Renders(desk.database).find(draft))


def sounds_of_all(desk: Desk, drafts: Collection[int]) -> dict[int, Rendered | NotYet | str]:
    """The same of several drafts, in one question."""
    found = Renders(desk.database).among(drafts) if drafts else {}
    return {draft: _sounds(draft, found.get(draft)) for draft in drafts}


def failures(desk: Desk, drafts: Collection[int]) -> dict[int, str]:
    """Those of these drafts whose sounds cannot be had, and why; raises StoreError."""
    found = Renders(desk.database).among(drafts) if drafts else {}
    lacking = {draft: _lacking(draft, found.get(draft)) for draft in drafts}
    return {draft: why for draft, why in lacking.items() if why}


def wav(desk: Desk, rendered: Rendered, sound: Sound) -> bytes:
    """The bytes of a sound; b"" where the provider's own voice speaks and nothing can be played here.

    Raises:
        StoreError: the database is away, or lacks them.
    """
    if not sound.file or sound.said:
        return b""
    return next(raw for _, raw in Blobs(desk.database).fetch({rendered.files[sound.file]}))


def in_order(rendered: Rendered) -> list[tuple[Key, Sound]]:
    """Every sound with its prompt, language and pace, each prompt at the normal pace first."""
    return sorted(rendered.sounds.items(), key=lambda each: (*each[0][:2], each[0][2] is not Pace.NORMAL))


def kept_as(rendered: Rendered) -> str:
    """As it is kept in a row of the database."""
    table = layout.write_table(rendered.sounds).decode()
    return json.dumps({"edition": rendered.edition, "sounds": table, "files": dict(rendered.files)})


def _sounds(draft: int, found: Render | None) -> Rendered | NotYet | str:
    if found is None or found.state is RenderState.FAILED:
        return _lacking(draft, found)
    return _read(found.sounds) if found.state is RenderState.DONE else NotYet()


def _lacking(draft: int, found: Render | None) -> str:
    if found is None:
        return f"Nobody asked for the sounds of draft {draft}."
    return found.says if found.state is RenderState.FAILED else ""


def _read(kept: str) -> Rendered:
    try:
        found = json.loads(kept)
        table = layout.read_table(found["sounds"].encode())
        files = {sound.file: str(found["files"][sound.file]) for sound in table.values() if sound.file}
        return Rendered(int(found["edition"]), table, files)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise EditionError(f"The table of a draft's sounds cannot be read ({error}).") from error
