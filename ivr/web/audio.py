"""The sounds: named by their hash, so they never change and may be kept for a year."""

from __future__ import annotations

from flask import Blueprint, Response, abort, send_file

from ivr.bootstrap import Parts

YEAR = 365 * 24 * 60 * 60


def blueprint(parts: Parts) -> Blueprint:
    """`GET /audio/<hash>.wav`, with ranges and immutable caching."""
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

    return routes
