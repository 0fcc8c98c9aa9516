"""Recordings at Twilio, through its REST API: fetched by their id with the account's login, and deleted there."""

from __future__ import annotations

import re

from requests import RequestException, Response, Session
from urllib3.exceptions import HTTPError

from ivr.audio.intake.decode import MOST_BYTES
from ivr.carrier.deadline import Deadline, in_time
from ivr.carrier.rest import Account
from ivr.errors import IvrError, TakeError

API = "https://api.twilio.com"
CONNECT_SECONDS, SILENT_SECONDS = 5.0, 10.0  # for a connection, and between two pieces of an answer
SECONDS = 25.0  # for a whole recording; the lease of its row (ivr.desk.phone.fetching) is far longer
PIECE = 64 * 1024
_ACCOUNT = re.compile(r"AC[0-9a-fA-F]{32}", re.ASCII)
_RECORDING = re.compile(r"RE[0-9a-f]{32}", re.ASCII)
_SLOW = "Twilio could not be reached in time, or gave the recording out too slowly."
_OK, _GONE, _DELETED = 200, 404, range(200, 300)


class AwayError(IvrError):
    """The provider did not do it this time; it should be asked again."""


def is_recording(recording: str) -> bool:
    """Whether this is the id of a recording at Twilio; nothing else is ever put into an address."""
    return bool(_RECORDING.fullmatch(recording))


class TwilioRecordings:
    """What was recorded on calls of one account.

    The address is made here, of the account and the recording's id: what a webhook names as the address of a
    recording is never asked for, and no answer leads to another address.
    """

    def __init__(self, account: Account, seconds: float = SECONDS, base_url: str = API) -> None:
        """Open nothing yet.

        Args:
            account: whose they are.
            seconds: how long one recording may take.
            base_url: of the REST API.
        """
        self._account = account
        self._seconds = seconds
        self._base = base_url

    def fetch(self, recording: str) -> bytes | None:
        """A recording as a WAV; None where it is not there yet, or not any more.

        Raises:
            TakeError: it is no id of a recording, or far too big.
            AwayError: the provider is away, slow, out of order, or does not accept our login.
        """
        with in_time(self._seconds) as (session, deadline):
            try:
                with self._ask(session, "GET", recording, "wav") as answer:
                    found = _given(answer, deadline)
            except (RequestException, HTTPError) as problem:
                raise AwayError(_SLOW) if deadline.over else _away(problem) from None
            if deadline.over:
                raise AwayError(_SLOW)
            return found

    def delete(self, recording: str) -> None:
        """Delete it; one that is gone, or can be nobody's, is deleted. Raises AwayError as `fetch` does."""
        if not is_recording(recording):
            return
        with in_time(self._seconds) as (session, deadline):
            try:
                with self._ask(session, "DELETE", recording, "json") as answer:
                    status = answer.status_code
            except RequestException as problem:
                raise _away(problem) from None
            if deadline.over:
                raise AwayError(_SLOW)
        if status not in _DELETED and status != _GONE:
            raise AwayError(_told(status))

    def _ask(self, session: Session, method: str, recording: str, kind: str) -> Response:
        sid = self._account.sid
        if not is_recording(recording):
            raise TakeError("That is not the id of a recording at Twilio.")
        if not _ACCOUNT.fullmatch(sid):
            raise AwayError("TWILIO_ACCOUNT_SID is not the id of an account: AC and 32 characters.")
        return session.request(
            method,
            f"{self._base}/2010-04-01/Accounts/{sid}/Recordings/{recording}.{kind}",
            auth=(sid, self._account.token),
            timeout=(CONNECT_SECONDS, min(SILENT_SECONDS, self._seconds)),
            stream=True,
            allow_redirects=False,
            headers={"Accept-Encoding": "identity"},
        )


def _given(answer: Response, deadline: Deadline) -> bytes | None:
    """What an answer holds; None where there is no recording."""
    if answer.status_code == _GONE:
        return None
    if answer.status_code != _OK:
        raise AwayError(_told(answer.status_code))
    return _whole(answer, deadline) or None


def _whole(answer: Response, deadline: Deadline) -> bytes:
    """All of it, as long as it is neither too much nor too slow."""
    found = bytearray()
    # What has come by now and not a piece of full length, for which a byte a second would keep us for a day.
    while piece := answer.raw.read1(PIECE, decode_content=True):
        found += piece
        if len(found) > MOST_BYTES:
            raise TakeError(f"The recording is bigger than {MOST_BYTES // 1_000_000} MB.")
        if deadline.over:
            raise AwayError(_SLOW)
    return bytes(found)


def _told(status: int) -> str:
    if status in {401, 403}:
        return f"Twilio does not accept the account's login (status {status}). Look at TWILIO_AUTH_TOKEN."
    if status in range(300, 400):
        return "Twilio keeps the recording elsewhere. Switch off external storage of recordings in its console."
    return f"Twilio answered with status {status}."


def _away(problem: RequestException | HTTPError) -> AwayError:
    """Without its words, which have the address with the account in it."""
    return AwayError(f"Twilio could not be reached, or cut the answer off ({type(problem).__name__}).")
