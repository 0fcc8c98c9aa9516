"""What nobody has dialed for too long drops out in production by itself, alarms, and comes back when it is checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ivr.content.model import Content
from ivr.content.readers import read_content
from ivr.desk import checking
from ivr.desk.beginning import publish_first
from ivr.desk.checking import Checks, checked, drop_lapsed, services
from ivr.desk.desk import THE_LINE, Desk, current
from ivr.desk.next_edition import Change, publish_change
from ivr.desk.people import end
from ivr.desk.publishing import rollback
from ivr.editions.freeze import make
from ivr.errors import DeskError
from ivr.store.database import Database
from ivr.store.editions import Editions
from tests.content.altered import signed
from tests.desk.copied import copied
from tests.desk.desks import empty_desk, logged, staffed
from tests.editions.shelves import empty_shelf, shipped
from tests.postgres import outage

ACS = "american-cancer-society"
CHECKED = date(2026, 6, 1)  # when all are in `signed`
LAPSED_FROM = datetime(2026, 8, 31, 16, tzinfo=UTC)  # 91 days later
OTHERS = {"211", "711-relay", ACS, "cancer-support-community", "cancercare", "eldercare-locator"} | {
    "get-palliative-care",
    "nci-cancer-information-service",
}


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """A line in production: every word signed, and every service dialed on June 1st."""
    return replace(copied(_signed, database, tmp_path / "data"), production=True)


def _signed(database: Database, data: Path) -> Desk:
    made = staffed(empty_desk(database, empty_shelf(data), production=True))
    publish_first(made, make(signed(shipped()), made.voice, made.shelf.cache))
    return made


def at(desk: Desk, moment: datetime) -> Desk:
    """The same desk at another time."""
    return replace(desk, clock=lambda: moment)


def heard(desk: Desk) -> Content:
    """What callers are given."""
    return read_content(current(desk).content)[0]


def test_a_call_of_a_person_is_noted_with_who_when_and_what(desk: Desk) -> None:
    """As an edition of its own; nothing that is heard changes, so no sound does."""
    sounds = {path: digest for path, digest in current(desk).hashes.items() if path.startswith("sounds/")}

    assert checked(desk, "rec", "cancercare", answered="10 to 6, New York only") == 2

    resource = heard(desk).resources["cancercare"]
    assert (resource.checked_on, resource.checked_by) == (date(2026, 6, 17), "rec")
    assert {path: digest for path, digest in current(desk).hashes.items() if path.startswith("sounds/")} == sounds
    assert Editions(desk.database).listed(1)[0].kind == "check"
    (entry,) = logged(desk, "check")
    assert (entry.who, entry.item) == ("rec", "resource.cancercare")
    assert (entry.before, entry.after) == (
        "2026-06-01 by A volunteer",
        "2026-06-17 by rec: 10 to 6, New York only",
    )


REFUSED: tuple[tuple[str, str, date | None, str], ...] = (
    ("nobody", ACS, None, "nobody called 'nobody'"),
    ("bob", ACS, None, "has left"),
    ("rec", "acs", None, "There are: 211, 711-relay"),
    ("rec", ACS, date(2026, 6, 18), "still to come"),
    ("rec", ACS, date(2026, 3, 18), "holds 90 days"),
    ("rec", "988-lifeline", date(2026, 5, 17), "holds 30 days"),
    ("rec", ACS, date(2026, 5, 31), "was checked after that"),
)


def test_what_cannot_be_a_check_is_refused(desk: Desk) -> None:
    """With the reason."""
    end(desk, "ada", "bob")
    for by, name, on, says in REFUSED:
        with pytest.raises(DeskError, match=says):
            checked(desk, by, name, on)
    assert current(desk).number == 1


def test_an_answer_is_one_short_line(desk: Desk) -> None:
    """It goes into the log."""
    for answer in ("x" * 301, "one\ntwo"):
        with pytest.raises(DeskError, match="one line"):
            checked(desk, "rec", ACS, answered=answer)


def test_nothing_drops_out_while_the_checks_hold(desk: Desk) -> None:
    """Up to the 90th day, in the line's own time zone."""
    evening = datetime(2026, 8, 31, 3, tzinfo=UTC)  # still the 30th in New York
    assert drop_lapsed(at(desk, evening)) == ()
    assert current(desk).number == 1


def test_what_is_past_its_check_drops_out_and_comes_back_when_it_is_dialed(desk: Desk, logs: Callable[[], str]) -> None:
    """All at once here; 911 and 988 stay and alarm, and key 0 still leads to somebody."""
    later = at(desk, LAPSED_FROM)
    assert Checks(later).look()

    assert current(desk).number == 2
    content = heard(desk)
    assert content.line.groups["talk"] == ("988-lifeline",)
    assert content.line.person == (ACS,), "nobody else is left"
    said = logs()
    for name in OTHERS:
        assert f"service={name}" in said
    assert said.count("resource.lapsed") == len(OTHERS)
    assert said.count("resource.overdue") == 2
    assert "service=911" in said
    (entry, *_) = logged(desk, "lapse")
    assert (entry.who, entry.after) == (THE_LINE, "past its check")

    checked(later, "rec", "cancercare")

    content = heard(desk)
    assert content.line.person == ("cancercare",)
    assert content.line.groups["talk"] == ("cancercare", "988-lifeline")
    assert content.resources["cancercare"].checked


def test_a_look_without_news_publishes_and_alarms_nothing_more(desk: Desk, logs: Callable[[], str]) -> None:
    """911 and 988 alarm again the next day."""
    checks = Checks(at(desk, LAPSED_FROM))
    assert checks.look()
    logs()
    assert checks.look()
    assert Checks(at(desk, LAPSED_FROM)).look(), "another process of the same line"
    assert "resource.lapsed" not in logs()
    assert current(desk).number == 2

    tomorrow = Checks(at(desk, LAPSED_FROM.replace(month=9, day=1)))
    assert tomorrow.look()
    said = logs()
    assert said.count("resource.overdue") == 2
    assert "resource.lapsed" not in said


def test_a_rollback_brings_no_lapsed_service_back_for_long(desk: Desk) -> None:
    """The next look, within a minute, drops it again."""
    later = at(desk, LAPSED_FROM)
    checks = Checks(later)
    checks.look()
    rollback(later, "ann", 1)
    assert "cancercare" in heard(desk).line.person

    assert checks.look()
    assert current(desk).number == 3
    assert "cancercare" not in heard(desk).line.person


def test_two_processes_that_look_at_once_publish_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The slower one finds nothing left to change, and that is no failure."""
    later = at(desk, LAPSED_FROM)

    def overtaken(desk: Desk, change: Change) -> int:
        monkeypatch.setattr(checking, "publish_change", publish_change)
        assert set(drop_lapsed(desk)) == OTHERS
        return publish_change(desk, change)

    monkeypatch.setattr(checking, "publish_change", overtaken)
    assert drop_lapsed(later) == ()
    assert current(desk).number == 2


def test_a_database_that_is_away_is_told_once_and_the_next_look_does_the_work(
    desk: Desk, logs: Callable[[], str]
) -> None:
    """No process ends for it."""
    checks = Checks(at(desk, LAPSED_FROM))
    with outage(desk.database):
        assert not checks.look()
        assert not checks.look()
    assert logs().count("resource.not-dropped") == 1
    assert checks.look()
    assert current(desk).number == 2


def test_staff_see_who_is_dialed_next(desk: Desk) -> None:
    """Crisis lines first, for their checks hold shorter."""
    checked(desk, "rec", ACS)
    found = services(desk)
    assert [each.resource.id for each in found[:2]] == ["911", "988-lifeline"]
    assert (found[-1].resource.id, found[-1].until, found[-1].past) == (ACS, date(2026, 9, 15), False)
    assert [each.resource.id for each in found if not each.given] == ["711-relay"], "it is in no group"

    later = services(at(desk, LAPSED_FROM))
    assert {each.resource.id for each in later if each.past} == (OTHERS - {ACS}) | {"911", "988-lifeline"}
    assert {each.resource.id for each in later if each.stays} == {"911", "988-lifeline"}
