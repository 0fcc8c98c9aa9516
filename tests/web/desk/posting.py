"""Forms sent as a browser without scripts sends them: with the token of the page on which they stand."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from threading import Barrier

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def send(client: FlaskClient, page: str, form: str = "", **fields: str | list[str]) -> TestResponse:
    """Open a page of the desk, then send a form of it.

    Args:
        client: signed in.
        page: its address below /desk.
        form: where the form goes; to the page itself if it is not given.
        fields: what is typed; hyphens in names are written as underlines.
    """
    token = _TOKEN.search(client.get(f"/desk{page}").text)
    assert token is not None
    typed = {name.replace("_", "-"): value for name, value in fields.items()}
    return client.post(f"/desk{form or page}", data={"csrf_token": unescape(token[1]), **typed})


def shown(client: FlaskClient, page: str, field: str) -> str:
    """What the first field of this name says on a page."""
    found = re.search(rf'name="{field}"[^>]* value="([^"]*)"', client.get(f"/desk{page}").text)
    assert found is not None
    return unescape(found[1])


def pressed_twice(client: FlaskClient, page: str, form: str = "", **fields: str | list[str]) -> list[str]:
    """Send a form as a double click or a browser's retry does, twice at once, and once more a moment later.

    Returns:
        What each of the three is told.
    """
    token = _TOKEN.search(client.get(f"/desk{page}").text)
    assert token is not None
    data = {"csrf_token": unescape(token[1]), **{name.replace("_", "-"): value for name, value in fields.items()}}
    both = Barrier(2)

    def press(who: FlaskClient, *, at_once: bool) -> TestResponse:
        if at_once:
            both.wait(10)
        return who.post(f"/desk{form or page}", data=data)

    other = client.application.test_client()
    cookie = client.get_cookie("desk", path="/desk/")
    assert cookie is not None
    other.set_cookie("desk", cookie.value, path="/desk/")
    with ThreadPoolExecutor(2) as pool:
        first, second = (pool.submit(press, each, at_once=True) for each in (client, other))
        heard = [told(client, first.result()), told(other, second.result())]
    return [*heard, told(client, press(client, at_once=False))]


def told(client: FlaskClient, answer: TestResponse) -> str:
    """What the page says to which an answer leads, without its marks."""
    assert answer.status_code == 302, said(answer)
    return said(client.get(answer.headers["Location"]))


def said(answer: TestResponse) -> str:
    """The words of a page, spaced as people read them."""
    text = re.sub(r"<(script|style|svg).*?</\1>", " ", answer.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())
