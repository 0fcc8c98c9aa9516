"""Sessions at the desk: how they begin, how long they last, and that they end everywhere at once."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from flask import Flask, Response, abort, flash, g, redirect, render_template, request, session, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import user_logged_out
from flask_security import Security, current_user, tf_code_confirmed, tf_profile_changed, user_authenticated
from flask_wtf.csrf import CSRFError, generate_csrf
from werkzeug.exceptions import HTTPException

from ivr.desk.desk import Desk
from ivr.desk.signing_in.accounts import of_session, sign_out
from ivr.settings import Settings
from ivr.web.desk import access, signing_in
from ivr.web.desk.access import CODES_DUE, CONFIRMED, FIRST_CODES
from ivr.web.desk.accounts import Account, Accounts
from ivr.web.desk.second_factor import OnceTotp, OwnRecoveryCodes

IDLE = timedelta(minutes=15)  # design section 8, and what health staff are used to
LONGEST = timedelta(hours=12)  # a shift; also for a stolen cookie that somebody keeps awake
SEEN = "seen"  # when the last request of this session came
# What stays of a session when somebody gets in: what was there before may have been put there by a stranger.
_KEPT = frozenset(
    {"_user_id", "_fresh", "_id", "_permanent", "fs_paa", "fs_cc", "_flashes", SEEN, CODES_DUE, FIRST_CODES}
)
_SECOND_STEPS = frozenset(f"security.{step}" for step in ("two_factor_setup", "two_factor_token_validation"))
_AGAIN = _SECOND_STEPS | {"security.mf_recovery_codes"}  # for these, whoever is signed in gives the password once more


class PagesOnly(SecureCookieSessionInterface):
    """A session's cookie goes with pages alone.

    A file may come after the page that followed the one that asked for it, and would put back the session from before:
    in the middle of signing in, that is to lose a step.
    """

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie, unless a file was asked for."""
        if not access.is_file(request.endpoint):
            super().save_session(app, session, response)


def guard(app: Flask) -> None:
    """Put up the door; before everything else, so that nothing of a request is read that it does not admit."""
    app.session_interface = PagesOnly()
    app.before_request(_last)
    app.before_request(access.admit)


def install(app: Flask, settings: Settings, desk: Desk) -> None:
    """Let people sign in; before the routes."""
    security = Security(
        app,
        Accounts(desk),
        login_form=signing_in.SignInForm,
        verify_form=signing_in.AgainForm,
        two_factor_setup_form=signing_in.DeviceForm,
        two_factor_rescue_form=signing_in.NoHelpForm,
        two_factor_verify_code_form=signing_in.CodeForm,
        mf_recovery_form=signing_in.RecoveryForm,
        totp_cls=OnceTotp,
        mf_recovery_codes_util_cls=OwnRecoveryCodes,
    )
    security.want_json(lambda _request: False)  # pages for people, and no second way beside them
    security.login_manager.request_loader(lambda _request: None)  # no tokens either: a cookie or nothing
    app.before_request(_steps)
    app.before_request(_password_first)
    app.before_request(_noted_first)
    security.tf_token_validation_context_processor(_to_scan)
    security.tf_setup_context_processor(_to_open)
    security.mf_recovery_codes_context_processor(_still_shown)
    app.after_request(at_home)
    app.register_error_handler(CSRFError, lapsed)
    user_authenticated.connect(_begin, app)
    tf_code_confirmed.connect(_confirmed, app)
    tf_profile_changed.connect(_changed, app)
    user_logged_out.connect(_ended, app)
    if settings.demo:
        security.tf_setup_context_processor(_code_of_this_moment)
        security.tf_token_validation_context_processor(_code_of_this_moment)


def _last() -> None:
    """End a session in which nothing happened for a while, or that is older than a shift."""
    if access.is_file(request.endpoint):
        return
    session.permanent = True  # so that the cookie ends with it
    now = int(time.time())
    idle = now - int(session.get(SEEN, now)) > IDLE.total_seconds()
    old = now - float(session.get("fs_paa", now)) > LONGEST.total_seconds()
    if idle or old:
        session.clear()
        flash("You were signed out, because nothing happened for a while. Sign in again.", "info")
    session[SEEN] = now


def _steps() -> Any:  # noqa: ANN401 - werkzeug's response
    """Keep the steps of signing in, which Flask-Security's views take by what stands in the session, in their order."""
    if not (request.endpoint or "").startswith("security."):
        return None
    if request.is_json:
        abort(415)
    after = request.values.get("next", "")
    if after and access.ours(after) != after:  # a stranger's link: this step without it
        return redirect(url_for(request.endpoint or ""))
    return None if current_user.is_authenticated or request.endpoint not in _SECOND_STEPS else _second_steps()


def _second_steps() -> Any:  # noqa: ANN401 - werkzeug's response
    """What comes before the second factor of somebody who has given their password."""
    account = pending()
    if account is None or session.get("tf_state") == "ready":
        return None
    if account.tf_totp_secret:  # set up meanwhile: a session from before must not do it over
        session.clear()
        flash("Your authenticator is set up already. Sign in with its code.", "info")
        return redirect(url_for("security.login"))
    if account.row.must_change:
        return redirect(url_for("account.choose"))
    if request.method == "GET" and request.endpoint == "security.two_factor_setup":
        return _begin_authenticator()
    return None


def _begin_authenticator() -> Any:  # noqa: ANN401 - werkzeug's response
    """Show the key of a first authenticator at once, which is one page less; the same until somebody signs in anew."""
    if session.get("tf_state") != "validating_profile" or not session.get("tf_totp_secret"):
        session["tf_totp_secret"] = access.security().totp_factory.generate_totp_secret()
    session["tf_primary_method"], session["tf_state"] = "authenticator", "validating_profile"
    return redirect(url_for("security.two_factor_token_validation"))


def _password_first() -> Any:  # noqa: ANN401 - werkzeug's response
    """Whoever finds a desk open makes themselves no way in: each time the password comes first, but in the sign-in.

    Flask-Security asks for no password that was given lately (SECURITY_FRESHNESS, of which 0 is not defined).
    """
    if request.endpoint not in _AGAIN or not current_user.is_authenticated or access.codes_due():
        return None
    if time.time() - int(session.get(CONFIRMED, 0)) < IDLE.total_seconds():
        return None
    codes = request.endpoint == "security.mf_recovery_codes"
    there = url_for("security.mf_recovery_codes" if codes else "security.two_factor_setup")
    return redirect(url_for("security.verify", next=there))


def _noted_first() -> Any:  # noqa: ANN401 - werkzeug's response
    """Make no other recovery codes while some are shown: a second press, or the page loaded anew, asks for them."""
    asked = request.method == "POST" and request.endpoint == "security.mf_recovery_codes"
    return redirect(url_for("security.mf_recovery_codes")) if asked and _still_shown()["still_shown"] else None


def _still_shown() -> dict[str, object]:
    """Recovery codes that somebody was shown and has not noted yet: nobody loses them by leaving the page."""
    codes = access.security().mf_recovery_codes_util
    assert isinstance(codes, OwnRecoveryCodes)  # noqa: S101 - as `install` has it
    shown = codes.shown(current_user)
    return {"still_shown": shown, "first_time": bool(session.get(FIRST_CODES)), "mark_of": codes.mark}


def _to_scan() -> dict[str, object]:
    """The picture stays beside a code that was wrong, or who is setting up an authenticator is at a loss."""
    secret = session.get("tf_totp_secret") if session.get("tf_state") == "validating_profile" else None
    account = pending() or (current_user._get_current_object() if current_user.is_authenticated else None)  # noqa: SLF001
    if not secret or account is None:
        return {}
    totp = access.security().totp_factory
    assert isinstance(totp, OnceTotp)  # noqa: S101 - as `install` has it
    return dict(totp.to_scan(secret, account))


def _to_open() -> dict[str, object]:
    """The key as an address that an app on the same telephone opens; the rest is there already."""
    return {name: value for name, value in _to_scan().items() if name == "authr_uri"}


def pending() -> Account | None:
    """Whoever has given their password, and not their second factor yet."""
    return Account.of(of_session(access.desk(), str(session.get("tf_user_id", ""))))


def _begin(_app: Flask, user: Account, **_: object) -> None:
    """Somebody gets in: with a session of their own, whatever was planted in their browser before."""
    del user
    for name in [each for each in session if each not in _KEPT]:
        session.pop(name)
    if isinstance(session.get(CODES_DUE), str):
        session.pop(CODES_DUE)  # shown to whoever was signed in before
    g.pop("csrf_token", None)
    generate_csrf()  # now: of pages asked for at once each would begin another, and all but one would hold a void one


def _confirmed(_app: Flask, user: Account, **_: object) -> None:
    """Somebody's code was right: who has just set up an authenticator gets recovery codes before anything else."""
    if session.get("tf_state") == "validating_profile" and not user.mf_recovery_codes:
        session[CODES_DUE] = session[FIRST_CODES] = True


def _changed(_app: Flask, **_: object) -> None:
    """Another authenticator took the place of the first: for the next one the password is asked for again."""
    session.pop(CONFIRMED, None)


def _ended(_app: Flask, user: Account | None = None, **_: object) -> None:
    """Somebody signs out: a cookie that was copied is worth nothing any more, on whatever device."""
    if isinstance(user, Account):
        sign_out(access.desk(), user.person.id)
    session.clear()
    flash("You are signed out, on every device.", "info")


def at_home(response: Response) -> Response:
    """Send nobody anywhere but to a page of the desk, by an address that names no host.

    The host of a request is not believed, and what stands in `next` may be a stranger's.
    """
    there = response.headers.get("Location")
    if there is not None:
        here = f"{request.scheme}://{request.host}/"
        response.headers["Location"] = access.ours(f"/{there[len(here) :]}" if there.startswith(here) else there)
    return response


def lapsed(problem: CSRFError) -> Any:  # noqa: ANN401 - a page or an error
    """A form without its token: from a page that was open for too long, or of somebody else's making."""
    if request.endpoint == "security.login":
        form = signing_in.SignInForm(formdata=None)
        form.form_errors.append("The page was open for too long. Please sign in once more.")
        return render_template("security/login_user.html", login_user_form=form), 400
    if not current_user.is_authenticated:
        return access.signed_out()
    return _as_http(problem)


def _as_http(problem: HTTPException) -> Any:  # noqa: ANN401 - a page or an error
    return render_template("turned_away.html", code=problem.code, description=problem.description), 400


def _code_of_this_moment() -> dict[str, object]:
    """In a demo, whoever tries the desk has no authenticator at hand."""
    account = pending() or (current_user._get_current_object() if current_user.is_authenticated else None)  # noqa: SLF001
    new = session.get("tf_totp_secret") if session.get("tf_state") == "validating_profile" else None
    secret = new or (account.tf_totp_secret if account else None)
    if account is None or not secret:
        return {}
    totp = access.security().totp_factory
    assert isinstance(totp, OnceTotp)  # noqa: S101 - as `install` has it
    try:
        code, wait = totp.unused_code(secret, 0 if new else account.row.totp_counter)
    except LookupError:
        return {}
    return {"demo_code": f"{code[:3]} {code[3:]}", "demo_wait": wait}
