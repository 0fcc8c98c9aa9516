"""When a service answers: borders, holidays, time zones, the clock's changes, and how hours are said."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.content.hours import Hours, Span, consecutive, said
from ivr.content.model import Content

NEW_YORK = ZoneInfo("America/New_York")
WEEKDAYS = Hours(
    always=False,
    time_zone="America/New_York",
    spans=(Span((0, 1, 2, 3, 4), time(9), time(17)), Span((5,), time(10), time(12, 30))),
    closed=(date(2026, 11, 26), date(2026, 12, 25)),
)
ALWAYS = Hours(always=True, time_zone="America/New_York", closed=(date(2026, 12, 25),))


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2026-06-17T08:59:59", False),
        ("2026-06-17T09:00:00", True),
        ("2026-06-17T16:59:59", True),
        ("2026-06-17T17:00:00", False),
        ("2026-06-20T09:30:00", False),  # Saturday opens later
        ("2026-06-20T10:00:00", True),
        ("2026-06-20T12:29:59", True),
        ("2026-06-20T12:30:00", False),
        ("2026-06-21T11:00:00", False),  # Sunday
        ("2026-11-26T11:00:00", False),  # Thanksgiving
        ("2026-11-27T11:00:00", True),
        ("2026-12-25T11:00:00", False),
    ],
)
def test_open_from_the_first_minute_until_the_last_and_closed_on_holidays(local: str, expected: bool) -> None:  # noqa: FBT001
    """The opening time is in, the closing time is out; holidays are whole local days."""
    assert WEEKDAYS.open_at(datetime.fromisoformat(local).replace(tzinfo=NEW_YORK)) is expected


def test_the_service_decides_the_time_zone_not_the_caller() -> None:
    """Nine in New York is six in Los Angeles and two in the afternoon in London."""
    for zone, hour in (("America/Los_Angeles", 6), ("Europe/London", 14), ("America/New_York", 9)):
        opening = datetime(2026, 6, 17, hour, tzinfo=ZoneInfo(zone))
        assert WEEKDAYS.open_at(opening)
        assert not WEEKDAYS.open_at(opening - timedelta(seconds=1))


def test_a_holiday_is_a_day_of_the_service() -> None:
    """Late on the eve in California it is already the holiday in New York, and closed there anyway."""
    late = Hours(
        always=False,
        time_zone="Pacific/Honolulu",
        spans=(Span((2, 3), time(0), time(23, 59)),),
        closed=(date(2026, 11, 26),),
    )
    assert late.open_at(datetime(2026, 11, 26, 9, 30, tzinfo=UTC))  # still Wednesday night in Honolulu
    assert not late.open_at(datetime(2026, 11, 26, 10, 30, tzinfo=UTC))


def test_the_clocks_change_and_the_office_opens_at_nine_all_the_same() -> None:
    """Before and after both changes of 2026, nine o'clock is nine o'clock there, an hour apart in UTC."""
    for day, utc_hour in (("2026-03-06", 14), ("2026-03-09", 13), ("2026-10-30", 13), ("2026-11-02", 14)):
        opening = datetime.fromisoformat(f"{day}T{utc_hour:02}:00:00+00:00")
        assert WEEKDAYS.open_at(opening), day
        assert not WEEKDAYS.open_at(opening - timedelta(seconds=1)), day


def test_both_passes_of_the_doubled_hour_count() -> None:
    """When clocks go back, half past one comes twice, and a night service is open both times."""
    night = Hours(always=False, time_zone="America/New_York", spans=(Span((6,), time(1), time(2)),))
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert [night.open_at(first + timedelta(hours=more)) for more in (-1, 0, 1, 2)] == [False, True, True, False]


def test_day_and_night_means_holidays_too() -> None:
    """A line that is always open has no closed days."""
    assert ALWAYS.open_at(datetime(2026, 12, 25, 3, tzinfo=NEW_YORK))


@settings(deadline=None)
@given(
    when=st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds are naive
    shift=st.integers(-14 * 60, 14 * 60),
)
def test_the_same_moment_has_the_same_answer_in_every_offset(when: datetime, shift: int) -> None:
    """Whoever writes the clock, the moment decides."""
    elsewhere = when.astimezone(timezone(timedelta(minutes=shift)))
    assert WEEKDAYS.open_at(when) == WEEKDAYS.open_at(elsewhere)


def test_hours_are_said_as_one_sentence(content: Content) -> None:
    """Ranges of days, single days, half hours, noon, and the name of the zone."""
    phrases = content.words["en"].phrases
    assert said(ALWAYS, "en", phrases) == "Open day and night."
    assert said(WEEKDAYS, "en", phrases) == (
        "Open Monday to Friday, 9 a.m. to 5 p.m.; Saturday, 10 a.m. to 12:30 p.m., Eastern time."
    )
    odd = Hours(always=False, time_zone="America/Chicago", spans=(Span((6,), time(0), time(12)),))
    assert said(odd, "en", phrases) == "Open Sunday, 12 a.m. to 12 p.m., Central time."


def test_a_zone_without_a_name_is_said_by_its_id(content: Content) -> None:
    """Better a clumsy word than a missing one."""
    hours = Hours(always=False, time_zone="Europe/Paris", spans=(Span((0,), time(9), time(10)),))
    assert "Europe/Paris" in said(hours, "en", content.words["en"].phrases)


def test_another_language_has_its_own_days_and_clock() -> None:
    """Babel knows the names; the patterns are the language's own."""
    phrases = {
        "hours.sentence": "Abierto {ranges}, {zone}.",
        "hours.range": "de {first} a {last}, de {from} a {to}",
        "hours.day": "{day}, de {from} a {to}",
        "hours.zone.America/New_York": "hora del este",
    }
    spoken = said(WEEKDAYS, "es", phrases)
    assert spoken == "Abierto de lunes a viernes, de 9:00 a 17:00; sábado, de 10:00 a 12:30, hora del este."


def test_a_pattern_with_a_wrong_name_raises_nothing() -> None:
    """The name stays in its braces, where the rule "filled" finds it."""
    assert said(WEEKDAYS, "en", {"hours.sentence": "{rangs} {}"}) == "{rangs} {}"
    assert said(WEEKDAYS, "en", {}) == ""


def test_days_follow_each_other_or_do_not() -> None:
    """Only days in a row may be said as "Monday to Thursday"."""
    assert consecutive((0, 1, 2))
    assert consecutive((6,))
    assert not consecutive((0, 2))
    assert not consecutive((1, 0))
    assert not consecutive(())


def test_every_shipped_time_zone_has_a_name_to_say(content: Content) -> None:
    """No caller hears "America slash New York"."""
    zones = {resource.hours.time_zone for resource in content.resources.values() if resource.hours}
    assert {f"hours.zone.{zone}" for zone in zones} <= set(content.words["en"].phrases)
