"""Publish and roll back 200 times while 50 callers call two web processes: no failure, no mixing, adopted in 2 seconds.

    python -m bench.publishing [times]

A real server with two processes answers simulated calls that press keys and fetch what they are to hear. Meanwhile
editions that differ in a phrase are published, and now and then rolled back. Every answer is checked: its status, that
all it plays belongs to the edition of the call, and that a call that begins two seconds after a publishing hears it.
"""

from __future__ import annotations

import http.client
import random
import re
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bench.serving import PUBLIC, TOKEN, start, stop
from ivr.carrier.signature import TwilioSignature
from ivr.content.items import slot, written
from ivr.content.voice_names import DEFAULT
from ivr.desk.desk import Desk
from ivr.desk.next_edition import Change, publish_change
from ivr.editions.shelf import Shelf
from ivr.store.database import Database
from ivr.store.editions import Editions

CALLERS = 50
STEPS_OF_A_CALL = 12
THINKING = (0.2, 1.2)  # seconds between two keys
ADOPTED = 2.0  # seconds (design section 7)
PHRASE = "where.main"
_PLAYED = re.compile(r"<Play>([^<]+)</Play>")
_ACTION = re.compile(r'action="([^"]+)"|<Redirect[^>]*>([^<]+)<')
_EDITION = re.compile(r"/voice/(\d+)/")
_NOTHING: Mapping[str, str] = {}


@dataclass
class Seen:
    """What the callers met."""

    answers: Counter[int] = field(default_factory=Counter)
    mixed: list[str] = field(default_factory=list)
    began: list[tuple[float, int]] = field(default_factory=list)  # when a call began, and on which edition
    lock: threading.Lock = field(default_factory=threading.Lock)


def main() -> int:
    """Run it and print what was seen; 1 where anything was wrong."""
    with tempfile.TemporaryDirectory(prefix="publishing-", ignore_cleanup_errors=True) as folder:
        return run(Path(folder), int(sys.argv[1]) if len(sys.argv) > 1 else 200)


def run(data: Path, times: int, callers: int = CALLERS) -> int:
    """The same in a data folder, which may hold rendered sounds already."""
    server = start(data, data / "log", "--workers", "2")
    try:
        while server.waits_until_ready()[-1] != http.client.OK:  # every prompt is rendered first
            if server.process.poll() is not None:
                raise RuntimeError((data / "log").read_text())
        seen, until = Seen(), threading.Event()
        calling = [_Caller(server.port, seen, until, number) for number in range(callers)]
        for each in calling:
            each.start()
        began = time.monotonic()
        try:
            moves = _publishes(data, times)
            time.sleep(ADOPTED + 1)
        finally:
            until.set()
            for each in calling:
                each.join()
        return _report(seen, moves, time.monotonic() - began)
    finally:
        stop(server)


def _publishes(data: Path, times: int) -> list[tuple[float, int]]:
    """Publish or roll back that many times; when each was done, and which edition calls should hear from then on."""
    database = Database(f"sqlite:///{data / 'line.db'}")
    desk = Desk(database, Shelf(data), DEFAULT, production=False, clock=lambda: datetime.now(UTC))
    editions, moves, chance = Editions(database), [], random.Random(7)  # noqa: S311 - no secret
    for turn in range(times):
        now = editions.published() or 1
        if turn % 4 == 3:  # noqa: PLR2004 - every fourth is taken back
            number = now - chance.choice((1, 2))
            editions.move(number, "bench", desk.clock(), now)
        else:
            number = publish_change(desk, Change("bench", "notice", partial(_edited, turn)))
        moves.append((time.monotonic(), number))
        if turn % 20 == 19:  # noqa: PLR2004
            print(f"{turn + 1} of {times}", flush=True)  # noqa: T201
        time.sleep(chance.uniform(0.2, 3.0))
    database.close()
    return moves


def _edited(turn: int, files: Mapping[str, bytes]) -> dict[str, bytes]:
    there = slot(files, PHRASE, "en")
    words = ("Main menu.", "The main menu.", "This is the main menu.")
    return written(
        files, PHRASE, "en", next(each for each in words[turn % 3 :] + words if there and each != there.words)
    )


class _Caller(threading.Thread):
    """One caller after another on one connection."""

    def __init__(self, port: int, seen: Seen, until: threading.Event, number: int) -> None:
        super().__init__()
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self._seen = seen
        self._until = until
        self._chance = random.Random(number)  # noqa: S311 - no secret

    def run(self) -> None:
        try:
            while not self._until.is_set():
                self._call()
        finally:
            self._connection.close()

    def _call(self) -> None:
        form = {"CallSid": f"CA{self._chance.getrandbits(128):032x}", "From": "+12025550147"}
        path, keys, mine, began = "/voice", _NOTHING, 0, time.monotonic()
        for _ in range(STEPS_OF_A_CALL):
            document = self._post(path, {**form, **keys})
            following = _ACTION.search(document)
            if following is None:
                return
            path = _path(next(filter(None, following.groups())))
            found = _EDITION.search(path)
            edition = int(found[1]) if found else 0
            with self._seen.lock:
                if not mine:
                    self._seen.began.append((began, edition))
                elif mine != edition:
                    self._seen.mixed.append(f"a call of edition {mine} went on with {edition}")
            mine = mine or edition
            sounds = _PLAYED.findall(document)
            if sounds:
                self._answer("GET", _path(self._chance.choice(sounds)))
            keys = self._chance.choice([{"Digits": key} for key in "12345678"] + [_NOTHING])
            if self._until.wait(self._chance.uniform(*THINKING)):
                return

    def _post(self, path: str, form: Mapping[str, str]) -> str:
        headers = {
            "X-Twilio-Signature": TwilioSignature(TOKEN).sign(PUBLIC + path, form),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return self._answer("POST", path, urlencode(form), headers).decode()

    def _answer(self, method: str, path: str, body: str = "", headers: Mapping[str, str] = _NOTHING) -> bytes:
        """The body; where the server has closed the connection meanwhile, it is opened again, as Twilio would."""
        for again in (False, True):
            try:
                self._connection.request(method, path, body, dict(headers))
                answer = self._connection.getresponse()
                raw = answer.read()
            except (http.client.RemoteDisconnected, ConnectionError):
                self._connection.close()
                if again:
                    raise
                continue
            with self._seen.lock:
                self._seen.answers[answer.status] += 1
            return raw
        raise AssertionError("It is tried twice and no more.")


def _path(url: str) -> str:
    return urlsplit(url.replace("&amp;", "&")).path.removeprefix("/ivr")


def _report(seen: Seen, moves: list[tuple[float, int]], seconds: float) -> int:
    """Print what was seen."""
    delays = [_delay(seen, move, following) for move, following in zip(moves, [*moves[1:], None], strict=True)]
    longest = max(delays)
    failed = sum(count for status, count in seen.answers.items() if status != http.client.OK)
    middle = sorted(delays)[len(delays) // 2]
    said = (
        f"{len(moves)} publishes and rollbacks in {seconds:.0f} s, {len(seen.began)} calls",
        f"answers: {seen.answers.total()}",
        f"failed answers: {failed} {dict(seen.answers)}",
        f"calls that mixed editions: {len(seen.mixed)} {seen.mixed[:3]}",
        f"seconds until every new call heard it: {longest:.2f} at most, {middle:.2f} in the middle",
    )
    print(*said, sep="\n")  # noqa: T201
    return int(bool(failed or seen.mixed or longest > ADOPTED))


def _delay(seen: Seen, move: tuple[float, int], following: tuple[float, int] | None) -> float:
    """How long after a move a call still began on another edition than the one that was moved to."""
    at, number = move
    end = following[0] if following else float("inf")
    late = [began - at for began, edition in seen.began if at < began < end and edition != number]
    return max(late, default=0.0)


if __name__ == "__main__":
    sys.exit(main())
