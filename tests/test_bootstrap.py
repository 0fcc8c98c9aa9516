"""What is put together answers calls, whatever state the database is in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import structlog

from ivr.bootstrap import build, open_fetcher, recordings_folder
from ivr.content.model import Edition
from ivr.settings import Mode, Settings
from ivr.store.database import Database
from ivr.web.app import create_app
from tests.carrier.documents import check_voice
from tests.conftest import PUBLIC


def damaged(file: Path) -> None:
    """Not a database at all."""
    file.write_bytes(bytes(range(256)) * 64)


def of_a_later_release(file: Path) -> None:
    """As after going back to an earlier release of the line."""
    database = Database(f"sqlite:///{file}")
    database.migrate()
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()


def a_folder(file: Path) -> None:
    """Nothing that could be opened."""
    file.mkdir()


@pytest.mark.parametrize(
    ("spoil", "heard"),
    # A later release's tables may serve this one too; where they do not, that is as if there were none.
    [(damaged, "details.topic.coping.1/unavailable"), (of_a_later_release, "consent."), (a_folder, "details.")],
)
def test_calls_are_answered_with_a_database_that_cannot_be_used(
    settings: Settings, edition: Edition, tmp_path: Path, spoil: Callable[[Path], None], heard: str
) -> None:
    """One alarm, and a caller who asks for a text hears the details instead."""
    assert edition.number
    spoil(tmp_path / "line.db")
    with structlog.testing.capture_logs() as logged:
        parts = build(replace(settings, database_url=f"sqlite:///{tmp_path / 'line.db'}"))
    client = create_app(parts).test_client()

    def pressed(path: str, **form: str) -> str:
        form = {"From": "+12025550147", "CallSid": "CA1"} | form
        headers = {parts.signature.header: parts.signature.sign(PUBLIC + path, form)}
        answer = client.post(path, base_url=PUBLIC, data=form, headers=headers).text
        gather = check_voice(answer).find(".//Gather")
        assert gather is not None
        return gather.get("action", "").removeprefix(PUBLIC)

    path = pressed("/voice")
    for key in ("3", "2"):
        path = pressed(path, Digits=key)

    assert [each["event"] for each in logged] == ["store.unusable"]
    assert f"/{heard}" in path


def test_recordings_are_fetched_where_a_phone_can_record(settings: Settings, tmp_path: Path) -> None:
    """A demo's own phones can; in production it takes an account."""
    demo = replace(settings, data=tmp_path, database_url=f"sqlite:///{tmp_path / 'line.db'}")
    assert recordings_folder(demo) == tmp_path / "recordings"
    assert open_fetcher(demo)
    production = replace(demo, mode=Mode.PRODUCTION)
    assert open_fetcher(production) is None
    assert open_fetcher(replace(production, account_sid="AC" + "0" * 32))
