"""Notices by telephone: the same request twice is one switch, whoever comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Barrier, Thread

import pytest

from ivr.desk.desk import Desk, current
from ivr.desk.notices import listed, switch_on
from ivr.desk.phone.notice_turns import off, on_until, turns
from ivr.errors import DeskError, IvrError
from ivr.store.database import Database
from tests.desk.sounding import begun

NOW = datetime(2026, 6, 17, 16, tzinfo=UTC)  # noon in New York
TODAY = date(2026, 6, 17)


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """A demo whose first edition is published, at noon."""
    return replace(begun(database, tmp_path / "line"), clock=lambda: NOW)


def test_twice_on_and_twice_off_is_once_each(desk: Desk) -> None:
    """One edition for each, and a number that grows with each."""
    assert turns(desk, "office-closed") == 0
    on_until(desk, "ann", "office-closed", TODAY)
    first, edition = turns(desk, "office-closed"), current(desk).number
    on_until(desk, "ann", "office-closed", TODAY)
    assert (turns(desk, "office-closed"), current(desk).number) == (first, edition)
    assert first > 0
    assert turns(desk, "holiday") == 0

    off(desk, "ann", "office-closed")
    second, edition = turns(desk, "office-closed"), current(desk).number
    off(desk, "ann", "office-closed")
    assert (turns(desk, "office-closed"), current(desk).number) == (second, edition)
    assert second > first


def test_on_until_another_time_is_no_repeat(desk: Desk) -> None:
    """Then the rule says why not, as for anybody; so it does for a notice that there is not."""
    switch_on(desk, "ann", "office-closed", "18:00")
    with pytest.raises(IvrError, match="twice at the same time"):
        on_until(desk, "ann", "office-closed", TODAY)
    with pytest.raises(DeskError):
        on_until(desk, "ann", "flood", TODAY)
    with pytest.raises(IvrError):
        off(desk, "ann", "flood")


def test_two_requests_at_one_moment_are_both_done_and_switch_once(desk: Desk) -> None:
    """Neither tells somebody that it could not be done."""
    together, problems = Barrier(2), list[Exception]()

    def ask() -> None:
        together.wait()
        try:
            on_until(desk, "ann", "office-closed", TODAY)
        except Exception as problem:  # noqa: BLE001 - shown below
            problems.append(problem)

    threads = [Thread(target=ask) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert problems == []
    assert [len(each.on) for each in listed(desk) if each.notice == "office-closed"] == [1]


def test_who_may_not_is_refused(desk: Desk) -> None:
    """A number that is nobody's switches nothing."""
    with pytest.raises(DeskError):
        on_until(desk, "nobody", "office-closed", TODAY)
    assert turns(desk, "office-closed") == 0
