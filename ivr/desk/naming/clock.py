"""Days and times as people write them: 21 November 2026, 6:05 pm."""

from __future__ import annotations

from datetime import datetime, timedelta

_NOON = 12


def day(at: datetime) -> str:
    """A day by the clocks of this moment: `21 November 2026`."""
    return f"{at.day} {at:%B %Y}"


def clock(at: datetime) -> str:
    """The time of day: `6:05 pm`."""
    return f"{at.hour % _NOON or _NOON}:{at:%M} {'am' if at.hour < _NOON else 'pm'}"


def moment(at: datetime) -> str:
    """A moment: `21 November 2026, 6:05 pm`."""
    return f"{day(at)}, {clock(at)}"


def end(at: datetime) -> str:
    """A moment at which something ends; midnight is the end of the day before: `the end of 21 November 2026`."""
    whole_day = (at.hour, at.minute) == (0, 0)
    return f"the end of {day(at - timedelta(days=1))}" if whole_day else moment(at)
