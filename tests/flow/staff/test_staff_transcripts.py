"""Whole staff calls, as they are lived; `make transcripts` rewrites them after a change that is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.content.model import Content
from tests.flow.staff.staff_transcript import replay_staff

FOLDER = Path(__file__).parent.parent.parent / "transcripts" / "staff"
CALLS = sorted(FOLDER.glob("*.txt"))


@pytest.mark.parametrize("file", CALLS, ids=lambda path: path.stem)
def test_a_staff_call_goes_as_its_transcript_says(content: Content, file: Path, updating: bool) -> None:  # noqa: FBT001
    """Every line that is asked or heard is the one that is written down."""
    played = replay_staff(content, file)

    if updating:
        file.write_text(played, encoding="utf-8")

    assert played == file.read_text(encoding="utf-8")


def test_there_are_enough_staff_calls_and_none_shows_a_pin() -> None:
    """Ten at least, each with a sentence on what it shows; what is typed as a PIN is never heard, asked or answered."""
    written = [file.read_text(encoding="utf-8") for file in CALLS]
    assert len(written) >= 10
    assert all(each.startswith("# ") for each in written)
    others = [line for each in written for line in each.splitlines() if not line.startswith(("> ", "#"))]
    assert not [line for line in others if "8243" in line or "5091" in line]
