"""Notices in a call: after the emergency words, for as long as they are on, told apart, and crawled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ivr.content.model import Content, Edition, Pace, Problem
from ivr.content.notices import On
from ivr.content.readers import read_content
from ivr.flow import path
from ivr.flow.call import begin, step
from ivr.flow.crawl import check, crawl
from ivr.flow.crawl.walk import Crawled, walk
from ivr.flow.hints import heard as heard_at
from ivr.flow.hints import known, noticed, with_notices
from ivr.flow.places import place_at
from ivr.flow.session import Arrived, Cue, Event, Key, Lost, Session, Silence, Turn, View
from tests.content.altered import Files
from tests.flow.altered_lines import longer, small, with_content
from tests.flow.transcript import switched
from tests.spanish import silent_edition, two_languages

START = datetime(2026, 6, 17, 16, tzinfo=UTC)  # noon in New York
STORM, BUSY = "storm 2026-06-17T08:00 2026-06-17T20:00", "busy 2026-06-17T09:00 2026-06-18T09:00"
BEFORE = ["greeting.name", "greeting.emergency", "greeting.fever"]


def noted(content: Content, *lines: str) -> Content:
    """The content with these notices on, each `storm 2026-06-17T08:00 2026-06-17T20:00`."""
    for line in lines:
        content = switched(content, line)
    return content


def heard(turn: Turn) -> list[str]:
    """What is said in a turn."""
    return [cue.prompt for cue in turn.say]


def called(content: Content, *events: Event, now: datetime = START) -> Turn:
    """The turn after a call was answered and these things happened; the path is written and read at each."""
    turn = step(content, begin(content, content.default_language, now), Arrived(), now)
    for event in events:
        session = path.read(path.write(turn.session))
        assert session == turn.session
        turn = step(content, session, event, now)
    return turn


def test_a_notice_is_heard_between_the_emergency_words_and_the_person(content: Content) -> None:
    """Alone, it is just said."""
    said = heard(called(noted(content, STORM)))
    assert said[:5] == [*BEFORE, "notice.storm", "choice.main.person"]


def test_two_notices_are_told_apart_and_a_third_is_not_heard(content: Content) -> None:
    """In order of their start; rules refuse a third, and an edition that has one all the same is not a long wait."""
    both = noted(content, BUSY, STORM, "holiday 2026-06-17T10:00 2026-06-18T09:00")
    told = ["greeting.first", "notice.storm", "greeting.also", "notice.busy"]
    assert heard(called(both))[:8] == [*BEFORE, *told, "choice.main.person"]


@pytest.mark.parametrize(("hours", "on"), [(-5, False), (-4, True), (7.99, True), (8, False)])
def test_only_the_time_switches_a_notice_on_and_off(content: Content, hours: float, on: bool) -> None:  # noqa: FBT001
    """From its first moment to its last, with nobody doing anything."""
    turn = called(noted(content, STORM), now=START + timedelta(hours=hours))
    assert ("notice.storm" in heard(turn)) == on
    assert noticed(turn.session.view) == (("storm",) if on else ())


def test_what_is_heard_depends_on_the_view_alone(content: Content) -> None:
    """The view names the notices, so the same view is the same words at any time, with any waiting."""
    line = noted(content, STORM)
    first = called(line)
    assert first.session.view == View("en", Pace.NORMAL, "greeting", "on.storm")
    slower = called(line, Key("8"))
    assert slower.session.view == View("en", Pace.SLOW, "greeting", "slower.on.storm")
    assert heard(slower) == ["pace.slower", *heard(first)]
    assert heard(called(line, Key("8"), Key("7"))) == heard(first)


@pytest.mark.parametrize("event", [Silence(), Key("A"), Key("*"), Key("#"), Lost()])
def test_a_notice_is_not_said_again_with_the_menu(content: Content, event: Event) -> None:
    """Whoever hesitates hears the menu's own words, as from the greeting without one."""
    turn = called(noted(content, STORM), event)
    assert heard(turn) == heard(called(content, event))
    assert turn.session.view == called(content, event).session.view


@pytest.mark.parametrize("hint", ["on", "on.flood", "on.storm.storm", "on.on.due", "slower.on.", "on.storm.busy.x"])
def test_a_path_that_names_notices_of_its_own_is_harmless(content: Content, hint: str) -> None:
    """What has no words is left out, and nothing is said twice."""
    view = View("en", Pace.NORMAL, "greeting", hint)
    greeting = place_at(content, view)
    assert greeting
    told = [cue.prompt for cue in heard_at(content, view, greeting) if cue.prompt.startswith("notice.")]
    assert told == sorted(set(told), key=told.index)
    assert set(told) <= {"notice.storm", "notice.busy"}
    for place in ("greeting", "main", "topic.side.1", "numbers"):
        session = Session(View("en", Pace.NORMAL, place, hint), started=int(START.timestamp()))
        for event in (Key("7"), Key("8"), Silence()):
            said = heard(step(content, session, event, START))
            assert said
            assert not [prompt for prompt in said if prompt.startswith("notice.")]


def test_hints_with_notices_are_read_as_they_were_written() -> None:
    """Also for notices that are named like words of hints."""
    for hint in ("", "slower", "normal"):
        for ids in ((), ("storm",), ("on", "due"), ("due",), ("a", "on")):
            view = View("en", Pace.NORMAL, "greeting", with_notices(hint, ids))
            assert (known(view), noticed(view)) == (hint, ids)


def test_the_longest_names_fit_the_path(content: Content) -> None:
    """Two ids of thirty letters behind the longest hint that a greeting has."""
    names = ("a" * 30, "b" * 30)
    words = content.words["en"]
    templates = {name: replace(words.notices["storm"], id=name) for name in names}
    line = replace(content, words={"en": replace(words, notices=templates)})
    line = noted(line, *(f"{name} 2026-06-17T08:00 2026-06-17T20:00" for name in names))
    assert noticed(called(line, Key("8"), Key("8")).session.view) == names


def test_with_two_languages_the_notice_comes_in_the_chosen_one(files: Files) -> None:
    """After the question and the fever words, never before 911 in both."""
    both = noted(read_content(two_languages(files))[0], STORM)
    assert not [prompt for prompt in heard(called(both)) if prompt.startswith("notice.")]
    welcome = called(both, Key("2"))
    assert welcome.say[:2] == (Cue("greeting.fever", "es"), Cue("notice.storm", "es"))


@pytest.fixture(scope="module")
def walked(edition: Edition) -> tuple[Crawled, tuple[Problem, ...]]:
    """A small line with three notices on at different times, crawled."""
    lines = (STORM, BUSY, "holiday 2027-01-01T00:00 2027-01-02T00:00")
    return crawl(with_content(edition, lambda content: noted(small(content), *lines)))


def test_the_crawl_visits_every_set_of_notices(walked: tuple[Crawled, tuple[Problem, ...]]) -> None:
    """Each alone and both, at both paces, also those of times that the crawl does not otherwise look at."""
    crawled, problems = walked
    assert problems == ()
    sets = {(noticed(view), view.pace) for view in crawled.turns if view.place == "greeting"}
    assert sets == {
        (ids, pace) for ids in ((), ("storm",), ("storm", "busy"), ("busy",), ("holiday",)) for pace in Pace
    }


def test_the_crawl_visits_the_welcome_of_each_language(files: Files) -> None:
    """Where the language is asked first."""
    content = noted(small(read_content(two_languages(files))[0]), STORM)
    crawled, problems = crawl(silent_edition(content))
    assert problems == ()
    assert {view.language for view in crawled.turns if noticed(view) == ("storm",)} == {"en", "es"}


def _found(crawled: Crawled) -> list[str]:
    return [problem.says for problem in check(crawled) if problem.rule == "notices"]


def _saying(crawled: Crawled, change: Callable[[tuple[Cue, ...]], tuple[Cue, ...]]) -> Crawled:
    """The same crawl, but the greeting with two notices says something else."""
    view = View("en", Pace.NORMAL, "greeting", "on.storm.busy")
    turn = crawled.turns[view]
    return replace(crawled, turns={**crawled.turns, view: replace(turn, say=change(turn.say))})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda say: (*say[:3], *say[4:]), "It does not say just storm and busy."),
        (lambda say: (*say[:4], *say[5:]), "It does not say just storm and busy."),
        (lambda say: (*say[:1], *say[3:7], *say[1:3], *say[7:]), "right after the emergency words"),
        (lambda say: (*say[:3], *say[7:], *say[3:7]), "right after the emergency words"),
    ],
)
def test_the_crawl_catches_a_notice_in_the_wrong_place(
    walked: tuple[Crawled, tuple[Problem, ...]],
    change: Callable[[tuple[Cue, ...]], tuple[Cue, ...]],
    says: str,
) -> None:
    """Not told apart, left out, before 911, or after the choices."""
    assert any(says in found for found in _found(_saying(walked[0], change)))


def test_the_crawl_measures_notices_together(walked: tuple[Crawled, tuple[Problem, ...]]) -> None:
    """Each alone is short enough; with the words that tell them apart, both are too long."""
    crawled, _ = walked
    slow = longer(longer(crawled.edition, "notice.storm", 4.0), "notice.busy", 4.0)
    found = _found(replace(crawled, edition=slow))
    assert found
    assert all(says.startswith("The notices last 9.7 s; 8 are the most.") for says in found)


def test_a_notice_does_not_count_for_the_first_choice_or_the_menu(content: Content, edition: Edition) -> None:
    """Both limits hold without it (design section 3)."""
    line = with_content(edition, lambda _: noted(small(content), STORM))
    turn = called(line.content)
    crawled = Crawled(longer(line, "notice.storm", 7.9), {turn.session.view: turn})
    assert {problem.rule for problem in check(crawled)} & {"first-choice", "short-menus", "notices"} == set()


def test_what_is_over_at_both_times_of_the_crawl_is_still_visited(edition: Edition) -> None:
    """A notice for one hour of a night."""
    on = On("storm", START.replace(tzinfo=None), START.replace(tzinfo=None, hour=17), "UTC", "Maria")
    short = replace(on, start=on.start + timedelta(days=100), end=on.end + timedelta(days=100))
    crawled = walk(with_content(edition, lambda content: replace(small(content), notices=(short,))))
    assert ("storm",) in {noticed(view) for view in crawled.turns}
