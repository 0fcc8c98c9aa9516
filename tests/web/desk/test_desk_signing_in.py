"""Signing in: each step as a person takes it, and as somebody who should not get in tries to."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest

from ivr.desk.signing_in.accounts import choose_password, give_password
from ivr.desk.signing_in.locking import Way
from ivr.desk.signing_in.second_factor import new_recovery_codes, spend_recovery_code
from ivr.web.desk.access import ours
from ivr.web.desk.accounts import Account
from ivr.web.desk.gate import STRANGERS
from ivr.web.desk.second_factor import OwnRecoveryCodes
from tests.desk.desks import Ticking
from tests.desk.signing_in.holders import failed, locked_until
from tests.web.desk.site import Site
from tests.web.desk.visitor import (
    OWN,
    Visitor,
    account,
    code_of,
    production,
    quick_site,
    session_of,
    settle,
    signed_in,
    token,
    visitor,
    visitor_with,
)

QR = re.compile(r'<img class="qr" src="[^"]+"')
OPENED = re.compile(r'href="(otpauth://totp/[^"]+secret=[A-Z2-7]+[^"]*)"')
RECOVERY = re.compile(r'<li class="code">([^<]+)</li>')
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


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A desk without sounds, which is made in a moment."""
    return quick_site(tmp_path)


def later(site: Site, by: timedelta) -> None:
    """Let time pass for the locks."""
    assert isinstance(site.desk.clock, Ticking)
    site.desk.clock.now += by


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


def test_first_recovery_codes_are_shown_also_where_the_browser_kept_another_answer(site: Site) -> None:
    """A form pressed twice: the browser keeps the cookie of the second, which knows nothing of what the first did."""
    once = give_password(site.desk, "ada", "ed")
    them = visitor(site.line).sign_in("ed", once)
    second = visitor_with(site, them)
    second.page = them.page
    assert them.send(new=OWN, again=OWN).heading == "Step 2 of 3: an app on your phone"
    assert "Your own password may be kept already" in second.send("/desk/login/password", new=OWN, again=OWN).page.text

    them = visitor(site.line).sign_in("ed")
    first, second = visitor_with(site, them), visitor_with(site, them)
    first.page = second.page = them.page
    code = them.shown_code
    answer = first.client.post("/desk/login/code", data={"csrf_token": token(them), "code": code})
    assert answer.status_code == 302, "and where it leads is never opened"
    assert "Your authenticator is set up already" in second.send("/desk/login/code", code=code).page.text

    secret = account(site, "ed")[1].totp
    second.sign_in("ed").send(code=code_of(site.app, secret, 1))
    assert second.heading == "Your recovery codes"
    codes = RECOVERY.findall(second.page.text)
    assert len(codes) == 8
    assert RECOVERY.findall(second.open("/desk/people").page.text) == codes
    assert second.send("/desk/recovery-codes/noted").heading == "Today"


def at_step_3(site: Site) -> Visitor:
    """Somebody whose authenticator is set up, and whose first recovery codes are not made yet."""
    once = give_password(site.desk, "ada", "ed")
    them = visitor(site.line).sign_in("ed", once).send(new=OWN, again=OWN)
    them.client.post("/desk/login/code", data={"csrf_token": token(them), "code": them.shown_code})
    return them


def test_first_recovery_codes_asked_for_three_times_at_once_are_one_set(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One page shows them, the others none and a way to others; no page shows codes that are void."""
    them = at_step_3(site)
    together, shown = Barrier(3), OwnRecoveryCodes.shown

    def at_once(self: OwnRecoveryCodes, user: Account) -> list[str]:
        together.wait(10)
        return shown(self, user)

    with monkeypatch.context() as patched, ThreadPoolExecutor(3) as pool:
        patched.setattr(OwnRecoveryCodes, "shown", at_once)
        browsers = [visitor_with(site, them) for _ in range(3)]
        pages = [each.result() for each in [pool.submit(each.open, "/desk/recovery-codes") for each in browsers]]
    assert [each.heading for each in pages] == ["Step 3 of 3: codes on paper"] * 3
    (first,) = [each for each in pages if RECOVERY.findall(each.page.text)]
    other, another = [each for each in pages if each is not first]
    assert RECOVERY.findall(first.open("/desk/").page.text)

    # The browser kept the cookie of another answer than the one that it shows: the codes are good all the same.
    another.page = first.page
    assert another.send("/desk/recovery-codes/noted").heading == "Today"
    # What was shown was lost: nothing opens before there are codes on paper.
    assert other.open("/desk/people").heading == "Step 3 of 3: codes on paper"
    assert len(RECOVERY.findall(other.send("/desk/recovery-codes").page.text)) == 8
    assert other.send("/desk/recovery-codes/noted").heading == "Today"


def test_void_recovery_codes_are_not_noted(site: Site) -> None:
    """Others were made after them, or one of them was used: they are told, and get good ones before anything else."""
    them = at_step_3(site).open("/desk/")
    for _ in range(2):
        page, (used, *_rest) = them.page, RECOVERY.findall(them.page.text)
        assert spend_recovery_code(site.desk, "ed", used)
        them.send("/desk/recovery-codes/noted")
        assert (them.heading, them.at) == ("Step 3 of 3: codes on paper", "/desk/recovery-codes")
        assert "are not good any more" in them.page.text
        assert RECOVERY.findall(them.page.text) == []
        assert them.open("/desk/people").heading == "Step 3 of 3: codes on paper"
        them.send("/desk/recovery-codes")
    assert them.send("/desk/recovery-codes/noted").heading == "Today"

    them.page = page  # by Back, after the good ones were noted: these are still void, and the desk stays open
    assert "are not good any more" in them.send("/desk/recovery-codes/noted").page.text
    assert them.open("/desk/people").heading == "People"


def test_after_the_last_recovery_code_there_are_new_ones(site: Site) -> None:
    """Nobody is left with none."""
    settle(site)
    *used, last = new_recovery_codes(site.desk, "ed")
    for code in used:
        assert spend_recovery_code(site.desk, "ed", code)
    them = visitor(site.line).sign_in("ed").open("/desk/login/recovery").send(code=last)
    assert them.heading == "Your recovery codes"
    assert len(RECOVERY.findall(them.page.text)) == 8
    assert them.send("/desk/recovery-codes/noted").heading == "Today"


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


def test_recovery_codes_made_elsewhere_meanwhile_hold_nobody_up(site: Site) -> None:
    """Codes that are void are not shown again, and the desk is open."""
    them = signed_in(site).open("/desk/recovery-codes").send(password=OWN).send("/desk/recovery-codes")
    assert len(RECOVERY.findall(them.page.text)) == 8
    new_recovery_codes(site.desk, "ed")
    assert RECOVERY.findall(them.open("/desk/").page.text) == []
    assert them.open("/desk/").heading == "Today"


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


def test_a_wrong_id_and_a_wrong_password_get_the_same_answer(site: Site) -> None:
    """And so do their locks, but for nothing; then the right password is refused as well."""
    settle(site)
    told: dict[str, list[str]] = {}
    for who in ("ed", "nobody-here"):
        for _ in range(6):
            them = visitor(site.line).sign_in(who, "not the password")
            told.setdefault(who, []).append(them.page.text.partition("<li>")[2].partition("</li>")[0])
    wrong = "The staff id and the password do not belong together. Nothing is lost: try again."
    assert (
        told["ed"][:4]
        == told["nobody-here"][:4]
        == [
            wrong,
            wrong,
            f"{wrong} Two more wrong tries, and this staff id is closed here for 15 minutes.",
            f"{wrong} One more wrong try, and this staff id is closed here for 15 minutes.",
        ]
    )
    for each in (*told["ed"][4:], *told["nobody-here"][4:]):
        assert re.fullmatch(
            r"There were five wrong tries with this staff id\. Right or wrong, it is closed here until 17 June 2026, "
            r"12:\d\d pm, Eastern Time\. Other staff ids are not\. If that was not you, tell an admin\.",
            each,
        )
    assert "five wrong tries" in visitor(site.line).sign_in("ed").page.text

    later(site, timedelta(minutes=16))  # a lock ends at a whole minute
    assert visitor(site.line).sign_in("ed").heading == "Now the code of your authenticator"


def test_codes_lock_too_and_a_right_password_does_not_begin_the_count_anew(site: Site) -> None:
    """During the lock a right code is refused, and afterwards it is good; recovery codes lock by themselves."""
    secret = settle(site)
    (recovery, other, *_) = new_recovery_codes(site.desk, "ed")
    for tries in (2, 2, 1):
        them = visitor(site.line).sign_in("ed")
        for _ in range(tries):
            them.send("/desk/login/code", code=wrong_code(site, secret))
    assert "five wrong tries" in them.page.text

    them = visitor(site.line).sign_in("ed").send("/desk/login/code", code=code_of(site.app, secret))
    assert "five wrong tries" in them.page.text
    assert them.open("/desk/login/recovery").send(code=recovery).heading == "Today"

    them = visitor(site.line).sign_in("ed").open("/desk/login/recovery")
    for _ in range(5):
        them.send("/desk/login/recovery", code="mk7p")
    assert "five wrong tries" in them.page.text
    assert "five wrong tries" in them.send("/desk/login/recovery", code=other).page.text
    later(site, timedelta(minutes=16))  # a lock ends at a whole minute
    assert visitor(site.line).sign_in("ed").send(code=code_of(site.app, secret)).heading == "Today"
    them = visitor(site.line).sign_in("ed").open("/desk/login/recovery").send(code=other)
    assert them.heading == "Today"


def test_an_admins_one_time_password_ends_every_lock_in_the_browser(site: Site) -> None:
    """Also without a new telephone: whoever mistyped the code of theirs gets in with it and the new password."""
    secret = settle(site)
    for way in (Way.PASSWORD, Way.CODE, Way.RECOVERY, Way.CONFIRMING):
        for _ in range(5):
            failed(site.desk, "ed", way)
    once = give_password(site.desk, "ada", "ed")
    assert [locked_until(site.desk, "ed", way) for way in Way] == [None] * len(Way)
    them = visitor(site.line).sign_in("ed", once).send(code=code_of(site.app, secret))
    assert them.heading == "Choose your own password"


def test_only_of_a_code_that_was_used_it_is_said_that_each_works_once(site: Site) -> None:
    """A code that was mistyped is no reason to wait for the next one: the one that the app shows still works."""
    secret = settle(site)
    them = visitor(site.line).sign_in("ed").send("/desk/login/code", code=wrong_code(site, secret))
    assert "Type the six digits that your app shows now." in them.page.text
    assert "each works once" not in them.page.text
    code = code_of(site.app, secret)
    assert them.send("/desk/login/code", code=code).heading == "Today"
    them = visitor(site.line).sign_in("ed").send("/desk/login/code", code=code)
    assert "That code was used already, and each works once." in them.page.text
    for _ in range(2):
        them.send("/desk/login/code", code=wrong_code(site, secret))
    assert "Two more wrong tries, and this staff id is closed here for 15 minutes." in them.page.text


def wrong_code(site: Site, secret: str) -> str:
    """Six digits that are not the code of now, nor of the half minutes beside it."""
    right = {code_of(site.app, secret, steps) for steps in range(-2, 3)}
    return next(code for code in ("000000", "111111", "222222", "333333", "444444", "555555") if code not in right)


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


def test_what_is_no_code_is_said_and_not_counted(site: Site) -> None:
    """Five digits are a slip of the finger."""
    settle(site)
    them = visitor(site.line).sign_in("ed")
    for slip in ("12345", "1234567", "", "abcdef", "\u0661\u0662\u0663\u0664\u0665\u0666"):
        them.send("/desk/login/code", code=slip)
        assert "A code has six digits" in them.page.text or "Type the six digits" in them.page.text
    assert "five wrong" not in them.page.text


def test_a_recovery_code_signs_in_once(site: Site) -> None:
    """However it is typed; afterwards one may set up another telephone."""
    settle(site)
    codes = new_recovery_codes(site.desk, "ed")
    them = visitor(site.line).sign_in("ed").open("/desk/login/recovery").send(code=codes[0].upper().replace("-", " "))
    assert them.heading == "Today"
    assert "7 are left" in them.open("/desk/account").page.text
    again = visitor(site.line).sign_in("ed").open("/desk/login/recovery").send(code=codes[0])
    assert "not one of your recovery codes" in again.page.text


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
