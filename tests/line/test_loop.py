"""Whatever breaks, a call gets a turn that says something and listens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

import pytest
import structlog

from ivr import log
from ivr.content.model import Content
from ivr.content.prompts import prompts
from ivr.flow.call import begin, step
from ivr.flow.session import (
    Answer,
    Arrived,
    Ask,
    Connect,
    Event,
    Key,
    Listen,
    Promised,
    Refused,
    Send,
    Session,
    Silence,
    StopTexts,
    Turn,
)
from ivr.line.answers import MemoryHouse
from ivr.line.loop import Caller, fixed, turn

NUMBER = "+12025550147"
K = TypeVar("K")
V = TypeVar("V")


@pytest.fixture(autouse=True)
def logs() -> Iterator[None]:
    """Log as the line does."""
    log.configure()
    yield
    structlog.reset_defaults()


class House(MemoryHouse):
    """Answers as it is told and remembers what it was asked."""

    def __init__(self, answer: Answer | Exception) -> None:
        super().__init__("a key of the tests")
        self.asked: list[tuple[Ask, str]] = []
        self._answer = answer

    def answer(self, ask: Ask, number: str) -> Answer:
        """The one answer."""
        self.asked.append((ask, number))
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


class Faulty(Mapping[K, V]):
    """A mapping that breaks when one of its keys is read, the first `times` times."""

    def __init__(self, real: Mapping[K, V], *keys: K, times: int = 10**6) -> None:
        self._real, self._keys, self._times = real, keys, times

    def __getitem__(self, key: K) -> V:
        if key in self._keys and self._times > 0:
            self._times -= 1
            raise RuntimeError("This page of the content is torn.")
        return self._real[key]

    def __contains__(self, key: object) -> bool:
        return key in self._real

    def __iter__(self) -> Iterator[K]:
        return iter(self._real)

    def __len__(self) -> int:
        return len(self._real)


def caller(now: datetime) -> Caller:
    """Somebody."""
    return Caller(NUMBER, "CA" + "0" * 32, now)


def at(content: Content, place: str, now: datetime) -> Session:
    """A call at a place."""
    return begin(content, "en", now).at(place)


def said(found: Turn) -> list[str]:
    """The ids of what is spoken."""
    return [cue.prompt for cue in found.say]


def assert_way_on(content: Content, found: Turn) -> None:
    """An apology that can be spoken, the person, and keys that are waited for."""
    assert said(found)[0] == "broke"
    assert "choice.main.person" in said(found)
    assert isinstance(found.then, Listen)
    assert {(cue.prompt, cue.language) for cue in found.say} <= {(each.id, each.language) for each in prompts(content)}


def test_a_turn_is_the_flows_own(content: Content, now: datetime) -> None:
    """Where nothing breaks, nothing is added."""
    session = begin(content, "en", now)
    house = House(Promised())

    for event in (Arrived(), Key("1"), Silence()):
        assert turn(content, session, event, caller(now), house) == step(content, session, event, now)
    assert house.asked == []


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        (Promised(), "promised.topic.side.1"),
        (Refused("unavailable"), "details.unavailable.topic.side.1"),
        (Refused("a new reason"), "details.unavailable.topic.side.1"),
        (OSError("The store is away."), "details.unavailable.topic.side.1"),
    ],
)
def test_the_house_is_asked_once_and_its_answer_is_heard(
    content: Content, now: datetime, answer: Answer | Exception, place: str
) -> None:
    """A house that breaks is a refusal: the call reads the details aloud instead."""
    house = House(answer)
    found = turn(content, at(content, "consent.topic.side.1", now), Key("1"), caller(now), house)

    assert house.asked == [(Send("topic.side.1"), NUMBER)]
    assert found.session.view.place == place
    assert found.say
    assert isinstance(found.then, Listen)


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        (Promised(), "stopped.done"),
        (OSError("away"), "stopped.unavailable"),
        (Refused("hidden"), "stopped.unavailable"),
    ],
)
def test_a_stop_by_key_is_told_truly(content: Content, now: datetime, answer: Answer | Exception, place: str) -> None:
    """Nobody hears that texts are stopped when the house could not do it."""
    house = House(answer)
    found = turn(content, at(content, "numbers", now), stop_key(content, now), caller(now), house)

    assert house.asked == [(StopTexts(), NUMBER)]
    assert found.session.view.place == place


def stop_key(content: Content, now: datetime) -> Key:
    """The key of the menu of key 6 that stops texts."""
    keys = [Key(str(each)) for each in range(1, 7)]
    return next(key for key in keys if step(content, at(content, "numbers", now), key, now).then == StopTexts())


@pytest.mark.parametrize("event", [Arrived(), Key("1"), Key("0"), Key("9"), Silence(), Promised()])
def test_content_that_breaks_once_gives_the_apology_where_the_caller_was(
    content: Content, now: datetime, event: Event
) -> None:
    """The apology comes from the flow itself, and key 0 still reaches a person."""
    torn = replace(content, words=Faulty(content.words, "en", times=1))
    found = turn(torn, at(content, "topic.side.1", now), event, caller(now), House(Promised()))

    assert said(found)[0] == "broke"
    assert isinstance(found.then, Listen)
    after = turn(content, found.session, Key("0"), caller(now), House(Promised()))
    assert isinstance(after.then, Connect)


@pytest.mark.parametrize("event", [Arrived(), Key("1"), Key("0"), Key("9"), Silence(), Promised()])
def test_content_that_keeps_breaking_gives_the_fixed_apology(content: Content, now: datetime, event: Event) -> None:
    """Nothing of the flow works, and the caller still hears a person offered."""
    torn = replace(content, words=Faulty(content.words, "en"))
    found = turn(torn, at(content, "topic.side.1", now), event, caller(now), House(Promised()))

    assert_way_on(content, found)
    assert found.session.view.place == "main"
    assert found.session.view.language == "en"
    assert found.session.started == int(now.timestamp())


class Torn(Session):
    """A session that no step can take a step from."""

    def at(self, place: str, hint: str = "") -> Session:
        """Break."""
        raise RuntimeError(f"{place} {hint} is torn.")

    def hinted(self, hint: str) -> Session:
        """Break."""
        raise RuntimeError(f"{hint} is torn.")


def test_a_step_that_breaks_gives_the_fixed_apology(content: Content, now: datetime) -> None:
    """Even when the way back to the menu is what breaks."""
    whole = at(content, "topic.side.1", now)
    torn = Torn(whole.view, started=whole.started)

    assert_way_on(content, turn(content, torn, Key("*"), caller(now), House(Promised())))


def test_the_fixed_apology_speaks_a_language_that_the_line_has(content: Content, now: datetime) -> None:
    """An unknown one becomes the line's own, and a start in the future becomes now."""
    session = at(content, "main", now)
    odd = replace(session, view=replace(session.view, language="xx"), started=10**11)
    found = fixed(content, odd, now)

    assert_way_on(content, found)
    assert {cue.language for cue in found.say} == {"en"}
    assert found.session.started == int(now.timestamp())


def test_a_clock_that_breaks_the_step_still_gets_an_answer(content: Content, now: datetime) -> None:
    """The services' hours cannot be worked out in the year 1: the caller hears the apology."""
    first = datetime.fromisoformat("0001-01-01T00:00:00+14:00")
    session = at(content, "main", now)
    found = turn(content, session, Key("0"), Caller(NUMBER, "CA", first), House(Promised()))

    assert found.say
