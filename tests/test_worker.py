"""The worker with the real client: one text for one promise, whatever fails, and never one to whoever said stop."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.twilio import faults
from bench.twilio.faults import Fault
from ivr.bootstrap import Parts
from ivr.carrier.rest import TwilioSender
from ivr.carrier.sender import LaterError, Message, Sent
from ivr.errors import StoreError
from ivr.store.database import Database
from ivr.store.outbox import Outcome, State
from ivr.store.reasons import Why
from ivr.worker import Pace, Worker
from tests.twilio.deliveries import NUMBER, QUICK, Scene, now, plan, promised, scene, worker

BUSY = replace(faults.TOO_MANY, retry_after="")  # without a wait, so that the tests need none


@pytest.fixture
def stage(database: Database, parts: Parts, tmp_path: Path) -> Iterator[Scene]:
    """The store, the line's webhook and the provider."""
    with scene(database, parts, tmp_path) as found:
        yield found


def test_a_promise_is_sent_once_reported_and_its_number_erased(stage: Scene) -> None:
    """From the row to the provider's last word."""
    row = promised(stage.outbox)
    assert promised(stage.outbox) == row, "a repeated webhook promises the same"

    line = worker(stage)
    assert line.one()
    assert not line.one()
    stage.reports.done()

    after = stage.row(row)
    (taken,) = stage.twilio.taken
    assert (taken.to, taken.body) == (NUMBER, "Rest.")
    assert (after.state, after.sid, after.number, after.tries) == (State.DELIVERED, taken.sid, "", 1)
    assert stage.twilio.asked["GET"] == 0, "a first try need not ask"


@pytest.mark.parametrize("reports", [faults.REVERSED, faults.TWICE, ("delivered",), ("read", "sent", "delivered")])
def test_reports_close_the_row_in_any_order(stage: Scene, reports: tuple[str, ...]) -> None:
    """Repeated, backwards, or only the last."""
    plan(stage, Fault(reports=reports))
    row = promised(stage.outbox)
    worker(stage).one()
    stage.reports.done()
    assert stage.row(row).state is State.DELIVERED
    assert set(stage.reports.answers) == {204}


def test_a_report_that_could_not_be_stored_comes_again(stage: Scene) -> None:
    """The address asks the provider for it, and the line answers 503 until it can write."""
    row = promised(stage.outbox)
    honest, failures = stage.outbox.status, iter([1, 1])

    def status(row_id: str, sid: str, outcome: Outcome, why: str = "", code: str = "") -> bool:
        if next(failures, 0):
            raise StoreError("The database cannot be reached.", away=True)
        return honest(row_id, sid, outcome, why, code)

    stage.outbox.status = status  # type: ignore[method-assign]
    worker(stage).one()
    stage.reports.done()
    assert sorted(stage.reports.answers) == [204, 204, 503, 503]
    assert stage.row(row).state is State.DELIVERED


@pytest.mark.parametrize("code", [21211, 21614, 21408, 21635, 30006])
def test_a_refusal_for_good_is_not_tried_again(stage: Scene, code: int) -> None:
    """Failed with the provider's code, the number erased."""
    plan(stage, Fault(400, code, takes=False))
    row = promised(stage.outbox)
    line = worker(stage)
    line.one()
    assert not line.one()
    after = stage.row(row)
    assert (after.state, after.code, after.number) == (State.FAILED, str(code), "")
    assert stage.twilio.asked["POST"] == 1


@pytest.mark.parametrize("fault", [faults.STOPPED, faults.STOPPED_LATER])
def test_who_told_the_provider_to_stop_is_on_our_list(stage: Scene, fault: Fault) -> None:
    """At once or in a report: one stop stops all, and the next text is not even tried."""
    plan(stage, fault)
    row = promised(stage.outbox)
    worker(stage).one()
    stage.reports.done()
    assert (stage.row(row).state, stage.row(row).why) == (State.FAILED, "stopped")
    assert stage.stops.has(NUMBER)

    second = promised(stage.outbox, "call-2", text="Eat.")
    worker(stage).one()
    assert (stage.row(second).state, stage.row(second).why) == (State.FAILED, "stopped")
    assert stage.twilio.asked["POST"] == 1


def test_a_stop_between_the_promise_and_the_sending_holds(stage: Scene) -> None:
    """Also between two tries: the provider says that the first one did not arrive."""
    plan(stage, BUSY)
    row = promised(stage.outbox)
    line = worker(stage)
    line.one()
    stage.stops.add(NUMBER, now())
    assert line.one()
    assert (stage.row(row).state, stage.row(row).why) == (State.FAILED, "stopped")
    assert stage.twilio.taken == []


def test_a_stop_after_a_text_that_had_arrived_unseen_does_not_call_it_failed(stage: Scene) -> None:
    """The answer to the first try was lost; before the second the provider says that it has it."""
    plan(stage, replace(faults.CUT_AFTER, reports=faults.SILENT))
    row = promised(stage.outbox)
    line = worker(stage)
    line.one()
    stage.stops.add(NUMBER, now())
    assert line.one()
    assert stage.row(row).state is State.ACCEPTED
    assert len(stage.twilio.taken) == 1


@pytest.mark.parametrize("fault", [BUSY, faults.BROKEN, faults.BROKEN_AFTER, faults.CUT_BEFORE, faults.CUT_AFTER])
def test_after_a_failure_the_provider_is_asked_before_it_is_sent_again(stage: Scene, fault: Fault) -> None:
    """Exactly one message, whether the first try arrived or not."""
    plan(stage, replace(fault, reports=faults.SILENT))
    row = promised(stage.outbox)
    line = worker(stage)
    line.one()
    assert stage.row(row).state is State.WAITING
    assert line.one()
    stage.reports.done()

    (taken,) = stage.twilio.taken
    after = stage.row(row)
    assert after.sid == taken.sid
    assert after.state is (State.ACCEPTED if fault.takes else State.DELIVERED)
    assert stage.twilio.asked["GET"] == 1
    assert stage.twilio.asked["POST"] == (1 if fault.takes else 2)


def test_while_the_list_cannot_be_had_nothing_is_sent(stage: Scene) -> None:
    """Not knowing is no reason to send twice."""
    plan(stage, replace(faults.CUT_AFTER, reports=faults.SILENT))
    stage.twilio.listing = lambda nth: faults.BROKEN if nth < 3 else faults.FINE
    promised(stage.outbox)
    line = worker(stage)
    while line.one():
        pass
    assert len(stage.twilio.taken) == 1
    assert stage.twilio.asked == {"POST": 1, "GET": 4}


def test_two_promises_of_the_same_words_each_get_their_own(stage: Scene) -> None:
    """What the provider has for the one is not taken for the other."""
    plan(stage, faults.CUT_AFTER, faults.CUT_BEFORE)
    first, second = promised(stage.outbox, "call-1"), promised(stage.outbox, "call-2")
    line = worker(stage)
    while line.one():
        pass
    sids = {stage.row(first).sid, stage.row(second).sid}
    assert sids == {each.sid for each in stage.twilio.taken}
    assert len(stage.twilio.taken) == 2


@dataclass(frozen=True)
class Together:
    """A sender that two workers ask at the same time: neither goes on before both have seen the provider's list."""

    inner: TwilioSender
    both: Barrier

    def send(self, message: Message) -> Sent:
        """As the inner one."""
        return self.inner.send(message)

    def find(self, message: Message) -> tuple[str, ...]:
        """As the inner one, and then wait for the other worker."""
        found = self.inner.find(message)
        with suppress(BrokenBarrierError):
            self.both.wait(5)
        return found


def test_two_workers_that_find_one_message_do_not_lose_the_other_promise(stage: Scene) -> None:
    """Two promises of the same words, both unsure, and the provider has one of them."""
    plan(stage, replace(faults.CUT_AFTER, reports=faults.SILENT), faults.CUT_BEFORE)
    rows = [promised(stage.outbox, "call-1"), promised(stage.outbox, "call-2")]
    line = worker(stage)
    line.one()
    line.one()
    assert {stage.row(row).state for row in rows} == {State.WAITING}
    assert len(stage.twilio.taken) == 1

    stage.twilio.plan = lambda *_: Fault(reports=faults.SILENT)
    together = Together(stage.sender(), Barrier(2))
    threads = [
        Thread(target=Worker(stage.outbox, stage.stops, together, now, QUICK).one, daemon=True) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    while line.one():
        pass
    sids = [stage.row(row).sid for row in rows]
    assert sorted(sids) == sorted(each.sid for each in stage.twilio.taken)
    assert len(set(sids)) == 2


@pytest.mark.parametrize(
    ("fault", "state", "why"),
    [(BUSY, State.FAILED, Why.TOO_MANY), (faults.BROKEN, State.UNKNOWN, Why.OUT_OF_ORDER)],
)
def test_the_last_try_ends_it(stage: Scene, fault: Fault, state: State, why: str) -> None:
    """Eight tries; what surely never arrived has failed, of the rest nothing is known."""
    stage.twilio.plan = lambda *_: fault
    row = promised(stage.outbox)
    line = worker(stage)
    while line.one():
        pass
    after = stage.row(row)
    assert (after.state, after.why, after.tries, after.number) == (state, why, 8, "")
    assert stage.twilio.asked["POST"] == 8


def test_a_row_whose_worker_was_killed_is_taken_when_its_lease_ends(stage: Scene) -> None:
    """It was sent, and nobody wrote that down: the next worker finds it."""
    row = promised(stage.outbox)
    taken = stage.outbox.claim("killed", 0.3)
    assert taken is not None
    plan(stage, Fault(reports=faults.SILENT))
    stage.sender().send(taken)

    line = worker(stage)
    assert not line.one(), "not before"
    time.sleep(0.35)
    assert line.one()
    assert len(stage.twilio.taken) == 1
    assert (stage.row(row).state, stage.row(row).tries) == (State.ACCEPTED, 2)
    assert not stage.outbox.accepted(taken, "SM" + "0" * 32), "and the dead one's word comes too late"


def test_a_row_that_kills_its_worker_each_time_is_given_up(stage: Scene) -> None:
    """After eight takings it is only looked for."""
    row = promised(stage.outbox)
    for _ in range(8):
        assert stage.outbox.claim("killed", 0.0)
        time.sleep(0.005)
    worker(stage).one()
    assert (stage.row(row).state, stage.row(row).why) == (State.UNKNOWN, "given up")
    assert stage.twilio.asked == {"GET": 1}


def test_a_worker_that_stood_still_does_not_send(stage: Scene) -> None:
    """Its row may be another's by now."""
    row = promised(stage.outbox)
    slow = Worker(stage.outbox, stage.stops, stage.sender(), now, replace(QUICK, lease=0))
    slow.one()
    assert stage.twilio.taken == []
    assert stage.row(row).why == "too slow"


def test_the_log_tells_what_was_done_and_names_nobody(stage: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    """Over every kind of failure."""
    plan(stage, faults.CUT_AFTER, faults.BROKEN)
    promised(stage.outbox, text="private words")
    stage.twilio.listing = lambda nth: faults.CUT_BEFORE if nth == 0 else faults.FINE
    line = worker(stage)
    while line.one():
        pass
    said = "".join(capsys.readouterr())
    assert "text.tried" in said
    assert "5550147" not in said
    assert "private words" not in said


@given(tries=st.integers(1, 12), asked=st.none() | st.floats(0, 3600), sure=st.booleans())
def test_waits_grow_are_spread_and_are_never_shorter_than_asked(tries: int, asked: float | None, *, sure: bool) -> None:
    """A second after the first try, ten minutes and a quarter at most by our own wish."""
    wait = Pace().after(tries, LaterError(Why.OTHER, asked, sure=sure))
    assert wait >= (asked or 0)
    assert wait >= (0.75 if sure else 5)
    assert wait <= max(asked or 0, 750)


def test_all_tries_together_take_about_an_hour_at_most() -> None:
    """Whoever asked for a text should not get it in the night."""
    total = sum(Pace().after(tries, LaterError(Why.OTHER)) for tries in range(1, Pace().tries))
    assert 600 < total < 3600
