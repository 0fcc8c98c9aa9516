"""Who may open which page: every route names its roles, and nothing is open that does not."""

from __future__ import annotations

from collections.abc import Callable
from posixpath import normpath
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from flask import Flask, abort, current_app, redirect, render_template, request, session, url_for
from flask_security import Security, current_user

from ivr.desk.desk import Desk
from ivr.desk.people import Role, is_any
from ivr.store.people import Person

ANYBODY = tuple(Role)  # on the staff; somebody without any role may look at nothing
_View = TypeVar("_View", bound=Callable[..., Any])
_OPEN = "desk.roles"
MOUNT = "/desk"
# In the session: true for whoever has an authenticator and no recovery codes yet; then those codes, sealed, until they
# say that they have written them down.
CODES_DUE = "codes_due"
CONFIRMED = "confirmed"  # in the session: when they gave their password once more, until what it was for is done
FIRST_CODES = "first_codes"  # in the session: these codes are their first ones, the last step of setting up
_LONGEST_ADDRESS = 2000
# What whoever has not signed in may open: the steps of signing in. Flask-Security checks which of them somebody may
# take, and `sessions` that their order is kept.
SIGN_IN = frozenset(
    {
        "security.login",
        "security.two_factor_setup",
        "security.two_factor_token_validation",
        "security.mf_recovery",
        "account.choose",
    }
)
# What Flask-Security brings and nobody needs: help by mail, a choice of one, a second way to the same end.
_CLOSED = frozenset(f"security.{each}" for each in ("two_factor_rescue", "tf_select", "two_factor_setup_validate"))


def roles(*allowed: Role) -> Callable[[_View], _View]:
    """Mark a view as open to people with one of these roles; written right under the route's decorator."""

    def marked(view: _View) -> _View:
        setattr(view, _OPEN, frozenset(allowed))
        return view

    return marked


def roles_of(app: Flask, endpoint: str) -> frozenset[Role] | None:
    """The roles that a route names; None where it names none, so that it is open to nobody or is the sign-in's."""
    found: frozenset[Role] | None = getattr(app.view_functions[endpoint], _OPEN, None)
    return found


def is_public(endpoint: str) -> bool:
    """Whether whoever has not signed in may open it: the sign-in itself, and the styles and scripts of the pages."""
    return endpoint in SIGN_IN or is_file(endpoint)


def is_file(endpoint: str | None) -> bool:
    """Whether it gives the styles and scripts of the pages, which know nobody's session."""
    return endpoint is not None and f".{endpoint}".endswith(".static")


def admit() -> Any:  # noqa: ANN401 - werkzeug's response
    """The one door, through which every request goes: a page where it ends here, None where it may go on."""
    endpoint = request.endpoint
    if is_file(endpoint):
        return None
    if not current_user.is_authenticated:
        return None if endpoint is not None and is_public(endpoint) else to_sign_in()
    due = _due(endpoint)
    if due is not None:
        return due
    if endpoint in _CLOSED:
        abort(404)
    if endpoint is None or endpoint.startswith("security.") or is_public(endpoint):
        return None  # no such page, or one's own password and codes
    allowed = roles_of(current_app, endpoint)
    if allowed is None or not is_any(person(), *allowed):
        abort(403)
    return None


def _due(endpoint: str | None) -> Any:  # noqa: ANN401 - werkzeug's response
    """What has to be done first: a password that somebody else knows opens nothing but the page to choose another."""
    if endpoint == "security.logout":
        return None
    if current_user.row.must_change:
        return None if endpoint == "account.choose" else redirect(url_for("account.choose"))
    if codes_due() and endpoint not in {"security.mf_recovery_codes", "account.noted", "security.verify"}:
        return redirect(url_for("security.mf_recovery_codes"))
    return None


def codes_due() -> bool:
    """Whether recovery codes come before anything else: they have none, or have not noted those that they were shown.

    The account says so, too: of two answers to a form pressed twice the browser may keep the one without the session.
    """
    if current_user.tf_totp_secret and not current_user.mf_recovery_codes:
        session.setdefault(CODES_DUE, True)
    return bool(session.get(CODES_DUE))


def ours(address: str) -> str:
    """An address if it is a page of the desk, else that of its first page: nobody is sent elsewhere from here."""
    first = f"{MOUNT}/"
    plain = address.isascii() and address.isprintable() and not set(address) & set("\\ ")
    if not plain or len(address) > _LONGEST_ADDRESS:
        return first
    path, read = "", (written := address.partition("?")[0].partition("#")[0])
    while read != path:  # browsers and proxies may unquote more than once
        path, read = read, unquote(read)
    as_found = path.isprintable() and "\\" not in path and normpath(path) == (path.rstrip("/") or "/")
    return address if as_found and all(f"{each}/".startswith(first) for each in (written, path)) else first


def to_sign_in() -> Any:  # noqa: ANN401 - werkzeug's response
    """The way to the sign-in, and back to the page that was asked for."""
    if request.method not in {"GET", "HEAD"}:
        return signed_out()
    asked = request.full_path.rstrip("?") if request.path != "/" else ""
    return redirect(url_for("security.login", next=f"{request.script_root}{asked}" if asked else None))


def signed_out() -> tuple[str, int]:
    """What somebody sends who is not signed in any more is not done, and not lost: back to its form by the sign-in."""
    there = urlsplit(request.referrer or "")
    form = f"{there.path}?{there.query}".rstrip("?")
    return render_template("account/signed_out.html", form=form if ours(form) == form else None), 401


def desk() -> Desk:
    """The desk that this application works with."""
    found: Desk = current_app.extensions["ivr.desk"]
    return found


def security() -> Security:
    """Flask-Security, as it is set up here."""
    found: Security = current_app.extensions["security"]
    return found


def person() -> Person:
    """Whoever is signed in, as the staff list has them now."""
    found: Person = current_user.person
    return found


def by() -> str:
    """The id of whoever is signed in, for the desk's rules."""
    return person().id


def has(*any_of: Role) -> bool:
    """Whether whoever is signed in has one of these roles."""
    return current_user.is_authenticated and is_any(person(), *any_of)
