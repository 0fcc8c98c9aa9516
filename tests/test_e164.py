"""Telephone numbers: which can be reached, how they are written, and how little of them is shown."""

from __future__ import annotations

import json
import re
from pathlib import Path

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr import e164

VECTORS = Path(__file__).parents[2] / "shared" / "vectors" / "phone_numbers_notify.json"
WRITTEN = st.one_of(
    st.text(max_size=30), st.text(alphabet="0123456789+-(). extx#*", max_size=30), st.from_regex(r"\+\d{1,18}")
)


@pytest.mark.parametrize(
    "raw",
    [*sorted(e164.HIDDEN), "Anonymous", " RESTRICTED ", "+", "sip:a@b.example", "911", "12345", "nobody", "555-0123"],
)
def test_a_caller_who_hides_the_number_is_hidden(raw: str) -> None:
    """What carriers write instead of a number, and anything that is no number of a phone."""
    assert e164.hidden(raw)


@pytest.mark.parametrize("raw", ["+12025550123", "2025550123", "(202) 555-0123", "+447911123456", " +1 202-555-0123 "])
def test_a_caller_with_a_number_is_not_hidden(raw: str) -> None:
    """Whatever the form and country."""
    assert not e164.hidden(raw)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("+12025550123", "+12025550123"),
        ("1-202-555-0123", "+12025550123"),
        ("(202) 555-0123", "+12025550123"),
        ("202.555.0123", "+12025550123"),
        ("1-800-227-2345", "+18002272345"),
        ("+44 7911 123456", "+447911123456"),
        ("911", None),
        ("988", None),
        ("", None),
        ("+", None),
        ("+1", None),
        ("call me", None),
        ("+1202555012345678901", None),
        ("555-0123", None),
    ],
)
def test_a_number_is_written_in_one_form_or_not_at_all(raw: str, expected: str | None) -> None:
    """E.164; a number without a country is an American one; three digits are said, never dialed."""
    assert e164.normal(raw) == expected


def test_a_number_at_home_elsewhere_is_read_with_its_region() -> None:
    """The region decides what a number without a country means."""
    assert e164.normal("07911 123456", "GB") == "+447911123456"


@settings(deadline=None)
@given(WRITTEN)
def test_whatever_is_written_nothing_raises_and_the_form_is_settled(raw: str) -> None:
    """Writing the number of a number again changes nothing, and it is E.164."""
    found = e164.normal(raw)
    assert e164.hidden(raw) or found is not None
    if found is not None:
        assert re.fullmatch(r"\+[1-9]\d{5,15}", found)
        assert e164.normal(found) == found


@settings(deadline=None)
@given(WRITTEN)
def test_no_more_than_two_digits_are_ever_shown(raw: str) -> None:
    """The last two, behind three dots; nothing else of what was written."""
    shown = e164.masked(raw)
    assert shown == "hidden" or re.fullmatch(r"\.\.\.[0-9]{2}", shown)
    assert len(shown) <= 6


def test_a_number_is_shown_by_its_end() -> None:
    """Enough to tell two callers of one night apart, not enough to ring them."""
    assert e164.masked("+12025550123") == "...23"
    assert e164.masked("anonymous") == e164.masked("") == "hidden"
    assert e164.masked("+١٢٣") == "hidden"  # only digits that are ours are shown


def test_a_number_of_one_or_two_digits_is_not_shown_whole() -> None:
    """A short code is rare, and hiding it costs nothing."""
    assert e164.masked("12") == "hidden"


def test_numbers_as_people_write_them_never_raise() -> None:
    """A hundred of them, collected by GOV.UK Notify; their verdicts are British, so only robustness is checked."""
    if not VECTORS.exists():
        pytest.skip(f"*** SKIPPED: no test vectors of others at {VECTORS} ***")
    rows = json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"]
    assert len(rows) > 100
    for row in rows:
        found = e164.normal(row["input"], "GB")
        assert found is None or found.startswith("+")
        assert isinstance(e164.hidden(row["input"]), bool)
        assert len(e164.masked(row["input"])) <= 6


@pytest.mark.parametrize(
    ("number", "region"),
    [("+12025550147", "US"), ("+14165550123", "CA"), ("+17875550123", "PR"), ("+18765550123", "JM"),
     ("+442079460958", "GB"), ("+18005550123", "US"), ("+15555550123", "US"), ("", ""), ("hello", "")],
)  # fmt: skip
def test_a_number_has_the_region_that_it_rings_in(number: str, region: str) -> None:
    """An area code that is not in use yet counts for the main region of its country code."""
    assert e164.region(number) == region


CARIBBEAN = ["AG", "AI", "BB", "BM", "BS", "DM", "DO", "GD", "JM", "KN", "KY", "LC", "MS", "SX", "TC", "TT", "VC", "VG"]


@given(region=st.sampled_from(CARIBBEAN), local=st.integers(2_000_000, 9_999_999))
def test_no_caribbean_number_passes_for_ours(region: str, local: int) -> None:
    """+1 is many countries, and texts to some cost a lot: whichever their last seven digits are."""
    example = phonenumbers.example_number(region)
    assert example is not None
    area = str(example.national_number)[:3]

    assert e164.region(f"+1{area}{local}") == region
