"""The desk while its database is away or held by somebody: nothing is done, and everybody hears that they may retry."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from ivr.desk.people import staff
from ivr.desk.problems import problems
from ivr.web.desk.gate import AFTER
from tests.web.desk.site import Site
from tests.web.desk.visitor import Visitor, quick_site, token

WRONG = "A caller says that nobody answers there."


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A desk that waits for its database for a moment only."""
    monkeypatch.setattr("ivr.store.database.PATIENT_SECONDS", 0.2)
    return quick_site(tmp_path)


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Somebody else writes for a long time."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def away(site: Site, file: Path) -> Iterator[None]:
    """The disk that it lies on is not there."""
    site.desk.database.close()
    there = file.rename(file.with_name("elsewhere.db"))
    file.mkdir()
    yield
    file.rmdir()
    there.rename(file)


def post(them: Visitor, path: str, **fields: str) -> TestResponse:
    """A form's answer, wherever that leads."""
    return them.client.post(f"/desk{path}", data={"csrf_token": token(them), **fields})


def test_a_form_that_meets_a_held_database_may_be_sent_again(site: Site, tmp_path: Path) -> None:
    """Whether the page tells it itself or none can: 503, nothing done; and what was typed stays where it was."""
    them, before = Visitor(site.client("ed")).open("/desk/problem/"), staff(site.desk)
    with held(tmp_path / "line.db"):
        typed, pressed = post(them, "/problem/", what=WRONG), post(them, "/account/voice", agreed="no")
    assert [(each.status_code, each.headers["Retry-After"]) for each in (typed, pressed)] == [(503, str(AFTER))] * 2
    assert "Nothing was done. Wait a few seconds, then send it again." in typed.text
    assert WRONG in typed.text
    assert "Nothing was done, and nothing was lost." in pressed.text
    assert (problems(site.desk), staff(site.desk)) == ((), before)
    assert post(them, "/problem/", what=WRONG).status_code == 302


def test_without_its_database_the_desk_says_so_on_every_page(site: Site, tmp_path: Path) -> None:
    """It cannot even look who is signed in; and as soon as the database is there again, they are."""
    them = Visitor(site.client("ed")).open("/desk/problem/")
    with away(site, tmp_path / "line.db"):
        answers = [post(them, "/problem/", what=WRONG), them.client.get("/desk/"), them.client.get("/desk/people")]
    for each in answers:
        assert (each.status_code, each.headers["Retry-After"]) == (503, str(AFTER))
        assert each.headers["Cache-Control"] == "no-store"
        assert "Nothing was done, and nothing was lost." in each.text
        assert "go back with your browser's Back button" in each.text
    assert them.open("/desk/").heading == "Today"


def test_a_rule_that_is_against_it_is_no_failure(site: Site) -> None:
    """It would be the same a moment later."""
    refused = post(Visitor(site.client("ed")).open("/desk/problem/"), "/problem/", what=" ")
    assert (refused.status_code, "Retry-After" in refused.headers) == (409, False)
