"""What is written down about people's recordings in an edition."""

from __future__ import annotations

from ivr.audio.take_table import TABLE, Take, read_table
from ivr.content.model import Language, PromptId
from ivr.desk.desk import Desk
from ivr.editions.stored import Stored
from ivr.store.blobs import Blobs


def recordings(desk: Desk, edition: Stored) -> dict[tuple[PromptId, Language], Take]:
    """The row of every recording of an edition, by prompt and language; raises StoreError."""
    tables = {path.partition("/")[0]: digest for path, digest in edition.recordings.items() if path.endswith(TABLE)}
    raws = dict(Blobs(desk.database).fetch(set(tables.values())))
    return {
        (prompt, language): take
        for language, digest in tables.items()
        for prompt, take in read_table(raws[digest], f"{language}/{TABLE}")[0].items()
    }
