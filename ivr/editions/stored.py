"""The published edition as it lies in the database: its words, the recordings in it, and how it is brought there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from weakref import WeakKeyDictionary

from ivr.audio.sound_cache import SoundCache
from ivr.audio.takes import TakesFolder
from ivr.editions import layout
from ivr.editions.made import Made
from ivr.errors import EditionError
from ivr.store.blobs import Blobs
from ivr.store.database import Database
from ivr.store.editions import Editions, New

# Editions read lately, by number and manifest: that names the hash of every byte, so what was read never ages.
_MOST = 4
_known: WeakKeyDictionary[Database, dict[tuple[int, bytes], Stored]] = WeakKeyDictionary()
_using = Lock()


@dataclass(frozen=True)
class Stored:
    """One edition of the database.

    Attributes:
        number: its number.
        content: its words, path inside the content folder to bytes.
        recordings: people's recordings, path inside their folder to the hash of their bytes.
        hashes: everything in it, path in the layout to hash.
    """

    number: int
    content: Mapping[str, bytes]
    recordings: Mapping[str, str]
    hashes: Mapping[str, str]


def stored(database: Database, number: int | None = None) -> Stored | None:
    """An edition, or the published one; None where nothing was published yet.

    Raises:
        StoreError: the database is away, or lacks bytes of it.
        EditionError: there is no such edition, or its manifest cannot be read.
    """
    editions = Editions(database)
    if number is None:
        published = editions.published_manifest()  # in one question: every page asks for it several times
        if published is None:
            return None
        found, manifest = published
    else:
        asked = editions.manifest(number)
        if asked is None:
            raise EditionError(f"There is no edition {number}.")
        found, manifest = number, asked
    kept = _kept(database, found, manifest)
    if kept is not None:
        return kept
    _, hashes = layout.read_manifest(manifest)
    raws = dict(Blobs(database).fetch({digest for path, digest in hashes.items() if path.startswith(layout.CONTENT)}))
    content = {path: raws[digest] for path, digest in _under(layout.CONTENT, hashes).items()}
    return _keep(database, manifest, Stored(found, content, _under(layout.RECORDINGS, hashes), hashes))


def _kept(database: Database, number: int, manifest: bytes) -> Stored | None:
    with _using:
        return _known.get(database, {}).get((number, manifest))


def _keep(database: Database, manifest: bytes, edition: Stored) -> Stored:
    with _using:
        mine = _known.setdefault(database, {})
        while len(mine) >= _MOST:
            mine.pop(next(iter(mine)))
        mine[edition.number, manifest] = edition
    return edition


@contextmanager
def recordings_folder(database: Database, recordings: Mapping[str, str]) -> Iterator[TakesFolder]:
    """People's recordings as a folder, for as long as the block lasts.

    Raises:
        StoreError: the database is away, or lacks bytes of them.
        OSError: the disk is full.
    """
    with TemporaryDirectory(prefix="recordings-") as folder:
        raws = dict(Blobs(database).fetch(set(recordings.values())))
        for path, digest in recordings.items():
            file = Path(folder) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(raws[digest])
        yield TakesFolder(Path(folder))


def learn(database: Database, edition: Stored, cache: Path) -> None:
    """Bring the sounds of an edition into this machine's cache, so that what did not change is not made anew.

    Raises:
        StoreError: the database is away, or lacks bytes of it.
        EditionError: its table of sounds cannot be read.
    """
    blobs = Blobs(database)
    ((_, table),) = blobs.fetch({edition.hashes[layout.TABLE]})
    kept = SoundCache(cache)
    for sound in set(layout.read_table(table).values()):
        kept.learn(sound, lambda file: next(blobs.fetch({edition.hashes[layout.SOUNDS + file]}))[1])


def publish(database: Database, made: Made, new: New, base: int | None, least: int = 1) -> int:
    """Bring every byte of an edition into the database, then move the pointer to it; its number.

    Killed at any moment, the database holds some bytes more and the pointer is where it was, or has moved.

    Args:
        database: where it is published.
        made: the edition.
        new: who publishes it and what it closes.
        base: the edition that must be the published one; None for the very first.
        least: the smallest number that it may get.

    Raises:
        OvertakenError: another edition was published in the meantime; calls hear what they heard.
        StoreError: the database failed; so they do, too.
        OSError: a sound cannot be read any more.
    """
    blobs = Blobs(database)
    blobs.keep(made.blobs(blobs.missing(set(made.hashes.values()))))
    return Editions(database).publish(new, base, least)


def _under(prefix: str, hashes: Mapping[str, str]) -> dict[str, str]:
    return {path.removeprefix(prefix): digest for path, digest in hashes.items() if path.startswith(prefix)}
