"""Whole calls, as callers live them; `make transcripts` rewrites them after a change that is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.content.model import Content
from tests.flow.transcript import replay

FOLDER = Path(__file__).parent.parent / "transcripts" / "calls"
CALLS = sorted(FOLDER.glob("*.txt"))


@pytest.mark.parametrize("file", CALLS, ids=lambda path: path.stem)
def test_a_call_goes_as_its_transcript_says(content: Content, file: Path, updating: bool) -> None:  # noqa: FBT001
    """Every line that is asked or heard is the one that is written down."""
    played = replay(content, file)

    if updating:
        file.write_text(played, encoding="utf-8")

    assert played == file.read_text(encoding="utf-8")


def test_there_are_enough_calls() -> None:
    """At least fifteen whole calls are written down, each with a sentence that says what it shows."""
    assert len(CALLS) >= 15
    assert all(file.read_text(encoding="utf-8").startswith("# ") for file in CALLS)
