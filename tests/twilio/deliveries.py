"""Rows to deliver and what becomes of them: promises, a line that takes reports, and the loopback provider."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from flask import Flask

from bench.twilio.faults import FINE, Fault
from bench.twilio.postman import Postman
from bench.twilio.server import ACCOUNT, FROM, TOKEN, LoopbackTwilio
from ivr.bootstrap import Parts
from ivr.carrier.reports import Reports
from ivr.carrier.rest import Account, TwilioSender, status_address
from ivr.store.database import Database
from ivr.store.outbox import Consent, Order, Outbox, Row
from ivr.store.stops import Stops
from ivr.web.app import create_app
from ivr.worker import Pace, Worker

NUMBER = "+12025550147"
STOP_KEY = b"a-key-of-the-tests-for-stops-only"
# Without any waiting, so that the tests need none.
QUICK = Pace(first=0.0, longest=0.0, unsure=0.0, poll=0.01, away=0.05, parting=0.2)


def now() -> datetime:
    """The real time; workers and rows live by it."""
    return datetime.now(UTC)


def promised(outbox: Outbox, key: str = "call-1 topic.coping.1", number: str = NUMBER, text: str = "Rest.") -> Row:
    """A promise with its consent, as a call makes it; the same key again gives the same row."""
    hashed = sha256(number.encode()).digest()
    order = Order(key, number, hashed, text, "topic.coping.1", "en", 1)
    return outbox.promise(order, Consent(hashed, "call-1", "ask.text@0123456789abcdef", now()), now())


@dataclass
class Scene:
    """Everything between a promise and the provider's last report."""

    twilio: LoopbackTwilio
    reports: Postman
    outbox: Outbox
    stops: Stops
    app: Flask
    public: str

    def sender(self, timeout: float = 5.0) -> TwilioSender:
        """The real client at the loopback provider."""
        account = Account(ACCOUNT, TOKEN, FROM)
        return TwilioSender(account, lambda row: status_address(self.public, row), timeout, self.twilio.url)

    def row(self, row: Row) -> Row:
        """The row as it is now."""
        found = self.outbox.by_id(row.id)
        assert found is not None
        return found


@contextmanager
def scene(database: Database, parts: Parts, folder: Path) -> Iterator[Scene]:
    """A line that takes reports at its real webhook, and a provider that posts them; no breach of its API passes."""
    outbox, stops = Outbox(database), Stops(database, STOP_KEY, folder / "stops.journal")
    app = create_app(replace(parts, reports=Reports(outbox, stops), clock=now))
    public = parts.settings.public_url

    def deliver(url: str, form: Mapping[str, str], signature: str) -> int:
        headers = {parts.signature.header: signature}
        with app.test_client(use_cookies=False) as client:
            answer = client.post(url.removeprefix(public), base_url=public, data=dict(form), headers=headers)
        return answer.status_code

    with Postman(deliver, parts.settings.auth_token) as reports, LoopbackTwilio(took=reports.took) as twilio:
        yield Scene(twilio, reports, outbox, stops, app, public)
    assert twilio.breaches == []


def worker(stage: Scene, pace: Pace = QUICK) -> Worker:
    """A worker at this stage."""
    return Worker(stage.outbox, stage.stops, stage.sender(), now, pace)


def plan(stage: Scene, *fates: Fault) -> None:
    """What happens to the first, second ... try of a text; after the last all goes well."""
    stage.twilio.plan = lambda _to, _body, nth: fates[nth] if nth < len(fates) else FINE
