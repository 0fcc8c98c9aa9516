"""Styles and scripts: their addresses tell what is in them, so that browsers ask for each of them once."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, request

from ivr.web.desk.access import is_file

YEAR = 365 * 24 * 60 * 60  # seconds
VERSION = "v"


def install(app: Flask) -> None:
    """Let `url_for` put the version behind each file's address, and browsers keep what was asked for by its version."""

    @app.url_defaults
    def versioned(endpoint: str, values: dict[str, object]) -> None:
        if is_file(endpoint) and VERSION not in values:
            values[VERSION] = _version(_folder(app, endpoint) / str(values.get("filename", "")))

    @app.after_request
    def kept(response: Response) -> Response:
        """For a year, unless it was asked for by another version, as a page does that was opened before an update."""
        if is_file(request.endpoint) and response.status_code in {200, 304}:
            asked, given = request.args.get(VERSION), request.view_args or {}
            if asked and asked == _version(_folder(app, request.endpoint or "") / str(given.get("filename", ""))):
                response.cache_control.no_cache = None
                response.cache_control.max_age = YEAR
                response.cache_control.immutable = True
        return response


def _folder(app: Flask, endpoint: str) -> Path:
    """Where the files of the desk lie (`static`), or of a blueprint (`bootstrap.static`)."""
    where = app.blueprints[endpoint.rpartition(".")[0]] if "." in endpoint else app
    return Path(where.static_folder or "")


@cache
def _version(file: Path) -> str:
    """The beginning of the hash of what is in it; "" where there is no such file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else ""
