"""What recordings by browser are made of: the page, a voice, and how they are sent."""

from __future__ import annotations

import functools
import io
import re
from html import unescape

from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from ivr.desk.takes import take_standings
from ivr.store.takings import Taking
from tests.audio.intake.speech import EMERGENCY, recorded, said, wav
from tests.web.desk.site import Site

PROMPT = "/prompts/en/greeting.emergency"
RECORD = f"{PROMPT}/record"
# Chromium plays the file from when the microphone is asked for: count-in and beep come first.
COUNTED_IN = 3.5


@functools.cache
def speech() -> bytes:
    """The emergency words as somebody reads them."""
    return wav(recorded(said(EMERGENCY.spoken)))


@functools.cache
def quiet() -> bytes:
    """The same from across the room."""
    return wav(recorded(said(EMERGENCY.spoken) * 0.05))


KEPT = """async (encoded) => {
  const raw = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
  const { key, script } = document.getElementById("recorder").dataset;
  const parts = [new Blob([raw])];
  const made = { key, script, at: Date.now(), type: "audio/wav", parts, seconds: 5, finished: true, speaker: "Maria" };
  await recordings.keep(made);
}"""


def token(client: FlaskClient, page: str = RECORD) -> str:
    """The token of a page's form."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(f"/desk{page}").text)
    assert found is not None
    return unescape(found[1])


def handed(client: FlaskClient, raw: bytes, name: str = "maria.wav", **more: str) -> TestResponse:
    """A file handed in by the form, with the page's token."""
    return posted(client, raw, name, csrf_token=token(client), **more)


def posted(client: FlaskClient, raw: bytes, name: str = "maria.wav", **more: str) -> TestResponse:
    """A file sent to the desk."""
    data = {"speaker": "Maria Lopez", "recording": FileStorage(io.BytesIO(raw), name), **more}
    boundary, body = encode_multipart(data)  # the client itself would leave a file open
    return client.post(f"/desk{RECORD}", data=body, content_type=f"multipart/form-data; boundary={boundary}")


def waiting(site: Site) -> list[Taking]:
    """The recordings that wait."""
    return [each.take for each in take_standings(site.desk)]


def read_aloud(page: Page) -> None:
    """Record, by keyboard alone: the focus is where the next key belongs."""
    page.wait_for_selector("#stop:visible", timeout=15_000)
    assert page.evaluate("document.activeElement.id") == "stop"
    expect(page.locator("#elapsed")).to_have_text(re.compile(r"[7-9]|\d\d"), timeout=20_000)
    page.keyboard.press("Enter")
    page.wait_for_selector("#review:visible")
