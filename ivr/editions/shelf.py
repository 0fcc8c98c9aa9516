"""The shelf: the editions that lie whole on this machine's own disk, each verified before it is heard."""

from __future__ import annotations

import fcntl
import math
import os
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import structlog

from ivr.content.model import Edition
from ivr.content.readers import errors, read_content
from ivr.editions import layout
from ivr.editions.layout import Sounds
from ivr.errors import EditionError

KEEP_SECONDS = 24 * 60 * 60  # calls in progress finish on their edition (design section 7)
FAILED_SECONDS = 2  # how long a broken edition is not read again: callers would queue for its hashes

log = structlog.get_logger()
_SOUND = re.compile(r"[0-9a-f]{32,64}\.wav")


class Shelf:
    """The editions in one folder; safe to use from several threads and processes."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.cache = data / "rendered"
        self._editions = data / "editions"
        self._pointer = data / "editions" / "current"
        self._playing = 0
        self._adopted: dict[int, Edition] = {}
        self._failed: dict[int, tuple[float, str]] = {}
        self._locks: dict[int, threading.Lock] = {}
        self._lock = threading.Lock()  # of the tables above; never held while an edition is read

    def current_number(self) -> int | None:
        """The number of the edition that new calls hear; None on an empty shelf."""
        try:
            return int(self._pointer.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def current(self) -> Edition:
        """The edition that new calls should hear, as the pointer says.

        Raises:
            EditionError: the shelf is empty, or the edition is broken or altered.
        """
        number = self.current_number()
        if number is None:
            raise EditionError("There is no edition on the shelf yet; `ivr render` makes one.")
        return self.adopt(number)

    def playing(self) -> Edition:
        """The edition that new calls do hear: the current one, or the last good one where that is broken.

        Raises:
            EditionError: there is no good edition at all.
        """
        try:
            found = self.current()
        except EditionError as problem:
            log.warning("edition.broken", says=str(problem))
            found = self._last_good(problem)
        self._playing = found.number
        return found

    def _last_good(self, problem: EditionError) -> Edition:
        for number in (self._playing, *reversed(self.numbers())):
            try:
                return self.adopt(number)
            except EditionError:
                continue
        raise problem

    def edition(self, number: int) -> Edition:
        """The edition of a call in progress; the one that new calls hear where that is no longer there."""
        try:
            return self.adopt(number)
        except EditionError:
            return self.playing()

    def adopt(self, number: int) -> Edition:
        """An edition, verified file by file the first time.

        Raises:
            EditionError: it is not there, or broken, or altered; nothing of it is used then.
        """
        found = self._adopted.get(number)
        if found is not None:
            return found
        if number not in self.numbers():  # before anything is kept for it: a path may name any number
            raise EditionError(f"There is no edition {number} on the shelf.")
        with self._lock:
            own = self._locks.setdefault(number, threading.Lock())
        with own:
            return self._adopted.get(number) or self._verified(number)

    def _verified(self, number: int) -> Edition:
        """An edition read for the first time; its own lock is held, so that others are given out meanwhile."""
        failed, why = self._failed.get(number, (-math.inf, ""))
        if time.monotonic() - failed < FAILED_SECONDS:
            raise EditionError(why)
        try:
            found = _read(self._editions / str(number), number)
        except EditionError as problem:
            self._failed[number] = (time.monotonic(), str(problem))
            raise
        self._adopted[number] = found
        self._forget()
        return found

    def _forget(self) -> None:
        """Let go of editions that are no longer on the shelf, whichever process removed them."""
        there = set(self.numbers())
        with self._lock:
            for known in (self._adopted, self._failed, self._locks):
                for number in set(known) - there:
                    known.pop(number, None)

    def sound_path(self, file: str) -> Path | None:
        """Where a sound lies, whichever edition it belongs to; None for anything that is not a sound of ours."""
        if not _SOUND.fullmatch(file):
            return None
        for number in sorted(self.numbers(), reverse=True):
            path = self._editions / str(number) / layout.SOUNDS / file
            if path.is_file():
                return path
        return None

    def numbers(self) -> list[int]:
        """The numbers of all editions on the shelf."""
        try:
            names = [path.name for path in self._editions.iterdir()]
            return sorted(int(name) for name in names if name.isascii() and name.isdecimal())
        except OSError:
            return []

    def keep(self, files: Mapping[str, bytes], sounds: Sounds) -> int:
        """Put content and sounds on the shelf as the next edition, unless the current one is the same.

        Raises:
            EditionError: the folder cannot be written.
        """
        table = layout.write_table(sounds)
        hashes = {layout.CONTENT + path: layout.hash_of(raw) for path, raw in files.items()}
        hashes[layout.TABLE] = layout.hash_of(table)
        try:
            for file in {sound.file for sound in sounds.values() if sound.file}:
                hashes[layout.SOUNDS + file] = layout.hash_of((self.cache / "sounds" / file).read_bytes())
            with self._alone():
                self._sweep()
                same = self._same(hashes)
                return same if same is not None else self._place(files, table, hashes)
        except OSError as error:
            raise EditionError(f"The edition could not be written to {self._editions}: {error}.") from error

    def prune(self) -> None:
        """Remove editions that no call in progress can still be on.

        Raises:
            EditionError: the folder cannot be written.
        """
        if len(self.numbers()) < 2:  # noqa: PLR2004 - there is none that was replaced
            return
        try:
            with self._alone():
                self._remove_replaced()
        except OSError as error:
            raise EditionError(f"Old editions could not be removed from {self._editions}: {error}.") from error
        self._forget()

    def _remove_replaced(self) -> None:
        current = self.current_number()
        for number, following in pairwise(self.numbers()):
            try:
                replaced = (self._editions / str(following)).stat().st_mtime
            except OSError:
                continue  # another process removed it a moment ago
            if number != current and time.time() - replaced > KEEP_SECONDS:
                shutil.rmtree(self._editions / str(number), ignore_errors=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Only one process at a time writes to the shelf; the lock of a killed one ends with it."""
        self._editions.mkdir(parents=True, exist_ok=True)
        with (self._editions / ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _sweep(self) -> None:
        """Remove what a killed process left behind half-made."""
        for left in (*self._editions.glob(".making-*"), *self._editions.glob(".current-*")):
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)

    def _same(self, hashes: Mapping[str, str]) -> int | None:
        """The current edition's number where it holds just these files, whole."""
        number = self.current_number()
        if number is None:
            return None
        try:
            _, files = _manifest(self._editions / str(number))
            self.adopt(number)  # an altered one is made again
        except EditionError:
            return None
        return number if files == hashes else None

    def _place(self, files: Mapping[str, bytes], table: bytes, hashes: Mapping[str, str]) -> int:
        """Write the whole folder under another name, then move it and the pointer into place."""
        number = max(self.numbers(), default=0) + 1
        making = Path(tempfile.mkdtemp(prefix=".making-", dir=self._editions))
        try:
            for path, raw in files.items():
                _write(making / layout.CONTENT / path, raw)
            _write(making / layout.TABLE, table)
            (making / layout.SOUNDS).mkdir(exist_ok=True)
            for path in hashes:
                if path.startswith(layout.SOUNDS):
                    _link(self.cache / path, making / path)
            _write(making / layout.MANIFEST, layout.write_manifest(number, hashes))
            making.chmod(0o755)
            making.rename(self._editions / str(number))
        except BaseException:
            shutil.rmtree(making, ignore_errors=True)
            raise
        pointer = self._editions / f".current-{os.getpid()}"
        _write(pointer, str(number).encode())
        pointer.replace(self._pointer)
        return number


def _read(folder: Path, number: int) -> Edition:
    """Read an edition and verify every hash."""
    stated, files = _manifest(folder)
    if stated != number:
        raise EditionError(f"Edition {number} says that it is edition {stated}.")
    raws = {}
    for path, digest in files.items():
        try:
            raw = (folder / path).read_bytes()
        except OSError as error:
            raise EditionError(f"Edition {number} lacks {path}.") from error
        if layout.hash_of(raw) != digest:
            raise EditionError(f"Edition {number}: {path} is not what it was when the edition was made.")
        if not path.startswith(layout.SOUNDS):
            raws[path] = raw
    sounds = layout.read_table(raws.get(layout.TABLE, b""))
    unknown = [sound.file for sound in sounds.values() if sound.file and layout.SOUNDS + sound.file not in files]
    if unknown:
        raise EditionError(f"Edition {number} plays {unknown[0]}, which its manifest does not vouch for.")
    inside = {path.removeprefix(layout.CONTENT): raw for path, raw in raws.items() if path.startswith(layout.CONTENT)}
    content, problems = read_content(inside)
    if errors(problems):
        raise EditionError(f"Edition {number} cannot be read: {errors(problems)[0]}")
    return Edition(number, content, sounds)


def _manifest(folder: Path) -> tuple[int, dict[str, str]]:
    try:
        return layout.read_manifest((folder / layout.MANIFEST).read_bytes())
    except OSError as error:
        raise EditionError(f"There is no edition {folder.name} on the shelf.") from error


def _write(path: Path, raw: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


def _link(source: Path, target: Path) -> None:
    """Share the bytes with the cache where the disk can do that."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
