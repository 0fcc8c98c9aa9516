"""Whether a text may be sent, asked before the caller is asked to agree: the truth, and nothing written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from ivr.bootstrap import build
from ivr.content.model import Edition
from ivr.flow.session import Answer, Found, May, Promised, Refused, Send, StopTexts
from ivr.line.answers import Asked
from ivr.line.stored import Rules, StoredHouse
from ivr.phones.delivered import NUMBERS, PHONES
from ivr.settings import Settings
from ivr.store.database import Database
from ivr.store.days import Days
from ivr.store.outbox import Limits, Outbox, Outcome, State
from ivr.store.reasons import Why
from ivr.store.stops import Stops
from ivr.store.tables import CONSENTS
from tests.postgres import outage
from tests.store.promises import NOW, NUMBER

OTHER = "+12029876543"  # nobody's phone in a demo
ITEM = "topic.coping.2"
RULES = Rules(b"a hash key", on=True, limits=Limits(3, 5), regions=frozenset({"US"}))


class Caller:
    """A caller of a house with rules of its own, on one database."""

    def __init__(self, database: Database, folder: Path, rules: Rules) -> None:
        stops = Stops(database, b"a stop key", folder / "stops.journal")
        self.house = StoredHouse(Outbox(database), stops, Days(database), rules)

    def may(self, number: str = NUMBER, item: str = ITEM, call: str = "CA1") -> Answer:
        """Ask whether a text may be sent."""
        return self.house.answer(May(item), Asked(number, call, NOW, "en", 3))

    def send(self, number: str = NUMBER, item: str = ITEM, call: str = "CA1") -> Answer:
        """Agree to a text."""
        return self.house.answer(Send(item), Asked(number, call, NOW, "en", 3, "Sip water.", "ask.text@0"))

    def both(self, number: str = NUMBER, item: str = ITEM, call: str = "CA1") -> tuple[Answer, Answer]:
        """The two answers, in the order in which a call asks."""
        return self.may(number, item, call), self.send(number, item, call)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh one of each kind."""
    opened = Database(database_url, within=10, rest=0)
    yield opened
    opened.close()


@pytest.fixture
def caller(database: Database, tmp_path: Path) -> Caller:
    """Somebody with a few texts a day."""
    return Caller(database, tmp_path, RULES)


def test_asking_writes_nothing(caller: Caller, database: Database) -> None:
    """Neither a text nor a consent nor a count, however often it is asked."""
    assert {caller.may(call=f"CA{each}") for each in range(9)} == {Promised()}

    assert not any(caller.house.outbox.totals().values())
    with database.reading() as connection:
        assert connection.execute(CONSENTS.select()).all() == []
    assert caller.send() == Promised()


def test_what_is_refused_later_is_refused_before(caller: Caller, database: Database, tmp_path: Path) -> None:
    """Hidden, stopped, elsewhere, switched off: nobody hears the long question for a no."""
    caller.house.answer(StopTexts(), Asked("+12025550148", "CA1", NOW))
    off = Caller(database, tmp_path, replace(RULES, on=False))

    assert caller.both("anonymous") == (Refused("hidden"),) * 2
    assert caller.both("+12025550148") == (Refused("stopped"),) * 2
    assert caller.both("+442079460958") == (Refused("region"),) * 2
    assert off.both() == (Refused("off"),) * 2


def test_the_day_and_the_hour_are_told_apart(caller: Caller) -> None:
    """One caller's day is over until tomorrow, everybody's hour only for now; what was promised may be asked again."""
    with capture_logs() as logged:
        for each in range(3):
            assert caller.both(call=f"CA{each}") == (Promised(), Promised())
        assert caller.both(call="CA9") == (Refused("limit"),) * 2
        assert caller.both(call="CA1") == (Promised(), Promised())
        for each in range(2):
            assert caller.both("+12025550148", call=f"CB{each}") == (Promised(), Promised())
        assert caller.both("+12025550149", call="CC1") == (Refused("busy"),) * 2

    assert [each["why"] for each in logged if each["event"] == "texts.limit"] == ["limit"] * 2 + ["busy"] * 2
    assert "2025550" not in str(logged)


def test_the_hour_passes(caller: Caller) -> None:
    """After it a text may be sent again."""
    for each in range(5):
        caller.send(f"+1202555014{each}")
    assert caller.may("+12025550140") == Promised()  # this call's own text, under way
    later = Asked(NUMBER, "CA2", NOW + timedelta(minutes=61), "en", 3)
    assert caller.may(call="CA2") == Refused("busy")
    assert caller.house.answer(May(ITEM), later) == Promised()


def test_a_text_that_has_come_is_not_asked_for_again(caller: Caller) -> None:
    """Before the question and after it, in the same call; another call may have it once more."""
    caller.send()
    row = next(row for row in caller.house.outbox.listing() if row.state is State.WAITING)
    assert caller.both() == (Promised(), Promised())
    caller.house.outbox.status(row.id, "SM1", Outcome.DELIVERED)

    assert caller.both() == (Found("delivered"), Found("delivered"))
    assert caller.both(call="CA2") == (Promised(), Promised())
    assert caller.house.outbox.totals()[State.WAITING] == 1


def test_a_text_that_cannot_come_is_refused_before_the_question(caller: Caller) -> None:
    """A landline of this call, and of the next."""
    caller.send()
    row = next(row for row in caller.house.outbox.listing() if row.state is State.WAITING)
    caller.house.outbox.status(row.id, "SM1", Outcome.FAILED, Why.LANDLINE, "30006")

    assert caller.may() == Refused("landline")
    assert caller.may(call="CA2") == Refused("landline")


def test_with_the_database_away_nobody_is_asked_to_agree(caller: Caller, database: Database) -> None:
    """The details are read at once."""
    with outage(database):
        assert caller.may() == Refused("unavailable")


@pytest.mark.parametrize("account", [False, True])
def test_a_demo_without_an_account_texts_its_own_phones_only(
    settings: Settings, edition: Edition, tmp_path: Path, *, account: bool
) -> None:
    """Anybody else hears that no texts are sent, and the details; with an account real phones get real texts."""
    assert edition.number
    mine = replace(settings, database_url=f"sqlite:///{tmp_path / 'line.db'}")
    real = replace(mine, account_sid="AC" + "0" * 32, sms_from="+12025550199")
    house = build(real if account else mine).house

    def may(number: str) -> Answer:
        return house.answer(May(ITEM), Asked(number, "CA1", NOW, "en", 3))

    assert {may(number) for number in NUMBERS} == {Promised()}
    assert may("(202) 555-0147") == Promised()
    assert may(OTHER) == (Promised() if account else Refused("off"))
    assert may(PHONES["hidden"]) == Refused("hidden")
