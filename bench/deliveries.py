"""Chaos: a thousand "text me" presses, faults at the provider, workers killed at every step; what was lost or doubled.

`make chaos` runs it on SQLite and on PostgreSQL, with two workers each. The provider is the loopback Twilio of the
tests, reached by the real client; the promises are made by the real house, twice each at once, as repeated webhooks
make them.
"""

from __future__ import annotations

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
from bench.outcomes import Outcome, judge, said
from ivr.bootstrap import build
from ivr.carrier.reports import Reports as Noted
from ivr.flow.session import Promised, Send
from ivr.line.answers import Asked
from ivr.line.stored import Rules, StoredHouse
from ivr.log import configure
from ivr.settings import load
from ivr.store.database import Database
from ivr.store.days import Days
from ivr.store.outbox import Limits, Outbox, State
from ivr.store.stops import Stops
from ivr.web.app import create_app
from tests.postgres import started
from tests.twilio import faults
from tests.twilio.faults import FINE, Fault
from tests.twilio.reports import Reports
from tests.twilio.server import ACCOUNT, FROM, TOKEN, LoopbackTwilio

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
PATIENCE = 600.0  # seconds for a whole run


@dataclass(frozen=True)
class Plan:
    """How large a run is.

    Attributes:
        rows: how many different texts are asked for.
        workers: how many workers run at a time.
        kills: how many of them die.
        seed: of every chance but the random moments.
    """

    rows: int = 1000
    workers: int = 2
    kills: int = 300
    seed: int = 1


def run(url: str, folder: Path, plan: Plan) -> Outcome:
    """One run on the migrated, empty database at `url`; `folder` is for files of the run."""
    began, outcome = time.monotonic(), Outcome()
    outbox = Outbox(Database(url))
    stops = Stops(outbox.database, STOP_KEY.encode(), folder / "stops.journal")
    app = _application(outbox, stops, folder)
    with Reports(_delivers(app), TOKEN) as reports, LoopbackTwilio(_chances(plan.seed), took=reports.took) as twilio:
        with _workers(url, twilio.url, folder, plan) as workers:
            outcome.presses = _press(outbox, stops, plan)
            _until_all_are_tried(outbox)
        outcome.killed = counted(workers.read_text())
        reports.done(60)
        # A day later: what nobody reported is closed.
        outbox.sweep(datetime.now(UTC) + timedelta(hours=25))
        judge(outcome, outbox, twilio.taken, TOO_LATE)
        outcome.breaches = twilio.breaches
    outbox.database.close()
    outcome.seconds = time.monotonic() - began
    return outcome


def _application(outbox: Outbox, stops: Stops, folder: Path) -> Flask:
    """The line's own webhook for reports, with its door."""
    environment = {"IVR_PUBLIC_URL": PUBLIC, "TWILIO_AUTH_TOKEN": TOKEN, "IVR_DATA": str(folder)}
    parts = build(load(environment))
    return create_app(replace(parts, reports=Noted(outbox, stops)))


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


@contextmanager
def _workers(url: str, provider: str, folder: Path, plan: Plan) -> Iterator[Path]:
    """Workers in processes of their own, until the end of the block; what they print is read after it."""
    words = (url, provider, PUBLIC, ACCOUNT, TOKEN, FROM, STOP_KEY, str(folder / "stops.journal"))
    numbers = (str(plan.workers), str(plan.kills), str(plan.seed))
    out, errors = folder / "workers.out", folder / "workers.err"
    with out.open("wb") as said, errors.open("wb") as complained:
        command = [sys.executable, "-m", "bench.delivering", *words, *numbers]
        process = subprocess.Popen(command, stdout=said, stderr=complained)  # noqa: S603 - our own
        try:
            yield out
        finally:
            process.terminate()
            process.wait(60)


def _press(outbox: Outbox, stops: Stops, plan: Plan) -> int:
    """Every text is asked for twice at once; how often that was, when all of it was promised."""
    limits = Limits(per_day=100, per_hour=1_000_000)
    rules = Rules(secrets.token_bytes(32), on=True, limits=limits, regions=frozenset({"US"}))
    house = StoredHouse(outbox, stops, Days(outbox.database), rules)

    def press(number: int) -> None:
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
        while answer != Promised():  # too many at once for one database: a caller would press again
            time.sleep(0.05)
            answer = house.answer(Send("topic.coping.1"), asked)

    presses = [number for number in range(plan.rows) for _ in range(2)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(press, presses))
    return len(presses)


def _until_all_are_tried(outbox: Outbox) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        totals = outbox.totals()
        if not totals[State.WAITING] and not totals[State.SENDING]:
            return
        time.sleep(0.2)


@click.command()
@click.option("--rows", default=Plan.rows, show_default=True)
@click.option("--workers", default=Plan.workers, show_default=True)
@click.option("--kills", default=Plan.kills, show_default=True)
@click.option("--seed", default=Plan.seed, show_default=True)
def main(rows: int, workers: int, kills: int, seed: int) -> None:
    """Run on SQLite, then on PostgreSQL; ends with 1 where anything was lost or doubled without a cause."""
    configure(steps=False)
    plan, good = Plan(rows, workers, kills, seed), True
    for name in ("SQLite", "PostgreSQL"):
        with tempfile.TemporaryDirectory(prefix="ivr-chaos-") as place:
            folder = Path(place)
            if name == "SQLite":
                outcome = _migrated(f"sqlite:///{folder / 'line.db'}", folder, plan)
            else:
                stop, url = started(folder)
                outcome = _migrated(url, folder, plan)
                stop()
        click.echo(said(name, outcome))
        good = good and outcome.good
    sys.exit(0 if good else 1)


def _migrated(url: str, folder: Path, plan: Plan) -> Outcome:
    database = Database(url)
    database.migrate()
    database.close()
    return run(url, folder, plan)


if __name__ == "__main__":
    main()
