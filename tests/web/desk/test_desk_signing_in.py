"""Signing in: each step as a person takes it, and as somebody who should not get in tries to."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from ivr.desk.signing_in.accounts import choose_password, give_password
from ivr.desk.signing_in.second_factor import new_recovery_codes
from ivr.web.desk.access import ours
from ivr.web.desk.gate import STRANGERS
from tests.web.desk.site import Site
from tests.web.desk.visitor import (
    OWN,
    RECOVERY,
    Visitor,
    account,
    code_of,
    production,
    session_of,
    settle,
    signed_in,
    token,
    visitor,
    visitor_with,
)

pytestmark = pytest.mark.silent

QR = re.compile(r'<img class="qr" src="[^"]+"')
OPENED = re.compile(r'href="(otpauth://totp/[^"]+secret=[A-Z2-7]+[^"]*)"')
FOREIGN = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "/desk/../phone",
    "/desk/%2e%2e/phone",
    "/desk/.%2e/phone",
    "/desk/%2E./phone",
    "/desk/people/%252e%252e/%252e%252e/phone",
    "/desk/people/%2e%2e%2f%2e%2e/phone",
    "/desk/./people",
    "/desk%2f..%2fphone",
    "/desk%2fpeople",
    "/desk/%2f/evil.example",
    "/desk/%5cevil.example",
    "/desk/%0d%0aSet-Cookie: a=b",
    "/desk//evil.example",
    "/phone",
    "/deskx/",
    "javascript:alert(1)",
    " /desk/people",
    "/desk/\r\nSet-Cookie: a=b",
    "http:/desk/people",
    "/desk/" + "x" * 3000,
)


def test_the_first_time_each_step_follows_the_other(site: Site) -> None:
    """One-time password, a password of one's own, the authenticator, recovery codes, Today; nothing else opens."""
    once = give_password(site.desk, "ada", "ed")
    them = visitor(site.line).open("/desk/people").send(username=" ED ", password=once.upper())
    assert them.heading == "Step 1 of 3: choose your own password"
    for early in ("/desk/", "/desk/people", "/desk/login/second-factor", "/desk/login/code"):
        assert visitor_with(site, them).open(early).heading != "Today"

    assert (
        them.open("/desk/login/password").send(new="short", again="short").heading
        == "Step 1 of 3: choose your own password"
    )
    assert "at least 12" in them.page.text
    assert them.send(new=OWN, again=OWN).heading == "Step 2 of 3: an app on your phone"
    code, picture, link = them.shown_code, QR.findall(them.page.text), OPENED.findall(them.page.text)
    assert (len(picture), len(link)) == (1, 1)
    assert them.page.text.index("In this demo you need no app") < them.page.text.index("With an app all the same")
    assert QR.findall(them.open("/desk/login/second-factor").page.text) == picture, "loaded again, it is the same key"
    for wrong in ("12345", "000000" if code != "000 000" else "111111"):
        assert them.send(code=wrong).heading == "Step 2 of 3: an app on your phone"
        assert 'id="mistakes"' in them.page.text
        assert (QR.findall(them.page.text), OPENED.findall(them.page.text)) == (picture, link)
    assert them.send(code=code).heading == "Step 3 of 3: codes on paper"
    codes = RECOVERY.findall(them.page.text)
    assert len(codes) == 8
    for again in (them.open("/desk/"), them.open("/desk/people"), them.send("/desk/recovery-codes")):
        assert again.heading == "Step 3 of 3: codes on paper"
        assert RECOVERY.findall(again.page.text) == codes
        assert "The desk opens when you press this" in again.page.text
        assert "Make my recovery codes" not in again.page.text
    assert not any(code in str(session_of(site.app, them.cookie)) for code in codes)
    assert them.send("/desk/recovery-codes/noted").heading == "Today"
    assert them.open("/desk/people").heading == "People"
    assert RECOVERY.findall(them.open("/desk/recovery-codes").page.text) == []


def test_the_next_at_the_same_browser_gets_a_key_of_their_own(site: Site) -> None:
    """Who went away from half of the setting up may have the key in an app: nobody else is given that one."""
    for who in ("ed", "eve"):
        give_password(site.desk, "ada", who)
        choose_password(site.desk, who, OWN)
    them = visitor(site.line).sign_in("ed")
    (first,) = OPENED.findall(them.page.text)
    (second,) = OPENED.findall(them.sign_in("eve").page.text)
    assert "ed" in first.partition("?")[0]
    assert "eve" in second.partition("?")[0]
    assert first.partition("secret=")[2] != second.partition("secret=")[2]


def test_whoever_has_signed_in_is_where_they_wanted_to_be(site: Site) -> None:
    """Also by a code typed with its space."""
    secret = settle(site)
    them = visitor(site.line).open("/desk/people?x=1").send(username="Ed", password=OWN)
    code = code_of(site.app, secret)
    them.send(code=f"{code[:3]} {code[3:]}")
    assert (them.heading, them.page.request.query_string) == ("People", b"x=1")


def test_nobody_is_sent_elsewhere(site: Site) -> None:
    """Whatever stands in `next`, in the address or the form, at any step: it is this step without it, or the desk."""
    secret = settle(site)
    for there in FOREIGN:
        assert ours(there) == "/desk/"
        them = visitor(site.line).open("/desk/login")
        fields = {"csrf_token": token(them), "username": "ed", "password": OWN}
        refused(them, "/desk/login", fields, there)
        them.sign_in("ed")
        fields = {"csrf_token": token(them), "code": code_of(site.app, secret)}
        refused(them, "/desk/login/code", fields, there)


def refused(them: Visitor, step: str, fields: dict[str, str], there: str) -> None:
    """A step with a foreign way after it leads to itself."""
    by_address = them.client.post(step, query_string={"next": there}, data=fields)
    by_form = them.client.post(step, data=fields | {"next": there})
    assert by_address.headers["Location"] == by_form.headers["Location"] == step


@pytest.mark.parametrize(
    "there",
    [
        "/desk/",
        "/desk/people",
        "/desk/prompts/en/greeting.name?x=a/../b",
        "/desk/#main",
        "/desk/words/edit?item=tip.3&language=en",
        "/desk/approve/words/a%20b",
        "/desk",
    ],
)
def test_pages_of_the_desk_are_where_people_may_be_sent(there: str) -> None:
    """As they were asked for."""
    assert ours(there) == there


def test_a_code_signs_in_once(site: Site) -> None:
    """Of several at the same moment one gets in, and nobody later."""
    secret = settle(site)
    waiting = [visitor(site.line).sign_in("ed") for _ in range(STRANGERS)]
    code = code_of(site.app, secret, 1)

    with ThreadPoolExecutor(STRANGERS) as pool:
        came = list(pool.map(lambda them: them.send(code=code).heading, waiting))

    assert sorted(came) == ["Now the code of your authenticator"] * (STRANGERS - 1) + ["Today"]
    again = visitor(site.line).sign_in("ed").send(code=code)
    assert "each works once" in again.page.text


def test_another_authenticator_takes_the_place_of_the_first(site: Site) -> None:
    """A wrong code leaves the first in its place; then only the new one is good."""
    them = signed_in(site)
    before = account(site, "ed")[1].totp
    them.open("/desk/login/second-factor").send(password=OWN)
    them.send("/desk/login/second-factor", setup="authenticator")
    code = them.shown_code
    them.send("/desk/login/code", code="000000" if code != "000 000" else "111111")
    assert account(site, "ed")[1].totp == before
    assert them.send("/desk/login/code", code=code).heading == "My account"
    after = account(site, "ed")[1].totp
    assert after not in {before, ""}
    assert visitor(site.line).sign_in("ed").send(code=code_of(site.app, before, 1)).heading != "Today"
    assert visitor(site.line).sign_in("ed").send(code=code_of(site.app, after, 1)).heading == "Today"


def test_a_half_finished_sign_in_from_before_sets_up_no_second_authenticator(site: Site) -> None:
    """Who knew only the password and kept a page open does not put their telephone in the place of another's."""
    give_password(site.desk, "ada", "ed")
    choose_password(site.desk, "ed", OWN)
    stranger = visitor(site.line).sign_in("ed")
    theirs = stranger.shown_code
    them = visitor(site.line).sign_in("ed")
    them.send(code=them.shown_code)
    kept = account(site, "ed")[1].totp

    stranger.send(code=theirs)

    assert stranger.heading == "Sign in to the desk"
    assert account(site, "ed")[1].totp == kept


def test_a_one_time_password_of_somebody_with_an_authenticator_needs_its_code(site: Site) -> None:
    """And then opens nothing but the page to choose another, but for the way out."""
    secret = settle(site)
    once = give_password(site.desk, "ada", "ed")
    them = visitor(site.line).sign_in("ed", once)
    assert them.heading == "Now the code of your authenticator"
    assert visitor_with(site, them).open("/desk/login/password").heading == "Sign in to the desk"
    them.send(code=code_of(site.app, secret))
    for path in ("/desk/", "/desk/people", "/desk/pin", "/desk/recovery-codes"):
        assert them.open(path).heading == "Choose your own password"
    them.send(new=OWN + " once more", again=OWN + " once more")
    assert them.heading == "Today"


def test_only_a_demo_shows_codes_and_only_on_its_own_machine(site: Site) -> None:
    """In production nobody sees what stands on somebody's telephone; there the desk answers everybody."""
    secret = settle(site)
    assert visitor(site.line).sign_in("ed").shown_code.replace(" ", "") == code_of(site.app, secret)
    _, real = production(site)
    them = visitor(real)
    them.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    them.client.environ_base["wsgi.url_scheme"] = "https"
    them.sign_in("ed")
    assert them.heading == "Now the code of your authenticator"
    assert "demo" not in them.page.text.lower()
    fresh = give_password(site.desk, "ada", "eve")
    them = visitor(real)
    them.client.environ_base["wsgi.url_scheme"] = "https"
    them.sign_in("eve", fresh).send(new=OWN, again=OWN)
    assert them.heading == "Step 2 of 3: an app on your phone"
    assert "demo" not in them.page.text.lower()

    for how in (
        {"environ_base": {"REMOTE_ADDR": "203.0.113.9"}},
        {"base_url": "http://rebound.example"},
        {"headers": {"X-Forwarded-For": "203.0.113.9"}},
        {"headers": {"Origin": "http://evil.example"}},
    ):
        refused = site.line.test_client().get("/desk/login", **how)
        assert (refused.status_code, "csrf" in refused.text) == (403, False)


def test_a_code_used_already_is_not_shown_again_in_a_demo(site: Site) -> None:
    """The next one is, and is taken."""
    them = signed_in(site)
    again = visitor(site.line).sign_in("ed")
    assert again.send(code=again.shown_code).heading == "Today"
    assert them.heading == "Today"


def test_with_another_key_of_the_line_an_authenticator_is_known_to_be_lost(site: Site) -> None:
    """No code is right, nothing breaks, and recovery codes still help."""
    secret = settle(site)
    codes = new_recovery_codes(site.desk, "ed")
    other, line = production(site, "http://127.0.0.1:8000")
    them = visitor(line).sign_in("ed").send(code=code_of(site.app, secret))
    assert "not the code of this moment" in them.page.text
    assert them.open("/desk/login/recovery").send(code=codes[0]).heading == "Today"
    assert other is not site.app
