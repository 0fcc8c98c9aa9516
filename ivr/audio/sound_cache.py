"""Sounds that were rendered before, found again by what they were made from; safe under crashes and two users."""

from __future__ import annotations

import hashlib
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ivr.content.model import Sound
from ivr.files import write_whole

_STALE_SECONDS = 3600.0  # left behind by a killed run; no render of one prompt takes nearly as long


class SoundCache:
    """A folder of sounds named by the hash of their bytes, with one small index file for each hash of inputs."""

    def __init__(self, folder: Path) -> None:
        self.sounds = folder / "sounds"
        self._index = folder / "index"
        self._work = folder / "work"
        for each in (self.sounds, self._index, self._work):
            each.mkdir(parents=True, exist_ok=True)

    def find(self, inputs: str) -> Sound | None:
        """The sound made from these inputs, if its file is whole; anything odd means "not here", never an error."""
        try:
            entry = json.loads((self._index / f"{inputs}.json").read_bytes())
            name, seconds = str(entry["file"]), float(entry["seconds"])
            if Path(name).name != name or sound_name((self.sounds / name).read_bytes()) != name:
                return None
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return Sound(file=name, seconds=seconds, source="rendered", made_from=inputs)

    def keep(self, inputs: str, wav: bytes, seconds: float) -> Sound:
        """Store a checked sound; its bytes are in place before the index says so."""
        sound = Sound(file=sound_name(wav), seconds=seconds, source="rendered", made_from=inputs)
        write_whole(self.sounds / sound.file, wav)
        entry = json.dumps({"file": sound.file, "seconds": sound.seconds})
        write_whole(self._index / f"{inputs}.json", entry.encode())
        return sound

    def learn(self, sound: Sound, read: Callable[[str], bytes]) -> None:
        """Take over a sound that another machine made, unless it is here; `read` gives the bytes of its file."""
        if sound.made_from and sound.file and self.find(sound.made_from) is None:
            self.keep(sound.made_from, read(sound.file), sound.seconds)

    @contextmanager
    def work_folder(self) -> Iterator[Path]:
        """An empty folder for one attempt, gone afterwards."""
        with tempfile.TemporaryDirectory(dir=self._work, ignore_cleanup_errors=True) as folder:
            yield Path(folder)

    def sweep(self) -> None:
        """Remove what killed runs left behind."""
        for left in (*self._work.iterdir(), *self.sounds.glob(".*"), *self._index.glob(".*")):
            try:
                if time.time() - left.stat().st_mtime > _STALE_SECONDS:
                    _remove(left)
            except OSError:
                continue  # another run was faster


def sound_name(wav: bytes) -> str:
    """The file name of a sound: half of the SHA-256 of its bytes, so a changed sound is a new address."""
    return f"{hashlib.sha256(wav).hexdigest()[:32]}.wav"


def _remove(left: Path) -> None:
    if left.is_dir():
        for each in left.iterdir():
            _remove(each)
        left.rmdir()
    else:
        left.unlink()
