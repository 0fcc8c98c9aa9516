"""After a whole day of calls, texts, sends and failures, no number and no word of a texter is left anywhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from ivr.bootstrap import Parts, build
from ivr.carrier.sender import LaterError, Message, RefusedError, Sent
from ivr.content.model import Edition
from ivr.line.stored import StoredHouse
from ivr.settings import Settings
from ivr.store.reasons import Why
from ivr.web.app import create_app
from ivr.worker import Worker
from tests.conftest import PUBLIC

# 555-01xx numbers are kept for fiction; the last digits tell the numbers apart in what is found.
NUMBERS = [f"+1202555019{last}" for last in range(8)]
WORDS = "marmalade giraffe at Elm Street"


class Quoting:
    """A sender with every kind of end, whose failures quote all that they know."""

    def __init__(self) -> None:
        self._turn = 0

    def send(self, message: Message) -> Sent:
        """Each time another end."""
        self._turn += 1
        match self._turn % 5:
            case 1:
                raise RuntimeError(f"{message!r} to {message.number}: {message.text}")
            case 2:
                raise LaterError(Why.TIMEOUT, 0.0)
            case 3:
                raise RefusedError("21614")
            case 4:
                raise RefusedError("21610")
        return Sent(f"SM{self._turn:032}")

    def find(self, message: Message) -> tuple[str, ...]:
        """Nothing is ever found, or looking fails."""
        if self._turn % 2:
            raise OSError(f"no route to {message.number}")
        return ()


@pytest.fixture
def line(settings: Settings, edition: Edition, tmp_path: Path) -> Parts:
    """The shipped content over a data folder and a database of its own."""
    assert edition.number
    for name in ("editions", "rendered", "current"):
        if (settings.data / name).exists():
            (tmp_path / name).symlink_to(settings.data / name)
    # With an account, for without one a demo texts its own phones only.
    settings = replace(settings, account_sid=f"AC{'0' * 32}", sms_from="+12025550123")
    return build(replace(settings, data=tmp_path, database_url=f"sqlite:///{tmp_path / 'line.db'}", texts_per_day=50))


def a_day(parts: Parts, app: Flask, number: str) -> None:
    """Calls that ask for texts and stop them, and texts of every kind, from one number."""

    def post(path: str, **form: str) -> str:
        form = {"From": number, "Caller": number, "CallSid": f"CA{number[-9:]:0>32}"} | form
        headers = {parts.signature.header: parts.signature.sign(PUBLIC + path, form)}
        return app.test_client().post(path, base_url=PUBLIC, data=form, headers=headers).text

    document = post("/voice")
    for key in ("3", "2", "1", "1", "*", "6", "4", "1", "*", "6", "5", "1", "2"):
        path = document.split(f'action="{PUBLIC}')[1].split('"')[0]
        document = post(path, Digits=key, SpeechResult=WORDS)
    post("/voice/status", CallStatus="completed")
    for body in (WORDS, f"COPE {WORDS}", f"call me at {number}", f"I want to die {WORDS}", "stop texting me", "START"):
        post("/sms", Body=body, To="+12025550123")
    for status, error in (("sent", ""), ("undelivered", "30006"), ("failed", "30007"), ("delivered", "")):
        post(
            "/sms/status/nobody-knows-this",
            MessageStatus=status,
            ErrorCode=error,
            To=number,
            MessageSid=f"SM{'a' * 32}",
        )


def tables(file: Path) -> str:
    """Every value of every table."""
    with sqlite3.connect(file) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert {"outbox", "consents", "stops"} <= set(names)
        return "\n".join(str(row) for name in names for row in database.execute(f'SELECT * FROM "{name}"'))  # noqa: S608


def assert_nobody_is_found(said: str, where: str) -> None:
    """Neither a number in any form nor what was texted."""
    assert WORDS.split(maxsplit=1)[0] not in said, where
    assert "Elm Street" not in said, where
    for number in NUMBERS:
        assert number[2:] not in said, where
        assert f"555-{number[-4:]}" not in said, where


def test_a_whole_day_leaves_no_number_and_no_words(line: Parts, logs: Callable[[], str], tmp_path: Path) -> None:
    """Not in the log, not in the tables, not in any file, however sending failed; only what waits has its number."""
    app, house = create_app(line), line.house
    assert isinstance(house, StoredHouse)
    for number in NUMBERS:
        a_day(line, app, number)
    assert NUMBERS[0][2:] in tables(tmp_path / "line.db"), "what waits needs its number"
    worker = Worker(house.outbox, house.stops, Quoting(), line.clock)
    for _ in range(4 * len(NUMBERS)):
        worker.one()
    line.counter.flush()
    said = logs()
    house.outbox.sweep(line.clock() + timedelta(hours=25))

    assert said.count("event=call.step") > 10 * len(NUMBERS)
    assert "event=text.broke" in said
    assert_nobody_is_found(said, "log")
    assert_nobody_is_found(tables(tmp_path / "line.db"), "tables")
    files = [each for each in tmp_path.iterdir() if each.is_file()]
    assert {"line.db"} <= {each.name for each in files}
    for each in files:
        assert_nobody_is_found(each.read_bytes().decode("latin-1"), each.name)
