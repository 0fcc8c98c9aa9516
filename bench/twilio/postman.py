"""Signed status reports as the provider posts them: in any order, twice, late, and again where the line asks for it."""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import parse_qs, urldefrag

from bench.twilio.server import ACCOUNT, FROM, Taken
from ivr.carrier.signature import TwilioSignature

# An address, a form and its signature -> the HTTP status of the line's answer, 0 where it does not answer.
Deliver = Callable[[str, Mapping[str, str], str], int]
HTTP_GOOD = 2  # the hundreds of a good answer (RFC 9110 section 15.3)
PAUSE = 0.05  # seconds before a report that was answered with an error is posted again


@dataclass(order=True)
class _Due:
    at: float
    number: int
    message: Taken = field(compare=False)
    status: str = field(compare=False)
    left: int = field(compare=False)


class Postman:
    """Posts what becomes of each message, from `with` to its end; `done()` waits until nothing is left to post."""

    def __init__(self, deliver: Deliver, token: str) -> None:
        self.answers: list[int] = []
        self._deliver = deliver
        self._signature = TwilioSignature(token)
        self._due: list[_Due] = []
        self._made = 0
        self._busy = False
        self._ended = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        self._thread.join(30)

    def took(self, message: Taken) -> None:
        """The provider took a message: its reports are due one after the other."""
        retries = parse_qs(urldefrag(message.callback).fragment)
        again = int(retries.get("rc", ["0"])[0]) if retries.get("rp") == ["all"] else 0
        for place, status in enumerate(message.fault.reports):
            self._put(time.monotonic() + message.fault.late + 0.002 * place, message, status, again)

    def done(self, timeout: float = 30.0) -> None:
        """Wait until everything is posted."""
        with self._changed:
            if not self._changed.wait_for(lambda: not self._due and not self._busy, timeout):
                raise TimeoutError(f"{len(self._due)} reports still wait.")

    def _put(self, at: float, message: Taken, status: str, left: int) -> None:
        with self._changed:
            self._made += 1
            heapq.heappush(self._due, _Due(at, self._made, message, status, left))
            self._changed.notify_all()

    def _run(self) -> None:
        while True:
            with self._changed:
                if self._ended:
                    return
                wait = self._due[0].at - time.monotonic() if self._due else 60.0
                if wait > 0:
                    self._changed.wait(wait)
                    continue
                due, self._busy = heapq.heappop(self._due), True
            answer = self._post(due)
            self.answers.append(answer)
            if answer // 100 != HTTP_GOOD and due.left:
                self._put(time.monotonic() + PAUSE, due.message, due.status, due.left - 1)
            with self._changed:
                self._busy = False
                self._changed.notify_all()

    def _post(self, due: _Due) -> int:
        url = urldefrag(due.message.callback).url  # the fragment is neither sent nor signed
        due.message.status = due.status
        form = {
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
            "From": FROM,
            "MessageSid": due.message.sid,
            "MessageStatus": due.status,
            "SmsSid": due.message.sid,
            "SmsStatus": due.status,
            "To": due.message.to,
        }
        if due.message.fault.error and due.status in {"undelivered", "failed"}:
            form["ErrorCode"] = str(due.message.fault.error)
        return self._deliver(url, form, self._signature.sign(url, form))
