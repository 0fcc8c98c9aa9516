"""The browser phone in a real browser: whole by keyboard, and without one axe finding by day and by night."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect
from werkzeug.serving import make_server

from ivr.phones.delivered import PHONES
from tests.phones.paper_line import PaperLine, listening, play
from tests.web.conftest import SECONDS, application


@pytest.fixture
def address(paper: PaperLine) -> Iterator[str]:
    """The small application, served for real."""
    server = make_server("127.0.0.1", 0, application(paper), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/phone"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The open page; any complaint of the browser (an error, a broken policy) fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("console", lambda said: problems.append(said.text) if said.type in {"error", "warning"} else None)
    opened.goto(address)
    yield opened
    context.close()
    assert [problem for problem in problems if "404" not in problem] == []


def log(page: Page) -> Any:  # noqa: ANN401 - playwright's own type says no more
    """The written call."""
    return page.locator("#log")


@pytest.mark.browser
def test_a_whole_call_by_keyboard_alone(page: Page, paper: PaperLine) -> None:
    """Tab to Call, Enter, type keys: the transcript says everything, and focus never gets lost."""
    page.locator("#dial").focus()
    page.keyboard.press("Enter")
    expect(log(page)).to_contain_text("These are the words of greeting.name.")
    page.keyboard.press("3")
    expect(log(page)).to_contain_text("You pressed 3.")
    expect(log(page)).to_contain_text("topic.coping.1")
    expect(page.locator("#status")).to_have_text("The line is listening. Press a key.")
    expect(page.locator("#countdown")).to_contain_text("seconds left")
    assert page.evaluate("document.activeElement.id") == "dial"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(log(page)).to_contain_text("You stayed silent.")
    expect(log(page)).to_contain_text("silence.1")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(log(page)).to_contain_text("You hung up.")
    expect(page.locator("#status")).to_have_text("The call has ended.")
    assert [path for path, _ in paper.posts][-1] == "/voice/status"


@pytest.mark.browser
def test_the_display_shows_the_words_of_the_moment_and_call_rests_during_a_call(page: Page, paper: PaperLine) -> None:
    """Beside the keypad, also on a narrow screen; after the call the words go and Call works again."""
    paper.pages["/voice"] = listening("main", "long", "choice.main.person")
    page.set_viewport_size({"width": 360, "height": 640})
    expect(page.locator("#dial")).not_to_have_attribute("aria-disabled", "true")
    page.click("#dial")
    expect(page.locator("#spoken")).to_have_text("These are the words of long.")
    expect(page.locator("#spoken")).to_be_in_viewport()
    expect(page.locator("#dial")).to_have_attribute("aria-disabled", "true")
    page.locator("#dial").press("Enter")
    expect(page.locator("#status")).to_contain_text("You are in a call")
    page.click("#hangup")
    expect(page.locator("#spoken")).to_be_hidden()
    expect(page.locator("#dial")).to_have_attribute("aria-disabled", "false")
    assert [path for path, _ in paper.posts] == ["/voice", "/voice/status"]


@pytest.mark.browser
def test_prompt_ids_are_shown_only_to_those_who_want_them(page: Page) -> None:
    """They are for whoever edits the words."""
    page.uncheck("#sound")
    page.click("#dial")
    name = page.locator("#log small").first
    expect(name).to_have_text("greeting.name")
    expect(name).to_be_hidden()
    page.check("#ids")
    expect(name).to_be_visible()


@pytest.mark.browser
def test_sounds_are_really_played_one_after_another(page: Page) -> None:
    """The telephone format plays, and the second prompt is written when its turn comes."""
    page.click("#dial")
    expect(log(page)).to_contain_text("greeting.name")
    begun = time.monotonic()
    assert "choice.main.person" not in log(page).inner_text()
    expect(log(page)).to_contain_text("choice.main.person")
    expect(page.locator("#status")).to_have_text("The line is listening. Press a key.")

    assert time.monotonic() - begun > SECONDS
    assert page.locator("#note").is_hidden()


@pytest.mark.browser
def test_a_key_cuts_a_prompt_short_and_what_follows_is_not_heard(page: Page, paper: PaperLine) -> None:
    """The rest of the menu is not written, because the caller did not hear it."""
    paper.pages["/voice"] = listening("main", "long", "choice.main.person")
    page.click("#dial")
    expect(log(page)).to_contain_text("These are the words of long.")
    page.click("[data-key='3']")
    expect(log(page)).to_contain_text("topic.coping.1")

    assert "choice.main.person" not in log(page).inner_text()


@pytest.mark.browser
def test_a_question_that_may_not_be_cut_short_is_heard_to_its_end(page: Page, paper: PaperLine) -> None:
    """A bouncing finger on 9 does not end the call."""
    paper.pages["/voice"] = listening("end", before=play("long.ask"))
    page.click("#dial")
    expect(page.locator("#status")).to_have_text("The line is speaking. Keys work when this is over.")
    page.click("[data-key='9']")
    expect(page.locator("#status")).to_contain_text("cannot be cut short")
    expect(page.locator("#status")).to_have_text("The line is listening. Press a key.")
    assert len(paper.posts) == 1
    page.click("[data-key='9']")
    expect(log(page)).to_contain_text("The line hung up.")


@pytest.mark.browser
def test_silence_comes_by_itself_unless_the_line_is_asked_to_wait(page: Page, paper: PaperLine) -> None:
    """The countdown really ends in silence; "Wait for me" stops it."""
    paper.pages["/voice"] = listening("main", "greeting.name").replace('timeout="10"', 'timeout="2"')
    page.click("#dial")
    expect(page.locator("#countdown")).to_have_text("2 seconds left")
    expect(log(page)).to_contain_text("You stayed silent.", timeout=4000)
    page.check("#patient")
    expect(page.locator("#countdown")).to_have_text("It waits for you.")
    before = len(paper.posts)
    page.wait_for_timeout(2500)

    assert len(paper.posts) == before


@pytest.mark.browser
@pytest.mark.parametrize(("outcome", "heard"), [("busy", "person.busy"), ("answered", "greeting.name")])
def test_a_ringing_number_ends_as_chosen(page: Page, paper: PaperLine, outcome: str, heard: str) -> None:
    """Chosen before it rings."""
    page.select_option("#outcome", outcome)
    page.uncheck("#sound")
    page.click("#dial")
    page.click("[data-key='0']")
    expect(log(page)).to_contain_text("Ringing +18002272345.")
    expect(log(page).locator("p").last).to_contain_text("choice.main.person" if outcome == "answered" else heard)

    assert paper.posts[-1][1]["DialCallStatus"] == {"answered": "completed"}.get(outcome, outcome)


@pytest.mark.browser
def test_a_key_and_a_hang_up_count_while_the_line_thinks(page: Page, paper: PaperLine) -> None:
    """Neither is lost because an answer is still on its way; of several deeds the last one counts."""
    held: list[Route] = []
    page.uncheck("#sound")
    page.route("**/phone/call", lambda route: held.append(route), times=1)  # noqa: PLW0108 - it wants a function
    page.click("#dial")
    page.click("[data-key='3']")
    held.pop().continue_()
    expect(log(page)).to_contain_text("You pressed 3.")
    expect(log(page)).to_contain_text("topic.coping.1")
    page.route("**/phone/call", lambda route: held.append(route), times=1)  # noqa: PLW0108
    page.click("#wait")
    page.click("[data-key='3']")
    page.click("#hangup")
    held.pop().continue_()
    expect(log(page)).to_contain_text("You hung up.")
    assert [path for path, _ in paper.posts][-1] == "/voice/status"


@pytest.mark.browser
def test_without_sound_every_word_is_still_written(page: Page, paper: PaperLine) -> None:
    """A sound that cannot be played is said once, and the call goes on."""
    paper.pages["/voice"] = listening("main", "missing.1", "missing.2")
    page.click("#dial")
    expect(log(page)).to_contain_text("These are the words of missing.2.")
    expect(page.locator("#note")).to_contain_text("could not be played")
    expect(page.locator("#status")).to_have_text("The line is listening. Press a key.")


@pytest.mark.browser
def test_digits_press_keys_only_inside_the_phone(page: Page, paper: PaperLine) -> None:
    """In the field for texts they are text."""
    page.uncheck("#sound")
    page.click("#dial")
    expect(page.locator("#status")).to_have_text("The line is listening. Press a key.")
    page.fill("#body", "")
    page.focus("#body")
    page.keyboard.type("911")

    assert page.input_value("#body") == "911"
    assert len(paper.posts) == 1


@pytest.mark.browser
def test_a_conversation_of_texts(page: Page) -> None:
    """Bubbles for both sides, focus stays in the field."""
    page.fill("#body", "COPE")
    page.keyboard.press("Enter")
    expect(page.locator("#thread .mine")).to_contain_text("COPE")
    expect(page.locator("#thread .theirs")).to_contain_text("Next: COPE 2")
    assert page.evaluate("document.activeElement.id") == "body"
    assert page.input_value("#body") == ""
    page.fill("#body", "OK")
    page.click("#texting button")
    expect(page.locator("#thread")).to_contain_text("sends no answer")


@pytest.mark.browser
def test_texts_on_the_page_come_from_the_chosen_phone_and_each_has_its_own_conversation(
    page: Page, paper: PaperLine
) -> None:
    """As the provider keeps a cookie for each pair of numbers."""
    theirs = page.locator("#thread .theirs")
    for count, (kind, body) in enumerate((("mobile", "COPE"), ("said STOP", "START"), ("mobile", "MORE")), 1):
        page.select_option("#kind", kind)
        page.fill("#body", body)
        page.keyboard.press("Enter")
        expect(theirs).to_have_count(count)

    assert [form["From"] for _, form in paper.posts] == [PHONES["mobile"], PHONES["said STOP"], PHONES["mobile"]]
    assert paper.cookies == ["", "", "thread=eyJx.aZ-9"]


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(page: Page, scheme: Any, width: int, tmp_path: Path) -> None:  # noqa: ANN401 - a Literal of playwright
    """By day and by night, narrow and wide, before a call and in the middle of one."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 860})
    empty = Axe().run(page)
    page.uncheck("#sound")
    page.click("#dial")
    page.click("[data-key='3']")
    page.fill("#body", "COPE")
    page.keyboard.press("Enter")
    expect(page.locator("#thread .theirs")).to_be_visible()
    busy = Axe().run(page)
    page.screenshot(path=tmp_path / "phone.png", full_page=True)

    assert empty.violations_count == 0, empty.generate_report()
    assert busy.violations_count == 0, busy.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing may need sideways scrolling"


@pytest.mark.browser
def test_buttons_are_big_enough_for_numb_fingers(page: Page) -> None:
    """44 pixels a side at least (WCAG 2.5.5), more than the 24 that AA asks for."""
    sizes = page.eval_on_selector_all("button", "all => all.map(b => [b.offsetWidth, b.offsetHeight])")

    assert len(sizes) == 16
    assert all(min(size) >= 44 for size in sizes), sizes


@pytest.mark.browser
def test_the_page_has_one_heading_of_the_first_rank_and_names_its_parts(page: Page) -> None:
    """What a screen reader steers by."""
    assert page.locator("h1").count() == 1
    for name in ("Phone", "What is said", "Texts"):
        expect(page.get_by_role("region", name=name)).to_be_visible()
    expect(page.get_by_role("button", name="Pound")).to_be_visible()
    expect(page.get_by_role("log", name="What is said")).to_have_attribute("aria-live", "polite")
