"""Texts through Twilio's REST API, by its own client: one try each, with a time limit, and every failure told apart."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from requests import ConnectionError as NoConnectionError
from requests import ConnectTimeout, RequestException, Timeout
from requests import Response as HttpResponse
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from ivr.carrier import codes
from ivr.carrier.sender import LaterError, Message, RefusedError, Sent
from ivr.store.reasons import Why

SECONDS = 10.0  # for a connection and for each answer; the lease of a row (ivr.worker) is far longer
# Our clock may be wrong by minutes or hours; messages of other rows with the same words are known by their names.
CLOCKS_APART = timedelta(days=1)
# A number gets some thirty texts a day at most (design section 4), so this is more than a day's.
LOOKED_AT = 100
PAGE = 50
# Answers that say nothing about the message itself, only about this moment or about us: 401, 403 and 404 are a wrong
# token or account, which an operator mends; 408, 409, 425 and 429 are the provider's "not now".
NOT_NOW = frozenset({401, 403, 404, 408, 409, 425, 429})
# "Not now" whatever the status: too many requests (20429, 14107), the sender's queue is full (21611).
CODES_NOT_NOW = frozenset({"20429", "14107", "21611"})
# After these nothing was taken; after a 5xx nobody knows.
SURELY_NOT = frozenset({400, 401, 403, 404, 429})
LONGEST_WAIT = 3600.0  # seconds; whoever asks for more is asked again after an hour
# Twilio's connection overrides (its page "Webhook connection overrides"): a report that we answer with 503 comes again.
AGAIN = "#rc=5&rp=all"
_SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}", re.ASCII)
_SERVICE = re.compile(r"MG[0-9a-fA-F]{32}", re.ASCII)


def status_address(public_url: str, message: str) -> str:
    """Where the provider reports what became of a message of ours."""
    return f"{public_url}/sms/status/{message}{AGAIN}"


@dataclass(frozen=True)
class Account:
    """Who sends: the account, and one of its numbers (E.164) or the id of its Messaging Service."""

    sid: str
    token: str
    sends_from: str


class TwilioSender:
    """Sends through Twilio, or a service that speaks its API."""

    def __init__(
        self, account: Account, status_url: Callable[[str], str], timeout: float = SECONDS, base_url: str = ""
    ) -> None:
        self._status_url = status_url
        service = _SERVICE.fullmatch(account.sends_from)
        self._from = {"messaging_service_sid" if service else "from_": account.sends_from}
        self._http = _Http(timeout)
        self._client = Client(account.sid, account.token, http_client=self._http)
        if base_url:
            self._client.api.base_url = base_url

    def send(self, message: Message) -> Sent:
        """See `Sender.send`."""
        asked = {"to": message.number, "body": message.text, "status_callback": self._status_url(message.id)}
        try:
            sid = self._client.messages.create(**asked, **self._from).sid
        # What was raised quotes the number; "from None" keeps it out of every log.
        except (TwilioRestException, TwilioServiceException) as problem:
            raise self._told(problem) from None
        except (RequestException, TwilioException, ValueError, TypeError, KeyError, AttributeError) as problem:
            raise _unclear(problem) from None
        if not isinstance(sid, str) or not _SID.fullmatch(sid):
            raise LaterError(Why.UNREADABLE)  # it may have been taken: the next try asks
        return Sent(sid)

    def find(self, message: Message) -> tuple[str, ...]:
        """See `Sender.find`.

        The newest messages to the number are looked through, not those of a day by `DateSent`: a message that still
        waits in the provider's queue has no such date.
        """
        try:
            newest = self._client.messages.list(to=message.number, limit=LOOKED_AT, page_size=PAGE)
            found = tuple(_matching(newest, message))
        except (TwilioRestException, TwilioServiceException) as problem:
            raise self._later(problem) from None
        except (RequestException, TwilioException, ValueError, TypeError, KeyError, AttributeError) as problem:
            raise LaterError(_unclear(problem).why) from None
        return found[::-1]

    def _told(self, problem: TwilioRestException | TwilioServiceException) -> RefusedError | LaterError:
        """What the provider's refusal means."""
        status, code = int(problem.status), _code(problem)
        client = 400 <= status < 500  # noqa: PLR2004 - RFC 9110 section 15.5
        if client and status not in NOT_NOW and code not in CODES_NOT_NOW:
            return RefusedError(code)
        return self._later(problem)

    def _later(self, problem: TwilioRestException | TwilioServiceException) -> LaterError:
        code = _code(problem)
        return LaterError(codes.why(code), self._http.wait(), code=code, sure=int(problem.status) in SURELY_NOT)


class _Http(TwilioHttpClient):  # type: ignore[misc] # the client has no types
    """The client's own HTTP, with a time limit, no retries, nothing logged, and the last answer's Retry-After kept."""

    def __init__(self, timeout: float) -> None:
        silent = logging.getLogger("ivr.carrier.rest")
        silent.setLevel(logging.CRITICAL)  # the client logs addresses with numbers in them
        super().__init__(timeout=timeout, max_retries=0, logger=silent, request_hooks={"response": [self._answered]})
        self._retry_after = ""

    def wait(self) -> float | None:
        """How many seconds the last answer asked to wait (RFC 9110 section 10.2.3; dates are not used here)."""
        given = self._retry_after
        if not (given.isascii() and given.isdecimal() and len(given) < 10):  # noqa: PLR2004 - no wait of years
            return None
        return min(float(given), LONGEST_WAIT)

    def request(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - the client's own types, which it does not tell
        self._retry_after = ""
        return super().request(*args, **kwargs)

    def _answered(self, response: HttpResponse, *_args: object, **_kwargs: object) -> HttpResponse:
        self._retry_after = response.headers.get("Retry-After", "").strip()
        return response


def _matching(messages: Iterable[Any], message: Message) -> Iterable[str]:
    """Those that could be it: sent by us through the API, the same words, not before it was promised.

    A reply to a text of theirs has another direction. One that the provider failed counts as well: it was taken once,
    and its report closes the row. A trial account's messages begin with words of the provider's.
    """
    since = message.created - CLOCKS_APART
    for each in messages:
        made = each.date_created
        early = isinstance(made, datetime) and made < since
        if not early and str(each.direction) == "outbound-api" and str(each.body).endswith(message.text):
            yield str(each.sid)


def _code(problem: TwilioRestException | TwilioServiceException) -> str:
    """The provider's own error, or the HTTP status where it names none."""
    code = str(problem.code or problem.status)
    return code if code.isascii() and code.isdecimal() and len(code) <= 6 else str(int(problem.status))  # noqa: PLR2004


def _unclear(problem: Exception) -> LaterError:
    """What a failure on the way means."""
    if isinstance(problem, ConnectTimeout):
        return LaterError(Why.UNREACHABLE, sure=True)
    if isinstance(problem, Timeout):
        return LaterError(Why.TIMEOUT)
    if isinstance(problem, NoConnectionError):
        return LaterError(Why.UNREACHABLE if _never_sent(problem) else Why.CUT_OFF, sure=_never_sent(problem))
    return LaterError(Why.UNREADABLE)


def _never_sent(problem: BaseException) -> bool:
    """Whether the connection was refused, so that nothing can have left this machine."""
    seen: BaseException | None = problem.args[0] if problem.args and isinstance(problem.args[0], Exception) else None
    reason = getattr(seen, "reason", seen)
    return type(reason).__name__ in {"NewConnectionError", "NameResolutionError", "ConnectTimeoutError"}
