"""Reader of `resources.toml`: support services with numbers, hours and checks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from zoneinfo import ZoneInfo

from ivr import e164
from ivr.content.hours import DAYS, Hours, Span, consecutive
from ivr.content.model import Problem, Resource, ServiceWords
from ivr.content.readers.table import Table, parse

FILE = "resources.toml"
# Every other key of a service is a language with its words.
_FIELDS = {"number", "dial", "url", "languages", "time_zone", "hours", "closed", "crisis", "source"} | {
    "checked_on",
    "checked_by",
}


def read_resources(files: Mapping[str, bytes], time_zone: str) -> tuple[dict[str, Resource], list[Problem]]:
    """Read every service; `time_zone` is that of the line, for services that name none."""
    table = parse(files, FILE)
    resources = {name: _resource(table.table(name), name, time_zone) for name in table.values}
    return resources, table.problems


def _resource(table: Table, name: str, time_zone: str) -> Resource:
    dial = table.string("dial", required=False)
    if dial and e164.normal(dial) != dial:
        table.problem(f"dial: {dial!r} is not a number in international form such as +18002272345.", "dial")
    number, url = table.string("number", required=False), table.string("url", required=False)
    if not number and not url:
        table.problem(f"{name} has neither a number nor a web address.")
    return Resource(
        id=name,
        number=number,
        dial=dial,
        url=url,
        languages=table.strings("languages"),
        hours=_hours(table, time_zone),
        crisis=table.boolean("crisis"),
        source=table.string("source"),
        checked_on=table.day("checked_on"),
        checked_by=table.string("checked_by", required=False),
        words={language: _words(table.table(language)) for language in table.values if language not in _FIELDS},
    )


def _words(table: Table) -> ServiceWords:
    return ServiceWords(table.string("name"), table.string("short"), table.string("for"))


def _hours(table: Table, time_zone: str) -> Hours | None:
    value = table.values.get("hours", "")
    zone = table.string("time_zone", required=False) or time_zone
    if value == "always":
        return Hours(always=True, time_zone=zone)
    if not value:
        return None
    if not isinstance(value, list):
        table.problem('hours must be "always", "" or a list of days and times.', "hours")
        return None
    try:
        ZoneInfo(zone)
        spans = tuple(_span(entry) for entry in value)
        closed = tuple(date.fromisoformat(str(day)) for day in table.values.get("closed", []))
    except (KeyError, ValueError, TypeError, AttributeError, OSError) as error:
        table.problem(
            f"hours cannot be read ({error}); write {{days = ['mon', 'tue'], from = '09:00', to = '17:00'}}.",
            "hours",
        )
        return None
    return Hours(always=False, time_zone=zone, spans=spans, closed=closed)


def _span(entry: Mapping[str, object]) -> Span:
    listed = entry["days"]
    if not isinstance(listed, list):
        raise TypeError("days must be a list")
    days = tuple(DAYS.index(day) for day in listed)
    opens, closes = time.fromisoformat(str(entry["from"])), time.fromisoformat(str(entry["to"]))
    if opens.tzinfo or closes.tzinfo:  # the service has one time zone, named beside
        raise ValueError("times carry no offset")
    if not consecutive(days):
        raise ValueError("days of one entry must follow each other")
    if opens >= closes:
        raise ValueError("it closes before it opens")
    return Span(days, opens, closes)
