"""A demo's own post: a letterbox for its texts, which reports as the carrier does, and the worker that fills it."""

from __future__ import annotations

from contextlib import suppress

from flask import Flask

from ivr.bootstrap import Parts, can_send, open_worker
from ivr.errors import StoreError
from ivr.phones.delivered import Arrived, Letterbox
from ivr.phones.kit import ArrivedTexts
from ivr.worker import Worker

FILE = "letters.jsonl"


def letterbox(parts: Parts, app: Flask) -> Letterbox:
    """The letterbox in the demo's data folder; what becomes of a text is posted to the line's own webhook, signed."""
    settings = parts.settings

    def report(row: str, sid: str, number: str, status: str, error: str) -> None:
        path = f"/sms/status/{row}"
        form = {"MessageSid": sid, "MessageStatus": status, "To": number, "From": settings.voice_number}
        form |= {"ErrorCode": error} if error else {}
        headers = {parts.signature.header: parts.signature.sign(settings.public_url + path, form)}
        with app.test_client(use_cookies=False) as client:
            client.post(path, base_url=settings.public_url, data=form, headers=headers)

    return Letterbox(settings.data / FILE, report)


def demo_worker(parts: Parts, app: Flask) -> Worker:
    """The worker of a demo: its texts arrive in the letterbox, or, with an account, on real phones.

    Raises:
        StoreError: the database cannot be reached, or is newer than this program.
    """
    return open_worker(parts.settings, None if can_send(parts.settings) else letterbox(parts, app))


def at_once(worker: Worker, arrived: ArrivedTexts) -> ArrivedTexts:
    """The texts that arrived, after all that waits was sent: for a phone in a process that does nothing beside."""

    def looked(mark: int) -> Arrived:
        with suppress(StoreError):  # a store that is away brings no texts; the call goes on
            while worker.one():
                pass
        return arrived(mark)

    return looked
