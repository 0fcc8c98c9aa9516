"""Chaos: a thousand "text me" presses, faults at the provider, workers killed at every step; what was lost or doubled.

`make chaos` runs it on SQLite and on PostgreSQL, with two workers each. The provider is a loopback Twilio, reached by
the real client; the promises are made by the real house, twice each at once, as repeated webhooks
make them.
"""

from __future__ import annotations

import logging
import random
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from flask import Flask

from bench.delivering import PACE, TIMEOUT, counted
from bench.outcomes import Findings, judge, said, still_open
from bench.postgres import started
from bench.twilio import faults
from bench.twilio.faults import FINE, Fault
from bench.twilio.postman import Postman
from bench.twilio.server import ACCOUNT, FROM, TOKEN, LoopbackTwilio
from ivr.bootstrap import build
from ivr.carrier.reports import Reports
from ivr.flow.session import Answer, Refused, Send
from ivr.line.answers import Asked
from ivr.line.stored import Rules, StoredHouse
from ivr.log import configure
from ivr.settings import load
from ivr.store.database import Database
from ivr.store.days import Days
from ivr.store.outbox import Limits, Outbox, State
from ivr.store.stops import Stops
from ivr.web.app import create_app

PUBLIC = "https://line.example.org"
STOP_KEY = "a-key-of-the-chaos-for-stops-only"
TWICE = 10  # every tenth number asks for the same text in two calls
# Taken only after we had asked whether it was: what no list can tell.
TOO_LATE = Fault(delay=TIMEOUT + PACE.unsure + 1.2)
# What happens to the first and to the second try of a text, out of a hundred.
FIRST = (
    (6, replace(faults.TOO_MANY, retry_after="")),
    (6, faults.BROKEN),
    (6, faults.BROKEN_AFTER),
    (6, faults.CUT_BEFORE),
    (6, faults.CUT_AFTER),
    (4, Fault(delay=TIMEOUT + 0.1)),
    (1, TOO_LATE),
    (2, faults.NO_NUMBER),
    (2, faults.STOPPED),
    (2, faults.LANDLINE),
    (4, replace(FINE, reports=faults.SILENT)),
    (10, replace(FINE, reports=faults.REVERSED)),
    (10, replace(FINE, reports=faults.TWICE)),
    (5, replace(FINE, late=1.0)),
)
SECOND = ((8, faults.CUT_AFTER), (8, faults.BROKEN), (4, faults.BROKEN_AFTER))
PRESS_SECONDS = 0.05  # after each press, so that tries again do not always stand behind a long queue
PRESSED_AGAIN = 200  # times at most, 0.05 s apart, while the database is too busy to promise


class BrokenRunError(click.ClickException):
    """The run itself failed, so that it proves nothing."""


@dataclass(frozen=True)
class Plan:
    """How large a run is.

    Attributes:
        rows: how many different texts are asked for.
        workers: how many workers run at a time.
        kills: how many of them die.
        seed: of every chance but the random moments.
        patience: seconds after the last press in which every text must be tried.
    """

    rows: int = 1000
    workers: int = 2
    kills: int = 300
    seed: int = 1
    patience: float = 600.0


def run(url: str, folder: Path, plan: Plan) -> Findings:
    """One run on the migrated, empty database at `url`; `folder` is for files of the run.

    Raises:
        BrokenRunError: texts were left untried, or the workers' process failed.
    """
    began, findings = time.monotonic(), Findings()
    outbox = Outbox(Database(url))
    stops = Stops(outbox.database, STOP_KEY.encode(), folder / "stops.journal")
    app = _application(outbox, stops, folder)
    with Postman(_delivers(app), TOKEN) as postman, LoopbackTwilio(_chances(plan.seed), took=postman.took) as twilio:
        with working(url, twilio.url, folder, plan) as crew:
            _press(findings, outbox, stops, plan)
            _until_all_are_tried(outbox, crew, plan.patience)
        findings.killed = counted(crew.said.read_text())
        postman.done(60)
        # Now, and not when the sweep of a day later has closed whatever was forgotten.
        judge(findings, outbox, twilio.taken, TOO_LATE)
        outbox.sweep(datetime.now(UTC) + timedelta(hours=25))
        findings.open = still_open(outbox)
        findings.breaches = twilio.breaches
    outbox.database.close()
    findings.seconds = time.monotonic() - began
    return findings


def _application(outbox: Outbox, stops: Stops, folder: Path) -> Flask:
    """The line's own webhook for reports, with its door."""
    environment = {"IVR_PUBLIC_URL": PUBLIC, "TWILIO_AUTH_TOKEN": TOKEN, "IVR_DATA": str(folder)}
    parts = build(load(environment))
    return create_app(replace(parts, reports=Reports(outbox, stops)))


class _delivers:  # noqa: N801 - used as a function
    """Posts a report to the line in this process."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __call__(self, url: str, form: Mapping[str, str], signature: str) -> int:
        with self._app.test_client(use_cookies=False) as client:
            headers = {"X-Twilio-Signature": signature}
            return client.post(url.removeprefix(PUBLIC), base_url=PUBLIC, data=dict(form), headers=headers).status_code


class _chances:  # noqa: N801 - used as a function
    """What happens to each try of a text, the same in every run with the same seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def __call__(self, to: str, body: str, nth: int) -> Fault:
        table = {0: FIRST, 1: SECOND}.get(nth, ())
        drawn = random.Random(f"{self._seed} {to} {body} {nth}").uniform(0, 100)  # noqa: S311 - no secret
        for share, fault in table:
            drawn -= share
            if drawn < 0:
                return fault
        return replace(FINE, delay=0.003)


@dataclass(frozen=True)
class Crew:
    """The workers: their process, and the files that they print and complain to."""

    process: subprocess.Popen[bytes]
    said: Path
    complained: Path

    def check(self) -> None:
        """Raises BrokenRunError where the process has ended in a failure, or before it was told to."""
        if self.process.poll() is not None:
            told = self.complained.read_text().strip().splitlines()
            last = told[-1] if told else "nothing was said"
            raise BrokenRunError(f"The workers' process ended with {self.process.returncode}: {last}")


@contextmanager
def working(url: str, provider: str, folder: Path, plan: Plan) -> Iterator[Crew]:
    """Workers in processes of their own, until the end of the block; what they print is read after it.

    Raises:
        BrokenRunError: one of them failed, instead of being killed or told to end.
    """
    words = (url, provider, PUBLIC, ACCOUNT, TOKEN, FROM, STOP_KEY, str(folder / "stops.journal"))
    numbers = (str(plan.workers), str(plan.kills), str(plan.seed))
    out, errors = folder / "workers.out", folder / "workers.err"
    with out.open("wb") as said, errors.open("wb") as complained:
        command = [sys.executable, "-m", "bench.delivering", *words, *numbers]
        process = subprocess.Popen(command, stdout=said, stderr=complained)  # noqa: S603 - our own
    crew = Crew(process, out, errors)
    try:
        yield crew
    finally:
        process.terminate()
        process.wait(60)
    if process.returncode:
        crew.check()


def _press(findings: Findings, outbox: Outbox, stops: Stops, plan: Plan) -> None:
    """Ask for every text twice at once, and note what the callers hear."""
    limits = Limits(per_day=100, per_hour=1_000_000)
    rules = Rules(secrets.token_bytes(32), on=True, limits=limits, regions=frozenset({"US"}))
    house = StoredHouse(outbox, stops, Days(outbox.database), rules)

    def press(number: int) -> tuple[int, Answer]:
        caller = number - 1 if number % TWICE == 1 else number
        asked = Asked(
            number=f"+1202555{caller:04d}",
            call=f"CA{number:032x}",
            now=datetime.now(UTC),
            language="en",
            edition=1,
            text=f"Coping, part {caller % 4}: rest when you can. Next: COPE 2.",
            prompt="ask.text@0123456789abcdef",
        )
        answer = house.answer(Send("topic.coping.1"), asked)
        time.sleep(PRESS_SECONDS)
        for _ in range(PRESSED_AGAIN):  # too many at once for one database: a caller would press again
            if answer != Refused("unavailable"):
                break
            time.sleep(0.05)
            answer = house.answer(Send("topic.coping.1"), asked)
        return number, answer

    presses = [number for number in range(plan.rows) for _ in range(2)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(press, presses))
    findings.presses = len(presses)
    findings.promised = len({number for number, answer in answers if not isinstance(answer, Refused)})
    findings.refused.update(answer.why for _, answer in answers if isinstance(answer, Refused))


def _until_all_are_tried(outbox: Outbox, crew: Crew, patience: float) -> None:
    deadline = time.monotonic() + patience
    while True:
        crew.check()
        totals = outbox.totals()
        left = totals[State.WAITING] + totals[State.SENDING]
        if not left:
            return
        if time.monotonic() > deadline:
            raise BrokenRunError(f"{left} texts were not tried to their end within {patience:g} s.")
        time.sleep(0.2)


@click.command()
@click.option("--rows", default=Plan.rows, show_default=True)
@click.option("--workers", default=Plan.workers, show_default=True)
@click.option("--kills", default=Plan.kills, show_default=True)
@click.option("--seed", default=Plan.seed, show_default=True)
def main(rows: int, workers: int, kills: int, seed: int) -> None:
    """Run on SQLite, then on PostgreSQL; ends with 1 where anything was lost or doubled without a cause."""
    configure(logging.WARNING)
    plan, good = Plan(rows, workers, kills, seed), True
    for name in ("SQLite", "PostgreSQL"):
        with tempfile.TemporaryDirectory(prefix="ivr-chaos-") as place:
            folder = Path(place)
            if name == "SQLite":
                findings = _migrated(f"sqlite:///{folder / 'line.db'}", folder, plan)
            else:
                stop, url = started(folder)
                findings = _migrated(url, folder, plan)
                stop()
        click.echo(said(name, findings))
        good = good and findings.good
    sys.exit(0 if good else 1)


def _migrated(url: str, folder: Path, plan: Plan) -> Findings:
    database = Database(url)
    database.migrate()
    database.close()
    return run(url, folder, plan)


if __name__ == "__main__":
    main()
