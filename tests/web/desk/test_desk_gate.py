"""The gate before the desk: whatever comes to it at once, callers find a thread; and nothing of it is read unasked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import EnvironBuilder

from ivr.cli.serve import THREADS
from ivr.desk.people import end
from ivr.web.desk.gate import FILES, MOMENT, MOST, STRANGERS, WAITING, Gate
from ivr.web.desk.limits import STRANGERS as LIMIT
from ivr.web.desk.sessions import IDLE
from tests.web.desk.site import AT, Site
from tests.web.desk.visitor import cookie_with, session_of

if TYPE_CHECKING:
    from collections.abc import Iterable

pytestmark = pytest.mark.silent


class Unread:
    """A body of which nobody may read anything."""

    def read(self, *_: object) -> bytes:
        """It is read."""
        raise AssertionError("the body was read")

    readinto = readline = read


@dataclass
class Answer:
    """What the gate answered; its place is taken until `close`."""

    status: int
    headers: dict[str, str]
    parts: Iterable[bytes]

    def close(self) -> None:
        """As a server does in the end."""
        if hasattr(self.parts, "close"):
            self.parts.close()


def ask(gate: Gate, path: str = "/login", cookie: str = "", method: str = "GET", **more: str) -> Answer:
    """A request whose answer is not closed."""
    environ = EnvironBuilder(path=path, base_url=AT, method=method).get_environ() | more
    environ |= {"REMOTE_ADDR": "127.0.0.1", "wsgi.input": Unread()}
    if cookie:
        environ["HTTP_COOKIE"] = f'theme={{"a": 1}}; desk={cookie}'
    told: list[tuple[int, dict[str, str]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], _: object = None) -> object:
        told.append((int(status[:3]), dict(headers)))
        return lambda _data: None

    parts = gate(environ, start_response)  # type: ignore[arg-type] # the callable is never used
    return Answer(*told[-1], parts)


def statuses(gate: Gate, times: int, path: str = "/login", cookie: str = "") -> list[int]:
    """So many requests at once, none of which ends."""
    return [ask(gate, path, cookie).status for _ in range(times)]


def test_callers_always_find_a_thread() -> None:
    """However many ask for pages and files of the desk at once."""
    assert MOST + FILES + 2 * WAITING <= THREADS - 4


def test_strangers_have_few_places_and_staff_the_rest(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes too many is told soon and kindly; a place that is given back is the next one's."""
    monkeypatch.setattr("ivr.web.desk.gate.MOMENT", 0.05)
    gate = Gate(site.app)
    held = [ask(gate) for _ in range(STRANGERS)]
    assert {each.status for each in held} == {200}
    busy = ask(gate)
    assert (busy.status, busy.headers["Retry-After"]) == (503, "5")
    assert "The desk is busy" in b"".join(busy.parts).decode()
    assert "default-src 'none'" in busy.headers["Content-Security-Policy"]

    cookie = site.cookie("ed")
    assert statuses(gate, MOST - STRANGERS + 1, "/", cookie) == [200] * (MOST - STRANGERS) + [503]
    assert statuses(gate, FILES + 1, "/static/no-such-file.css") == [404] * FILES + [503]
    held[0].close()
    held[0].close()  # twice is once
    assert statuses(gate, 2) == [200, 503]


def test_a_few_wait_for_a_moment(site: Site) -> None:
    """A browser asks for what follows while the answer before is still being ended; more than a few wait in vain."""
    gate = Gate(site.app)
    held = [ask(gate) for _ in range(STRANGERS)]
    with ThreadPoolExecutor(WAITING + 1) as pool:
        following = [pool.submit(ask, gate) for _ in range(WAITING + 1)]
        turned_away = next(as_completed(following, MOMENT)).result()
        assert turned_away.status == 503
        for each in held:
            each.close()
        assert sorted(each.result().status for each in following) == [200] * WAITING + [503]


def test_a_cookie_of_a_strangers_making_is_no_cookie(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forged, too old, or of somebody who has not signed in."""
    monkeypatch.setattr("ivr.web.desk.gate.MOMENT", 0.05)
    cookie = site.cookie("ed")
    session = session_of(site.app, cookie)
    for made in (
        f"{cookie}x",
        "x",
        cookie_with(site.app, session, IDLE.total_seconds() + 5),
        cookie_with(site.app, {"csrf_token": "x"}),
    ):
        gate = Gate(site.app)
        assert statuses(gate, STRANGERS + 1, "/login", made) == [200] * STRANGERS + [503]


def test_at_the_sign_in_everybody_is_a_stranger(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has just left the staff holds a cookie that is signed: with it they keep nobody from the desk."""
    monkeypatch.setattr("ivr.web.desk.gate.MOMENT", 0.05)
    gone, cookie = site.cookie("eve"), site.cookie("ed")
    end(site.desk, "ada", "eve")
    patience: list[float] = []
    for place in ("gate", "limits"):
        monkeypatch.setattr(f"ivr.web.desk.{place}.wait_for_body", lambda _, seconds: patience.append(seconds))
    for path in ("/login", "/login/code", "/login/recovery", "/login/password", "/login/second-factor"):
        for who in (gone, cookie):
            gate = Gate(site.app)
            held = [ask(gate, path, who, "POST") for _ in range(STRANGERS + 1)]
            assert [each.status == 503 for each in held] == [False] * STRANGERS + [True]
            assert max(patience) == LIMIT.seconds
            assert statuses(gate, 1, "/", cookie) == [200]
            patience.clear()


def test_a_place_is_free_again_when_the_desk_breaks(site: Site) -> None:
    """However a request ends."""

    def broken(*_: object) -> list[bytes]:
        raise OSError("gone")

    site.app.wsgi_app = broken  # type: ignore[method-assign, assignment]
    gate = Gate(site.app)
    for _ in range(MOST + 1):
        with pytest.raises(OSError, match="gone"):
            ask(gate)


def test_a_place_is_free_when_all_is_sent(site: Site) -> None:
    """Whether or not the server says so: werkzeug's does not where the browser has hung up."""
    gate = Gate(site.app)
    for _ in range(STRANGERS + 1):
        answer = ask(gate)
        assert b"Sign in" in b"".join(answer.parts)
        assert answer.status == 200


def test_nothing_is_read_of_what_the_gate_or_the_door_turns_away(site: Site) -> None:
    """Busy, an unknown method, a page for staff: the body of each stays where it is."""
    gate, form = Gate(site.app), {"CONTENT_LENGTH": "1000", "CONTENT_TYPE": "application/x-www-form-urlencoded"}
    for method in ("BREW", "PUT", "OPTIONS", "TRACE", "post"):
        odd = ask(gate, method=method, **form)
        assert (odd.status, odd.headers["Allow"]) == (405, "GET, HEAD, POST")
    for path in ("/pin", "/prompts/en/greeting.name/record", "/nowhere"):
        turned = ask(gate, path, method="POST", **form)
        assert turned.status == 401
        turned.close()
    statuses(gate, STRANGERS)
    assert ask(gate, method="POST", **form).status == 503
    assert ask(Gate(site.app), method="POST", **form).status == 500  # the sign-in's own form is read
    assert ask(gate, method="HEAD").status == 503
