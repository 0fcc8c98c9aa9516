"""Report a problem: what went wrong for a caller, told to everybody at the desk."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr.desk.people import Role
from ivr.desk.problems import LONGEST, LONGEST_PLACE, problems, report
from ivr.desk.problems import done as note_done
from ivr.errors import IvrError
from ivr.web.desk import where_to
from ivr.web.desk.access import ANYBODY, by, desk, roles
from ivr.web.desk.rows import HIGHEST

routes = Blueprint("problem", __name__, url_prefix="/problem")

Answer = str | Response | tuple[str, int]
_LATELY = 20  # that are done and still shown


@routes.get("/")
@roles(*ANYBODY)
def page() -> str:
    """How to report one, the form, and what was reported lately."""
    return _page()


@routes.post("/")
@roles(*ANYBODY)
def tell() -> Answer:
    """Report one."""
    try:
        made = report(desk(), by(), request.form.get("what", ""), request.form.get("where", ""))
    except IvrError as problem:
        return _page(says=where_to.for_pages(problem)), 409
    flash(
        f"Thank you. This is problem {made.number}; everybody at the desk sees it.\n"
        "An approver or an admin looks after it and notes here when it is done."
    )
    return redirect(url_for("problem.page"))


@routes.post(f"/<int(max={HIGHEST}):number>/done")
@roles(Role.APPROVER, Role.ADMIN)
def done(number: int) -> Answer:
    """Note that one is done."""
    try:
        found = note_done(desk(), by(), number, request.form.get("says", ""))
    except IvrError as problem:
        return _page(number, where_to.for_pages(problem)), 409
    flash(f"Problem {found.number} is done. It stays in the history.")
    return redirect(url_for("problem.page"))


def _page(failed: int = 0, says: list[str] | None = None) -> str:
    found = problems(desk())
    finished = [each for each in found if each.done is not None]
    return render_template(
        "problem/page.html",
        waiting=[each for each in found if each.done is None],
        finished=finished[:_LATELY],
        people=where_to.names(),
        failed=failed,
        says=says or [],
        typed=request.form,
        # A link from another page says where it was.
        where=request.form.get("where", "") or request.args.get("where", ""),
        longest=LONGEST,
        longest_place=LONGEST_PLACE,
    )
