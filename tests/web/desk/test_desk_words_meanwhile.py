"""Words that were published while somebody wrote others: shown beside theirs, and never changed back unknowingly."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from ivr.desk.editing import edit_all, open_drafts
from ivr.desk.notice_words import new_notice
from ivr.desk.phone_number_places import edit_everywhere
from ivr.desk.publishing import publish
from ivr.errors import DeskError
from ivr.store.drafts import Draft
from tests.desk.desks import approve, edit
from tests.web.desk.conftest import Reader
from tests.web.desk.posting import said, send, shown, told
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


def test_what_is_published_after_the_press_is_shown_too(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the form was made from is looked at where the draft is written, not a moment before."""
    client, form = site.client("ed"), {"item": PART, "language": "en", "words": NEW}
    begun = base_of(client.get(f"/desk{EDIT}").text)

    def later(*given: Any, **named: Any) -> tuple[Draft, ...]:  # noqa: ANN401 - whatever the page gives
        overtake(site)
        return edit_everywhere(*given, **named)

    monkeypatch.setattr("ivr.web.desk.pages.words.edit_everywhere", later)
    answer = send(client, EDIT, "/words/edit", **form, base=begun)
    assert answer.status_code == 409
    assert "Other words were published meanwhile" in said(answer)
    assert OTHER in said(answer)
    assert open_drafts(site.desk) == ()

    monkeypatch.undo()
    kept = send(client, EDIT, "/words/edit", **form, base=base_of(answer.text))
    assert "Kept as draft 2" in told(client, kept)


def test_whoever_was_asked_once_is_not_asked_again_for_a_slip(site: Site) -> None:
    """What they have seen stays seen while the rules refuse their words, though their older draft knows less."""
    edit(site.desk, "ed", PART, "en", NEW)
    overtake(site)
    client, form = site.client("ed"), {"item": PART, "language": "en"}
    asked = send(client, EDIT, "/words/edit", **form, words=f"{NEW} Sing.", base="")
    refused = send(client, EDIT, "/words/edit", **form, words="", base=base_of(asked.text))
    assert refused.status_code == 422
    kept = send(client, EDIT, "/words/edit", **form, words=f"{NEW} Sing.", base=base_of(refused.text))
    assert "Kept as draft 3" in told(client, kept)


def test_ones_own_draft_of_what_was_empty_is_written_again(site: Site) -> None:
    """Nothing was published meanwhile, so nobody is asked."""
    at, form = "/words/edit?item=topic.coping.reviewed_by&language=en", {"item": "topic.coping.reviewed_by"}
    client = site.client("ed")
    for number, words in enumerate(("A nurse", "A kind nurse"), 1):
        base = base_of(client.get(f"/desk{at}").text)
        kept = send(client, at, "/words/edit", **form, language="en", words=words, base=base)
        assert f"Kept as draft {number}" in told(client, kept)


SERVICE = "/phone-numbers/cancercare/wrong"
STORM, SAID, TEXT = "/notices/storm/words", "Storms stop rides.", "{program}: a storm may stop rides. Ask first."


def form_of(client: FlaskClient, page: str = STORM) -> dict[str, str]:
    """What a browser sends of the form of a notice's words where nothing is typed, with what it was made from."""
    text = client.get(f"/desk{page}").text
    fields = re.findall(r'<textarea [^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>', text)
    hidden = re.findall(r'type="hidden" name="(base-[^"]+)" value="([^"]*)"', text)
    return {name.replace("-", "_"): unescape(value) for name, value in (*fields, *hidden)}


def storm(site: Site, by: str = "eve", **words: str) -> None:
    """Somebody else's words for the notice are published."""
    changes = [(f"notice.storm.{field}", "en", said) for field, said in words.items()]
    approve(site.desk, "ann", [each.id for each in edit_all(site.desk, by, changes)])
    publish(site.desk, "ann", "Better words")


def test_words_of_a_notice_that_were_published_meanwhile_are_shown_first(site: Site) -> None:
    """Now and yours; what was left alone is shown as it is now; asked once, and nothing is kept before."""
    client = site.client("ed")
    begun = form_of(client)
    assert begun["base_said_en"]
    storm(site, said=SAID, page="A storm. In an emergency, call 911.")
    mine = {**begun, "said_en": "A storm may stop rides today."}
    answer = send(client, STORM, **mine)
    assert answer.status_code == 409
    assert "Other words were published meanwhile" in said(answer)
    assert f"Now: {SAID}" in said(answer)
    assert open_drafts(site.desk) == ()
    assert "A storm. In an emergency, call 911.</textarea>" in answer.text, "left alone, and not changed back"
    assert "A storm may stop rides today.</textarea>" in answer.text

    seen = {f"base_{field}_en": value for field, value in re.findall(r'"base-(\w+)-en" value="(\w+)"', answer.text)}
    now = {**mine, **seen, "page_en": "A storm. In an emergency, call 911."}
    assert "Kept as draft 3." in told(client, send(client, STORM, **now))
    assert [(each.item, each.words) for each in open_drafts(site.desk)] == [("notice.storm.said", mine["said_en"])]


def test_a_field_that_its_writer_left_alone_is_not_changed_back(site: Site) -> None:
    """Only what they wrote becomes a draft."""
    client = site.client("ed")
    begun = form_of(client)
    storm(site, said=SAID)
    assert "Kept as draft 2." in told(client, send(client, STORM, **{**begun, "text_en": TEXT}))
    assert [(each.item, each.words) for each in open_drafts(site.desk)] == [("notice.storm.text", TEXT)]
    mine = form_of(client)
    assert (mine["said_en"], mine["text_en"]) == (SAID, TEXT)
    storm(site, said="A storm stops rides.")
    assert "Kept as draft" in told(client, send(client, STORM, **{**mine, "text_en": f"{TEXT} Please."}))


def test_a_new_notice_is_none_where_there_is_one_by_now(site: Site) -> None:
    """Somebody else's of the same name was published while it was written."""
    client = site.client("ed")
    words = {
        "said": "There is no water.",
        "text": "{program}: no water.",
        "page": "No water. In an emergency, call 911.",
    }
    changes = [(f"notice.water.{field}", "en", value) for field, value in words.items()]
    approve(site.desk, "ann", [each.id for each in edit_all(site.desk, "eve", changes)])
    publish(site.desk, "ann", "Water")
    with pytest.raises(DeskError, match='There is a notice "Water" already'):
        new_notice(site.desk, "ed", "Water!", {("said", "en"): "Water is back."})
    mine = {f"{field}_en": f"{value} Yes." for field, value in words.items()}
    answer = send(client, "/notices/new", called="Water", **mine)
    assert answer.status_code == 409
    assert 'There is a notice "Water" already' in said(answer)


def test_a_service_that_was_published_otherwise_meanwhile_is_shown_again(site: Site) -> None:
    """Before anything is kept, whether that was before the places were shown or after."""
    client, number = site.client("ada"), "1-800-555-0199"
    begun = shown(client, SERVICE, "seen")
    form = {"number": number, "url": "", "hours": "none", "for_en": "A nurse.", "where_from": "Ada dialed it."}

    def publish_other(words: str) -> None:
        approve(site.desk, "ann", [edit(site.desk, "eve", "resource.cancercare.for", "en", words).id])
        publish(site.desk, "ann", "What it is for")

    publish_other("Free help.")
    answer = send(client, SERVICE, **form, seen=begun, step="show")
    assert answer.status_code == 409
    assert "Something else was published meanwhile" in said(answer)
    assert "[gone: Free help" in said(answer)
    now = unescape(answer.text.partition('name="seen" value="')[2].partition('"')[0])
    assert send(client, SERVICE, **form, seen=now, step="show").status_code == 200

    publish_other("Free help for all.")
    assert send(client, SERVICE, **form, seen=now, step="keep").status_code == 409
    assert open_drafts(site.desk) == ()
    told(client, send(client, SERVICE, **form, seen=shown(client, SERVICE, "seen"), step="keep"))
    assert {each.item: each.words for each in open_drafts(site.desk)}["resource.cancercare.number"] == number


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
