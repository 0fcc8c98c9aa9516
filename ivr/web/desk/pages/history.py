"""History: who did what and when, and what it was before and after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, render_template, request

from ivr.desk.desk import Desk, current
from ivr.desk.naming.opening_times import compared
from ivr.desk.read_once import content_of
from ivr.desk.views.history import A_PAGE, DEEDS, as_file, deed, item_called, sees_all, whole
from ivr.desk.views.history import page as page_of
from ivr.errors import DeskError
from ivr.store.audit import Entry, Wanted
from ivr.web.desk import where_to
from ivr.web.desk.access import ANYBODY, desk, person, roles

routes = Blueprint("history", __name__, url_prefix="/history")

_LARGEST = 2**31 - 1  # of a number in the log
_SHOWN = 1500  # letters of a text that are compared on the page; the file has all of it


@routes.get("/")
@roles(*ANYBODY)
def page() -> str | tuple[str, int]:
    """Fifty entries, the newest first."""
    here, says = desk(), ""
    content = content_of(current(here).content)
    try:
        wanted = _wanted(here, request.args)
    except DeskError as problem:
        wanted, says = Wanted(), str(problem)
    found = page_of(here, person(), wanted, _number("before"), _number("after"))
    filters = {key: value for key in ("who", "item", "deed", "from", "to") if (value := request.args.get(key, ""))}
    shown = render_template(
        "history/page.html",
        page=found,
        compared={each.number: _compared(here, each) for each in found.entries},
        called={each.number: item_called(content, each.item) for each in found.entries},
        people=where_to.names(),
        deeds=DEEDS,
        deed=deed,
        filters=filters,
        a_page=A_PAGE,
        all_seen=sees_all(person()),
        says=[says] if says else [],
    )
    return (shown, 400) if says else shown


@routes.get("/history.csv")
@roles(*ANYBODY)
def file() -> Response:
    """Everything that the filters let through, for a spreadsheet."""
    here = desk()
    raw = as_file(whole(here, person(), _wanted(here, request.args)))
    return Response(raw, mimetype="text/csv", headers={"Content-Disposition": 'attachment; filename="history.csv"'})


def _wanted(here: Desk, asked: Mapping[str, str]) -> Wanted:
    """What the filters ask for; days are those of the line's clocks.

    Raises:
        DeskError: a day is none.
    """
    deed = asked.get("deed", "")
    return Wanted(
        who=asked.get("who", "").strip(),
        item=asked.get("item", "").strip(),
        what=deed if deed in DEEDS else "",
        since=_midnight(here, asked.get("from", ""), 0),
        until=_midnight(here, asked.get("to", ""), 1),
    )


def _midnight(here: Desk, day: str, days: int) -> datetime | None:
    """The beginning of a day, or of the one after; None where none was given."""
    if not day.strip():
        return None
    zone = ZoneInfo(content_of(current(here).content).line.time_zone)
    try:
        found = date.fromisoformat(day.strip()) + timedelta(days=days)
        return datetime.combine(found, time(), zone).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise DeskError(f"{day!r} is no day. Write it as 2026-11-21.") from error


def _number(name: str) -> int:
    given = request.args.get(name, "")
    return min(int(given), _LARGEST) if given.isascii() and given.isdecimal() else 0


def _compared(here: Desk, entry: Entry) -> object:
    """What has gone and come, where words were changed and are short enough to be read here."""
    long = max(len(entry.before), len(entry.after)) > _SHOWN
    words = entry.what.startswith(("edit", "publish draft"))
    if long or not words or not (entry.item.endswith(".hours") or (entry.before and entry.after)):
        return None
    return compared(current(here).content, entry.item, entry.before, entry.after)
