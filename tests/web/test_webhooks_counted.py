"""Whole calls and texts through the webhooks, and what the statistics then have of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from ivr.bootstrap import Parts
from ivr.line.counting import Counter
from ivr.line.stored import StoredHouse
from ivr.store.counts import Counts
from ivr.web.app import create_app
from tests.conftest import PUBLIC, Post

Count = Callable[[], dict[tuple[str, str], int]]


@pytest.fixture
def count(parts: Parts) -> Count:
    """What is counted by now, by kind and name; every language and edition is the tests' one."""
    assert isinstance(parts.house, StoredHouse)
    counts, now = Counts(parts.house.outbox.database), parts.clock()

    def counted() -> dict[tuple[str, str], int]:
        parts.counter.flush()
        found = counts.between(now - timedelta(hours=1), now + timedelta(hours=1))
        assert {(cell.language, cell.edition) for cell in found} <= {("en", parts.shelf.playing().number), ("", 0)}
        return {(cell.kind, cell.name): times for cell, times in found.items()}

    return counted


def call(post: Post, keys: str, **form: str) -> str:
    """Call and press keys; the last document."""
    document = post("/voice", form).text
    for key in keys:
        path = re.findall(f'action="{PUBLIC}([^"]+)"', document)[0]
        document = post(path, form | {"Digits": key}).text
    return document


def test_a_call_is_counted_from_its_start_to_where_it_was_left(post: Post, count: Count) -> None:
    """Once the carrier has said that it is over; where it said so twice, too."""
    call(post, "315")
    assert count() == {
        ("call", ""): 1,
        ("place", "topic.coping.1"): 1,
        ("place", "topic.coping.2"): 1,
        ("wrong", "topic.coping.2"): 1,
    }
    for status in ("in-progress", "completed", "completed"):
        post("/voice/status", {"CallStatus": status})
        found = count()
    assert found["left", "topic.coping.2"] == 1
    assert sum(found.values()) == 5


def test_calls_that_go_on_at_once_are_told_apart(post: Post, count: Count) -> None:
    """By a pseudonym of their id."""
    for number, keys in enumerate(("3", "31", "6")):
        call(post, keys, CallSid=f"CA{number:032x}")
    for number in range(2):
        post("/voice/status", {"CallSid": f"CA{number:032x}", "CallStatus": "completed"})
    left = {name: times for (kind, name), times in count().items() if kind == "left"}
    assert left == {"topic.coping.1": 1, "topic.coping.2": 1}


def test_texts_are_counted_by_what_they_got(post: Post, count: Count) -> None:
    """Those without an answer, too."""
    for body in ("COPE", "cope", "TIPS", "I want to die", "STOP", "COPE"):
        post("/sms", {"Body": body})
    assert count() == {
        ("text", "content.topic.coping.1"): 2,
        ("text", "content.tip"): 1,
        ("text", "crisis"): 1,
        ("text", "stop"): 1,
        ("text", "silent"): 1,
    }


def test_a_connection_is_counted_with_its_end(post: Post, count: Count) -> None:
    """The service, and what became of it."""
    document = call(post, "0")
    post(re.findall(f'action="{PUBLIC}([^"]+)"', document)[0], {"DialCallStatus": "no-answer"})
    found = count()
    assert sum(times for (kind, _), times in found.items() if kind == "connect") == 1
    assert found["connect-ended", "no-answer"] == 1


@pytest.fixture
def parts(parts: Parts) -> Parts:
    """A line that texts to any phone, as with an account, in the only process that answers."""
    assert isinstance(parts.house, StoredHouse)
    house = parts.house
    rules = replace(house._rules, phones=None)  # noqa: SLF001 - a demo texts its own phones only
    alone = Counter(Counts(house.outbox.database), settling=0)  # no other process has to be waited for
    return replace(parts, house=StoredHouse(house.outbox, house.stops, house.days, rules), counter=alone)


@pytest.mark.parametrize(
    ("report", "became"),
    [
        ({"MessageStatus": "delivered"}, "delivered"),
        ({"MessageStatus": "undelivered", "ErrorCode": "30006"}, "failed.landline"),
        ({"MessageStatus": "sent"}, None),
        ({"MessageStatus": "a word of tomorrow"}, None),
    ],
)
def test_what_became_of_a_text_is_counted_once(
    post: Post, parts: Parts, count: Count, report: Mapping[str, str], became: str | None
) -> None:
    """When the carrier reports it; a text that nobody knows is no text."""
    assert isinstance(parts.house, StoredHouse)
    call(post, "321")
    with parts.house.outbox.database.reading() as connection:
        row = str(connection.exec_driver_sql("SELECT id FROM outbox").scalar_one())
    for _ in range(2):
        assert post(f"/sms/status/{row}", {"MessageSid": f"SM{'a' * 32}", **report}).status_code == 204
    post("/sms/status/nobody-knows-it", {"MessageSid": f"SM{'b' * 32}", **report})
    found = count()
    assert found["text-promised", "topic"] == 1
    assert {name: times for (kind, name), times in found.items() if kind == "delivery"} == (
        {became: 1} if became else {}
    )


def test_no_call_waits_for_counts(parts: Parts, count: Count) -> None:
    """Whatever counting does: the caller hears the line."""

    class Broken:
        """Neither counts nor fails quietly."""

        def add(self, *_: object) -> None:
            """Never."""
            raise RuntimeError

    parts.counter._table = Broken()  # noqa: SLF001 - as a table that is damaged
    app = create_app(parts)
    form = {"CallSid": "CA" + "0" * 32, "From": "+12025550147"}
    headers = {parts.signature.header: parts.signature.sign(f"{PUBLIC}/voice", form)}
    with app.test_client() as client:
        assert "<Gather" in client.post("/voice", base_url=PUBLIC, data=form, headers=headers).text
    with pytest.raises(RuntimeError):
        count()
