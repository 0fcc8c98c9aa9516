"""What the tests of the pages share: a small application on a line of paper, a staff line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from ivr.settings import Settings
from ivr.web.phone import phone_blueprint
from tests.phones.paper_line import PaperLine, script, small_line, telephone_wav
from tests.web.staff_line import StaffLine, staff_line

SECONDS = 0.6  # of each sound in these tests


def application(line: PaperLine) -> Flask:
    """A small application with the browser phone and sounds, on a line of paper."""
    app = Flask("paper", static_folder=None)
    app.register_blueprint(phone_blueprint(line.handset, line.thread, script))

    @app.get("/audio/<name>")
    def sound(name: str) -> Response:
        if name.startswith("missing"):
            return Response(status=404)
        return Response(telephone_wav(3 if name.startswith("long") else SECONDS), mimetype="audio/wav")

    return app


@pytest.fixture
def paper() -> PaperLine:
    """The small line of paper."""
    return small_line()


@pytest.fixture
def client(paper: PaperLine) -> FlaskClient:
    """A client on this machine, as far as the application knows."""
    return application(paper).test_client()


@pytest.fixture
def line(settings: Settings, tmp_path: Path) -> Iterator[StaffLine]:
    """A staff line on which nobody calls yet."""
    found = staff_line(settings, tmp_path)
    yield found
    found.desk.database.close()
    found.parts.desk.database.close()
