"""Killed at any moment, or run twice at once, `ivr render` leaves a shelf that the next run completes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ivr.audio.voices.pyttsx3_voice import Pyttsx3Voice
from ivr.content.model import Edition
from ivr.editions.freeze import freeze
from ivr.editions.shelf import Shelf
from ivr.settings import Settings
from tests.editions.shelves import ROOT, half_made, shipped

KILLS = 12
FIRST, STEP = 0.2, 0.06  # seconds after the start; a run takes about one second


def started(data: Path) -> subprocess.Popen[bytes]:
    """`ivr render` for the shipped content in a process of its own."""
    environment = {**os.environ, "IVR_DATA": str(data), "IVR_CONTENT": str(ROOT / "content"), "IVR_MODE": "demo"}
    command = [sys.executable, "-m", "ivr.cli", "render"]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


@pytest.fixture
def data(tmp_path: Path, settings: Settings, edition: Edition) -> Path:
    """A data folder with every sound rendered by the real voice and no edition."""
    assert edition.number
    shutil.copytree(settings.data / "rendered", tmp_path / "rendered", copy_function=os.link)
    return tmp_path


def forget(data: Path, many: int) -> None:
    """Have some prompts rendered again, so that a kill can also fall into the rendering."""
    for entry in sorted((data / "rendered" / "index").iterdir())[:many]:
        entry.unlink()


def test_a_render_killed_at_any_moment_is_completed_by_the_next(data: Path) -> None:
    """What is on the shelf is whole at every moment, and whatever was left half-made is gone afterwards."""
    cut_short = 0
    for kill in range(KILLS):
        shutil.rmtree(data / "editions", ignore_errors=True)
        forget(data, 8 if kill % 2 else 0)
        with started(data) as run:
            time.sleep(FIRST + kill * STEP)
            run.kill()
        cut_short += run.returncode != 0

        shelf = Shelf(data)
        for number in shelf.numbers():
            assert shelf.adopt(number).sounds, "an edition under its own number is whole"
        if shelf.current_number() is not None:
            assert shelf.current().sounds

        number = freeze(shipped(), Pyttsx3Voice(), Shelf(data))
        assert Shelf(data).current().number == number
        assert half_made(data) == []
    assert cut_short >= KILLS // 2, "most runs ended before they were killed: kill them earlier"


def test_two_renders_at_once_on_an_empty_shelf_both_succeed(data: Path) -> None:
    """Two servers of one machine may start at the same moment; both get the same edition."""
    forget(data, 6)
    runs = [started(data) for _ in range(2)]
    said = [run.communicate(timeout=60)[0].decode() for run in runs]

    assert [run.returncode for run in runs] == [0, 0], said
    assert all("Edition 1 is on the shelf" in each for each in said)
    assert Shelf(data).numbers() == [1]
    assert Shelf(data).current().number == 1
    assert half_made(data) == []
