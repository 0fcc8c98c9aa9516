"""Notices: on from one moment to another whatever the clocks do, switched in one file, and every other byte kept."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ivr.content.model import Content
from ivr.content.notices import FILE, On, active, ended, fault, together, with_on, without
from ivr.content.readers import read_content
from ivr.content.readers.notices import read_on
from ivr.errors import ContentError
from tests.content.altered import Files, altered, line_of

NEW_YORK, SAMOA = "America/New_York", "Pacific/Apia"


def wall(*when: int) -> datetime:
    """A time as clocks on the wall show it: year, month, day, hour."""
    return datetime(*when)  # type: ignore[arg-type] # noqa: DTZ001 - a wall time has no zone of its own


DAY = On("storm", wall(2026, 6, 17, 8), wall(2026, 6, 17, 20), NEW_YORK, "Maria")
HEADED = "# Which notices are on.\n# [[on]]\n"
ENTRY = (
    '[[on]]\nnotice = "storm"\nfrom = 2026-06-17T08:00:00\nuntil = 2026-06-17T20:00:00\n'
    'time_zone = "America/New_York"\nby = "Maria"\n'
)
WALLS = st.datetimes(wall(2000, 1, 1), wall(2037, 12, 31)).map(lambda at: at.replace(microsecond=0, fold=0))
ZONES = st.sampled_from(
    [NEW_YORK, SAMOA, "America/St_Johns", "Australia/Lord_Howe", "Europe/Dublin", "Pacific/Honolulu", "UTC"]
)
NAMES = st.text(min_size=1, max_size=12).map(str.strip).filter(lambda name: name.isprintable() and name != "")


@st.composite
def switched(draw: st.DrawFn) -> On:
    """A notice that can be switched on."""
    start, end = sorted(draw(st.lists(WALLS, min_size=2, max_size=2, unique=True)))
    on = On(draw(st.sampled_from(["storm", "busy", "a", "on", "due"])), start, end, draw(ZONES), draw(NAMES))
    return on if not fault(on) else replace(on, end=on.end + timedelta(days=2))


def noted(content: Content, *notices: On) -> Content:
    """The content with these notices switched on."""
    return replace(content, notices=notices)


def utc(written: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def ids(content: Content, written: str) -> list[str]:
    """What is on at a moment of UTC."""
    return [on.notice for on in active(content, utc(written))]


def test_a_notice_is_on_from_its_first_moment_until_its_last_and_ends_by_itself(content: Content) -> None:
    """Eight in the morning in New York is noon in UTC; the end itself is over."""
    line = noted(content, DAY)
    assert ids(line, "2026-06-17T11:59:59") == []
    assert ids(line, "2026-06-17T12:00:00") == ["storm"]
    assert ids(line, "2026-06-17T23:59:59") == ["storm"]
    assert ids(line, "2026-06-18T00:00:00") == []
    assert active(line, datetime(2026, 6, 17, 9, tzinfo=ZoneInfo(NEW_YORK))) == (DAY,)


def test_what_is_on_comes_in_the_order_of_its_start(content: Content) -> None:
    """Whatever the order in the file; of two that start together, by name."""
    later = replace(DAY, notice="busy", start=wall(2026, 6, 17, 9))
    also = replace(later, notice="a")
    assert ids(noted(content, later, DAY, also), "2026-06-17T14:00:00") == ["storm", "a", "busy"]


@pytest.mark.parametrize(
    ("start", "end", "begins", "ends"),
    [
        # In spring the clocks of New York jump from 2 to 3: half past two never comes.
        ("2026-03-08T02:30", "2026-03-08T12:00", "2026-03-08T07:00", "2026-03-08T16:00"),
        ("2026-03-07T12:00", "2026-03-08T02:30", "2026-03-07T17:00", "2026-03-08T07:00"),
        ("2026-03-08T02:00", "2026-03-08T03:00", "2026-03-08T07:00", "2026-03-08T07:00"),
        # In autumn half past one comes twice: on from the first, over only after the second.
        ("2026-11-01T01:30", "2026-11-01T12:00", "2026-11-01T05:30", "2026-11-01T17:00"),
        ("2026-10-31T12:00", "2026-11-01T01:30", "2026-10-31T16:00", "2026-11-01T06:30"),
        ("2026-11-01T01:30", "2026-11-01T01:30", "2026-11-01T05:30", "2026-11-01T06:30"),
        ("2026-11-01T02:00", "2026-11-01T03:00", "2026-11-01T07:00", "2026-11-01T08:00"),
    ],
)
def test_times_that_clocks_skip_or_show_twice_mean_one_moment(start: str, end: str, begins: str, ends: str) -> None:
    """What is skipped means the jump; what comes twice begins at the first and ends at the second."""
    on = replace(DAY, start=datetime.fromisoformat(start), end=datetime.fromisoformat(end))
    assert (on.begins, on.ends) == (utc(begins), utc(ends))


def test_a_day_that_an_island_skipped_means_the_jump() -> None:
    """Samoa had no 30 December 2011: a whole day that clocks never showed."""
    on = On("storm", wall(2011, 12, 30, 9), wall(2011, 12, 31, 12), SAMOA, "Maria")
    assert on.begins == utc("2011-12-30T10:00")
    assert on.ends == utc("2011-12-30T22:00")


@given(on=switched(), at=st.integers(0, 400))
def test_a_notice_is_on_whenever_the_clock_on_the_wall_says_so(content: Content, on: On, at: int) -> None:
    """At every moment whose wall time lies between both; only where clocks go back may it be on beside that."""
    now = on.begins + timedelta(minutes=15 * (at - 200))
    clock = now.astimezone(ZoneInfo(on.time_zone)).replace(tzinfo=None, fold=0)
    is_on = active(noted(content, on), now) == (on,)
    if on.start <= clock < on.end:
        assert is_on
    elif is_on:  # the clock shows a time before the start again, or one after the end that it will go back from
        again = [now + timedelta(minutes=15 * step) for step in range(-100, 101)]
        shown = [each.astimezone(ZoneInfo(on.time_zone)).replace(tzinfo=None, fold=0) for each in again]
        assert any(later < earlier for earlier, later in pairwise(shown))


def test_every_set_that_is_on_at_some_time_is_known_with_its_moment(content: Content) -> None:
    """One alone, both, the other alone; and nothing in between."""
    busy = replace(DAY, notice="busy", start=wall(2026, 6, 17, 12), end=wall(2026, 6, 18, 12))
    apart = replace(DAY, start=wall(2026, 7, 1), end=wall(2026, 7, 2))
    found = together(noted(content, DAY, busy, apart))
    assert list(found) == [("storm",), ("storm", "busy"), ("busy",)]
    assert found["storm", "busy"] == utc("2026-06-17T16:00")
    assert together(content) == {}


def test_switching_on_adds_an_entry_and_leaves_every_other_byte(files: Files) -> None:
    """And the reader finds just it."""
    before = {**files, FILE: HEADED.encode()}
    after = with_on(before, DAY)
    assert after[FILE].decode() == f"{HEADED}\n{ENTRY}"
    assert {file: raw for file, raw in after.items() if file != FILE} == {
        file: raw for file, raw in before.items() if file != FILE
    }
    assert read_content(after)[0].notices == (DAY,)
    assert read_content(after)[1] == ()


def test_the_first_notice_makes_the_file(files: Files) -> None:
    """A line that never had one has no such file."""
    bare = {file: raw for file, raw in files.items() if file != FILE}
    assert with_on(bare, DAY)[FILE].decode() == ENTRY
    assert without(with_on(bare, DAY), "storm")[FILE] == b""


TRICKY = 'title = """\n[[on]]\n"""\n'
HEADS = st.sampled_from(["", HEADED, "\ufeff# A mark.\n", "# Windows.\r\n\r\n", TRICKY, "\n\n"])


@given(head=HEADS, first=st.lists(switched(), max_size=3), on=switched())
@example(head="", first=[], on=replace(DAY, by='"\\ \N{GREEK SMALL LETTER MU}\N{GRINNING FACE}'))
def test_switching_off_undoes_switching_on_byte_for_byte(head: str, first: list[On], on: On) -> None:
    """Whatever stands in the file; and what is read is what was switched on, in its order."""
    files: Files = {FILE: head.encode(), "en/notices.toml": b"kept"}
    others = [each for each in dict.fromkeys(first) if (each.notice, each.start) != (on.notice, on.start)]
    for each in others:
        files = with_on(files, each)
    after = with_on(files, on)
    assert read_on(after) == ((*others, on), [])
    if head == TRICKY:  # what only looks like an entry could be taken for one: then it is refused, and nothing is lost
        with pytest.raises(ContentError, match=r"notices\.toml is written in a way"):
            without(after, on.notice, on.start)
    else:
        assert without(after, on.notice, on.start) == files


def test_one_of_two_times_can_be_switched_off_or_all() -> None:
    """By its start; without one, every time of that notice."""
    later = replace(DAY, start=wall(2026, 7, 1), end=wall(2026, 7, 2))
    files: Files = with_on(with_on(with_on({}, DAY), replace(DAY, notice="busy")), later)
    assert [on.start for on in read_on(without(files, "storm", DAY.start))[0]] == [DAY.start, later.start]
    assert [on.notice for on in read_on(without(files, "storm"))[0]] == ["busy"]
    with pytest.raises(ContentError, match=r"^storm is not on from 2026-08-01 00:00\.$"):
        without(files, "storm", wall(2026, 8, 1))
    with pytest.raises(ContentError, match=r"^holiday is not on\.$"):
        without(files, "holiday")


def test_what_is_over_can_be_cleared_away(files: Files) -> None:
    """Only that; comments stay, and so does an entry that nobody can read."""
    odd = '[[on]]\nnotice = "odd"\nfrom = "soon"\n'
    old = replace(DAY, notice="busy", end=wall(2026, 6, 17, 12))
    before = with_on(with_on({**files, FILE: f"{HEADED}{odd}# A word.\n".encode()}, old), DAY)
    after = ended(before, utc("2026-06-17T16:00"))
    assert after == with_on({**files, FILE: f"{HEADED}{odd}# A word.\n".encode()}, DAY)
    assert ended(after, utc("2026-06-17T16:00")) == after


@pytest.mark.parametrize(
    ("on", "says"),
    [
        (replace(DAY, notice="Big Storm"), "The name 'Big Storm' needs"),
        (replace(DAY, notice="../x"), "The name '../x' needs"),
        (replace(DAY, by=" "), "storm: it must say who switched it on"),
        (replace(DAY, by="Maria\n[[on]]"), "storm: it must say who switched it on"),
        (replace(DAY, time_zone="America/New_Yorc"), "storm: 'America/New_Yorc' is not a time zone"),
        (replace(DAY, time_zone="../../etc/passwd"), "storm: '../../etc/passwd' is not a time zone"),
        (replace(DAY, end=DAY.start), "storm: it would end before it begins."),
        (replace(DAY, start=wall(2026, 3, 8, 2), end=wall(2026, 3, 8, 3)), "storm: it would end before"),
        (replace(DAY, start=wall(1, 1, 1), time_zone="Asia/Tokyo"), "storm: its times are too far away."),
        (replace(DAY, end=datetime(2026, 6, 18, tzinfo=UTC)), "storm: its times carry no offset"),
    ],
)
def test_a_notice_that_makes_no_sense_is_not_switched_on(files: Files, on: On, says: str) -> None:
    """One plain sentence, and the files stay as they are."""
    with pytest.raises(ContentError, match=re.escape(says)):
        with_on(files, on)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"\xff", "notices.toml is not UTF-8 text. Mend that first."),
        (b"[[on]", "notices.toml cannot be read"),
        (b"on = 3\n", "every notice that is on must be an entry"),
        (b"on = []\n", "notices.toml is written in a way that cannot be changed here"),
        (b"[other]\n" + ENTRY.encode(), "storm is switched on for these times already."),
    ],
)
def test_a_file_that_cannot_be_added_to_is_left_alone(raw: bytes, says: str) -> None:
    """What somebody wrote by hand is never lost."""
    with pytest.raises(ContentError, match=re.escape(says)):
        with_on({FILE: raw}, DAY)


WRONG = [
    ("from = 2026-06-17T08:00:00", "from = 2026-06-17", "from must be a date and a time"),
    ("from = 2026-06-17T08:00:00", "from = 2026-06-17T08:00:00Z", "from must be a date and a time"),
    ("from = 2026-06-17T08:00:00", 'from = "tomorrow"', "from must be a date and a time"),
    ("until = 2026-06-17T20:00:00\n", "", "until must be a date and a time"),
    ("until = 2026-06-17T20", "until = 2026-06-17T08", "it would end before it begins"),
    ('"America/New_York"', '"Mars"', "'Mars' is not a time zone"),
    ('by = "Maria"\n', "", "by is missing in [[on]]."),
    ('notice = "storm"', "notice = 5", "notice must be text in quotes"),
    ('notice = "storm"', 'notice = "x y"', "The name 'x y' needs"),
]


@pytest.mark.parametrize(("old", "new", "says"), WRONG)
def test_an_entry_with_a_fault_is_told_at_its_own_line_and_hides_no_other(
    files: Files, old: str, new: str, says: str
) -> None:
    """The other entry is still read."""
    good = with_on({**files, FILE: HEADED.encode()}, replace(DAY, notice="busy"))
    both = with_on(good, DAY)
    text = both[FILE].decode()
    at = text.index('[[on]]\nnotice = "storm"')
    bad = {**both, FILE: (text[:at] + text[at:].replace(old, new)).encode()}
    content, problems = read_content(bad)
    assert [on.notice for on in content.notices] == ["busy"]
    assert [found.file for found in problems] == [FILE]
    assert says in problems[0].says
    assert problems[0].line >= line_of(bad, FILE, '[[on]]\nnotice = "busy"') + 7


def test_times_may_stand_in_quotes(files: Files) -> None:
    """As spreadsheets and people write them."""
    text = ENTRY.replace("2026-06-17T08:00:00", '"2026-06-17 08:00"')
    assert read_content({**files, FILE: text.encode()})[0].notices == (DAY,)


def test_words_of_a_notice_are_read_for_every_language(content: Content) -> None:
    """Said, text and page, by name, in the order of the file."""
    storm = content.words["en"].notices["storm"]
    assert (storm.id, storm.language, storm.said) == ("storm", "en", "A storm may stop rides.")
    assert list(content.words["en"].notices) == ["office-closed", "holiday", "storm", "new-phones", "busy"]


def test_a_word_that_is_missing_is_told_where_it_should_stand(files: Files) -> None:
    """At the notice that it is missing from."""
    edited = altered(files, ("en/notices.toml", 'said = "A storm may', 'says = "A storm may'))
    (found,) = read_content(edited)[1]
    assert (found.file, found.says) == ("en/notices.toml", "said is missing in [notices.storm].")
    assert found.line >= line_of(edited, "en/notices.toml", "[notices.storm]")
