"""Export: the published edition as a folder of words and recordings, so that version control can hold a full copy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ivr.desk.desk import Desk, current
from ivr.editions import layout
from ivr.editions.stored import stored
from ivr.errors import DeskError
from ivr.files import write_whole
from ivr.store.blobs import Blobs
from ivr.store.editions import Editions

_PARTS = (layout.CONTENT, layout.RECORDINGS)
_KNOWN = 1000  # editions among which a folder is looked for
# Only these are ours in a folder of recordings: its README and what was replaced stay.
_RECORDED = ("*/*.wav", "*/takes.toml")


@dataclass(frozen=True)
class Exported:
    """What an export did: the edition, and how many files were written, removed, and left as they were."""

    number: int
    written: int
    removed: int
    same: int


def export(desk: Desk, folder: Path, *, replace: bool = False) -> Exported:
    """Write the words (`content/`) and recordings (`prompts/`) of the published edition into a folder.

    Files that the edition does not have are removed from there. A folder that holds something that no edition ever held
    is left alone, or somebody's work would be lost.

    Args:
        desk: the line's.
        folder: made where it is not there.
        replace: write over whatever is there.

    Raises:
        DeskError: the folder holds what was never published, or cannot be written.
        StoreError: the database is away.
    """
    edition = current(desk)
    wanted = {path: digest for path, digest in edition.hashes.items() if path.startswith(_PARTS)}
    try:
        there = _there(folder)
        if not replace:
            _refuse_unknown(desk, folder, there, wanted)
        missing = {path: digest for path, digest in wanted.items() if there.get(path) != digest}
        for digest, raw in Blobs(desk.database).fetch(set(missing.values())):
            for path in (path for path, own in missing.items() if own == digest):
                write_whole(folder / path, raw)
        gone = sorted(set(there) - set(wanted))
        for path in gone:
            (folder / path).unlink()
    except OSError as error:
        raise DeskError(f"The edition could not be written to {folder}: {error.strerror or error}.") from error
    return Exported(edition.number, len(missing), len(gone), len(wanted) - len(missing))


def _there(folder: Path) -> dict[str, str]:
    """The files of the folder that an export would write or remove, path to hash."""
    words = [path for path in (folder / layout.CONTENT).rglob("*") if path.is_file() and not path.name.startswith(".")]
    heard = [path for kind in _RECORDED for path in (folder / layout.RECORDINGS).glob(kind)]
    return {path.relative_to(folder).as_posix(): layout.hash_of(path.read_bytes()) for path in (*words, *heard)}


def _refuse_unknown(desk: Desk, folder: Path, there: Mapping[str, str], wanted: Mapping[str, str]) -> None:
    unknown = {path: digest for path, digest in there.items() if wanted.get(path) != digest}
    for each in Editions(desk.database).listed(_KNOWN):
        if not unknown:
            return
        known = stored(desk.database, each.number)
        unknown = {path: own for path, own in unknown.items() if known and known.hashes.get(path) != own}
    if unknown:
        raise DeskError(
            f"{folder / min(unknown)} was never published, so the export would lose it. `ivr import {folder}` makes "
            "drafts of what is new there; --replace writes over it."
        )
