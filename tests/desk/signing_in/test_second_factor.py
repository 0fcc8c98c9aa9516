"""The second factor: no code is taken twice, recovery codes once each, and a lost telephone is forgotten."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from ivr.desk.desk import Desk
from ivr.desk.signing_in.accounts import change, give_password
from ivr.desk.signing_in.second_factor import (
    RECOVERY_CODES,
    counts,
    mark_of,
    new_recovery_codes,
    spend_recovery_code,
    take_code,
)
from ivr.errors import DeskError
from tests.desk.desks import logged
from tests.desk.signing_in.holders import row, settled


def test_of_two_who_set_up_an_authenticator_at_once_one_is_refused(desk: Desk) -> None:
    """Or whoever knows a password could put their own telephone in the place of another's."""
    settled(desk)
    before = row(desk, "ed")
    change(desk, before, replace(before, totp="theirs"))
    with pytest.raises(DeskError, match="was set up for you meanwhile"):
        change(desk, before, replace(before, totp="a stranger's"))
    assert row(desk, "ed").totp == "theirs"
    (entry,) = logged(desk, "staff second factor")
    assert (entry.who, entry.item, entry.after) == ("ed", "person ed", "an authenticator app")


def test_a_code_is_taken_once(desk: Desk) -> None:
    """Not again, and none from before it; of many at once, one."""
    settled(desk)
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: take_code(desk, "ed", 7), range(8))) == 1
    assert not take_code(desk, "ed", 6)
    assert take_code(desk, "ed", 8)
    assert not take_code(desk, "nobody", 9)


def test_a_new_authenticator_does_not_open_the_old_codes_again(desk: Desk) -> None:
    """Its first code may be of the same half minute; neither of the two works after that."""
    settled(desk)
    assert take_code(desk, "ed", 8)
    assert take_code(desk, "ed", 7, fresh=True)
    assert not take_code(desk, "ed", 8)


def test_recovery_codes_work_once_each_and_lie_nowhere(desk: Desk) -> None:
    """Of many who come with one at once, one gets in; new codes make the old ones void."""
    settled(desk)
    settled(desk, "eve")
    codes = new_recovery_codes(desk, "ed")
    assert len(set(codes)) == RECOVERY_CODES

    assert not spend_recovery_code(desk, "eve", codes[0])
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: spend_recovery_code(desk, "ed", codes[0]), range(8))) == 1
    assert spend_recovery_code(desk, "ed", codes[1].upper().replace("-", " "))
    assert not spend_recovery_code(desk, "ed", "")
    assert len(row(desk, "ed").recovery) == RECOVERY_CODES - 2

    new_recovery_codes(desk, "ed")
    assert not spend_recovery_code(desk, "ed", codes[2])
    kept = repr(row(desk, "ed")) + repr([row(desk, "ed").recovery]) + repr(logged(desk))
    assert not [code for code in codes if code in kept]


def test_first_codes_are_made_once_and_a_set_is_known_by_its_mark(desk: Desk) -> None:
    """Where there are some, whoever asks for first ones gets none; a mark counts until one is used or others come."""
    settled(desk)
    codes = new_recovery_codes(desk, "ed", first=True)
    assert len(codes) == RECOVERY_CODES
    assert new_recovery_codes(desk, "ed", first=True) == ()
    mark = mark_of("ed", codes)
    assert counts(desk, "ed", mark)
    assert not counts(desk, "ed", "")
    assert not counts(desk, "eve", mark_of("eve", ()))

    assert spend_recovery_code(desk, "ed", codes[0])
    assert not counts(desk, "ed", mark)
    others = mark_of("ed", new_recovery_codes(desk, "ed"))
    assert counts(desk, "ed", others)
    assert not counts(desk, "ed", mark)


def test_a_lost_telephone_is_forgotten_on_an_admins_word(desk: Desk) -> None:
    """With its recovery codes and the lock that its finder earned; without being told to, it stays."""
    settled(desk)
    before = row(desk, "ed")
    change(desk, before, replace(before, totp="a key"))
    new_recovery_codes(desk, "ed")
    give_password(desk, "ada", "ed")
    assert row(desk, "ed").totp == "a key"

    give_password(desk, "ada", "ed", new_device=True)

    after = row(desk, "ed")
    assert (after.totp, after.totp_counter, after.recovery) == ("", 0, ())
