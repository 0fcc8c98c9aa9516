"""An edition that is whole but has no number yet: the bytes of its files, and where its sounds lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ivr.audio.take_table import TABLE as TAKES_TABLE
from ivr.audio.takes import TakesFolder
from ivr.content.model import Language
from ivr.editions import layout
from ivr.editions.layout import Sounds


@dataclass(frozen=True)
class Made:
    """One edition to be.

    Attributes:
        raws: every file but the sounds, by its path in the layout.
        sounds: the sounds by their path in the layout, and where each lies.
        hashes: the SHA-256 of each, by path.
    """

    raws: Mapping[str, bytes]
    sounds: Mapping[str, Path]
    hashes: Mapping[str, str]

    @property
    def content(self) -> dict[str, bytes]:
        """The files of the content folder, path inside it to bytes."""
        return {
            path.removeprefix(layout.CONTENT): raw for path, raw in self.raws.items() if path.startswith(layout.CONTENT)
        }

    def manifest(self, number: int) -> bytes:
        """The manifest under this number."""
        return layout.write_manifest(number, self.hashes)

    def blobs(self, wanted: Iterable[str]) -> Iterator[bytes]:
        """The bytes with these hashes."""
        left = set(wanted)
        for path, digest in self.hashes.items():
            if digest in left:
                left.discard(digest)
                yield self.raws[path] if path in self.raws else self.sounds[path].read_bytes()


def made(
    files: Mapping[str, bytes], sounds: Sounds, cache: Path, recordings: Mapping[str, bytes] | None = None
) -> Made:
    """An edition of these words and sounds.

    Args:
        files: the content folder, path inside it to bytes.
        sounds: what plays every prompt.
        cache: the folder of rendered sounds, which holds them.
        recordings: the folder of people's recordings, path inside it to bytes.

    Raises:
        OSError: a sound cannot be read.
    """
    raws = {layout.CONTENT + path: raw for path, raw in files.items()}
    raws |= {layout.RECORDINGS + path: raw for path, raw in (recordings or {}).items()}
    raws[layout.TABLE] = layout.write_table(sounds)
    names = sorted({sound.file for sound in sounds.values() if sound.file})
    paths = {layout.SOUNDS + name: cache / "sounds" / name for name in names}
    hashes = {path: layout.hash_of(raw) for path, raw in raws.items()}
    hashes |= {path: layout.hash_of(where.read_bytes()) for path, where in paths.items()}
    return Made(raws, paths, hashes)


def recordings(folder: TakesFolder, languages: Iterable[Language]) -> dict[str, bytes]:
    """The takes and their tables as files, path inside the folder of recordings to bytes.

    Raises:
        TakeError: the folder is there and cannot be read.
    """
    found: dict[str, bytes] = {}
    for language in languages:
        takes, _ = folder.takes(language)
        kept = {prompt: folder.recording(language, prompt) for prompt in takes}
        found |= {f"{language}/{prompt}.wav": wav for prompt, wav in kept.items() if wav is not None}
        table = folder.table(language)
        if table:
            found[f"{language}/{TAKES_TABLE}"] = table
    return found
