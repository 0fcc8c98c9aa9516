"""A service past its check drops out of what callers are given, 911 and 988 never, and nobody meets a dead end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.content.lapsing import FILE, kept, lapsed, overdue, with_lapsed, without_lapsed
from ivr.content.model import Content, Edition, Severity
from ivr.content.readers import read_content
from ivr.content.readers.lapsed import read_lapsed
from ivr.content.texts import texts
from ivr.flow.crawl import crawl
from ivr.flow.items import read_aloud
from tests.content.altered import judged, signed
from tests.editions.shelves import shipped

CHECKED = date(2026, 6, 1)  # when all are in `signed`
SHIPPED, _ = read_content(shipped())
NAMES = sorted(SHIPPED.resources)
ALWAYS = {"911", "988-lifeline"}


@pytest.fixture(scope="module")
def checked() -> Mapping[str, bytes]:
    """The shipped words, signed, and every service dialed on the same day."""
    return signed(shipped())


def days(content: Content, count: int, crisis: str = "") -> set[str]:
    """What has lapsed so many days after the check; one service may be made a crisis line."""
    if crisis:
        marked = replace(content.resources[crisis], crisis=True)
        content = replace(content, resources={**content.resources, crisis: marked})
    return set(lapsed(content, CHECKED + timedelta(days=count)))


def test_a_check_holds_90_days_and_that_of_a_crisis_line_30(checked: Mapping[str, bytes]) -> None:
    """To the day."""
    content, _ = read_content(checked)
    others = set(NAMES) - ALWAYS
    assert days(content, 0) == days(content, 90) == set()
    assert days(content, 91) == others
    assert days(content, 30, crisis="211") == set()
    assert days(content, 31, crisis="211") == {"211"}


def test_911_and_988_never_lapse_and_are_overdue_instead(checked: Mapping[str, bytes]) -> None:
    """Likewise whatever line is offered beside every call."""
    content, _ = read_content(checked)
    assert overdue(content, CHECKED + timedelta(days=30)) == ()
    assert set(overdue(content, CHECKED + timedelta(days=31))) == ALWAYS
    other = replace(content, line=replace(content.line, crisis="cancercare"))
    assert "cancercare" not in lapsed(other, date(2036, 1, 1))
    assert "cancercare" in overdue(other, date(2036, 1, 1))


def test_what_was_never_checked_has_lapsed() -> None:
    """As the content ships: no day, and nobody's name."""
    content = SHIPPED
    assert set(lapsed(content, CHECKED)) == set(NAMES) - ALWAYS
    half = replace(content.resources["211"], checked_on=CHECKED)  # a day without a name
    assert "211" in lapsed(replace(content, resources={**content.resources, "211": half}), CHECKED)


def test_a_lapsed_service_is_in_no_group_and_not_behind_key_0(checked: Mapping[str, bytes]) -> None:
    """The others stay in their order."""
    before, _ = read_content(checked)
    after, problems = judged(with_lapsed(checked, ["american-cancer-society"]))
    assert not [each for each in problems if each.severity is Severity.ERROR]
    for group, services in before.line.groups.items():
        assert after.line.groups[group] == tuple(name for name in services if name != "american-cancer-society")
    assert after.line.person == ("nci-cancer-information-service", "cancercare")
    assert kept(after) == ()


def test_where_nobody_else_is_left_the_one_checked_last_stays_and_is_doubted(checked: Mapping[str, bytes]) -> None:
    """A doubtful number is better than a dead end; callers are told of the doubt, by phone and by text."""
    last = checked["resources.toml"].decode()
    head, name, rest = last.partition("[cancercare]")
    newer = {**checked, "resources.toml": (head + name + rest.replace("2026-06-01", "2026-06-02", 1)).encode()}
    everybody = sorted(set(NAMES) - ALWAYS)

    content, _ = read_content(with_lapsed(newer, everybody))

    assert content.line.person == ("cancercare",)
    assert content.line.groups["talk"] == ("988-lifeline",)
    assert content.line.groups["rides"] == ("american-cancer-society",), "of the same day, the first"
    assert set(kept(content)) == {"cancercare", "american-cancer-society", "nci-cancer-information-service"}
    assert "number.unchecked" in read_aloud(content, "en", "service.cancercare")
    assert "number.unchecked" not in read_aloud(read_content(newer)[0], "en", "service.cancercare")
    doubt = content.words["en"].texts["unchecked"]
    assert texts(content, "en")["service.cancercare"].body.endswith(doubt)


def test_a_call_where_everybody_has_lapsed_keeps_every_rule(edition: Edition, checked: Mapping[str, bytes]) -> None:
    """The crawl visits each place of it."""
    _, found = crawl(replace(edition, content=read_content(with_lapsed(checked, NAMES))[0]))
    assert [each for each in found if each.severity is Severity.ERROR] == []


@given(st.sets(st.sampled_from([*NAMES, "gone", 'odd "name"'])))
def test_whatever_lapses_nobody_meets_a_dead_end(names: set[str]) -> None:
    """No list is empty, 988 stays where it was, the order is kept, and the file is read back as it was written."""
    files = with_lapsed(shipped(), names)
    assert (FILE in files) == bool(names)
    assert with_lapsed(files, ()) == dict(shipped())
    read, problems = read_lapsed(files)
    assert read == names
    assert not problems

    line, resources = without_lapsed(SHIPPED.line, SHIPPED.resources, read)

    assert {each.id for each in resources.values() if each.lapsed} == names & (set(NAMES) - ALWAYS)
    lists = [(SHIPPED.line.person, line.person)]
    lists += [(SHIPPED.line.groups[group], line.groups[group]) for group in SHIPPED.line.groups]
    for old, new in lists:
        assert new
        assert set(old) & ALWAYS <= set(new)
        assert list(new) == [name for name in old if name in new]
        assert len(new) == 1 or not set(new) & names - ALWAYS


def test_a_broken_file_is_told_and_hides_nothing(checked: Mapping[str, bytes]) -> None:
    """Callers then get every number."""
    content, problems = read_content({**checked, FILE: b"services = 3\n"})
    assert [each.file for each in problems] == [FILE]
    assert content.line == read_content(checked)[0].line
