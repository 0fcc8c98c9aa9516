"""The staff line's webhooks: each step of a staff call is one POST whose path holds the whole call, but no PIN."""

from __future__ import annotations

import re
from collections.abc import Mapping

import structlog
from flask import Blueprint, Response, request
from flask.blueprints import BlueprintSetupState
from werkzeug.routing import BaseConverter

from ivr.bootstrap import Parts
from ivr.carrier.staff_documents import HOOK, TOLD, StaffDocuments, Verb, event, recording_of, staff_last_resort
from ivr.content.model import Language, PromptId
from ivr.content.readers.staff import read_staff
from ivr.content.staff import FILE
from ivr.desk.phone.answers import Spare, StaffDesk
from ivr.errors import DeskError, StoreError
from ivr.flow.session import Arrived, Lost
from ivr.flow.staff import path
from ivr.flow.staff.session import StaffEvent, StaffSession
from ivr.flow.staff.step import begin
from ivr.line.staff import staff_turn
from ivr.web.audio import take_token
from ivr.web.voice import xml

# Who, which prompt, and which words: what stands behind the address at which recordings are told.
_ABOUT = re.compile(rf"([0-9]{{1,6}})/([0-9]{{1,6}})(/(?:[0-9a-f]{{1,64}}|{path.NOTHING}))?", re.ASCII)

log = structlog.get_logger()


class _Rest(BaseConverter):
    """Whatever is left of a path, slashes and all: a damaged address is still somebody who waits."""

    regex = ".*?"
    part_isolating = False


def blueprint(parts: Parts) -> Blueprint:
    """`POST /voice/desk`, `POST /voice/desk/<step>` and `POST /voice/desk/recording/<person>/<prompt>/<words>`."""
    routes = Blueprint("staff", __name__)
    house = StaffDesk(parts.desk, parts.shelf.playing, parts.settings.voice_number, _spare(parts))

    @routes.record_once
    def known(state: BlueprintSetupState) -> None:
        state.app.url_map.converters["rest"] = _Rest

    @routes.post(HOOK)
    def answered() -> Response:
        return _document(parts, house, "")

    @routes.post(f"{HOOK}/<rest:rest>")
    def stepped(rest: str) -> Response:
        return _document(parts, house, rest)

    @routes.post(f"{HOOK}/{TOLD}/<rest:rest>")
    def told(rest: str) -> tuple[str, int]:
        return "", _told(parts, house, rest)

    return routes


def _spare(parts: Parts) -> Spare:
    """The fixed words in the folder of words, for a published edition that is older than some of them."""
    spare: dict[Language, Mapping[PromptId, str]] = {}
    for file in sorted(parts.settings.content.glob(f"*/{FILE}")):
        language = file.parent.name
        try:
            spare[language] = read_staff({f"{language}/{FILE}": file.read_bytes()}, language)[0]
        except OSError:
            log.warning("staff.words-unreadable", language=language)
    return spare


def _document(parts: Parts, house: StaffDesk, rest: str) -> Response:
    """The next document of a call; nothing that a request says can make this fail."""
    try:
        return xml(_next(parts, house, rest))
    except Exception:
        log.exception("staff.last-resort")
        return xml(staff_last_resort())


def _next(parts: Parts, house: StaffDesk, rest: str) -> str:
    session, happened = _read(parts, rest)
    call = parts.house.pseudonym(request.form.get("CallSid", ""))
    turn = staff_turn(session, happened, call, parts.clock(), house)
    log.info(
        "staff.step",
        call=call,
        happened=type(happened).__name__,
        place=turn.session.kind,
        hint=turn.session.hint,
        prompt=turn.session.prompt,
    )

    def take(number: int) -> str:
        return f"{parts.addresses.public}/audio/take/{take_token(parts.settings, number)}.wav"

    return StaffDocuments(parts.shelf.playing(), parts.addresses, house.words(), take).voice(turn)


def _read(parts: Parts, rest: str) -> tuple[StaffSession, StaffEvent]:
    """What a path says: `<session>/<verb>`; anything else starts at the first question."""
    fresh = begin(parts.clock())
    if not rest.strip("/"):
        return fresh, Arrived()
    state, _, verb = rest.rpartition("/")
    session = path.read(state)
    if session is None or verb not in tuple(Verb):
        return session or fresh, Lost()
    return session, event(verb, request.form)


def _told(parts: Parts, house: StaffDesk, rest: str) -> int:
    """Note a recording whose call may be over; the status of the answer (503: tell it again)."""
    recording, about = recording_of(request.form), _ABOUT.fullmatch(rest)
    call = parts.house.pseudonym(request.form.get("CallSid", ""))
    if about is None:  # nobody's: telling it again would not help
        log.warning("staff.not-ours", call=call, says="Its address names no person and prompt.")
        return 204
    session = StaffSession(
        person=int(about[1]), prompt=int(about[2]), script=(about[3] or "").strip(f"/{path.NOTHING}")
    )
    try:
        if recording:
            house.told(session, recording, call)
    except DeskError as problem:
        log.warning("staff.not-ours", call=call, says=str(problem))
    except StoreError as problem:
        log.warning("staff.report-not-stored", call=call, says=str(problem))
        return 503
    return 204
