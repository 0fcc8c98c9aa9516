"""A recording that is kept by telephone twice at the same moment is kept once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

from ivr.desk.desk import Desk
from ivr.desk.phone.by_phone import keep
from ivr.desk.takes import take_standings
from ivr.store.turns import alone
from tests.desk.desks import logged
from tests.desk.phone.calling import brought, provider_in, said_on_a_call


def test_kept_twice_at_once_it_is_noted_once(desk: Desk, tmp_path: Path) -> None:
    """The provider may tell two workers at the same time: each looks when it is its turn."""
    provider = provider_in(tmp_path)
    recording = said_on_a_call(desk, provider)
    brought(desk, provider, recording)
    with ThreadPoolExecutor(2) as pool:
        with alone(desk.database):
            both = [pool.submit(keep, desk, "rec", recording) for _ in range(2)]
            assert not wait(both, timeout=0.5).done  # they have come as far as they get
        kept = [each.result() for each in both]

    assert kept == [take_standings(desk)[0].take] * 2
    assert len(logged(desk, "heard back")) == 1
