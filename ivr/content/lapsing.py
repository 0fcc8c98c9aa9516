"""Lapsing: a service that nobody has dialed for too long is no longer given to callers, until somebody checks it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from ivr.content.model import Content, Line, Resource
from ivr.content.writing.quoting import quoted

FILE = "lapsed.toml"
DAYS, CRISIS_DAYS = 90, 30  # how long a check holds (design section 5)
# Whoever needs these is told them whatever the calendar says; they alarm staff instead.
_ALWAYS = frozenset({"911", "988"})
_HEAD = "# Services that nobody has dialed for too long: callers are not given them. The program writes this.\n"

Files = Mapping[str, bytes]


def days_of(resource: Resource) -> int:
    """How many days a check of this service holds."""
    return CRISIS_DAYS if resource.crisis else DAYS


def past_check(resource: Resource, today: date) -> bool:
    """Whether nobody ever dialed it and said so, or that was too long ago."""
    if resource.checked_on is None or not resource.checked_by:
        return True
    return (today - resource.checked_on).days > days_of(resource)


def stays(line: Line, resource: Resource) -> bool:
    """Whether a service never drops out: 911, 988, and the crisis line that is offered beside every call."""
    return resource.number in _ALWAYS or resource.id == line.crisis


def lapsed(content: Content, today: date) -> tuple[str, ...]:
    """The services that must drop out on this day (in the line's time zone), by name."""
    found = (each for each in content.resources.values() if past_check(each, today))
    return tuple(sorted(each.id for each in found if not stays(content.line, each)))


def overdue(content: Content, today: date) -> tuple[str, ...]:
    """The services that stay although they are past their check, by name."""
    found = (each for each in content.resources.values() if past_check(each, today))
    return tuple(sorted(each.id for each in found if stays(content.line, each)))


def kept(content: Content) -> tuple[str, ...]:
    """The lapsed services that callers are given all the same, since nobody else is left in their place."""
    line = content.line
    given = dict.fromkeys((*line.person, *(name for group in line.groups.values() for name in group)))
    return tuple(name for name in given if name in content.resources and content.resources[name].lapsed)


def with_lapsed(files: Files, names: Iterable[str]) -> dict[str, bytes]:
    """The content folder with just these services lapsed; without the file where there are none."""
    listed = sorted(set(names))
    others = {path: raw for path, raw in files.items() if path != FILE}
    if not listed:
        return others
    lines = [_HEAD, "services = [\n", *(f"    {quoted(name)},\n" for name in listed), "]\n"]
    return {**others, FILE: "".join(lines).encode()}


def without_lapsed(
    line: Line, resources: Mapping[str, Resource], names: Collection[str]
) -> tuple[Line, dict[str, Resource]]:
    """The line without its lapsed services in groups and behind key 0, and every service, the lapsed ones so marked.

    Where nobody else would be left, the one that was checked last stays: a doubtful number is better than a dead end.
    """
    out = {name for name, each in resources.items() if name in names and not stays(line, each)}

    def left(services: tuple[str, ...]) -> tuple[str, ...]:
        remaining = tuple(name for name in services if name not in out)
        if remaining or not services:
            return remaining
        return (max(services, key=lambda name: _checked_on(resources.get(name))),)

    groups = {group: left(services) for group, services in line.groups.items()}
    marked = {name: replace(each, lapsed=name in out) for name, each in resources.items()}
    return replace(line, person=left(line.person), groups=groups), marked


def _checked_on(resource: Resource | None) -> tuple[bool, date]:
    """What is sorted by; a name without its service comes first, and is never the one that stays."""
    return resource is not None, (resource and resource.checked_on) or date.min
