"""Who may open which page: every route names its roles, and nothing is open that does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, redirect, request, url_for
from flask_security import current_user

from ivr.desk.desk import Desk
from ivr.desk.people import Role, is_any
from ivr.store.people import Person

ANYBODY = tuple(Role)  # on the staff; somebody without any role may look at nothing
_View = TypeVar("_View", bound=Callable[..., Any])
_OPEN = "desk.roles"
# The steps of signing in; Flask-Security itself checks which of them somebody may take.
SIGN_IN = frozenset(
    f"security.{step}"
    for step in (
        "login",
        "two_factor_setup",
        "two_factor_token_validation",
        "two_factor_rescue",
        "mf_recovery",
        "two_factor_select",
    )
)


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
    return endpoint in SIGN_IN or endpoint == "static" or endpoint.endswith(".static")


def guard(app: Flask) -> None:
    """Let every request through this one door."""

    @app.before_request
    def admit() -> Any:  # noqa: ANN401 - as Flask has it
        endpoint = request.endpoint
        if endpoint is not None and is_public(endpoint):
            return None
        if not current_user.is_authenticated:
            return to_sign_in()
        if endpoint is None or endpoint.startswith("security."):
            return None  # no such page, or one's own password and codes
        allowed = roles_of(app, endpoint)
        if allowed is None or not is_any(person(), *allowed):
            abort(403)
        return None


def to_sign_in() -> Any:  # noqa: ANN401 - werkzeug's response
    """The way to the sign-in, and back to the page that was asked for."""
    if request.method not in {"GET", "HEAD"}:
        return Response("You are not signed in any more. Sign in, then do it again.\n", 401, mimetype="text/plain")
    asked = request.full_path.rstrip("?") if request.path != "/" else ""
    return redirect(url_for("security.login", next=f"{request.script_root}{asked}" if asked else None))


def desk() -> Desk:
    """The desk that this application works with."""
    found: Desk = current_app.extensions["ivr.desk"]
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
