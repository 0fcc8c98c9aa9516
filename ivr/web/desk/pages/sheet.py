"""The script sheet: every prompt with its number, in large type, to be printed and read from."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from ivr.desk.naming.names import GROUPS
from ivr.desk.views.prompt_list import Filter, chosen, prompt_list
from ivr.web.desk.access import ANYBODY, desk, person, roles

routes = Blueprint("sheet", __name__, url_prefix="/sheet")

ALL, NEEDED, FIRST = "all", "needed", "first"
ONE = "of-"  # before the name of a topic or group


@routes.get("/")
@roles(*ANYBODY)
def page() -> str:
    """The sheet, or the part of it that somebody wants to record now."""
    here = desk()
    listing = prompt_list(here)
    topics = listing.content.words[listing.content.default_language].topics
    groups = {**{name: topics[name].title for name in listing.content.line.menu if name in topics}, **GROUPS}
    choices = {
        ALL: "All prompts",
        NEEDED: "Those that need a recording",
        FIRST: "The twelve that callers hear most",
        **{f"{ONE}{name}": label for name, label in groups.items()},
    }
    asked = request.args.get("show", ALL)
    show = asked if asked in choices else ALL
    group = show.removeprefix(ONE) if show.startswith(ONE) else ""
    wanted = Filter(state="wanted" if show == NEEDED else "", group=group, first=show == FIRST)
    return render_template(
        "sheet/page.html",
        rows=chosen(listing.rows, wanted),
        total=len(listing.rows),
        choices=choices,
        show=show,
        edition=listing.edition.number,
        now=here.clock(),
        several=len(listing.content.line.languages) > 1,
        staff_number=person().number,
    )
