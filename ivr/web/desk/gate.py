"""The gate before the desk: so few of its requests at once that callers always find a thread, whatever anybody does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from threading import Condition
from typing import TYPE_CHECKING

from flask import Flask
from itsdangerous import BadData
from werkzeug.http import parse_cookie

from ivr.web.desk.access import SIGN_IN
from ivr.web.desk.sessions import IDLE
from ivr.web.patience import wait_for_body

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Of the 20 threads that a server has (`ivr.cli.serve.THREADS`) the callers keep four: at most 6 + 4 work and 3 + 3 wait
# here. (A browser asks for six files at once.)
MOST, STRANGERS, FILES, WAITING = 6, 3, 4, 3
# Seconds: an answer has arrived, and the browser asks for what follows, a little before its place is given back.
MOMENT = 1.0
SECONDS = 10.0  # for a stranger's form
AFTER = 5  # seconds until it is worth trying again
_METHODS = ("GET", "HEAD", "POST")
_UNREAD = 0.5  # seconds for what was sent already, so that the answer arrives

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - The desk</title></head>
<body><main><h1>{title}</h1>{says}</main></body></html>
"""
_AGAIN = (
    "<p>Wait a few seconds, then load this page again. If you sent something: go back with your browser's Back button "
    "and send it again; what you typed or recorded is still there.</p>"
)
_BUSY = _PAGE.format(
    title="The desk is busy",
    says=f"<p>Nothing was lost. Many people use it at this moment, and callers come first.</p>{_AGAIN}",
).encode()
_UNKNOWN = _PAGE.format(title="That did not work", says="<p>The desk is asked in another way.</p>").encode()
# What the desk answers without its database, which its own pages ask who is signed in.
NO_DATABASE = _PAGE.format(
    title="The desk cannot answer just now",
    says="<p>Its database is away or too busy. Nothing was done, and nothing was lost.</p>"
    f"{_AGAIN}<p>If it stays like this, tell whoever runs the machines.</p>",
)
_HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
]


class _Places:
    """So many at once, of which strangers have fewer; a few more wait for a moment."""

    def __init__(self, most: int, strangers: int) -> None:
        self._most, self._fewer = most, strangers
        self._all = self._strange = self._waiting = 0
        self._changed = Condition()

    def take(self, *, strange: bool) -> bool:
        with self._changed:
            if not self._free(strange=strange) and not self._comes_free(strange=strange):
                return False
            self._all += 1
            self._strange += strange
            return True

    def give_back(self, *, strange: bool) -> None:
        with self._changed:
            self._all -= 1
            self._strange -= strange
            self._changed.notify_all()

    def _free(self, *, strange: bool) -> bool:
        return self._all < self._most and not (strange and self._strange >= self._fewer)

    def _comes_free(self, *, strange: bool) -> bool:
        """Whether there is a place within a moment; so few may wait for one that callers do not notice."""
        if self._waiting >= WAITING:
            return False
        self._waiting += 1
        try:
            return self._changed.wait_for(lambda: self._free(strange=strange), MOMENT)
        finally:
            self._waiting -= 1


class Gate:
    """The desk as the line mounts it.

    Whoever has signed in is known by the signature of their cookie alone: nothing is looked up, and nothing of the
    request's body is read, before there is a place. Whose session has ended since still comes as one of the staff, but
    not to the sign-in, which alone reads what strangers send.
    """

    def __init__(self, desk: Flask) -> None:
        self._desk: WSGIApplication = desk.wsgi_app
        self._known = _known_by_cookie(desk)
        self._sign_in = frozenset(rule.rule for rule in desk.url_map.iter_rules() if rule.endpoint in SIGN_IN)
        self._pages, self._files = _Places(MOST, STRANGERS), _Places(FILES, FILES)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request of the desk, or say within a moment that it is busy."""
        method, path = environ.get("REQUEST_METHOD", ""), environ.get("PATH_INFO", "")
        if method not in _METHODS:
            return _turned_away(environ, start_response, "405 METHOD NOT ALLOWED", ("Allow", ", ".join(_METHODS)))
        places = self._files if path.startswith(("/static/", "/bootstrap/static/")) else self._pages
        strange = path in self._sign_in or not self._known(environ)
        if not places.take(strange=strange):
            return _turned_away(environ, start_response, "503 SERVICE UNAVAILABLE", ("Retry-After", str(AFTER)))
        try:
            if strange:
                wait_for_body(environ, SECONDS)
            answer = self._desk(environ, start_response)
        except BaseException:
            places.give_back(strange=strange)
            raise
        return _Answer(answer, lambda: places.give_back(strange=strange))


class _Answer:
    """What the desk answers; its place is free when all of it is sent, or it is closed before.

    A server may break off without closing it: werkzeug's does where the browser has hung up.
    """

    def __init__(self, parts: Iterable[bytes], done: Callable[[], None]) -> None:
        self._parts, self._done = parts, done

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._parts
        finally:
            self._leave()

    def close(self) -> None:
        """Called by the server in the end."""
        try:
            if hasattr(self._parts, "close"):
                self._parts.close()
        finally:
            self._leave()

    def _leave(self) -> None:
        done, self._done = self._done, lambda: None
        done()


def _turned_away(
    environ: WSGIEnvironment, start_response: StartResponse, status: str, header: tuple[str, str]
) -> Iterable[bytes]:
    wait_for_body(environ, _UNREAD)
    page = _BUSY if status.startswith("503") else _UNKNOWN
    start_response(status, [*_HEADERS, header, ("Content-Length", str(len(page)))])
    return [] if environ.get("REQUEST_METHOD") == "HEAD" else [page]


def _known_by_cookie(desk: Flask) -> Callable[[WSGIEnvironment], bool]:
    """Whether a request comes with a session in which somebody has signed in lately."""
    name = str(desk.config["SESSION_COOKIE_NAME"])
    serializer = desk.session_interface.get_signing_serializer(desk)  # type: ignore[attr-defined] # Flask's own

    def known(environ: WSGIEnvironment) -> bool:
        found = parse_cookie(environ).get(name)
        if found is None or serializer is None:
            return False
        try:
            session = serializer.loads(found, max_age=int(IDLE.total_seconds()))
        except BadData:
            return False
        return isinstance(session, dict) and "_user_id" in session

    return known
