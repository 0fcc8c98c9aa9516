"""Shelves for the tests: the shipped words with tones for sounds, rendered once and copied for each test."""

from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from ivr.editions.freeze import freeze, read_folder
from ivr.editions.made import made
from ivr.editions.shelf import Shelf
from tests.audio.tone_voice import ToneVoice
from tests.folders import shared_folder

ROOT = Path(__file__).parent.parent.parent


@functools.cache
def shipped() -> Mapping[str, bytes]:
    """The content folder that ships with the line."""
    return read_folder(ROOT / "content")


@functools.cache
def _stocked() -> Path:
    data = shared_folder("tones-")
    freeze(shipped(), ToneVoice(), Shelf(data))
    return data


def empty_shelf(folder: Path) -> Path:
    """A data folder with every sound rendered and no edition. Files are links: replace them, never write into them."""
    shutil.copytree(_stocked() / "rendered", folder / "rendered", copy_function=os.link)
    return folder


def stocked_shelf(folder: Path) -> Path:
    """A data folder with edition 1 on its shelf. Files are links: replace them, never write into them."""
    shutil.copytree(_stocked(), folder, dirs_exist_ok=True, copy_function=os.link)
    return folder


def kept_again(data: Path) -> int:
    """What freezing the shipped words does once everything is rendered."""
    shelf = Shelf(data)
    return shelf.keep(made(shipped(), Shelf(_stocked()).current().sounds, shelf.cache))


def edited(old: str = "Main menu.", new: str = "The main menu.") -> dict[str, bytes]:
    """The shipped content with one phrase changed."""
    files = dict(shipped())
    before = files["en/phrases.toml"]
    files["en/phrases.toml"] = before.replace(old.encode(), new.encode())
    assert files["en/phrases.toml"] != before, f"{old!r} is no longer in the phrases; choose another for this test"
    return files


def half_made(data: Path) -> list[str]:
    """What an interrupted freeze could leave on a shelf."""
    return sorted(path.name for path in (data / "editions").glob(".*") if path.name != ".lock")


def replaced(path: Path, raw: bytes) -> None:
    """Another file in its place; what was linked to it elsewhere stays as it was."""
    path.unlink()
    path.write_bytes(raw)
