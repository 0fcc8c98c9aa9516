"""Callers hear nobody who has not agreed: asked once where a recording is handed in, told wherever it is missing."""

from __future__ import annotations

import base64
from html import unescape

import pytest

from ivr.desk.people import end, require
from ivr.desk.publishing import publish
from ivr.desk.takes import approved_takes, take_standings
from tests.desk.desks import RELEASED, approve, edit, silent, words
from tests.desk.test_desk_takes import PROMPT as TAKEN
from tests.desk.test_desk_takes import brought
from tests.web.desk.conftest import Reader
from tests.web.desk.posting import said, send, shown, told
from tests.web.desk.recorder import KEPT, PROMPT, RECORD, handed, quiet, speech
from tests.web.desk.site import Site
from tests.web.desk.test_desk_prompts import axe

BOX = 'name="voice" value="yes"'
MISSING = "One thing is missing: you have not said that callers may hear your voice."
WANTS = "Rec of rec has not agreed that callers hear their voice"


def released(site: Site) -> str:
    """What is noted of rec."""
    return require(site.desk, "rec").released


def test_the_box_is_at_each_way_of_handing_in_and_its_word_comes_with_the_recording(site: Site) -> None:
    """Ticked it is noted in the same request, and the box is gone; whoever has agreed never sees it."""
    assert BOX not in site.client("rec").get(f"/desk{RECORD}").text
    silent(site.desk)
    client = site.client("rec")
    assert client.get(f"/desk{RECORD}").text.count(BOX) == 2
    asked = shown(client, RECORD, "asked")
    page = said(client.get(handed(client, speech(), voice="yes", asked=asked).headers["Location"]))
    assert "listens to it and approves it. Callers hear it after that, when it is published." in page
    assert "Next, Ann of ann or " in page
    assert MISSING not in page
    assert released(site) == "17 June 2026, at the desk in the browser"
    assert BOX not in client.get(f"/desk{RECORD}").text
    assert take_standings(site.desk)[0].waits

    silent(site.desk)
    page = said(client.get(handed(client, speech(), voice="yes", asked=asked).headers["Location"]))
    assert MISSING in page, "the same sent once more, after it was taken back, is kept and agrees to nothing"
    assert not released(site)


def test_without_it_the_recording_is_kept_and_the_page_says_what_is_missing(site: Site) -> None:
    """So do Today and Approve, each to whom it concerns; under My account one press does it."""
    silent(site.desk)
    client, ann = site.client("rec"), site.client("ann")
    page = said(client.get(handed(client, speech(), speaker="Rec of rec").headers["Location"]))
    assert "Your recording was taken in." in page
    assert MISSING in page
    assert "It waits for you. Say under My account that callers may hear your voice" in page
    assert "A recording waits for your word." in said(client.get("/desk/"))
    assert "A recording waits for your word." not in said(ann.get("/desk/"))
    approve = ann.get("/desk/approve")
    assert f"{WANTS}: they do so at the desk under My account, or an admin notes it on People." in said(approve)
    assert "I have heard this recording" not in said(approve)
    take = take_standings(site.desk)[0].take
    sent = send(ann, "/approve", take=f"{take.hash}:{take.id}")
    assert (sent.status_code, WANTS in said(sent)) == (409, True)
    assert approved_takes(site.desk) == ()

    asked = shown(client, "/account", "asked")
    agreed = told(client, send(client, "/account", "/account/voice", agreed="yes", asked=asked))
    assert "Thank you." in agreed
    assert "Your recording now waits for Ann of ann or " in agreed
    assert "What waits stands on Today" in agreed
    assert "waits for your word" not in said(client.get("/desk/"))
    assert "I have heard this recording" in said(ann.get("/desk/approve"))
    assert send(ann, "/approve", take=f"{take.hash}:{take.id}").status_code == 302


def test_a_refused_recording_notes_nothing_and_the_box_stays_ticked(site: Site) -> None:
    """What was given is not asked for again."""
    silent(site.desk)
    answer = handed(site.client("rec"), quiet(), voice="yes")
    assert answer.status_code == 422
    assert 'aria-describedby="file-voice-why" checked>' in answer.text
    assert released(site) == ""


def test_a_recording_of_somebody_elses_voice_waits_for_them(site: Site) -> None:
    """Whoever hands it in is told whose word is missing; their own does not help."""
    silent(site.desk)
    client = site.client("ed")
    page = said(client.get(handed(client, speech(), speaker="Rec of rec", voice="yes").headers["Location"]))
    assert f"One thing is missing. {WANTS}" in page
    assert require(site.desk, "ed").released == RELEASED
    assert "A recording waits for your word." in said(site.client("rec").get("/desk/"))


def test_what_callers_hear_stays_when_somebody_does_not_agree_any_more_and_people_says_how_it_goes(site: Site) -> None:
    """They are told so, before and after; an admin sees which prompts that are."""
    ada = site.client("ada")
    assert "Callers hear no recording by Rec of rec now." in said(ada.get("/desk/person/rec"))
    approve(site.desk, "ann", takes=[brought(site.desk, speaker="Rec of rec").id])
    publish(site.desk, "ann")
    client = site.client("rec")
    assert "stays until somebody takes it away" in said(client.get("/desk/account"))
    page = told(client, send(client, "/account", "/account/voice", agreed="no"))
    assert "Nobody can approve or publish a recording of yours." in page
    page = said(ada.get("/desk/person/rec"))
    assert "Callers hear Rec of rec now: Greeting: emergency That stays until somebody takes it away" in page
    assert "though Rec of rec does not agree: let somebody else record the prompt, approve it and publish it." in page


def test_whoever_has_left_can_have_it_taken_back_by_an_admin(site: Site) -> None:
    """Their page has one button for it, as long as it is noted that they agree."""
    ada = site.client("ada")
    end(site.desk, "ada", "rec")
    assert "Rec of rec does not agree any more" in said(ada.get("/desk/person/rec"))
    page = told(ada, send(ada, "/person/rec", "/person/rec/voice", released="", was=RELEASED))
    assert "It is noted that callers shall not hear their voice." in page
    assert "Rec of rec does not agree any more" not in page


def test_whose_voice_comes_back_or_is_left_out_stands_where_somebody_publishes(site: Site) -> None:
    """Before going back to an edition, which is never refused, and after publishing the old words."""
    before = words(site.desk, TAKEN)
    approve(site.desk, "ann", takes=[brought(site.desk, speaker="Rec of rec").id])
    publish(site.desk, "ann")
    approve(site.desk, "ann", [edit(site.desk, "ada", TAKEN, "en", "If this is an emergency, call 911 now.").id])
    publish(site.desk, "ann")
    ann = site.client("ann")
    comes_back = "A voice that callers shall not hear comes back"
    assert comes_back not in said(ann.get("/desk/publish/back/2"))
    silent(site.desk)
    page = said(ann.get("/desk/publish/back/2"))
    assert comes_back in page
    assert "callers hear Rec of rec again, who does not agree to that. Let somebody else record it" in page
    assert "Yes, let new calls hear edition 2" in page

    approve(site.desk, "ann", [edit(site.desk, "ada", TAKEN, "en", before).id])
    number = publish(site.desk, "ann")
    assert "the recording by Rec of rec was left out" in said(ann.get(f"/desk/publish?done={number}"))
    assert "was left out" not in said(ann.get("/desk/publish"))


@pytest.mark.browser
def test_by_the_microphone_the_word_goes_along(reader: Reader, site: Site) -> None:
    """The box stands where it is handed in; axe finds nothing."""
    silent(site.desk)
    page = reader.open("rec", RECORD)
    page.evaluate(KEPT, base64.b64encode(speech()).decode())
    page.reload()
    page.wait_for_selector("#review:visible")
    axe(page)
    page.locator("#review").get_by_label("Callers may hear my voice").check()
    page.click("#hand-in")
    page.wait_for_selector("text=Your recording was taken in", timeout=20_000)
    assert MISSING not in unescape(page.content())
    assert released(site)
    axe(page)
    page.goto(page.url.partition("/desk")[0] + f"/desk{PROMPT}")
    assert page.get_by_text("It waits for you.").count() == 0
