"""What every page of the desk shares: its menu, who is signed in, and how dates and times are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask, g, request, session, url_for
from flask_security import current_user

from ivr.content.readers import read_content
from ivr.desk.desk import current
from ivr.desk.people import Role
from ivr.errors import IvrError
from ivr.web.desk import access


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
    Item("resources.page", "Phone numbers"),
    Item("sheet.page", "Script sheet"),
    Item("numbers.page", "Statistics"),
    Item("audit.page", "History"),
    Item("people.page", "People"),
)

# Pages that belong to another one of the menu.
PART_OF = {"words": "prompts"}


def dress(app: Flask) -> None:
    """Give every template what the layout needs."""
    app.jinja_env.filters["when"] = when
    app.jinja_env.filters["day"] = day

    @app.before_request
    def stay() -> None:
        session.permanent = True  # so that the cookie ends when nobody has done anything for a while

    @app.context_processor
    def shared() -> dict[str, object]:
        signed_in = current_user.is_authenticated
        return {
            "menu": list(_menu(app)) if signed_in else [],
            "here": PART_OF.get(blueprint := request.blueprint or "", blueprint),
            "me": access.person() if signed_in else None,
            "has": access.has,
            "help_at": url_for("problem.page") if "problem.page" in app.view_functions else "#main",
            "Role": Role,
            "demo": app.extensions["ivr.settings"].demo,
        }


def _menu(app: Flask) -> Iterator[Item]:
    """The pages that whoever is signed in may open."""
    for item in MENU:
        allowed = access.roles_of(app, item.endpoint) if item.endpoint in app.view_functions else None
        if allowed and access.has(*allowed):
            yield item


def when(moment: datetime) -> str:
    """A moment as people write it, by the clocks of the line: `21 November 2026, 6:05 pm`."""
    local = moment.astimezone(_zone())
    hour, half = local.hour % 12 or 12, "am" if local.hour < 12 else "pm"  # noqa: PLR2004 - noon
    return f"{day(moment)}, {hour}:{local:%M} {half}"


def day(moment: datetime) -> str:
    """The day of a moment, by the clocks of the line: `21 November 2026`."""
    local = moment.astimezone(_zone())
    return f"{local.day} {local:%B %Y}"


def _zone() -> ZoneInfo:
    """The line's time zone, looked up once a request."""
    if "zone" not in g:
        try:
            g.zone = ZoneInfo(read_content(current(access.desk()).content)[0].line.time_zone)
        except IvrError:
            g.zone = ZoneInfo("UTC")
    found: ZoneInfo = g.zone
    return found
