"""Today: what waits for whoever is signed in, and whether the line is well."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, render_template

from ivr.carrier.meanings import meaning
from ivr.content.model import Content
from ivr.desk.checking import Service
from ivr.desk.desk import current
from ivr.desk.naming.called import Names, begun
from ivr.desk.notices import as_read
from ivr.desk.people import Role, is_any
from ivr.desk.read_once import content_of
from ivr.desk.views.first_steps import FirstSteps, first_steps
from ivr.desk.views.waiting import around, waiting, wrong_numbers
from ivr.desk.views.wellness import TextState, wellness
from ivr.errors import DeskError
from ivr.web.desk import where_to
from ivr.web.desk.access import ANYBODY, desk, has, person, roles
from ivr.web.desk.layout import day, end, when

routes = Blueprint("today", __name__)

_TEXTS: Mapping[TextState, str] = {
    TextState.WAITING: "waiting to be sent",
    TextState.SENDING: "being sent",
    TextState.FAILED: "failed",
    TextState.UNKNOWN: "sent, and nobody knows whether they arrived",
}


@routes.get("/")
@roles(*ANYBODY)
def page() -> str:
    """What waits."""
    try:
        content = content_of(current(desk()).content)
    except DeskError as problem:
        return render_template("today/nothing.html", says=str(problem))
    well, demo, named = wellness(desk()), current_app.extensions["ivr.settings"].demo, Names(content)
    return render_template(
        "today/page.html",
        waiting=waiting(desk(), person()),
        around=around(desk()),
        wrong_numbers={each.problem.number: each for each in wrong_numbers(desk(), person())},
        well=well,
        first=first_steps(desk()) if demo else None,
        line=content.line.names.get(content.default_language, content.line.program),
        called=named.item,
        prompt_called=named.prompt,
        notice_called=as_read,
        wall=lambda on: {"begins": when(on.begins), "ends": end(on.ends), "now": on.begins <= desk().clock()},
        service_called=lambda service: _service(content, service),
        hour=lambda moment: _hour(content, moment),
        now=desk().clock(),
        texts=[(well.texts[state], told) for state, told in _TEXTS.items() if well.texts[state]],
        why=meaning,
        state_told=_TEXTS,
        names=where_to.names(),
        where_to=where_to,
        may_publish=has(Role.APPROVER, Role.ADMIN),
        approver=has(Role.APPROVER),
        can=lambda listed: person().id in {each.id for each in listed},
        steps=_steps,
        roles_told=_roles_told(),
        day=day,
    )


def _service(content: Content, service: Service) -> str:
    words = service.resource.words.get(content.default_language)
    return begun(words.name if words else service.resource.id)


def _hour(content: Content, moment: datetime) -> str:
    """An hour in which something was counted, as people say it: `17 June 2026, between 3 pm and 4 pm`."""
    local = moment.astimezone(ZoneInfo(content.line.time_zone))
    return f"{day(moment)}, between {_clock(local.hour)} and {_clock((local.hour + 1) % 24)}"


def _clock(hour: int) -> str:
    return f"{hour % 12 or 12} {'am' if hour < 12 else 'pm'}"  # noqa: PLR2004 - noon


def _steps(first: FirstSteps) -> list[dict[str, object]]:
    """The three steps of the first task: what each is, whether it is done, whose it is."""
    return [
        {"done": first.recorded, "whose": first.recorders, "name": "Record the greeting"},
        {"done": first.agreed, "whose": first.approvers, "name": "Let somebody else approve it"},
        {"done": first.published, "whose": first.publishers, "name": "Publish it, and call the line"},
    ]


def _roles_told() -> str:
    """What whoever is signed in may do, in a sentence."""
    told = {
        Role.RECORDER: "hand in recordings",
        Role.EDITOR: "write words and hand in recordings",
        Role.APPROVER: "approve what others made, and publish",
        Role.ADMIN: "write emergency words, publish, and keep the staff list",
    }
    mine = [words for role, words in told.items() if is_any(person(), role)]
    return "; ".join(mine)
