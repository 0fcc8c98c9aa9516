"""Addresses that settings name: whatever is given is used or refused, and what is used the store can open."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import make_url

from ivr import addresses
from ivr.store.engine import address

HALVES = ["http://", "https://", "http:", "https", "ftp://", "http://host", "https://[::1]", "HTTPS://h"]
PARTS = st.text(alphabet="ab:/@?#%.-_[] é\n0", max_size=20)


@given(scheme=st.sampled_from(["sqlite", "postgresql", "postgres", "postgresql+psycopg", "mysql", ""]), rest=PARTS)
def test_a_database_s_address_is_one_or_none(scheme: str, rest: str) -> None:
    """Nothing that is written breaks the reading, and what is taken here the store takes too."""
    found = addresses.database(f"{scheme}://{rest}")

    if found is not None:
        assert address(found).get_backend_name() in {"sqlite", "postgresql"}
        assert addresses.database(found) == found


@given(name=st.text(alphabet="ab%?# .é'", min_size=1, max_size=12).filter(lambda name: name not in {".", ".."}))
def test_a_file_s_address_leads_to_the_file(name: str) -> None:
    """Whatever it is called."""
    path = Path("/srv") / name / "line.db"

    assert make_url(addresses.of_file(path)).database == str(path)


@given(value=st.text(max_size=30) | st.builds("{}{}{}".format, st.sampled_from(HALVES), PARTS, PARTS))
def test_what_is_no_web_address_is_told_apart(value: str) -> None:
    """Only http and https with a host are addresses that a carrier reaches, and nothing may follow the path."""
    if addresses.reachable(value):
        assert re.fullmatch(r"https?://[!-~]+", value, re.ASCII | re.IGNORECASE)
        assert not set(value) & set('?#"<>')
        assert urlsplit(value).hostname


@pytest.mark.parametrize("scheme", ["http", "https"])
@given(
    host=st.from_regex(r"[a-z]{1,9}(\.[a-z]{1,9}){0,2}(:[1-9][0-9]{0,3})?(/[a-z0-9._-]{1,9}){0,2}/?", fullmatch=True)
)
def test_what_is_a_web_address_is_taken(scheme: str, host: str) -> None:
    """With a port, with a path, and with neither."""
    assert addresses.reachable(f"{scheme}://{host}")
    for wrong in (f"ftp://{host}", f"//{host}", host, f"{scheme}:{host}", f"{scheme}://", f"{scheme}://{host} x"):
        assert not addresses.reachable(wrong)
