"""What is counted of real calls and texts, step by step."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from datetime import datetime

import pytest

from ivr.content.model import Content
from ivr.flow.call import begin, step
from ivr.flow.counted import Count, Kind, counted, counted_text, spot
from ivr.flow.places import KINDS
from ivr.flow.session import (
    Answer,
    Arrived,
    Broke,
    Connect,
    Delivered,
    Dialed,
    End,
    Event,
    Found,
    Key,
    Listen,
    Lost,
    Outcome,
    Promised,
    Refused,
    Session,
    Silence,
    Spoke,
    Turn,
)
from ivr.flow.texting.answer import answer
from ivr.flow.texting.thread import OptOut, Texted, Thread
from ivr.store import counts as kept

YES = Promised()


def step_of(content: Content, session: Session, event: Event, now: datetime, said: Answer) -> Turn:
    """One request of a call, with what the house answers."""
    turn = step(content, session, event, now)
    while not isinstance(turn.then, Listen | Connect | End):
        answered = Found("delivered") if isinstance(turn.then, Delivered) else said
        turn = step(content, turn.session, answered, now)
    return turn


def call(content: Content, now: datetime, *events: Event | str, said: Answer = YES) -> Counter[tuple[str, str]]:
    """What a whole call counts, after its answering; keys are written as one string."""
    session = begin(content, "en", now)
    turn = step_of(content, session, Arrived(), now, said)
    found = Counter((each.kind.value, each.name) for each in counted(None, Arrived(), turn))
    assert found == {("call", ""): 1}
    found.clear()
    for event in events:
        for each in [Key(key) for key in event] if isinstance(event, str) else [event]:
            before, turn = turn.session, step_of(content, turn.session, each, now, said)
            found.update((count.kind.value, count.name) for count in counted(before, each, turn))
    return found


def test_a_topic_is_counted_part_by_part(content: Content, now: datetime) -> None:
    """Hearing it again, slower, or after a question is no new visit."""
    assert call(content, now, "3") == {("place", "topic.coping.1"): 1}
    assert call(content, now, "3788") == {("place", "topic.coping.1"): 1}
    assert call(content, now, "395") == {("place", "topic.coping.1"): 1}
    assert call(content, now, "31*") == {
        ("place", "topic.coping.1"): 1,
        ("place", "topic.coping.2"): 1,
        ("place", "main"): 1,
    }


def test_numbers_are_counted_by_their_group(content: Content, now: datetime) -> None:
    """Which service was read out is not."""
    found = call(content, now, "611")
    assert found == {("place", "numbers"): 1, ("place", "service.talk"): 2}


def test_wrong_keys_and_silence_are_counted_where_they_were(content: Content, now: datetime) -> None:
    """As often as they happen, through the offer and the loop after it."""
    assert call(content, now, "3" + "5" * 6)[("wrong", "topic.coping.1")] == 6
    assert call(content, now, "3", *[Silence()] * 6)[("silence", "topic.coping.1")] == 6
    assert call(content, now, Silence(), Spoke())[("silence", "greeting")] == 1
    found = call(content, now, "#", "9", Silence())
    assert ("wrong", "greeting") not in found, "a key that has its answer is understood"


def test_a_text_is_counted_once_it_is_promised_or_refused(content: Content, now: datetime) -> None:
    """By the kind of thing, once; whoever thinks better of it has asked for nothing."""
    texts = {Kind.TEXT_PROMISED.value, Kind.TEXT_REFUSED.value}

    def asked(*events: Event | str, said: Answer = YES) -> dict[tuple[str, str], int]:
        found = call(content, now, *events, said=said)
        return {key: count for key, count in found.items() if key[0] in texts}

    assert asked("321", Silence()) == {("text-promised", "topic"): 1}
    assert asked("322") == {}
    assert asked("6121") == {("text-promised", "service"): 1}
    assert asked("32", said=Refused("landline")) == {("text-refused", "landline"): 1}
    assert asked("32", said=Refused("a reason that nobody knows")) == {("text-refused", "unavailable"): 1}
    assert asked("32", said=Found("delivered")) == {("text-refused", "already"): 1}


def test_connections_are_counted_by_service_and_by_their_end(content: Content, now: datetime) -> None:
    """A report of a connection that was none counts nothing."""
    person = content.line.person[0]
    found = call(content, now, "30", Dialed(Outcome.BUSY))
    assert found == {("place", "topic.coping.1"): 1, ("connect", person): 1, ("connect-ended", "busy"): 1}
    assert call(content, now, "0", Dialed(Outcome.COMPLETED))[("connect-ended", "completed")] == 1
    assert call(content, now, Dialed(Outcome.BUSY)) == {}


@pytest.mark.parametrize("event", [Broke(), Lost()])
def test_what_is_our_failure_is_not_the_callers(content: Content, now: datetime, event: Event) -> None:
    """No key of theirs was wrong."""
    assert call(content, now, event) == {}


def test_every_place_has_a_short_name_without_an_item(content: Content) -> None:
    """Few of them: only topics tell their part, and groups of numbers which group."""
    for kind in set(KINDS) - {"topic", "ask", "service"}:
        assert spot(f"{kind}.service.american-cancer-society") == spot(f"{kind}.topic.coping.2") == spot(kind) == kind
    assert {spot(f"service.{group}.2") for group in content.line.groups} == {
        f"service.{group}" for group in content.line.groups
    }
    assert (spot("topic.coping.2"), spot("ask.outlook")) == ("topic.coping.2", "ask.outlook")


def test_kinds_fit_their_column_and_the_store_spells_them_alike() -> None:
    """The store may not know the flow."""
    assert all(len(kind) <= 30 for kind in Kind)
    assert Kind.LEFT.value == kept.LEFT


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("COPE", "content.topic.coping.1"),
        ("TIPS", "content.tip"),
        ("FEVER", "content.fever"),
        ("outlook", "content.outlook.ask"),
        ("blue bicycle", "menu"),
        ("MENU", "menu"),
        ("I want to die", "crisis"),
        ("I have a fever of 103", "care-team"),
        ("STOP", "stop"),
        ('Liked "Texts are not private."', "silent"),
    ],
)
def test_a_text_is_counted_by_what_it_got(content: Content, body: str, name: str) -> None:
    """Never by its words."""
    turn = answer(content, Thread("en"), Texted(body), OptOut.OWN)
    assert counted_text(turn) == (Count(Kind.TEXT, name, "en"),)


def test_a_count_has_no_room_for_a_person() -> None:
    """Its fields are a kind, a name of ours and a language."""
    assert [field.name for field in fields(Count)] == ["kind", "name", "language"]
