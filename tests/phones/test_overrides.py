"""What an address tells the provider behind "#" is neither sent nor signed."""

from __future__ import annotations

import pytest

from ivr.carrier.staff_documents import AGAIN
from ivr.errors import DocumentError
from ivr.phones.document import Record, read_call
from ivr.phones.exchange import Line

BASE = "https://line.example.org"
LINE = Line(BASE, "+12025550123", "+12025550147", "AC" + "0" * 32)


def test_a_recording_is_told_at_the_address_without_its_overrides() -> None:
    """As the provider does it: a signature of the whole address would never fit."""
    told = f"{BASE}/voice/desk/recording/101/1/-"
    there = f"{told}{AGAIN}".replace("&", "&amp;")
    (verb,) = read_call(
        f'<Response><Record action="{BASE}/voice/desk/x/recorded" method="POST" maxLength="20" '
        f'recordingStatusCallback="{there}" recordingStatusCallbackMethod="POST"/></Response>',
        LINE,
    )
    assert isinstance(verb, Record)
    assert verb.told == told


def test_a_stranger_s_address_stays_a_stranger_s() -> None:
    """Whatever stands behind it."""
    with pytest.raises(DocumentError, match="does not lie under"):
        LINE.webhook(f"https://stranger.example/#{BASE}/")
