"""A line in two languages for tests: the shipped English, and small Spanish words that nobody has reviewed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ivr.content.model import Content, Edition, Pace, Sound
from ivr.content.prompts import prompts

FOLDER = Path(__file__).parent / "data" / "content-es"


def two_languages(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The shipped content folder `files` with Spanish published beside English (`languages = ["en", "es"]`)."""
    spanish = {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in (FOLDER / "es").rglob("*.*")}
    line = files["line.toml"]
    for old, new in (
        ('languages = ["en"]', 'languages = ["en", "es"]'),
        ("[name]\n", '[name]\nes = "la Línea de Rescate"\n'),
    ):
        assert old.encode() in line, old
        line = line.replace(old.encode(), new.encode(), 1)
    services = files["resources.toml"] + (FOLDER / "services.toml").read_bytes()
    return {**files, **spanish, "line.toml": line, "resources.toml": services}


def silent_edition(content: Content, seconds: float = 1.0) -> Edition:
    """An edition in which every prompt has a sound of the same length at both paces, and no sound is really there."""
    sounds = {
        (prompt.id, prompt.language, pace): Sound("silence.wav", seconds, "rendered")
        for prompt in prompts(content)
        for pace in Pace
    }
    return Edition(1, content, sounds)
