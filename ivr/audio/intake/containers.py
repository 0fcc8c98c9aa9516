"""What kind of sound file some bytes are, told by how they begin and never by a name or a claim."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Container:
    """A kind of file: its name for people, and the one demuxer that may open it."""

    name: str
    demuxer: str


# The forms that browsers, telephones and recorders write (docs/audio.md). A demuxer is always forced: what decides by
# itself could take the upload for a playlist and read other files.
_BEGINNINGS = (
    (re.compile(rb"\x1aE\xdf\xa3"), Container("WebM", "matroska")),
    (re.compile(rb"OggS"), Container("Ogg", "ogg")),
    (re.compile(rb"....ftyp", re.DOTALL), Container("MP4", "mov")),
    (re.compile(rb"fLaC"), Container("FLAC", "flac")),
    (re.compile(rb"(?:RIFF|RF64)....WAVE", re.DOTALL), Container("WAV", "wav")),
    (re.compile(rb"ID3[\x02-\x04]"), Container("MP3", "mp3")),
    # Eleven set bits, then version, layer III, bit rate and sample rate, none of them a reserved value (ISO 11172-3).
    (re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb][\x10-\xef]"), Container("MP3", "mp3")),
)
_STREAMED = 0x7FFFF000
_PADDING = 1  # some programs count the byte that makes a length even, and leave it out
_NAMES = {"MP4": ("MP4", "M4A")}  # the same kind; telephones call it an M4A where there is nothing but sound in it
NAMES = tuple(
    dict.fromkeys(name for _, container in _BEGINNINGS for name in _NAMES.get(container.name, (container.name,)))
)


def container_of(upload: bytes) -> Container | None:
    """The kind of file, or None for anything that is not one of ours."""
    return next((container for beginning, container in _BEGINNINGS if beginning.match(upload)), None)


def missing_bytes(upload: bytes) -> int:
    """How many bytes a WAV says it has and has not; its decoder would play the first half without a word.

    A program that wrote it as a stream did not know the length and said the highest number, which tells nothing.
    """
    if upload[:4] != b"RIFF":
        return 0
    said = int.from_bytes(upload[4:8], "little") + 8
    return max(said - len(upload) - _PADDING, 0) if said < _STREAMED else 0
