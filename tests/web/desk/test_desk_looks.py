"""The pages as people see them: on a telephone, with large letters, in forced colors, without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.web.desk.conftest import Reader

pytestmark = pytest.mark.silent

PAGES = (
    "/",
    "/prompts",
    "/prompts/en/topic.coping.2",
    "/prompts/en/greeting.name/record",
    "/words",
    "/words/edit?item=topic.coping.1&language=en",
    "/words/edit?item=file.line.toml&language=",
    "/approve",
    "/publish",
    "/notices/",
    "/notices/new",
    "/phone-numbers/",
    "/phone-numbers/cancercare/wrong",
    "/sheet/",
    "/statistics/",
    "/history/",
    "/people",
    "/person/ed",
    "/account",
    "/pin",
    "/problem/",
)
FORMS = ("/history/", "/notices/new", "/person/ed", "/pin", "/problem/", "/phone-numbers/cancercare/wrong", "/prompts")
NARROW: ViewportSize = {"width": 360, "height": 740}


def _is_seen(page: Page, path: str, high: int) -> None:
    """Its heading is within the first screen, and nothing stands outside to the right."""
    bottom = page.evaluate("document.querySelector('h1').getBoundingClientRect().bottom")
    assert 0 < bottom <= high, path
    wide, shown = page.evaluate("[document.scrollingElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= shown, path
    scrolled = page.evaluate(
        "[...document.querySelectorAll('main :not(textarea)')].filter((each) => each.scrollWidth > each.clientWidth + 1"
        " && ['auto', 'scroll'].includes(getComputedStyle(each).overflowX)).map((each) => each.outerHTML)"
    )
    assert scrolled == [], path


@pytest.mark.browser
@pytest.mark.parametrize(
    ("wide", "high", "letters"), [(320, 640, 100), (360, 740, 100), (360, 740, 200), (640, 425, 100), (768, 1024, 100)]
)
def test_every_page_begins_on_the_first_screen_and_scrolls_one_way(
    reader: Reader, wide: int, high: int, letters: int
) -> None:
    """On small telephones, with letters twice as large, and on a laptop at 200 % (640 by 425)."""
    page = reader.open("ada")
    page.set_viewport_size({"width": wide, "height": high})
    here = page.url.rstrip("/")
    for path in PAGES:
        page.goto(here + path)
        page.evaluate("(size) => { document.documentElement.style.fontSize = size }", f"{letters}%")
        _is_seen(page, path, high)


@pytest.mark.browser
def test_the_menu_of_a_telephone_is_one_button_and_needs_no_script(reader: Reader) -> None:
    """Closed at first; by keyboard it opens, names every page and this one, and signs out."""
    page = reader.open("ada", "/people", java_script_enabled=False)
    page.set_viewport_size(NARROW)
    assert page.get_by_role("navigation").count() == 0
    page.get_by_text("Menu").focus()
    page.keyboard.press("Enter")
    links = page.get_by_role("navigation", name="Pages").get_by_role("link")
    assert links.count() == 10
    assert links.filter(has_text="People").get_attribute("aria-current") == "page"
    assert page.get_by_role("button", name="Sign out").is_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.get_by_role("navigation").count() == 1
    assert not page.get_by_text("Menu").is_visible()


@pytest.mark.browser
def test_tables_are_cards_where_they_have_no_room(reader: Reader) -> None:
    """Each cell below the other with its name before it, and still a table to whoever hears it."""
    page = reader.open("ada", "/people")
    assert page.locator("thead th").first.bounding_box()["height"] > 1  # type: ignore[index]
    page.set_viewport_size(NARROW)
    row = page.get_by_role("row").filter(has_text="Ann")
    tops = [each.bounding_box()["y"] for each in row.get_by_role("cell").all()]  # type: ignore[index]
    assert len(tops) == 5
    assert tops == sorted(set(tops))
    named = "(each) => getComputedStyle(each, '::before').content"
    assert "By phone" in row.get_by_role("cell").nth(2).evaluate(named)


@pytest.mark.browser
@pytest.mark.parametrize("colors", ["none", "active"])
def test_whatever_has_the_focus_shows_it(reader: Reader, colors: str) -> None:
    """By an outline, which forced colors leave; in every form, from the skip link to the last button."""
    page = reader.open("ada", forced_colors=colors)
    here = page.url.rstrip("/")
    for path in FORMS:
        page.goto(here + path)
        for number in range(60):
            page.keyboard.press("Tab")
            name, style, width = page.evaluate(
                "(({ outlineStyle, outlineWidth }) => [document.activeElement.outerHTML.slice(0, 99), outlineStyle,"
                " parseFloat(outlineWidth)])(getComputedStyle(document.activeElement))"
            )
            if name.startswith("<body"):
                break
            assert (number, "Skip to the page" in name) != (0, False)
            assert (style, width >= 2) == ("solid", True), (path, name)


@pytest.mark.browser
def test_the_skip_link_leads_into_the_page(reader: Reader) -> None:
    """The next thing that the keyboard reaches is in the page itself."""
    page = reader.open("ada", "/history/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("path", "button", "summary"),
    [
        ("/problem/", "Tell the desk", "#what-is-wrong"),
        ("/notices/new", "Keep for approval", "#what-is-wrong"),
        ("/people/add", "Put them on the list", "#mistakes"),
        ("/pin", "Keep this PIN", "#mistakes"),
        ("/person/ed", "Set the PIN", "#pin-wrong"),
    ],
)
def test_a_refused_form_has_the_focus_at_what_is_wrong(reader: Reader, path: str, button: str, summary: str) -> None:
    """So that whoever cannot see it hears it first."""
    page = reader.open("ada", path)
    page.evaluate("for (const each of document.forms) each.noValidate = true")
    page.get_by_role("button", name=button).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(summary)
    assert page.evaluate("`#${document.activeElement.id}`") == summary
    reader.problems.clear()  # Chromium tells of the refusal
