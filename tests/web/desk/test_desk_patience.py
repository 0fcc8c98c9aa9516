"""Slow senders at the real server: the desk holds no thread that callers need, and a dribble ends in time."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest

from ivr.cli.serve import THREADS
from ivr.web.desk.app import create_desk
from ivr.web.desk.gate import SECONDS
from ivr.web.patience import WHOLE
from tests.web.desk.patient import begun, with_key
from tests.web.desk.serving import free_port
from tests.web.desk.site import Site
from tests.web.desk.visitor import quick_site

STEP = 0.3  # seconds between two bytes of a dribble


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A desk without sounds, which is made in a moment, with the server's key."""
    made = quick_site(tmp_path)
    return Site(made.desk, create_desk(with_key(f"sqlite:///{tmp_path / 'line.db'}", tmp_path), made.desk), made.line)


@pytest.fixture
def port(site: Site) -> Iterator[int]:
    """Where the server listens."""
    data, free = site.desk.shelf.data, free_port()
    child = begun(f"sqlite:///{data / 'line.db'}", data, free)
    deadline = time.monotonic() + 60
    while child.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", free), 1):
            break
        time.sleep(0.1)
    yield free
    child.terminate()
    child.wait(30)


class Dribble:
    """Senders who send a byte now and then; `ended` says after how many seconds each was hung up on."""

    def __init__(self, port: int, begins: list[str]) -> None:
        self.began, self.ended, self._over = time.monotonic(), list[float](), threading.Event()
        self._open = [socket.create_connection(("127.0.0.1", port)) for _ in begins]
        for wire, head in zip(self._open, begins, strict=True):
            wire.sendall(head.encode())
            wire.setblocking(False)  # noqa: FBT003 - its own
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while self._open and not self._over.wait(STEP):
            for wire in list(self._open):
                if not _goes_on(wire):
                    wire.close()
                    self._open.remove(wire)
                    self.ended.append(time.monotonic() - self.began)

    def end(self, after: float) -> int:
        """Wait for their end as long as that; how many are open still."""
        self._thread.join(after)
        self._over.set()
        self._thread.join()
        left = len(self._open)
        for wire in self._open:
            wire.close()
        return left


def _goes_on(wire: socket.socket) -> bool:
    with suppress(BlockingIOError):
        try:
            while wire.recv(65536):
                pass
        except ConnectionError:
            pass
        return False
    try:
        wire.send(b"a")
    except OSError:
        return False
    return True


def asked(port: int, path: str, cookie: str = "") -> tuple[int, float]:
    """The status of a page, and how long it took."""
    began = time.monotonic()
    wire = HTTPConnection("127.0.0.1", port, timeout=20)
    wire.request("GET", path, headers={"Host": "127.0.0.1:8000", "Cookie": f"desk={cookie}"})
    answer = wire.getresponse()
    answer.read()
    wire.close()
    return answer.status, time.monotonic() - began


def test_dribbling_senders_at_the_desk_keep_no_caller_waiting(site: Site, port: int) -> None:
    """More than there are threads, each byte in time: callers and staff are answered, and each dribble ends."""
    form = (
        "POST /desk/login HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nContent-Length: 60000\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\na="
    )
    cookie = site.cookie("ed")
    asked(port, "/desk/", cookie)
    senders = Dribble(port, [form] * (THREADS + 8))
    time.sleep(2)
    calls = [asked(port, "/voice") for _ in range(5)]
    assert {status for status, _ in calls} == {405}
    assert max(took for _, took in calls) < 3  # without the gate, the first of them waits for the end of the dribble
    status, took = asked(port, "/desk/account", cookie)
    assert (status, took < 4) == (200, True)
    assert asked(port, "/desk/login")[0] == 503
    assert senders.end(SECONDS + 15) == 0
    assert max(senders.ended) < SECONDS + 5
    assert asked(port, "/desk/login")[0] == 200


def test_a_request_that_never_ends_is_hung_up_on(port: int) -> None:
    """One whose head dribbles, wherever it goes."""
    senders = Dribble(port, ["GET /voice HTTP/1.1\r\nX-Long: "] * 3)
    assert senders.end(WHOLE + 10) == 0
    assert max(senders.ended) < WHOLE + 5
