"""Sounds that callers do not hear yet, for whoever is signed in: recordings that were handed in, and drafts."""

from __future__ import annotations

import hashlib
import io

from flask import Blueprint, Response, abort, request, send_file

from ivr.content.model import Pace
from ivr.desk.rendered import Rendered, sounds, wav
from ivr.desk.views.listening import heard_by
from ivr.errors import DeskError
from ivr.web.desk.access import ANYBODY, desk, person, roles
from ivr.web.desk.rows import HIGHEST

routes = Blueprint("sounds", __name__)


@routes.get(f"/sounds/take/<int(max={HIGHEST}):take>")
@roles(*ANYBODY)
def take(take: int) -> Response:
    """A recording that was handed in, as callers would hear it (`?pace=slow` for the slow pace)."""
    pace = Pace.SLOW if request.args.get("pace") == Pace.SLOW.value else Pace.NORMAL
    try:
        return _played(heard_by(desk(), person(), take, pace).wav)
    except DeskError as problem:
        abort(404, str(problem))


@routes.get(f"/sounds/draft/<int(max={HIGHEST}):draft>/<file>")
@roles(*ANYBODY)
def draft(draft: int, file: str) -> Response:
    """One sound of a draft, by the name of its file in `ivr.desk.rendered.Rendered`."""
    found = sounds(desk(), draft)
    if not isinstance(found, Rendered):
        abort(404, "The sounds of this draft are not made yet." if not isinstance(found, str) else found)
    sound = next((each for each in found.sounds.values() if each.file == file), None)
    raw = wav(desk(), found, sound) if sound else b""
    if not raw:
        abort(404, "This draft has no such sound.")
    return _played(raw)


def _played(raw: bytes) -> Response:
    """With ranges, which some browsers ask for before they play anything; kept by no browser, as nobody has agreed."""
    digest = hashlib.sha256(raw).hexdigest()
    response = send_file(io.BytesIO(raw), mimetype="audio/wav", conditional=True, etag=digest)
    response.headers["Cache-Control"] = "no-store"
    return response
