"""A conversation of texts carries its cookies, and shows every reply."""

from __future__ import annotations

import json
import re

import pytest

from ivr.errors import DocumentError
from ivr.phones.exchange import Response
from tests.phones.paper_line import XML, small_line


def test_a_text_comes_with_the_fields_that_the_provider_sends() -> None:
    """Who, what, to whom, and how many pictures."""
    line = small_line()

    assert line.thread().send("COPE", media=1) == ["Coping & care.\nNext: COPE 2"]
    path, fields = line.posts[0]
    assert path == "/sms"
    assert re.fullmatch(r"SM[0-9a-f]{32}", fields["MessageSid"])
    assert (fields["From"], fields["To"], fields["Body"], fields["NumMedia"]) == (
        "+12025550147",
        "+12025550100",
        "COPE",
        "1",
    )


def test_no_answer_is_an_answer() -> None:
    """Auto-replies are not answered."""
    assert small_line().thread().send("OK") == []


def test_cookies_come_back_in_the_same_conversation_only_even_after_it_was_put_away() -> None:
    """`MORE` works by a cookie; another conversation has none."""
    line = small_line()
    thread = line.thread()
    thread.send("COPE")
    again = line.thread()
    again.restore(json.loads(json.dumps(thread.state())))
    again.send("MORE")
    line.thread().send("MORE")

    assert line.cookies == ["", "thread=eyJx.aZ-9", ""]


def test_a_cookie_that_is_taken_back_is_forgotten() -> None:
    """Max-Age=0 deletes; several cookies come as several lines."""
    line = small_line()
    line.pages["/sms?A"] = Response(200, "<Response/>", {**XML, "Set-Cookie": "a=1; Path=/\nb=2; Path=/"})
    line.pages["/sms?B"] = Response(200, "<Response/>", {**XML, "Set-Cookie": "a=; Max-Age=0; Path=/"})
    thread = line.thread()
    for body in "ABC":
        thread.send(body)

    assert line.cookies == ["", "a=1; b=2", "b=2"]


@pytest.mark.parametrize("state", [{}, {"cookies": []}, {"cookies": {"a": 1}}, {"cookies": {"a": "1\r\nX-Evil: 1"}}])
def test_a_conversation_that_was_tampered_with_is_refused(state: dict[str, object]) -> None:
    """No header of another's making goes out."""
    with pytest.raises(DocumentError):
        small_line().thread().restore(state)
