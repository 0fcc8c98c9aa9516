"""A line in two languages: the shipped English, and small Spanish words that nobody has reviewed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "tests" / "data" / "content-es"


def two_languages(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The shipped content folder `files` with Spanish published beside English (`languages = ["en", "es"]`)."""
    spanish = {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in (FOLDER / "es").rglob("*.*")}
    line = files["line.toml"]
    for old, new in (
        ('languages = ["en"]', 'languages = ["en", "es"]'),
        ("[name]\n", '[name]\nes = "la Línea de Rescate"\n'),
    ):
        if old.encode() not in line:
            raise ValueError(f"line.toml has no {old!r} any more.")
        line = line.replace(old.encode(), new.encode(), 1)
    services = files["resources.toml"] + (FOLDER / "services.toml").read_bytes()
    return {**files, **spanish, "line.toml": line, "resources.toml": services}
