"""One's own account: the first password, another one, the PIN, recovery codes, and whether callers hear one's voice."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_security import current_user, login_user
from flask_wtf import FlaskForm
from wtforms import PasswordField, SubmitField
from wtforms.validators import EqualTo, InputRequired, Length

from ivr.desk.approving.consent import Where, asked_now, consent_to_be_heard
from ivr.desk.people import ChangedError, Role, is_any, release, set_pin, staff
from ivr.desk.signing_in.accounts import choose_password
from ivr.desk.signing_in.passwords import LONGEST
from ivr.desk.signing_in.second_factor import counts
from ivr.desk.takes import take_standings
from ivr.errors import DeskError
from ivr.web.desk.access import ANYBODY, CODES_DUE, FIRST_CODES, by, desk, person, roles
from ivr.web.desk.accounts import Account
from ivr.web.desk.rows import row
from ivr.web.desk.sessions import pending
from ivr.web.desk.signing_in import confirmed

routes = Blueprint("account", __name__)
_VOID_CODES = (
    "The codes that you have just written down are not good any more: others were made after them, or one was used. "
    "Cross them out. Here you get good ones: write those down."
)
_NOT_ALIKE = "The two are not alike. Type the same twice."


class ChooseForm(FlaskForm):  # type: ignore[misc] # flask_wtf has no types
    """A new password, twice."""

    new = PasswordField("Your new password", [InputRequired("Type a new password."), Length(max=LONGEST)])
    again = PasswordField("The same again", [InputRequired("Type it once more."), EqualTo("new", _NOT_ALIKE)])
    submit = SubmitField("Keep this password")


class ChangeForm(ChooseForm):
    """The same of somebody who has one."""

    old = PasswordField("The password that you have now", [InputRequired("Type the password that you have now.")])


class PinForm(FlaskForm):  # type: ignore[misc] # flask_wtf has no types
    """A PIN, twice, of somebody who gives their password once more."""

    old = PasswordField("Your password", [InputRequired("Type your password."), Length(max=LONGEST)])
    pin = PasswordField("Your new PIN, 6 to 8 digits", [InputRequired("Type a PIN of 6 to 8 digits.")])
    again = PasswordField("The same again", [InputRequired("Type it once more."), EqualTo("pin", _NOT_ALIKE)])
    submit = SubmitField("Keep this PIN")


@routes.get("/account")
@roles(*ANYBODY)
def page() -> str:
    """What they can change for themselves."""
    return render_template("account/page.html", account=current_user, asked=asked_now(desk(), by()))


@routes.route("/login/password", methods=["GET", "POST"])
def choose() -> Any:  # noqa: ANN401 - a page or a redirect
    """A password of their own, for whoever came with one that somebody else knows; part of signing in."""
    signed_in = current_user.is_authenticated
    account = current_user if signed_in else pending()
    if account is None or not account.row.must_change or (account.tf_totp_secret and not signed_in):
        if "tf_user_id" in session and account is None:  # pressed twice, and chosen by the first
            flash("Your own password may be kept already: sign in with it. If it is not taken, use the one-time one.")
        if account is not None and not signed_in and not account.tf_totp_secret:
            return redirect(url_for("security.two_factor_setup"))  # by Back: it is chosen, and this comes next
        return redirect(url_for("today.page" if signed_in else "security.login"))
    form = ChooseForm()
    if form.validate_on_submit():
        try:
            found = choose_password(desk(), account.person.id, form.new.data)
        except DeskError as problem:
            form.new.errors = [str(problem)]
        else:
            flash("Your password is kept. The one-time password is worth nothing any more.", "success")
            if signed_in:
                login_user(Account(*found))
                return redirect(url_for("today.page"))
            session["tf_user_id"] = found[1].uniquifier
            return redirect(url_for("security.two_factor_setup"))
    return render_template("account/choose.html", form=form, account=account)


@routes.route("/password", methods=["GET", "POST"])
@roles(*ANYBODY)
def password() -> Any:  # noqa: ANN401 - a page or a redirect
    """Another password."""
    form = ChangeForm()
    if form.validate_on_submit() and not (wrong := _add(form.old, confirmed(form.old.data))):
        try:
            found = choose_password(desk(), by(), form.new.data)
        except DeskError as problem:
            wrong = _add(form.new, str(problem))
        if not wrong:
            login_user(Account(*found))
            flash("Your new password is kept. Wherever else you were signed in, you are not any more.", "success")
            return redirect(url_for("account.page"))
    return render_template("account/password.html", form=form)


@routes.route("/pin", methods=["GET", "POST"])
@roles(*ANYBODY)
def pin() -> Any:  # noqa: ANN401 - a page or a redirect
    """Their PIN for the desk by phone."""
    form = PinForm()
    if form.validate_on_submit() and not _add(form.old, confirmed(form.old.data)):
        try:
            set_pin(desk(), by(), by(), form.pin.data.strip())
        except DeskError as problem:
            form.pin.errors = [str(problem)]
        else:
            flash(f"Your PIN is kept. By phone you are number {person().number}.", "success")
            return redirect(url_for("account.page"))
    return render_template("account/pin.html", form=form)


@routes.post("/recovery-codes/noted")
@roles(*ANYBODY)
def noted() -> Any:  # noqa: ANN401 - werkzeug's response
    """They have written their recovery codes down; of a page that shows void ones, they are told so."""
    if not counts(desk(), by(), request.form.get("shown", "")):
        flash(_VOID_CODES, "error")
        return redirect(url_for("security.mf_recovery_codes"))
    session.pop(CODES_DUE, None)
    session.pop(FIRST_CODES, None)
    return redirect(url_for("today.page"))


@routes.post("/account/voice")
@roles(*ANYBODY)
def voice() -> Any:  # noqa: ANN401 - werkzeug's response
    """Whether callers may hear their voice, as they say themselves."""
    if request.form.get("agreed") == "yes":
        try:
            consent_to_be_heard(desk(), by(), Where.BROWSER, request.form.get("asked", -1, row))
        except ChangedError as problem:
            flash(str(problem), "error")
        else:
            flash(f"Thank you. It is noted that callers may hear your voice.{_now_waits()}", "success")
    else:
        release(desk(), by(), by(), "")
        flash(
            "It is noted that callers shall not hear your voice. Nobody can approve or publish a recording of yours. "
            "What callers hear of you already stays until somebody takes it away: an admin sees on People what that "
            "is, and how it is done. Please tell one.",
            "success",
        )
    return redirect(url_for("account.page"))


def _now_waits() -> str:
    """For whom their recordings wait, as soon as they may be heard."""
    mine = [each for each in take_standings(desk()) if each.take.author == by() and each.waits]
    if not mine:
        return ""
    others = [each.name for each in staff(desk()) if each.id != by() and not each.ended and is_any(each, Role.APPROVER)]
    waits = "recording now waits" if len(mine) == 1 else "recordings now wait"
    return f"\nYour {waits} for {' or '.join(others) or 'an approver'}, who listens first."


def _add(field: Any, wrong: str) -> str:  # noqa: ANN401 - WTForms has no types
    if wrong:
        field.errors = [wrong]
    return wrong
