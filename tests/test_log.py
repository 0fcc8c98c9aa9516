"""No log line names anybody: numbers in any form are masked, texts never appear, our own names stay readable."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import structlog
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from ivr import log
from ivr.bootstrap import Parts
from ivr.cli import main
from ivr.errors import EditionError
from ivr.flow.session import Answer, Ask
from ivr.line.answers import Asked
from ivr.line.pseudonyms import Pseudonyms
from ivr.web.app import create_app
from tests.conftest import PUBLIC
from tests.line.houses import PaperHouse

Post = Callable[..., TestResponse]
NUMBER = "+12029876543"
DIGITS = "2029876543"
WORDS = "my zebra grandmother Wilhelmina"


GROUPED = [
    "{a}{b}{c}",
    "1{a}{b}{c}",
    "+1{a}{b}{c}",
    "({a}) {b}-{c}",
    "{a}-{b}-{c}",
    "{a}.{b}.{c}",
    "{a} {b} {c}",
    "+1 ({a}) {b}-{c}",
    "1-{a}-{b}-{c}",
    "{a}/{b}/{c}",
    "{a} - {b} - {c}",
    "{a}\u2011{b}\u2011{c}",
    "{a}\u00a0{b}\u00a0{c}",
    "tel:+1-{a}-{b}-{c}",
    "{b}-{c}",
    "%2B1{a}{b}{c}",
    "{a}%20{b}%20{c}",
    "+44 20 7{b} {c}",
    "From=+1{a}{b}{c}",
    "sms:{a}{b}{c}?x",
    "{a}_{b}_{c}",
    "+1{a}{b}{c}x",
    "number{a}{b}{c}",
    "{a}\t{b}\n{c}",
    "0044{a}{b}{c}",
]


@given(
    form=st.sampled_from(GROUPED),
    a=st.from_regex(r"[2-9]\d\d", fullmatch=True),
    b=st.from_regex(r"[2-9]\d\d", fullmatch=True),
    c=st.from_regex(r"\d{4}", fullmatch=True),
    before=st.text(max_size=20),
    after=st.text(max_size=20),
)
def test_a_number_in_any_form_is_masked(form: str, a: str, b: str, c: str, before: str, after: str) -> None:  # noqa: PLR0913, PLR0917 - drawn by hypothesis
    """However people and machines write it, and whatever stands around it; other scripts' digits too."""
    number = form.format(a=a, b=b, c=c)
    shown = log.masked(f"{before}{number}{after}")

    assert f"{b}{c}" not in "".join(character for character in shown if character.isdigit())
    assert c not in shown
    assert "[number]" in shown


@given(digits=st.integers(2 * 10**9, 10**10 - 1))
def test_a_number_that_is_no_text_is_masked_too(digits: int) -> None:
    """As a whole number, inside a list, a mapping or bytes."""
    event = {"event": "x", "a": digits, "b": [str(digits)], "c": {"From": f"+1{digits}"}, "d": str(digits).encode()}
    assert str(digits) not in str(log.without_numbers(None, "info", event))


@given(raw=st.binary(max_size=20), moment=st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2099, 1, 1)))  # noqa: DTZ001 - made aware below
def test_our_own_names_and_times_are_not_damaged(raw: bytes, moment: datetime) -> None:
    """Hashes of sounds, times, prompt ids, seconds and pseudonyms come through whole."""
    digest = hashlib.sha256(raw).hexdigest()
    told = [
        f"{digest}",
        f"/audio/{digest[:32]}.wav",
        moment.replace(tzinfo=UTC).isoformat(),
        f"{moment.replace(tzinfo=UTC).isoformat().replace('+00:00', 'Z')}",
        "topic.side.1 tip.12 service.988-lifeline service.211 details.unavailable.tip.3",
        Pseudonyms(b"key").name(digest),
    ]
    for each in told:
        assert log.masked(each) == each or not any(letter in "abcdef" for letter in digest[:32])
    event = {"event": "x", "seconds": 0.123456789, "edition": 12345, "signed": False, "nothing": None}
    assert log.without_numbers(None, "info", dict(event)) == event


@given(value=st.text(max_size=40))
def test_a_pseudonym_never_looks_like_a_number(value: str) -> None:
    """Letters only, always the same for the same value, another with another key."""
    name = Pseudonyms(b"key").name(value)

    assert name.isalpha()
    assert len(name) == 12
    assert log.masked(name) == name == Pseudonyms(b"key").name(value)
    assert name != Pseudonyms(b"another key").name(value)


def test_an_event_is_one_line_with_its_time(logs: Callable[[], str]) -> None:
    """An operator can search it; nothing of ours is lost."""
    structlog.get_logger().info("call.step", place="topic.side.1", edition=3)
    (line,) = logs().splitlines()

    assert "event=call.step" in line
    assert "place=topic.side.1" in line
    assert "edition=3" in line
    assert "level=info" in line
    assert datetime.fromisoformat(line.split("timestamp=")[1].split()[0]).tzinfo is not None


def test_an_exception_says_where_and_not_what(logs: Callable[[], str]) -> None:
    """Kind, file and function of it and of its cause; never its message, which may quote what somebody wrote."""

    def inside() -> None:
        raise ValueError(f"{WORDS} from {NUMBER}")

    try:
        try:
            inside()
        except ValueError as cause:
            raise KeyError(WORDS) from cause
    except KeyError:
        structlog.get_logger().exception("call.broke", call="abc")
    said = logs()

    assert WORDS not in said
    assert DIGITS not in said
    assert "KeyError at tests/test_log.py:" in said
    assert "after ValueError at tests/test_log.py:" in said
    assert " inside" in said
    assert len(said.splitlines()) == 1


def test_our_own_sentences_and_the_systems_are_told(logs: Callable[[], str]) -> None:
    """An operator must know that the disk is full or the edition broken."""
    for error in (EditionError("Edition 3 lacks sounds.json."), OSError(28, "No space left on device", WORDS)):
        structlog.get_logger().error("x", exc_info=error)
    said = logs()

    assert "EditionError (Edition 3 lacks sounds.json.)" in said
    assert "OSError (No space left on device)" in said
    assert WORDS not in said


def test_an_exception_that_causes_itself_is_told_once() -> None:
    """A circle of causes ends."""
    first, second = ValueError("a"), TypeError("b")
    first.__cause__, second.__cause__ = second, first
    assert log.described(first).count("ValueError") == 1


def test_what_libraries_log_follows_the_same_rules(logs: Callable[[], str]) -> None:
    """Their messages are masked, their tracebacks lose their messages."""
    try:
        int(WORDS)
    except ValueError:
        logging.getLogger("some.library").exception("Failed for %s", NUMBER)
    said = logs()

    assert "Failed for [number]" in said
    assert "ValueError at tests/test_log.py:" in said
    assert WORDS not in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("least", "printed"),
    [(logging.INFO, ["info", "warning", "library", "error"]), (logging.WARNING, ["warning", "library", "error"]),
     (logging.ERROR, ["error"])],
)  # fmt: skip
def test_nothing_less_than_asked_for_is_printed(logs: Callable[[], str], least: int, printed: list[str]) -> None:
    """Ours and the libraries'."""
    log.configure(least)
    ours = structlog.get_logger()
    ours.info("said info")
    ours.warning("said warning")
    logging.getLogger("some.library").warning("said library")
    ours.error("said error")

    assert [line.split("said ")[1].split()[0].strip("'\"") for line in logs().splitlines()] == printed


@pytest.mark.parametrize(("command", "warns"), [("call", False), ("text", False), ("serve", True), ("lint", True)])
def test_warnings_do_not_stand_between_the_words_of_a_phone(
    logs: Callable[[], str], command: str, *, warns: bool
) -> None:
    """A phone in the terminal shows what a phone has; an operator's commands show warnings."""
    CliRunner().invoke(main, [command, "--help"])
    structlog.get_logger().warning("said warning")
    structlog.get_logger().error("said error")
    said = logs()

    assert ("said warning" in said) is warns
    assert "said error" in said


def test_configuring_twice_prints_once(logs: Callable[[], str]) -> None:
    """Commands that run in one process do not multiply lines."""
    log.configure()
    structlog.get_logger().info("once")
    logging.getLogger("some.library").warning("twice")
    assert len(logs().splitlines()) == 2


def test_a_whole_call_and_texts_leave_no_number_and_no_words(post: Post, logs: Callable[[], str]) -> None:
    """A call through the menu, to a person and back, a stop, and texts of every kind."""
    call = {"From": NUMBER, "CallSid": "CA" + "9" * 32, "Caller": NUMBER}
    document = post("/voice", call).text
    for key in ("2", "1", "2", "1", "*", "6", "5", "0"):
        path = document.split('action="https://line.example.org')[1].split('"')[0]
        document = post(path, call | {"Digits": key, "SpeechResult": WORDS}).text
    ended = document.split('action="https://line.example.org')[1].split('"')[0]
    post(ended, call | {"DialCallStatus": "busy", "DialCallSid": NUMBER})
    post("/voice/status", call | {"CallStatus": NUMBER})
    post("/voice/1/nonsense/key", call | {"Digits": WORDS})
    for body in (WORDS, f"COPE {WORDS}", "stop texting me", f"call me at {NUMBER}", "I want to die", f"TIPS {DIGITS}"):
        assert post("/sms", {"From": NUMBER, "Body": body, "To": "+12025550123"}).status_code == 200
    post("/sms/status", {"From": NUMBER, "MessageStatus": "failed", "Body": WORDS})
    post("/sms", {"From": NUMBER, "Body": WORDS}, **{"X-Twilio-Signature": NUMBER})
    said = logs()

    assert said.count("event=call.step") >= 10
    assert said.count("event=text.answered") == 6
    assert "event=webhook.refused" in said
    assert_nobody_is_named(said)


def assert_nobody_is_named(said: str) -> None:
    """Neither the number in any form nor any distinctive word of the texts."""
    digits = "".join(character for character in said if character.isdigit())
    assert DIGITS not in digits
    for word in (*WORDS.split()[1:], DIGITS[-7:], "98765"):
        assert word not in said


class Broken(PaperHouse):
    """A house that quotes whom it was asked about when it fails."""

    def answer(self, ask: Ask, asked: Asked) -> Answer:
        """Fail, with everything that it knows."""
        raise RuntimeError(f"{asked} {WORDS} {ask}")

    def stopped(self, number: str) -> bool:
        """Fail as well."""
        raise ValueError(f"invalid literal: {WORDS!r} from {number}")


class Shattered(Broken):
    """A house that fails at everything."""

    def pseudonym(self, value: str) -> str:
        """Fail, so that nothing above can catch it."""
        raise ValueError(f"{value} {WORDS} {NUMBER}")


@pytest.mark.parametrize(("house", "event"), [(Broken, "house.failed"), (Shattered, "call.last-resort")])
def test_a_failure_inside_leaves_no_number_and_no_words(
    parts: Parts, logs: Callable[[], str], house: type[PaperHouse], event: str
) -> None:
    """The exceptions quote both; the logs do not, not even those of the framework."""
    broken = replace(parts, house=house())
    client = create_app(broken).test_client()

    def signed(path: str, form: dict[str, str]) -> TestResponse:
        headers = {"X-Twilio-Signature": broken.signature.sign(PUBLIC + path, form)}
        return client.post(path, base_url=PUBLIC, data=form, headers=headers)

    started = int(parts.clock().timestamp())
    form = {"From": NUMBER, "CallSid": NUMBER, "Body": WORDS}
    answers = [
        signed("/voice", form),
        signed(f"/voice/1/en/normal/consent.tip.1/-/-/{started}/0/key", form | {"Digits": "1"}),
        signed(f"/voice/1/en/normal/stopping/-/-/{started}/0/key", form | {"Digits": "1"}),
        signed("/voice/status", form),
        signed("/sms", form),
    ]
    said = logs()

    assert [each.status_code for each in answers][:3] == [200, 200, 200]
    assert said.count(f"event={event} ") >= 3, "every place that was posted to is one that asks the house"
    assert "exception=" in said
    assert "Error at " in said
    assert_nobody_is_named(said)
