"""What every page of the desk shares: its menu, who is signed in, and how dates and times are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask, g, request, url_for
from flask_security import current_user

from ivr.content.model import Content
from ivr.desk.desk import current
from ivr.desk.naming import clock, in_english
from ivr.desk.naming.difference import Piece, pieces
from ivr.desk.naming.opening_times import compared
from ivr.desk.naming.placeholders import filled_in
from ivr.desk.people import Role
from ivr.desk.read_once import content_of
from ivr.e164 import written
from ivr.errors import IvrError
from ivr.web.desk import access, where_to


@dataclass(frozen=True)
class Item:
    """An entry of the menu: the endpoint that it opens, and what it is called."""

    endpoint: str
    label: str


# Reporting a problem is at the foot of every page.
MENU = (
    Item("today.page", "Today"),
    Item("prompts.listed", "Prompts"),
    Item("approve.page", "Approve"),
    Item("publish.page", "Publish"),
    Item("notices.page", "Notices"),
    Item("phone_numbers.page", "Phone numbers"),
    Item("sheet.page", "Script sheet"),
    Item("statistics.page", "Statistics"),
    Item("history.page", "History"),
    Item("people.page", "People"),
)

# Pages that belong to another one of the menu.
PART_OF = {"words": "prompts"}


def dress(app: Flask) -> None:
    """Give every template what the layout needs."""
    app.jinja_env.filters["when"] = when
    app.jinja_env.filters["when_here"] = when_here
    app.jinja_env.filters["day"] = day
    app.jinja_env.filters["filled"] = filled
    app.jinja_env.filters["in_english"] = in_english.language
    app.jinja_env.filters["zone_in_english"] = in_english.time_zone
    app.jinja_env.globals["read_pieces"] = read_pieces

    @app.context_processor
    def shared() -> dict[str, object]:
        signed_in = current_user.is_authenticated
        return {
            "menu": list(_menu(app)) if signed_in else [],
            "here": PART_OF.get(blueprint := request.blueprint or "", blueprint),
            "me": access.person() if signed_in else None,
            "has": access.has,
            "help_at": url_for("problem.page"),
            "Role": Role,
            "demo": app.extensions["ivr.settings"].demo,
            "staff_line": _staff_line(app.extensions["ivr.settings"].desk_number),
            # What answers a form stands in the browser's history as the page that it shows, which Back only opens.
            "shown_at": where_to.page_of() if request.method == "POST" else "",
        }


def _staff_line(number: str) -> dict[str, str] | None:
    """The number that staff call, as it is dialed and as people write it; None where nobody has set one."""
    return {"dialed": number, "written": written(number) or number} if number else None


def _menu(app: Flask) -> Iterator[Item]:
    """The pages that whoever is signed in may open."""
    for item in MENU:
        allowed = access.roles_of(app, item.endpoint)
        if allowed and access.has(*allowed):
            yield item


def when(moment: datetime) -> str:
    """A moment as people write it, by the clocks of the line: `21 November 2026, 6:05 pm`."""
    return clock.moment(moment.astimezone(_zone()))


def when_here(moment: datetime) -> str:
    """The same with those clocks' name, where somebody waits for it: `21 November 2026, 6:05 pm, Eastern Time`."""
    return f"{when(moment)}, {in_english.time_zone(_zone().key)}"


def end(moment: datetime) -> str:
    """The same of a moment at which something ends: `the end of 21 November 2026`."""
    return clock.end(moment.astimezone(_zone()))


def day(moment: datetime) -> str:
    """The day of a moment, by the clocks of the line: `21 November 2026`."""
    return clock.day(moment.astimezone(_zone()))


def filled(words: str, language: str) -> str:
    """Words as somebody reads them, with the line's name in place of {line}; nothing is put where no language is."""
    return filled_in(_content(), words, language) if language and "{" in words else words


def read_pieces(before: str, after: str, language: str, item: str = "") -> tuple[Piece, ...]:
    """Two versions of some words, as they are read; where only what stands in braces differs, as they are written.

    Opening times, which their `item` tells, are in plain words.
    """
    if item.startswith("resource."):
        return compared(current(access.desk()).content, item, before, after)
    shown = filled(before, language), filled(after, language)
    return pieces(before, after) if shown[0] == shown[1] else pieces(*shown)


def _zone() -> ZoneInfo:
    """The line's time zone, looked up once a request."""
    if "zone" not in g:
        try:
            g.zone = ZoneInfo(_content().line.time_zone)
        except IvrError:
            g.zone = ZoneInfo("UTC")
    found: ZoneInfo = g.zone
    return found


def _content() -> Content:
    """What callers hear now, looked up once a request; raises DeskError, StoreError."""
    if "content" not in g:
        g.content = content_of(current(access.desk()).content)
    found: Content = g.content
    return found
