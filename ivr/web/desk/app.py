"""The desk's Flask application: accounts, one door, one layout, and a blueprint for each page."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta

import structlog
from flask import Flask, Response, render_template
from flask_bootstrap import Bootstrap5
from flask_security import Security
from flask_wtf import CSRFProtect
from werkzeug.exceptions import HTTPException

from ivr.desk.desk import Desk
from ivr.errors import IvrError
from ivr.settings import Settings
from ivr.web.desk import access, layout
from ivr.web.desk.accounts import Accounts
from ivr.web.desk.pages import BLUEPRINTS

MOUNT = "/desk"
IDLE = timedelta(minutes=15)  # design section 8, and what health staff are used to
# A recording of two minutes in the largest form that browsers and phones make, and what a form adds.
LARGEST_REQUEST = 40 * 1024 * 1024
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
    CSRFProtect(app)
    Bootstrap5(app)
    access.guard(app)
    Security(app, Accounts(desk))
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    layout.dress(app)
    app.register_error_handler(IvrError, refused)
    app.register_error_handler(HTTPException, turned_away)
    app.after_request(_harden)
    return app


def _config(settings: Settings) -> dict[str, object]:
    secret = _derived(settings.secret_key, "cookies")
    return {
        "SECRET_KEY": secret,
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,  # a whole file of words may be typed
        "SESSION_COOKIE_NAME": "desk",
        "SESSION_COOKIE_PATH": f"{MOUNT}/",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": settings.public_url.startswith("https:"),
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": IDLE,
        "SESSION_REFRESH_EACH_REQUEST": True,
        "BOOTSTRAP_SERVE_LOCAL": True,
        "SECURITY_PASSWORD_SALT": _derived(settings.secret_key, "passwords"),
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_LENGTH_MIN": 12,
        "SECURITY_USER_IDENTITY_ATTRIBUTES": [{"username": {"mapper": _identity, "case_insensitive": True}}],
        "SECURITY_USERNAME_ENABLE": True,
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_REQUIRED": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_ALWAYS_VALIDATE": True,
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TOTP_SECRETS": {1: _derived(settings.secret_key, "codes")},
        "SECURITY_TOTP_ISSUER": "The desk",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_LOGIN_URL": "/login",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_CHANGE_URL": "/password",
        "SECURITY_TWO_FACTOR_SETUP_URL": "/login/second-factor",
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/login/code",
        "SECURITY_TWO_FACTOR_RESCUE_URL": "/login/help",
        "SECURITY_TWO_FACTOR_SELECT_URL": "/login/which",
        "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/login/recovery",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/recovery-codes",
        "SECURITY_POST_LOGIN_VIEW": f"{MOUNT}/",
        "SECURITY_POST_LOGOUT_VIEW": f"{MOUNT}/login",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: typed words outlive an hour
    }


def _identity(given: str) -> str:
    return given.strip().lower()[:64]


def _derived(key: str, purpose: str) -> str:
    """A key of its own for each purpose, from the one that is kept."""
    return base64.urlsafe_b64encode(hashlib.sha256(f"desk {purpose} {key}".encode()).digest()).decode()


def refused(problem: IvrError) -> tuple[str, int]:
    """A rule was against it, or something is away: its sentences, and nothing else is lost."""
    return render_template("refused.html", says=str(problem).split("\n")), 409


def turned_away(problem: HTTPException) -> Response | tuple[str, int] | HTTPException:
    """A page that is not there, not open, or not to be asked like this."""
    if problem.code is None or problem.code < 400:  # noqa: PLR2004 - redirects are no errors
        return problem
    return render_template("turned_away.html", code=problem.code, description=problem.description), problem.code


def _harden(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "microphone=(self), camera=(), geolocation=()"
    response.headers.setdefault("Cache-Control", "no-store")
    return response
