"""How long rendering takes: everything, nothing to do, one phrase edited. Run it with `make bench`.

Prints seconds, and how many prompts were spoken each time. Seconds differ between machines; the counts must not.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from ivr.editions.freeze import freeze, read_folder
from ivr.editions.shelf import Shelf
from ivr.settings import load

PHRASE = b"Main menu."


def timed(title: str, files: Mapping[str, bytes], data: Path) -> None:
    """Freeze once and say how long it took and what was new."""
    before = len(list((data / "rendered" / "index").glob("*")))
    started = time.monotonic()
    freeze(files, load({}).voice, Shelf(data))
    took = time.monotonic() - started
    spoken = len(list((data / "rendered" / "index").glob("*"))) - before
    sys.stdout.write(f"{title:24} {took:6.1f} s {spoken:5} spoken\n")


def main() -> None:
    """Time the shipped content on an empty disk, again, and after one edit."""
    files = read_folder(load({}).content)
    edited = {path: raw.replace(PHRASE, b"The main menu.") for path, raw in files.items()}
    sys.stdout.write(f"{os.cpu_count()} cores\n")
    with tempfile.TemporaryDirectory() as folder:
        for title, content in (("everything", files), ("nothing to do", files), ("one phrase edited", edited)):
            timed(title, content, Path(folder))


if __name__ == "__main__":
    main()
