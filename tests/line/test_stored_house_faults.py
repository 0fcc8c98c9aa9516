"""What the stored house does when clocks are wrong, nobody sends, or sending fails in bursts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import structlog
from sqlalchemy import update

from ivr.flow.session import Promised, Refused, Send
from ivr.line.stored import StoredHouse
from ivr.store.moments import clock_plus
from ivr.store.outbox import State
from ivr.store.reasons import PAUSE_FAILED, PAUSE_OF_LAST, Why
from ivr.store.rows import Outcome
from ivr.store.tables import OUTBOX
from tests.line.test_stored_house import ITEM, asked, send
from tests.store.promises import NOW, claimed


def test_the_same_item_in_another_language_is_another_text(house: StoredHouse) -> None:
    """Whoever changes the language in the call has asked for other words."""
    assert send(house) == Promised()
    assert house.answer(Send(ITEM), replace(asked(), language="es", text="Agua.")) == Promised()
    assert house.outbox.totals()[State.WAITING] == 2


def test_where_nobody_sends_nothing_is_promised(house: StoredHouse) -> None:
    """A text that has been due for ten minutes means that no worker runs; once it is taken, texts are offered again."""
    assert send(house) == Promised()
    with house.outbox.database.writing() as connection:
        connection.execute(update(OUTBOX).values(due=clock_plus(-601)))
    with structlog.testing.capture_logs() as logged:
        assert send(house, call="CA2") == Refused("off")
    assert [each["event"] for each in logged] == ["texts.unsent"]

    row = claimed(house.outbox)
    house.outbox.accepted(row, "SM1")
    assert send(house, call="CA2") == Promised()


def test_a_burst_of_failures_is_seen_behind_newer_texts_that_wait(house: StoredHouse) -> None:
    """Only what ended tells whether sending works."""
    for number in range(PAUSE_FAILED):
        assert send(house, f"+1202555012{number}", f"CA{number}") == Promised()
        house.outbox.closed(claimed(house.outbox), State.FAILED, Why.FILTERED, "30007")
    for number in range(PAUSE_OF_LAST):
        order = f"+120255501{30 + number}"
        house.answer(Send(ITEM), asked(order, f"CB{number}", NOW + timedelta(seconds=number)))

    assert house.outbox.failed_lately(NOW + timedelta(minutes=1)) == PAUSE_FAILED


def test_a_report_that_comes_after_a_day_still_counts(house: StoredHouse) -> None:
    """A row that was closed without a word from the provider takes its word later."""
    assert send(house) == Promised()
    row = claimed(house.outbox)
    house.outbox.accepted(row, "SM1")
    house.outbox.sweep(NOW + timedelta(days=1))
    assert house.outbox.totals()[State.UNKNOWN] == 1

    assert house.outbox.status(row.id, "SM1", Outcome.DELIVERED)
    assert house.outbox.totals()[State.DELIVERED] == 1
