"""The pages of signing in and of one's own account, in a browser, by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from ivr.desk.signing_in.accounts import give_password
from tests.web.desk.conftest import Reader
from tests.web.desk.site import Site
from tests.web.desk.visitor import (
    OWN,
    settle,
)

pytestmark = pytest.mark.silent


def axe(page: Page) -> None:
    """By a machine's judgment nobody is kept out, in the light and in the dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def type_in(page: Page, *words: str) -> None:
    """Fill the fields from the first one on and send the form, by keyboard alone."""
    page.locator("main form input:not([type=hidden])").first.focus()
    for number, each in enumerate(words):
        if number:
            page.keyboard.press("Tab")
        page.keyboard.insert_text(each)
    page.keyboard.press("Enter")


def go(page: Page, name: str) -> None:
    """Use a button by keyboard."""
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page as wide as a telephone, whose complaints fail the test."""
    context = browser.new_context(viewport={"width": 360, "height": 800})
    complaints: list[str] = []
    opened = context.new_page()
    opened.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    yield opened
    context.close()
    assert complaints == []


@pytest.mark.browser
def test_the_first_time_by_keyboard_alone(site: Site, page: Page, address: str) -> None:
    """From the one-time password to Today, with every state passing axe; mistakes get the focus."""
    once = give_password(site.desk, "ada", "ed")
    page.goto(f"{address}/desk/")
    axe(page)
    type_in(page, "ed", "wrong")
    page.wait_for_selector("#mistakes")
    assert page.evaluate("document.activeElement.id") == "mistakes"
    axe(page)
    page.get_by_label("Staff id").fill("")
    type_in(page, "ed", once)
    page.wait_for_url("**/login/password")
    axe(page)
    type_in(page, OWN, OWN)
    page.locator("summary", has_text="With an app all the same").press("Enter")
    page.wait_for_selector(".qr")
    assert page.get_by_role("link", name="Open it in the app").is_visible()
    axe(page)
    type_in(page, "12 345")
    page.wait_for_selector("#mistakes")
    assert page.locator(".qr").count() == 1
    axe(page)
    page.get_by_label("The six digits").fill("")
    type_in(page, page.locator(".alert-info strong.code").inner_text())
    page.wait_for_url("**/recovery-codes")
    page.wait_for_selector(".codes")
    axe(page)
    page.goto(f"{address}/desk/people")
    page.get_by_text("The desk opens when you press this").wait_for()
    go(page, "I have written them down")
    page.wait_for_url("**/desk/")
    assert page.get_by_role("heading", level=1).inner_text() == "Today"


@pytest.mark.browser
def test_every_other_time_by_keyboard_alone(site: Site, page: Page, address: str) -> None:
    """Password and code, a wrong one too; the recovery code's page; and out again."""
    settle(site)
    page.goto(f"{address}/desk/login")
    type_in(page, "ed", OWN)
    page.wait_for_url("**/login/code**")
    axe(page)
    page.get_by_role("link", name="Use one of your recovery codes").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/login/recovery**")
    axe(page)
    page.go_back()
    type_in(page, "12 345")
    page.wait_for_selector("#mistakes")
    axe(page)
    page.get_by_label("The six digits").fill("")
    type_in(page, page.locator(".alert-info strong.code").inner_text())
    page.wait_for_url("**/desk/")
    page.locator("summary", has_text="Menu").focus()
    page.keyboard.press("Enter")
    go(page, "Sign out")
    page.wait_for_url("**/login")
    assert "signed out, on every device" in page.locator("main").inner_text()
    axe(page)


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/account", "/password", "/pin", "/password/again"])
def test_the_pages_of_ones_own_account_pass_axe(reader: Reader, path: str) -> None:
    """As they open, and with their mistakes."""
    page = reader.open("ed", path)
    axe(page)
    if path != "/account":
        page.locator("main button[type=submit]").click()
        page.wait_for_selector("#mistakes")
        axe(page)
