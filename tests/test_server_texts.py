"""The real server and its store: a demo sends its texts, a database may come late, and old numbers are erased."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bench.serving import Server, action, caller, start, stop
from ivr.content.model import Edition
from ivr.files import write_whole
from ivr.phones.delivered import MOBILE
from ivr.settings import Settings
from ivr.store.database import Database
from ivr.store.outbox import Outbox, State
from tests.content.altered import signed
from tests.editions.shelves import shipped
from tests.store.promises import promise
from tests.waiting import comes

KEY = "0123456789abcdef0123456789abcdef"
PRODUCTION = {
    "IVR_MODE": "production", "IVR_NOW": "", "IVR_TEXTS": "off", "IVR_SECRET_KEY": KEY, "IVR_HASH_KEY": KEY,
    "IVR_STOP_KEY": KEY, "TWILIO_ACCOUNT_SID": "AC" + "0a" * 16, "IVR_VOICE_NUMBER": "+12025550123",
}  # fmt: skip


@pytest.fixture
def data(settings: Settings, edition: Edition, tmp_path: Path) -> Path:
    """A data folder of the test's own, with the editions that are there."""
    assert edition.number
    folder = tmp_path / "data"
    folder.mkdir()
    for name in ("editions", "rendered"):
        (folder / name).symlink_to(settings.data / name)
    return folder


def text_me(server: Server, number: int) -> str:
    """Call as a demo's mobile phone: coping, text me, yes; the document that follows."""
    form = caller(number) | {"From": MOBILE}
    document = server.post("/voice", form).text
    for key in ("3", "2", "1"):
        document = server.post(action(document), form | {"Digits": key}).text
    return action(document)


def test_a_demo_sends_its_texts_itself(data: Path, tmp_path: Path) -> None:
    """One text from a call through the real server: written down, sent, reported, and its number erased."""
    url = f"sqlite:///{tmp_path / 'line.db'}"
    server = start(data, tmp_path / "log", IVR_DATABASE_URL=url)
    try:
        assert server.waits_until_ready()[-1] == 200, server.log.read_text()
        assert "/promised." in text_me(server, 1)
        outbox = Outbox(Database(url))
        assert comes(lambda: outbox.totals()[State.DELIVERED] == 1), server.log.read_text()
        assert outbox.listing(everything=True)[0].number == "erased"
        assert (data / "letters.jsonl").read_text().count("\n") == 1
        assert server.ended() == 0
    finally:
        stop(server)
    assert "Traceback" not in server.log.read_text()


def test_a_line_that_was_started_without_its_database_sends_texts_once_that_is_there(
    data: Path, tmp_path: Path
) -> None:
    """Nobody has to start it again; calls are answered meanwhile, and nothing is promised."""
    place = tmp_path / "place"
    place.write_text("no folder", encoding="ascii")
    url = f"sqlite:///{place / 'line.db'}"
    server = start(data, tmp_path / "log", IVR_DATABASE_URL=url)
    try:
        assert server.waits_until_ready()[-1] == 200, server.log.read_text()
        assert "/promised." not in text_me(server, 1)
        place.unlink()
        calls = iter(range(2, 1000))
        assert comes(lambda: "/promised." in text_me(server, next(calls))), server.log.read_text()
        outbox = Outbox(Database(url))
        assert comes(lambda: outbox.totals()[State.DELIVERED] == 1), server.log.read_text()
        assert server.ended() == 0
    finally:
        stop(server)


def test_a_line_without_any_worker_erases_old_numbers(data: Path, tmp_path: Path) -> None:
    """In production, with texts switched off: `ivr worker` would not even start."""
    url = f"sqlite:///{tmp_path / 'line.db'}"
    database = Database(url)
    database.migrate()
    outbox = Outbox(database)
    row = promise(outbox, now=datetime.now(UTC) - timedelta(days=7))
    words = tmp_path / "content"  # production plays signed words only
    for path, raw in signed(shipped()).items():
        write_whole(words / path, raw)
    server = start(data, tmp_path / "log", **(PRODUCTION | {"IVR_DATABASE_URL": url, "IVR_CONTENT": str(words)}))
    try:
        assert comes(lambda: (found := outbox.by_id(row.id)) is not None and not found.number), server.log.read_text()
        assert server.waits_until_ready()[-1] == 200, server.log.read_text()
        assert server.ended() == 0
    finally:
        stop(server)
    assert row.number[1:].encode() not in b"".join(path.read_bytes() for path in tmp_path.glob("line.db*"))
    database.close()
