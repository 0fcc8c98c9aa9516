"""Opening times in a form: rows of days with a time from and to, read into the words that resources.toml has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from werkzeug.datastructures import MultiDict

from ivr.content.hours import Hours
from ivr.desk.views.dialing import ALWAYS, hours_as_words
from ivr.errors import DeskError

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NONE, AT_TIMES = "none", "times"
_MOST_ROWS = 7
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

Span = tuple[tuple[int, ...], str, str]


def rows_of(hours: Hours | None) -> list[int]:
    """The numbers of the rows that the form has: one more than there are times."""
    spans = len(hours.spans) if hours else 0
    return list(range(min(_MOST_ROWS, max(2, spans + 1))))


def as_typed(hours: Hours | None) -> MultiDict[str, str]:
    """Opening times as the form has them before anything is typed."""
    typed: MultiDict[str, str] = MultiDict({"hours": _kind(hours)})
    for row, (days, opens, closes) in enumerate(_spans(hours)):
        for day in days:
            typed.add(f"days-{row}", str(day))
        typed[f"from-{row}"], typed[f"to-{row}"] = opens, closes
    return typed


def changed(hours: Hours | None, typed: MultiDict[str, str]) -> str | None:
    """The words of the opening times that were typed; None where they are what they were, or none were asked for.

    Raises:
        DeskError: a row says nothing that could be meant.
    """
    kind = typed.get("hours", _kind(hours))
    if kind != AT_TIMES:
        return None if kind == _kind(hours) else {ALWAYS: ALWAYS, NONE: ""}.get(kind)
    spans = list(_read(typed))
    if not spans:
        raise DeskError("Say at which days and times it answers, or choose one of the other two answers.")
    return None if spans == _spans(hours) else hours_as_words(spans)


def _kind(hours: Hours | None) -> str:
    if hours is None:
        return NONE
    return ALWAYS if hours.always else AT_TIMES


def _spans(hours: Hours | None) -> list[Span]:
    return [(span.days, f"{span.opens:%H:%M}", f"{span.closes:%H:%M}") for span in hours.spans] if hours else []


def _read(typed: Mapping[str, str]) -> Iterator[Span]:
    for row in range(_MOST_ROWS):
        listed = typed.getlist(f"days-{row}") if isinstance(typed, MultiDict) else []
        days = sorted({int(day) for day in listed if day in {str(n) for n in range(len(DAY_NAMES))}})
        opens, closes = typed.get(f"from-{row}", "").strip(), typed.get(f"to-{row}", "").strip()
        if not (days or opens or closes):
            continue
        if not days or not _TIME.fullmatch(opens) or not _TIME.fullmatch(closes):
            raise DeskError(f"Row {row + 1} of the opening times needs days, a time from and a time to (24 hours).")
        if opens >= closes:
            raise DeskError(f"Row {row + 1} of the opening times ends before it begins.")
        yield from ((run, opens, closes) for run in _runs(days))


def _runs(days: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Days that follow each other together: only these are said as "Monday to Thursday"."""
    run: list[int] = []
    for day in days:
        if run and day != run[-1] + 1:
            yield tuple(run)
            run = []
        run.append(day)
    if run:
        yield tuple(run)
