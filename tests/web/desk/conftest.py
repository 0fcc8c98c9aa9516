"""A site for each test, on SQLite, and somebody at a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from tests.audio.intake.speech import EMERGENCY, recorded, said, wav
from tests.chromium import CHROMIUM
from tests.web.desk.recorder import COUNTED_IN
from tests.web.desk.site import Site, made_site
from tests.web.desk.visitor import quick_site


@pytest.fixture
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Site:
    """A line with its desk; edition 1 is on the shelf, without sounds where a module is marked as silent."""
    if request.node.get_closest_marker("silent"):
        return quick_site(tmp_path)
    return made_site(tmp_path / "line.db", tmp_path / "data")


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """The whole line, served for real; the desk is at `/desk/`."""
    server = make_server("127.0.0.1", 0, site.line, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Reader:
    """Opens pages of the desk as somebody; any complaint of the browser (an error, a broken policy) fails the test."""

    def __init__(self, browser: Browser, site: Site, address: str) -> None:
        self._browser, self._site, self._address = browser, site, address
        self.problems: list[str] = []

    def open(self, person: str, path: str = "/", **how: object) -> Page:
        """A page of the desk in a browser of its own, signed in."""
        context = self._browser.new_context(viewport={"width": 1280, "height": 900}, **how)  # type: ignore[arg-type]
        context.add_cookies([{"name": "desk", "value": self._site.cookie(person), "url": f"{self._address}/desk/"}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", lambda said: self.problems.append(said.text) if said.type in {"error", "warning"} else None)
        page.goto(f"{self._address}/desk{path}")
        return page

    def close(self) -> None:
        """Close every browser window and complain of what they complained of."""
        for context in self._browser.contexts:
            context.close()
        assert self.problems == []


@pytest.fixture
def reader(browser: Browser, site: Site, address: str) -> Iterator[Reader]:
    """Somebody at a browser."""
    someone = Reader(browser, site, address)
    yield someone
    someone.close()


@pytest.fixture(scope="module")
def microphone(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium with a microphone before which somebody reads the emergency words, once each time it is switched on."""
    file = tmp_path_factory.mktemp("microphone") / "voice.wav"
    file.write_bytes(wav(recorded(said(EMERGENCY.spoken), before=COUNTED_IN, after=10.0)))
    flags = [
        "--no-sandbox",
        "--mute-audio",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={file}%noloop",
    ]
    found = browser.browser_type.launch(executable_path=CHROMIUM, args=flags)
    yield found
    found.close()


@pytest.fixture
def speaker(microphone: Browser, site: Site, address: str) -> Iterator[Reader]:
    """Somebody at that browser."""
    someone = Reader(microphone, site, address)
    yield someone
    someone.close()
