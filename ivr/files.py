"""Writes files whole or not at all: whoever reads finds what was there before, or all that is there now."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, raw: bytes) -> None:
    """Write under another name, wait until it is on the disk, then move it into place; folders are made as needed.

    The file can be read by everybody, as one that is simply written.

    Raises:
        OSError: it could not be written; nothing was changed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)  # mkstemp's own mode would hide it from everybody else
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
