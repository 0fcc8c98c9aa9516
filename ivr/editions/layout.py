"""The layout of an edition's folder: a manifest of hashes over content, sounds and the table of what plays what."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ivr.content.model import Language, Pace, PromptId, Said, Sound
from ivr.errors import EditionError

MANIFEST = "manifest.json"
TABLE = "sounds.json"
CONTENT = "content/"
SOUNDS = "sounds/"
RECORDINGS = "prompts/"  # people's recordings as they were taken in: kept and exported, and not needed to answer calls

Key = tuple[PromptId, Language, Pace]
Sounds = Mapping[Key, Sound]


def hash_of(raw: bytes) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    return hashlib.sha256(raw).hexdigest()


def write_table(sounds: Sounds) -> bytes:
    """Which sound plays which prompt, in a stable order."""
    rows = [
        {
            "id": prompt,
            "language": language,
            "pace": pace,
            "sound": sound.file,
            "seconds": sound.seconds,
            "source": sound.source,
            **({"made_from": sound.made_from} if sound.made_from else {}),
            **(asdict(sound.said) if sound.said else {}),
        }
        for (prompt, language, pace), sound in sorted(sounds.items())
    ]
    return (json.dumps(rows, indent=1) + "\n").encode()


def read_table(raw: bytes) -> dict[Key, Sound]:
    """The table read back.

    Raises:
        EditionError: it is not such a table.
    """
    try:
        return {(row["id"], row["language"], Pace(row["pace"])): _sound(row) for row in json.loads(raw)}
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise EditionError(f"The table of sounds cannot be read ({error}).") from error


def _sound(row: Mapping[str, Any]) -> Sound:
    said = Said(tuple(row["words"]), row["voice"], row["locale"], int(row["rate"])) if "words" in row else None
    sound = Sound(row["sound"], float(row["seconds"]), row["source"], said, str(row.get("made_from", "")))
    # A prompt that neither a file nor a word plays would be a silence in a call.
    if not (sound.file or (said and said.words)):
        raise ValueError(f"nothing plays {row['id']}")
    return sound


def write_manifest(number: int, files: Mapping[str, str]) -> bytes:
    """The manifest: the edition's number, and path to SHA-256."""
    return (json.dumps({"number": number, "files": dict(sorted(files.items()))}, indent=1) + "\n").encode()


def read_manifest(raw: bytes) -> tuple[int, dict[str, str]]:
    """Number and files of a manifest.

    Raises:
        EditionError: it is not a manifest.
    """
    try:
        found: dict[str, Any] = json.loads(raw)
        number, files = int(found["number"]), {str(path): str(digest) for path, digest in found["files"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise EditionError(f"The manifest cannot be read ({error}).") from error
    for path in files:
        if not inside(path):
            raise EditionError(f"The manifest names {path!r}, which is not a file of an edition.")
    return number, files


def inside(path: str) -> bool:
    """Whether a path stays inside the edition's folder and is one of its kinds of file."""
    known = path == TABLE or path.startswith((CONTENT, SOUNDS, RECORDINGS))
    return known and path.isprintable() and not {"", ".", ".."} & set(path.split("/"))
