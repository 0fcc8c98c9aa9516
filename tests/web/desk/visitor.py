"""Somebody without scripts at the desk: opens pages, sends their forms with the token that they hold, and signs in."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import TestResponse

from ivr.bootstrap import build
from ivr.desk.signing_in.accounts import Found, change, choose_password, give_password, of_person
from ivr.desk.signing_in.second_factor import new_recovery_codes
from ivr.settings import Mode, load
from ivr.store.database import Database
from ivr.web.app import create_app
from ivr.web.desk.app import create_desk
from tests.desk.desks import Ticking
from tests.desk.sounding import begun_silent
from tests.web.desk.site import AT, Site

OWN = "violet kettle runs north"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
SHOWN = re.compile(r'name="shown" value="([^"]*)"')
NEXT = re.compile(r'name="next"[^>]*value="([^"]*)"')
ACTION = re.compile(r'<form method="post" action="([^"]+)"')
CODE = re.compile(r'<strong class="code">(\d{3} \d{3})</strong>')
RECOVERY = re.compile(r'<li class="code">([^<]+)</li>')


def quick_site(data: Path, **more: str) -> Site:
    """A line with its desk and the shipped words, without any sounds: signing in needs none; `more` are settings."""
    url = f"sqlite:///{data / 'line.db'}"
    settings = load({"IVR_DATA": str(data), "IVR_DATABASE_URL": url, "IVR_PUBLIC_URL": AT, **more}, AT)
    desk = begun_silent(Database(url), data)
    parts = replace(build(settings), desk=desk)
    return Site(desk, create_desk(settings, desk), create_app(parts))


class Visitor:
    """One browser; `page` is what it shows."""

    page: TestResponse

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def open(self, path: str, **how: object) -> Visitor:
        """A page, by way of whatever it leads to."""
        self.page = self.client.get(path, follow_redirects=True, **how)
        return self

    def send(self, path: str = "", **fields: str) -> Visitor:
        """Send the form of this page, or another one with its token, and see where it leads."""
        token, after, shown = (each.search(self.page.text) for each in (TOKEN, NEXT, SHOWN))
        path = path or ACTION.findall(self.page.text)[-1].replace("&amp;", "&")
        sent = {"csrf_token": token.group(1) if token else "", "next": after.group(1) if after else ""}
        sent |= ({"shown": shown.group(1)} if shown else {}) | fields
        self.page = self.client.post(path, data=sent, follow_redirects=True)
        return self

    def sign_in(self, person: str, password: str = OWN) -> Visitor:
        """The first step."""
        return self.open("/desk/login").send("/desk/login", username=person, password=password)

    @property
    def heading(self) -> str:
        """What the page says that it is."""
        found = re.search(r"<h1>(.*?)</h1>", self.page.text)
        return found.group(1) if found else ""

    @property
    def at(self) -> str:
        """Where the browser is, without what follows the path."""
        return urlsplit(self.page.request.url).path

    @property
    def cookie(self) -> str:
        """Its session."""
        found = self.client.get_cookie("desk", path="/desk/")
        return found.value if found else ""

    @property
    def shown_code(self) -> str:
        """The code that a demo shows."""
        found = CODE.search(self.page.text)
        assert found, self.page.text
        return found.group(1)


def visitor(line: Flask) -> Visitor:
    """Somebody who has just opened a browser."""
    return Visitor(line.test_client())


def settle(site: Site, person: str = "ed") -> str:
    """Let somebody have a password of their own, an authenticator and recovery codes; the authenticator's key."""
    give_password(site.desk, "ada", person, new_device=True)
    choose_password(site.desk, person, OWN)
    secret = str(site.app.extensions["security"].totp_factory.generate_totp_secret())
    row = account(site, person)[1]
    change(site.desk, row, replace(row, totp=secret))
    new_recovery_codes(site.desk, person)
    return secret


def account(site: Site, person: str) -> Found:
    """Somebody's account."""
    found = of_person(site.desk, person)
    assert found is not None
    return found


def code_of(app: Flask, secret: str, steps: int = 0) -> str:
    """The code that an authenticator shows, or will show so many half minutes later."""
    factory = app.extensions["security"].totp_factory
    return str(factory._totp.from_source(secret).generate(int(time.time()) + 30 * steps).token)  # noqa: SLF001


def production(site: Site, public: str = "https://line.example.org", **more: str) -> tuple[Flask, Flask]:
    """The desk of the same database in production: alone, and mounted."""
    settings = load({"IVR_DATA": str(site.desk.shelf.data), "IVR_SECRET_KEY": "k" * 40, **more})
    settings = replace(settings, mode=Mode.PRODUCTION, public_url=public)
    desk = create_desk(settings, replace(site.desk, production=True))
    line = Flask("line", static_folder=None)
    line.wsgi_app = DispatcherMiddleware(line.wsgi_app, {"/desk": desk.wsgi_app})  # type: ignore[method-assign]
    return desk, line


def visitor_with(site: Site, them: Visitor) -> Visitor:
    """Another browser with the same session."""
    other = visitor(site.line)
    other.client.set_cookie("desk", them.cookie, path="/desk/")
    return other


def signed_in(site: Site, person: str = "ed") -> Visitor:
    """Somebody who has really signed in."""
    secret = settle(site, person)
    them = visitor(site.line).sign_in(person)
    them.send(code=code_of(site.app, secret))
    assert them.heading == "Today"
    return them


def session_of(app: Flask, cookie: str) -> dict[str, object]:
    """What stands in a session cookie."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    found: dict[str, object] = serializer.loads(cookie)
    return found


def cookie_with(app: Flask, session: dict[str, object], age: float = 0) -> str:
    """A session cookie of our own making, as old as that."""

    class Older(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(time.time() - age)

    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    serializer.signer = Older
    return str(serializer.dumps(session))


def token(them: Visitor) -> str:
    """The token of the form on this page."""
    return them.page.text.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]


def wrong_code(site: Site, secret: str) -> str:
    """Six digits that are not the code of now, nor of the half minutes beside it."""
    right = {code_of(site.app, secret, steps) for steps in range(-2, 3)}
    return next(code for code in ("000000", "111111", "222222", "333333", "444444", "555555") if code not in right)


def later(site: Site, by: timedelta) -> None:
    """Let time pass for the locks."""
    assert isinstance(site.desk.clock, Ticking)
    site.desk.clock.now += by
