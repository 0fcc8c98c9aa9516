"""`ivr outbox` and `ivr worker`: what waits and why, in plain words, and a worker that ends as a service should."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, inspect

from bench.twilio import faults
from bench.twilio.server import ACCOUNT, FROM, TOKEN, LoopbackTwilio
from ivr.cli import main
from ivr.settings import SETTINGS
from ivr.store.database import Database
from ivr.store.outbox import Outbox, Outcome, State
from ivr.store.reasons import Why
from tests.editions.shelves import ROOT
from tests.postgres import BOTH
from tests.twilio.deliveries import now, promised

Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str, tmp_path: Path) -> Run:
    """Run a command on this database."""
    environment: dict[str, str | None] = {setting.name: None for setting in SETTINGS}
    environment |= {"IVR_DATABASE_URL": database_url, "IVR_DATA": str(tmp_path)}
    return lambda *words, **more: CliRunner(env={**environment, **more}).invoke(main, list(words))


def test_an_empty_outbox_says_so(run: Run) -> None:
    """In a sentence, whatever is asked."""
    assert "Nothing waits, and nothing failed." in run("outbox").stdout
    assert "There are no texts." in run("outbox", "--all").stdout


def test_what_waits_and_what_failed_is_told_in_plain_words(run: Run, database: Database) -> None:
    """Masked, with the reason; what arrived only with --all."""
    outbox = Outbox(database)
    promised(outbox, "1")
    landline = outbox.claim("worker", 60)
    promised(outbox, "2", number="+12025550148")
    trying = outbox.claim("worker", 60)
    row = promised(outbox, "3", number="+12025550149")
    assert landline is not None
    assert trying is not None
    outbox.closed(landline, State.FAILED, Why.LANDLINE, "30006")
    outbox.again(trying, 60, Why.TIMEOUT)
    outbox.status(row.id, "SM" + "0" * 32, Outcome.DELIVERED)

    short, long = run("outbox").stdout, run("outbox", "--all").stdout
    assert short.startswith("waits 1, is being sent 0, is on its way 0, arrived 1, failed 1, nobody knows 0.")
    assert "failed (30006: a landline, cannot get texts)" in short
    assert "...48" in short
    assert "waits (the provider did not answer in time)" in short
    assert len(short.splitlines()) == 3
    assert len(long.splitlines()) == 4
    assert "arrived" in long.splitlines()[1] + long.splitlines()[2] + long.splitlines()[3]
    for said in (short, long):
        assert "555" not in said
        assert "Rest." not in said


def test_a_text_that_nobody_knows_of_is_listed_with_the_reason(run: Run, database: Database) -> None:
    """The provider took it and never reported, or its last tries may have arrived."""
    outbox = Outbox(database)
    promised(outbox, "1")
    silent = outbox.claim("worker", 60)
    promised(outbox, "2", number="+12025550148")
    unsure = outbox.claim("worker", 60)
    assert silent is not None
    assert unsure is not None
    outbox.accepted(silent, "SM" + "0" * 32)
    outbox.closed(unsure, State.UNKNOWN, Why.OUT_OF_ORDER, "503")
    outbox.sweep(now() + timedelta(hours=25))

    said = run("outbox").stdout
    assert "nobody knows 2." in said
    assert "nobody knows (the provider took it and never said what became of it)" in said
    assert "nobody knows (503: the provider had a failure)" in said


@pytest.mark.parametrize("kind", BOTH)
def test_a_look_makes_no_tables(kind: str, request: pytest.FixtureRequest, run: Run, tmp_path: Path) -> None:
    """A database without any is told plainly, and is left as it was."""
    file = tmp_path / "new.db"
    url = f"sqlite:///{file}" if kind == "sqlite" else request.getfixturevalue("postgres_empty")

    result = run("outbox", IVR_DATABASE_URL=url)

    assert result.exit_code == 1
    assert "has no tables yet" in result.stderr
    if kind == "sqlite":
        assert not file.exists()
        file.touch()
        assert "has no tables yet" in run("outbox", IVR_DATABASE_URL=url).stderr
    engine = create_engine(url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_a_worker_without_an_account_says_what_is_missing(run: Run) -> None:
    """And that a demo needs none."""
    result = run("worker")
    assert result.exit_code == 1
    assert "TWILIO_ACCOUNT_SID" in result.stderr
    assert "ivr serve" in result.stderr


@pytest.fixture
def twilio() -> Iterator[LoopbackTwilio]:
    """The provider."""
    with LoopbackTwilio() as server:
        yield server
    assert server.breaches == []


# The command, with the provider's address turned to loopback; nothing else of it is changed.
STARTED = """
import sys
from ivr import bootstrap
from ivr.carrier.rest import TwilioSender
real = TwilioSender.__init__
TwilioSender.__init__ = lambda self, *given, **more: real(self, *given, **{**more, "base_url": sys.argv[1]})
from ivr.cli import main
main(sys.argv[2:])
"""


def begun(twilio: LoopbackTwilio, database_url: str, folder: Path, *words: str) -> subprocess.Popen[str]:
    """`ivr worker` in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("IVR_", "TWILIO_"))}
    environment |= {"IVR_DATABASE_URL": database_url, "IVR_DATA": str(folder), "TWILIO_ACCOUNT_SID": ACCOUNT}
    environment |= {"TWILIO_AUTH_TOKEN": TOKEN, "IVR_SMS_FROM": FROM}
    return subprocess.Popen(
        [sys.executable, "-c", STARTED, twilio.url, "worker", *words],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_once_empties_what_is_due(
    twilio: LoopbackTwilio, database: Database, database_url: str, tmp_path: Path
) -> None:
    """And ends with 0; its log names nobody."""
    outbox = Outbox(database)
    rows = [promised(outbox, str(number), text=f"Rest, {number}.") for number in range(3)]
    process = begun(twilio, database_url, tmp_path, "--once")
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert len(twilio.taken) == 3
    assert {found.state for row in rows if (found := outbox.by_id(row.id))} == {State.ACCEPTED}
    assert said.count("text.tried") == 3
    assert "5550147" not in said
    assert "Rest" not in said


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_ends_when_told_and_finishes_what_it_has_in_hand(
    twilio: LoopbackTwilio, database: Database, database_url: str, tmp_path: Path, number: signal.Signals
) -> None:
    """The text that is being sent is written down; the next one is left for another worker."""
    twilio.plan = lambda *_: faults.Fault(delay=1.0)
    outbox = Outbox(database)
    for key in ("1", "2"):
        promised(outbox, key)
    process = begun(twilio, database_url, tmp_path)
    deadline = time.monotonic() + 30
    while not twilio.asked["POST"] and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(number)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 0, said
    assert "The worker is ready." in said
    assert "Traceback" not in said
    totals = outbox.totals()
    assert (totals[State.ACCEPTED], totals[State.WAITING]) == (1, 1)
