"""Status reports as a webhook gets them: stops first, odd forms harmless, and 503 where nothing could be stored."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from ivr.bootstrap import Parts
from ivr.carrier.codes import OUTCOMES
from ivr.carrier.reports import Reports
from ivr.errors import StoreError
from ivr.store.outbox import Outcome
from ivr.store.reasons import Why
from ivr.web.app import create_app
from tests.conftest import PUBLIC

NUMBER = "+12025550147"
SID = "SM" + "0a" * 16
NOW = datetime(2026, 6, 17, 16, tzinfo=UTC)
Post = Callable[..., TestResponse]


@dataclass
class Book:
    """Rows and a stop list that write down what they were told, or fail."""

    told: list[tuple[str, ...]] = field(default_factory=list)
    broken: bool = False

    def status(self, row_id: str, sid: str, outcome: Outcome, why: str, code: str) -> bool:
        """Note a report."""
        if self.broken:
            raise StoreError("The database cannot be reached.", away=True)
        self.told.append(("status", row_id, sid, outcome, why, code))
        return row_id == "row-1"

    def add(self, number: str, now: datetime) -> None:
        """Note a stop."""
        assert now.tzinfo
        self.told.append(("stop", number))


@pytest.fixture
def book() -> Book:
    """Nothing told yet."""
    return Book()


@pytest.fixture
def post(parts: Parts, book: Book) -> Post:
    """Post a signed report to the application."""
    app: Flask = create_app(replace(parts, reports=Reports(book, book)))

    def posted(path: str, **form: str) -> TestResponse:
        fields = {"MessageSid": SID, "To": NUMBER, **form}
        headers = {parts.signature.header: parts.signature.sign(PUBLIC + path, fields)}
        with app.test_client(use_cookies=False) as client:
            return client.post(path, base_url=PUBLIC, data=fields, headers=headers)

    return posted


def test_a_report_is_noted_with_its_row(post: Post, book: Book) -> None:
    """204, and the same again for every repetition."""
    for _ in range(2):
        assert post("/sms/status/row-1", MessageStatus="delivered").status_code == 204
    assert book.told == [("status", "row-1", SID, "delivered", "", "")] * 2


def test_a_report_of_an_unknown_text_is_no_failure(post: Post) -> None:
    """The carrier shall not come again for it."""
    assert post("/sms/status/row-9", MessageStatus="sent").status_code == 204


def test_what_could_not_be_stored_is_asked_for_again(post: Post, book: Book) -> None:
    """503."""
    book.broken = True
    assert post("/sms/status/row-1", MessageStatus="delivered").status_code == 503


def test_a_stop_at_the_carrier_is_on_our_list_before_the_row_closes(post: Post, book: Book) -> None:
    """With the closing the number is erased."""
    assert post("/sms/status/row-1", MessageStatus="undelivered", ErrorCode="21610").status_code == 204
    assert book.told == [("stop", NUMBER), ("status", "row-1", SID, "failed", "stopped", "21610")]


def test_an_unsigned_report_changes_nothing(parts: Parts, book: Book) -> None:
    """As at every webhook."""
    client = create_app(replace(parts, reports=Reports(book, book))).test_client()
    answer = client.post("/sms/status/row-1", base_url=PUBLIC, data={"MessageStatus": "delivered"})
    assert answer.status_code == 403
    assert book.told == []


def test_replies_have_no_row_and_a_bare_report_is_only_counted(post: Post, book: Book) -> None:
    """The old address stays."""
    assert post("/sms/status", MessageStatus="delivered").status_code == 204
    assert book.told == []


@pytest.mark.parametrize(
    ("status", "error", "told"),
    [
        ("queued", "", ("sent", "", "")),
        ("sent", "", ("sent", "", "")),
        ("read", "", ("delivered", "", "")),
        ("undelivered", "30006", ("failed", "landline", "30006")),
        ("undelivered", "", ("failed", "no reason", "")),
        ("failed", "", ("failed", "no reason", "")),
        ("canceled", "", ("failed", "canceled", "")),
        ("failed", "63999", ("failed", "other", "63999")),
        ("sent", "30006", ("sent", "", "30006")),
    ],
)
def test_the_store_hears_our_words(post: Post, book: Book, status: str, error: str, told: tuple[str, ...]) -> None:
    """The provider's statuses and codes are the carrier's to know; its code is kept beside our word."""
    post("/sms/status/row-1", MessageStatus=status, ErrorCode=error)
    assert book.told == [("status", "row-1", SID, *told)]


@pytest.mark.parametrize("status", ["", "DELIVERED", "delivered ", "receiving", "nonsense", "x" * 5000, "dél"])
def test_a_status_that_is_none_changes_nothing(post: Post, book: Book, status: str) -> None:
    """And is not asked for again."""
    assert post("/sms/status/row-1", MessageStatus=status).status_code == 204
    assert book.told == []


def odd(*plain: str) -> st.SearchStrategy[str]:
    """A plain value as often as any text."""
    return st.one_of(st.sampled_from(plain), st.text(max_size=80))


@given(
    row=odd("row-1", "A" * 22),
    form=st.fixed_dictionaries(
        {"MessageStatus": odd(*OUTCOMES)},
        optional={
            "MessageSid": odd(SID, SID + "0"),
            "SmsSid": odd("MM" + "0B" * 16),
            "SmsStatus": odd("sent"),
            "ErrorCode": odd("30006", "1234567", "\u0663\u0663", "30006\n"),
            "To": odd(NUMBER),
            "Body": st.text(),
        },
    ),
)
def test_whatever_a_form_says_only_plain_values_reach_the_store(row: str, form: dict[str, str]) -> None:
    """Each in its own form, or nothing: every status that is one reaches the store."""
    book = Book()
    Reports(book, book).note(row, form, NOW)
    known = (form["MessageStatus"] or form.get("SmsStatus", "")) in OUTCOMES
    assert len(book.told) == (known and re.fullmatch("[A-Za-z0-9_-]{1,64}", row, re.ASCII) is not None)
    for _, named, sid, outcome, why, code in book.told:
        assert named == row
        assert sid == "" or re.fullmatch("(SM|MM)[0-9a-fA-F]{32}", sid, re.ASCII)
        assert outcome in set(Outcome)
        assert why in {"", *Why}
        assert code == "" or re.fullmatch("[0-9]{1,6}", code, re.ASCII)
