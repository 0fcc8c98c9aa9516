"""People: who is on the staff and may do what; admins keep the list here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from wtforms import StringField, SubmitField
from wtforms.validators import InputRequired, Length

from ivr.desk.people import (
    LONGEST_NAME,
    LONGEST_RELEASE,
    ChangedError,
    Role,
    add,
    change_roles,
    end,
    is_last,
    release,
    set_pin,
)
from ivr.desk.signing_in.accounts import give_password
from ivr.desk.views.in_their_voice import in_their_voice
from ivr.desk.views.staff_list import Member, member, members
from ivr.errors import DeskError
from ivr.store.people import Person
from ivr.web.desk.access import ANYBODY, by, desk, roles

routes = Blueprint("people", __name__)
MEANINGS = {
    Role.RECORDER: "hands in recordings",
    Role.EDITOR: "writes words",
    Role.APPROVER: "agrees to what somebody else wrote or recorded",
    Role.ADMIN: "keeps this list, and alone writes emergency words",
}

DEEDS = {
    "staff add": "put on the list",
    "staff roles": "what they may do",
    "staff password": "password",
    "staff second factor": "authenticator",
    "staff recovery codes": "recovery codes",
    "staff pin": "PIN",
    "staff voice": "voice",
    "staff end": "left",
    "locked": "locked after wrong tries",
}


class AddForm(FlaskForm):  # type: ignore[misc] # flask_wtf has no types
    """Somebody new."""

    name = StringField("Name, as people say it", [InputRequired("Type their name."), Length(max=LONGEST_NAME)])
    id = StringField("Staff id", [InputRequired("Type a staff id."), Length(max=64)])
    submit = SubmitField("Put them on the list")


@routes.get("/people")
@roles(*ANYBODY)
def page() -> str:
    """Everybody; how they sign in is for admins."""
    listed = members(desk())
    return render_template(
        "people/list.html",
        staying=[each for each in listed if not each.person.ended],
        gone=[each for each in listed if each.person.ended],
        meanings=MEANINGS,
        deeds=DEEDS,
    )


@routes.route("/people/add", methods=["GET", "POST"])
@roles(Role.ADMIN)
def new() -> Any:  # noqa: ANN401 - a page or a redirect
    """Put somebody on the list."""
    form = AddForm()
    if form.validate_on_submit():
        who, name = form.id.data.strip().lower(), form.name.data
        added: Person | None
        try:
            added = add(desk(), by(), who, name, _ticked())
        except DeskError as problem:
            added = _added_before(who, name.strip())
            if added is None:
                form.form_errors.append(str(problem))
        if added is not None:
            flash(
                f"{added.name} is on the staff list; by phone they are number {added.number}. "
                "Next, give them a one-time password, so that they can sign in here.",
                "success",
            )
            return redirect(url_for("people.one", who=added.id))
    return render_template("people/add.html", form=form, chosen=request.form.getlist("roles"), meanings=MEANINGS)


@routes.get("/person/<who>")
@roles(Role.ADMIN)
def one(who: str) -> str:
    """One of the staff."""
    return _shown(who)


@routes.post("/person/<who>/roles")
@roles(Role.ADMIN)
def role(who: str) -> Any:  # noqa: ANN401 - a page or a redirect
    """What they may do."""

    def do() -> str:
        try:
            after = change_roles(desk(), by(), who, _ticked(), _shown_then().split())
        except ChangedError as problem:
            ticked = ", ".join(sorted(_ticked())) or "nothing"
            raise ChangedError(f"{problem} You had ticked: {ticked}.") from problem
        return f"{after.name} may do this now: {', '.join(sorted(after.roles)) or 'nothing but be on the list'}."

    return _done(who, "roles", do)


@routes.post("/person/<who>/password")
@roles(Role.ADMIN)
def password(who: str) -> Any:  # noqa: ANN401 - a page or a redirect
    """A one-time password, shown this once and kept nowhere: so this page is no redirect."""
    if who == by():
        return redirect(url_for("account.password"))
    try:
        made = give_password(desk(), by(), who, new_device=request.form.get("new_device") == "yes")
    except DeskError as problem:
        return _shown(who, "password", problem), 409
    return render_template("people/password.html", member=_found(who), made=made)


@routes.post("/person/<who>/pin")
@roles(Role.ADMIN)
def pin(who: str) -> Any:  # noqa: ANN401 - a page or a redirect
    """A PIN for the desk by phone."""

    def do() -> str:
        set_pin(desk(), by(), who, request.form.get("pin", "").strip())
        return "The PIN is kept. Tell it to nobody else, and ask them to choose another on the page of their account."

    return _done(who, "pin", do)


@routes.post("/person/<who>/voice")
@roles(Role.ADMIN)
def voice(who: str) -> Any:  # noqa: ANN401 - a page or a redirect
    """When and with whom they agreed that callers hear their voice."""

    def do() -> str:
        words = request.form.get("released", "")
        try:
            noted = release(desk(), by(), who, words, _shown_then()).released
        except ChangedError as problem:
            raise ChangedError(f"{problem} You had sent: {words.strip() or 'an empty line'}.") from problem
        if noted:
            return "It is noted when they agreed."
        return (
            "It is noted that callers shall not hear their voice. Nobody can approve or publish a recording of theirs. "
            "What callers hear of it already stands below, under Their voice, with how it is taken away."
        )

    return _done(who, "voice", do)


@routes.get("/person/<who>/end")
@roles(Role.ADMIN)
def asked(who: str) -> str:
    """Ask before somebody leaves the list."""
    return _asked(who)


@routes.post("/person/<who>/end")
@roles(Role.ADMIN)
def left(who: str) -> Any:  # noqa: ANN401 - a page or a redirect
    """Note that somebody has left."""
    found = _found(who)
    if found.person.ended:
        flash(f"{found.person.name} had left already. Nothing was changed.", "info")
        return redirect(url_for("people.page"))
    try:
        gone = end(desk(), by(), who)
    except DeskError as problem:
        return _asked(who, problem), 409
    flash(f"{gone.name} has left: they cannot do anything here any more, from this moment on.", "success")
    return redirect(url_for("people.page"))


def _added_before(who: str, name: str) -> Person | None:
    """Whoever this admin has put on the list just so, by a form that was sent twice: nothing was changed since."""
    found = member(desk(), who)
    if found is None or found.last is None or (found.last.what, found.last.who) != ("staff add", by()):
        return None
    person = found.person
    return person if (person.name, person.roles) == (name, frozenset(_ticked())) else None


def _ticked() -> list[Role]:
    return [each for each in Role if each.value in request.form.getlist("roles")]


def _shown_then() -> str:
    """What the page showed as its form was filled in; of a form that does not say so, what nobody is or agrees to."""
    return request.form.get("was", "?")


def _found(who: str) -> Member:
    found = member(desk(), who)
    if found is None:
        abort(404)
    return found


def _asked(who: str, problem: DeskError | None = None) -> str:
    found = _found(who)
    last = [role for role in (Role.APPROVER, Role.ADMIN) if is_last(desk(), who, role)]
    return render_template("people/end.html", member=found, last=last, problem=problem)


def _shown(who: str, part: str = "", problem: DeskError | None = None) -> str:
    """The page of one of them; what was wrong with a part of it is said there."""
    return render_template(
        "people/one.html",
        member=(found := _found(who)),
        heard=in_their_voice(desk(), found.person),
        meanings=MEANINGS,
        deeds=DEEDS,
        part=part,
        problem=problem,
        # What somebody else has changed meanwhile is shown as it is now, for them to begin again from there.
        given=None if isinstance(problem, ChangedError) else request.form,
        longest=LONGEST_RELEASE,
    )


def _done(who: str, part: str, do: Callable[[], str]) -> Any:  # noqa: ANN401 - a page or a redirect
    _found(who)
    try:
        flash(do(), "success")
    except DeskError as problem:
        return _shown(who, part, problem), 409
    return redirect(url_for("people.one", who=who))
