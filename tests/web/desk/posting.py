"""Forms sent as a browser without scripts sends them: with the token of the page on which they stand."""

from __future__ import annotations

import re
from html import unescape

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


def told(client: FlaskClient, answer: TestResponse) -> str:
    """What the page says to which an answer leads, without its marks."""
    assert answer.status_code == 302, answer.text
    return said(client.get(answer.headers["Location"]))


def said(answer: TestResponse) -> str:
    """The words of a page, spaced as people read them."""
    text = re.sub(r"<(script|style|svg).*?</\1>", " ", answer.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())
