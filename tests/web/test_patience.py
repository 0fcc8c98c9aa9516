"""A connection's patience: a whole request in time, an answer that is taken, or it is as if it were broken."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr.web import patience
from ivr.web.patience import PatientSocket, wait_for_body

MUCH = b"x" * 20_000_000  # more than any buffer between takes


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[PatientSocket, socket.socket]]:
    """Our end of a connection and theirs; our patience with readers is short."""
    monkeypatch.setattr(patience, "SENDING", 0.3)
    one, theirs = socket.socketpair()
    ours = PatientSocket(one.family, one.type, one.proto, one.detach())
    with ours, theirs:
        yield ours, theirs


def test_what_comes_too_late_is_not_read(ends: tuple[PatientSocket, socket.socket]) -> None:
    """Though every byte of it came soon after the last; more time can be given, for a page that needs it."""
    ours, theirs = ends
    theirs.sendall(b"ab")
    assert ours.recv(1) == b"a"
    ours.until = time.monotonic()
    with pytest.raises(ConnectionResetError):
        ours.recv(1)
    wait_for_body({"gunicorn.socket": ours}, 5)
    assert ours.recv(1) == b"b"
    wait_for_body({}, 5)  # other servers have no such limit


def test_whoever_does_not_take_an_answer_is_not_waited_for(
    ends: tuple[PatientSocket, socket.socket], tmp_path: Path
) -> None:
    """From memory or from a file, which is how sounds and styles are sent."""
    ours, _ = ends
    file = tmp_path / "sound.wav"
    file.write_bytes(MUCH)
    with pytest.raises(ConnectionResetError):
        ours.sendall(MUCH)
    with file.open("rb") as found, pytest.raises(ConnectionResetError):
        ours.sendfile(found)
    assert ours.gettimeout() is None


def test_whoever_takes_it_gets_all_of_it(ends: tuple[PatientSocket, socket.socket], tmp_path: Path) -> None:
    """At their own speed."""
    ours, theirs = ends
    taken = bytearray()

    def take() -> None:
        while len(taken) < 2 * len(MUCH):
            taken.extend(theirs.recv(1_000_000))

    reader = threading.Thread(target=take)
    reader.start()
    ours.sendall(MUCH)
    file = tmp_path / "sound.wav"
    file.write_bytes(MUCH)
    with file.open("rb") as found:
        assert ours.sendfile(found) == len(MUCH)
    reader.join(20)
    assert taken == MUCH + MUCH
