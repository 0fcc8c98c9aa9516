"""What the carrier reports of a text that we sent: it closes the text's row, and a stop goes on the stop list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from ivr import e164
from ivr.carrier import codes
from ivr.store.outbox import Outcome

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}", re.ASCII)
_STATUS = re.compile(r"[a-z_]{1,24}", re.ASCII)
_ERROR = re.compile(r"[0-9]{1,6}", re.ASCII)

log = structlog.get_logger()


class Rows(Protocol):
    """Where texts on their way stand (`ivr.store.outbox.Outbox`)."""

    def status(self, row_id: str, sid: str, outcome: Outcome, why: str, code: str) -> bool:
        """Note a report; whether there is such a text. Raises StoreError where it cannot be noted."""


class StopList(Protocol):
    """Numbers that get no texts (`ivr.store.stops.Stops`)."""

    def add(self, number: str, now: datetime) -> None:
        """Put a number on it."""


@dataclass(frozen=True)
class Reports:
    """Notes reports in any order, repeated, and of texts that nobody knows."""

    rows: Rows
    stops: StopList

    def note(self, row: str, form: Mapping[str, str], now: datetime) -> str:
        """Note one report of the text `row`.

        Returns:
            What became of the text, if that is known now: `delivered`, or `failed.` and the reason
            (`ivr.store.reasons`); else "".

        Raises:
            StoreError: it could not be noted; the carrier should report it again.
        """
        error = _plain(_ERROR, form.get("ErrorCode", ""))
        number = e164.normal(form.get("To", ""))
        if error == codes.STOPPED and number:
            # First, for with the row's closing its number is erased.
            self.stops.add(number, now)
        status = _plain(_STATUS, form.get("MessageStatus", "") or form.get("SmsStatus", ""))
        sid = _plain(_SID, form.get("MessageSid", "") or form.get("SmsSid", ""))
        outcome = codes.OUTCOMES.get(status)
        known, why = False, ""
        if outcome and _ID.fullmatch(row):
            why = codes.why(error or status) if outcome is Outcome.FAILED else ""
            known = self.rows.status(row, sid, outcome, why, error)
        log.info("text.reported", row=row[:22] if known else "unknown", status=status, error=error)
        if not known or outcome in {None, Outcome.SENT}:
            return ""
        return f"failed.{why}" if why else "delivered"


def _plain(form: re.Pattern[str], value: str) -> str:
    """The value where it has this form, else nothing."""
    return value if form.fullmatch(value) else ""
