"""Notices: what callers are told for a while; switched on and off by one person, worded by two."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr.content.notices import MOST_AT_ONCE, MOST_SECONDS, On
from ivr.desk.desk import Desk
from ivr.desk.notices import MOST_DAYS, switch_off, switch_on, when
from ivr.desk.people import Role
from ivr.desk.views.notice_board import FIELDS, Board, Shown, as_read, board, name_of, reworded
from ivr.errors import DeskError, IvrError
from ivr.web.desk import where_to
from ivr.web.desk.access import ANYBODY, by, desk, roles

routes = Blueprint("notices", __name__, url_prefix="/notices")

Answer = str | Response | tuple[str, int]


@routes.get("/")
@roles(*ANYBODY)
def page() -> str:
    """Every notice, those that are on first."""
    return _page(board(desk()))


@routes.post("/<notice>/on")
@roles(*ANYBODY)
def on(notice: str) -> Answer:
    """Switch a notice on for a while."""
    here = desk()
    before = _found(board(here), notice)
    try:
        number, switched = switch_on(here, by(), notice, _until(here), _moment("start"))
    except IvrError as problem:
        after = board(here)
        found = _found(after, notice).on_now
        if asked := _as_asked(here, after, notice):  # sent twice: it was done once
            flash(f'"{before.name}" is on already, until {_wall(asked)}. It ends by itself.')
        elif found and not request.form.get("start-day"):
            flash(f'"{before.name}" is on already, until {_wall(found)}. To end it later, switch it off first.')
        else:
            return _page(after, notice, where_to.for_pages(problem)), 409
        return redirect(url_for("notices.page"))
    says = "New callers hear it within two seconds." if switched.begins <= here.clock() else "It begins by itself."
    flash(
        f'"{before.name}" is on until {_wall(switched)}. {says} It ends by itself.\n'
        f"This is edition {number}; nothing else has changed."
    )
    return redirect(url_for("notices.page"))


@routes.post("/<notice>/off")
@roles(*ANYBODY)
def off(notice: str) -> Answer:
    """Switch a notice off, also where it would begin only later."""
    here = desk()
    before = _found(board(here), notice)
    if not before.listed.on:
        flash(f'"{before.name}" is off already. Nothing was changed.')
        return redirect(url_for("notices.page"))
    try:
        number = switch_off(here, by(), notice)
    except IvrError as problem:
        after = board(here)
        if _found(after, notice).listed.on:
            return _page(after, notice, where_to.for_pages(problem)), 409
        flash(f'"{before.name}" is off. New callers do not hear it any more.')  # sent twice: it was done once
        return redirect(url_for("notices.page"))
    flash(f'"{before.name}" is off. New callers do not hear it any more. This is edition {number}.')
    return redirect(url_for("notices.page"))


@routes.route("/new", methods=["GET", "POST"])
@roles(Role.EDITOR, Role.ADMIN)
def new() -> Answer:
    """A notice that there was not before, as drafts for approval."""
    return _words("", _kept_words() if request.method == "POST" else {})


@routes.route("/<notice>/words", methods=["GET", "POST"])
@roles(Role.EDITOR, Role.ADMIN)
def words(notice: str) -> Answer:
    """Other words for a notice, as drafts for approval."""
    listed = board(desk())
    found = next((each for each in listed.notices if each.listed.notice == notice), None)
    if found is None and notice not in listed.coming:
        abort(404)
    typed = {
        (field, each.template.language): getattr(each.template, field)
        for each in (found.words if found else ())
        for field in FIELDS
    }
    waiting = found.drafts if found else listed.coming[notice]
    typed |= {(draft.item.rpartition(".")[2], draft.language): draft.words for draft in waiting if draft.author == by()}
    return _words(notice, _kept_words() if request.method == "POST" else typed)


def _words(notice: str, typed: dict[tuple[str, str], str]) -> Answer:
    here = desk()
    says: list[str] = []
    if request.method == "POST":
        called = request.form.get("called", "")
        name = notice or name_of(called)
        try:
            if not notice and any(each.listed.notice == name for each in board(here).notices):
                raise DeskError(f'There is a notice "{as_read(name)}" already. Change that, or choose another name.')
            made = reworded(here, by(), name, typed)
        except IvrError as problem:
            says = where_to.for_pages(problem)
        else:
            flash(
                f"Kept as draft {', '.join(str(each.id) for each in made)}. Somebody else approves the words of "
                f'"{as_read(name)}", then they are published; after that it can be switched on here.'
            )
            for warning in dict.fromkeys(said for each in made for said in each.warnings):
                flash(f"The rules say: {warning}")
            return redirect(url_for("notices.page"))
    shown = render_template(
        "notices/words.html",
        notice=notice,
        name=as_read(notice) if notice else "",
        called=request.form.get("called", ""),
        typed=typed,
        languages=board(here).languages,
        says=says,
        seconds=round(MOST_SECONDS),
    )
    return (shown, 409) if says else shown


def _page(listed: Board, failed: str = "", says: list[str] | None = None) -> str:
    here = desk()
    today = listed.now.astimezone(ZoneInfo(listed.time_zone)).date()
    return render_template(
        "notices/page.html",
        board=listed,
        people=where_to.names(),
        where_to=where_to,
        failed=failed,
        says=says or [],
        typed=request.form,
        today=today,
        last=today + timedelta(days=MOST_DAYS),
        wall=_wall,
        began=_began,
        as_read=as_read,
        most=MOST_AT_ONCE,
        days=MOST_DAYS,
        production=here.production,
    )


def _found(listed: Board, notice: str) -> Shown:
    return next((each for each in listed.notices if each.listed.notice == notice), None) or abort(404)


def _as_asked(here: Desk, listed: Board, notice: str) -> On | None:
    """The time for which a notice is switched on just as the form asks for it."""
    zone, now = ZoneInfo(listed.time_zone), here.clock()
    try:
        start, end = _moment("start"), when(_until(here), now, zone, last=True)
        begins = when(start, now, zone, last=False) if start else None
    except DeskError:
        return None
    there = (on for on in _found(listed, notice).listed.on if on.end == end)
    return next((on for on in there if (on.start == begins if begins else on.begins <= now)), None)


def _until(here: Desk) -> str:
    """When it ends, as `ivr.desk.notices.when` reads it."""
    if request.form.get("until") == "tonight":
        if any(request.form.get(f"end-{part}", "").strip() for part in ("day", "time")):
            raise DeskError(
                'You filled in when it ends, and "Until tonight" is still chosen. Choose "Until this day", or empty '
                "the last day and its time."
            )
        zone = ZoneInfo(board(here).time_zone)
        return request.form.get("start-day") or here.clock().astimezone(zone).date().isoformat()
    found = _moment("end")
    if not found:
        raise DeskError("Choose the day on which it ends, or until tonight.")
    return found


def _moment(name: str) -> str:
    """A day, or a day and a time; "" where neither was given."""
    day, at = (request.form.get(f"{name}-{part}", "").strip() for part in ("day", "time"))
    if at and not day:
        raise DeskError("A time needs its day, too.")
    return f"{day} {at}".strip()


def _kept_words() -> dict[tuple[str, str], str]:
    return {
        (field, language): request.form.get(f"{field}-{language}", "")
        for language in board(desk()).languages
        for field in FIELDS
    }


def _wall(on: On) -> str:
    """When a notice ends, by the clocks of its time zone; midnight is the end of the day before."""
    end = on.end
    if (end.hour, end.minute) == (0, 0):
        day = end - timedelta(days=1)
        return f"the end of {day:%A}, {day.day} {day:%B}"
    return f"{end:%A}, {end.day} {end:%B}, {_clock(end.hour, end.minute)}"


def _began(on: On) -> str:
    return f"{on.start:%A}, {on.start.day} {on.start:%B}, {_clock(on.start.hour, on.start.minute)}"


def _clock(hour: int, minute: int) -> str:
    return f"{hour % 12 or 12}:{minute:02} {'am' if hour < 12 else 'pm'}"  # noqa: PLR2004 - noon
