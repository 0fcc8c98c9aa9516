"""The call's webhooks: each step is one POST whose path holds the whole call."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from ivr.bootstrap import Parts
from ivr.carrier import incoming, twiml
from ivr.carrier.incoming import Verb
from ivr.content.model import Edition
from ivr.flow import path
from ivr.flow.call import begin
from ivr.flow.session import Arrived, Event, Lost, Session
from ivr.line import loop
from ivr.line.counting import Stepped
from ivr.line.loop import Caller

log = structlog.get_logger()


@dataclass(frozen=True)
class _Step:
    """One request, read: which edition, where the caller is, what happened."""

    edition: Edition
    session: Session
    event: Event


def blueprint(parts: Parts) -> Blueprint:
    """`POST /voice`, `POST /voice/<step>` and `POST /voice/status`."""
    routes = Blueprint("voice", __name__)

    @routes.post("/voice")
    def answered() -> Response:
        return _document(parts, "")

    @routes.post("/voice/status")
    def status() -> tuple[str, int]:
        call = parts.house.pseudonym(request.form.get("CallSid", ""))
        status = request.form.get("CallStatus", "")[:20]
        log.info("call.status", call=call, status=status)
        if status == incoming.ENDED:
            parts.counter.ended(call)
        return "", 204

    @routes.post("/voice/<path:rest>")
    def stepped(rest: str) -> Response:
        return _document(parts, rest)

    @routes.app_errorhandler(404)
    def damaged(problem: HTTPException) -> Response | HTTPException:
        """A path so damaged that no route knows it is still a caller who waits (the door has checked the signature)."""
        return _document(parts, "damaged") if request.path.startswith("/voice/") else problem

    return routes


def _document(parts: Parts, rest: str) -> Response:
    """The next document of a call; nothing that a request says can make this fail."""
    try:
        return xml(_next(parts, rest))
    except Exception:
        log.exception("call.last-resort")
        return xml(twiml.last_resort(parts.addresses))


def _next(parts: Parts, rest: str) -> str:
    read = _read(parts, rest)
    caller = Caller(incoming.caller(request.form), request.form.get("CallSid", ""), parts.clock(), read.edition.number)
    turn = loop.turn(read.edition.content, read.session, read.event, caller, parts.house)
    call = parts.house.pseudonym(caller.call)
    before = None if isinstance(read.event, Arrived) else read.session
    parts.counter.call(before, read.event, turn, Stepped(call, read.edition.number, caller.now))
    log.info(
        "call.step",
        call=call,
        edition=read.edition.number,
        happened=type(read.event).__name__,
        place=turn.session.view.place,
        hint=turn.session.view.hint,
    )
    return twiml.Documents(read.edition, parts.addresses, parts.settings.voice_number).voice(turn)


def _read(parts: Parts, rest: str) -> _Step:
    """What a path says: `<edition>/<session>/<verb>`; anything else starts again at the main menu."""
    now = parts.clock()
    if not rest:
        edition = parts.shelf.playing()
        return _Step(edition, begin(edition.content, edition.content.default_language, now), Arrived())
    number, _, tail = rest.partition("/")
    state, _, verb = tail.rpartition("/")
    known = number.isascii() and number.isdecimal() and len(number) < 10  # noqa: PLR2004 - more is no edition
    edition = parts.shelf.edition(int(number)) if known else parts.shelf.playing()
    session = path.read(state)
    if session is None or verb not in tuple(Verb):
        return _Step(edition, begin(edition.content, edition.content.default_language, now), Lost())
    return _Step(edition, session, incoming.event(verb, request.form))


def xml(document: str) -> Response:
    """An answer that the carrier reads."""
    return Response(document, content_type="text/xml; charset=utf-8")
