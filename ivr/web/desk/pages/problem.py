"""Report a problem: what went wrong for a caller, told to everybody at the desk."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr.desk.desk import current
from ivr.desk.naming.called import begun
from ivr.desk.people import Role
from ivr.desk.problems import LONGEST, LONGEST_PLACE, WrongDetails, problems, report
from ivr.desk.problems import done as note_done
from ivr.desk.read_once import content_of
from ivr.desk.views.waiting import wrong_numbers
from ivr.errors import IvrError
from ivr.web.desk import where_to
from ivr.web.desk.access import ANYBODY, by, desk, person, roles
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
        of = request.form.get("service", "")
        about = WrongDetails(of, request.form.get("new-number", "")) if of else None
        made = report(desk(), by(), request.form.get("what", ""), request.form.get("where", ""), about)
    except IvrError as problem:
        return _page(says=where_to.for_pages(problem)), where_to.status(problem)
    named = next((each for each in wrong_numbers(desk(), person()) if each.problem.number == made.number), None)
    after = (
        f"An editor or an admin ({', '.join(named.who)}) changes it: they see it first on Today."
        if named
        else "An approver or an admin looks after it and notes here when it is done."
    )
    flash(f"Thank you. This is problem {made.number}; everybody at the desk sees it.\n{after}")
    return redirect(url_for("problem.page"))


@routes.post(f"/<int(max={HIGHEST}):number>/done")
@roles(Role.APPROVER, Role.ADMIN)
def done(number: int) -> Answer:
    """Note that one is done."""
    try:
        found = note_done(desk(), by(), number, request.form.get("says", ""))
    except IvrError as problem:
        return _page(number, where_to.for_pages(problem)), where_to.status(problem)
    flash(f"Problem {found.number} is done. It stays in the history.")
    return redirect(url_for("problem.page"))


def _page(failed: int = 0, says: list[str] | None = None) -> str:
    found, service = problems(desk()), request.values.get("service", "")
    content = content_of(current(desk()).content)
    known = content.resources.get(service)
    words = known.words.get(content.default_language) if known else None
    called = begun(words.name if words else service) if known else ""
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
        where=request.form.get("where", "")
        or request.args.get("where", "")
        or (f"Phone numbers: {called}" if called else ""),
        service=service if known else "",
        called=called,
        number=known.number if known else "",
        wrong_numbers={each.problem.number: each for each in wrong_numbers(desk(), person())},
        longest=LONGEST,
        longest_place=LONGEST_PLACE,
    )
