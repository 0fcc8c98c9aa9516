"""A small run of `make chaos`: repeated presses, faults and killed workers lose nothing and double nothing."""

from __future__ import annotations

import re
from pathlib import Path

from bench.deliveries import TOO_LATE, Plan, run
from bench.outcomes import LATE, UNEXPLAINED, Outcome, judge, said
from ivr.store.database import Database
from ivr.store.outbox import Outbox
from tests.twilio.deliveries import NUMBER as TO
from tests.twilio.deliveries import now, promised
from tests.twilio.faults import FINE, Fault
from tests.twilio.server import FROM, Taken

PLAN = Plan(rows=60, workers=2, kills=15)
NUMBER = re.compile(rb"202\D{0,3}555\D{0,3}\d{4}")


def test_every_promise_ends_though_workers_are_killed(database_url: str, tmp_path: Path) -> None:
    """Sixty rows of a hundred and twenty presses, on each database, with two workers."""
    outcome = run(database_url, tmp_path, PLAN)

    told = said(database_url.partition(":")[0], outcome)
    assert (outcome.presses, outcome.rows) == (120, 60), told
    assert outcome.open == 0, told
    assert outcome.lost == [], told
    assert outcome.doubled[UNEXPLAINED] == 0, told
    assert outcome.breaches == [], told
    assert outcome.killed.total() >= 3, told
    assert outcome.good

    database = Database(database_url)
    assert {each.number for each in Outbox(database).listing(everything=True)} == {"erased"}
    database.close()
    for file in tmp_path.rglob("*"):
        # What the workers said, the journal, and SQLite's own files: every number was erased from them.
        if file.is_file():
            assert not NUMBER.search(file.read_bytes()), f"a number was left in {file.name}"


def test_what_is_lost_or_doubled_is_noticed(database: Database) -> None:
    """The judge of these runs: a text called sent that nobody has, one sent twice, and one sent twice with a cause."""
    outbox = Outbox(database)
    rows = [promised(outbox, str(number)) for number in range(4)]

    def sent(place: int, sid: int, fault: Fault = FINE) -> Taken:
        return Taken(f"SM{sid:032x}", TO, "Rest.", f"https://x/sms/status/{rows[place].id}#rc=5", FROM, now(), fault)

    taken = [sent(1, 1), sent(1, 2), sent(2, 3, TOO_LATE), sent(2, 4), sent(3, 5)]
    for row, sid in zip(rows, (9, 1, 3, 5), strict=True):
        outbox.status(row.id, f"SM{sid:032x}", "delivered", "")
    outcome = Outcome()
    judge(outcome, outbox, taken, TOO_LATE)

    assert [each.partition(":")[0] for each in outcome.lost] == [rows[0].id]
    assert outcome.doubled == {UNEXPLAINED: 1, LATE: 1}
    assert not outcome.good
