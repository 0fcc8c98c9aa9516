"""The real Twilio client against a loopback Twilio that can fail in every way."""

from __future__ import annotations

import contextlib
import logging
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from bench.twilio import faults
from bench.twilio.faults import Fault
from bench.twilio.server import ACCOUNT, FROM, SERVICE, TOKEN, LoopbackTwilio, Taken
from ivr.carrier.meanings import meaning
from ivr.carrier.rest import Account, TwilioSender, status_address
from ivr.carrier.sender import LaterError, RefusedError, Sent
from ivr.store.reasons import Why

NUMBER = "+12025550147"
PUBLIC = "https://line.example.org"


@dataclass(frozen=True)
class Text:
    """A text to send."""

    id: str = "row-1"
    number: str = NUMBER
    text: str = "COPE: rest when you can, and ask for help. {1/2} \u00e9"
    created: datetime = field(default_factory=lambda: datetime.now(UTC))


TEXT = Text()


@pytest.fixture
def twilio() -> Iterator[LoopbackTwilio]:
    """The provider; nothing that a test sends or gets may break its API's description."""
    with LoopbackTwilio() as server:
        yield server
    assert server.breaches == []


def sender(twilio: LoopbackTwilio, sends_from: str = FROM, timeout: float = 5.0) -> TwilioSender:
    """A sender at the loopback provider."""
    return TwilioSender(
        Account(ACCOUNT, TOKEN, sends_from), lambda row: status_address(PUBLIC, row), timeout, twilio.url
    )


def failing(twilio: LoopbackTwilio, fault: Fault, timeout: float = 5.0) -> TwilioSender:
    """A sender whose every send meets this fault."""
    twilio.plan = lambda _to, _body, _nth: fault
    return sender(twilio, timeout=timeout)


@pytest.mark.parametrize("sends_from", [FROM, SERVICE])
def test_a_text_is_sent_with_its_own_report_address(twilio: LoopbackTwilio, sends_from: str) -> None:
    """Words and number arrive as they are, from our number or service, and the row's id lies in the address."""
    answer = sender(twilio, sends_from).send(TEXT)

    (taken,) = twilio.taken
    assert answer == Sent(taken.sid)
    assert (taken.to, taken.body, taken.sender) == (NUMBER, TEXT.text, sends_from)
    assert taken.callback == f"{PUBLIC}/sms/status/row-1#rc=5&rp=all"


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, 21211), (400, 21610), (400, 21614), (400, 21408), (400, 21635), (400, 30006), (400, 21606), (422, 63999)],
)
def test_what_the_provider_refuses_for_good_is_not_tried_again(twilio: LoopbackTwilio, status: int, code: int) -> None:
    """Its code is told, its words, which quote the number, are not."""
    with pytest.raises(RefusedError) as refused:
        failing(twilio, Fault(status, code, takes=False)).send(TEXT)

    assert refused.value.code == str(code)
    assert twilio.asked["POST"] == 1
    assert NUMBER not in str(refused.value)
    assert FROM not in str(refused.value)


@pytest.mark.parametrize(
    ("fault", "why", "code", "after", "sure"),
    [
        (faults.TOO_MANY, Why.TOO_MANY, "20429", 1.0, True),
        (Fault(429, 20429, takes=False), Why.TOO_MANY, "20429", None, True),
        (Fault(429, 0, takes=False, retry_after="7"), Why.TOO_MANY, "429", 7.0, True),
        (Fault(429, 14107, takes=False), Why.TOO_MANY, "14107", None, True),
        (Fault(429, 20429, takes=False, retry_after="99999999"), Why.TOO_MANY, "20429", 3600.0, True),
        (
            Fault(429, 20429, takes=False, retry_after="Wed, 21 Oct 2026 07:28:00 GMT"),
            Why.TOO_MANY,
            "20429",
            None,
            True,
        ),
        (faults.BROKEN, Why.OUT_OF_ORDER, "20500", None, False),
        (faults.BROKEN_AFTER, Why.OUT_OF_ORDER, "503", None, False),
        (Fault(502, 0, takes=False), Why.OUT_OF_ORDER, "502", None, False),
        (Fault(503, 20503, takes=False, retry_after="3"), Why.OUT_OF_ORDER, "20503", 3.0, False),
        (Fault(401, 20003, takes=False), Why.OUR_ACCOUNT, "20003", None, True),
        (Fault(404, 0, takes=False), Why.OUR_ACCOUNT, "404", None, True),
        (Fault(400, 21611, takes=False), Why.TOO_MANY, "21611", None, True),
        (Fault(302, 0, takes=False), Why.OTHER, "302", None, False),
        (faults.CUT_BEFORE, Why.CUT_OFF, "", None, False),
        (faults.CUT_AFTER, Why.CUT_OFF, "", None, False),
        (Fault(200, 7, takes=False), Why.UNREADABLE, "", None, False),
    ],
)
def test_what_may_work_later_is_told_apart(  # noqa: PLR0913 - one for each thing that is told
    twilio: LoopbackTwilio, fault: Fault, why: Why, code: str, after: float | None, *, sure: bool
) -> None:
    """Asked once only, with the wait that the provider wishes, and whether it surely did not arrive."""
    with pytest.raises(LaterError) as later:
        failing(twilio, fault).send(TEXT)

    assert (later.value.why, later.value.code) == (why, code)
    assert (later.value.after, later.value.sure) == (after, sure)
    assert meaning(why, code)
    assert twilio.asked["POST"] == 1


def test_a_slow_provider_is_not_waited_for(twilio: LoopbackTwilio) -> None:
    """The time limit holds, and nobody knows whether it arrived."""
    with pytest.raises(LaterError) as later:
        failing(twilio, Fault(delay=0.6), timeout=0.2).send(TEXT)
    assert (later.value.why, later.value.sure) == ("timeout", False)


def test_a_provider_that_is_not_there_surely_took_nothing() -> None:
    """A refused connection."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        nobody = TwilioSender(Account(ACCOUNT, TOKEN, FROM), str, 1.0, url)
        with pytest.raises(LaterError) as later:
            nobody.send(TEXT)
    assert (later.value.why, later.value.sure) == ("unreachable", True)


def test_what_arrived_is_found_though_the_answer_was_lost(twilio: LoopbackTwilio) -> None:
    """By number, words and time, still queued or long failed; nothing else is taken for it."""
    line = failing(twilio, faults.CUT_AFTER)
    with pytest.raises(LaterError):
        line.send(TEXT)
    (lost,) = twilio.taken

    assert line.find(TEXT) == (lost.sid,)
    lost.status = "undelivered"
    assert line.find(TEXT) == (lost.sid,)
    assert line.find(replace(TEXT, text=TEXT.text + " ")) == ()
    assert line.find(replace(TEXT, number="+12025550148")) == ()
    assert line.find(replace(TEXT, created=datetime.now(UTC) + timedelta(hours=25))) == ()


def test_a_message_is_found_though_a_clock_is_wrong_or_the_provider_wrote_before_it(twilio: LoopbackTwilio) -> None:
    """A trial account's words in front, or a clock that is ten minutes fast, would cost the texter a second message."""
    now = datetime.now(UTC)
    trial = f"Sent from your Twilio trial account - {TEXT.text}"
    twilio.taken.append(Taken(f"SM{1:032x}", NUMBER, trial, "", FROM, now, faults.FINE, "outbound-api"))

    assert sender(twilio).find(replace(TEXT, created=now + timedelta(minutes=10))) == (f"SM{1:032x}",)


def test_replies_and_what_others_wrote_are_not_taken_for_it(twilio: LoopbackTwilio) -> None:
    """The same words as an answer to a text, or from the number itself, are another message."""
    now = datetime.now(UTC)
    for direction in ("outbound-reply", "inbound", "outbound-call"):
        twilio.taken.append(Taken(f"SM{len(direction):032x}", NUMBER, TEXT.text, "", FROM, now, faults.FINE, direction))
    assert sender(twilio).find(TEXT) == ()


def test_all_that_could_be_it_is_named_oldest_first_over_several_pages(twilio: LoopbackTwilio) -> None:
    """Two promises of the same words to the same number each need their own."""
    now = datetime.now(UTC)
    sids = [f"SM{number:032x}" for number in range(60)]
    twilio.taken += [Taken(sid, NUMBER, TEXT.text, "", FROM, now, faults.FINE) for sid in sids]
    assert sender(twilio).find(TEXT) == tuple(sids)
    assert twilio.asked["GET"] == 2


@pytest.mark.parametrize("fault", [faults.BROKEN, faults.TOO_MANY, faults.CUT_BEFORE, Fault(401, 20003)])
def test_a_list_that_cannot_be_had_is_asked_for_later(twilio: LoopbackTwilio, fault: Fault) -> None:
    """Never taken for "it did not arrive"."""
    twilio.listing = lambda _nth: fault
    with pytest.raises(LaterError):
        sender(twilio).find(TEXT)


def test_no_number_and_no_word_is_logged(twilio: LoopbackTwilio, caplog: pytest.LogCaptureFixture) -> None:
    """Even where an operator turns every log on."""
    with caplog.at_level(logging.DEBUG):
        for fault in (faults.FINE, faults.NO_NUMBER, faults.CUT_AFTER, faults.BROKEN):
            with contextlib.suppress(LaterError, RefusedError):
                failing(twilio, fault).send(TEXT)
    assert caplog.records
    assert NUMBER[1:] not in caplog.text
    assert "rest when you can" not in caplog.text


def test_the_loopback_notices_what_the_api_does_not_know() -> None:
    """A check that cannot fail would prove nothing: an account that is none breaks the description."""
    with LoopbackTwilio() as server:
        TwilioSender(Account("AC123", TOKEN, FROM), str, 5.0, server.url).send(TEXT)
        assert server.breaches


def test_whoever_dies_in_the_middle_of_a_request_has_asked_for_nothing(
    twilio: LoopbackTwilio, caplog: pytest.LogCaptureFixture
) -> None:
    """As workers that are killed do: the loopback takes nothing, and goes on."""
    host, port = twilio.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as cut:
        cut.sendall(b"POST /2010-04-01/Accounts/x/Messages.json HTTP/1.1\r\nContent-Length: 50\r\n\r\nTo=%2B1")
    answer = sender(twilio).send(TEXT)
    assert [each.sid for each in twilio.taken] == [answer.sid]
    assert twilio.asked == {"POST": 1}
    assert caplog.text == ""
