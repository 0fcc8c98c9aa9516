"""Whether the line is well, for load balancers and people on call."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from ivr.bootstrap import Parts
from ivr.errors import IvrError


def blueprint(parts: Parts) -> Blueprint:
    """`GET /health`: 200 with the edition that callers hear, 503 with a sentence otherwise."""
    routes = Blueprint("health", __name__)

    @routes.get("/health")
    def health() -> tuple[Response, int]:
        try:
            edition = parts.shelf.current()
        except IvrError as problem:
            return jsonify(status="broken", says=str(problem)), 503
        return jsonify(status="ok", edition=edition.number, mode=parts.settings.mode.value), 200

    return routes
