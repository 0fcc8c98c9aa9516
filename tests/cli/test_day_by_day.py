"""What staff do day by day from a terminal: switch a notice, note that a service was dialed, hear a draft."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr.audio.measure import measure
from ivr.bootstrap import prepare
from ivr.cli import drafts, main
from ivr.content.model import Edition
from ivr.phones import soundcard
from ivr.settings import SETTINGS, Settings, load

Run = Callable[..., Result]
MENU = "where.main"


@pytest.fixture(scope="module")
def environment(
    edition: Edition, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str | None]:
    """A demo of its own at noon on a Wednesday, with the shipped words published and one person who may do all."""
    assert edition.sounds
    data = tmp_path_factory.mktemp("line")
    shutil.copytree(settings.data / "rendered", data / "rendered", copy_function=os.link)
    found: dict[str, str | None] = {setting.name: None for setting in SETTINGS}
    found |= {
        "IVR_DATA": str(data),
        "IVR_NOW": "2026-06-17T12:00:00-04:00",
        "IVR_CONTENT": str(settings.content),
        "IVR_PROMPTS": str(data / "prompts"),
        "IVR_TEXTS": "off",
    }
    prepare(load({name: value for name, value in found.items() if value}))
    added = CliRunner(env=found).invoke(
        main, ["staff", "add", "maria", "--name", "Maria", "--role", "editor", "--by", "maria"]
    )
    assert added.exit_code == 0, added.output
    return found


@pytest.fixture
def run(environment: dict[str, str | None]) -> Run:
    """Run a command of the line."""
    return lambda *words, **more: CliRunner(env={**environment, **more}).invoke(main, list(words))


def test_a_notice_is_switched_on_listed_and_switched_off(run: Run) -> None:
    """Each command says what it did, and when the notice ends by the line's clocks."""
    switched = run("notice", "on", "storm", "--until", "18:00", "--by", "maria")
    assert switched.exit_code == 0, switched.output
    assert "storm is on from 2026-06-17 12:00 until Wednesday, 2026-06-17 18:00 (America/New_York)." in switched.stdout

    shown = run("notice", "list").stdout
    assert "A storm may stop rides." in shown
    assert "on: from 2026-06-17 12:00 until Wednesday, 2026-06-17 18:00 (America/New_York), by maria" in shown
    assert "not signed" in shown

    off = run("notice", "off", "storm", "--by", "maria")
    assert off.exit_code == 0, off.output
    assert ": storm is off." in off.stdout
    again = run("notice", "off", "storm", "--by", "maria")
    assert again.exit_code == 1
    assert "storm is not on" in again.stderr


def test_a_slip_in_a_notice_is_answered_in_a_sentence(run: Run) -> None:
    """And not with a traceback."""
    for words, says in (
        (("on", "snow", "--until", "18:00", "--by", "maria"), "There are: office-closed"),
        (("on", "storm", "--until", "teatime", "--by", "maria"), "'teatime' is no time."),
        (("on", "storm", "--until", "18:00", "--by", "mario"), "nobody called 'mario'"),
        (("on", "storm", "--by", "maria"), "Missing option '--until'"),
    ):
        result = run("notice", *words)
        assert result.exit_code in {1, 2}
        assert says in result.stderr


def test_a_dialed_service_is_noted_and_listed(run: Run) -> None:
    """Whoever should be dialed next comes first."""
    before = run("resource", "list").stdout.splitlines()
    assert any(line.startswith("cancercare") and "was never checked" in line for line in before)

    done = run("resource", "checked", "cancercare", "--by", "maria", "--answered", "10 to 6")
    assert done.exit_code == 0, done.output
    assert "cancercare was checked on 2026-06-17 by maria; next by 2026-09-15." in done.stdout

    assert run("resource", "list").stdout.splitlines()[-1].startswith("cancercare")
    assert "10 to 6" in run("audit", "--item", "resource.cancercare").stdout
    unknown = run("resource", "checked", "cancer-care", "--by", "maria", "--on", "2026-06-16")
    assert unknown.exit_code == 1
    assert "There are: 211" in unknown.stderr


def test_a_draft_is_heard_where_no_worker_runs(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written into a folder, or played by whatever plays sounds here; the second time nothing is rendered."""
    assert run("edit", MENU, "--words", "This is the main menu.", "--by", "maria").exit_code == 0

    heard = run("drafts", "hear", "1", "--out", str(tmp_path / "sounds"))
    assert heard.exit_code == 0, heard.output
    files = sorted(path.name for path in (tmp_path / "sounds").iterdir())
    assert files == [f"{MENU}.en.normal.wav", f"{MENU}.en.slow.wav"]
    normal, slow = (measure((tmp_path / "sounds" / name).read_bytes()).seconds for name in files)
    assert 1 < normal < slow < 5

    played = tmp_path / "played"
    player = tmp_path / "player"
    player.write_text(f'#!/bin/sh\ncat "$1" >> {played}\n')
    player.chmod(0o755)
    monkeypatch.setattr(drafts, "player", lambda: (str(player),))
    assert run("drafts", "hear", "1").exit_code == 0
    assert played.read_bytes() == b"".join((tmp_path / "sounds" / name).read_bytes() for name in files)

    def none() -> tuple[str, ...]:
        raise soundcard.NoPlayerError("none")

    monkeypatch.setattr(drafts, "player", none)
    silent = run("drafts", "hear", "1")
    assert silent.exit_code == 1
    assert "--out DIR" in silent.stderr


def test_a_worker_makes_the_sounds_of_drafts_though_texts_are_off(run: Run, tmp_path: Path) -> None:
    """What nobody speaks is said to be silent."""
    assert run("edit", "texts.rides", "--words", "For rides call {program}.", "--by", "maria").exit_code == 0
    worked = run("worker", "--once")
    assert worked.exit_code == 0, worked.output

    heard = run("drafts", "hear", "2", "--out", str(tmp_path / "sounds"))
    assert "Nothing that is spoken changes with draft 2." in heard.stdout
    assert run("drafts", "hear", "9", "--out", str(tmp_path)).exit_code == 1
