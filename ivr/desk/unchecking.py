"""What was checked were other numbers and hours: a service that is changed must be dialed anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ivr.content.items import slot, written
from ivr.content.readers.resources import FILE
from ivr.content.readers.table import parse

Files = Mapping[str, bytes]

_DIALED = ("number", "dial", "hours", "closed", "time_zone")
_RECORDS = ("checked_on", "checked_by")


def unchecked(before: Files, after: Files) -> dict[str, bytes]:
    """The files after a change, without the checks of services whose number, dial, hours or closed days it changed.

    A service that was not there before counts as changed: nobody has dialed it for this line.

    Args:
        before: the published words.
        after: the words that shall be published, with every draft written in.

    Raises:
        ContentError: resources.toml cannot be changed like that.
    """
    files = dict(after)
    if before.get(FILE) == after.get(FILE):
        return files
    old = _services(before)
    for name, service in _services(after).items():
        if _dialed(service) != _dialed(old.get(name)):
            for record in _RECORDS:
                item = f"resource.{name}.{record}"
                there = slot(files, item, "")
                if there and there.words:
                    files = written(files, item, "", "")
    return files


def _services(files: Files) -> dict[str, Mapping[str, Any]]:
    return {name: table for name, table in parse(files, FILE).values.items() if isinstance(table, dict)}


def _dialed(service: Mapping[str, Any] | None) -> object:
    return service and [service.get(name) or "" for name in _DIALED]
