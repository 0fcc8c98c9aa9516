"""Small runs of the benches of editions: publishing under calls, and killed in the middle of everything."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from bench import killed, publishing
from ivr.content.model import Edition
from tests.conftest import DATA


@pytest.fixture
def data(tmp_path: Path, edition: Edition) -> Path:
    """A data folder with every sound rendered and nothing else."""
    assert edition.sounds
    shutil.copytree(DATA / "rendered", tmp_path / "rendered", copy_function=os.link)
    return tmp_path


def test_calls_never_notice_that_something_is_published(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No answer fails, no call mixes editions; the two seconds are for the bench, as a busy machine misses them."""
    publishing.run(data, times=5, callers=8)
    said = capsys.readouterr().out
    assert "failed answers: 0 " in said, said
    assert "calls that mixed editions: 0 " in said


def test_a_kill_at_any_moment_leaves_everything_whole(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The line plays, the published edition is whole in the database, and the shelf comes to it."""
    wrong = killed.run(data, f"sqlite:///{data / 'line.db'}", times=6)
    assert not wrong, capsys.readouterr().out
