"""The desk in the browser for tests: the real application on a real database, its sounds tones, anybody signed in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ivr.bootstrap import build
from ivr.desk.desk import Desk
from ivr.desk.signing_in.accounts import new_session, of_person
from ivr.settings import load
from ivr.store.accounts import AccountRow
from ivr.store.database import Database
from ivr.web.app import create_app
from ivr.web.desk.app import create_desk
from tests.desk.signing_in.holders import keep
from tests.desk.sounding import begun

AT = "http://127.0.0.1:8000"


class Closing(FlaskClient):
    """A client that ends every request, as servers do: each has a place at the desk's gate until it is closed."""

    def open(self, *given: object, **how: object) -> TestResponse:
        """The whole answer."""
        return super().open(*given, **{"buffered": True, **how})  # type: ignore[arg-type]


@dataclass
class Site:
    """A line with its desk.

    Attributes:
        desk: its rules; the staff are those of `tests.desk.desks.STAFF`.
        app: the desk's own application, without /desk before its addresses.
        line: the whole line, in which it is mounted under /desk.
    """

    desk: Desk
    app: Flask
    line: Flask

    def __post_init__(self) -> None:
        self.line.test_client_class = Closing

    def cookie(self, person: str) -> str:
        """The value of the cookie `desk` of somebody who has signed in with both factors."""
        keep(self.desk, AccountRow(person, new_session(), self.desk.clock(), must_change=False))
        found = of_person(self.desk, person)
        assert found is not None
        serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        assert serializer is not None
        session = {"_permanent": True, "_fresh": True, "_user_id": found[1].uniquifier, "fs_paa": 4102444800.0}
        return str(serializer.dumps(session))

    def client(self, person: str = "") -> FlaskClient:
        """A browser without scripts, at the whole line; signed in as somebody, or not at all."""
        client = self.line.test_client()
        if person:
            client.set_cookie("desk", self.cookie(person), path="/desk/")
        return client


def made_site(file: Path, data: Path) -> Site:
    """A site with the shipped words published as edition 1, each prompt a tone, on an SQLite file."""
    url = f"sqlite:///{file}"
    settings = load({"IVR_DATA": str(data), "IVR_DATABASE_URL": url, "IVR_PUBLIC_URL": AT}, AT)
    desk = begun(Database(url), data)
    parts = replace(build(settings), desk=desk)
    return Site(desk, create_desk(settings, desk), create_app(parts))
