"""Notices: one person switches them on for a while and off; new words need two."""

from __future__ import annotations

from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from markupsafe import escape
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from ivr.content.readers import read_content
from ivr.desk.desk import current
from ivr.desk.editing import open_drafts
from ivr.desk.notice_words import name_of
from ivr.desk.notices import listed
from tests.desk.desks import logged
from tests.web.desk.conftest import Reader
from tests.web.desk.posting import said, send, told
from tests.web.desk.site import Site

PAGE = "/notices/"
NEW = {
    "called": "Water damage",
    "said_en": "This line's office has water damage.",
    "text_en": "{program}: our office is closed. Calls and texts still work.",
    "page_en": "The office is closed. In an emergency, call 911.",
}


def _on(site: Site) -> list[tuple[str, str, str]]:
    content = read_content(current(site.desk).content)[0]
    return [(on.notice, f"{on.start:%m-%d %H:%M}", f"{on.end:%m-%d %H:%M}") for on in content.notices]


def test_every_notice_is_shown_as_it_is_heard_and_read(site: Site) -> None:
    """Its words, its sound, that nobody has signed it, and where and in which languages callers get it."""
    answer = site.client("rec").get(f"/desk{PAGE}")
    page = said(answer)
    assert "No notice is on." in page
    assert '"Only this line\'s office is closed."' in page
    assert "Rescue Treatment Line: our office is closed today." in page
    assert "right after the words about 911 and fever" in page
    assert "told in English." in page
    assert page.count("Times on this page are Eastern Time.") == 1
    assert "Tell an editor or an admin (Ada of ada, Both of both, Ed of ed, Eve of eve): they write new words" in page
    assert "Write a new notice" not in page
    assert "Write a new notice" in said(site.client("ed").get(f"/desk{PAGE}"))
    assert "3 pieces of its words nobody has signed" in page
    assert "Unsigned words can be switched on only in a demo such as this one." in page
    assert "were approved before" not in page
    assert "Leave it empty to start at once." in page
    sounds = [part.split('"')[0] for part in answer.text.split('src="/audio/')[1:]]
    assert len(sounds) == len(listed(site.desk))
    for sound in sounds:
        played = site.line.test_client().get(f"/audio/{sound}")
        assert played.status_code == 200
        played.close()


def test_until_tonight_is_the_end_of_this_day_by_the_lines_clocks(site: Site) -> None:
    """Switched on by one person, said in plain words, and off again; each a second time does no harm."""
    client = site.client("rec")
    answer = told(client, send(client, PAGE, f"{PAGE}storm/on", until="tonight"))
    assert '"Storm" is on until the end of Wednesday, 17 June. New callers hear it within two seconds.' in answer
    assert [(name, end) for name, _, end in _on(site)] == [("storm", "06-18 00:00")]
    assert "On now: Storm , until the end of Wednesday, 17 June. Call and hear it" in answer
    log = said(site.client("ann").get("/desk/history/"))
    assert "Rec of rec switched on the notice: Notice: storm" in log
    assert "Rec of rec switched a notice, and by that made a new edition: edition 2" in log
    assert "Rec of rec published" not in log
    again = told(client, send(client, PAGE, f"{PAGE}storm/on", until="tonight"))
    assert '"Storm" is on already' in again
    assert current(site.desk).number == 2

    assert '"Storm" is off.' in told(client, send(client, PAGE, f"{PAGE}storm/off"))
    assert '"Storm" is off already.' in told(client, send(client, PAGE, f"{PAGE}storm/off"))
    assert _on(site) == []
    assert [each.what for each in logged(site.desk, "notice")] == ["notice on", "notice off"]


def test_until_a_day_and_time_and_from_a_later_one(site: Site) -> None:
    """Both as the inputs of a browser write them."""
    client = site.client("ann")
    days = {"until": "day", "end_day": "2026-06-26", "end_time": "17:00", "start_day": "2026-06-25", "start_time": ""}
    answer = told(client, send(client, PAGE, f"{PAGE}holiday/on", **days))
    assert '"Holiday" is on until Friday, 26 June, 5:00 pm. It begins by itself.' in answer
    assert "Will be on from Thursday, 25 June, 12:00 am until Friday, 26 June, 5:00 pm" in answer
    assert _on(site) == [("holiday", "06-25 00:00", "06-26 17:00")]


def test_what_cannot_be_is_said_and_what_was_chosen_stays(site: Site) -> None:
    """In the open form of that notice."""
    client, days = site.client("ed"), {"until": "day"}
    for fields, says in (
        ({}, "Choose the day on which it ends"),
        ({"end_time": "17:00"}, "A time needs its day, too."),
        ({"end_day": "2026-06-01"}, "is over already"),
        ({"end_day": "2027-06-01"}, "31 days at most"),
        ({"end_day": "soon"}, "is no time"),
    ):
        answer = send(client, PAGE, f"{PAGE}storm/on", **days, **fields)
        assert answer.status_code == 409
        assert says in said(answer)
        assert 'value="day" id="day-storm" checked' in answer.text
    answer = send(client, PAGE, f"{PAGE}storm/on", until="tonight", end_day="2026-06-20")
    assert answer.status_code == 409
    assert 'You filled in when it ends, and "Until tonight" is still chosen.' in said(answer)
    assert 'value="2026-06-20"' in answer.text
    assert _on(site) == []


def test_production_switches_no_unsigned_words_on(site: Site) -> None:
    """The page says so and offers no button; a form sent all the same is refused."""
    site.app.extensions["ivr.desk"] = replace(site.desk, production=True)
    client = Client(DispatcherMiddleware(NotFound(), {"/desk": site.app}))
    client.set_cookie("desk", site.cookie("ed"), path="/desk/")
    here = {"REMOTE_ADDR": "127.0.0.1"}
    page = client.get("/desk/notices/", environ_base=here)
    assert "Switch it on" not in page.text
    assert "It cannot be switched on until an approver signs them." in page.text
    token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = client.post("/desk/notices/storm/on", data={"csrf_token": token, "until": "tonight"}, environ_base=here)
    assert answer.status_code == 409
    assert "Nobody has signed notice.storm.said (en)" in said(answer)


def test_a_new_notice_is_drafts_for_somebody_else_to_approve(site: Site) -> None:
    """All its words in one; sent twice, kept once; it is listed as waiting and cannot be switched on yet."""
    client = site.client("ed")
    assert 'Somebody else approves the words of "Water damage"' in told(client, send(client, f"{PAGE}new", **NEW))
    told(client, send(client, f"{PAGE}new", **NEW))
    assert [draft.item for draft in open_drafts(site.desk)] == [
        f"notice.water-damage.{field}" for field in ("said", "text", "page")
    ]
    page = said(client.get(f"/desk{PAGE}"))
    assert "New, and waiting for approval Water damage: draft 1 by Ed of ed" in page
    assert send(client, PAGE, f"{PAGE}water-damage/on", until="tonight").status_code == 404
    assert "has water damage" in client.get("/desk/notices/water-damage/words").text


def test_words_are_changed_and_refused_as_the_rules_say(site: Site) -> None:
    """What is too long to hear is not kept, and nothing typed is lost; the same words are no change."""
    client = site.client("ed")
    long = "This line's office is closed today, " + "and tomorrow, " * 20 + "and that is all."
    there = {"said_en": long, "text_en": "{program}: a storm.", "page_en": "A storm."}
    answer = send(client, f"{PAGE}storm/words", **there)
    assert answer.status_code == 409
    assert "8 are the most" in said(answer)
    assert escape(long) in answer.text
    words = listed(site.desk)[2]
    assert words.notice == "storm"
    told(client, send(client, f"{PAGE}storm/words", **{**there, "said_en": "A storm may stop all rides."}))
    assert "Other words wait for approval" in said(client.get(f"/desk{PAGE}"))
    assert site.client("rec").get("/desk/notices/new").status_code == 403
    assert client.get("/desk/notices/nothing/words").status_code == 404
    taken = send(client, f"{PAGE}new", **{**NEW, "called": "Storm!"})
    assert 'There is a notice "Storm" already' in said(taken)
    assert "Give the notice a name" in said(send(client, f"{PAGE}new", **{**NEW, "called": "???"}))


def test_names_are_made_of_what_people_call_it() -> None:
    """Short, and of letters that a call's path can hold."""
    assert name_of(" Water  damage (cellar)! ") == "water-damage-cellar"
    assert len(name_of("x y " * 30)) <= 30
    assert not name_of("x " * 30).endswith("-")


@pytest.mark.browser
def test_filling_in_the_last_day_chooses_it(reader: Reader) -> None:
    """And who chooses tonight after all has no day left that would contradict it."""
    page = reader.open("rec", PAGE)
    page.get_by_text("Switch it on: Storm").click()
    day, last = page.locator("#day-storm"), page.locator("#end-day-storm")
    last.fill("2026-06-20")
    assert day.is_checked()
    page.locator("#tonight-storm").check()
    assert (last.input_value(), day.is_checked()) == ("", False)
    assert page.locator("#tonight-holiday").is_checked()


@pytest.mark.browser
def test_a_closing_notice_by_keyboard_and_axe(reader: Reader) -> None:
    """Open, until tonight, Enter; every state of the page is accessible."""
    page = reader.open("rec", PAGE)
    page.get_by_text("Switch it on: Office closed").focus()
    page.keyboard.press("Enter")
    assert Axe().run(page).violations_count == 0
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text('"Office closed" is on until').wait_for()
    assert Axe().run(page).violations_count == 0
    words = reader.open("ed", f"{PAGE}new", color_scheme="dark")
    assert Axe().run(words).violations_count == 0
    words.get_by_label("What do you call it").fill("Storm")
    for label in ("What callers hear", "What people who text read", "For your website or a poster"):
        words.get_by_label(label).fill("A storm.")
    words.get_by_role("button", name="Keep for approval").click()
    words.get_by_role("heading", name="That cannot be kept like this").wait_for()
    assert words.evaluate("document.activeElement.id") == "what-is-wrong"
    reader.problems.clear()  # the browser tells of the 409
    assert Axe().run(words).violations_count == 0
