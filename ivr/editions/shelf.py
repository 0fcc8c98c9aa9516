"""The shelf: the editions that lie whole on this machine's own disk, each verified before it is heard."""

from __future__ import annotations

import math
import re
import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import structlog

from ivr.content.model import Edition
from ivr.content.readers import errors, read_content
from ivr.editions import layout
from ivr.editions.folder import EditionFolder, link, write
from ivr.editions.made import Made
from ivr.errors import EditionError

KEEP_SECONDS = 24 * 60 * 60  # calls in progress finish on their edition (design section 7)
FAILED_SECONDS = 2  # how long a broken edition is not read again: callers would queue for its hashes

_LOOKED_THROUGH = 3  # editions in which a file that did not change is looked for before it is fetched

Fetch = Callable[[set[str]], Iterable[tuple[str, bytes]]]

log = structlog.get_logger()
_SOUND = re.compile(r"[0-9a-f]{32,64}\.wav")


class Shelf:
    """The editions in one folder; safe to use from several threads and processes."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.cache = data / "rendered"
        self._folder = EditionFolder(data / "editions")
        self.trouble = ""  # why what is published is not what calls hear; "" where it is
        # Fetches an edition that this machine lacks: this one, or with None the published one.
        self.bring: Callable[[int | None], None] = lambda _number: None
        self._leading: Edition | None = None
        self._manifests: dict[int, str] = {}  # the hash of the manifest that each adopted edition was read by
        self._playing = 0
        self._adopted: dict[int, Edition] = {}
        self._failed: dict[int, tuple[float, str]] = {}
        self._locks: dict[int, threading.Lock] = {}
        self._lock = threading.Lock()  # of the tables above; never held while an edition is read

    def current_number(self) -> int | None:
        """The number of the edition that new calls hear; None on an empty shelf."""
        return self._folder.current()

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

        A process that adopts what is published (`lead`) plays what it has adopted: no caller waits for that.

        Raises:
            EditionError: there is no good edition at all.
        """
        if self._leading is not None:
            return self._leading
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
        """The edition of a call in progress; the one that new calls hear where that is no longer there.

        A call that began on another machine a moment ago may be ahead of this one: then its edition is fetched.
        """
        with suppress(EditionError):
            return self.adopt(number)
        self.bring(number)
        with suppress(EditionError):
            return self.adopt(number)
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
            found, digest = _read(self._folder.path(number), number)
        except EditionError as problem:
            self._failed[number] = (time.monotonic(), str(problem))
            raise
        self._adopted[number] = found
        self._manifests[number] = digest
        self._forget()
        return found

    def _forget(self) -> None:
        """Let go of editions that are no longer on the shelf, whichever process removed them."""
        there = set(self.numbers())
        with self._lock:
            for known in (self._adopted, self._failed, self._locks, self._manifests):
                for number in set(known) - there:
                    known.pop(number, None)

    def sound_path(self, file: str) -> Path | None:
        """Where a sound lies, whichever edition it belongs to; None for anything that is not a sound of ours."""
        if not _SOUND.fullmatch(file):
            return None
        found = self._sound(file)
        if found is None:
            self.bring(None)  # another machine may play it a moment before this one has adopted its edition
            found = self._sound(file)
        return found

    def _sound(self, file: str) -> Path | None:
        paths = (self._folder.path(number) / layout.SOUNDS / file for number in reversed(self.numbers()))
        return next((path for path in paths if path.is_file()), None)

    def words(self, number: int) -> dict[str, bytes]:
        """The content files of an edition of the shelf, path inside the content folder to bytes.

        Raises:
            EditionError: it is not there.
        """
        folder = self._folder.path(number) / layout.CONTENT
        if not folder.is_dir():
            raise EditionError(f"There is no edition {number} on the shelf.")
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def numbers(self) -> list[int]:
        """The numbers of all editions on the shelf."""
        return self._folder.numbers()

    def keep(self, new: Made) -> int:
        """Put an edition on the shelf under the next number, unless the current one is the same.

        Raises:
            EditionError: the folder cannot be written.
        """
        try:
            with self._folder.alone():
                same = self._same(new.hashes)
                if same is not None:
                    return same
                number = max(self.numbers(), default=0) + 1
                self._folder.place(number, lambda making: _fill(making, new, number))
                self._folder.point(number)
                return number
        except OSError as error:
            raise EditionError(f"The edition could not be written to {self._folder.root}: {error}.") from error

    def place(self, number: int, manifest: bytes, fetch: Fetch) -> Edition:
        """Have a published edition on the shelf, every byte as its manifest says; one that is there whole stays.

        Args:
            number: its number.
            manifest: what it must hold.
            fetch: gives hash and bytes of each of the hashes that this machine lacks.

        Raises:
            EditionError: what was fetched is not the edition, or the folder cannot be written; nothing has changed.
            StoreError: it could not be fetched.
        """
        digest = layout.hash_of(manifest)
        try:
            with self._folder.alone():
                if not self._whole(number, manifest):
                    self._folder.place(number, lambda making: self._fetched(making, number, manifest, fetch))
                    self._failed.pop(number, None)
                if self._manifests.get(number) != digest:  # another of the same number, made without the database
                    self._adopted.pop(number, None)
                found = self._adopted.get(number) or _read(self._folder.path(number), number)[0]
        except OSError as error:
            raise EditionError(f"The edition could not be written to {self._folder.root}: {error}.") from error
        self._adopted[number], self._manifests[number] = found, digest
        return found

    def proved(self, new: Made) -> None:
        """Try whether an edition could be adopted, before it is published.

        Raises:
            EditionError: it could not, or the folder cannot be written.
        """
        try:
            with self._folder.alone(), self._folder.making() as making:
                _fill(making, new, 1)
                _read(making, 1)
        except OSError as error:
            raise EditionError(f"The edition could not be written to {self._folder.root}: {error}.") from error

    def lead(self, number: int) -> None:
        """Let new calls hear an edition of the shelf from now on, in this process and in those that start later.

        Raises:
            EditionError: it is broken or cannot be written down; new calls hear what they heard before.
        """
        found = self.adopt(number)
        try:
            with self._folder.alone():
                self._folder.point(number)
        except OSError as error:
            raise EditionError(f"The current edition could not be noted in {self._folder.root}: {error}.") from error
        self._leading = found

    def prune(self, keep: Collection[int] = ()) -> None:
        """Remove editions that no call in progress can still be on, but for those to keep.

        Raises:
            EditionError: the folder cannot be written.
        """
        if len(self.numbers()) < 2:  # noqa: PLR2004 - there is none that was replaced
            return
        try:
            with self._folder.alone():
                self._folder.remove_replaced(KEEP_SECONDS, keep)
        except OSError as error:
            raise EditionError(f"Old editions could not be removed from {self._folder.root}: {error}.") from error
        self._forget()

    def _same(self, hashes: Mapping[str, str]) -> int | None:
        """The current edition's number where it holds just these files, whole."""
        number = self.current_number()
        if number is None:
            return None
        try:
            _, files, _ = _manifest(self._folder.path(number))
            self.adopt(number)  # an altered one is made again
        except EditionError:
            return None
        return number if files == hashes else None

    def _whole(self, number: int, manifest: bytes) -> bool:
        """Whether the shelf has just this edition, every byte of it."""
        folder = self._folder.path(number)
        try:
            if (folder / layout.MANIFEST).read_bytes() != manifest:
                return False
            _, files = layout.read_manifest(manifest)
            _verified(folder, number, files)
        except (OSError, EditionError):
            return False
        return True

    def _fetched(self, making: Path, number: int, manifest: bytes, fetch: Fetch) -> None:
        """Fill a folder with an edition: from what lies on this machine where its hash is right, the rest fetched."""
        _, files = layout.read_manifest(manifest)
        wanted = {path: digest for path, digest in files.items() if not path.startswith(layout.RECORDINGS)}
        lacking: dict[str, list[str]] = {}
        for path, digest in wanted.items():
            source = self._here(path, digest)
            if source is None:
                lacking.setdefault(digest, []).append(path)
            else:
                link(source, making / path)
        for digest, raw in fetch(set(lacking)) if lacking else ():
            for path in lacking[digest]:
                write(making / path, raw)
        write(making / layout.MANIFEST, manifest)
        (making / layout.SOUNDS).mkdir(exist_ok=True)
        _read(making, number)

    def _here(self, path: str, digest: str) -> Path | None:
        """A file of this machine that holds those bytes, in the cache or in another edition."""
        others = [self._folder.path(number) / path for number in sorted(self.numbers(), reverse=True)[:_LOOKED_THROUGH]]
        for candidate in (self.cache / path, *others) if path.startswith(layout.SOUNDS) else others:
            try:
                if layout.hash_of(candidate.read_bytes()) == digest:
                    return candidate
            except OSError:
                continue
        return None


def _fill(making: Path, new: Made, number: int) -> None:
    for path, raw in new.raws.items():
        if not path.startswith(layout.RECORDINGS):
            write(making / path, raw)
    (making / layout.SOUNDS).mkdir(exist_ok=True)
    for path, source in new.sounds.items():
        link(source, making / path)
    write(making / layout.MANIFEST, new.manifest(number))


def _read(folder: Path, number: int) -> tuple[Edition, str]:
    """Read an edition and verify every hash; it, and the hash of its manifest."""
    stated, files, manifest = _manifest(folder)
    if stated != number:
        raise EditionError(f"Edition {number} says that it is edition {stated}.")
    raws = _verified(folder, number, files)
    sounds = layout.read_table(raws.get(layout.TABLE, b""))
    unknown = [sound.file for sound in sounds.values() if sound.file and layout.SOUNDS + sound.file not in files]
    if unknown:
        raise EditionError(f"Edition {number} plays {unknown[0]}, which its manifest does not vouch for.")
    inside = {path.removeprefix(layout.CONTENT): raw for path, raw in raws.items() if path.startswith(layout.CONTENT)}
    content, problems = read_content(inside)
    if errors(problems):
        raise EditionError(f"Edition {number} cannot be read: {errors(problems)[0]}")
    return Edition(number, content, sounds), manifest


def _verified(folder: Path, number: int, files: Mapping[str, str]) -> dict[str, bytes]:
    """The files of an edition but its sounds, each compared with its hash, the sounds too."""
    raws = {}
    for path, digest in files.items():
        if path.startswith(layout.RECORDINGS):
            continue
        try:
            raw = (folder / path).read_bytes()
        except OSError as error:
            raise EditionError(f"Edition {number} lacks {path}.") from error
        if layout.hash_of(raw) != digest:
            raise EditionError(f"Edition {number}: {path} is not what it was when the edition was made.")
        if not path.startswith(layout.SOUNDS):
            raws[path] = raw
    return raws


def _manifest(folder: Path) -> tuple[int, dict[str, str], str]:
    """Number and files of a manifest, and the hash of its bytes."""
    try:
        raw = (folder / layout.MANIFEST).read_bytes()
    except OSError as error:
        raise EditionError(f"There is no edition {folder.name} on the shelf.") from error
    return (*layout.read_manifest(raw), layout.hash_of(raw))
