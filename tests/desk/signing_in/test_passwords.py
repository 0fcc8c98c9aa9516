"""Passwords: what strangers try first is refused, long and odd ones will do, and what is read out is known again."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.desk.signing_in.passwords import (
    LETTERS,
    LONGEST,
    as_typed,
    hashed,
    matches,
    one_time,
    one_time_of,
    refuse_password,
)
from ivr.errors import DeskError
from ivr.store.people import Person
from tests.desk.desks import START

OWN = "violet kettle runs north"


ED = Person("ed", "Edgar Allan", frozenset(), START)


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "P@ssw0rd!2026",
        "Passwort12345!",
        "letmeinletmein",
        "iloveyou1987!!",
        "aaaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "abcdefghijklm",
        "qwertyuiop123",
        "123456789012345",
        "Welcome2026!!!",
        "hospital-2026-1",
        "chemonurse2026",
        "edgarallan2026",
        "edgar-edgar-1",
        "monkeydragon12",
    ],
)
def test_a_password_that_strangers_try_first_is_refused(password: str) -> None:
    """The commonest words, rows of keys, years, repeats, one's own name."""
    with pytest.raises(DeskError, match=r"guessed too easily|your name or staff id"):
        refuse_password(password, ED)


@pytest.mark.parametrize(
    "password",
    [OWN, "correct horse battery", "grün-wagen-über-7-brücken", "Tr0ub4dor&3xylem", "日本語のとても長い合言葉です"],
)
def test_a_password_that_is_long_and_odd_will_do(password: str) -> None:
    """No rule asks for capitals, digits or signs."""
    refuse_password(password, ED)


@given(st.text(string.printable, max_size=11))
def test_a_short_password_is_refused(password: str) -> None:
    """Whatever it is made of."""
    with pytest.raises(DeskError, match="at least 12"):
        refuse_password(password, ED)


def test_an_endless_password_is_refused() -> None:
    """And is not even looked at when somebody signs in with it."""
    with pytest.raises(DeskError, match=f"at most {LONGEST}"):
        refuse_password("long and odd " * 20, ED)
    assert not matches(hashed(OWN), "x" * 1_000_000)


def test_a_password_is_the_same_however_a_keyboard_makes_its_letters() -> None:
    """A letter with its mark, or the letter and then the mark."""
    assert matches(hashed("gru\u0308n-wagen-u\u0308ber"), "gr\u00fcn-wagen-\u00fcber")


@given(st.from_regex(rf"\A[{LETTERS}]{{16}}\Z"), st.booleans())
def test_what_is_read_out_is_known_again_however_it_is_typed(letters: str, upper: bool) -> None:  # noqa: FBT001 - hypothesis'
    """With capitals, spaces, other dashes or none."""
    typed = letters.upper() if upper else letters
    assert as_typed(typed) == as_typed(f"{typed[:4]} {typed[4:9]}\u2013{typed[9:]} ")
    once = one_time()
    assert as_typed(once) == as_typed(once.upper()) == once


def test_one_time_passwords_are_all_different_but_a_demos() -> None:
    """Those follow from its key."""
    assert len({one_time() for _ in range(100)}) == 100
    assert one_time_of("key", "a") == one_time_of("key", "a") != one_time_of("key", "b")
    assert one_time_of("key", "a") != one_time_of("other", "a")
