"""Whether the line is well, for load balancers and people on call."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from ivr.bootstrap import Parts
from ivr.errors import IvrError


def blueprint(parts: Parts) -> Blueprint:
    """`GET /health`: 200 with the edition that new calls hear, 503 with a sentence where there is none.

    Where that is not what is published, `says` tells why; the line plays on, so that is no 503.
    """
    routes = Blueprint("health", __name__)

    @routes.get("/health")
    def health() -> tuple[Response, int]:
        try:
            edition = parts.shelf.playing()
        except IvrError as problem:
            return jsonify(status="broken", says=str(problem)), 503
        trouble = {"says": parts.shelf.trouble} if parts.shelf.trouble else {}
        return jsonify(status="ok", edition=edition.number, mode=parts.settings.mode.value, **trouble), 200

    return routes
