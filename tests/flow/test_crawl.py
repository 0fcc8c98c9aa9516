"""The crawl of the real line, and proof that it catches what it is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ivr.content.model import Content, Edition, Pace, Problem
from ivr.flow.crawl import RULES, check, crawl
from ivr.flow.crawl.picture import dot, nested
from ivr.flow.crawl.walk import Crawled, Edge
from ivr.flow.hints import NO_TEXT
from ivr.flow.session import Cue, Listen, Turn, View
from tests.flow.altered_lines import longer, with_content
from tests.flow.transcript import switched


def test_the_shipped_line_keeps_every_rule(crawled: Crawled) -> None:
    """Every place is visited, at both paces, and no rule is broken."""
    assert check(crawled) == ()
    assert len({view.place for view in crawled.turns}) > 100
    assert {view.pace for view in crawled.turns} == set(Pace)


def _found(rule: str, crawled: Crawled) -> tuple[Problem, ...]:
    """What one rule finds."""
    return next(each for each in RULES if each.id == rule).problems(crawled)


def _with_a_storm(content: Content) -> Content:
    return switched(content, "storm 2026-06-17T08:00 2026-06-17T20:00")


def _turn(crawled: Crawled, place: str, hint: str = "") -> tuple[View, Turn]:
    return next((v, t) for v, t in crawled.turns.items() if (v.place, v.hint, v.pace) == (place, hint, Pace.NORMAL))


def _said(crawled: Crawled, place: str, hint: str) -> list[str]:
    return [cue.prompt for cue in _turn(crawled, place, hint)[1].say]


def _saying(crawled: Crawled, place: str, *prompts: str, hint: str = "") -> dict[str, Any]:
    """The same crawl, but one view says other prompts."""
    view, turn = _turn(crawled, place, hint)
    said = replace(turn, say=tuple(Cue(prompt, "en") for prompt in prompts))
    return {"turns": {**crawled.turns, view: said}}


def _leading(crawled: Crawled, event: str, start: str, end: str) -> dict[str, Any]:
    """The same crawl, but one event leads somewhere else."""
    wrong = Edge(_turn(crawled, start)[0], event, _turn(crawled, end)[0])
    return {"edges": [*crawled.edges, wrong]}


def _endless(crawled: Crawled) -> dict[str, Any]:
    """The last round of waiting begins the wait anew."""
    view, turn = _turn(crawled, "waiting.2.tip.1")
    anew = replace(turn, session=turn.session.at("promised.tip.1"))
    return {"turns": {**crawled.turns, view: anew}}


def _reading_hard_words(crawled: Crawled) -> dict[str, Any]:
    view, turn = _turn(crawled, "details.topic.outlook.1", "landline")
    hard = (turn.say[0], Cue("details.topic.outlook.1", "en"))
    return {"turns": {**crawled.turns, view: replace(turn, say=hard)}}


def _hasty(crawled: Crawled) -> dict[str, Any]:
    """Each round of waiting is so short that numb fingers cannot press in time."""
    awaited = {
        view: replace(turn, then=Listen(3))
        for view, turn in crawled.turns.items()
        if view.place.startswith(("promised.", "waiting."))
    }
    return {"turns": {**crawled.turns, **awaited}}


def _impatient(crawled: Crawled) -> dict[str, Any]:
    view, turn = _turn(crawled, "main")
    return {"turns": {**crawled.turns, view: replace(turn, then=Listen(5))}}


# What the flow would have to do wrong for each rule to speak up.
TURNS: dict[str, Callable[[Crawled], dict[str, Any]]] = {
    "key-star": lambda c: _leading(c, "*", "topic.side.1", "numbers"),
    "key-7": lambda c: _leading(c, "7", "topic.side.1", "topic.side.2"),
    "key-8": lambda c: _leading(c, "8", "topic.side.1", "main"),
    "key-9": lambda c: _leading(c, "9", "topic.side.1", "goodbye"),
    "key-pound": lambda c: _leading(c, "#", "main", "main"),
    "said-is-true": lambda c: _saying(c, "topic.side.1", "topic.side.1", "choice.next.side-2", "choice.part.menu"),
    "wrong-is-wrong": lambda c: _leading(c, "6", "topic.side.1", "main"),
    "person-first": lambda c: _saying(c, "main", "where.main", "choice.main.what", "choice.main.person"),
    "asked-for": lambda c: _leading(c, "silence", "ask.outlook", "topic.outlook.1"),
    "no-dead-end": lambda c: _saying(c, "main"),
    "offer": lambda c: _saying(c, "main", "offer", hint="offer"),
    "support": lambda c: _saying(c, "topic.outlook.1", "topic.outlook.1", "choice.last.menu", "choice.part.text"),
    "where-am-i": lambda c: _saying(c, "numbers", "choice.numbers.talk"),
    "numbers-twice": lambda c: _saying(c, "service.talk.1", "service.american-cancer-society.number"),
    "time-to-press": _impatient,
    "no-text-there": lambda c: _saying(c, "stopped.done", "silence.1", "choice.main.person", hint="silence.1"),
    "told-why": lambda c: _saying(c, "details.tip.1", "text.hidden", "details.intro", "details.tip.1", hint="hidden"),
    "silence": lambda c: _saying(c, "topic.side.1", *_said(c, "topic.side.1", "silence.1"), hint="silence.2"),
}


def test_every_rule_is_shown_to_catch_something() -> None:
    """A rule that nobody has seen fail may not be a rule."""
    assert {rule.id for rule in RULES} == {*SOUNDS, *CONTENT, *TURNS}


SOUNDS: dict[str, Callable[[Edition], Edition]] = {
    "sounded": lambda e: replace(e, sounds={k: s for k, s in e.sounds.items() if k != ("goodbye", "en", Pace.SLOW)}),
    "emergency-early": lambda e: longer(e, "greeting.name", 9.0),
    "first-choice": lambda e: longer(e, "greeting.fever", 14.0),
    "short-menus": lambda e: longer(e, "choice.main.what", 12.0),
    "short-loop": lambda e: longer(e, "loop", 9.0),
    "short-wait": lambda e: longer(e, "text.waiting", 2.0),
    "short-parts": lambda e: longer(e, "topic.side.1", 91.0),
}
CONTENT: dict[str, Callable[[Edition], Edition]] = {
    "key-0": lambda e: with_content(e, lambda c: replace(c, line=replace(c.line, person=()))),
    "notices": lambda e: longer(with_content(e, _with_a_storm), "notice.storm", 9.0),
    "two-keys": lambda e: with_content(e, lambda c: replace(c, line=replace(c.line, menu=c.line.menu[:1]))),
}


@pytest.mark.parametrize("rule", sorted(SOUNDS))
def test_a_sound_that_breaks_a_rule_is_caught(crawled: Crawled, rule: str) -> None:
    """Each planted fault is reported under its own rule."""
    assert _found(rule, replace(crawled, edition=SOUNDS[rule](crawled.edition)))


@pytest.mark.parametrize("rule", sorted(CONTENT))
def test_content_that_breaks_a_rule_is_caught(crawled_small: Crawled, rule: str) -> None:
    """The same where the call itself goes another way; few tips and numbers make it a shorter walk."""
    assert rule in {problem.rule for problem in crawl(CONTENT[rule](crawled_small.edition))[1]}
    assert not _found(rule, crawled_small)


@pytest.mark.parametrize("rule", sorted(TURNS))
def test_a_turn_that_breaks_a_rule_is_caught(crawled: Crawled, rule: str) -> None:
    """The same where the flow says or does something that it must not."""
    assert _found(rule, replace(crawled, **TURNS[rule](crawled)))


@pytest.mark.parametrize(
    ("rule", "fault", "says"),
    [
        ("short-wait", _endless, "without a word that nobody knows"),
        ("short-wait", _hasty, "The keys work for 9 s"),
        ("told-why", _reading_hard_words, "Hard words are read out"),
        ("told-why", lambda c: _saying(c, "details.tip.1", "details.intro", hint="off"), "not told why"),
    ],
)
def test_every_way_to_break_a_promise_is_caught(
    crawled: Crawled, rule: str, fault: Callable[[Crawled], dict[str, Any]], says: str
) -> None:
    """The rules of waiting look at more than one thing; each is shown to fail."""
    found = _found(rule, replace(crawled, **fault(crawled)))

    assert any(says in problem.says for problem in found)


def test_every_answer_of_the_house_is_explored(crawled: Crawled, content: Content) -> None:
    """For every item that can be texted: each reason, the promise, each round, what became of it, and not knowing."""
    items = {
        *(
            f"topic.{topic.name}.{n}"
            for topic in content.words["en"].topics.values()
            for n in range(1, len(topic.parts) + 1)
        ),
        *(f"service.{name}" for group in content.line.groups.values() for name in group),
        *(f"tip.{n}" for n in range(1, len(content.words["en"].tips) + 1)),
    }
    told = {(view.place, view.hint) for view in crawled.turns}
    for item in items:
        for place in ("consent", "promised", "waiting.1", "waiting.2", "arrived", "already", "unknown"):
            assert (f"{place}.{item}", "") in told
        assert {hint for place, hint in told if place == f"details.{item}"} >= set(NO_TEXT)
    assert {view.place for view in crawled.turns} >= {
        "stopping", "stopped.done", "stopped.hidden", "stopped.unavailable", "started.done", "started.unavailable",
    }  # fmt: skip


def test_the_picture_shows_that_a_stop_is_asked_first(crawled: Crawled) -> None:
    """Key 5 of the numbers leads to a question; what hangs off every text is told in words."""
    assert '"numbers" -> "stopping" [label="5"]' in dot(crawled)
    assert "waiting." not in dot(crawled)
    assert "then a wait for it" in nested(crawled)


def test_every_rule_has_a_sentence_and_a_source() -> None:
    """People who meet a violation can read what it is for and where it comes from."""
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.sentence.endswith(".") and rule.source for rule in RULES)


def test_the_picture_and_the_list_show_every_topic(crawled: Crawled) -> None:
    """Both forms name each topic's first part and the key that leads there."""
    for topic in crawled.content.line.menu:
        place = f"ask.{topic}" if topic == "outlook" else f"topic.{topic}.1"
        assert f'"main" -> "{place}"' in dot(crawled)
        assert place in nested(crawled)
