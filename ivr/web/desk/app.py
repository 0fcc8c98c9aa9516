"""The desk's Flask application: accounts, one door, one layout, and a blueprint for each page."""

from __future__ import annotations

import base64
import hashlib
from http import HTTPStatus

import structlog
from flask import Flask, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from ivr.desk.desk import Desk
from ivr.errors import IvrError, UnansweredError
from ivr.settings import Settings
from ivr.web.desk import files, layout, limits, sessions, where_to
from ivr.web.desk.access import MOUNT
from ivr.web.desk.gate import AFTER, NO_DATABASE
from ivr.web.desk.pages import BLUEPRINTS
from ivr.web.desk.second_factor import key_ring
from ivr.web.here import from_elsewhere

# Nothing but our own files may load, run or be framed; recordings are listened to before they are sent (blob:), and
# Bootstrap draws its ticks and arrows from within its stylesheet (data:).
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

log = structlog.get_logger()


def create_desk(settings: Settings, desk: Desk) -> Flask:
    """The application, to be mounted under `/desk`.

    Args:
        settings: the line's.
        desk: where everything lies; the pages do nothing that its rules do not allow.
    """
    app = Flask(__name__)
    app.config.update(_config(settings))
    app.extensions["ivr.desk"] = desk
    app.extensions["ivr.settings"] = settings
    if settings.demo:
        app.before_request(only_here)
    sessions.guard(app)
    limits.install(app)
    CSRFProtect(app)  # it reads the form
    Bootstrap5(app)
    sessions.install(app, settings, desk)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    layout.dress(app)
    files.install(app)
    app.register_error_handler(IvrError, refused)
    app.register_error_handler(UnansweredError, unanswered)
    app.register_error_handler(HTTPException, turned_away)
    app.after_request(_harden)
    return app


def _config(settings: Settings) -> dict[str, object]:
    secret = _derived(settings.secret_key, "cookies")
    return {
        "SECRET_KEY": secret,
        "SESSION_COOKIE_NAME": "desk",
        "SESSION_COOKIE_PATH": f"{MOUNT}/",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": settings.public_url.startswith("https:"),
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": sessions.IDLE,
        "SESSION_REFRESH_EACH_REQUEST": True,
        "BOOTSTRAP_SERVE_LOCAL": True,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: typed words outlive an hour
        **_signing_in(settings),
    }


def _signing_in(settings: Settings) -> dict[str, object]:
    """Flask-Security's settings; passwords and guessing are the business of `ivr.desk.signing_in`."""
    return {
        "SECURITY_USER_IDENTITY_ATTRIBUTES": [{"username": {"mapper": _identity, "case_insensitive": True}}],
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_CACHE_CONTROL": None,  # ours is stricter
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_REQUIRED": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_ALWAYS_VALIDATE": True,
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TOTP_SECRETS": key_ring(_derived(settings.secret_key, "codes")),
        "SECURITY_TOTP_ISSUER": "The desk",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        "SECURITY_FRESHNESS": sessions.IDLE,  # `sessions` asks for the password each time, whatever this says
        "SECURITY_FRESHNESS_GRACE_PERIOD": sessions.IDLE,
        "SECURITY_LOGIN_URL": "/login",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_VERIFY_URL": "/password/again",
        "SECURITY_TWO_FACTOR_SETUP_URL": "/login/second-factor",
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/login/code",
        "SECURITY_TWO_FACTOR_RESCUE_URL": "/closed/help",
        "SECURITY_TWO_FACTOR_SELECT_URL": "/closed/which",
        "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/login/recovery",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/recovery-codes",
        "SECURITY_POST_LOGIN_VIEW": f"{MOUNT}/",
        "SECURITY_POST_LOGOUT_VIEW": f"{MOUNT}/login",
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": f"{MOUNT}/account",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_MSG_TWO_FACTOR_PERMISSION_DENIED": (
            "That took longer than 15 minutes, or the page was an old one. Please sign in from the start.",
            "info",
        ),
        "SECURITY_MSG_TWO_FACTOR_LOGIN_SUCCESSFUL": ("You are signed in.", "success"),
        "SECURITY_MSG_TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
            "Your new authenticator is set up. Codes of the one before are worth nothing any more.",
            "success",
        ),
        "SECURITY_MSG_REAUTHENTICATION_REQUIRED": ("For this, type your password once more.", "info"),
        "SECURITY_MSG_REAUTHENTICATION_SUCCESSFUL": ("Thank you.", "success"),
    }


def _identity(given: str) -> str:
    return given.strip().lower()[:64]


def _derived(key: str, purpose: str) -> str:
    """A key of its own for each purpose, from the one that is kept."""
    return base64.urlsafe_b64encode(hashlib.sha256(f"desk {purpose} {key}".encode()).digest()).decode()


def only_here() -> None:
    """A demo shows the codes that production's staff have on their own telephones: to this machine alone."""
    if why := from_elsewhere("the desk of a demo"):
        abort(Response(f"{why}\n", 403, mimetype="text/plain"))


def unanswered(problem: UnansweredError) -> tuple[str, int]:
    """The database is away or too busy: nothing was done, and the same is worth another try."""
    log.warning("desk.unanswered", says=str(problem))
    return NO_DATABASE, HTTPStatus.SERVICE_UNAVAILABLE


def refused(problem: IvrError) -> tuple[str, int]:
    """A rule was against it: its sentences, and nothing else is lost."""
    return render_template("refused.html", says=where_to.for_pages(problem)), 409


def turned_away(problem: HTTPException) -> ResponseReturnValue | HTTPException:
    """A page that is not there, not open, or not to be asked like this."""
    if problem.code is None or problem.code < 400:  # noqa: PLR2004 - redirects are no errors
        return problem
    if isinstance(problem, MethodNotAllowed) and request.method in {"GET", "HEAD"}:
        flash("Nothing was sent or changed just now: that address is a button's. This is the page that it stands on.")
        return redirect(where_to.page_of())
    return render_template("turned_away.html", code=problem.code, description=problem.description), problem.code


def _harden(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "microphone=(self), camera=(), geolocation=()"
    response.headers["X-Frame-Options"] = "DENY"  # for browsers that do not know frame-ancestors
    response.headers.setdefault("Cache-Control", "no-store")
    if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(AFTER)
    return response
