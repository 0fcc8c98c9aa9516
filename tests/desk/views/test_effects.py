"""What callers get when a service behind key 0 does not answer day and night any more: told as the call does it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from ivr.content.hours import Hours, Span
from ivr.content.model import Content
from ivr.content.readers import read_content
from ivr.desk.views.effects import dialed
from ivr.flow.call import begin, step
from ivr.flow.session import Arrived, Key
from tests.editions.shelves import shipped

ACS, NCI = "american-cancer-society", "nci-cancer-information-service"
SUNDAY_NIGHT = datetime(2026, 6, 21, 7, tzinfo=UTC)  # in New York
WEEKDAYS = Hours(
    always=False, time_zone="America/New_York", spans=(Span((0, 1, 2, 3, 4), time(hour=9), time(hour=17)),)
)
CLOSED = 'callers hear "I am sorry. Right now, the American Cancer Society is closed." They are offered the 988 crisis '


@pytest.fixture(scope="module")
def content() -> Content:
    """The shipped words."""
    return read_content(shipped())[0]


def opened(content: Content, service: str, hours: Hours | None) -> Content:
    """The same with other hours of a service."""
    return replace(content, resources={**content.resources, service: replace(content.resources[service], hours=hours)})


def heard(content: Content) -> set[str]:
    """What a caller hears who presses 0 on a Sunday night."""
    session = step(content, begin(content, "en", SUNDAY_NIGHT), Arrived(), SUNDAY_NIGHT).session
    return {cue.prompt for cue in step(content, session, Key("0"), SUNDAY_NIGHT).say}


@pytest.mark.parametrize(
    ("hours", "begins"),
    [
        (WEEKDAYS, "Key 0 rings the American Cancer Society only while it is open. At other times"),
        (None, "Key 0 rings the American Cancer Society no more, for no hours of it are known. Callers"),
    ],
)
def test_the_first_one_that_closes_is_told_with_what_callers_hear(
    content: Content, hours: Hours | None, begins: str
) -> None:
    """And so it is in the call."""
    after = opened(content, ACS, hours)
    (told,) = dialed(content, after)
    assert told.startswith(begins)
    assert CLOSED in told.replace("Callers hear", "callers hear")
    assert told.endswith("line and the Cancer Information Service or CancerCare, while that is open.")
    assert heard(after) >= {f"person.closed.{ACS}", "choice.offer.crisis"}
    assert heard(content) == {f"person.connecting.{ACS}"}


def test_what_does_not_close_is_not_told(content: Content) -> None:
    """Other hours of one that closed before, hours that become longer, and a service that is not behind key 0."""
    assert dialed(content, opened(content, NCI, WEEKDAYS)) == ()
    assert dialed(opened(content, ACS, WEEKDAYS), content) == ()
    assert dialed(content, opened(content, "cancer-support-community", None)) == ()
    assert dialed(content, opened(content, NCI, None)) == (
        "Key 0 offers the Cancer Information Service no more, for no hours of it are known.",
    )
