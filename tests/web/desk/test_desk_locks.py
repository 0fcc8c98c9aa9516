"""Wrong passwords and codes at the sign-in: what is told, when it locks, and what ends it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from ivr.desk.signing_in.accounts import give_password
from ivr.desk.signing_in.locking import Way
from ivr.desk.signing_in.second_factor import new_recovery_codes
from tests.desk.signing_in.holders import failed, locked_until
from tests.web.desk.site import Site
from tests.web.desk.visitor import (
    code_of,
    later,
    settle,
    visitor,
    wrong_code,
)

pytestmark = pytest.mark.silent


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


def test_what_is_no_code_is_said_and_not_counted(site: Site) -> None:
    """Five digits are a slip of the finger."""
    settle(site)
    them = visitor(site.line).sign_in("ed")
    for slip in ("12345", "1234567", "", "abcdef", "\u0661\u0662\u0663\u0664\u0665\u0666"):
        them.send("/desk/login/code", code=slip)
        assert "A code has six digits" in them.page.text or "Type the six digits" in them.page.text
    assert "five wrong" not in them.page.text
