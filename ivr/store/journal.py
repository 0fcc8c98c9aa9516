"""A file on this machine's own disk that keeps stops and starts while the database is away."""

from __future__ import annotations

import fcntl
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from ivr.errors import StoreError

_LINE = re.compile(r"^([+-]) (line|provider) ([0-9a-f]{64}) ([0-9T:.+-]{19,40})\n", re.ASCII | re.MULTILINE)
_FOR_A_LINE = 0.2  # seconds that a caller waits for another who writes a line: longer only where that one stands still
_LOOK = 0.002


class Keeper(StrEnum):
    """Who keeps a stop: we alone, or the provider too, which then refuses whatever we send."""

    LINE = "line"
    PROVIDER = "provider"


@dataclass(frozen=True)
class Noted:
    """One change: a number's keyed hash, whether it was stopped or started, when (aware), and whose stop that is."""

    number_hash: bytes
    stopped: bool
    changed: datetime
    keeper: Keeper = Keeper.LINE


class Journal:
    """The file; safe to use from several threads and processes. A line that a crash cut short is passed over.

    Its lock (`.lock`) is held for a line or a renaming only. What goes to the database is renamed away first
    (`.moving`), so that nobody waits for the database here; whoever is at that holds another lock (`.emptying`). A
    crash in between leaves the renamed file, which the next one finds.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._moving = path.with_name(path.name + ".moving")

    def add(self, *changes: Noted) -> None:
        """Keep changes for good before returning.

        Raises:
            StoreError: the disk is full or cannot be written, or another process stands still in the middle of a line.
        """
        try:
            with self._locked("lock", _FOR_A_LINE) as mine:
                if not mine:
                    raise StoreError("A stop could not be kept: another process holds the file.", away=True)
                self._append("".join(map(_line, changes)))
        except OSError as problem:
            raise StoreError(f"A stop could not be kept on this machine's disk ({problem.strerror}).") from problem

    def notes(self) -> tuple[Noted, ...]:
        """What waits, the oldest first.

        Raises:
            StoreError: the file is there and cannot be read.
        """
        # The new ones first: what is renamed meanwhile is then read twice, and never missed.
        new = _read(self._path)
        return (*_read(self._moving), *new)

    def waiting(self) -> bool:
        """Whether anything waits; raises StoreError where nobody can know."""
        return _has_content(self._path) or _has_content(self._moving)

    def empty_into(self, take: Callable[[tuple[Noted, ...]], None]) -> int:
        """Hand what waits to `take`, and forget it where that did not raise; how many changes that were.

        Nought at once where another process is at it. Whoever adds meanwhile does not wait for `take`.
        """
        with self._locked("emptying", 0) as mine:
            if not mine:
                return 0
            moved = self._handed(take)  # what a crash left
            with self._locked("lock", _FOR_A_LINE) as quiet:
                if not quiet or not _has_content(self._path):
                    return moved
                self._path.rename(self._moving)
                _keep_names(self._path.parent)
            return moved + self._handed(take)

    def _handed(self, take: Callable[[tuple[Noted, ...]], None]) -> int:
        notes = _read(self._moving)
        if notes:
            take(notes)
        self._moving.unlink(missing_ok=True)
        return len(notes)

    def _append(self, lines: str) -> None:
        new = not self._path.exists()
        file = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            size = os.fstat(file).st_size
            torn = size > 0 and os.pread(file, 1, size - 1) != b"\n"
            os.lseek(file, 0, os.SEEK_END)
            data = (("\n" if torn else "") + lines).encode("ascii")
            if os.write(file, data) != len(data):
                raise StoreError("The disk is full: a stop could not be kept.", away=True)
            os.fsync(file)
        finally:
            os.close(file)
        if new:
            _keep_names(self._path.parent)

    @contextmanager
    def _locked(self, name: str, seconds: float) -> Iterator[bool]:
        """Under a lock of that name; False where another still has it after so many seconds."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self._path.with_name(f"{self._path.name}.{name}"), os.O_CREAT | os.O_RDWR, 0o600)
        try:
            yield _taken(file, time.monotonic() + seconds)
        finally:
            os.close(file)


def _taken(file: int, until: float) -> bool:
    """Whether the lock could be taken; there is no way to wait for one and for the clock at once."""
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(_LOOK)
        else:
            return True


def _read(path: Path) -> tuple[Noted, ...]:
    try:
        text = path.read_bytes().decode("ascii", "replace")
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as problem:
        raise StoreError(f"The journal of stops cannot be read ({problem.strerror}).") from problem
    return tuple(_noted(match) for match in _LINE.finditer(text) if _dated(match[4]))


def _has_content(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as problem:
        raise StoreError(f"The journal of stops cannot be read ({problem.strerror}).") from problem


def _keep_names(folder: Path) -> None:
    """A file's new name lies in its folder, which has to be told to keep it too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _line(noted: Noted) -> str:
    sign = "+" if noted.stopped else "-"
    return f"{sign} {noted.keeper} {noted.number_hash.hex()} {noted.changed.isoformat()}\n"


def _dated(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _noted(match: re.Match[str]) -> Noted:
    return Noted(bytes.fromhex(match[3]), match[1] == "+", datetime.fromisoformat(match[4]), Keeper(match[2]))
