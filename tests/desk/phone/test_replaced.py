"""A recording by telephone that is closed: by a later one of the same person, or by somebody at the desk."""

from __future__ import annotations

from pathlib import Path

from ivr.desk.desk import Desk
from ivr.desk.phone.by_phone import Taken, cancel, keep
from ivr.desk.phone.replaced import closed_by
from ivr.desk.takes import withdraw_take
from tests.desk.phone.calling import brought, provider_in, said_on_a_call


def test_a_later_recording_that_was_kept_takes_the_place_of_the_first(desk: Desk, tmp_path: Path) -> None:
    """Whoever still has the first on the phone hears so."""
    provider = provider_in(tmp_path)
    first = said_on_a_call(desk, provider)
    assert closed_by(desk, first) == ""
    assert isinstance(brought(desk, provider, first), Taken)
    second = said_on_a_call(desk, provider, 0.9)
    assert isinstance(brought(desk, provider, second), Taken)
    keep(desk, "rec", second)
    assert (closed_by(desk, first), closed_by(desk, second)) == ("replaced", "")


def test_what_an_approver_or_its_speaker_took_back_is_gone(desk: Desk, tmp_path: Path) -> None:
    """Nothing stands in its place."""
    provider = provider_in(tmp_path)
    first = said_on_a_call(desk, provider)
    found = brought(desk, provider, first)
    assert isinstance(found, Taken)
    withdraw_take(desk, "ann", found.take, "Too fast.")
    assert closed_by(desk, first) == "gone"

    second = said_on_a_call(desk, provider, 0.9)
    brought(desk, provider, second)
    cancel(desk, "rec", second)
    assert closed_by(desk, second) == "gone"
    assert closed_by(desk, "RE" + "0" * 32) == ""
