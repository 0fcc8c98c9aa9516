"""Recovery codes: shown once, written down, and each good for one time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from ivr.desk.signing_in.accounts import give_password
from ivr.desk.signing_in.second_factor import new_recovery_codes, spend_recovery_code
from ivr.web.desk.accounts import Account
from ivr.web.desk.second_factor import OwnRecoveryCodes
from tests.web.desk.site import Site
from tests.web.desk.visitor import (
    OWN,
    RECOVERY,
    Visitor,
    account,
    code_of,
    settle,
    signed_in,
    token,
    visitor,
    visitor_with,
)

pytestmark = pytest.mark.silent


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


def test_recovery_codes_made_elsewhere_meanwhile_hold_nobody_up(site: Site) -> None:
    """Codes that are void are not shown again, and the desk is open."""
    them = signed_in(site).open("/desk/recovery-codes").send(password=OWN).send("/desk/recovery-codes")
    assert len(RECOVERY.findall(them.page.text)) == 8
    new_recovery_codes(site.desk, "ed")
    assert RECOVERY.findall(them.open("/desk/").page.text) == []
    assert them.open("/desk/").heading == "Today"


def test_a_recovery_code_signs_in_once(site: Site) -> None:
    """However it is typed; afterwards one may set up another telephone."""
    settle(site)
    codes = new_recovery_codes(site.desk, "ed")
    them = visitor(site.line).sign_in("ed").open("/desk/login/recovery").send(code=codes[0].upper().replace("-", " "))
    assert them.heading == "Today"
    assert "7 are left" in them.open("/desk/account").page.text
    again = visitor(site.line).sign_in("ed").open("/desk/login/recovery").send(code=codes[0])
    assert "not one of your recovery codes" in again.page.text
