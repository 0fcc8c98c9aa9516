"""Twilio's statuses and error codes turned into the store's own words: only the carrier knows what they mean."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.store.outbox import Outcome
from ivr.store.reasons import Why

# Whoever has the number has told the provider to stop.
STOPPED = "21610"

# Twilio's page "Outbound message status in status callbacks"; a status that is none of these changes nothing.
OUTCOMES: Mapping[str, Outcome] = {
    **dict.fromkeys(("accepted", "scheduled", "queued", "sending", "sent"), Outcome.SENT),
    **dict.fromkeys(("delivered", "read"), Outcome.DELIVERED),
    **dict.fromkeys(("undelivered", "failed", "canceled"), Outcome.FAILED),
}

# Twilio's error pages of the same numbers; three digits are an HTTP status without a code of Twilio's.
_WORDS: Mapping[Why, tuple[str, ...]] = {
    Why.LANDLINE: ("21614", "21635", "30006"),
    Why.NO_NUMBER: ("21211",),
    Why.NOT_IN_USE: ("30005",),
    Why.OFF: ("30003",),
    Why.ABROAD: ("21408",),
    Why.STOPPED: (STOPPED,),
    Why.BLOCKED: ("30004",),
    Why.FILTERED: ("30007",),
    Why.UNREGISTERED: ("30032", "30034"),
    Why.OUR_NUMBER: ("21606", "21612"),
    Why.OUR_ACCOUNT: ("20003", "20404", "30002", "401", "403", "404"),
    Why.TOO_MANY: ("14107", "20429", "21611", "30001", "425", "429"),
    Why.OUT_OF_ORDER: ("20500", "20503", "408", "409"),
    Why.NO_REASON: ("30008", "failed", "undelivered"),
    Why.CANCELED: ("canceled",),
}
_CODES: Mapping[str, Why] = {code: word for word, codes in _WORDS.items() for code in codes}
_HTTP = 3  # digits of an HTTP status


def why(code: str) -> Why:
    """Our word for the provider's code, an HTTP status, or a last status such as `failed`; every text has one."""
    found = _CODES.get(code)
    if found is None and len(code) == _HTTP and code.startswith("5"):
        return Why.OUT_OF_ORDER
    return found or Why.OTHER
