"""A small run of `make chaos`: repeated presses, faults and killed workers lose nothing and double nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bench.deliveries import TOO_LATE, BrokenRunError, Plan, run, working
from bench.outcomes import LATE, UNEXPLAINED, Findings, judge, said, still_open
from bench.twilio import faults
from bench.twilio.faults import FINE, Fault
from bench.twilio.server import FROM, Taken
from ivr.store.database import Database
from ivr.store.outbox import Outbox, Outcome, Row, State
from ivr.store.reasons import Why
from tests.twilio.deliveries import NUMBER as TO
from tests.twilio.deliveries import now, promised

PLAN = Plan(rows=60, workers=2, kills=15)
NUMBER = re.compile(rb"202\D{0,3}555\D{0,3}\d{4}")


def test_every_promise_ends_though_workers_are_killed(database_url: str, tmp_path: Path) -> None:
    """Sixty rows of a hundred and twenty presses, on each database, with two workers."""
    findings = run(database_url, tmp_path, PLAN)

    told = said(database_url.partition(":")[0], findings)
    assert findings.presses == 120, told
    assert findings.rows == findings.promised >= 58, told  # a second call may come after its number's STOP
    assert findings.open == 0, told
    assert findings.lost == [], told
    assert findings.doubled[UNEXPLAINED] == 0, told
    assert findings.breaches == [], told
    assert findings.killed.total() >= 3, told
    assert findings.arrived >= 50, told
    assert findings.states[State.WAITING] + findings.states[State.SENDING] == 0, told
    assert findings.good, told

    database = Database(database_url)
    assert {each.number for each in Outbox(database).listing(everything=True)} == {"erased"}
    database.close()
    for file in tmp_path.rglob("*"):
        # What the workers said, the journal, and SQLite's own files: every number was erased from them.
        if file.is_file():
            assert not NUMBER.search(file.read_bytes()), f"a number was left in {file.name}"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_run_in_which_nobody_sends_proves_nothing(database_url: str, tmp_path: Path) -> None:
    """It is told that texts were left, and not that all is well."""
    with pytest.raises(BrokenRunError, match="6 texts were not tried"):
        run(database_url, tmp_path, replace(PLAN, rows=6, workers=0, patience=0.5))


def test_workers_that_fail_of_themselves_end_the_run(tmp_path: Path) -> None:
    """One that was not killed by the run but could not even begin."""
    plan = replace(PLAN, kills=0)
    with (
        pytest.raises(BrokenRunError, match=r"ended with 1: .*IVR_DATABASE_URL"),
        working("no-address", "http://127.0.0.1:9", tmp_path, plan) as crew,
    ):
        crew.process.wait(30)  # nobody looks while it works: it is told at the end
    with pytest.raises(BrokenRunError, match="ended with 1"):
        crew.check()


@pytest.fixture
def outbox(database: Database) -> Outbox:
    """An empty one."""
    return Outbox(database)


def promises(outbox: Outbox, count: int) -> list[Row]:
    """So many promises."""
    return [promised(outbox, str(number)) for number in range(count)]


def taken(row: Row, sid: int, fault: Fault = FINE) -> Taken:
    """A message that the provider took for a row."""
    return Taken(f"SM{sid:032x}", TO, "Rest.", f"https://x/sms/status/{row.id}#rc=5", FROM, now(), fault)


def told(outbox: Outbox, row: Row, sid: int, outcome: Outcome, why: Why | str = "") -> None:
    """What the line heard of a row's message."""
    outbox.status(row.id, f"SM{sid:032x}", outcome, why)


def judged(outbox: Outbox, *messages: Taken) -> Findings:
    """The judgement."""
    findings = Findings(promised=len(outbox.listing(everything=True)))
    judge(findings, outbox, messages, TOO_LATE)
    findings.open = still_open(outbox)
    return findings


def test_what_is_lost_or_doubled_is_noticed(outbox: Outbox) -> None:
    """A text called sent that nobody has, one sent twice, and one sent twice with a cause."""
    rows = promises(outbox, 4)
    messages = [taken(rows[1], 1), taken(rows[1], 2), taken(rows[2], 3, TOO_LATE), taken(rows[2], 4), taken(rows[3], 5)]
    for row, sid in zip(rows, (9, 1, 3, 5), strict=True):
        told(outbox, row, sid, Outcome.DELIVERED)

    findings = judged(outbox, *messages)

    assert [each.partition(":")[0] for each in findings.lost] == [rows[0].id]
    assert findings.doubled == {UNEXPLAINED: 1, LATE: 1}
    assert findings.taken == 5
    assert not findings.good


def test_what_was_never_sent_is_lost_also_after_the_sweep_has_called_it_failed(outbox: Outbox) -> None:
    """Nobody was told that it would not come."""
    rows = promises(outbox, 2)
    outbox.claim("worker", 60)
    for after_a_day in (False, True):
        if after_a_day:
            outbox.sweep(now() + timedelta(hours=25))
        findings = judged(outbox)
        # What was being sent is unknown after a day, and the provider has none of it.
        assert {each.partition(":")[0] for each in findings.lost} == {row.id for row in rows}
        assert not findings.good


def test_a_text_called_failed_though_the_provider_took_it_is_noticed(outbox: Outbox) -> None:
    """But for one that failed there."""
    refused, lost, landline = promises(outbox, 3)
    told(outbox, refused, 1, Outcome.FAILED, Why.NO_NUMBER)
    told(outbox, lost, 2, Outcome.FAILED, Why.TOO_MANY)
    told(outbox, landline, 3, Outcome.FAILED, Why.LANDLINE)

    findings = judged(outbox, taken(lost, 2), taken(landline, 3, faults.LANDLINE))

    assert [each.partition(":")[0] for each in findings.lost] == [lost.id]


def test_what_the_provider_said_and_nobody_noted_is_noticed(outbox: Outbox) -> None:
    """A delivery that the row does not know of, and one that it knows of and never was."""
    unheard, invented, silent, fine = promises(outbox, 4)
    told(outbox, unheard, 1, Outcome.SENT)
    told(outbox, invented, 2, Outcome.DELIVERED)
    told(outbox, silent, 3, Outcome.SENT)
    told(outbox, fine, 4, Outcome.DELIVERED)
    nothing = replace(FINE, reports=faults.SILENT)

    findings = judged(outbox, taken(unheard, 1), taken(invented, 2, nothing), taken(silent, 3, nothing), taken(fine, 4))

    assert {each.partition(":")[0] for each in findings.lost} == {unheard.id, invented.id}
    assert findings.arrived == 2


def test_one_message_for_two_promises_is_noticed(outbox: Outbox) -> None:
    """Where two rows name the same one, a caller waits in vain."""
    first, second = promises(outbox, 2)
    for row in (first, second):
        told(outbox, row, 1, Outcome.DELIVERED)

    findings = judged(outbox, taken(first, 1))

    assert findings.lost
    assert not findings.good


def test_a_run_in_which_hardly_anything_arrives_is_not_good(outbox: Outbox) -> None:
    """Though the outbox says so of each."""
    for number, row in enumerate(promises(outbox, 5)):
        told(outbox, row, number, Outcome.FAILED, Why.NO_NUMBER)
    findings = judged(outbox)
    assert (findings.lost, findings.open, findings.arrived) == ([], 0, 0)
    assert not findings.good
