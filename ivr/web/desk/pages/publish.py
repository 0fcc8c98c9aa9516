"""Publish: what is approved becomes what callers hear; what was published, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from ivr.desk.desk import current
from ivr.desk.naming.called import Names
from ivr.desk.naming.difference import pieces
from ivr.desk.naming.in_short import in_short
from ivr.desk.people import Role, is_any, staff
from ivr.desk.publishing import LONGEST_LINE, against_line, left_out, publish, returning, rollback, would_undo
from ivr.desk.read_once import content_of
from ivr.desk.views.ahead import Ahead, Mend, ahead
from ivr.desk.views.edition_list import A_PAGE, Listed, between, edition, shelf
from ivr.desk.views.effects import Sense
from ivr.errors import DeskError, EditionError, IvrError, OvertakenError, StoreError
from ivr.web.desk import where_to
from ivr.web.desk.access import ANYBODY, by, desk, has, roles
from ivr.web.desk.rows import HIGHEST, row

routes = Blueprint("publish", __name__)

PUBLISHERS = (Role.APPROVER, Role.ADMIN)
BACK = (Role.EDITOR, Role.APPROVER, Role.ADMIN)
NO_LINE = "Say in a few words what this is: it stands in the list of editions, for whoever looks later."
_QUICK = 8.0  # seconds that nobody needs to be told of exactly
_KINDS = {"content": "Words and sounds", "notice": "Notices", "check": "Phone numbers"}


@routes.get("/publish")
@roles(*ANYBODY)
def page() -> str:
    """What publishing would change, and every edition so far."""
    return _page()


@routes.post("/publish")
@roles(*PUBLISHERS)
def go() -> Any:  # noqa: ANN401 - a page or a redirect
    """Publish what was seen on the page, and nothing else."""
    says, seen = " ".join(request.form.get("says", "").split()), request.form.get("mark", "")
    base = request.form.get("edition", 0, row)
    if wrong := against_line(says) if says else NO_LINE:
        return _page([wrong], says, "says"), 422
    try:
        number = publish(desk(), by(), says, seen=seen)
    except IvrError as problem:
        if _mine_since(base):
            return redirect(url_for("publish.page", done=current(desk()).number))  # sent twice: it was done once
        if isinstance(problem, OvertakenError):
            return _changed_meanwhile(base, says), 409
        if isinstance(problem, StoreError) and problem.away:
            raise
        return _page(where_to.for_pages(problem), says), where_to.status(problem)
    return redirect(url_for("publish.page", done=number))


@routes.get("/publish/compare")
@roles(*ANYBODY)
def compare() -> str:
    """What is otherwise in one edition than in another."""
    old, new = request.args.get("old", 0, row), request.args.get("new", 0, row)
    try:
        found = between(desk(), old, new)
    except DeskError:
        abort(404)
    return render_template(
        "publish/compare.html",
        found=found,
        pieces=pieces,
        names=where_to.names(),
        where_to=where_to,
    )


@routes.get(f"/publish/back/<int(max={HIGHEST}):number>")
@roles(*BACK)
def back(number: int) -> str:
    """What going back to an edition would undo; asked once."""
    return _back(number)


@routes.post(f"/publish/back/<int(max={HIGHEST}):number>")
@roles(*BACK)
def go_back(number: int) -> Any:  # noqa: ANN401 - a page or a redirect
    """Let new calls hear an edition again."""
    seen = request.form.get("seen", 0, row)
    if current(desk()).number == number:
        return _there(f"New calls hear edition {number} already.", returning(desk(), seen, number))
    try:
        done = rollback(desk(), by(), number, seen)
    except (DeskError, StoreError, EditionError) as problem:
        if current(desk()).number == number:  # sent twice: it was done once
            return _there(f"New calls hear edition {number} already.", returning(desk(), seen, number))
        return _back(number, where_to.for_pages(problem)), where_to.status(problem)
    later = f" Edition {done.undone[0].number} can be brought back from the list below." if done.undone else ""
    says = f"New calls hear edition {done.number} within two seconds. Calls in progress end as they began.{later}"
    return _there(says, done.voices)


def _there(says: str, voices: Sequence[str]) -> Any:  # noqa: ANN401 - werkzeug's redirect
    """What callers hear now, and whose voice came back with it though they do not agree."""
    flash(says)
    if voices:
        flash("\n".join(["A voice that callers shall not hear came back:", *voices]), "error")
    return redirect(url_for("publish.page"))


def _page(says: Sequence[str] = (), line: str | None = None, field: str = "") -> str:
    there, at = ahead(desk()), max(1, request.args.get("page", 1, row))
    listed, named = shelf(desk(), at), Names(content_of(current(desk()).content))
    done = request.args.get("done", 0, row)
    return render_template(
        "publish/page.html",
        ahead=there,
        heard=[each for each in there.effects if each.sense is Sense.HEARD],
        read=[each for each in there.effects if each.sense is Sense.READ],
        takes=[each for each in there.voices if each.take],
        silent=[each for each in there.voices if not each.take],
        called=named.item,
        prompt_called=named.prompt,
        pieces=pieces,
        says=says,
        field=field,
        line=_line(there, named) if line is None else line,
        long=there.seconds > _QUICK,
        may=has(*PUBLISHERS),
        may_go_back=has(*BACK),
        publishers=[each.name for each in staff(desk()) if not each.ended and is_any(each, *PUBLISHERS)],
        shelf=listed,
        pages=-(-listed.total // A_PAGE),
        page=at,
        done=done if done and done == listed.published else 0,
        left_out=left_out(desk(), done) if done and done == listed.published else (),
        kinds=_KINDS,
        names=where_to.names(),
        where_to=where_to,
        mends={Mend.SIGN: "approve.page", Mend.DIAL: "phone_numbers.page", Mend.LOOK: "approve.page"},
    )


def _back(number: int, says: Sequence[str] = ()) -> str:
    try:
        to = edition(desk(), number)
    except DeskError:
        abort(404)
    now = current(desk()).number
    undone: Sequence[Listed] = ()
    voices: Sequence[str] = ()
    refused = False
    if number != now:
        try:
            would = would_undo(desk(), number)
            undone, voices = would.undone, would.voices
        except DeskError as problem:
            says, refused = where_to.for_pages(problem), True
    return render_template(
        "publish/back.html",
        to=to,
        now=now,
        undone=undone,
        voices=voices,
        refused=refused,
        says=says,
        kinds=_KINDS,
        names=where_to.names(),
        where_to=where_to,
    )


def _changed_meanwhile(base: int, line: str) -> str:
    """What was seen is not what would be published any more; nothing was done."""
    now = current(desk()).number
    if now != base:
        last = edition(desk(), now)
        who = where_to.names().get(last.made_by, last.made_by)
        told = f"Edition {last.number} was published by {who} since you opened this page, so nothing was published now."
    else:
        told = "Something was approved, signed or taken back since you opened this page, so nothing was published now."
    return _page([told, "The list below is as it stands now. Look at it, then publish."], line)


def _mine_since(base: int) -> bool:
    """Whether what is published was made of that edition by this same person: the form was sent twice."""
    last = edition(desk(), current(desk()).number)
    return (last.base, last.made_by) == (base, by())


def _line(there: Ahead, named: Names) -> str:
    """A line for the history that says what is published."""
    told = in_short(named, [each.draft for each in there.drafts])
    if there.takes:
        names = [each.called for each in there.voices if each.take]
        told.append(f"New recording: {names[0]}" if len(names) == 1 else f"{len(there.takes)} new recordings")
    if there.signed:
        told.append(f"{len(there.signed)} piece{'' if len(there.signed) == 1 else 's'} of words signed")
    return "; ".join(told)[:LONGEST_LINE]
