"""A session left idle in the middle of typing: what was typed is there after the sign-in, and is sent then."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page

from ivr.desk.desk import current
from ivr.desk.editing import open_drafts, withdraw
from ivr.desk.people import Role, change_roles
from ivr.desk.problems import problems
from ivr.desk.publishing import publish
from tests.desk.desks import approve, edit
from tests.web.desk.conftest import Reader
from tests.web.desk.site import Site
from tests.web.desk.test_desk_prompts import EDIT, NEW, axe
from tests.web.desk.visitor import OWN, account, code_of, cookie_with, session_of, settle

HELP = "Ask a friend to come along."
TYPED = "A caller says that the number of the crisis line rings for a long time."


def opened(reader: Reader, site: Site, path: str) -> tuple[Page, str]:
    """A page of the desk before somebody who has a password and an authenticator, and the authenticator's key."""
    page, secret = reader.open("ed", path), settle(site)
    page.set_default_timeout(15_000)
    session = {"_permanent": True, "_fresh": True, "_user_id": account(site, "ed")[1].uniquifier, "fs_paa": time.time()}
    (cookie,) = [each for each in page.context.cookies() if each["name"] == "desk"]
    page.context.add_cookies([{**cookie, "value": cookie_with(site.app, session)}])  # type: ignore[typeddict-item]
    page.reload()
    return page, secret


def idle(site: Site, page: Page) -> None:
    """Nothing has happened for hours."""
    (cookie,) = [each for each in page.context.cookies() if each["name"] == "desk"]
    old = cookie_with(site.app, session_of(site.app, str(cookie["value"])) | {"seen": 0})
    page.context.add_cookies([{**cookie, "value": old}])  # type: ignore[typeddict-item]


def sign_in(site: Site, page: Page, secret: str, steps: int = 0) -> None:
    """With both factors, by the link of the page that says what happened; `steps` later, as no code works twice."""
    assert "What you sent just now was not done." in page.inner_text("main")
    page.click("main a.btn")
    page.fill("[name=username]", "ed")
    page.fill("[name=password]", OWN)
    page.keyboard.press("Enter")
    page.wait_for_selector("[name=code]")
    page.fill("[name=code]", code_of(site.app, secret, steps))
    page.keyboard.press("Enter")


@pytest.mark.browser
def test_words_are_offered_at_the_form_to_which_the_sign_in_leads(reader: Reader, site: Site) -> None:
    """One press puts them in, one saves them; then they are offered no more."""
    page, secret = opened(reader, site, EDIT)
    page.fill("#words", NEW)
    idle(site, page)
    page.click("text=Keep as a draft")
    assert open_drafts(site.desk) == ()
    sign_in(site, page, secret)
    page.wait_for_selector("#kept-words:visible")
    page.click("text=Put them into the form")
    page.click("text=Keep as a draft")
    page.wait_for_selector("text=Kept as draft 1")
    assert page.is_hidden("#kept-words")
    assert [each.words for each in open_drafts(site.desk)] == [NEW]
    reader.problems = [each for each in reader.problems if "401" not in each]


@pytest.mark.browser
def test_words_that_were_refused_before_are_offered_too(reader: Reader, site: Site) -> None:
    """The page that says why is no page that could be opened by its address, unless that names the words."""
    page, secret = opened(reader, site, EDIT)
    page.fill("#words", "Very " * 30 + "long.")
    page.click("text=Keep as a draft")
    page.wait_for_selector("text=Your words were not kept yet")
    page.fill("#words", NEW)
    idle(site, page)
    page.click("text=Keep as a draft")
    sign_in(site, page, secret)
    page.wait_for_selector("#kept-words:visible")
    assert page.inner_text("#kept-words [data-words]") == NEW
    reader.problems = [each for each in reader.problems if "401" not in each and "422" not in each]


@pytest.mark.browser
def test_any_other_form_is_there_as_it_was(reader: Reader, site: Site) -> None:
    """Such as a problem that is reported."""
    page, secret = opened(reader, site, "/problem/")
    page.fill("#what", TYPED)
    page.fill("#where", "after key 0")
    idle(site, page)
    page.click("text=Tell the desk")
    sign_in(site, page, secret)
    page.wait_for_selector("text=What you typed is in the form again. It was not sent")
    assert (page.input_value("#what"), page.input_value("#where")) == (TYPED, "after key 0")
    axe(page)
    page.click("text=Tell the desk")
    page.wait_for_selector("text=Thank you.")
    assert page.input_value("#what") == "", "what was done is not offered again"
    assert [each.what for each in problems(site.desk)] == [TYPED]
    reader.problems = [each for each in reader.problems if "401" not in each]


@pytest.mark.browser
def test_what_nobody_answered_is_in_the_form_again(reader: Reader, site: Site) -> None:
    """The connection is lost as it is sent; whoever comes back finds it, in this tab only, and may send it."""
    page, _ = opened(reader, site, "/problem/")
    there = page.url
    page.fill("#what", TYPED)
    page.context.set_offline(True)
    page.click("text=Tell the desk")
    page.wait_for_timeout(300)
    page.context.set_offline(False)
    page.goto(there)
    page.wait_for_selector("text=What you typed is in the form again, for no answer came.")
    assert page.input_value("#what") == TYPED
    assert problems(site.desk) == ()
    reader.problems.clear()  # Chromium tells of the lost connection


@pytest.mark.browser
def test_an_alert_of_the_page_itself_is_no_answer(reader: Reader, site: Site) -> None:
    """As of an edition that was published before; what is refused, however its page tells it, was answered."""
    approve(site.desk, "ann", [edit(site.desk, "eve", "tip.2", "en", f"Two. {HELP}").id])
    publish(site.desk, "ann", "More tips")
    approve(site.desk, "ann", [edit(site.desk, "eve", "tip.3", "en", f"Three. {HELP}").id])
    page = reader.open("ann", f"/publish?done={current(site.desk).number}")
    there = page.url
    assert page.query_selector("main > .alert-success")
    page.fill("#says", TYPED)
    page.context.set_offline(True)
    page.click("main form[action='/desk/publish'] button")
    page.wait_for_timeout(300)
    page.context.set_offline(False)
    page.goto(there)
    page.wait_for_selector("text=What you typed is in the form again, for no answer came.")
    assert page.input_value("#says") == TYPED
    reader.problems.clear()  # Chromium tells of the lost connection

    page = reader.open("ada", "/person/rec")
    page.fill("#released", "long " * 200)
    page.click("text=Note it")
    page.wait_for_selector("#voice-wrong")
    assert page.input_value("#released").startswith("long ")
    assert page.query_selector("text=What you typed is in the form again") is None
    reader.problems = [each for each in reader.problems if "409" not in each]


@pytest.mark.browser
def test_a_reason_is_put_into_the_form_of_its_own_draft_or_of_none(reader: Reader, site: Site) -> None:
    """All cards of a page go to one address; where the card is gone, the words stand at the top and can be copied."""
    numbers = [edit(site.desk, "eve", f"tip.{tip}", "en", f"{tip}. {HELP}").id for tip in (2, 3)]
    change_roles(site.desk, "ada", "ed", [Role.APPROVER])

    def refused() -> None:
        page.fill(f"#why-draft-{numbers[1]}", TYPED)
        idle(site, page)
        page.click(f"#draft-{numbers[1]} button:has-text('Send it back')")

    page, secret = opened(reader, site, "/approve")
    page.click(f"#draft-{numbers[1]} summary:has-text('No, send it back')")
    refused()
    sign_in(site, page, secret)
    page.wait_for_selector("text=What you typed is in the form again. It was not sent")
    assert [page.input_value(f"#why-draft-{number}") for number in numbers] == ["", TYPED]

    refused()
    withdraw(site.desk, "eve", numbers[1])
    sign_in(site, page, secret, 1)
    box = page.wait_for_selector("#typed-in-vain")
    assert box is not None
    assert TYPED in box.inner_text()
    assert page.input_value(f"#why-draft-{numbers[0]}") == ""
    axe(page)
    page.reload()
    page.click("#typed-in-vain button")
    page.reload()
    assert page.query_selector("#typed-in-vain") is None
    assert [each.id for each in open_drafts(site.desk)] == [numbers[0]]
    reader.problems = [each for each in reader.problems if "401" not in each]
