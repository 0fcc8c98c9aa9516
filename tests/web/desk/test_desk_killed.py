"""The line's own process killed in the middle of people's work and started again: what they did is there, once."""

from __future__ import annotations

import base64
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

import pytest
from playwright.sync_api import Browser, Error, Page

from bench.serving import TOKEN, Server
from ivr.carrier.signature import TwilioSignature
from ivr.content.model import Content
from ivr.desk.editing import open_drafts
from ivr.desk.notices import switch_on
from ivr.desk.people import set_pin, staff
from ivr.desk.takes import take_standings, withdraw_take
from ivr.desk.views.listening import take_of
from ivr.flow.staff.places.recording import ROUND
from ivr.phones.exchange import Line, Response
from ivr.phones.handset import Handset
from ivr.phones.recordings import FolderRecordings
from ivr.phones.steps import Step
from ivr.store.takings import KEPT
from ivr.web.desk.app import create_desk
from tests.conftest import DATA
from tests.desk.desks import logged
from tests.desk.phone.calling import spoken
from tests.web.desk.patient import with_key
from tests.web.desk.recorder import KEPT as RECORDED
from tests.web.desk.recorder import RECORD, speech
from tests.web.desk.serving import free_port, killed, operated
from tests.web.desk.site import Site, made_site
from tests.web.desk.test_desk_prompts import EDIT, NEW
from tests.web.desk.wire import Wire

PIN = "824397"
# How much of a request gets through before the line dies: nothing, some of it, or all of it and none of the answer.
MOMENTS = {"before it": 0, "in the middle of it": 500, "before its answer": -1}
SAVE, HAND_IN, CALL = "POST /desk/words/edit", f"POST /desk{RECORD}", "POST /voice/desk"
# A staff call, from sign-in to kept, by the keys that are pressed; the sheet's second prompt is the emergency words.
NUMBER = "number"
COURSE = {
    "dial": "",
    NUMBER: "",
    "PIN": f"{PIN}#",
    "by its number": "1",
    "the second prompt": "2#",
    "record": "1",
    "speak": "",
    "wait": "",
    "keep": "1",
}
HEARD, KEPT_NOW = "Callers will hear it like this.", "Somebody else has to approve it"

Opened = Callable[[str, str], Page]


@dataclass
class Operated:
    """A line that is killed and started again on the same port, with the same data; people find it by the wire."""

    site: Site
    folder: Path
    port: int
    wire: Wire
    child: Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where people find it, whether it lives or not."""
        return f"http://127.0.0.1:{self.wire.port}"

    def start(self) -> None:
        """Let it live."""
        data = self.site.desk.shelf.data
        self.child = operated(f"sqlite:///{self.folder / 'line.db'}", data, self.port, self.address)

    def kill(self) -> None:
        """SIGKILL to all of it."""
        if self.child:
            killed(self.child, self.port)

    def killed_at(self, request: str, after: int, deed: Callable[[], object]) -> None:
        """Do something whose request is cut there, and start the line again."""
        done = self.wire.cut(request, self.kill, after)
        with suppress(OSError, Error):
            deed()
        assert done.wait(30), "the request never came"
        self.start()


@pytest.fixture(scope="module")
def line(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operated]:
    """A line that people work with, on which the published words lead and nothing is to be learnt any more."""
    assert content
    folder, port = tmp_path_factory.mktemp("killed"), free_port()
    made = made_site(folder / "line.db", folder / "data")
    switch_on(made.desk, "ann", "office-closed", "2026-06-18")
    set_pin(made.desk, "rec", "rec", PIN)
    for learnt in (DATA / "rendered").glob("learnt-*"):
        shutil.copy(learnt, folder / "data" / "rendered")
    app = create_desk(with_key(f"sqlite:///{folder / 'line.db'}", folder / "data"), made.desk)
    found = Operated(Site(made.desk, app, made.line), folder, port, Wire(port))
    try:
        found.start()
        yield found
    finally:
        found.kill()
        found.wire.close()
        made.desk.database.close()


@pytest.fixture
def opened(browser: Browser, line: Operated) -> Iterator[Opened]:
    """Opens pages of the desk as somebody."""

    def open_page(person: str, path: str) -> Page:
        context = browser.new_context()
        cookie = line.site.cookie(person)
        context.add_cookies([{"name": "desk", "value": cookie, "url": f"{line.address}/desk/"}])
        page = context.new_page()
        page.goto(f"{line.address}/desk{path}")
        return page

    yield open_page
    for each in browser.contexts:
        each.close()


def saved(line: Operated, page: Page, words: str, after: int, way: str) -> None:
    """Type words, save them as the line dies, come back to the form in some way, find them there, and save them."""
    there = page.url
    page.fill("#words", words)
    line.killed_at(SAVE, after, lambda: page.click("text=Keep as a draft", timeout=15_000))
    page.wait_for_timeout(200)  # the browser's own page that nobody answers
    {"back": page.go_back, "load it again": page.reload, "by the link": lambda: page.goto(there)}[way]()
    page.wait_for_selector("#write")
    if page.is_visible("#kept-words"):
        assert page.inner_text("#kept-words [data-words]") == words
        page.click("text=Put them into the form")
    assert page.input_value("#words") == words
    page.click("text=Keep as a draft")
    page.wait_for_selector("text=Kept as draft")
    assert page.is_hidden("#kept-words"), "what the desk has need not be offered any more"
    assert [each.words for each in open_drafts(line.site.desk) if each.author == "ed"] == [words]


def handed_in(line: Operated, page: Page, after: int) -> None:
    """Hand a recording in as the line dies; it is in the browser still, and goes in again when the line is back."""
    before = len(logged(line.site.desk, "record"))
    page.evaluate(RECORDED, base64.b64encode(speech()).decode())
    page.reload()
    page.wait_for_selector("#review:visible")
    line.killed_at(HAND_IN, after, lambda: page.click("#hand-in"))
    page.wait_for_selector("#problem:visible")
    assert "Your recording is safe in this browser." in page.inner_text("#problem")
    page.click("#hand-in")
    page.wait_for_selector("text=Your recording was taken in", timeout=30_000)
    assert page.evaluate("recordings.find('rec|greeting.emergency|en')") is None
    (standing,) = take_standings(line.site.desk)
    assert take_of(line.site.desk, standing.take.id)
    assert len(logged(line.site.desk, "record")) == before + 1, "it was kept once"
    withdraw_take(line.site.desk, "rec", standing.take.id)


class Caller:
    """Somebody of the staff on a telephone, which asks again where nobody answers, as the provider does."""

    def __init__(self, line: Operated) -> None:
        self._sign, self._at = TwilioSignature(TOKEN).sign, line.address
        assert line.child
        self._line = Server(line.child, line.wire.port, line.folder / "serve.log")
        found = Line(line.address, "+12025550100", "+12025550147", "AC" + "0" * 32, entry="/voice/desk")
        self._tapes = FolderRecordings(line.site.desk.shelf.data / "recordings")
        self.phone = Handset(self._post, found, keep=self._kept)
        self._number = next(each.number for each in staff(line.site.desk) if each.id == "rec")
        self.said = self.tape = ""

    def _kept(self, wav: bytes) -> str:
        self.tape = self.tape or self._tapes.keep(wav)  # asked again, it tells of the same recording
        return self.tape

    def _post(self, url: str, form: Mapping[str, str]) -> Response:
        answer = self._line.ask(url.removeprefix(self._at), form, X_Twilio_Signature=self._sign(url, form))
        return Response(answer.status, answer.text, answer.headers)

    def does(self, deed: str) -> None:
        """Dial, speak, wait until it is heard back, or press keys."""
        if deed == "dial":
            self._hear(self.phone.dial())
        elif deed == "speak":
            self._hear(self.phone.record(spoken(), 5.0, "#"))
        elif deed == "wait":
            deadline = time.monotonic() + 90
            while HEARD not in self.said and time.monotonic() < deadline:
                time.sleep(ROUND.seconds)
                self._hear(self.phone.wait())
        else:
            for key in COURSE[deed] or f"{self._number}#":
                self._hear(self.phone.press(key))

    def _hear(self, steps: tuple[Step, ...]) -> None:
        self.said = " ".join(each.text for each in steps if each.kind == "say")


def kept_through_a_kill(line: Operated, at: str, after: int, request: str = CALL) -> None:
    """Sign in, record, hear it back and keep it, while the line dies at one of these deeds, and goes on with it."""
    caller = Caller(line)
    for deed in COURSE:
        if deed == at:
            before = caller.phone.state()
            line.killed_at(request, after, lambda: caller.does(at))
            caller.phone.restore(before)
        caller.does(deed)
    assert KEPT_NOW in caller.said
    (standing,) = take_standings(line.site.desk)
    assert (standing.take.author, standing.take.phone) == ("rec", KEPT)
    assert take_of(line.site.desk, standing.take.id)
    withdraw_take(line.site.desk, "rec", standing.take.id)


@pytest.mark.browser
def test_words_typed_while_the_line_dies_are_saved_once(line: Operated, opened: Opened) -> None:
    """Kept as a draft, and the answer is lost: back at the form the words are there, and saved again they are one."""
    saved(line, opened("ed", EDIT), NEW, -1, "back")


@pytest.mark.browser
def test_a_recording_handed_in_while_the_line_dies_is_there_once(line: Operated, opened: Opened) -> None:
    """Taken in, and the answer is lost: it is in the browser still, and handed in again it is the same."""
    handed_in(line, opened("rec", RECORD), -1)


def test_a_recording_by_telephone_while_the_line_dies_is_kept_once(line: Operated) -> None:
    """Told, and the answer is lost: asked again the call goes on, to hearing it back and keeping it."""
    kept_through_a_kill(line, "speak", -1)


@pytest.mark.browser
@pytest.mark.parametrize("way", ["back", "load it again", "by the link"])
@pytest.mark.parametrize("after", MOMENTS.values(), ids=MOMENTS)
def test_at_every_moment_of_saving(line: Operated, opened: Opened, after: int, way: str) -> None:
    """Whichever way somebody comes back to the form: by Back, by loading again what failed, by the link."""
    words = f"{NEW}\n\nThis was typed {sorted(MOMENTS.values()).index(after) + 1} times."
    saved(line, opened("ed", EDIT), words, after, way)


@pytest.mark.browser
@pytest.mark.parametrize("after", MOMENTS.values(), ids=MOMENTS)
def test_at_every_moment_of_handing_in(line: Operated, opened: Opened, after: int) -> None:
    """Nothing of it, some of it, or all of it has come."""
    handed_in(line, opened("rec", RECORD), after)


@pytest.mark.parametrize("after", [0, -1], ids=["before it", "before its answer"])
@pytest.mark.parametrize("at", COURSE)
def test_at_every_moment_of_a_staff_call(line: Operated, at: str, after: int) -> None:
    """From the first ring to the key that keeps it; nobody is locked out."""
    kept_through_a_kill(line, at, after)


@pytest.mark.parametrize("after", [0, -1], ids=["before it", "before its answer"])
def test_at_every_moment_of_the_word_of_a_recording(line: Operated, after: int) -> None:
    """The provider tells it beside the call."""
    kept_through_a_kill(line, "speak", after, "POST /voice/desk/recording")


def test_at_every_moment_a_call_may_be_lost_and_the_next_one_tells(line: Operated) -> None:
    """Nobody asks again: the recording comes in all the same, and is told of at its prompt."""
    lost, caller, deeds = Caller(line), Caller(line), list(COURSE)
    for deed in deeds[: deeds.index("speak")]:
        lost.does(deed)
    line.killed_at(CALL, -1, lambda: lost.does("speak"))
    deadline = time.monotonic() + 90
    while not take_standings(line.site.desk) and time.monotonic() < deadline:
        time.sleep(0.3)
    for deed in deeds[: deeds.index("record")]:
        caller.does(deed)
    assert re.search(r"Your recording, made .+, waits for you to keep it or cancel it\.", caller.said), caller.said
    (standing,) = take_standings(line.site.desk)
    withdraw_take(line.site.desk, "rec", standing.take.id)
