"""Sessions at the desk: how long they last, what ends them, and that nobody else gets anything of them."""

from __future__ import annotations

import json
import time

import pytest

from ivr.desk.people import Role, change_roles, end
from ivr.desk.signing_in.accounts import choose_password, give_password
from ivr.web.desk.sessions import IDLE, LONGEST
from tests.web.desk.site import Site
from tests.web.desk.visitor import (
    OWN,
    Visitor,
    code_of,
    cookie_with,
    production,
    session_of,
    settle,
    signed_in,
    token,
    visitor,
    visitor_with,
)

pytestmark = pytest.mark.silent


def test_signing_out_ends_the_session_everywhere(site: Site) -> None:
    """A copied cookie is worth nothing any more."""
    them = signed_in(site)
    copied = visitor_with(site, them)
    assert copied.open("/desk/").heading == "Today"
    assert them.send("/desk/sign-out").heading == "Sign in to the desk"
    assert "signed out, on every device" in them.page.text
    assert copied.open("/desk/").heading == "Sign in to the desk"


def test_another_password_ends_the_other_sessions_and_keeps_this_one(site: Site) -> None:
    """It asks for the old one, whose guesses count."""
    them = signed_in(site)
    copied = visitor_with(site, them)
    new = "marble otter sings late"
    them.open("/desk/password").send("/desk/password", old="not it", new=new, again=new)
    assert "That is not your password" in them.page.text
    them.send("/desk/password", old=OWN, new=new, again="marble otter")
    assert "not alike" in them.page.text
    assert them.send("/desk/password", old=OWN, new=new, again=new).heading == "My account"
    assert them.open("/desk/").heading == "Today"
    assert copied.open("/desk/").heading == "Sign in to the desk"
    for _ in range(5):
        them.open("/desk/password").send("/desk/password", old="guess", new=OWN, again=OWN)
    assert "five wrong tries" in them.page.text


def test_what_the_staff_list_says_counts_at_the_next_request(site: Site) -> None:
    """A role taken away, and leaving."""
    them = signed_in(site, "ada")
    change_roles(site.desk, "ada", "ann", [Role.ADMIN])
    assert them.open("/desk/people/add").page.status_code == 200
    change_roles(site.desk, "ann", "ada", [Role.EDITOR])
    assert them.open("/desk/people/add").page.status_code == 403
    end(site.desk, "ann", "ada")
    assert them.open("/desk/").heading == "Sign in to the desk"


def test_a_session_left_idle_is_over(site: Site) -> None:
    """By the cookie's own time and by what stands in it; a form that is sent then is not done, and says so kindly."""
    them = signed_in(site)
    session, idle = session_of(site.app, them.cookie), IDLE.total_seconds()
    for age, seen, ends in ((0, 0, False), (idle + 5, 0, True), (0, idle + 5, True), (idle - 60, idle - 60, False)):
        cookie = cookie_with(site.app, session | {"seen": int(time.time() - seen)}, age)
        other = visitor(site.line)
        other.client.set_cookie("desk", cookie, path="/desk/")
        assert (other.open("/desk/").heading == "Today") is not ends
    late = visitor(site.line)
    late.client.set_cookie("desk", cookie_with(site.app, session | {"seen": 0}), path="/desk/")
    answer = late.client.post("/desk/pin", data={"csrf_token": token(them.open("/desk/pin")), "pin": "7093"})
    assert (answer.status_code, "what you typed is still there" in answer.text) == (401, True)


def test_no_session_is_longer_than_a_shift(site: Site) -> None:
    """However often somebody comes by with it."""
    them = signed_in(site)
    old = session_of(site.app, them.cookie) | {"fs_paa": time.time() - LONGEST.total_seconds() - 5}
    them.client.set_cookie("desk", cookie_with(site.app, old), path="/desk/")
    assert them.open("/desk/").heading == "Sign in to the desk"


def test_each_request_makes_the_session_last_longer(site: Site) -> None:
    """Whoever works is not signed out after a quarter of an hour."""
    them = signed_in(site)
    old = session_of(site.app, them.cookie) | {"seen": int(time.time() - 600)}
    them.client.set_cookie("desk", cookie_with(site.app, old, 600), path="/desk/")
    them.open("/desk/")
    assert float(str(session_of(site.app, them.cookie)["seen"])) > time.time() - 60


def test_a_session_planted_before_is_not_the_one_after(site: Site) -> None:
    """Neither its token nor anything else that a stranger may know of it is left."""
    secret = settle(site)
    planted = visitor(site.line).open("/desk/login")
    before = session_of(site.app, planted.cookie)
    planted.client.set_cookie("desk", cookie_with(site.app, before | {"planted": "yes"}), path="/desk/")
    planted.sign_in("ed").send(code=code_of(site.app, secret))
    assert planted.heading == "Today"
    after = session_of(site.app, planted.cookie)
    assert after.get("csrf_token") != before["csrf_token"]
    assert not {"planted", "tf_user_id", "tf_state", "tf_totp_secret"} & set(after)


def test_a_form_without_its_token_is_refused(site: Site) -> None:
    """The sign-in's own too, with a form to do it over; and every other, signed in or not."""
    settle(site)
    client = site.line.test_client()
    answer = client.post("/desk/login", data={"username": "ed", "password": OWN})
    assert (answer.status_code, "The page was open for too long" in answer.text) == (400, True)
    assert 'name="csrf_token"' in answer.text
    assert client.post("/desk/login/code", data={"code": "123456"}).status_code == 401
    them = signed_in(site)
    for path in ("/desk/pin", "/desk/sign-out", "/desk/account/voice", "/desk/recovery-codes", "/desk/login/password"):
        assert them.client.post(path, data={"pin": "7093"}).status_code == 400
    assert them.open("/desk/").heading == "Today"


def test_there_is_no_way_in_but_the_pages(site: Site) -> None:
    """No JSON, no basic authentication, no tokens, no help by mail, no choice of second factors."""
    settle(site)
    client = site.line.test_client()
    page = Visitor(client).open("/desk/login")
    headers = {"X-CSRFToken": token(page), "Accept": "application/json"}
    assert client.post("/desk/login", json={"username": "ed", "password": OWN}, headers=headers).status_code == 415
    for how in (
        {"auth": ("ed", OWN)},
        {"headers": {"Authentication-Token": "x"}},
        {"query_string": {"auth_token": "x"}},
    ):
        assert client.get("/desk/people", **how).status_code == 302
    them = signed_in(site)
    for closed in ("/desk/closed/help", "/desk/closed/which", "/desk/verify", "/desk/change", "/desk/fs-static/x"):
        assert them.open(closed).page.status_code == 404
        assert client.get(closed).headers["Location"].startswith("/desk/login")


def test_the_cookie_is_for_the_desk_alone(site: Site) -> None:
    """Not for scripts, not for other sites, and with https for nothing but https."""
    (line,) = [each for name, each in site.line.test_client().get("/desk/login").headers if name == "Set-Cookie"]
    assert {"HttpOnly", "Path=/desk/", "SameSite=Lax"} <= set(line.split("; "))
    assert "Secure" not in line
    _, real = production(site)
    (line,) = [each for name, each in real.test_client().get("/desk/login").headers if name == "Set-Cookie"]
    assert {"HttpOnly", "Path=/desk/", "SameSite=Lax", "Secure"} <= set(line.split("; "))


def test_every_page_is_for_one_reader_and_no_frame(site: Site) -> None:
    """Nothing is kept by browsers or proxies, nothing is framed, nothing foreign runs."""
    them = signed_in(site)
    for path in ("/desk/", "/desk/login", "/desk/account", "/desk/nowhere"):
        headers = them.client.get(path).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]


def test_the_host_of_a_request_is_not_believed(site: Site) -> None:
    """It stands in no redirect and on no page, signed in or not."""
    _, real = production(site)
    client = real.test_client()
    for path in ("/desk", "/desk/", "/desk/login", "/desk/people/", "/desk/login/code", "/desk/notices"):
        answer = client.get(path, base_url="https://evil.example")
        assert "evil.example" not in answer.text.replace("https://evil.example/desk/notices/", "")
        assert answer.headers.get("Location", "/desk/").startswith("/desk/")


def test_for_another_way_in_the_password_is_given_again_each_time(site: Site) -> None:
    """Whoever finds a desk open cannot make themselves one, neither right after the sign-in nor after a deed."""
    them = signed_in(site)
    for _ in range(2):
        assert them.open("/desk/recovery-codes").heading == "Your password once more"
        assert them.send("/desk/recovery-codes").heading == "Your password once more", "nor by its form alone"
        them.send("/desk/password/again", password="not it")
        assert "That is not your password" in them.page.text
        assert them.open("/desk/recovery-codes").heading == "Your password once more"
        assert them.send("/desk/password/again", password=OWN).heading == "Your recovery codes"
        assert them.send("/desk/recovery-codes").page.text.count('<li class="code">') == 8
        assert them.open("/desk/").page.text.count('<li class="code">') == 8, "until they are noted, without a password"
        assert them.send("/desk/recovery-codes/noted").heading == "Today"
    for _ in range(2):
        assert them.open("/desk/login/second-factor").heading == "Your password once more"
        assert them.send("/desk/login/second-factor", setup="authenticator").heading == "Your password once more"
        assert them.send("/desk/password/again", password=OWN).heading == "Set up another authenticator"
        code = them.send("/desk/login/second-factor", setup="authenticator").shown_code
        assert them.send("/desk/login/code", code=code).heading == "My account"


def test_a_key_that_was_shown_and_left_is_not_there_for_the_next(site: Site) -> None:
    """A quarter of an hour later its page asks for the password, too."""
    them = signed_in(site).open("/desk/login/second-factor").send(password=OWN)
    assert 'class="qr"' in them.send("/desk/login/second-factor", setup="authenticator").page.text
    assert 'class="qr"' in them.open("/desk/login/code").page.text
    old = session_of(site.app, them.cookie) | {"confirmed": int(time.time() - IDLE.total_seconds() - 5)}
    them.client.set_cookie("desk", cookie_with(site.app, old), path="/desk/")
    assert them.open("/desk/login/code").heading == "Your password once more"
    assert 'class="qr"' not in them.page.text


def test_nothing_secret_stands_in_the_cookie(site: Site) -> None:
    """It is signed, not sealed: whoever holds it can read it."""
    give_password(site.desk, "ada", "ed")
    choose_password(site.desk, "ed", OWN)
    them = visitor(site.line).sign_in("ed")
    key = them.page.text.partition('id="key">')[2].partition("<")[0].replace("-", "")
    assert len(key) > 20
    kept = json.dumps(session_of(site.app, them.cookie))
    assert OWN not in kept
    assert key not in kept.replace("-", "")
