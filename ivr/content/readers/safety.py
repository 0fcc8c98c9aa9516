"""Reader of `safety.toml`: words of danger, stop, start and help in every language."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.content.model import Problem, Safety
from ivr.content.readers.table import Table, parse

FILE = "safety.toml"


def read_safety(files: Mapping[str, bytes]) -> tuple[Safety, list[Problem]]:
    """Read the word lists; lists of several languages are joined, since people write what they like."""
    table = parse(files, FILE)
    return Safety(
        crisis=_all(table, "crisis", leave="emoji"),
        crisis_emoji=table.table("crisis").strings("emoji", required=False),
        crisis_not=_all(table, "crisis_not"),
        overdose=_all(table, "overdose"),
        emergency=_all(table, "emergency"),
        emergency_not=_all(table, "emergency_not"),
        care_team=_all(table, "care_team"),
        care_team_not=_all(table, "care_team_not"),
        stop_exact=table.table("stop").strings("exact"),
        stop_phrases=table.table("stop").strings("phrases"),
        stop_not=_all(table, "stop_not"),
        start_exact=table.table("start").strings("exact"),
        help_exact=table.table("help").strings("exact"),
        help_spanish=table.table("help").strings("spanish"),
        auto_reply=_all(table, "auto_reply"),
        reaction=_all(table, "reaction"),
    ), table.problems


def _all(table: Table, name: str, leave: str = "") -> tuple[str, ...]:
    """All lists of one table, one after another."""
    inner = table.table(name)
    return tuple(word for key in inner.values if key != leave for word in inner.strings(key))
