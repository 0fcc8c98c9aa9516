"""A loopback Twilio: takes and lists messages, fails on request, and checks each exchange by the API description.

The description is `api.json` beside this file; openapi-core judges every request and every good answer, with unknown
fields forbidden in both.
"""

from __future__ import annotations

import json
import secrets
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self

from openapi_core import Config, OpenAPI
from openapi_core.contrib.werkzeug import WerkzeugOpenAPIRequest, WerkzeugOpenAPIResponse
from openapi_core.exceptions import OpenAPIError
from werkzeug.exceptions import ClientDisconnected
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from bench.twilio.faults import FINE, Fault
from bench.twilio.recordings import GOOD, Kept

DESCRIPTION = Path(__file__).with_name("api.json")
ACCOUNT = "AC" + "0a" * 16
TOKEN = "the-token-of-the-loopback"  # noqa: S105 - opens nothing
SERVICE = "MG" + "0b" * 16
FROM = "+12025550199"

# To, body, and how often this pair was asked for before -> what happens.
Plan = Callable[[str, str, int], Fault]


@dataclass
class Taken:
    """One message that the provider took."""

    sid: str
    to: str
    body: str
    callback: str
    sender: str
    made: datetime
    fault: Fault
    direction: str = "outbound-api"
    status: str = "queued"

    def shown(self, account: str) -> dict[str, Any]:
        """As the API shows it: every field of its description."""
        service = self.sender.startswith("MG")
        sent = self.status not in {"queued", "accepted"}
        return {
            "account_sid": account,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": format_datetime(self.made),
            "date_sent": format_datetime(self.made) if sent else None,
            "date_updated": format_datetime(self.made),
            "direction": self.direction,
            "error_code": self.fault.error or None,
            "error_message": None,
            "from": None if service else self.sender,
            "messaging_service_sid": self.sender if service else None,
            "num_media": "0",
            "num_segments": "1",
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {},
            "to": self.to,
            "uri": f"/2010-04-01/Accounts/{account}/Messages/{self.sid}.json",
        }


class _Quiet(WSGIRequestHandler):
    """Without a line for each request."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002, ANN401 - the parent's names
        pass


@dataclass
class LoopbackTwilio:
    """The provider, listening on loopback from `with` to its end.

    Attributes:
        plan: what happens to each request to send.
        listing: what happens to each request to list (how many came before -> a fault; FINE answers).
        took: told of every message that was taken; reports start here.
        taken: every message, oldest first.
        breaches: what broke the API's description, one sentence each; a test asserts that there is none.
        asked: how many requests came, by method; those for recordings have their own.
        recordings: what was recorded, and what happens to whoever asks for it.
    """

    plan: Plan = lambda _to, _body, _nth: FINE
    listing: Callable[[int], Fault] = lambda _nth: FINE
    took: Callable[[Taken], None] = lambda _message: None
    taken: list[Taken] = field(default_factory=list)
    breaches: list[str] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    recordings: Kept = field(default_factory=lambda: Kept(ACCOUNT, TOKEN))

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._tries = Counter[tuple[str, str]]()
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True, request_handler=_Quiet)
        self._server.daemon_threads = True  # type: ignore[attr-defined]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._rules = _rules()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()

    def to(self, number: str) -> list[Taken]:
        """What was taken for a number."""
        with self._lock:
            return [each for each in self.taken if each.to == number]

    def _answer(self, environ: dict[str, Any], start: Any) -> Any:  # noqa: ANN401 - WSGI
        request = Request(environ)
        try:
            request.get_data()
        except ClientDisconnected:  # whoever asked was killed in the middle of it: nothing was asked
            return _cut(environ, start)
        response = self._recording(request) if "/Recordings/" in request.path else self._message(request)
        if response is None:  # the connection is cut: whoever asked never hears anything
            return _cut(environ, start)
        if response.headers.get(GOOD):
            asked, answered = _Asked(request), WerkzeugOpenAPIResponse(response)
            self._check(lambda: self._rules.validate_response(asked, answered))
        return response(environ, start)

    def _message(self, request: Request) -> Response | None:
        with self._lock:
            self.asked[request.method] += 1
            nth = self.asked[request.method] - 1
        self._check(lambda: self._rules.validate_request(_Asked(request)))
        return self._send(request) if request.method == "POST" else self._list(request, nth)

    def _recording(self, request: Request) -> Response | None:
        if request.path.endswith(".json"):  # the description does not know the sounds themselves
            self._check(lambda: self._rules.validate_request(_Asked(request)))
        return self.recordings.answer(request)

    def _check(self, judge: Callable[[], object]) -> None:
        try:
            judge()
        except OpenAPIError as breach:
            with self._lock:
                self.breaches.append(f"{breach}: {breach.__cause__ or ''}")

    def _send(self, request: Request) -> Response | None:
        form = request.form
        to, body = form["To"], form["Body"]
        with self._lock:
            nth = self._tries[to, body]
            self._tries[to, body] += 1
        fault = self.plan(to, body, nth)
        time.sleep(fault.delay)
        message = None
        if fault.takes:
            message = self._take(form, fault)
        if fault.drops:
            return None
        if fault.status >= HTTPStatus.MULTIPLE_CHOICES or message is None:
            return _refusal(fault)
        return _json(message.shown(ACCOUNT), fault.status)

    def _take(self, form: Mapping[str, str], fault: Fault) -> Taken:
        sender = form.get("MessagingServiceSid") or form.get("From") or ""
        now = datetime.now(UTC).replace(microsecond=0)
        sid = f"SM{secrets.token_hex(16)}"
        message = Taken(sid, form["To"], form["Body"], form.get("StatusCallback", ""), sender, now, fault)
        with self._lock:
            self.taken.append(message)
        self.took(message)
        return message

    def _list(self, request: Request, nth: int) -> Response | None:
        fault = self.listing(nth)
        time.sleep(fault.delay)
        if fault.drops:
            return None
        if fault.status >= HTTPStatus.MULTIPLE_CHOICES:
            return _refusal(fault)
        to, size, page = request.args.get("To"), int(request.args.get("PageSize", 50)), int(request.args.get("Page", 0))
        with self._lock:
            found = [each.shown(ACCOUNT) for each in reversed(self.taken) if to in {None, each.to}]
        here = found[page * size : (page + 1) * size]
        path = request.path
        more = f"{path}?To={(to or '').replace('+', '%2B')}&PageSize={size}&Page={page + 1}"
        return _json(
            {
                "end": page * size + len(here),
                "first_page_uri": path,
                "messages": here,
                "next_page_uri": more if len(found) > (page + 1) * size else None,
                "page": page,
                "page_size": size,
                "previous_page_uri": None,
                "start": page * size,
                "uri": path,
            }
        )


def _cut(environ: dict[str, Any], start: Any) -> Any:  # noqa: ANN401 - WSGI
    with suppress(OSError):  # it may be gone already
        environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    return Response("")(environ, start)


@cache
def _rules() -> OpenAPI:
    strict = Config(additional_properties_default_policy="forbid", response_properties_default_policy="required")
    return OpenAPI.from_dict(json.loads(DESCRIPTION.read_text()), config=strict)


class _Asked(WerkzeugOpenAPIRequest):
    """A request as if it had come to the real provider's address, which the description names."""

    @property
    def host_url(self) -> str:
        return "https://api.twilio.com"


def _json(what: object, status: int = 200) -> Response:
    return Response(json.dumps(what), status, {GOOD: "yes"}, content_type="application/json")


def _refusal(fault: Fault) -> Response:
    """An error as the provider writes it; its message quotes the number, as the real one's do."""
    says = {"code": fault.code, "message": f"The 'To' number {FROM} ...", "more_info": "", "status": fault.status}
    body = json.dumps(says) if fault.code else "<html>Service Unavailable</html>"
    response = Response(body, fault.status, content_type="application/json" if fault.code else "text/html")
    if fault.retry_after:
        response.headers["Retry-After"] = fault.retry_after
    return response
