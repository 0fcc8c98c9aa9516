"""Recording in the browser with a microphone: through lost connections, crashes and a busy desk."""

from __future__ import annotations

import base64
import re

import pytest
from playwright.sync_api import Route, expect

from ivr.desk.views.listening import take_of
from ivr.web.desk.gate import MOST
from tests.web.desk.conftest import Reader
from tests.web.desk.recorder import (
    KEPT,
    PROMPT,
    RECORD,
    read_aloud,
    speech,
    waiting,
)
from tests.web.desk.site import Site
from tests.web.desk.test_desk_prompts import axe


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
