"""Whatever breaks, a call gets a turn that says something and listens."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

import pytest
import structlog

from ivr import log
from ivr.content.model import Content
from ivr.content.prompts import prompts
from ivr.content.readers import read_content
from ivr.content.texts import texts
from ivr.flow.call import begin, step
from ivr.flow.session import (
    Answer,
    Arrived,
    Ask,
    Connect,
    Delivered,
    Event,
    Key,
    Listen,
    NotYet,
    Promised,
    Refused,
    Send,
    Session,
    Silence,
    StartTexts,
    StopTexts,
    Turn,
)
from ivr.line.answers import Asked
from ivr.line.loop import Caller, consent_version, fixed, turn
from tests.line.houses import PaperHouse
from tests.spanish import two_languages

NUMBER = "+12025550147"
CALL = "CA" + "0" * 32
K = TypeVar("K")
V = TypeVar("V")


@pytest.fixture(autouse=True)
def logs() -> Iterator[None]:
    """Log as the line does."""
    log.configure()
    yield
    structlog.reset_defaults()


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
    return Caller(NUMBER, CALL, now, edition=7)


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
    house = PaperHouse()

    for event in (Arrived(), Key("1"), Silence()):
        assert turn(content, session, event, caller(now), house) == step(content, session, event, now)
    assert house.asked == []


@pytest.mark.parametrize(
    ("answer", "place", "hint"),
    [
        (Promised(), "promised.topic.side.1", ""),
        (Refused("hidden"), "details.topic.side.1", "hidden"),
        (Refused("unavailable"), "details.topic.side.1", "unavailable"),
        (Refused("a new reason"), "details.topic.side.1", "unavailable"),
        (OSError("The store is away."), "details.topic.side.1", "unavailable"),
    ],
)
def test_the_house_is_asked_once_and_its_answer_is_heard(
    content: Content, now: datetime, answer: Answer | Exception, place: str, hint: str
) -> None:
    """A house that breaks is a refusal: the call reads the details aloud instead."""
    house = PaperHouse(answer)
    found = turn(content, at(content, "consent.topic.side.1", now), Key("1"), caller(now), house)

    assert [ask for ask, _ in house.asked] == [Send("topic.side.1")]
    assert (found.session.view.place, found.session.view.hint) == (place, hint)
    assert found.say
    assert isinstance(found.then, Listen)


@pytest.mark.parametrize("item", ["topic.side.1", "tip.3", "service.cancercare", "service.get-palliative-care"])
def test_a_text_is_asked_for_with_its_words_and_with_those_that_were_agreed_to(
    content: Content, now: datetime, item: str
) -> None:
    """The finished message, the language, the edition, and which words of the consent the caller heard."""
    house = PaperHouse()
    turn(content, at(content, f"consent.{item}", now), Key("1"), caller(now), house)

    message = texts(content, "en")[item].body
    assert house.asked == [
        (Send(item), Asked(NUMBER, CALL, now, "en", 7, text=message, prompt=consent_version(content, "en")))
    ]
    assert message


def test_what_is_no_text_is_asked_without_words(content: Content, now: datetime) -> None:
    """Whether it came, and no more texts: only who asks, and when."""
    house = PaperHouse(NotYet())
    turn(content, at(content, "promised.tip.1", now), Silence(), caller(now), house)
    turn(content, at(content, "stopping", now), Key("1"), caller(now), house)

    who = Asked(NUMBER, CALL, now, "en", 7)
    assert house.asked == [(Delivered("tip.1"), who), (StopTexts(), who)]


def test_the_consents_version_is_the_hash_of_its_script(content: Content, files: Mapping[str, bytes]) -> None:
    """Another word, another language: another version; the same words, the same version."""
    both = read_content(two_languages(files))[0]
    script = next(each.script for each in prompts(content) if each.id == "ask.text")

    assert consent_version(content, "en") == f"ask.text@{hashlib.sha256(script.encode()).hexdigest()[:16]}"
    assert consent_version(both, "en") == consent_version(content, "en")
    assert consent_version(both, "es") != consent_version(both, "en")
    renamed = replace(content, line=replace(content.line, names={"en": "another line"}))
    assert consent_version(renamed, "en") != consent_version(content, "en")


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        (Promised(), "stopped.done"),
        (OSError("away"), "stopped.unavailable"),
        (Refused("hidden"), "stopped.hidden"),
        (Refused("unavailable"), "stopped.unavailable"),
    ],
)
def test_a_stop_by_key_is_told_truly(content: Content, now: datetime, answer: Answer | Exception, place: str) -> None:
    """Nobody hears that texts are stopped when the house could not do it; one key alone never stops them."""
    house = PaperHouse(answer)
    asking = turn(content, at(content, "numbers", now), Key("5"), caller(now), house)
    assert (asking.session.view.place, house.asked) == ("stopping", [])
    again = turn(content, asking.session, Key("5"), caller(now), house)
    assert (again.session.view.hint, house.asked) == ("wrong.1", [])

    found = turn(content, again.session, Key("1"), caller(now), house)
    assert [ask for ask, _ in house.asked] == [StopTexts()]
    assert found.session.view.place == place


@pytest.mark.parametrize(("answer", "place"), [(Promised(), "started.done"), (OSError("away"), "started.unavailable")])
def test_a_stop_is_undone_by_a_key(content: Content, now: datetime, answer: Answer | Exception, place: str) -> None:
    """And nobody hears that texts are on again when the house could not do it."""
    house = PaperHouse(answer)
    house.stops.add(NUMBER)
    found = turn(content, at(content, "stopped.done", now), Key("2"), caller(now), house)

    assert [ask for ask, _ in house.asked] == [StartTexts()]
    assert found.session.view.place == place
    assert house.stopped(NUMBER) == (place != "started.done")


def test_a_house_that_is_slow_is_logged_and_its_answer_is_still_the_truth(content: Content, now: datetime) -> None:
    """The caller has waited for it already; operators are told, without a number."""

    class Slow(PaperHouse):
        """Takes its time."""

        def answer(self, ask: Ask, asked: Asked) -> Answer:
            """Answer late."""
            time.sleep(0.35)
            return super().answer(ask, asked)

    with structlog.testing.capture_logs() as logged:
        found = turn(content, at(content, "consent.tip.1", now), Key("1"), caller(now), Slow())

    assert found.session.view.place == "promised.tip.1"
    assert [entry["event"] for entry in logged] == ["house.slow"]
    assert logged[0]["milliseconds"] >= 350
    assert NUMBER not in str(logged)


@pytest.mark.parametrize("event", [Arrived(), Key("1"), Key("0"), Key("9"), Silence(), Promised()])
def test_content_that_breaks_once_gives_the_apology_where_the_caller_was(
    content: Content, now: datetime, event: Event
) -> None:
    """The apology comes from the flow itself, and key 0 still reaches a person."""
    torn = replace(content, words=Faulty(content.words, "en", times=1))
    found = turn(torn, at(content, "topic.side.1", now), event, caller(now), PaperHouse())

    assert said(found)[0] == "broke"
    assert isinstance(found.then, Listen)
    after = turn(content, found.session, Key("0"), caller(now), PaperHouse())
    assert isinstance(after.then, Connect)


@pytest.mark.parametrize("event", [Arrived(), Key("1"), Key("0"), Key("9"), Silence(), Promised()])
def test_content_that_keeps_breaking_gives_the_fixed_apology(content: Content, now: datetime, event: Event) -> None:
    """Nothing of the flow works, and the caller still hears a person offered."""
    torn = replace(content, words=Faulty(content.words, "en"))
    found = turn(torn, at(content, "topic.side.1", now), event, caller(now), PaperHouse())

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

    assert_way_on(content, turn(content, torn, Key("*"), caller(now), PaperHouse()))


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
    found = turn(content, session, Key("0"), Caller(NUMBER, "CA", first), PaperHouse())

    assert found.say
