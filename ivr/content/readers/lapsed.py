"""Reader of `lapsed.toml`: the services whose check is too old."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.content.lapsing import FILE
from ivr.content.model import Problem
from ivr.content.readers.table import parse


def read_lapsed(files: Mapping[str, bytes]) -> tuple[frozenset[str], list[Problem]]:
    """Read their names; the file need not be there, and a name that no service has does no harm."""
    if FILE not in files:
        return frozenset(), []
    table = parse(files, FILE)
    return frozenset(table.strings("services")), table.problems
