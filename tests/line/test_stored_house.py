"""The house with a store: what it promises is written down, what it refuses has its reason, and it is never slow."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from structlog.testing import capture_logs

from ivr.carrier.codes import OUTCOMES, why
from ivr.content.model import Content
from ivr.e164 import HIDDEN
from ivr.errors import StoreError
from ivr.flow.session import Answer, Delivered, Found, NotYet, Promised, Refused, Send, StartTexts, StopTexts
from ivr.flow.texting.thread import OptOut, Texted, Thread
from ivr.line.answers import Asked, House
from ivr.line.stored import StoredHouse, stop_list, stored_house
from ivr.line.texts import Texter, reply
from ivr.settings import load
from ivr.store.database import Database
from ivr.store.outbox import Limits, State
from ivr.store.tables import CONSENTS
from tests.line.conftest import RULES
from tests.postgres import outage
from tests.store.promises import NOW, NUMBER, claimed

OTHER = "+12025550148"
ITEM = "topic.coping.2"


def asked(number: str = NUMBER, call: str = "CA1", now: datetime = NOW) -> Asked:
    """A caller who has just agreed to a text."""
    return Asked(number, call, now, "en", 3, "Sip water often.", "ask.text@0123456789abcdef")


def send(house: House, number: str = NUMBER, call: str = "CA1", now: datetime = NOW) -> Answer:
    """The answer to somebody who presses "text me"."""
    return house.answer(Send(ITEM), asked(number, call, now))


def report(house: StoredHouse, status: str, error: str = "", call: str = "CA1", number: str = NUMBER) -> None:
    """What the provider says of the text of a call."""
    row = next(row for row in house.outbox.listing() if row.state is State.WAITING)
    assert send(house, number, call) == Promised()
    assert house.outbox.status(row.id, "SM1", OUTCOMES[status], why(error), error)


def test_it_is_a_house(house: StoredHouse) -> None:
    """The line can live in it."""
    known: House = house
    assert not known.stopped(NUMBER)


def test_a_promise_is_written_down_with_the_consent(house: StoredHouse) -> None:
    """Before the caller hears of it: the words, the language, the edition, and who agreed to which question."""
    assert send(house, "(202) 555-0147") == Promised()

    row = claimed(house.outbox)
    assert (row.number, row.text, row.item, row.language, row.edition) == (NUMBER, "Sip water often.", ITEM, "en", 3)
    assert row.created == NOW
    with house.outbox.database.reading() as connection:
        agreed = connection.execute(select(CONSENTS)).one()
    assert (agreed.call, agreed.prompt, agreed.agreed_at) == (house.pseudonym("CA1"), asked().prompt, NOW)
    assert agreed.number_hash == row.number_hash


def test_the_same_item_in_the_same_call_is_one_text(house: StoredHouse) -> None:
    """However often the webhook comes; another item, call or caller is another text."""
    for _ in range(3):
        assert send(house) == Promised()
    assert house.outbox.totals()[State.WAITING] == 1

    assert house.answer(Send("topic.coping.1"), asked()) == Promised()
    assert send(house, call="CA2") == Promised()
    assert send(house, OTHER) == Promised()
    assert house.outbox.totals()[State.WAITING] == 4


@pytest.mark.parametrize("number", [*sorted(HIDDEN), "Anonymous", "12345", "rcs:agent", "555-0147", "\ud800", "+1"])
def test_a_hidden_number_gets_no_text(house: StoredHouse, number: str) -> None:
    """Nor does what is no number."""
    assert send(house, number) == Refused("hidden")


def test_texts_can_be_switched_off(make: type[StoredHouse]) -> None:
    """Nothing is written then."""
    house = make(replace(RULES, on=False))  # type: ignore[call-arg, arg-type]

    assert send(house) == Refused("off")
    assert house.outbox.totals()[State.WAITING] == 0


def test_whoever_stopped_us_gets_no_text_until_start(house: StoredHouse) -> None:
    """By text or by a key on a call."""
    assert house.answer(StopTexts(), asked()) == Promised()
    assert house.stopped(NUMBER)
    assert send(house) == Refused("stopped")
    assert send(house, OTHER) == Promised()

    assert house.answer(StartTexts(), asked()) == Promised()
    assert not house.stopped(NUMBER)
    assert send(house) == Promised()


def test_a_key_cannot_undo_a_stop_that_the_provider_keeps(house: StoredHouse) -> None:
    """It would refuse every text; only START in a text ends that one, and then texts are on again."""
    house.answer(StopTexts(), replace(asked(call=""), provider_stops=True))
    house.answer(StopTexts(), asked())
    assert house.answer(StartTexts(), asked()) == Refused("provider")
    assert house.stopped(NUMBER)
    assert send(house) == Refused("stopped")

    assert house.answer(StartTexts(), asked(call="")) == Promised()
    assert not house.stopped(NUMBER)
    assert send(house) == Promised()


def test_a_stop_in_words_that_the_provider_does_not_know_is_ours_alone(house: StoredHouse) -> None:
    """A key may undo it."""
    house.answer(StopTexts(), asked(call=""))
    assert house.answer(StartTexts(), asked()) == Promised()
    assert not house.stopped(NUMBER)


@pytest.mark.parametrize(
    ("opt_out", "texted", "answer"),
    [
        (OptOut.ADVANCED, Texted("STOP", opt_out_type="STOP"), Refused("provider")),
        (OptOut.DEFAULT, Texted("Stop"), Refused("provider")),
        (OptOut.DEFAULT, Texted("stop texting me"), Promised()),
        (OptOut.OWN, Texted("STOP"), Promised()),
    ],
)
def test_a_text_s_stop_is_kept_by_whoever_answers_it(
    house: StoredHouse, content: Content, opt_out: OptOut, texted: Texted, answer: Answer
) -> None:
    """The provider knows single words only, and none where the line answers for itself; a key undoes ours."""
    reply(content, Thread("en"), texted, Texter(NUMBER, NOW, opt_out), house)
    assert house.stopped(NUMBER)
    assert house.answer(StartTexts(), asked()) == answer


@pytest.mark.parametrize("number", sorted(HIDDEN))
def test_a_hidden_number_cannot_be_stopped(house: StoredHouse, number: str) -> None:
    """It would stop everybody who hides theirs."""
    assert house.answer(StopTexts(), asked(number)) == Refused("hidden")
    assert house.answer(StartTexts(), asked(number)) == Refused("hidden")


@pytest.mark.parametrize(
    ("number", "may"),
    [("+14165550123", True), ("+18765550123", False), ("+17875550123", False), ("+442079460958", False),
     ("+18095550123", False), ("+12425550123", False), ("+15555550123", True), ("+883510001234", False)],
)  # fmt: skip
def test_texts_go_to_the_regions_that_were_chosen(house: StoredHouse, number: str, *, may: bool) -> None:
    """+1 is many countries: Canada may, Jamaica may not; an area code that nobody knows yet is one of ours."""
    assert send(house, number) == (Promised() if may else Refused("region"))


@pytest.mark.parametrize("error", ["30006", "21614", "21635"])
def test_a_landline_is_told_at_once_the_next_time(house: StoredHouse, error: str) -> None:
    """In the same call and in later ones, for 90 days; then it is tried again."""
    send(house)
    report(house, "undelivered", error)

    assert house.answer(Delivered(ITEM), asked()) == Found("landline")
    assert send(house) == Refused("landline")
    assert send(house, call="CA2") == Refused("landline")
    assert send(house, call="CA3", now=NOW + timedelta(days=91)) == Promised()


def test_a_caller_has_some_texts_a_day(house: StoredHouse) -> None:
    """What was promised stays promised; the next day begins at nought; others have their own."""
    for each in range(3):
        assert send(house, call=f"CA{each}") == Promised()
    assert send(house, call="CA4") == Refused("limit")
    assert send(house, call="CA2") == Promised()
    assert send(house, OTHER) == Promised()
    assert send(house, call="CA5", now=NOW + timedelta(days=1)) == Promised()


def test_all_callers_together_have_an_hour_s_texts(make: type[StoredHouse]) -> None:
    """A machine that rings from many numbers costs no more than that."""
    house = make(replace(RULES, limits=Limits(5, 4)))  # type: ignore[call-arg, arg-type]

    said = [send(house, f"+1202555010{each}") for each in range(6)]
    assert said == [Promised()] * 4 + [Refused("busy")] * 2
    assert send(house, "+12025550109", now=NOW + timedelta(minutes=61)) == Promised()


def test_bursts_of_failures_pause_the_texts_with_one_alarm(make: type[StoredHouse]) -> None:
    """Five of the last twenty were filtered or not registered: no more are offered for a quarter of an hour."""
    house = make(replace(RULES, limits=Limits(50, 500)))  # type: ignore[call-arg, arg-type]
    with capture_logs() as logged:
        for each in range(5):
            assert send(house, call=f"CA{each}") == Promised()
            report(house, "undelivered", "30034", call=f"CA{each}")
        assert [send(house, OTHER, call=f"CB{each}") for each in range(3)] == [Refused("off")] * 3
        assert send(house, OTHER, now=NOW + timedelta(minutes=16)) == Promised()

    events = [(each["event"], each["log_level"]) for each in logged if each["event"].startswith("texts.")]
    assert events == [("texts.paused", "error"), ("texts.resumed", "warning")]


@pytest.mark.parametrize(
    ("status", "error", "found"),
    [
        ("queued", "", NotYet()),
        ("sent", "", NotYet()),
        ("delivered", "", Found("delivered")),
        ("undelivered", "30006", Found("landline")),
        ("undelivered", "30007", Found("blocked")),
        ("undelivered", "30004", Found("blocked")),
        ("failed", "21610", Found("stopped")),
        ("undelivered", "30003", Found("failed")),
        ("failed", "", Found("failed")),
    ],
)
def test_a_waiting_caller_hears_what_became_of_the_text(
    house: StoredHouse, status: str, error: str, found: Answer
) -> None:
    """In the words that the call has prompts for."""
    send(house)
    assert house.answer(Delivered(ITEM), asked()) == NotYet()
    report(house, status, error)

    assert house.answer(Delivered(ITEM), asked()) == found


def test_nothing_is_known_of_a_text_that_nobody_asked_for(house: StoredHouse) -> None:
    """In this call."""
    send(house)

    assert house.answer(Delivered(ITEM), asked(call="CA2")) == Refused("unavailable")
    assert house.answer(Delivered(ITEM), asked(OTHER)) == Refused("unavailable")


@pytest.mark.parametrize(("error", "why"), [("30006", "landline"), ("21610", "stopped"), ("30007", "unavailable")])
def test_asking_again_for_what_cannot_arrive_is_refused(house: StoredHouse, error: str, why: str) -> None:
    """A second promise would not be true."""
    send(house)
    report(house, "undelivered", error)

    assert send(house) == Refused(why)


def test_with_the_database_away_nothing_is_promised(house: StoredHouse) -> None:
    """The call goes on at once; stops are kept all the same; and all is well afterwards."""
    send(house)
    with outage(house.outbox.database):
        for ask in (Send(ITEM), Send("topic.coping.1"), Delivered(ITEM)):
            assert house.answer(ask, asked()) == Refused("unavailable")
        assert house.answer(StopTexts(), asked()) == Promised()
        assert house.stopped(NUMBER)
        with pytest.raises(StoreError):
            house.stopped(OTHER)
        with pytest.raises(StoreError):
            house.count_ordinary(NUMBER, NOW)

    assert send(house) == Refused("stopped")
    assert send(house, OTHER) == Promised()
    assert house.stopped(NUMBER)


def test_ordinary_replies_are_counted_for_each_number_and_day(house: StoredHouse) -> None:
    """As pairs of one count each, whoever counts at once; a number in two written forms is one."""
    assert [house.count_ordinary(number, NOW) for number in (NUMBER, "(202) 555-0147", OTHER)] == [0, 1, 0]
    assert house.count_ordinary(NUMBER, NOW.astimezone(timezone(timedelta(hours=14)))) == 2
    assert house.count_ordinary(NUMBER, NOW + timedelta(days=1)) == 0


def test_many_presses_at_once_keep_the_limit(house: StoredHouse) -> None:
    """Eight calls of one number at the same moment: three texts."""
    said: list[Answer] = []
    threads = [
        threading.Thread(target=lambda each=each: said.append(send(house, call=f"CA{each}"))) for each in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert said.count(Promised()) == house.outbox.totals()[State.WAITING] == 3
    assert said.count(Refused("limit")) == 5


@given(number=st.text(max_size=40), item=st.text(max_size=40), call=st.text(max_size=40))
@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_carrier_sends_is_answered(house: StoredHouse, number: str, item: str, call: str) -> None:
    """And no number stays in the clear where it cannot get a text."""
    who = Asked(number, call, NOW, "en", 1, "Words.", "ask.text@0")
    for ask in (StopTexts(), StartTexts(), Delivered(item)):
        assert isinstance(house.answer(ask, who), Promised | Refused)
    assert house.pseudonym(number)
    assert house.count_ordinary(number, NOW) >= 0


def test_the_tables_hold_no_number_but_the_outbox_s(house: StoredHouse) -> None:
    """And that one only until the text has arrived; with another key everything has another name."""
    send(house)
    house.answer(StopTexts(), asked())
    house.answer(StartTexts(), asked())
    house.count_ordinary(NUMBER, NOW)
    report(house, "delivered")

    with house.outbox.database.reading() as connection:
        for table in ("outbox", "consents", "stops", "days"):
            rows = connection.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608 - our own names
            assert len(rows) == 1
            assert "2025550147" not in str(rows)
            assert "CA1" not in str(rows)


def test_a_house_is_made_from_the_settings(tmp_path: Path) -> None:
    """With its own stop key: changing the hash key forgets counts, not stops."""
    chosen = {"IVR_DATA": str(tmp_path), "IVR_TEXT_REGIONS": "CA", "IVR_STOP_KEY": "one", "IVR_HASH_KEY": "one"}
    house = stored_house(load(chosen))
    house.outbox.database.migrate()
    house.answer(StopTexts(), asked())

    assert (tmp_path / "line.db").exists()
    assert send(house, "+14165550123") == Promised()
    assert send(house, OTHER) == Refused("region")
    other = load({**chosen, "IVR_HASH_KEY": "two", "IVR_TEXTS": "off"})
    assert stored_house(other).stopped(NUMBER)
    assert stop_list(other, Database(other.database_url)).has(NUMBER)
    assert send(stored_house(other), OTHER) == Refused("off")
    assert stored_house(other).pseudonym(NUMBER) != house.pseudonym(NUMBER)
    assert not stored_house(load({**chosen, "IVR_STOP_KEY": "two"})).stopped(NUMBER)


def test_no_line_of_the_log_names_anybody(house: StoredHouse) -> None:
    """Through a refusal of every kind."""
    with capture_logs() as logged:
        for each in range(5):
            send(house, call=f"CA{each}")
        house.answer(StopTexts(), asked())
        send(house)
        with outage(house.outbox.database):
            send(house)
            house.answer(StartTexts(), asked())
            house.answer(StopTexts(), asked(OTHER))

    assert {each["event"] for each in logged} >= {
        "texts.limit",
        "store.away",
        "house.unavailable",
        "stops.kept-on-disk",
    }
    assert "2025550147" not in str(logged)
