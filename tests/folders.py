"""Folders that several tests share, gone when their process ends."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path


def shared_folder(prefix: str) -> Path:
    """A new empty folder."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
