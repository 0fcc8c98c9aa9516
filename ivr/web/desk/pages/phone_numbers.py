"""Phone numbers: whom to dial next, "I dialed it", and what was found to be wrong, as drafts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr import e164
from ivr.content.model import Content
from ivr.desk.checking import LONGEST_ANSWER, checked
from ivr.desk.desk import Desk, current
from ivr.desk.editing import WRITERS, OpenDraftError, base_of, edit_all
from ivr.desk.people import Role, is_any, staff
from ivr.desk.read_once import content_of
from ivr.desk.views.all_that_changes import places
from ivr.desk.views.dialing import (
    EXAMPLE,
    Shown,
    already_noted,
    as_it_waits,
    as_written,
    changes_of,
    others_with,
    shown,
)
from ivr.desk.views.told_source import LONGEST_SOURCE, told_before, with_source
from ivr.desk.views.waiting import wrong_numbers
from ivr.errors import IvrError
from ivr.store.drafts import hash_of
from ivr.web.desk import opening_times, where_to
from ivr.web.desk.access import ANYBODY, by, desk, person, roles
from ivr.web.desk.rows import rows

routes = Blueprint("phone_numbers", __name__, url_prefix="/phone-numbers")

Answer = str | Response | tuple[str, int]


@routes.get("/")
@roles(*ANYBODY)
def page() -> str:
    """Every service, whoever should be dialed next first."""
    return _page()


@routes.post("/<name>/dialed")
@roles(*ANYBODY)
def dialed(name: str) -> Answer:
    """Note that somebody dialed a service and that it is what we say."""
    here = desk()
    service = _service(here, name)
    answered = " ".join(request.form.get("answered", "").split())
    on = request.form.get("on", "")
    if not on or on == _today(here).isoformat():
        if already_noted(here, by(), name):
            flash(f"You have noted that already today: {service.name}. Nothing more is needed.")
            return redirect(url_for("phone_numbers.page"))
        on = ""
    try:
        day = date.fromisoformat(on) if on else None
        number = checked(here, by(), name, day, answered)
    except ValueError:
        return _page(name, ["That is no day. Write it as 2026-11-21, or leave it as it was."]), 409
    except IvrError as problem:
        if already_noted(here, by(), name, day):  # sent twice: it was done once
            flash(f"You have noted that already: {service.name}. Nothing more is needed.")
            return redirect(url_for("phone_numbers.page"))
        return _page(name, where_to.for_pages(problem)), where_to.status(problem)
    flash(
        f"Thank you. {service.name} is noted as dialed, and edition {number} is published with it.\n"
        "New calls hear it within two seconds. Nothing else has changed."
    )
    return redirect(url_for("phone_numbers.page"))


@routes.route("/<name>/wrong", methods=["GET", "POST"])
@roles(Role.EDITOR, Role.ADMIN)
def wrong(name: str) -> Answer:
    """What somebody found to be otherwise; first all that changes with it is shown, then it is kept as drafts."""
    here = desk()
    files = current(here).content
    service, content = _service(here, name), content_of(files)
    overtaken = request.form.get("seen", _seen(service)) != _seen(service)
    if request.method == "GET" or request.form.get("step") == "back":
        return _form(service, content, [])
    try:
        wanted = _wanted(here, service, content)
        number = wanted["number", ""]
        taken = others_with(content, number, name) if number != service.resource.number else ()
        if taken and request.form.get("really") != number:
            return _form(service, content, [f"{number} is the number of {', '.join(taken)} already."], taken), 409
        changes = changes_of(here, by(), name, wanted)
        beside = rows(request.form.getlist("beside"))
        if request.form.get("step") != "keep" or overtaken:
            return _preview(here, service, changes, overtaken=overtaken), 409 if overtaken else 200
        made = edit_all(here, by(), changes, beside, {each[:2]: base_of(files, *each[:2]) for each in changes})
    except OpenDraftError as problem:
        return _preview(here, service, changes, problem), 409
    except IvrError as problem:
        return _form(service, content, where_to.for_pages(problem)), where_to.status(problem)
    numbers = ", ".join(str(draft.id) for draft in made)
    flash(
        f"Kept as draft {numbers}. Somebody else must approve it; callers hear the old words until it is published.\n"
        "When it is published, dial the new number and note that here: what was checked was the old one."
    )
    for warning in dict.fromkeys(says for draft in made for says in draft.warnings):
        flash(f"The rules say: {warning}")
    return redirect(url_for("phone_numbers.page"))


def _page(failed: str = "", says: list[str] | None = None) -> str:
    here = desk()
    return render_template(
        "phone_numbers/page.html",
        services=shown(here),
        people=where_to.names(),
        failed=failed,
        says=says or [],
        typed=request.form,
        today=_today(here),
        longest=LONGEST_ANSWER,
        production=here.production,
        writers=[each.name for each in staff(here) if not each.ended and is_any(each, *WRITERS)],
    )


def _form(service: Shown, content: Content, says: list[str], taken: Sequence[str] = ()) -> str:
    resource, waiting = as_it_waits(desk(), by(), service.resource.id)
    posted = request.method == "POST"
    typed = request.form if posted else opening_times.as_typed(resource.hours)
    reports = [each.problem for each in wrong_numbers(desk(), person()) if each.problem.service == resource.id]
    # A number that was reported is taken into the form by a link: whoever came for the hours has not chosen it.
    chosen = next((each.new for each in reports if each.new and each.new == request.args.get("number")), "")
    return render_template(
        "phone_numbers/wrong.html",
        service=service,
        languages=content.line.languages,
        typed=typed,
        posted=posted,
        seen=typed.get("seen", _seen(service)),
        reports=reports,
        number=typed.get("number", "") if posted else chosen or resource.number,
        production=desk().production,
        rows=opening_times.rows_of(resource.hours),
        resource=resource,
        waiting=waiting,
        people=where_to.names(),
        says=says,
        taken=taken,
        taken_number=e164.written(typed.get("number", "")) if taken else "",
        told=told_before(service.resource, resource),
        example=EXAMPLE,
        longest=LONGEST_SOURCE,
        zone=_zone(service, content),
    )


def _preview(
    here: Desk,
    service: Shown,
    changes: tuple[tuple[str, str, str], ...],
    taken: OpenDraftError | None = None,
    *,
    overtaken: bool = False,
) -> str:
    ours = {"csrf_token", "step", "seen"}
    return render_template(
        "phone_numbers/preview.html",
        service=service,
        compared=places(here, changes),
        kept=[(key, value) for key, value in request.form.items(multi=True) if key not in ours],
        seen=_seen(service),
        taken=taken,
        overtaken=overtaken,
    )


def _wanted(here: Desk, service: Shown, content: Content) -> dict[tuple[str, str], str]:
    """What was typed, by field and language; opening times only where they are others."""
    typed, resource = request.form, service.resource
    number = as_written(typed.get("number", ""), resource.number, production=here.production)
    found = {("number", ""): number, ("url", ""): typed.get("url", "").strip()}
    for language in content.line.languages:
        if language in resource.words:
            found["for", language] = " ".join(typed.get(f"for-{language}", "").split())
    hours = opening_times.changed(resource.hours, typed)
    if hours is not None:
        found["hours", ""] = hours
    return with_source(resource, found, typed.get("where-from", ""))


def _zone(service: Shown, content: Content) -> str:
    """The time zone of the times as callers hear it, such as "Eastern time"; as it is written where it has no words."""
    zone = service.resource.hours.time_zone if service.resource.hours else content.line.time_zone
    return content.words[content.default_language].phrases.get(f"hours.zone.{zone}", zone)


def _seen(service: Shown) -> str:
    """A hash of what the form changes, as it is published: of what somebody saw when they began."""
    told = service.resource
    words = (f"{language} {each.what_for}" for language, each in sorted(told.words.items()))
    return hash_of(told.number, told.url, repr(told.hours), *words)


def _service(here: Desk, name: str) -> Shown:
    found = next((each for each in shown(here) if each.resource.id == name), None)
    return found or abort(404)


def _content(here: Desk) -> Content:
    return content_of(current(here).content)


def _today(here: Desk) -> date:
    return here.clock().astimezone(ZoneInfo(_content(here).line.time_zone)).date()
