"""Days and times as people write them."""

from __future__ import annotations

from datetime import datetime

import pytest

from ivr.desk.naming.clock import end, moment


@pytest.mark.parametrize(
    ("at", "told", "as_an_end"),
    [
        ("2026-11-21 18:05", "21 November 2026, 6:05 pm", "21 November 2026, 6:05 pm"),
        ("2026-01-01 12:00", "1 January 2026, 12:00 pm", "1 January 2026, 12:00 pm"),
        ("2026-01-01 00:00", "1 January 2026, 12:00 am", "the end of 31 December 2025"),
        ("2026-01-01 00:01", "1 January 2026, 12:01 am", "1 January 2026, 12:01 am"),
    ],
)
def test_moments_are_written_as_people_write_them(at: str, told: str, as_an_end: str) -> None:
    """Nobody reads 12:00 am as the end of an evening."""
    there = datetime.fromisoformat(at)
    assert (moment(there), end(there)) == (told, as_an_end)
