"""The browser phone's side of the server: closed to strangers, and every wrong request a plain sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ivr.phones.delivered import PHONES
from ivr.phones.handset import Handset
from ivr.web.phone import phone_blueprint
from tests.phones.paper_line import BASE, LINE, PaperLine, script, small_line

# ---- who may use it


@pytest.mark.parametrize("address", ["192.168.1.7", "10.0.0.1", "203.0.113.9", "2001:db8::1", "::ffff:203.0.113.9", ""])
@pytest.mark.parametrize("path", ["/phone", "/phone/static/phone.js"])
def test_another_machine_is_refused(client: FlaskClient, address: str, path: str) -> None:
    """The page signs whatever it is asked to, so it is for this machine only."""
    assert client.get(path, environ_base={"REMOTE_ADDR": address}).status_code == 403


@pytest.mark.parametrize(
    "host", ["line.example", "127.0.0.1.evil.example", "localhost.evil.example", "192.168.1.7:8000"]
)
def test_a_name_that_is_not_this_machines_is_refused(client: FlaskClient, host: str) -> None:
    """A stranger's name that is made to point here gets nothing."""
    assert client.get("/phone", headers={"Host": host}).status_code == 403
    assert client.post("/phone/call", json={"do": "dial"}, headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "127.0.0.2", "[::1]:8000"])
def test_this_machine_by_any_of_its_names_is_let_in(client: FlaskClient, host: str) -> None:
    """Loopback is loopback."""
    answer = client.get("/phone", headers={"Host": host})
    assert answer.status_code == 200
    assert '<a href="/desk/">For staff: to the desk</a>' in answer.text


def test_forms_of_strangers_pages_are_refused(client: FlaskClient, paper: PaperLine) -> None:
    """Only JSON, and only from the page itself."""
    assert client.post("/phone/call", data={"do": "dial"}).status_code == 415
    assert client.post("/phone/call", data='{"do":"dial"}', content_type="text/plain").status_code == 415
    stranger = {"Origin": "https://stranger.example"}
    assert client.post("/phone/call", json={"do": "dial"}, headers=stranger).status_code == 403
    assert client.post("/phone/call", json={"do": "dial"}, headers={"Origin": "null"}).status_code == 403
    assert paper.posts == []


def test_nothing_but_our_own_files_may_run_in_the_page(client: FlaskClient) -> None:
    """A strict policy, and nothing inline that it would have to allow."""
    answer = client.get("/phone")
    policy = answer.headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert " style=" not in answer.text
    assert " onclick=" not in answer.text
    assert "<style" not in answer.text


def test_a_line_whose_sounds_lie_elsewhere_allows_just_that_place() -> None:
    """The address of the sounds, for media only."""
    paper = small_line()
    far = replace(LINE, sounds="https://cdn.example/line")
    app = Flask("paper", static_folder=None)
    app.register_blueprint(phone_blueprint(lambda: Handset(paper.post, far), paper.thread, script))

    policy = app.test_client().get("/phone").headers["Content-Security-Policy"]
    assert "media-src 'self' https://cdn.example;" in policy
    assert policy.count("cdn.example") == 1


# ---- what it answers


def test_a_call_is_carried_by_the_page_from_deed_to_deed(client: FlaskClient) -> None:
    """The server keeps nothing; sounds come from the page's own address."""
    first = client.post("/phone/call", json={"state": None, "do": "dial"}).get_json()

    assert first["steps"][0] == {
        "kind": "play",
        "prompt": "greeting.name",
        "text": "These are the words of greeting.name.",
        "url": "/audio/greeting.name.wav",
        "seconds": 0,
        "interruptible": True,
    }
    second = client.post("/phone/call", json={"state": first["state"], "do": "press", "key": "0"}).get_json()
    assert second["steps"][-1]["kind"] == "dial"
    third = client.post("/phone/call", json={"state": second["state"], "do": "dialed", "outcome": "busy"}).get_json()
    assert third["steps"][0]["prompt"] == "person.busy"
    fourth = client.post("/phone/call", json={"state": third["state"], "do": "hangup"}).get_json()
    assert fourth == {
        "state": None,
        "steps": [{"kind": "end", "prompt": "", "text": "caller", "url": "", "seconds": 0, "interruptible": False}],
    }


def test_a_state_that_points_at_a_stranger_is_refused(client: FlaskClient, paper: PaperLine) -> None:
    """Nothing is signed or sent for it."""
    state = client.post("/phone/call", json={"do": "dial"}).get_json()["state"]
    state["document"] = state["document"].replace(BASE, "https://stranger.example")
    answer = client.post("/phone/call", json={"state": state, "do": "press", "key": "1"}).get_json()

    assert answer["state"] is None
    assert answer["steps"][0]["kind"] == "error"
    assert len(paper.posts) == 1


@pytest.mark.parametrize(
    "staff",
    [
        "/voice/desk",
        "/voice/desk/101/main/-/-/0/-/1781712000/0/0/-",
        "/voice/desk?a=b",
        "/voice//desk/x",
        "//voice/desk/x",
        "/voice/d%65sk/x",
        "/%76oice%2Fdesk/x",
        "/voice/desk#rc=3",
    ],
)
def test_no_step_of_a_staff_call_is_signed_for_the_page(client: FlaskClient, paper: PaperLine, staff: str) -> None:
    """A path of a staff call says who has signed in: whoever could have one signed would need no PIN."""
    dialed = client.post("/phone/call", json={"do": "dial"}).get_json()["state"]
    for old in (f"{BASE}/voice/main/key", f"{BASE}/voice/main/silence"):
        state = {**dialed, "document": dialed["document"].replace(old, f"{BASE}{staff}")}
        assert state != dialed
        for deed in ({"do": "press", "key": "1"}, {"do": "wait"}):
            answer = client.post("/phone/call", json={"state": state, **deed}).get_json()
            assert answer["state"] is None
            assert answer["steps"][0]["text"].startswith("This phone cannot call the staff line.")
    assert len(paper.posts) == 1


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"do": "fly"}, 409),
        ({}, 409),
        ({"do": "wait"}, 409),
        ({"do": "press", "key": "x"}, 409),
        ([], 400),
        ("dial", 400),
        ({"do": "dial", "state": "x"}, 400),
    ],
)
def test_what_the_page_never_sends_is_refused_with_a_sentence(client: FlaskClient, asked: object, status: int) -> None:
    """Never a server error."""
    answer = client.post("/phone/call", json=asked)

    assert answer.status_code == status
    assert answer.get_json()["error"]


def test_a_text_is_answered_and_its_cookie_kept_by_the_page(client: FlaskClient, paper: PaperLine) -> None:
    """The conversation is carried like a call."""
    first = client.post("/phone/text", json={"state": None, "body": "COPE"}).get_json()
    client.post("/phone/text", json={"state": first["state"], "body": "MORE"})

    assert first["replies"] == ["Coping & care.\nNext: COPE 2"]
    assert paper.cookies == ["", "thread=eyJx.aZ-9"]
    for wrong in ({"body": 1}, {"body": "x" * 1601}, {"body": "x", "media": 99}, {"body": "x", "media": "1"}, {}):
        assert client.post("/phone/text", json=wrong).status_code == 400


def test_a_text_comes_from_the_phone_that_was_chosen(client: FlaskClient, paper: PaperLine) -> None:
    """The same kinds as for calls; a text always shows a number, so the hidden phone sends none."""
    client.post("/phone/text", json={"body": "COPE"})
    client.post("/phone/text", json={"body": "START", "phone": "said STOP"})
    assert [form["From"] for _, form in paper.posts] == [PHONES["mobile"], PHONES["said STOP"]]

    for kind, says in (("hidden", "shows its number"), ("a drum", "kinds of phones"), (7, "kinds of phones")):
        answer = client.post("/phone/text", json={"body": "COPE", "phone": kind})
        assert answer.status_code == 400
        assert says in answer.get_json()["error"]
    assert len(paper.posts) == 2
