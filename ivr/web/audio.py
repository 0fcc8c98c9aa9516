"""The sounds: named by their hash, so they never change and may be kept a year; and takes for who made them."""

from __future__ import annotations

import structlog
from flask import Blueprint, Response, abort, send_file
from itsdangerous import BadData, URLSafeTimedSerializer

from ivr.bootstrap import Parts
from ivr.desk.views.listening import take_heard
from ivr.errors import DeskError, IvrError
from ivr.settings import Settings

YEAR = 365 * 24 * 60 * 60
# Long enough for a caller who listens three times, far too short to be passed on.
TOKEN_SECONDS = 15 * 60
PURPOSE = "a take, heard back by telephone"

log = structlog.get_logger()


def take_token(settings: Settings, take: int) -> str:
    """What opens one take at `/audio/take/<token>.wav` for a quarter of an hour: letters, digits, `.`, `-` and `_`."""
    return _tokens(settings).dumps(take)


def blueprint(parts: Parts) -> Blueprint:
    """`GET /audio/<hash>.wav`, with ranges and immutable caching, and `GET /audio/take/<token>.wav`."""
    routes = Blueprint("audio", __name__)

    @routes.get("/audio/<file>")
    def sound(file: str) -> Response:
        path = parts.shelf.sound_path(file)
        if path is None:
            abort(404)
        response = send_file(path.resolve(), mimetype="audio/wav", conditional=True, etag=path.stem, max_age=YEAR)
        response.cache_control.public = True
        response.cache_control.immutable = True
        return response

    @routes.get("/audio/take/<token>.wav")
    def take(token: str) -> Response:
        number = _opened(parts.settings, token)
        if number is None:
            abort(404)
        try:
            wav = take_heard(parts.desk, number).wav
        except DeskError:  # its words have changed since
            abort(404)
        except IvrError as problem:
            log.warning("take.not-heard", take=number, says=str(problem))
            abort(503)
        response = Response(wav, mimetype="audio/wav")
        response.cache_control.private = True
        response.cache_control.max_age = TOKEN_SECONDS
        return response

    return routes


def _opened(settings: Settings, token: str) -> int | None:
    """The take that a token names; None where it is none of ours, altered, or too old."""
    try:
        found = _tokens(settings).loads(token, max_age=TOKEN_SECONDS)
    except BadData:
        return None
    return found if type(found) is int else None


def _tokens(settings: Settings) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings.secret_key, salt=PURPOSE)
