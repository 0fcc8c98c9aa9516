"""Words that were published while somebody wrote others: shown beside theirs, and never changed back unknowingly."""

from __future__ import annotations

import re
from html import unescape

import pytest

from ivr.desk.editing import edit_all, open_drafts
from ivr.desk.publishing import publish
from tests.desk.desks import approve, edit
from tests.web.desk.conftest import Reader
from tests.web.desk.posting import said, send, told
from tests.web.desk.site import Site
from tests.web.desk.test_desk_prompts import EDIT, NEW, PART, axe

OTHER = "Friends may like to help you. Let them cook."


def overtake(site: Site, new: str = OTHER) -> None:
    """Somebody else's words are published."""
    (draft,) = edit_all(site.desk, "eve", [(PART, "en", new)], [each.id for each in open_drafts(site.desk)])
    approve(site.desk, "ann", [draft.id])
    publish(site.desk, "ann", "Better words")


def base_of(page: str) -> str:
    """What a form of words says that its words were made from."""
    found = re.search(r'name="base" value="([^"]*)"', page)
    assert found
    return found[1]


def test_what_was_published_meanwhile_is_shown_before_it_is_changed_back(site: Site) -> None:
    """Now and yours, side by side; asked once, and asked again where others are published once more."""
    client, form = site.client("ed"), {"item": PART, "language": "en", "words": NEW}
    begun = base_of(client.get(f"/desk{EDIT}").text)
    overtake(site)
    answer = send(client, EDIT, "/words/edit", **form, base=begun, only="measure")
    assert base_of(answer.text) == begun, "to measure is not to have seen"
    answer = send(client, EDIT, "/words/edit", **form, base=base_of(answer.text))
    assert answer.status_code == 409
    assert "Other words were published meanwhile" in said(answer)
    assert OTHER in said(answer)
    assert unescape(answer.text.partition('id="words"')[2].partition(">")[2].partition("<")[0]).strip() == NEW
    assert open_drafts(site.desk) == ()

    seen = base_of(answer.text)
    overtake(site, OTHER.upper())
    assert send(client, EDIT, "/words/edit", **form, base=seen).status_code == 409
    now = base_of(client.get(f"/desk{EDIT}").text)
    assert "Kept as draft 3" in told(client, send(client, EDIT, "/words/edit", **form, base=now))


def test_ones_own_draft_of_words_that_are_no_more_is_asked_about_too(site: Site) -> None:
    """Its form shows the draft, which was made from what callers heard then."""
    edit(site.desk, "ed", PART, "en", NEW)
    overtake(site)
    client, form = site.client("ed"), {"item": PART, "language": "en", "words": f"{NEW} They can sing."}
    answer = send(client, EDIT, "/words/edit", **form, base=base_of(client.get(f"/desk{EDIT}").text))
    assert answer.status_code == 409
    kept = send(client, EDIT, "/words/edit", **form, base=base_of(answer.text))
    assert "Kept as draft 3" in told(client, kept)
    more = {**form, "words": NEW}
    assert send(client, EDIT, "/words/edit", **more, base=base_of(client.get(f"/desk{EDIT}").text)).status_code == 302


@pytest.mark.browser
def test_words_of_days_ago_are_no_newer_for_being_put_back(reader: Reader, site: Site) -> None:
    """Offered with a word that others were published since, by Back too; and those are shown before they are kept."""
    page = reader.open("ed", EDIT)
    page.fill("#words", NEW)
    page.wait_for_timeout(500)
    there = page.url
    page.goto("about:blank")
    overtake(site)
    page.goto(there)
    page.wait_for_selector("#kept-words:visible")
    assert page.is_visible("#kept-words [data-since]")
    page.click("#kept-words [data-back]")
    page.click("text=Keep as a draft")
    page.wait_for_selector("text=Other words were published meanwhile")
    assert (page.evaluate("document.activeElement.getAttribute('aria-labelledby')"), open_drafts(site.desk)) == (
        "overtaken",
        (),
    )
    axe(page)
    page.go_back()
    page.click("text=Keep as a draft")
    page.wait_for_selector("text=Other words were published meanwhile")
    page.click("text=Keep mine all the same")
    page.wait_for_selector("text=Kept as draft 2")
    assert page.evaluate("Object.keys(localStorage).length") == 0
    reader.problems.clear()  # Chromium tells of the 409
