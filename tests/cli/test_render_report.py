"""`ivr render --report`: the page is written whole or not at all, with or without a machine that listens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr.audio.listening.recogniser import Recogniser, RecogniserMissingError
from ivr.cli import main, render
from ivr.content.model import Edition, Pace
from ivr.content.prompts import prompts
from ivr.settings import Settings
from tests.cli.test_listen import DeafEar, environment

__all__ = ["environment"]  # the fixture is shared with `ivr listen`


def run(environment: dict[str, str | None], *arguments: str) -> Result:
    """`ivr render` as from a shell."""
    return CliRunner(env=environment).invoke(main, ["render", *arguments])


def test_the_report_is_a_page_with_every_prompt(
    environment: dict[str, str | None],
    edition: Edition,
    tmp_path: Path,
) -> None:
    """And the command says where it is, and how many sounds are outside a gate."""
    page = tmp_path / "new" / "report.html"
    result = run(environment, "--report", str(page))

    assert result.exit_code == 0, result.output
    listed = prompts(edition.content)
    count = len(listed) * len(Pace)
    assert re.search(rf"The report is in {page} \(\d+ MB\): {count} sounds, 0 outside a gate\.", result.stdout)
    text = page.read_text(encoding="utf-8")
    assert all(f'id="en.{prompt.id}"' in text for prompt in listed)
    assert [path.name for path in page.parent.iterdir()] == ["report.html"]


def test_a_machine_listens_where_it_is_asked_to(
    environment: dict[str, str | None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """What it misunderstood worst comes before the list of all."""
    monkeypatch.setattr(render, "recogniser", DeafEar)
    page = tmp_path / "report.html"
    result = run(environment, "--report", str(page), "--listen")

    assert result.exit_code == 0, result.output
    text = page.read_text(encoding="utf-8")
    worst = text[text.index("Understood worst") : text.index("All prompts")]
    assert "a machine heard: “Main menu. Breast tree.”" in worst


def test_without_a_recogniser_the_report_is_made_all_the_same(
    environment: dict[str, str | None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """And nobody can think that one listened."""

    def none() -> Recogniser:
        raise RecogniserMissingError("No recogniser is installed here.")

    monkeypatch.setattr(render, "recogniser", none)
    page = tmp_path / "report.html"
    result = run(environment, "--report", str(page), "--listen")

    assert result.exit_code == 0
    assert "*** SKIPPED: nothing was listened to." in result.stderr
    assert "No recogniser has listened." in page.read_text(encoding="utf-8")


def test_a_page_that_cannot_be_written_is_a_sentence(
    environment: dict[str, str | None],
    settings: Settings,
) -> None:
    """With the name of the file; nothing is half written."""
    result = run(environment, "--report", str(settings.content / "line.toml" / "report.html"))
    assert result.exit_code == 1
    assert "could not be written" in result.stderr
    assert run(environment, "--listen").exit_code == 2
