"""Notices: what callers are told for a while; switched on and off by one person, worded by two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr.content.notices import MOST_AT_ONCE, MOST_SECONDS, On
from ivr.desk.desk import Desk
from ivr.desk.editing import WRITERS
from ivr.desk.naming.difference import pieces
from ivr.desk.notice_words import FIELDS, Typed, bases_of, name_of, new_notice, published, reworded
from ivr.desk.notices import MOST_DAYS, as_read, switch_off, switch_on, when
from ivr.desk.people import Role, is_any, staff
from ivr.desk.views.notice_board import Board, Shown, board
from ivr.errors import DeskError, IvrError, OvertakenError
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
            return _page(after, notice, where_to.for_pages(problem)), where_to.status(problem)
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
            return _page(after, notice, where_to.for_pages(problem)), where_to.status(problem)
        flash(f'"{before.name}" is off. New callers do not hear it any more.')  # sent twice: it was done once
        return redirect(url_for("notices.page"))
    flash(f'"{before.name}" is off. New callers do not hear it any more. This is edition {number}.')
    return redirect(url_for("notices.page"))


@routes.route("/new", methods=["GET", "POST"])
@roles(Role.EDITOR, Role.ADMIN)
def new() -> Answer:
    """A notice that there was not before, as drafts for approval."""
    return _kept("") if request.method == "POST" else _form("", {}, {})


@routes.route("/<notice>/words", methods=["GET", "POST"])
@roles(Role.EDITOR, Role.ADMIN)
def words(notice: str) -> Answer:
    """Other words for a notice, as drafts for approval."""
    listed = board(desk())
    found = next((each for each in listed.notices if each.listed.notice == notice), None)
    if found is None and notice not in listed.coming:
        abort(404)
    if request.method == "POST":
        return _kept(notice)
    there = published(desk(), notice)
    waiting = found.drafts if found else listed.coming[notice]
    mine = {(each.item.rpartition(".")[2], each.language): each for each in waiting if each.author == by()}
    typed = there | {key: draft.words for key, draft in mine.items()}
    return _form(notice, typed, bases_of(there) | {key: draft.base for key, draft in mine.items()})


def _kept(notice: str) -> Answer:
    """Keep the words of a notice as drafts, of a new one where it has no name yet; or show what is against it."""
    here, called = desk(), request.form.get("called", "")
    typed, bases = _sent(notice)
    try:
        made = reworded(here, by(), notice, typed, bases) if notice else new_notice(here, by(), called, typed)
    except OvertakenError as problem:
        now = published(here, notice or name_of(called))
        left = {key for key, base in bases_of(typed).items() if base == bases[key]}  # as others have it by now
        typed |= {key: now.get(key, "") for key in left}
        return _form(notice, typed, bases_of(now), now=now), where_to.status(problem)
    except IvrError as problem:
        return _form(notice, typed, bases, says=where_to.for_pages(problem)), where_to.status(problem)
    flash(
        f"Kept as draft {', '.join(str(each.id) for each in made)}. Somebody else approves the words of "
        f'"{as_read(notice or name_of(called))}", then they are published; after that it can be switched on here.'
    )
    for warning in dict.fromkeys(said for each in made for said in each.warnings):
        flash(f"The rules say: {warning}")
    return redirect(url_for("notices.page"))


def _form(notice: str, typed: Typed, bases: Typed, now: Typed | None = None, says: Sequence[str] = ()) -> str:
    """The form of a notice's words.

    Args:
        notice: its name; "" for a new one.
        typed: what stands in the fields, by field and language.
        bases: the hashes of what that was made from.
        now: the words that were published meanwhile, where others were.
        says: why nothing was kept.
    """
    return render_template(
        "notices/words.html",
        notice=notice,
        name=as_read(notice) if notice else "",
        called=request.form.get("called", ""),
        typed=typed,
        bases=bases,
        now=now or {},
        pieces=pieces,
        languages=board(desk()).languages,
        says=says,
        seconds=round(MOST_SECONDS),
    )


def _page(listed: Board, failed: str = "", says: list[str] | None = None) -> str:
    here = desk()
    today = listed.now.astimezone(ZoneInfo(listed.time_zone)).date()
    return render_template(
        "notices/page.html",
        board=listed,
        people=where_to.names(),
        writers=[each.name for each in staff(here) if not each.ended and is_any(each, *WRITERS)],
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


def _sent(notice: str) -> tuple[dict[tuple[str, str], str], dict[tuple[str, str], str]]:
    """What was typed, and the hashes of what it was made from; both by field and language."""
    there = bases_of(published(desk(), notice)) if notice else {}
    keys = [(field, language) for language in board(desk()).languages for field in FIELDS]
    typed = {key: request.form.get("-".join(key), "") for key in keys}
    return typed, {key: request.form.get("-".join(("base", *key)), there.get(key, "")) for key in keys}


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
