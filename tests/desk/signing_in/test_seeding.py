"""A demo has three people to sign in as, who are nobody in production and in the way of nobody."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ivr.desk.beginning import folder_leads
from ivr.desk.people import Role, add, change_roles, end, require, staff
from ivr.desk.signing_in.accounts import (
    choose_password,
    knows_password,
    of_session,
)
from ivr.desk.signing_in.seeding import newcomers
from ivr.desk.views.introducing import about_the_desk
from ivr.errors import DeskError
from ivr.settings import Mode, load
from ivr.store.database import Database
from tests.desk.desks import empty_desk, publish_words, staffed
from tests.desk.signing_in.holders import OWN, row


def test_a_demo_has_three_people_once(database: Database, tmp_path: Path) -> None:
    """With the same one-time passwords at every start, until each has chosen their own; the folder still leads."""
    desk = empty_desk(database, tmp_path)
    publish_words(desk)

    first = newcomers(desk, "the demo's key")

    assert [(each.id, each.role) for each in first] == [
        ("rosa", Role.RECORDER),
        ("abel", Role.APPROVER),
        ("ada", Role.ADMIN),
    ]
    assert newcomers(desk, "the demo's key") == first
    assert newcomers(desk, "another key") == ()
    assert folder_leads(desk)
    assert [each.number for each in sorted(staff(desk), key=lambda each: each.number)] == [101, 102, 103]

    assert knows_password(desk, "rosa", first[0].password)
    choose_password(desk, "rosa", OWN)
    assert [each.id for each in newcomers(desk, "the demo's key")] == ["abel", "ada"]


def test_no_people_are_made_where_somebody_works_or_has_published(database: Database, tmp_path: Path) -> None:
    """Nor in production."""
    desk = empty_desk(database, tmp_path)
    assert newcomers(replace(desk, production=True), "key") == ()
    publish_words(desk, by="maria")
    assert newcomers(desk, "key") == ()
    staffed(desk)
    assert newcomers(desk, "key") == ()


def test_nobody_signs_in_to_production_as_somebody_made_up(database: Database, tmp_path: Path) -> None:
    """Their one-time passwords follow from a demo's key; who has chosen a password there is somebody."""
    desk = empty_desk(database, tmp_path)
    rosa, abel, _ = newcomers(desk, "key")
    choose_password(desk, "rosa", OWN)
    real = replace(desk, production=True)

    assert knows_password(real, "abel", abel.password) is None
    assert knows_password(real, "rosa", OWN)
    assert of_session(real, row(desk, "abel").uniquifier) is None
    assert rosa.id == "rosa"


def test_people_who_were_made_up_are_nobody_when_the_first_person_comes(database: Database, tmp_path: Path) -> None:
    """Whoever begins as the documents say becomes an admin; and whoever names the demo's admin adds as usual."""
    desk = empty_desk(database, tmp_path)
    newcomers(desk, "key")

    assert add(desk, "ada", "ben", "Ben", [Role.EDITOR]).roles == {"editor"}
    change_roles(desk, "ada", "ben", [Role.RECORDER])
    with pytest.raises(DeskError, match="nobody called 'anna'"):
        add(desk, "anna", "anna", "Anna", [])


def test_the_first_real_person_is_an_admin_and_not_replaced_by_one_made_up(database: Database, tmp_path: Path) -> None:
    """The demo's admin, who has never signed in, does not count as the last admin who stays."""
    desk = empty_desk(database, tmp_path)
    newcomers(desk, "key")
    assert add(desk, "anna", "anna", "Anna", [Role.EDITOR]).roles == {"admin", "editor"}

    with pytest.raises(DeskError, match="the last admin"):
        end(desk, "anna", "anna")
    end(desk, "anna", "ada")
    assert require(desk, "anna", Role.ADMIN)


def test_whoever_starts_a_line_is_told_where_the_desk_is(database: Database, tmp_path: Path) -> None:
    """A demo names its three people; production names them too while they are listed, and never a password."""
    desk = empty_desk(database, tmp_path)
    demo = load({"IVR_DATA": str(tmp_path), "IVR_SECRET_KEY": "the demo's key"})
    said = about_the_desk(demo, desk, "http://127.0.0.1:8000")
    assert said[0].endswith("http://127.0.0.1:8000/desk/")
    (rosa, *_) = newcomers(desk, "the demo's key")
    assert rosa.password in said[1]

    real = replace(demo, mode=Mode.PRODUCTION, public_url="https://line.example.org")
    said = about_the_desk(real, replace(desk, production=True), "")
    assert said[0] == "The desk for staff: https://line.example.org/desk/"
    assert "ivr staff end abel" in said[1]
    assert rosa.password not in " ".join(said)


def test_with_the_database_away_the_line_starts_all_the_same(tmp_path: Path) -> None:
    """Calls do not need the desk."""
    gone = empty_desk(Database(f"sqlite:///{tmp_path / 'no' / 'such' / 'line.db'}"), tmp_path)
    demo = load({"IVR_DATA": str(tmp_path)})
    (said,) = about_the_desk(demo, gone, "http://127.0.0.1:8000")
    assert "does not work just now" in said
