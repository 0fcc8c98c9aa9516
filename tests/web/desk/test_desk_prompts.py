"""Prompts and words in the browser: found, looked at, written anew, and nothing typed is lost."""

from __future__ import annotations

import re
from html import unescape

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from ivr.desk.editing import open_drafts
from ivr.desk.rendering import Renderer
from ivr.desk.views.prompt_list import prompt_list
from tests.desk.desks import edit, words
from tests.web.desk.conftest import Reader
from tests.web.desk.posting import said, send, told
from tests.web.desk.site import Site

PART = "topic.coping.2"
ONE, EDIT = f"/prompts/en/{PART}", f"/words/edit?item={PART}&language=en"
NEW = "People who love you may want to help. Let them.\n\nThey can cook for you. They can run errands, or clean."
OTHER = "Friends may like to help you. Let them cook."


def test_every_prompt_is_found(site: Site) -> None:
    """By its name, its words, its number, its topic and its state; what fits nothing says what to do."""
    client = site.client("rec")
    everything = said(client.get("/desk/prompts"))
    total = len(prompt_list(site.desk).rows)
    assert f"{total} of {total} prompts" in everything
    found = said(client.get("/desk/prompts?search=letting+PEOPLE&group=coping"))
    assert f"2 of {total} prompts" in found
    assert "Coping day to day, part 2: Letting people help" in found
    assert f"12 of {total} prompts" in said(client.get("/desk/prompts?first=1"))
    assert "No prompt fits all of that." in said(client.get("/desk/prompts?state=recorded"))
    last = client.get("/desk/prompts?page=99&state=wanted")
    assert 'aria-current="page"' in last.text
    assert "state=wanted" in unescape(re.findall(r'class="page-link" href="([^"]+)"', last.text)[0])
    assert client.get("/desk/prompts?page=x&state=nonsense&group=nonsense").status_code == 200


def test_one_prompt_shows_all_that_is_known_of_it(site: Site) -> None:
    """Words, sounds at both paces, places, facts with sources, what it is made of, and its history."""
    edit(site.desk, "ed", PART, "en", NEW)
    page = said(site.client("ann").get(f"/desk{ONE}"))
    for text in (
        "People who love you may want to help. It is all right to let them.",
        "A machine's voice. Normal speed, 27 seconds",
        'in "Coping day to day", part 2',
        "they text COPE 2",
        "Easy freezer meals for bad days B",
        "(and 2 other prompts)",
        "Draft 1 by Ed of ed",
        "How it sounds is being made.",
        "Ed of ed wrote other words (draft 1). It waits.",
    ):
        assert text in page, text
    assert "Write it anew" not in page  # an approver writes nothing
    assert site.client("ann").get("/desk/prompts/en/greeting.nmae").status_code == 404


def test_a_draft_is_heard_beside_what_callers_hear_now(site: Site) -> None:
    """Once its sounds are made, by staff alone, and by nobody's cache between."""
    draft = edit(site.desk, "ed", PART, "en", NEW)
    Renderer(site.desk).one()
    client = site.client("ann")
    (address, _) = dict.fromkeys(re.findall(r'src="(/desk/sounds/draft/[^"]+)"', client.get(f"/desk{ONE}").text))
    sound = client.get(address)
    assert sound.data[:4] == b"RIFF"
    assert sound.headers["Cache-Control"] == "no-store"
    assert client.get(address, headers={"Range": "bytes=0-99"}).status_code == 206
    assert client.get(f"/desk/sounds/draft/{draft.id}/other.wav").status_code == 404
    assert client.get("/desk/sounds/draft/99/other.wav").status_code == 404
    assert site.client().get(address).status_code == 302


def test_new_words_are_kept_as_a_draft_and_sent_twice_they_are_one(site: Site) -> None:
    """The page says so, and what comes next; the author can take them back, twice too."""
    client = site.client("ed")
    answer = send(client, EDIT, item=PART, language="en", words=NEW.replace("\n", "\r\n"), form="/words/edit")
    assert "Kept as draft 1. Callers hear the old words until somebody else has approved it" in told(client, answer)
    send(client, EDIT, item=PART, language="en", words=NEW, form="/words/edit")
    (draft,) = open_drafts(site.desk)
    assert (draft.words, draft.author) == (NEW, "ed")

    back = send(client, EDIT, "/words/take-back", item=PART, language="en", draft="1")
    assert "Draft 1 was taken back." in told(client, back)
    again = client.get("/desk/words/edit", query_string={"item": PART, "language": "en"})
    assert "Your draft 1" not in said(again)
    assert open_drafts(site.desk) == ()


def test_refused_words_are_still_in_the_form_with_the_reason(site: Site) -> None:
    """In the rule's sentence, without file names; nothing was kept."""
    typed = "Read this. " + "very " * 30 + "long sentence."
    answer = send(site.client("ed"), EDIT, "/words/edit", item=PART, language="en", words=typed)
    assert answer.status_code == 422
    page = said(answer)
    assert "Your words were not kept yet" in page
    assert f"{PART}: more than 18 words in:" in page
    assert "topics/coping.md" not in page
    assert typed in unescape(answer.text)
    odd = "</textarea><script>alert(1)</script>"
    refused = send(site.client("ed"), EDIT, "/words/edit", item=PART, language="en", words=odd)
    assert odd not in refused.text
    assert odd in unescape(refused.text)
    assert open_drafts(site.desk) == ()


def test_somebody_elses_draft_is_shown_before_ones_own_is_kept_beside_it(site: Site) -> None:
    """Now, theirs and yours, side by side; with what was seen named, both wait."""
    edit(site.desk, "eve", PART, "en", "It is all right to let people help.")
    client = site.client("ed")
    assert "Eve of eve has draft 1 of these words open" in said(client.get(f"/desk{EDIT}"))
    answer = send(client, EDIT, "/words/edit", item=PART, language="en", words=NEW)
    assert answer.status_code == 409
    page = said(answer)
    assert "Eve of eve is changing the same words" in page
    assert "Keep mine beside theirs" in page
    assert 'name="beside" value="1"' in answer.text
    assert len(open_drafts(site.desk)) == 1

    kept = send(client, EDIT, "/words/edit", item=PART, language="en", words=NEW, beside="1")
    assert "Kept as draft 2" in told(client, kept)
    assert [each.author for each in open_drafts(site.desk)] == ["eve", "ed"]


def test_emergency_words_are_locked_before_anybody_types(site: Site) -> None:
    """An editor sees them and no form; a form sent all the same is refused; an admin writes them."""
    address = "/words/edit?item=greeting.emergency&language=en"
    page = site.client("ed").get(f"/desk{address}")
    assert "only an admin writes them" in said(page)
    assert "<textarea" not in page.text
    answer = send(
        site.client("ed"), address, "/words/edit", item="greeting.emergency", language="en", words="Call somebody."
    )
    assert answer.status_code == 422
    assert "These are emergency words, which an admin writes" in said(answer)
    assert "<textarea" in site.client("ada").get(f"/desk{address}").text
    assert open_drafts(site.desk) == ()


def test_a_number_changes_wherever_it_stands(site: Site) -> None:
    """What is dialed and the texts; the page says so before and after."""
    client = site.client("ed")
    item = "resource.cancercare.number"
    answer = send(
        client, f"/words/edit?item={item}&language=", "/words/edit", item=item, language="", words="1-800-813-4674"
    )
    assert "2 other places" in told(client, answer)
    assert {each.item for each in open_drafts(site.desk)} == {item, "resource.cancercare.dial", "texts.talk"}


def test_words_are_measured_while_they_are_typed_and_without_a_script(site: Site) -> None:
    """Grade, seconds and segments; by JSON with the token, or by the button."""
    client = site.client("ed")
    shown = send(client, EDIT, "/words/edit", item=PART, language="en", words=NEW, only="measure")
    assert shown.status_code == 200
    assert "about 1" in said(shown)
    assert open_drafts(site.desk) == ()
    token = unescape(re.findall(r'name="csrf_token" value="([^"]+)"', shown.text)[0])
    data = {"item": "texts.ready", "language": "en", "words": "We have no list. " * 20}
    measured = client.post("/desk/measure", data=data, headers={"X-CSRFToken": token}).get_json()
    assert "Sent as 3 messages." in measured["says"]
    assert "In the way" not in measured["html"]
    assert client.post("/desk/measure", data=data).status_code == 400
    assert site.client("ann").post("/desk/measure", data=data).status_code in {400, 403}


def test_texts_and_tips_are_listed_and_lead_to_the_same_form(site: Site) -> None:
    """With the word that people text, and how many segments; curly quotes are made plain and that is said."""
    client = site.client("ed")
    page = client.get("/desk/words?search=packing")
    assert "1 text Text: ready" in said(page)
    assert "People text READY to get it." in said(page)
    address = unescape(re.findall(r'href="/desk(/words/edit[^"]+)"', page.text)[0])
    new = "We have no \u201cpacking list\u201d. Ask the clinic what to bring."
    answer = send(client, address, "/words/edit", item="texts.ready", language="en", words=new)
    assert "Curly quotes and long dashes were made plain" in told(client, answer)
    assert open_drafts(site.desk)[0].words == 'We have no "packing list". Ask the clinic what to bring.'


def test_each_role_opens_what_is_its_own(site: Site) -> None:
    """Everybody looks; editors and admins write; a token is asked for by every form."""
    for person, writes in (("rec", 403), ("ann", 403), ("ed", 200), ("ada", 200)):
        client = site.client(person)
        assert client.get("/desk/prompts").status_code == 200
        assert client.get("/desk/words").status_code == 200
        assert client.get(f"/desk{ONE}").status_code == 200
        assert client.get(f"/desk{EDIT}").status_code == writes
    client = site.client("ed")
    for form in ("/words/edit", "/words/take-back", "/measure", f"{ONE}/take-back", f"{ONE}/record"):
        assert client.post(f"/desk{form}", data={"item": PART, "language": "en", "words": NEW}).status_code == 400, form
    assert open_drafts(site.desk) == ()
    assert client.get("/desk/words/edit?item=nothing.here&language=en").status_code == 404


def axe(page: Page) -> None:
    """By a machine's judgment nobody is kept out, neither in light nor in dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        result = Axe().run(page)
        assert result.violations_count == 0, result.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]


@pytest.mark.browser
def test_pages_pass_axe_on_a_narrow_screen(reader: Reader, site: Site) -> None:
    """The list, a prompt with drafts, texts, the form, and the form that is locked."""
    edit(site.desk, "eve", PART, "en", "It is all right to let people help.")
    page = reader.open("ed", "/prompts?search=coping")
    page.set_viewport_size({"width": 320, "height": 640})
    for path in ("/prompts?search=coping", ONE, EDIT, "/words?search=tip", "/words/edit?item=texts.crisis&language=en"):
        page.goto(f"{page.url.partition('/desk')[0]}/desk{path}")
        axe(page)


@pytest.mark.browser
def test_typed_words_outlive_a_crash_and_are_forgotten_once_saved(reader: Reader, site: Site) -> None:
    """By keyboard alone: typed, measured, the page is gone, offered again, put back, kept."""
    page = reader.open("ed", EDIT)
    page.focus("#words")
    page.keyboard.press("Control+A")
    page.keyboard.type("It is all right to let people help. They can cook.")
    expect(page.locator("#measured-told")).to_contain_text("seconds", timeout=10_000)
    page.goto("about:blank")  # as if the browser had been closed
    page.go_back()
    page.reload()
    page.wait_for_selector("#kept-words:visible")
    assert page.inner_text("#kept-words [data-words]") == "It is all right to let people help. They can cook."
    axe(page)
    page.focus("#kept-words [data-back]")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "words"
    assert page.input_value("#words") == "It is all right to let people help. They can cook."
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Kept as draft 1")
    axe(page)
    assert page.evaluate("Object.keys(localStorage).length") == 0
    assert page.is_hidden("#kept-words")
    assert [each.words for each in open_drafts(site.desk)] == ["It is all right to let people help. They can cook."]


@pytest.mark.browser
def test_words_typed_after_the_session_ended_are_offered_after_the_next_sign_in(reader: Reader, site: Site) -> None:
    """The desk says no; the browser still has them, for the same person only."""
    page = reader.open("ed", EDIT)
    page.fill("#words", "Let people help you.")
    page.context.clear_cookies()
    with page.expect_navigation():
        page.click("text=Keep as a draft")
    assert open_drafts(site.desk) == ()
    reader.problems.clear()  # Chromium tells of the 401
    address = page.url.partition("/desk")[0]
    for person, offered in (("eve", False), ("ed", True)):
        page.context.clear_cookies()
        page.context.add_cookies([{"name": "desk", "value": site.cookie(person), "url": f"{address}/desk/"}])
        page.goto(f"{address}/desk{EDIT}")
        assert page.is_visible("#kept-words") == offered, person
    page.click("text=Throw them away")
    assert page.is_hidden("#kept-words")
    assert page.input_value("#words") == words(site.desk, PART)
    assert page.evaluate("Object.keys(localStorage).length") == 0


@pytest.mark.browser
def test_a_refusal_gets_the_focus_and_passes_axe(reader: Reader, site: Site) -> None:
    """And another's draft, shown side by side."""
    edit(site.desk, "eve", PART, "en", "It is all right to let people help.")
    page = reader.open("ed", EDIT)
    page.fill("#words", "very " * 30 + "long.")
    with page.expect_navigation():
        page.click("text=Keep as a draft")
    assert page.evaluate("document.activeElement.id") == "what-is-wrong"
    axe(page)
    page.fill("#words", "Let people help you. It is all right.")
    with page.expect_navigation():
        page.click("text=Keep as a draft")
    assert page.is_visible("text=Eve of eve is changing the same words")
    axe(page)
    with page.expect_navigation():
        page.click("text=Keep mine beside theirs")
    assert page.is_visible("text=Kept as draft 2")
    reader.problems.clear()  # Chromium tells of the 422 and the 409
