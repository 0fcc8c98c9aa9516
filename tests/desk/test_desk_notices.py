"""One person switches a notice on and off; what is unsigned, too long or one too many is refused with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.content.model import Sound
from ivr.content.notices import active
from ivr.content.readers import read_content
from ivr.desk.beginning import publish_first
from ivr.desk.desk import Desk, current
from ivr.desk.notices import listed, switch_off, switch_on, when
from ivr.desk.people import end
from ivr.editions import layout
from ivr.editions.freeze import make
from ivr.errors import ContentError, DeskError
from ivr.store.database import Database
from ivr.store.editions import Editions
from tests.content.altered import altered, signed
from tests.desk.desks import empty_desk, logged, staffed
from tests.desk.sounding import begun
from tests.editions.shelves import empty_shelf, shipped

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 6, 17, 16, tzinfo=UTC)  # noon in New York, a Wednesday


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """A demo whose first edition is published, at noon."""
    return replace(begun(database, tmp_path / "line"), clock=lambda: NOW)


def on_at(desk: Desk, moment: datetime) -> list[str]:
    """Which notices callers hear then."""
    return [on.notice for on in active(read_content(current(desk).content)[0], moment)]


def test_one_person_switches_a_notice_on_and_it_ends_by_itself(desk: Desk) -> None:
    """An edition that differs only in that."""
    number, on = switch_on(desk, "rec", "office-closed", "18:00")

    assert number == 2
    assert (on.start, on.end, on.time_zone, on.by) == (
        datetime(2026, 6, 17, 12),  # noqa: DTZ001 - clocks on the wall
        datetime(2026, 6, 17, 18),  # noqa: DTZ001
        "America/New_York",
        "rec",
    )
    assert on_at(desk, NOW) == ["office-closed"]
    assert on_at(desk, NOW + timedelta(hours=6)) == []
    made = Editions(desk.database)
    assert (made.listed(1)[0].kind, made.listed(1)[0].made_by) == ("notice", "rec")
    before, after = (layout.read_manifest(made.manifest(each) or b"")[1] for each in (1, 2))
    assert {path for path in after if before.get(path) != after[path]} == {"content/notices.toml"}
    (entry,) = logged(desk, "notice")
    assert (entry.who, entry.what, entry.item) == ("rec", "notice on", "notice.office-closed")
    assert entry.after.endswith("to 17 June 2026, 6:00 pm")


def test_a_notice_is_switched_by_whoever_works_here(desk: Desk) -> None:
    """Recorders, editors, approvers and admins alike."""
    for who in ("rec", "ed", "ann", "ada"):
        switch_on(desk, who, "storm", "18:00")
        switch_off(desk, who, "storm")
    assert [each.who for each in logged(desk, "notice on")] == ["rec", "ed", "ann", "ada"]


def test_a_notice_can_be_ended_before_its_time_and_planned_for_later(desk: Desk) -> None:
    """What is over is tidied away with the next change."""
    switch_on(desk, "rec", "holiday", "2026-06-19", "2026-06-19")
    assert on_at(desk, NOW) == []
    assert on_at(desk, datetime(2026, 6, 19, 23, 59, tzinfo=NEW_YORK)) == ["holiday"]
    assert on_at(desk, datetime(2026, 6, 20, 0, 0, tzinfo=NEW_YORK)) == []
    switch_on(desk, "rec", "storm", "18:00")

    switch_off(desk, "ed", "holiday")

    assert [on.notice for on in read_content(current(desk).content)[0].notices] == ["storm"]
    assert logged(desk, "notice off")[0].before.startswith("from 19 June 2026, 12:00 am to the end of 19 June 2026")
    with pytest.raises(ContentError, match="holiday is not on"):
        switch_off(desk, "ed", "holiday")

    tomorrow = replace(desk, clock=lambda: NOW + timedelta(days=1))
    switch_on(tomorrow, "rec", "busy", "18:00")
    assert [on.notice for on in read_content(current(desk).content)[0].notices] == ["busy"]


REFUSED = (
    ("nobody", "storm", "18:00", "", "nobody called"),
    ("bob", "storm", "18:00", "", "has left"),
    ("rec", "snow", "18:00", "", "There are: office-closed, holiday"),
    ("rec", "storm", "soon", "", "is no time"),
    ("rec", "storm", "25:00", "", "is no time"),
    ("rec", "storm", "2026-06-16", "", "is over already"),
    ("rec", "storm", "2026-06-17 13:00", "2026-06-17 14:00", "before it begins"),
    ("rec", "storm", "2026-07-18 12:01", "", "31 days at most"),
)


def test_what_makes_no_sense_is_refused(desk: Desk) -> None:
    """And nothing is published."""
    end(desk, "ada", "bob")
    for by, notice, until, start, says in REFUSED:
        with pytest.raises(DeskError, match=says):
            switch_on(desk, by, notice, until, start)
    assert current(desk).number == 1


def test_two_are_on_at_once_and_no_third(desk: Desk) -> None:
    """Nor one twice; one after another is no trouble."""
    switch_on(desk, "rec", "storm", "18:00")
    switch_on(desk, "rec", "busy", "18:00")
    with pytest.raises(DeskError, match="3 notices are on at the same time"):
        switch_on(desk, "rec", "holiday", "17:00")
    with pytest.raises(DeskError, match="twice"):
        switch_on(desk, "rec", "storm", "19:00")
    switch_on(desk, "rec", "holiday", "20:00", "18:00")
    assert len(on_at(desk, NOW)) == 2


def test_what_lasts_longer_than_eight_seconds_by_its_sound_is_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever an estimate by words says; together with what is on already, too."""
    read_table = layout.read_table

    def slower(raw: bytes) -> Mapping[layout.Key, Sound]:
        return {key: replace(sound, seconds=4.2) for key, sound in read_table(raw).items()}

    switch_on(desk, "rec", "busy", "18:00")
    monkeypatch.setattr(layout, "read_table", slower)
    with pytest.raises(DeskError, match=r"16\.8 seconds in en; 8 are the most"):
        switch_on(desk, "rec", "storm", "18:00")
    switch_on(desk, "rec", "storm", "20:00", "18:00")


def test_production_switches_on_what_is_signed_and_names_what_is_not(database: Database, tmp_path: Path) -> None:
    """One letter changed since, and it is not signed."""
    desk = staffed(empty_desk(database, empty_shelf(tmp_path / "data"), production=True))
    files = altered(signed(shipped()), ("en/notices.toml", "A storm may stop rides.", "Storms may stop rides."))
    publish_first(replace(desk, production=False), make(files, desk.voice, desk.shelf.cache))

    with pytest.raises(DeskError, match=r"Nobody has signed notice\.storm\.said \(en\) yet"):
        switch_on(desk, "rec", "storm", "18:00")
    assert [(each.notice, each.unsigned) for each in listed(desk) if each.unsigned] == [("storm", 1)]


def test_the_list_shows_what_is_on_and_what_will_be(desk: Desk) -> None:
    """In the order of their beginnings."""
    switch_on(desk, "rec", "storm", "2026-06-20 10:00", "2026-06-20 08:00")
    switch_on(desk, "rec", "storm", "18:00")
    found = {each.notice: each for each in listed(desk)}
    assert found["storm"].said == "A storm may stop rides."
    assert [on.start.day for on in found["storm"].on] == [17, 20]
    assert found["busy"].on == ()


def test_times_are_read_as_people_mean_them() -> None:
    """A time of day is the next one; a day that ends something ends it at its own end."""
    noon = datetime(2026, 6, 17, 12)  # noqa: DTZ001 - clocks on the wall

    def read(text: str, *, last: bool = True) -> datetime:
        return when(text, NOW, NEW_YORK, last=last)

    assert read("18:00") == noon.replace(hour=18)
    assert read("8:30") == noon.replace(day=18, hour=8, minute=30)
    assert read("12:00") == noon.replace(day=18)
    assert read("2026-06-20") == noon.replace(day=21, hour=0)
    assert read("2026-06-20", last=False) == noon.replace(day=20, hour=0)
    assert read("2026-06-20 9:05") == read("2026-06-20T09:05") == noon.replace(day=20, hour=9, minute=5)


@given(st.text(max_size=20) | st.from_regex(r"[0-9:\- T]{0,17}", fullmatch=True))
def test_whatever_is_typed_is_a_time_or_a_plain_refusal(text: str) -> None:
    """Never anything else."""
    with suppress(DeskError):
        assert when(text, NOW, NEW_YORK, last=True).tzinfo is None
