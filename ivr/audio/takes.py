"""People's recordings as files: `prompts/<language>/<prompt-id>.wav`, with a table of takes beside them."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ivr.audio.take_table import TABLE, Take, facts, file_hash, is_prompt_id, read_table, with_entry
from ivr.content.model import Language, Problem, PromptId
from ivr.errors import TakeError

BEFORE = "before"  # the folder of recordings that were replaced or removed; nothing ever reads it
_NEXT = f".{TABLE}.next"


class TakesFolder:
    """The folder of recordings; safe to use from several processes, and whole again after one was killed.

    A recording and its entry change together or not at all: the new table is laid beside the old one, then the
    recording takes its place, then the table. Whoever reads in between goes by the recording that is there.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def table_name(self, language: Language) -> str:
        """The table's path for people, as problems name it."""
        return f"{self.root.name}/{language}/{TABLE}"

    def path(self, language: Language, prompt: PromptId) -> Path:
        """Where the recording of a prompt lies.

        Raises:
            TakeError: no prompt can have this id; it could name a file elsewhere.
        """
        if not is_prompt_id(prompt):
            raise TakeError(f"{prompt!r} cannot be the id of a prompt.")
        return self.root / language / f"{prompt}.wav"

    def recording(self, language: Language, prompt: PromptId) -> bytes | None:
        """The file of a recording; None where there is none.

        Raises:
            TakeError: it is there and cannot be read.
        """
        return _read(self.path(language, prompt))

    def takes(self, language: Language) -> tuple[dict[PromptId, Take], list[Problem]]:
        """The takes of one language, and every problem in their table.

        Raises:
            TakeError: the table is there and cannot be read.
        """
        folder = self.root / language
        takes, problems = read_table(_read(folder / TABLE) or b"", self.table_name(language))
        coming, _ = read_table(_read(folder / _NEXT) or b"", self.table_name(language))
        for prompt, take in coming.items():
            if _differs(takes.get(prompt), take) and self._holds(language, take):
                takes[prompt] = take  # a run was killed between the recording and its table
        return takes, problems

    def table(self, language: Language) -> bytes:
        """The table of takes as it lies there; empty where there is none.

        Raises:
            TakeError: it is there and cannot be read.
        """
        return _read(self.root / language / TABLE) or b""

    def _holds(self, language: Language, take: Take) -> bool:
        try:
            wav = self.recording(language, take.prompt)
        except TakeError:
            return False  # whoever asks for it by itself is told why
        return wav is not None and file_hash(wav) == take.file

    def loose(self, language: Language) -> list[PromptId]:
        """The names of the recordings that no entry of the table speaks of."""
        takes, _ = self.takes(language)
        try:
            found = sorted(path.stem for path in (self.root / language).glob("*.wav") if path.name[0] != ".")
        except OSError:
            return []
        return [prompt for prompt in found if prompt not in takes]

    def keep(self, language: Language, take: Take, wav: bytes) -> None:
        """Put a recording and its entry in place of what was there.

        Raises:
            TakeError: the table has a fault that must be mended first, or the folder cannot be written.
        """
        with self._writing(language) as folder:
            coming, part = folder / _NEXT, folder / f".{take.prompt}.wav.part"
            try:
                _write(coming, self._changed(language, take.prompt, take))
                _write(part, wav)
            except OSError:
                _forget((coming, part))  # a full disk: all is as it was
                raise
            self._set_aside(language, take.prompt)
            part.replace(self.path(language, take.prompt))
            self._settle(language)

    def remove(self, language: Language, prompt: PromptId) -> None:
        """Take a recording and its entry away, the entry first: what has no entry is never played.

        Raises:
            TakeError: as `keep`.
        """
        with self._writing(language) as folder:
            part = folder / f".{TABLE}.part"
            _write(part, self._changed(language, prompt, None))
            self._set_aside(language, prompt)
            part.replace(folder / TABLE)
            self.path(language, prompt).unlink(missing_ok=True)

    def _set_aside(self, language: Language, prompt: PromptId) -> None:
        """Keep what is about to be replaced or removed: it may be an hour of somebody's work."""
        try:
            wav = self.recording(language, prompt)
        except TakeError:
            return  # what cannot be read cannot be kept
        if wav is not None:
            before = self.root / language / BEFORE
            before.mkdir(exist_ok=True)
            _write(before / f"{prompt}.{file_hash(wav)[:8]}.wav", wav)

    def _changed(self, language: Language, prompt: PromptId, take: Take | None) -> bytes:
        raw = _read(self.root / language / TABLE) or b""
        _, problems = read_table(raw, self.table_name(language))
        if problems:
            raise TakeError(f"Nothing was changed. Mend this first: {problems[0]}")
        return with_entry(raw.decode("utf-8-sig").replace("\r\n", "\n"), prompt, take).encode()

    @contextmanager
    def _writing(self, language: Language) -> Iterator[Path]:
        """One process at a time writes, on a folder where nothing is half done; the lock of a killed one ends."""
        folder = self.root / language
        lock = -1
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = os.open(folder, os.O_RDONLY)
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._settle(language)
            yield folder
        except OSError as error:
            raise TakeError(f"The recordings in {folder} could not be changed: {error.strerror or error}.") from error
        finally:
            if lock >= 0:
                os.close(lock)

    def _settle(self, language: Language) -> None:
        """Finish what a run has begun where its recording is in place, drop it where it is not."""
        folder = self.root / language
        for part in folder.glob(".*.part"):
            part.unlink(missing_ok=True)
        raw = _read(folder / _NEXT)
        if raw is None:
            return
        now, _ = read_table(_read(folder / TABLE) or b"", TABLE)
        coming, _ = read_table(raw, TABLE)
        new = [take for prompt, take in coming.items() if _differs(now.get(prompt), take)]
        if new and all(self._holds(language, take) for take in new):
            (folder / _NEXT).replace(folder / TABLE)
        else:
            (folder / _NEXT).unlink()


def _forget(files: Iterable[Path]) -> None:
    """Remove what an error left half done, as far as that goes."""
    for file in files:
        with suppress(OSError):
            file.unlink(missing_ok=True)


def _differs(old: Take | None, new: Take) -> bool:
    return old is None or facts(old) != facts(new)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise TakeError(f"{path} could not be read: {error.strerror or error}.") from error


def _write(path: Path, raw: bytes) -> None:
    """Write and wait until it is on the disk, so that a power cut leaves no empty file under a good name."""
    with path.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
