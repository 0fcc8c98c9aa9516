"""When a service answers: opening hours with their time zone and holidays, and how they are said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_time, get_day_names

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Span:
    """Opening from `opens` to `closes`, local time, on some weekdays (0 is Monday)."""

    days: tuple[int, ...]
    opens: time
    closes: time


@dataclass(frozen=True)
class Hours:
    """All opening times of one service; `always` means day and night, holidays too."""

    always: bool
    time_zone: str
    spans: tuple[Span, ...] = ()
    closed: tuple[date, ...] = ()

    def open_at(self, now: datetime) -> bool:
        """Whether the service answers at `now` (aware)."""
        if self.always:
            return True
        local = now.astimezone(ZoneInfo(self.time_zone))
        if local.date() in self.closed:
            return False
        return any(local.weekday() in span.days and span.opens <= local.time() < span.closes for span in self.spans)


def said(hours: Hours, language: str, phrases: Mapping[str, str]) -> str:
    """The hours as one spoken and printed sentence, in words of `phrases` (`hours.*`)."""
    if hours.always:
        return phrases.get("hours.always", "")
    ranges = [_span_said(span, language, phrases) for span in hours.spans]
    zone = phrases.get(f"hours.zone.{hours.time_zone}", hours.time_zone)
    return _fill(phrases.get("hours.sentence", ""), {"ranges": "; ".join(ranges), "zone": zone})


def _span_said(span: Span, language: str, phrases: Mapping[str, str]) -> str:
    names = get_day_names("wide", locale=language)
    values = {
        "from": _clock(span.opens, language),
        "to": _clock(span.closes, language),
        "first": names[span.days[0]],
        "last": names[span.days[-1]],
        "day": names[span.days[0]],
    }
    return _fill(phrases.get("hours.range" if len(span.days) > 1 else "hours.day", ""), values)


def _fill(pattern: str, values: Mapping[str, str]) -> str:
    """The pattern with its names filled in; an unknown name stays, for the rules to find, and raises nothing."""
    for name, value in values.items():
        pattern = pattern.replace("{" + name + "}", value)
    return pattern


def _clock(at: time, language: str) -> str:
    """A time of day as people write it: "9 a.m." in English, the short form of the language elsewhere."""
    if language == "en":
        hour = at.hour % 12 or 12
        minutes = f":{at.minute:02}" if at.minute else ""
        return f"{hour}{minutes} {'a.m.' if at.hour < 12 else 'p.m.'}"  # noqa: PLR2004 - noon
    return format_time(at, "short", locale=language)


def consecutive(days: Iterable[int]) -> bool:
    """Whether weekdays follow each other, so that "Monday to Thursday" says them rightly."""
    listed = list(days)
    return listed == list(range(listed[0], listed[0] + len(listed))) if listed else False
