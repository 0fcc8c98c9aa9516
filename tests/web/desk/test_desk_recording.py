"""Recording in the browser: with a microphone, with a file, through lost connections and killed servers."""

from __future__ import annotations

import base64
import functools
import io
import re
import socket
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Route, expect
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from ivr.desk.intake_turns import turn
from ivr.desk.takes import take_standings
from ivr.desk.views.listening import take_of
from ivr.store.takings import Taking
from ivr.web.desk.gate import MOST
from tests.audio.intake.speech import EMERGENCY, recorded, said, wav
from tests.desk.desks import logged
from tests.web.conftest import CHROMIUM
from tests.web.desk.conftest import Reader
from tests.web.desk.posting import said as read
from tests.web.desk.serving import free_port, started
from tests.web.desk.site import Site
from tests.web.desk.test_desk_prompts import axe

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


def test_a_file_is_taken_in_and_heard_as_callers_would(site: Site) -> None:
    """Both paces, for staff alone and kept by no browser; it waits for somebody else."""
    client = site.client("rec")
    answer = handed(client, speech())
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"])
    assert "Your recording was taken in. It is recording 1." in read(page)
    assert "Somebody else must approve it: nobody approves their own." in read(page)
    normal, slow = client.get("/desk/sounds/take/1"), client.get("/desk/sounds/take/1?pace=slow")
    assert normal.data[:4] == slow.data[:4] == b"RIFF"
    assert len(slow.data) > len(normal.data)
    some = client.get("/desk/sounds/take/1", headers={"Range": "bytes=0-9"})
    assert some.status_code == 206
    assert {each.headers["Cache-Control"] for each in (normal, slow, some)} == {"no-store"}
    assert site.client("ann").get("/desk/sounds/take/1").status_code == 200
    assert site.client().get("/desk/sounds/take/1").status_code == 302
    assert client.get("/desk/sounds/take/9").status_code == 404


def test_what_is_not_good_enough_is_refused_with_the_reason(site: Site) -> None:
    """A quiet room, a picture, nothing at all, no name; nothing is kept, and the page is the same again."""
    client = site.client("rec")
    for raw, name, says in (
        (quiet(), "far.wav", "It is too quiet"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 5000, "cat.png", "This is not a recording"),
        (b"", "empty.wav", "The file is empty"),
        (b"", "", "Choose a file first"),
        (speech()[: len(speech()) // 2], "half.wav", "The file is incomplete"),
    ):
        answer = handed(client, raw, name)
        assert answer.status_code == 422, name
        assert says in read(answer), name
        assert "The recording was not taken in" in read(answer)
        assert "choose the file again" in read(answer)
        assert "what you typed is still there" not in read(answer)
    nameless = handed(client, speech(), speaker=" ")
    assert "The speaker's name has 1 to 120 letters" in read(nameless)
    assert waiting(site) == []
    assert not logged(site.desk, "record")


def test_the_kinds_of_files_are_one_list(site: Site) -> None:
    """What the page asks for is what a refusal names: whoever has an M4A finds it in both."""
    client = site.client("rec")
    kinds = "WebM, Ogg, MP4, M4A, FLAC, WAV, MP3"
    assert f"Any of these kinds: {kinds}." in read(client.get(f"/desk{RECORD}"))
    assert f"These can be read: {kinds}." in read(handed(client, b"GIF89a" * 900, "cat.gif"))


def test_too_much_is_turned_away_unread(site: Site) -> None:
    """Forty megabytes are the most that the desk reads."""
    client = site.client("rec")
    form = "multipart/form-data; boundary=x"
    assert client.post(f"/desk{RECORD}", data=b"0" * (41 * 1024 * 1024), content_type=form).status_code == 413
    assert waiting(site) == []


def test_the_same_again_is_the_first(site: Site) -> None:
    """Sent twice by a nervous finger or a lost answer, it is one; its author can take it back, which twice is once."""
    client = site.client("rec")
    handed(client, speech())
    handed(client, speech())
    assert [each.id for each in waiting(site)] == [1]
    for number, says in (("1", "Recording 1 was taken back."), ("1", "was taken back."), ("2", "no open recording 2")):
        gone = client.post(f"/desk{PROMPT}/take-back", data={"csrf_token": token(client), "take": number})
        assert says in read(client.get(gone.headers["Location"]))
    assert waiting(site) == []


@pytest.mark.parametrize(
    "name", [r"C:\\Users\\Maria\\my " + "\u202evoice.wav", "/recordings/maria/my voice.wav", "../my voice.wav"]
)
def test_of_the_name_of_a_file_only_its_last_part_is_kept(site: Site, name: str) -> None:
    """Where it lay is nobody's business, and nothing of it turns the writing around."""
    handed(site.client("rec"), speech(), name)
    assert waiting(site)[0].original.startswith("my voice.wav")


def test_while_two_are_listened_to_a_third_is_told_at_once(site: Site) -> None:
    """The page is there again with what was typed; whoever hands it in again a moment later is heard."""
    client, says = site.client("rec"), "hand it in again in a minute"
    with turn(waits=False), turn(waits=False):
        answer = handed(client, speech())
        assert (answer.status_code, says in read(answer)) == (422, True)
        assert 'name="speaker" value="Maria Lopez"' in answer.text, "the name that was typed is there still"
    assert waiting(site) == []
    assert handed(client, speech()).status_code == 302


def test_only_recorders_with_the_token_of_the_page_hand_in(site: Site) -> None:
    """Approvers do not record; no token, no recording; signed out, none either."""
    assert site.client("ann").get(f"/desk{RECORD}").status_code == 403
    assert posted(site.client("rec"), speech()).status_code == 400
    assert posted(site.client(), speech()).status_code in {400, 401}
    assert waiting(site) == []


def test_a_server_killed_in_the_middle_of_an_upload_keeps_nothing_by_halves(site: Site, tmp_path: Path) -> None:
    """SIGKILL with half of it read; the next server takes in the whole."""
    url, data, port = f"sqlite:///{tmp_path / 'line.db'}", tmp_path / "data", free_port()
    cookie, mark = site.cookie("rec"), token(site.client("rec"))
    child = started(url, data, port)
    try:
        body = (
            f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{mark}\r\n'
            f'--x\r\nContent-Disposition: form-data; name="recording"; filename="m.wav"\r\n\r\n'
        ).encode() + speech()
        head = (
            f"POST /desk{RECORD} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: desk={cookie}\r\n"
            f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {len(body) + 100}\r\n\r\n"
        ).encode()
        with socket.create_connection(("127.0.0.1", port), 10) as wire:
            wire.sendall(head + body[: len(body) // 2])
            child.kill()
            child.wait(10)
            assert not answered(wire)
    finally:
        child.kill()
        child.wait(10)
    assert waiting(site) == []
    assert handed(site.client("rec"), speech()).status_code == 302
    assert [each.id for each in waiting(site)] == [1]


def answered(wire: socket.socket) -> bytes:
    """What comes back; nothing where the other side is gone."""
    try:
        return wire.recv(1)
    except OSError:
        return b""


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


def read_aloud(page: Page) -> None:
    """Record, by keyboard alone: the focus is where the next key belongs."""
    page.wait_for_selector("#stop:visible", timeout=15_000)
    assert page.evaluate("document.activeElement.id") == "stop"
    expect(page.locator("#elapsed")).to_have_text(re.compile(r"[7-9]|\d\d"), timeout=20_000)
    page.keyboard.press("Enter")
    page.wait_for_selector("#review:visible")


@pytest.mark.browser
def test_a_prompt_is_read_aloud_listened_to_and_handed_in_by_keyboard(speaker: Reader, site: Site) -> None:
    """With the microphone, through the real check, to what callers would hear; axe finds nothing in any state."""
    page = speaker.open("rec", RECORD)
    axe(page)
    page.focus("#record")
    page.keyboard.press("Enter")
    page.wait_for_selector("#stop:visible", timeout=15_000)
    axe(page)
    assert page.get_attribute("#state", "aria-live") == "off"  # a reader's voice must not get into the recording
    read_aloud(page)
    assert "It is recorded." in page.inner_text("#state")
    assert page.evaluate("document.activeElement.id") == "listen"
    axe(page)
    page.evaluate("document.querySelector('#playback').play()")
    page.wait_for_timeout(700)
    assert page.evaluate("document.querySelector('#playback').currentTime") > 0
    page.focus("#hand-in")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Your recording was taken in", timeout=20_000)
    expect(page.locator("#told")).to_be_in_viewport()
    assert page.evaluate("location.hash") == "#told"
    axe(page)
    (take,) = waiting(site)
    assert (take.speaker, take.author) == ("Rec of rec", "rec")
    assert "opus" in take_of(site.desk, take.id).original
    assert page.evaluate("recordings.find('rec|greeting.emergency|en')") is None


@pytest.mark.browser
def test_a_recording_outlives_a_lost_connection_a_reload_and_the_end_of_a_session(
    reader: Reader, site: Site, address: str
) -> None:
    """It is offered again on the prompt's page and where it was made, until the desk has it."""
    page = reader.open("rec", RECORD)
    page.evaluate(KEPT, base64.b64encode(speech()).decode())  # as the test above made one, without the wait
    page.reload()
    page.wait_for_selector("#review:visible")
    page.context.set_offline(True)
    page.click("#hand-in")
    page.wait_for_selector("#problem:visible")
    assert "Your recording is safe in this browser." in page.inner_text("#problem")
    assert page.evaluate("document.activeElement.id") == "problem"
    axe(page)
    page.context.set_offline(False)
    page.context.clear_cookies()
    page.click("#hand-in")
    page.wait_for_selector("#problem a")
    assert "You are not signed in any more" in page.inner_text("#problem")
    assert waiting(site) == []
    reader.problems.clear()  # Chromium tells of the lost connection and the 401

    page.context.add_cookies([{"name": "desk", "value": site.cookie("rec"), "url": f"{address}/desk/"}])
    page.goto(f"{address}/desk{PROMPT}")
    page.wait_for_selector("#kept-recording:visible")
    axe(page)
    page.click("text=Go on with it")
    page.wait_for_selector("#review:visible")
    assert page.inner_text("#review-told").startswith("Made a moment ago, about 5 seconds, and not handed in.")
    page.click("#hand-in")
    page.wait_for_selector("text=Your recording was taken in", timeout=20_000)
    assert len(waiting(site)) == 1
    assert page.is_hidden("#kept-recording")


@pytest.mark.browser
@pytest.mark.parametrize("prompt", ["greeting.emergency", "topic.coping.2"])
def test_on_a_telephone_the_words_and_one_button_are_in_sight_while_somebody_reads(
    speaker: Reader, prompt: str
) -> None:
    """Count-in and reading, short words and long ones: nothing else is on the screen, which need not be scrolled."""
    page = speaker.open("rec", f"/prompts/en/{prompt}/record")
    page.set_viewport_size({"width": 390, "height": 664})
    page.click("#record")
    for button, other in (("#cancel", "#stop"), ("#stop", "#cancel")):
        page.wait_for_selector(f"{button}:visible", timeout=15_000)
        for piece in (button, "#script"):
            expect(page.locator(piece)).to_be_in_viewport(ratio=1)
        for piece in (other, "header", "footer", "#record", "#upload", "#review", "#problem", "#how"):
            expect(page.locator(piece)).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        axe(page)
    assert page.locator("#script").bounding_box()["height"] >= 128  # type: ignore[index]
    page.click("#stop")
    page.wait_for_selector("#review:visible")
    expect(page.locator("header")).to_be_visible()


@pytest.mark.browser
def test_a_count_in_can_be_canceled_and_leaves_what_was_recorded_before(speaker: Reader) -> None:
    """By the button or Escape; nothing is recorded afterwards, and the next one counts from nought."""
    page = speaker.open("rec", RECORD)
    page.click("#record")
    page.wait_for_selector("#cancel:visible", timeout=15_000)
    page.keyboard.press("Enter")
    expect(page.locator("#state")).to_have_text("Canceled. Nothing was recorded.")
    assert page.evaluate("document.activeElement.id") == "record"
    page.click("#record")
    page.wait_for_selector("#stop:visible", timeout=15_000)
    expect(page.locator("#elapsed")).to_have_text("2", timeout=20_000)
    page.click("#stop")
    page.wait_for_selector("#review:visible")
    page.click("#again")
    page.wait_for_selector("#cancel:visible", timeout=15_000)
    expect(page.locator("#review")).to_be_hidden()
    expect(page.locator("#elapsed")).to_have_text("0")
    page.keyboard.press("Escape")
    expect(page.locator("#review")).to_be_visible()
    page.wait_for_timeout(3500)  # longer than the rest of the count-in and the beep
    expect(page.locator("#stop")).to_be_hidden()
    expect(page.locator("#hand-in")).to_be_visible()


@pytest.mark.browser
def test_the_test_of_the_microphone_says_one_thing_at_a_time(speaker: Reader) -> None:
    """Nothing, then loud enough, in words and in green; then it is stopped."""
    page = speaker.open("rec", RECORD)
    page.click("#try")
    expect(page.locator("#state")).to_have_text("I hear nothing yet: speak.", timeout=10_000)
    expect(page.locator("#level-told")).to_have_text("")
    expect(page.locator("#state")).to_have_text("That is loud enough.", timeout=15_000)
    expect(page.locator("#level")).to_have_attribute("data-now", "good")
    assert page.evaluate("document.activeElement.id") == "enough"
    page.get_by_role("button", name="Stop the test").click()
    expect(page.locator("#level-box")).to_be_hidden()


@pytest.mark.browser
def test_what_was_recorded_until_a_crash_is_still_there_and_a_refusal_says_why(speaker: Reader, site: Site) -> None:
    """Stopped in the middle of the words: offered as broken off, refused by the check, thrown away by hand."""
    page = speaker.open("rec", RECORD)
    page.focus("#record")
    page.keyboard.press("Enter")
    page.wait_for_selector("#stop:visible", timeout=15_000)
    expect(page.locator("#elapsed")).to_have_text(re.compile(r"[23]"), timeout=20_000)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.wait_for_selector("#review:visible")
    assert "It broke off" in page.inner_text("#review-told")
    expect(page.locator("#review .btn-primary")).to_have_text(["Hand it in"])
    page.click("#hand-in")
    page.wait_for_selector("#problem:visible", timeout=20_000)
    assert "The end is cut off" in page.inner_text("#problem")
    expect(page.locator("#review .btn-primary")).to_have_text(["Record again"])  # what to do next is the main one
    axe(page)
    assert waiting(site) == []
    page.click("#drop")
    expect(page.locator("#record")).to_be_visible()
    assert page.evaluate("recordings.find('rec|greeting.emergency|en')") is None


@pytest.mark.browser
def test_a_recording_that_ends_by_itself_says_so(speaker: Reader) -> None:
    """After the most that the page takes: the reader did not press Stop, and knows why it is over."""
    page = speaker.open("rec", PROMPT)

    def shorter(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=re.sub(r'data-seconds="\d+"', 'data-seconds="2"', answer.text()))

    page.route("**/record", shorter)
    page.click("text=Record it")
    page.click("#record")
    page.wait_for_selector("#review:visible", timeout=20_000)
    told = page.inner_text("#state")
    assert told.startswith("It stopped by itself, because 2 seconds are the most. ")
    assert "Listen to it, then hand it in or record again." in told


@pytest.mark.browser
def test_a_busy_desk_loses_no_recording(reader: Reader, site: Site) -> None:
    """The script is told at once that there is no place; the recording stays, and goes in a moment later."""
    page = reader.open("rec", RECORD)
    page.evaluate(KEPT, base64.b64encode(speech()).decode())
    page.reload()
    page.wait_for_selector("#review:visible")
    places = site.line.wsgi_app.mounts["/desk"]._pages  # type: ignore[attr-defined] # noqa: SLF001
    for _ in range(MOST):
        assert places.take(strange=False)
    page.click("#hand-in")
    page.wait_for_selector("#problem:visible")
    assert "Your recording is safe in this browser" in page.inner_text("#problem")
    assert page.evaluate("recordings.find('rec|greeting.emergency|en')") is not None
    assert waiting(site) == []
    for _ in range(MOST):
        places.give_back(strange=False)
    page.click("#hand-in")
    page.wait_for_selector("text=Your recording was taken in", timeout=20_000)
    reader.problems = [each for each in reader.problems if "503" not in each]
    assert len(waiting(site)) == 1


@pytest.mark.browser
def test_without_a_microphone_it_says_what_to_do(reader: Reader) -> None:
    """A browser that has none: a sentence, and the file below."""
    page = reader.open("rec", RECORD)
    page.click("#record")
    page.wait_for_selector("#problem:visible")
    assert "hand in a file below" in page.inner_text("#problem")
    axe(page)
