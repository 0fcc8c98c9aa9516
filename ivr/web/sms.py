"""The text line's webhooks: one inbound text, at most one answer, the thread in a signed cookie."""

from __future__ import annotations

import structlog
from flask import Blueprint, Response, request, session

from ivr.bootstrap import Parts
from ivr.carrier import incoming, twiml
from ivr.flow.texting import cookie
from ivr.flow.texting.answer import body
from ivr.flow.texting.thread import OptOut, Texted
from ivr.line.texts import Texter, reply
from ivr.web.voice import xml

THREAD = "t"

log = structlog.get_logger()


def blueprint(parts: Parts) -> Blueprint:
    """`POST /sms`, `POST /sms/status` for replies, and `POST /sms/status/<row>` for texts of the outbox."""
    routes = Blueprint("sms", __name__)

    @routes.post("/sms")
    def arrived() -> Response:
        try:
            return xml(twiml.message(_answer(parts)))
        except Exception:
            log.exception("text.broke")
            return xml(twiml.message(SORRY))

    @routes.post("/sms/status")
    def status() -> tuple[str, int]:
        log.info("text.status", status=request.form.get("MessageStatus", "")[:20])
        return "", 204

    @routes.post("/sms/status/<row>")
    def reported(row: str) -> tuple[str, int]:
        try:
            became = parts.reports.note(row, request.form, parts.clock())
        except Exception:
            log.exception("text.report-not-stored")
            return "", 503  # the carrier comes again (ivr.carrier.rest.AGAIN)
        if became:
            parts.counter.delivery(row, became, parts.clock())
        return "", 204

    return routes


# Sent when everything else broke, so it depends on nothing; whoever wrote may be in danger.
SORRY = (
    "Sorry, something went wrong on our side. In an emergency call 911. If life feels too hard, call or text 988, "
    "day or night. Please try again in a minute, or call this number."
)


def _answer(parts: Parts) -> str:
    edition, now = parts.shelf.playing(), parts.clock()
    content = edition.content
    form = request.form
    thread = cookie.read(str(session.get(THREAD, "")), content)
    texted = Texted(
        body=form.get("Body", ""),
        opt_out_type=form.get("OptOutType", "").strip().upper(),
        media=incoming.media(form),
    )
    texter = Texter(incoming.caller(form), now, OptOut(parts.settings.opt_out))
    turn = reply(content, thread, texted, texter, parts.house)
    parts.counter.text(turn, edition.number, now)
    session[THREAD] = cookie.write(turn.thread)
    return body(content, turn)
