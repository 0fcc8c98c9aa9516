"""Workers that are killed at every step of a send, and started again: the child process of `bench.deliveries`.

It forks each worker, so that hundreds of them can die in a minute. A fuse decides where a worker dies by SIGKILL:
before or after a step of the send, or at a random moment.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import traceback
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from ivr.carrier.rest import Account, TwilioSender, status_address
from ivr.carrier.sender import Message, Sent
from ivr.store.database import Database
from ivr.store.outbox import Outbox, Row, State
from ivr.store.stops import Stops
from ivr.worker import Pace, Worker

STEPS = (
    "before the row is taken",
    "the row is taken",
    "the stop list is read",
    "before the provider is asked",
    "the provider has answered what it has",
    "before it is sent",
    "it is sent and not written down",
    "it is written down",
    "before it is put back",
    "before it is closed",
)
MOMENT = "at a random moment"
TIMEOUT = 0.4  # seconds for each answer of the provider
# Everything is quicker than in life, in proportion: the provider's list knows of a message within `unsure`.
PACE = Pace(lease=2, tries=10, first=0.05, longest=0.4, unsure=0.3, poll=0.02, sweep=3600, away=0.2, parting=5)
SOON = 6  # a fuse burns down within so many passes of its step,
RARE = frozenset(STEPS[3:5] + STEPS[8:])  # of these within two


@dataclass
class Fuse:
    """Kills this process when `step` is passed for the last of `left` times; "" never."""

    step: str
    left: int

    def burn(self, step: str) -> None:
        """Pass a step."""
        if step != self.step:
            return
        self.left -= 1
        if self.left <= 0:
            os.write(1, f"{step}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)


class FusedOutbox(Outbox):
    """An outbox around whose steps a worker may die."""

    def __init__(self, database: Database, fuse: Fuse) -> None:
        super().__init__(database)
        self._fuse = fuse

    def claim(self, owner: str, lease_seconds: float) -> Row | None:
        """Take a row."""
        self._fuse.burn(STEPS[0])
        found = super().claim(owner, lease_seconds)
        if found is not None:
            self._fuse.burn(STEPS[1])
        return found

    def accepted(self, taken: Row, sid: str) -> bool:
        """Write down that it was sent."""
        done = super().accepted(taken, sid)
        self._fuse.burn(STEPS[7])
        return done

    def again(self, taken: Row, after_seconds: float, why: str, code: str = "") -> bool:
        """Put it back."""
        self._fuse.burn(STEPS[8])
        return super().again(taken, after_seconds, why, code)

    def closed(self, taken: Row, state: State, why: str, code: str = "") -> bool:
        """Close it."""
        self._fuse.burn(STEPS[9])
        return super().closed(taken, state, why, code)


class FusedStops(Stops):
    """A stop list, the same."""

    def __init__(self, database: Database, key: bytes, journal: Path, fuse: Fuse) -> None:
        super().__init__(database, key, journal)
        self._fuse = fuse

    def has(self, number: str) -> bool:
        """Read the list."""
        found = super().has(number)
        self._fuse.burn(STEPS[2])
        return found


@dataclass(frozen=True)
class FusedSender:
    """The real client, the same."""

    inner: TwilioSender
    fuse: Fuse

    def find(self, message: Message) -> tuple[str, ...]:
        """Ask."""
        self.fuse.burn(STEPS[3])
        found = self.inner.find(message)
        self.fuse.burn(STEPS[4])
        return found

    def send(self, message: Message) -> Sent:
        """Send."""
        self.fuse.burn(STEPS[5])
        sent = self.inner.send(message)
        self.fuse.burn(STEPS[6])
        return sent


@dataclass(frozen=True)
class Task:
    """What the workers do, as it stands on the command line.

    Attributes:
        words: the addresses of the database, the provider and the line; account, token and number; the stop list's key
            and journal.
        workers: how many work at a time.
        kills: how many of them die.
        seed: of every chance but the moments.
    """

    words: tuple[str, ...]
    workers: int
    kills: int
    seed: int


def work(task: Task, fuse: Fuse, seconds: float, until: Event) -> None:
    """Be one worker until `until` is set, or until the fuse or the clock ends it."""
    signal.setitimer(signal.ITIMER_REAL, seconds)  # SIGALRM ends a process as suddenly as SIGKILL
    url, provider, public, sid, token, sends_from, stop_key, journal = task.words
    database = Database(url)
    sender = TwilioSender(Account(sid, token, sends_from), lambda row: status_address(public, row), TIMEOUT, provider)
    stops = FusedStops(database, stop_key.encode(), Path(journal), fuse)
    outbox = FusedOutbox(database, fuse)
    Worker(outbox, stops, FusedSender(sender, fuse), lambda: datetime.now(UTC), PACE).run(until)


def keep_working(task: Task) -> int:
    """Keep `workers` workers alive, of which `kills` die one after the other; then SIGTERM ends all.

    Gives 1 where a worker failed of itself, which ends the others too: nobody had meant it to.
    """
    chance = random.Random(task.seed)  # noqa: S311 - no secret
    ending = Event()
    signal.signal(signal.SIGTERM, lambda *_: ending.set())
    alive = set[int]()
    begun = failed = 0
    while not ending.is_set():
        while len(alive) < task.workers and not ending.is_set():
            alive.add(_begin(task, chance, ending, mortal=begun < task.kills))
            begun += 1
        found, status = os.waitpid(-1, os.WNOHANG) if alive else (0, 0)
        if not found:
            ending.wait(0.005)
            continue
        alive.discard(found)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
            os.write(1, f"{MOMENT}\n".encode())
        elif os.WIFEXITED(status) and os.WEXITSTATUS(status):
            failed = 1
            ending.set()
    for each in alive:
        os.kill(each, signal.SIGTERM)
    for each in alive:
        _, status = os.waitpid(each, 0)
        failed |= os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0
    return failed


def _begin(task: Task, chance: random.Random, ending: Event, *, mortal: bool) -> int:
    step, moment = chance.choice((*STEPS, MOMENT)), chance.uniform(0.05, 0.4)
    passes = chance.randint(1, 2 if step in RARE else SOON)
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        fuse = Fuse(step if mortal and step != MOMENT else "", passes)
        # A step that hardly ever comes must not keep a mortal worker alive.
        limit = 0.0 if not mortal else moment if step == MOMENT else 2.5
        # The parent's handler of SIGTERM came along, and sets this very event from the first moment on.
        work(task, fuse, limit, ending)
        code = 0
    except Exception:  # noqa: BLE001 - whatever it is, it is told, and ends the run
        traceback.print_exc()
    finally:
        os._exit(code)


def counted(said: str) -> Counter[str]:
    """How many workers died at which step, from what this process printed."""
    return Counter(line for line in said.splitlines() if line in {*STEPS, MOMENT})


if __name__ == "__main__":
    *words, workers, kills, seed = sys.argv[1:]
    sys.exit(keep_working(Task(tuple(words), int(workers), int(kills), int(seed))))
