"""How much of a request is read: little of strangers, forms of staff, and recordings where one is handed in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, request
from flask_security import current_user

from ivr.web.desk.access import SIGN_IN
from ivr.web.patience import wait_for_body

_KB, _MB = 1024, 1024 * 1024


@dataclass(frozen=True)
class Limit:
    """What is read of a request at most.

    Attributes:
        body: bytes in all; also the only limit of a form that is no multipart one.
        field: bytes of a field that is no file.
        parts: parts of a multipart form.
        seconds: in which the body must have come.
    """

    body: int
    field: int
    parts: int
    seconds: float


# The forms of signing in are some hundred bytes.
STRANGERS = Limit(64 * _KB, 64 * _KB, 20, 10)
# Flask's own for fields and parts. An approver may tick some hundred things.
FORMS = Limit(500_000, 500_000, 1000, 30)
# A whole file of words, in which each letter may be sent as nine: `pages.words.LONGEST` is what is kept of it.
WORDS = Limit(4 * _MB, 4 * _MB, 20, 60)
# A recording of two minutes in the largest form that browsers and phones make, by a telephone's connection. Fields are
# a name and a token, but Werkzeug reads 64 kB at once and holds its limit of fields against what it has read.
RECORDINGS = Limit(40 * _MB, FORMS.field, 20, 300)
_LARGER = {"words.keep": WORDS, "words.measure": WORDS, "prompts.take": RECORDINGS}


def install(app: Flask) -> None:
    """Set the limits of each request; after the door, and before anything looks into a form."""
    app.config.update(
        MAX_CONTENT_LENGTH=STRANGERS.body, MAX_FORM_MEMORY_SIZE=STRANGERS.field, MAX_FORM_PARTS=STRANGERS.parts
    )
    app.before_request(_set)


def _set() -> None:
    if not current_user.is_authenticated or request.endpoint in SIGN_IN:
        # Of the rest as much as the application has. At the sign-in everybody is a stranger, as at the gate.
        wait_for_body(request.environ, STRANGERS.seconds)
        return
    limit = _LARGER.get(request.endpoint or "", FORMS)
    request.max_content_length = limit.body
    request.max_form_memory_size = limit.field
    request.max_form_parts = limit.parts
    wait_for_body(request.environ, limit.seconds)
