"""What the tests of the pages share: the system's Chromium, a small application on a line of paper, a staff line."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright

from ivr.settings import Settings
from ivr.web.phone import phone_blueprint
from tests.phones.paper_line import PaperLine, script, small_line, telephone_wav
from tests.web.staff_line import StaffLine, staff_line

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium; without it these tests say loudly that they did not run."""
    if not CHROMIUM:
        pytest.skip("NO CHROMIUM FOUND: the browser phone was not tried in a browser (apt-get install chromium)")
    with sync_playwright() as playwright:
        # As root (in containers) Chromium runs only without its sandbox; these pages are all our own.
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--mute-audio"])
        yield found
        found.close()
