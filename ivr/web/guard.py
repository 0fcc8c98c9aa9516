"""The door of the webhooks: POST only, signed by the carrier, checked against the configured address."""

from __future__ import annotations

from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, abort, request

from ivr.bootstrap import Parts

WEBHOOKS = ("/voice", "/sms")

log = structlog.get_logger()


def watch(app: Flask, parts: Parts) -> None:
    """Check every request to a webhook before any route sees it; add the headers that every answer has."""

    def check() -> None:
        if not is_webhook(request.path):
            return
        if request.method != "POST":
            abort(405)
        signed = request.headers.get(parts.signature.header, "")
        # Without a signature the body is not even read: a slow one would hold a thread.
        if not signed or not parts.signature.valid(signed_url(parts.settings.public_url), request.form, signed):
            log.warning("webhook.refused", path=request.path, signed=bool(signed))
            abort(403)

    def harden(response: Response) -> Response:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        return response

    app.before_request(check)
    app.after_request(harden)


def is_webhook(path: str) -> bool:
    """Whether only the carrier may ask for this path."""
    return any(path == hook or path.startswith(f"{hook}/") for hook in WEBHOOKS)


def signed_url(public_url: str) -> str:
    """The address that the carrier signed: the configured one with this request's path, byte for byte as it was sent.

    The Host header is never believed; a proxy's rewritten path would not match, so the public URL may carry a prefix.
    """
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or request.full_path.rstrip("?")
    if not raw.startswith("/"):  # the absolute form names a host of the sender's choice
        parts = urlsplit(raw)
        raw = parts.path + (f"?{parts.query}" if parts.query else "")
    return public_url + raw
