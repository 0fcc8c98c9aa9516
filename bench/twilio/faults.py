"""What can happen to one message at the provider."""

from __future__ import annotations

from dataclasses import dataclass, field

IN_ORDER = ("sent", "delivered")
REVERSED = ("delivered", "sent")
TWICE = ("sent", "sent", "delivered", "delivered", "sent")
SILENT: tuple[str, ...] = ()
FAILS = ("sent", "undelivered")


@dataclass(frozen=True)
class Fault:
    """How one request to send ends, and what is reported of the message if it was taken.

    Attributes:
        status: the HTTP status; 201 is "created".
        code: the provider's own error, 0 for none.
        takes: whether the message is taken, whatever the answer says.
        drops: whether the connection is cut instead of an answer.
        delay: seconds before the message is taken or not.
        retry_after: the header of that name.
        reports: the statuses that are reported, in this order.
        error: the error that "undelivered" and "failed" name.
        late: seconds before the first report.
    """

    status: int = 201
    code: int = 0
    takes: bool = True
    drops: bool = False
    delay: float = 0.0
    retry_after: str = ""
    reports: tuple[str, ...] = IN_ORDER
    error: int = 0
    late: float = field(default=0.0, compare=False)


FINE = Fault()
TOO_MANY = Fault(429, 20429, takes=False, retry_after="1")
BROKEN = Fault(500, 20500, takes=False)
BROKEN_AFTER = Fault(503, takes=True)
CUT_BEFORE = Fault(takes=False, drops=True)
CUT_AFTER = Fault(drops=True)
STOPPED = Fault(400, 21610, takes=False)
NO_NUMBER = Fault(400, 21211, takes=False)
LANDLINE = Fault(reports=FAILS, error=30006)
STOPPED_LATER = Fault(reports=FAILS, error=21610)


@dataclass(frozen=True)
class Media:
    """How one request for a recording ends.

    Attributes:
        status: the HTTP status.
        drops: whether the connection is cut instead of an answer.
        delay: seconds before the answer.
        bytes: how much is sent instead of the recording, 0 for the recording itself.
        pieces: in how many pieces, `pause` seconds apart.
        pause: seconds.
        lacks: how many bytes less are sent than the answer says.
        moved: where the answer says it lies; "" for nowhere else.
    """

    status: int = 200
    drops: bool = False
    delay: float = 0.0
    bytes: int = 0
    pieces: int = 1
    pause: float = 0.0
    lacks: int = 0
    moved: str = ""


THERE = Media()
