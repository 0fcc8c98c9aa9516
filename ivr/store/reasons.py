"""Why a text waits or did not arrive: every reason there is, in words of our own, and what follows from some of them.

The carrier turns its provider's codes into these words (`ivr.carrier.codes`); the store knows nothing else.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class Why(StrEnum):
    """The reason in one or two words, as the outbox keeps it; `ivr.carrier.meanings` has a sentence for each."""

    # Of the number, which stays as it is.
    LANDLINE = "landline"
    NO_NUMBER = "no number"
    NOT_IN_USE = "not in use"
    OFF = "phone off"
    ABROAD = "abroad"
    STOPPED = "stopped"
    BLOCKED = "blocked"
    FILTERED = "filtered"
    # Of us, until an operator mends it.
    UNREGISTERED = "unregistered"
    OUR_NUMBER = "our number"
    OUR_ACCOUNT = "our account"
    # Of the provider and the way to it.
    TOO_MANY = "too many"
    OUT_OF_ORDER = "out of order"
    UNREACHABLE = "unreachable"
    CUT_OFF = "cut off"
    TIMEOUT = "timeout"
    UNREADABLE = "unreadable"
    CANCELED = "canceled"
    NO_REASON = "no reason"
    NO_WORD = "no word"
    OTHER = "other"  # with a code that we have no word for
    # Of the worker.
    BROKE = "broke"
    GIVEN_UP = "given up"
    TOO_LATE = "too late"
    TOO_OLD = "too old"
    TOO_SLOW = "too slow"
    LETTERBOX = "letterbox"


# Sends that fail in bursts (design section 6): filtered, toll-free not verified, 10DLC not registered.
PAUSING = frozenset({Why.FILTERED, Why.UNREGISTERED})

LANDLINE_KNOWN = timedelta(days=90)  # how long a number that was a landline is taken for one
PAUSE_WITHIN = timedelta(minutes=15)
PAUSE_OF_LAST = 20
PAUSE_FAILED = 5
