"""Signing in: the forms of each step, locked after five wrong tries before anything is looked at (design section 8)."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import current_app, request, session
from flask_security import UserMixin
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField, SubmitField
from wtforms.validators import AnyOf, InputRequired, Length

from ivr.desk.signing_in.accounts import knows_password, last_tries
from ivr.desk.signing_in.locking import LockedError, Way, attempt, got_in, missed, told_left
from ivr.desk.signing_in.passwords import LONGEST
from ivr.desk.signing_in.second_factor import spend_recovery_code
from ivr.errors import DeskError
from ivr.web.desk import access, layout
from ivr.web.desk.accounts import Account
from ivr.web.desk.second_factor import OnceTotp

# One answer whether the id is nobody's, the password wrong, or the account not there; nobody learns which.
WRONG_PASSWORD = "The staff id and the password do not belong together. Nothing is lost: try again."  # noqa: S105
WRONG_CODE = "That is not the code of this moment. Type the six digits that your app shows now."
USED_CODE = "That code was used already, and each works once. Wait for the next one, then type that."
WRONG_RECOVERY = "That is not one of your recovery codes, or it was used before."
FEWEST_DIGITS, MOST_DIGITS = 6, 12  # six, and the spaces that people type between them


def told(problem: DeskError) -> str:
    """Why nobody gets in just now; when a lock ends by the clocks of the line."""
    if isinstance(problem, LockedError):
        return (
            "There were five wrong tries with this staff id. Right or wrong, it is closed here until "
            f"{layout.when_here(problem.until)}. Other staff ids are not. If that was not you, tell an admin."
        )
    return str(problem)


class SignInForm(FlaskForm):  # type: ignore[misc] # flask_wtf has no types
    """Staff id and password; `user` is whoever gets in."""

    username = StringField("Staff id", [InputRequired("Type your staff id."), Length(max=64)])
    password = PasswordField("Password", [InputRequired("Type your password."), Length(max=LONGEST)])
    next = HiddenField()
    submit = SubmitField("Sign in")

    requires_confirmation = False  # Flask-Security asks

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - as Flask-WTF has them
        super().__init__(*given, **named)
        self.user: Account | None = None
        self.next.data = access.ours(self.next.data or request.args.get("next", ""))

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - as WTForms has it
        """Whether they get in."""
        if not super().validate(extra_validators):
            return False
        typed = self.username.data.strip().lower()
        try:
            self.user = Account.of(knows_password(access.desk(), typed, self.password.data))
        except DeskError as problem:
            self.form_errors.append(told(problem))
            return False
        if self.user is None:
            self.form_errors.append(f"{WRONG_PASSWORD} {last_tries(access.desk(), typed)}".rstrip())
        return self.user is not None


class AgainForm(FlaskForm):  # type: ignore[misc] # flask_wtf has no types
    """The password once more, before something that a stranger at an open desk must not do."""

    password = PasswordField("Password", [InputRequired("Type your password."), Length(max=LONGEST)])
    next = HiddenField()
    submit = SubmitField("Go on")

    def __init__(self, *given: Any, user: UserMixin, **named: Any) -> None:  # noqa: ANN401 - as Flask-WTF has them
        super().__init__(*given, **named)
        self.user = user
        self.next.data = access.ours(self.next.data or request.args.get("next", ""))

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - as WTForms has it
        """Whether it is theirs."""
        if not super().validate(extra_validators):
            return False
        wrong = confirmed(self.password.data)
        if wrong:
            self.password.errors = [*self.password.errors, wrong]
        else:
            session[access.CONFIRMED] = int(time.time())
        return not wrong


def confirmed(password: str) -> str:
    """What is wrong with the password that somebody who is signed in gave once more; "" for nothing."""
    try:
        right = knows_password(access.desk(), access.by(), password, Way.CONFIRMING)
    except DeskError as problem:
        return told(problem)
    if right:
        return ""
    return f"That is not your password. {last_tries(access.desk(), access.by(), Way.CONFIRMING)}".rstrip()


class CodeForm(FlaskForm):  # type: ignore[misc] # flask_wtf has no types
    """The six digits of an authenticator; Flask-Security's view says of whom and with which key."""

    code = StringField("The six digits of your authenticator app", [InputRequired("Type the six digits.")])
    submit = SubmitField("Go on")

    window = 0
    primary_method = ""
    tf_totp_secret = ""
    user: Account | None = None
    is_setup = False

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - as WTForms has it
        """Whether it is the code of this moment."""
        if not super().validate(extra_validators) or self.user is None:
            return False
        digits = "".join(each for each in self.code.data if each not in " -\u00a0\u2009\u202f")
        if len(digits) != FEWEST_DIGITS or not (digits.isascii() and digits.isdecimal()):
            self.code.errors = ["A code has six digits."]
            return False
        if self.tf_totp_secret != self.user.tf_totp_secret:  # just being set up: there is nothing to guess
            wrong = "" if self._is_right(digits, self.user) else self._why_not(digits)
        else:
            person = self.user.person.id
            is_right, why_not = partial(self._is_right, digits, self.user), partial(self._why_not, digits)
            wrong = _second(person, Way.CODE, is_right, why_not)
        if wrong:
            self.code.errors = [wrong]
        return not wrong

    def _is_right(self, digits: str, user: Account) -> bool:
        totp: OnceTotp = current_app.extensions["security"].totp_factory
        return totp.verify_totp(digits, self.tf_totp_secret, user)

    def _why_not(self, digits: str) -> str:
        totp: OnceTotp = current_app.extensions["security"].totp_factory
        return USED_CODE if totp.was_used(digits, self.tf_totp_secret) else WRONG_CODE


class DeviceForm(FlaskForm):  # type: ignore[misc] # flask_wtf has no types
    """The wish to set up an authenticator: the one way that there is."""

    setup = HiddenField(validators=[AnyOf(["authenticator"])])
    phone = HiddenField()  # Flask-Security looks for it
    submit = SubmitField("I have an app: show me the code to scan")

    user: Account | None = None


class _NoChoices(HiddenField):  # type: ignore[misc] # wtforms has no types
    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - as WTForms has them
        super().__init__(*given, **named)
        self.choices: list[object] = []


class NoHelpForm(FlaskForm):  # type: ignore[misc] # flask_wtf has no types
    """Flask-Security makes a form for help by mail beside that for the code; there is none, and its page is closed."""

    help_setup = _NoChoices()


class RecoveryForm(FlaskForm):  # type: ignore[misc] # flask_wtf has no types
    """A recovery code, for a day without the authenticator; used up as soon as it is found right."""

    code = StringField("One of your recovery codes", [InputRequired("Type a recovery code."), Length(max=LONGEST)])
    submit = SubmitField("Go on")

    user: Account | None = None

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - as WTForms has it
        """Whether it is one."""
        if not super().validate(extra_validators) or self.user is None:
            return False
        person = self.user.person.id
        wrong = _second(
            person,
            Way.RECOVERY,
            lambda: spend_recovery_code(access.desk(), person, self.code.data),
            lambda: WRONG_RECOVERY,
        )
        if wrong:
            self.code.errors = [wrong]
        return not wrong


def _second(person: str, way: Way, is_right: Callable[[], bool], why_not: Callable[[], str]) -> str:
    """Try a second factor, which locks by itself: a right password before it does not begin the count anew."""
    try:
        given = attempt(access.desk(), person, way)
    except LockedError as problem:
        return told(problem)
    if is_right():
        got_in(access.desk(), person, way)
        return ""
    until = missed(access.desk(), given)
    return told(LockedError(until)) if until else f"{why_not()} {told_left(access.desk(), person, way)}".rstrip()
