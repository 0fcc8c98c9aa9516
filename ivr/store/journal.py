"""A file on this machine's own disk that keeps stops and starts while the database is away."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ivr.errors import StoreError

_LINE = re.compile(r"^([+-]) ([0-9a-f]{64}) ([0-9T:.+-]{19,40})\n", re.ASCII | re.MULTILINE)


@dataclass(frozen=True)
class Noted:
    """One change: a number's keyed hash, whether it was stopped or started, and when (aware)."""

    number_hash: bytes
    stopped: bool
    changed: datetime


class Journal:
    """The file; safe to use from several threads and processes. A line that a crash cut short is passed over."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, noted: Noted) -> None:
        """Keep a change for good before returning.

        Raises:
            StoreError: the disk is full or cannot be written.
        """
        sign = "+" if noted.stopped else "-"
        line = f"{sign} {noted.number_hash.hex()} {noted.changed.isoformat()}\n"
        try:
            with self._opened() as file:
                size = os.fstat(file).st_size
                torn = size > 0 and os.pread(file, 1, size - 1) != b"\n"
                os.lseek(file, 0, os.SEEK_END)
                data = (("\n" if torn else "") + line).encode("ascii")
                if os.write(file, data) != len(data):
                    raise StoreError("The disk is full: a stop could not be kept.", away=True)
                os.fsync(file)
        except OSError as problem:
            raise StoreError(f"A stop could not be kept on this machine's disk ({problem.strerror}).") from problem

    def notes(self) -> tuple[Noted, ...]:
        """What waits, the oldest first.

        Raises:
            StoreError: the file is there and cannot be read.
        """
        try:
            text = self._path.read_bytes().decode("ascii", "replace") if self.waiting() else ""
        except OSError as problem:
            raise StoreError(f"The journal of stops cannot be read ({problem.strerror}).") from problem
        return tuple(_noted(match) for match in _LINE.finditer(text) if _dated(match[3]))

    def latest(self, number_hash: bytes) -> Noted | None:
        """The last change of a number, if any waits."""
        mine = [noted for noted in self.notes() if noted.number_hash == number_hash]
        return max(reversed(mine), key=lambda noted: noted.changed) if mine else None

    def waiting(self) -> bool:
        """Whether anything waits; raises StoreError where nobody can know."""
        try:
            return self._path.stat().st_size > 0
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as problem:
            raise StoreError(f"The journal of stops cannot be read ({problem.strerror}).") from problem

    def empty_into(self, take: Callable[[tuple[Noted, ...]], None]) -> int:
        """Hand what waits to `take`, and forget it where that did not raise; how many changes that were.

        Nought at once where another process is at it.
        """
        with self._opened(wait=False) as file:
            if file < 0:
                return 0
            notes = self.notes()
            take(notes)
            os.ftruncate(file, 0)
            os.fsync(file)
        return len(notes)

    @contextmanager
    def _opened(self, *, wait: bool = True) -> Iterator[int]:
        """The file under its lock; -1 where another has it and this one does not wait."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        new = not self._path.exists()
        file = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            if new:
                _keep_name(self._path.parent)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                yield -1
            else:
                yield file
        finally:
            os.close(file)


def _keep_name(folder: Path) -> None:
    """A new file's name lies in its folder, which has to be told to keep it too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _dated(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _noted(match: re.Match[str]) -> Noted:
    return Noted(bytes.fromhex(match[2]), match[1] == "+", datetime.fromisoformat(match[3]))
