"""Back, Forward and a reload after a form was answered: the page is there, and nothing is sent again by itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Request, expect

from ivr.desk.editing import open_drafts
from ivr.desk.signing_in.accounts import give_password
from tests.desk.desks import edit, logged
from tests.web.desk.conftest import Reader
from tests.web.desk.posting import said, send
from tests.web.desk.site import Site
from tests.web.desk.test_desk_prompts import EDIT, NEW, PART
from tests.web.desk.visitor import OWN

NUMBER = "/phone-numbers/cancercare/wrong"


def sent_by(page: Page) -> list[str]:
    """The addresses to which a page sends forms from now on."""
    sent: list[str] = []

    def noted(request: Request) -> None:
        if request.method == "POST":
            sent.append(request.url)

    page.on("request", noted)
    return sent


def anew(page: Page) -> None:
    """Load a page once more when all of it is there: the desk gives one browser only so much at once."""
    page.wait_for_load_state("networkidle")
    page.reload()
    page.wait_for_load_state("networkidle")


def to_and_fro(page: Page, *headings: str) -> None:
    """Back through these pages, then forward, each loaded anew; Chromium's own page of an error has none of them."""
    sent = sent_by(page)
    there = page.locator("h1").inner_text()
    for heading in headings:
        page.go_back()
        expect(page.locator("h1")).to_have_text(heading)
        anew(page)
        expect(page.locator("h1")).to_have_text(heading)
    for heading in [*reversed(headings[:-1]), there]:
        page.go_forward()
        expect(page.locator("h1")).to_have_text(heading)
        anew(page)
        expect(page.locator("h1")).to_have_text(heading)
    assert sent == []


@pytest.mark.browser
def test_back_after_a_refusal_and_an_approval(reader: Reader, site: Site) -> None:
    """Nothing ticked, then ticked: the one approval stays one, whichever page is looked at again."""
    edit(site.desk, "ed", PART, "en", NEW)
    page = reader.open("ann", "/approve")
    page.get_by_role("button", name="Approve").click()
    page.locator("#what-is-wrong").wait_for()
    assert page.url.endswith("/desk/approve?page=1")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Approve").click()
    expect(page.locator("h1")).to_have_text("Publish")
    to_and_fro(page, "Approve")
    assert len(logged(site.desk, "approve")) == 1
    reader.problems.clear()  # the browser tells of the 409


@pytest.mark.browser
def test_back_after_a_form_that_goes_elsewhere(reader: Reader, site: Site) -> None:
    """A notice that was refused: its answer stands under the page of notices, and so do those of a number's steps."""
    page = reader.open("ed", "/notices/")
    page.get_by_text("Switch it on: Storm").click()
    page.locator("#day-storm").check()
    page.locator("#on-storm button").click()
    page.locator("#what-is-wrong").wait_for()
    assert page.url.endswith("/desk/notices/")
    page.goto(page.url.replace("/notices/", NUMBER))
    heading = page.locator("h1").inner_text()
    page.locator("input[name=number]").fill("12")
    page.locator("input[name=number]").press("Enter")
    page.locator("#what-is-wrong").wait_for()
    page.goto(page.url.replace(NUMBER, "/"))
    to_and_fro(page, heading)
    assert open_drafts(site.desk) == ()
    assert not logged(site.desk, "notice")
    reader.problems.clear()


@pytest.mark.browser
def test_back_in_the_middle_of_signing_in(reader: Reader, site: Site) -> None:
    """A password that was too short, then a good one: Back is a page of the sign-in, and nothing is tried again."""
    page = reader.open("ed", "/account")
    once = give_password(site.desk, "ada", "ed", new_device=True)
    page.context.clear_cookies()
    page.goto(page.url.replace("/account", "/login"))
    page.fill("#username", "ed")
    page.fill("#password", once)
    page.get_by_role("button", name="Sign in").click()
    for typed in ("short", OWN):
        page.fill("#new", typed)
        page.fill("#again", typed)
        page.get_by_role("button", name="Keep this password").click()
        page.wait_for_load_state()
    expect(page.locator("h1")).to_contain_text("Step 2 of 3")
    sent = sent_by(page)
    page.wait_for_load_state("networkidle")
    page.go_back()
    expect(page.locator("h1")).to_contain_text("Step 2 of 3")  # what is done leads on
    anew(page)
    expect(page.locator("h1")).to_contain_text("Step 2 of 3")
    assert sent == []
    reader.problems.clear()


def test_an_address_that_only_takes_a_button_leads_to_its_page(site: Site) -> None:
    """As after a lost tab: nothing is done, it says so, and the page is there."""
    client = site.client("ada")
    for address, page, heading in (
        ("/notices/holiday/on", "/notices/", "Notices"),
        ("/phone-numbers/cancercare/dialed", "/phone-numbers/", "Phone numbers"),
        ("/person/ed/roles", "/person/ed", "Ed of ed"),
        ("/approve/back", "/approve", "Approve"),
        ("/account/voice", "/account", "My account"),
        ("/words/take-back", "/words", "Texts and tips"),
        ("/sign-out", "/", "Today"),
    ):
        answer = client.get(f"/desk{address}")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/desk{page}"), address
        there = client.get(f"/desk{page}")
        assert f"{heading}</h1>" in there.text
        assert "Nothing was sent or changed just now" in said(there)
    wrong = send(client, "/approve", "/people")
    assert wrong.status_code == 405
    assert "Nothing was changed. Go back" in said(wrong)
    assert "The method is not allowed" not in said(wrong)


def test_only_what_answers_a_form_takes_another_place_in_the_history(site: Site) -> None:
    """With what the page was asked for, or at least the page; a page that was opened stays what it is."""
    client = site.client("ed")
    assert "data-at" not in client.get("/desk/notices/").text
    assert 'data-at="/desk/notices/"' in send(client, "/notices/", "/notices/storm/on", until="day").text
    answer = send(client, EDIT, words="")
    assert answer.status_code == 422
    assert f'data-at="/desk{EDIT.replace("&", "&amp;")}"' in answer.text
