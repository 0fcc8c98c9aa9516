"""Readers of notices: which are on (`notices.toml`), and their words (`<language>/notices.toml`)."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.content.model import Language, Problem
from ivr.content.notices import FILE, NoticeTemplate, On, fault, wall
from ivr.content.readers.table import Table, parse

_HEADER = "[[on]]"


def read_on(files: Mapping[str, bytes]) -> tuple[tuple[On, ...], list[Problem]]:
    """Read which notices are on; an entry with a fault is left out, the others stay.

    The file need not be there: editions are older than notices.
    """
    if FILE not in files:
        return (), []
    table = parse(files, FILE)
    listed = table.values.get("on", [])
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        table.problem("on must be entries that each begin with [[on]].", "on")
        listed = []
    found = (_on(_entry(table, number, entry)) for number, entry in enumerate(listed))
    return tuple(on for on in found if on), table.problems


def read_templates(files: Mapping[str, bytes], language: Language) -> tuple[dict[str, NoticeTemplate], list[Problem]]:
    """Read the words of every notice in a language; like `notices.toml`, the file need not be there."""
    file = f"{language}/{FILE}"
    if file not in files:
        return {}, []
    table = parse(files, file)
    listed = table.table("notices", required=False)
    return {name: _template(listed.table(name), name, language) for name in listed.values}, table.problems


def _template(table: Table, name: str, language: Language) -> NoticeTemplate:
    return NoticeTemplate(name, language, table.string("said"), table.string("text"), table.string("page"))


def _entry(table: Table, number: int, values: Mapping[str, object]) -> Table:
    """One entry, with the lines before it emptied, so that its problems are told at its own lines."""
    lines = table.text.split("\n")
    headers = [at for at, line in enumerate(lines) if line.replace(" ", "").startswith(_HEADER)]
    start = headers[number] if number < len(headers) else 0
    text = "\n".join([*[""] * start, *lines[start:]])
    return Table(table.file, values, text, "[on]", table.problems)


def _on(table: Table) -> On | None:
    known = len(table.problems)
    start, end = wall(table.values.get("from")), wall(table.values.get("until"))
    for key, read in (("from", start), ("until", end)):
        if read is None:
            table.problem(f"{key} must be a date and a time without an offset, such as 2026-11-26T08:00:00.", key)
    notice, zone, by = table.string("notice"), table.string("time_zone"), table.string("by")
    if start is None or end is None or len(table.problems) > known:
        return None
    on = On(notice, start, end, zone, by)
    if says := fault(on):
        table.problem(says, "time_zone" if "time zone such as" in says else "")
        return None
    return on
