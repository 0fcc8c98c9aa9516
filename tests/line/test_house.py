"""The house without a store: its stop list and counts, and that it knows numbers only by keyed pseudonyms."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.e164 import HIDDEN
from ivr.flow.session import Promised, Refused, Send, StartTexts, StopTexts
from ivr.line.answers import MemoryHouse

NUMBER = "+12025550147"
WRITTEN = ["+12025550147", "12025550147", "2025550147", "(202) 555-0147", "202-555-0147", " +1 202 555 0147 "]
NOW = datetime(2026, 6, 17, 16, 0, tzinfo=UTC)


def house() -> MemoryHouse:
    """One with nobody in it."""
    return MemoryHouse("a key of the tests")


def test_nobody_is_stopped_at_first() -> None:
    """And nothing is counted."""
    assert not house().stopped(NUMBER)
    assert house().ordinary_today(NUMBER, NOW) == 0


def test_a_stop_is_kept_until_a_start() -> None:
    """Twice is as good as once, both ways, and nobody else is stopped."""
    line = house()
    for _ in range(2):
        assert line.answer(StopTexts(), NUMBER) == Promised()
        assert line.stopped(NUMBER)
    assert not line.stopped("+12025550148")
    for _ in range(2):
        assert line.answer(StartTexts(), NUMBER) == Promised()
        assert not line.stopped(NUMBER)


@pytest.mark.parametrize("first", WRITTEN)
@pytest.mark.parametrize("second", WRITTEN)
def test_a_number_in_two_written_forms_is_one_number(first: str, second: str) -> None:
    """Stopped as one, counted as one, named as one."""
    line = house()
    line.answer(StopTexts(), first)
    line.count_ordinary(first, NOW)

    assert line.stopped(second)
    assert line.ordinary_today(second, NOW) == 1
    assert line.pseudonym(first) == line.pseudonym(second)


@pytest.mark.parametrize("sender", ["12345", "+12345", "rcs:agent", "alice@example.com"])
def test_short_codes_and_names_can_stop_too(sender: str) -> None:
    """A machine that texts from a short code is somebody: its stop is kept, not only promised."""
    line = house()

    assert line.answer(StopTexts(), sender) == Promised()
    assert line.stopped(sender)


def test_no_text_can_be_sent_yet() -> None:
    """Nothing is promised that cannot be kept; the call reads the details aloud."""
    assert house().answer(Send("topic.coping.2"), NUMBER) == Refused("unavailable")


@pytest.mark.parametrize("number", [*sorted(HIDDEN), "Anonymous"])
def test_a_hidden_number_cannot_be_stopped(number: str) -> None:
    """It would stop everybody who hides theirs."""
    line = house()

    assert line.answer(StopTexts(), number) == Refused("hidden")
    assert line.answer(StartTexts(), number) == Refused("hidden")
    assert not line.stopped(number)


def test_replies_are_counted_for_each_number_and_day() -> None:
    """A new day (UTC) begins at nought, and old days are forgotten."""
    line = house()
    for _ in range(3):
        line.count_ordinary(NUMBER, NOW)
    line.count_ordinary("+12025550148", NOW)
    assert line.ordinary_today(NUMBER, NOW) == 3
    assert line.ordinary_today("+12025550148", NOW) == 1

    tomorrow = NOW + timedelta(days=1)
    assert line.ordinary_today(NUMBER, tomorrow) == 0
    line.count_ordinary(NUMBER, tomorrow)
    assert line.ordinary_today(NUMBER, tomorrow) == 1
    assert line.ordinary_today(NUMBER, NOW) == 0


def test_the_day_does_not_depend_on_the_clocks_zone() -> None:
    """One moment is one day, however it is written."""
    line = house()
    line.count_ordinary(NUMBER, NOW)

    assert line.ordinary_today(NUMBER, NOW.astimezone(timezone(timedelta(hours=14)))) == 1


def test_the_house_holds_no_number() -> None:
    """Neither in the clear nor as a plain hash: with another key everything is different."""
    one, other = MemoryHouse("one key"), MemoryHouse("another key")
    for line in (one, other):
        line.answer(StopTexts(), NUMBER)
        line.count_ordinary(NUMBER, NOW)

    assert "2025550147" not in repr(vars(one))
    assert b"2025550147" not in b"".join(vars(one)["_stopped"])
    assert not vars(one)["_stopped"] & vars(other)["_stopped"]
    assert one.pseudonym(NUMBER) != other.pseudonym(NUMBER)


@given(number=st.text(max_size=40))
def test_any_number_at_all_is_safe(number: str) -> None:
    """Whatever a carrier sends as the caller's number."""
    line = house()
    answered = line.answer(StopTexts(), number)

    assert line.stopped(number) == (answered == Promised())
    line.count_ordinary(number, NOW)
    assert line.ordinary_today(number, NOW) == 1
    assert line.pseudonym(number)


def test_many_threads_lose_no_count_and_no_stop() -> None:
    """A busy server counts right."""
    line = house()

    def busy(mine: str) -> None:
        for _ in range(200):
            line.count_ordinary(NUMBER, NOW)
            line.answer(StopTexts(), mine)
            line.answer(StartTexts(), mine)
            line.stopped(NUMBER)
        line.answer(StopTexts(), mine)

    numbers = [f"+120255501{each:02}" for each in range(8)]
    threads = [threading.Thread(target=busy, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert line.ordinary_today(NUMBER, NOW) == 8 * 200
    assert all(line.stopped(number) for number in numbers)
