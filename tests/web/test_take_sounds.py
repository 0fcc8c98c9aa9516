"""A take that is heard back by telephone opens by its token for a quarter of an hour, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from itsdangerous.timed import TimestampSigner

from ivr.audio.measure import measure
from ivr.bootstrap import Parts
from ivr.desk.desk import current
from ivr.desk.phone.by_phone import Taken
from ivr.desk.views.listening import take_heard
from ivr.settings import Settings
from ivr.store.database import Database
from ivr.web import audio
from ivr.web.audio import TOKEN_SECONDS, take_token
from tests.desk.desks import empty_desk, publish_words, staffed
from tests.desk.phone.calling import brought, provider_in, said_on_a_call
from tests.postgres import outage


@pytest.fixture
def line(parts: Parts, tmp_path: Path) -> Iterator[Parts]:
    """A line with a desk of its own."""
    database = Database(f"sqlite:///{tmp_path / 'desk' / 'line.db'}")
    database.migrate()
    desk = staffed(empty_desk(database, tmp_path / "desk-data"))
    publish_words(desk)
    yield replace(parts, desk=desk)
    database.close()


@pytest.fixture
def client(line: Parts) -> FlaskClient:
    """Whoever asks for a sound."""
    app = Flask("sounds", static_folder=None)
    app.register_blueprint(audio.blueprint(line))
    return app.test_client()


@pytest.fixture
def take(line: Parts, tmp_path: Path) -> int:
    """A take that somebody recorded by telephone."""
    provider = provider_in(tmp_path)
    found = brought(line.desk, provider, said_on_a_call(line.desk, provider))
    assert isinstance(found, Taken)
    return found.take


def status(client: FlaskClient, token: str) -> int:
    """What is answered."""
    return client.get(f"/audio/take/{token}.wav").status_code


def test_a_take_is_heard_by_its_token(client: FlaskClient, line: Parts, take: int) -> None:
    """A telephone WAV that no shared cache keeps."""
    answer = client.get(f"/audio/take/{take_token(line.settings, take)}.wav")
    assert answer.status_code == 200
    assert answer.mimetype == "audio/wav"
    assert answer.data == take_heard(line.desk, take).wav
    assert measure(answer.data).seconds > 2
    assert answer.cache_control.private
    assert not answer.cache_control.public


def test_a_token_fits_into_an_address(settings: Settings) -> None:
    """Without a character that would have to be written otherwise."""
    for number in (1, 99, 10**9):
        token = take_token(settings, number)
        assert token.isascii()
        assert not set(token) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")


def test_only_a_token_of_ours_opens_anything(client: FlaskClient, line: Parts, take: int) -> None:
    """Not one that was altered, of another key or purpose, of something else, or of a take that there is not."""
    good = take_token(line.settings, take)
    stranger = replace(line.settings, secret_key="another key of thirty-two letters")
    other = URLSafeTimedSerializer(line.settings.secret_key, salt="another purpose")
    ours = URLSafeTimedSerializer(line.settings.secret_key, salt=audio.PURPOSE)
    wrong = [
        good[:-1],
        good + "A",
        good[1:],
        take_token(stranger, take),
        other.dumps(take),
        str(take),
        "..",
        "x" * 5000,
    ]
    wrong += [ours.dumps(each) for each in ("1", None, True, [take], 1.0, take + 99)]
    for token in wrong:
        assert status(client, token) == 404, token
    assert status(client, good) == 200


def test_a_token_opens_for_a_quarter_of_an_hour(
    client: FlaskClient, line: Parts, take: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then it is as if it never was."""
    token, now = take_token(line.settings, take), TimestampSigner.get_timestamp
    for late, answer in ((TOKEN_SECONDS - 5, 200), (TOKEN_SECONDS + 5, 404)):
        monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda signer, late=late: now(signer) + late)
        assert status(client, token) == answer
    assert TOKEN_SECONDS == 900


def test_words_that_changed_meanwhile_and_a_database_that_is_away(client: FlaskClient, line: Parts, take: int) -> None:
    """Not found, or not now."""
    token = take_token(line.settings, take)
    with outage(line.desk.database):
        assert status(client, token) == 503
    files = dict(current(line.desk).content)
    files["en/phrases.toml"] = files["en/phrases.toml"].replace(b"an emergency, hang", b"an emergency, please hang")
    publish_words(line.desk, files)
    assert status(client, token) == 404
