"""The folder of editions on this machine: each is there whole or not at all, and one file says which is current."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from ivr.files import write_whole


class EditionFolder:
    """Numbered folders and a pointer; safe under crashes and several processes. Failures are OSErrors."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._pointer = root / "current"

    def path(self, number: int) -> Path:
        """Where an edition lies."""
        return self.root / str(number)

    def numbers(self) -> list[int]:
        """The numbers of all editions that are there."""
        try:
            names = [path.name for path in self.root.iterdir()]
            return sorted(int(name) for name in names if name.isascii() and name.isdecimal())
        except OSError:
            return []

    def current(self) -> int | None:
        """What the pointer says; None where there is none that can be read."""
        try:
            return int(self._pointer.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Only one process at a time writes; the lock of a killed one ends with it, and what it left is removed."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._sweep()
            yield

    @contextmanager
    def making(self) -> Iterator[Path]:
        """A folder to fill, gone at the end of the block unless it was moved. Only inside of `alone`."""
        making = Path(tempfile.mkdtemp(prefix=".making-", dir=self.root))
        try:
            yield making
        finally:
            shutil.rmtree(making, ignore_errors=True)

    def place(self, number: int, fill: Callable[[Path], None]) -> None:
        """Have a folder filled under another name, then move it into place; one of that number is replaced.

        Only inside of `alone`.
        """
        with self.making() as making:
            fill(making)
            making.chmod(0o755)
            before = making.with_name(f"{making.name}-before")
            if self.path(number).exists():
                self.path(number).rename(before)
            making.rename(self.path(number))
            _settle(self.root)
            shutil.rmtree(before, ignore_errors=True)

    def point(self, number: int) -> None:
        """Make an edition the current one; from now on the one before counts as replaced."""
        before = self.current()
        if before == number:
            return
        write_whole(self._pointer, str(number).encode())
        for each in (before, number):
            if each is not None and self.path(each).is_dir():
                os.utime(self.path(each))

    def remove_replaced(self, seconds: float, keep: Collection[int]) -> None:
        """Remove editions that have not been the current one for that long, but for those to keep."""
        current = self.current()
        for number in self.numbers():
            try:
                idle = time.time() - self.path(number).stat().st_mtime
            except OSError:
                continue  # another process removed it a moment ago
            if number != current and number not in keep and idle > seconds:
                shutil.rmtree(self.path(number), ignore_errors=True)

    def _sweep(self) -> None:
        for left in (*self.root.glob(".making-*"), *self.root.glob(".current*")):
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)


def write(path: Path, raw: bytes) -> None:
    """Write and wait until it is on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


def link(source: Path, target: Path) -> None:
    """Share the bytes with another file where the disk can do that."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _settle(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
