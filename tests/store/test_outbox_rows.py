"""The outbox promises once, closes once, counts right, and holds a number no longer than it must."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from ivr.errors import LimitError, StoreError
from ivr.store.database import Database
from ivr.store.outbox import Consent, Limits, Outbox, Outcome, State
from ivr.store.reasons import Why
from ivr.store.tables import CONSENTS, DAYS, OUTBOX
from tests.store.promises import NOW, NUMBER, claimed, hashed, order, promise

HOUR = timedelta(hours=1)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    """An empty one."""
    return Outbox(database)


def count(outbox: Outbox, table: object = OUTBOX) -> int:
    """How many rows a table has."""
    with outbox.database.reading() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()  # type: ignore[arg-type]


def test_a_promise_is_a_waiting_row_with_its_consent(outbox: Outbox) -> None:
    """Everything that was ordered is read back as it was, the time to the microsecond."""
    row = promise(outbox)

    assert (row.state, row.tries, row.number, row.text) == (State.WAITING, 0, NUMBER, "Words about topic.coping.2.")
    assert (row.item, row.language, row.edition, row.created) == ("topic.coping.2", "en", 3, NOW)
    assert outbox.find(row.key) == outbox.by_id(row.id) == row
    with outbox.database.reading() as connection:
        agreed = connection.execute(select(CONSENTS)).one()
    assert (agreed.number_hash, agreed.call, agreed.agreed_at) == (hashed(NUMBER), "abcdefabcdef", NOW)
    assert agreed.prompt == "ask.text@0123456789abcdef"


def test_the_same_key_again_is_the_same_row(outbox: Outbox) -> None:
    """A repeated webhook orders nothing more and agrees to nothing more."""
    first = promise(outbox)

    assert promise(outbox, now=NOW + HOUR) == first
    assert (count(outbox), count(outbox, CONSENTS)) == (1, 1)
    assert promise(outbox, "call 2, coping").id != first.id


def test_many_webhooks_at_once_make_one_row(outbox: Outbox) -> None:
    """Eight threads, five keys: five rows, and everybody was given the right one."""
    found: list[tuple[str, str]] = []

    def busy() -> None:
        found.extend((f"key {each}", promise(outbox, f"key {each}").id) for each in range(5))

    threads = [threading.Thread(target=busy) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 40
    assert len(set(found)) == count(outbox) == count(outbox, CONSENTS) == 5


def test_a_number_has_its_texts_of_a_day_and_no_more(outbox: Outbox) -> None:
    """Whatever comes at once; a refused order leaves no consent, and what was promised stays promised."""
    limits, agreed = Limits(3, 100), Consent(hashed(NUMBER), "call", "prompt", NOW)
    said: list[str] = []

    def busy(mine: int) -> None:
        try:
            said.append(outbox.promise(order(f"key {mine}"), agreed, NOW, limits).key)
        except LimitError:
            said.append("limit")

    threads = [threading.Thread(target=busy, args=(each,)) for each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert said.count("limit") == 5
    assert count(outbox) == count(outbox, CONSENTS) == outbox.sent_today(hashed(NUMBER), NOW) == 3
    again = next(key for key in said if key != "limit")
    assert outbox.promise(order(again), agreed, NOW, limits).key == again
    assert outbox.promise(order("tomorrow"), agreed, NOW + timedelta(days=1), limits).key == "tomorrow"
    other = "+12025550148"
    assert outbox.promise(order("other", other), Consent(hashed(other), "call", "prompt", NOW), NOW, limits)


def test_an_hour_has_a_ceiling_over_all_numbers(outbox: Outbox) -> None:
    """An hour later there is room again."""
    for each in range(4):
        promise(outbox, f"key {each}", f"+1202555010{each}", NOW + timedelta(minutes=each))
    at = NOW + timedelta(minutes=30)
    agreed = Consent(hashed(NUMBER), "call", "prompt", at)

    with pytest.raises(LimitError, match="hour"):
        outbox.promise(order("one more"), agreed, at, Limits(5, 4))
    assert outbox.sent_this_hour(at) == 4
    assert outbox.sent_this_hour(NOW + HOUR) == 3
    assert outbox.promise(order("one more"), agreed, NOW + HOUR, Limits(5, 4))


def test_a_day_is_utc_wherever_the_clock_stands(outbox: Outbox) -> None:
    """One moment is one day; the next day begins at midnight in Greenwich."""
    late = datetime(2026, 6, 17, 23, 59, 59, 999999, tzinfo=UTC)
    promise(outbox, now=late)

    assert outbox.sent_today(hashed(NUMBER), late) == 1
    assert outbox.sent_today(hashed(NUMBER), datetime.fromisoformat("2026-06-17T03:00:00-05:00")) == 1
    assert outbox.sent_today(hashed(NUMBER), datetime.fromisoformat("2026-06-17T20:00:00-05:00")) == 0
    assert outbox.sent_today(hashed(NUMBER), late + timedelta(microseconds=1)) == 0


def test_a_sent_text_goes_its_way(outbox: Outbox) -> None:
    """Waiting, sending, accepted, delivered; then nobody can know the number any more."""
    promise(outbox)
    taken = claimed(outbox)
    assert (taken.state, taken.tries, taken.owner, taken.number) == (State.SENDING, 1, "worker 1", NUMBER)
    assert outbox.accepted(taken, "SM1")
    assert outbox.status(taken.id, "SM1", Outcome.SENT)
    row = outbox.by_id(taken.id)
    assert row is not None
    assert (row.state, row.sid, row.number) == (State.ACCEPTED, "SM1", NUMBER)

    assert outbox.status(taken.id, "SM1", Outcome.DELIVERED)
    row = outbox.by_id(taken.id)
    assert row is not None
    assert (row.state, row.number, row.final) == (State.DELIVERED, "", True)
    assert row.number_hash == hashed(NUMBER)


@pytest.mark.parametrize("reports", list(permutations([Outcome.SENT, Outcome.SENT, Outcome.DELIVERED])))
def test_reports_may_come_in_any_order_and_twice(outbox: Outbox, reports: tuple[Outcome, ...]) -> None:
    """Before the worker knows of its own success, too."""
    promise(outbox)
    taken = claimed(outbox)
    for report in reports * 2:
        assert outbox.status(taken.id, "SM1", report)
    assert outbox.accepted(taken, "SM1")

    row = outbox.by_id(taken.id)
    assert row is not None
    assert (row.state, row.sid, row.number) == (State.DELIVERED, "SM1", "")
    assert outbox.claim("worker 2", 60) is None


@pytest.mark.parametrize("end", [Outcome.DELIVERED, Outcome.FAILED])
def test_a_final_state_never_goes_back(outbox: Outbox, end: Outcome) -> None:
    """Whatever is reported afterwards."""
    row = promise(outbox)
    outbox.status(row.id, "SM1", end, Why.NOT_IN_USE if end is Outcome.FAILED else "", "30005")
    before = outbox.by_id(row.id)

    for later in Outcome:
        assert outbox.status(row.id, "SM1", later, Why.LANDLINE, "30006")
        assert outbox.by_id(row.id) == before


def test_a_failure_says_why(outbox: Outbox) -> None:
    """In our word, with the provider's code beside it where it gave one."""
    first, second = promise(outbox), promise(outbox, "call 2")
    outbox.status(first.id, "SM1", Outcome.FAILED, Why.LANDLINE, "30006")
    outbox.status(second.id, "SM2", Outcome.FAILED, Why.NO_REASON)

    whys = [(row.state, row.why, row.code, row.number) for row in map(outbox.by_id, (first.id, second.id)) if row]
    assert whys == [(State.FAILED, "landline", "30006", ""), (State.FAILED, "no reason", "", "")]


def test_the_failure_of_an_earlier_try_closes_nothing(outbox: Outbox) -> None:
    """The row waits for what becomes of the message that it has now."""
    promise(outbox)
    taken = claimed(outbox)
    outbox.accepted(taken, "SM2")

    assert outbox.status(taken.id, "SM1", Outcome.FAILED, Why.NO_REASON, "30008")
    row = outbox.by_id(taken.id)
    assert row is not None
    assert row.state is State.ACCEPTED


def test_reports_for_unknown_rows_change_nothing(outbox: Outbox) -> None:
    """And are told apart from those that could not be stored."""
    for unknown in ("", "x", "A" * 22, "../../etc/passwd", "\x00" * 22, "é" * 22, "A" * 5000, "\ud800"):
        assert not outbox.status(unknown, "SM1", Outcome.DELIVERED)
        assert outbox.by_id(unknown) is None


@given(sid=st.text(max_size=90), outcome=st.sampled_from(Outcome), why=st.text(max_size=90), code=st.text(max_size=90))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_report_says_is_stored_or_dropped(
    outbox: Outbox, sid: str, outcome: Outcome, why: str, code: str
) -> None:
    """No report can break the store: the provider would repeat it for ever."""
    row = promise(outbox, "hypothesis")

    assert outbox.status(row.id, sid, outcome, why, code)


def test_a_text_that_cannot_be_sent_is_closed(outbox: Outbox) -> None:
    """Its number is erased, and the reason stays."""
    promise(outbox)
    taken = claimed(outbox)

    assert outbox.closed(taken, State.FAILED, Why.STOPPED, "21610")
    assert not outbox.closed(taken, State.FAILED, Why.STOPPED, "21610")
    assert not outbox.again(taken, 1, Why.TIMEOUT)
    row = outbox.by_id(taken.id)
    assert row is not None
    assert (row.state, row.why, row.code, row.number) == (State.FAILED, "stopped", "21610", "")


@pytest.mark.parametrize("state", [State.WAITING, State.SENDING, State.ACCEPTED])
def test_a_text_is_closed_for_good_only(outbox: Outbox, state: State) -> None:
    """What still may happen is no end."""
    promise(outbox)
    with pytest.raises(ValueError, match="cannot be closed"):
        outbox.closed(claimed(outbox), state, "")


def test_failures_of_the_last_quarter_of_an_hour_are_counted(outbox: Outbox) -> None:
    """Of the last 20 only, and only those that will happen to the next one too."""
    at = NOW
    for each, why in enumerate([Why.FILTERED] * 3 + [Why.UNREGISTERED] * 2 + [Why.OFF, Why.LANDLINE] + [None] * 14):
        at = NOW + timedelta(seconds=each)
        row = promise(outbox, f"key {each}", now=at)
        outbox.status(row.id, "SM1", Outcome.FAILED if why else Outcome.DELIVERED, why or "")

    assert outbox.failed_lately(at) == 4  # the first of the five is the 21st
    assert outbox.failed_lately(NOW + timedelta(minutes=15, seconds=2)) == 2
    assert outbox.failed_lately(NOW + HOUR) == 0


def test_a_landline_is_remembered_for_90_days(outbox: Outbox) -> None:
    """By its pseudonym; nobody else is taken for one."""
    row = promise(outbox)
    assert not outbox.landline(hashed(NUMBER), NOW)
    outbox.status(row.id, "SM1", Outcome.FAILED, Why.LANDLINE)

    assert outbox.landline(hashed(NUMBER), NOW + timedelta(days=89))
    assert not outbox.landline(hashed(NUMBER), NOW + timedelta(days=91))
    assert not outbox.landline(hashed("+12025550148"), NOW)


def test_numbers_are_erased_after_a_day(outbox: Outbox) -> None:
    """In every state; what was taken and never heard of is closed as unknown, what still waited has failed."""
    rows = {name: promise(outbox, name) for name in ("accepted", "sending", "waiting")}
    outbox.accepted(claimed(outbox), "SM1")
    claimed(outbox)
    young = promise(outbox, "young", now=NOW + HOUR)

    assert outbox.sweep(NOW + timedelta(hours=23, minutes=59)) == 0
    assert outbox.sweep(NOW + timedelta(hours=24)) == 3
    assert outbox.sweep(NOW + timedelta(hours=24)) == 0
    after = [outbox.by_id(row.id) for row in rows.values()]
    assert [(row.state, row.why, row.number) for row in after if row] == [
        (State.UNKNOWN, "no word", ""),
        (State.UNKNOWN, "no word", ""),
        (State.FAILED, "too old", ""),
    ]
    kept = outbox.by_id(young.id)
    assert kept is not None
    assert kept.number == NUMBER


def test_old_rows_consents_and_counts_go(outbox: Outbox) -> None:
    """Texts after 90 days, counts after two, consents after five years."""
    promise(outbox)
    with outbox.database.writing() as connection:
        connection.execute(DAYS.insert().values(day=date(2026, 6, 17), number_hash=hashed(NUMBER), count=3))
    outbox.sweep(NOW + timedelta(days=1))
    assert count(outbox, DAYS) == 1
    outbox.sweep(NOW + timedelta(days=2))
    assert (count(outbox), count(outbox, DAYS), count(outbox, CONSENTS)) == (1, 0, 1)
    outbox.sweep(NOW + timedelta(days=90))
    assert (count(outbox), count(outbox, CONSENTS)) == (0, 1)
    outbox.sweep(NOW.replace(year=2031) - timedelta(days=1))
    assert count(outbox, CONSENTS) == 1
    outbox.sweep(NOW.replace(year=2031) + timedelta(days=1))
    assert count(outbox, CONSENTS) == 0


def test_staff_see_what_waits_and_failed_with_masked_numbers(outbox: Outbox) -> None:
    """And everything where they ask for it."""
    first, second, third = (promise(outbox, f"key {each}", now=NOW + each * HOUR) for each in range(3))
    outbox.status(first.id, "SM1", Outcome.DELIVERED)
    outbox.status(second.id, "SM2", Outcome.FAILED, Why.LANDLINE, "30006")

    shown = outbox.listing()
    assert [(each.id, each.number, each.why) for each in shown] == [
        (third.id, "...47", ""),
        (second.id, "erased", "landline"),
    ]
    assert len(outbox.listing(everything=True)) == 3
    assert NUMBER[2:] not in repr(outbox.listing(everything=True))
    assert outbox.totals() == {
        State.WAITING: 1, State.SENDING: 0, State.ACCEPTED: 0, State.DELIVERED: 1, State.FAILED: 1, State.UNKNOWN: 0
    }  # fmt: skip


def test_rows_and_orders_do_not_show_the_number(outbox: Outbox) -> None:
    """Neither in a log nor where an exception prints them."""
    row = promise(outbox)

    assert NUMBER[2:] not in repr(row)
    assert NUMBER[2:] not in repr(order())


def test_a_time_without_its_offset_is_refused(outbox: Outbox) -> None:
    """Nobody could say when that was."""
    with pytest.raises((StoreError, ValueError)):
        promise(outbox, now=NOW.replace(tzinfo=None))
    assert count(outbox) == count(outbox, CONSENTS) == 0
