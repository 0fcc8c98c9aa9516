"""Recordings by the real HTTP client from a loopback Twilio that can fail in every way."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bench.twilio.faults import Media
from bench.twilio.server import ACCOUNT, FROM, TOKEN, LoopbackTwilio
from ivr.audio.intake.decode import MOST_BYTES
from ivr.carrier.recordings import AwayError, TwilioRecordings, is_recording
from ivr.carrier.rest import Account
from ivr.errors import TakeError

SID = "RE" + "0c" * 16
SOUND = bytes(range(256)) * 4000  # a megabyte


@pytest.fixture
def twilio() -> Iterator[LoopbackTwilio]:
    """The provider; what is asked for must not break its API's description."""
    with LoopbackTwilio() as server:
        server.recordings.sounds[SID] = SOUND
        yield server
    assert server.breaches == []


def recordings(
    twilio: LoopbackTwilio, seconds: float = 5.0, token: str = TOKEN, sid: str = ACCOUNT
) -> TwilioRecordings:
    """The account's recordings at the loopback provider."""
    return TwilioRecordings(Account(sid, token, FROM), seconds, twilio.url)


def failing(twilio: LoopbackTwilio, fault: Media, seconds: float = 5.0) -> TwilioRecordings:
    """The same where every request meets this fault."""
    twilio.recordings.plan = lambda _method, _nth: fault
    return recordings(twilio, seconds)


def test_a_recording_is_fetched_whole_with_the_account_s_login_and_deleted(twilio: LoopbackTwilio) -> None:
    """By its id alone; afterwards there is none, and deleting it again is no failure."""
    at_twilio = recordings(twilio)
    assert at_twilio.fetch(SID) == SOUND
    at_twilio.delete(SID)
    assert at_twilio.fetch(SID) is None
    at_twilio.delete(SID)

    assert twilio.recordings.sounds == {}
    assert twilio.recordings.asked == [("GET", SID), ("DELETE", SID), ("GET", SID), ("DELETE", SID)]


def test_one_that_is_not_there_yet_is_none(twilio: LoopbackTwilio) -> None:
    """Twilio answers 404 until it has written the file; an empty answer is none either."""
    twilio.recordings.plan = lambda _method, nth: Media(404) if nth < 2 else Media()
    at_twilio = recordings(twilio)
    assert [at_twilio.fetch(SID) for _ in range(3)] == [None, None, SOUND]

    twilio.recordings.sounds[SID] = b""
    assert at_twilio.fetch(SID) is None


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (Media(401), "does not accept the account's login"),
        (Media(403), "does not accept the account's login"),
        (Media(429), "status 429"),
        (Media(500), "status 500"),
        (Media(503), "status 503"),
        (Media(drops=True), "cut the answer off"),
        (Media(delay=2.0), "could not be reached"),
        (Media(moved="http://127.0.0.1:9/elsewhere"), "keeps the recording elsewhere"),
    ],
)
def test_whatever_is_in_the_way_is_tried_again_later(twilio: LoopbackTwilio, fault: Media, says: str) -> None:
    """For fetching and for deleting; the sentence holds no address and no login."""
    at_twilio = failing(twilio, fault, seconds=0.5)
    for deed in (at_twilio.fetch, at_twilio.delete):
        with pytest.raises(AwayError, match=says) as raised:
            deed(SID)
        assert ACCOUNT not in str(raised.value)
        assert TOKEN not in str(raised.value)
        assert raised.value.__cause__ is None
    assert SID in twilio.recordings.sounds


def test_half_a_recording_is_none_at_all(twilio: LoopbackTwilio) -> None:
    """The connection broke before its end."""
    with pytest.raises(AwayError, match="cut the answer off"):
        failing(twilio, Media(lacks=1000)).fetch(SID)


def test_a_slow_recording_is_given_up_in_time(twilio: LoopbackTwilio) -> None:
    """A byte now and then keeps nobody busy for ever."""
    began = time.monotonic()
    with pytest.raises(AwayError, match="too slowly"):
        failing(twilio, Media(pieces=len(SOUND) // 10, pause=0.1), seconds=0.5).fetch(SID)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("piece", [b"X", b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 404 Not Found\r\nX-Slow: "])
def test_headers_that_never_end_are_given_up_in_time_too(piece: bytes) -> None:
    """A letter of a header every tenth of a second, and neither a recording nor the word that there is none."""
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:
        pool.submit(_dribble, server, piece)
        at_twilio = TwilioRecordings(Account(ACCOUNT, TOKEN, FROM), 0.6, f"http://127.0.0.1:{server.getsockname()[1]}")
        for deed in (at_twilio.fetch, at_twilio.delete):
            began = time.monotonic()
            with pytest.raises(AwayError):
                deed(SID)
            assert time.monotonic() - began < 3


def _dribble(server: socket.socket, piece: bytes) -> None:
    for _ in range(2):
        connection, _ = server.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(piece)
            while True:
                time.sleep(0.1)
                connection.sendall(b"a")


def test_a_hundred_megabytes_are_not_read(twilio: LoopbackTwilio) -> None:
    """Nothing above what the intake takes is."""
    with pytest.raises(TakeError, match=f"bigger than {MOST_BYTES // 1_000_000} MB"):
        failing(twilio, Media(bytes=100_000_000)).fetch(SID)


def test_a_wrong_token_gets_nothing(twilio: LoopbackTwilio) -> None:
    """And deletes nothing."""
    wrong = recordings(twilio, token="another")
    for deed in (wrong.fetch, wrong.delete):
        with pytest.raises(AwayError, match="login"):
            deed(SID)
    assert SID in twilio.recordings.sounds


@pytest.mark.parametrize(
    "name",
    [
        "",
        "RE1",
        "re" + "0c" * 16,
        "RE" + "0C" * 16,
        "RE" + "0c" * 16 + "\n",
        "../../Messages",
        "RE" + "0c" * 15 + "/.",
        SID + "0",
    ],
)
def test_only_an_id_of_a_recording_is_ever_asked_for(twilio: LoopbackTwilio, name: str) -> None:
    """Whatever a webhook has brought: nothing is sent anywhere."""
    assert not is_recording(name)
    with pytest.raises(TakeError, match="not the id of a recording"):
        recordings(twilio).fetch(name)
    recordings(twilio).delete(name)
    assert twilio.recordings.asked == []


def test_an_account_that_is_none_is_an_operator_s_matter(twilio: LoopbackTwilio) -> None:
    """The recordings wait until it is mended."""
    for deed in (recordings(twilio, sid="AC1/../").fetch, recordings(twilio, sid="AC1/../").delete):
        with pytest.raises(AwayError, match="TWILIO_ACCOUNT_SID"):
            deed(SID)
    assert twilio.recordings.asked == []
