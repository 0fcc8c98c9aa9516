"""Phone numbers: who dials next, "I dialled it", and a wrong number corrected wherever it stands."""

from __future__ import annotations

import re
from html import unescape

import pytest
from axe_playwright_python.sync_playwright import Axe
from werkzeug.datastructures import MultiDict

from ivr.content.hours import Hours
from ivr.content.items import slots
from ivr.content.model import Pace
from ivr.content.prompts import prompts
from ivr.content.readers import read_content
from ivr.desk.approving.drafts import approved
from ivr.desk.desk import current
from ivr.desk.editing import open_drafts
from ivr.desk.views.dialling import as_written
from ivr.desk.views.prompt_list import sounds_of
from ivr.errors import DeskError
from ivr.web.desk.pages import opening_times
from tests.desk.desks import logged, words
from tests.web.desk.conftest import Reader
from tests.web.desk.posting import said, send, told
from tests.web.desk.site import Site

PAGE, ACS = "/phone-numbers/", "american-cancer-society"
WRONG = f"/phone-numbers/{ACS}/wrong"
SAID = f"service.{ACS}.number", "en", Pace.NORMAL
OLD, NEW = "1-800-227-2345", "1-800-555-0199"


def test_whoever_was_never_dialled_comes_first(site: Site) -> None:
    """With number as written, said and dialled, hours, and where callers get it; anybody on the staff may look."""
    page = said(site.client("rec").get(f"/desk{PAGE}"))
    assert page.count("Dial this one next.") == 1
    assert "one, eight hundred, two two seven, two three four five" in page
    assert "+18002272345" in page
    assert "Open Monday to Thursday, 10 a.m. to 6 p.m.; Friday, 10 a.m. to 5 p.m., Eastern time." in page
    assert "behind key 0; key 6, Someone to talk to" in page
    assert "Something was wrong? Do not note it as right: report a problem" in page


def test_i_dialled_it_is_published_and_stands_in_the_history(site: Site) -> None:
    """Who, when, what answered, and until when it holds; noted twice, nothing is done twice."""
    client = site.client("rec")
    answer = send(client, PAGE, f"{PAGE}{ACS}/dialled", answered="A person, at once", on="2026-06-17")
    assert "The American Cancer Society is noted as dialled, and edition 2 is published" in told(client, answer)
    page = said(client.get(f"/desk{PAGE}"))
    assert "Dial it again by 15 September 2026" in page
    assert "17 June 2026, by Rec of rec. They heard: A person, at once" in page
    assert [(each.who, each.item) for each in logged(site.desk, "check")] == [("rec", f"resource.{ACS}")]

    again = send(client, PAGE, f"{PAGE}{ACS}/dialled", answered="A person, at once")
    assert "You have noted that already today" in told(client, again)
    assert current(site.desk).number == 2


def test_what_cannot_be_noted_keeps_what_was_typed(site: Site) -> None:
    """A day that is still to come; the words are in the form still, which is open."""
    client = site.client("rec")
    answer = send(client, PAGE, f"{PAGE}{ACS}/dialled", answered="Nobody at all", on="2026-07-01")
    assert answer.status_code == 409
    assert "2026-07-01 is still to come" in said(answer)
    assert 'value="Nobody at all"' in answer.text
    assert send(client, PAGE, f"{PAGE}{ACS}/dialled", on="soon").status_code == 409
    assert send(client, PAGE, f"{PAGE}nobody/dialled").status_code == 404


def test_a_wrong_number_is_shown_and_changed_wherever_it_stands(site: Site) -> None:
    """First all that changes along with it is shown, texts too; nothing is kept before that, and nobody hears it."""
    client, typed = (
        site.client("ada"),
        {"number": NEW, "url": "", "hours": "always", "for_en": "Any question about cancer."},
    )
    shown = said(send(client, WRONG, step="show", **typed))
    assert "All that changes with The American Cancer Society" in shown
    assert "Text: numbers" in shown
    assert "the number that is dialled" in shown
    assert "[gone:" in shown
    assert open_drafts(site.desk) == ()

    answer = told(client, send(client, WRONG, step="keep", **typed))
    assert "Somebody else must approve it; callers hear the old words until it is published." in answer
    drafts = {draft.item: draft.words for draft in open_drafts(site.desk)}
    assert drafts[f"resource.{ACS}.number"] == NEW
    assert drafts[f"resource.{ACS}.dial"] == "+18005550199"
    assert all(OLD not in new for new in drafts.values())
    assert words(site.desk, f"resource.{ACS}.number", "") == OLD
    assert "A change of it waits for approval: draft" in said(client.get(f"/desk{PAGE}"))
    assert len(open_drafts(site.desk)) == len(drafts)
    told(client, send(client, WRONG, step="keep", **typed))
    assert len(open_drafts(site.desk)) == len(drafts), "sent twice, kept once"


def test_what_the_rules_refuse_is_said_beside_the_form(site: Site) -> None:
    """A number that cannot be rung, opening times without days, nothing at all; what was typed stays."""
    client = site.client("ada")
    bad = send(client, WRONG, step="keep", number="1-800", url="", hours="always", for_en="For all.")
    assert bad.status_code == 409
    assert 'value="1-800"' in bad.text
    assert "That cannot be kept like this" in said(bad)
    times = send(client, WRONG, step="show", number=OLD, hours="times", from_0="09:00", to_0="17:00")
    assert "Row 1 of the opening times needs days" in said(times)
    same = {"number": OLD, "url": "", "hours": "always", "for_en": words(site.desk, f"resource.{ACS}.for")}
    assert "Nothing is different from what callers hear now." in said(send(client, WRONG, step="show", **same))
    assert open_drafts(site.desk) == ()


def test_a_number_is_taken_in_any_usual_form_and_nothing_else(site: Site) -> None:
    """It is kept as the others are written; what is empty or cannot be rung is refused in plain words, at once."""
    client, name = site.client("ada"), f"resource.{ACS}.number"
    same = {"url": "", "hours": "always", "for_en": words(site.desk, f"resource.{ACS}.for")}
    for typed in ("(888) 793-9356", "8887939356", "+18887939356", "1 888.793.9356"):
        assert as_written(typed, OLD) == "1-888-793-9356"
    for typed, told_why in {"": "number is missing", "12": "12 is no phone", "88879393561": "no phone number"}.items():
        refused = send(client, WRONG, step="show", number=typed, **same)
        assert (refused.status_code, told_why in said(refused)) == (409, True), typed
    told(client, send(client, WRONG, step="keep", number="(888) 793-9356", **same))
    assert next(each.words for each in open_drafts(site.desk) if each.item == name) == "1-888-793-9356"


def test_the_form_opens_with_what_waits_and_says_so(site: Site) -> None:
    """Whoever goes on from somebody else's change writes only what is otherwise; one's own is not left half undone."""
    same = {"url": "", "hours": "always", "for_en": words(site.desk, f"resource.{ACS}.for")}
    told(site.client("ada"), send(site.client("ada"), WRONG, step="keep", number=NEW, **same))
    eve = site.client("eve")
    form = eve.get(f"/desk{WRONG}")
    assert f'value="{NEW}"' in form.text
    assert "A change waits for approval already: draft 1 by Ada of ada. This form shows what" in said(form)
    assert "or from what waits for approval" in said(send(eve, WRONG, step="keep", number=NEW, **same))
    told(eve, send(eve, WRONG, step="keep", number=NEW, **{**same, "url": "cancer.org"}))
    assert [each.item for each in open_drafts(site.desk) if each.author == "eve"] == [f"resource.{ACS}.url"]
    undone = send(site.client("ada"), WRONG, step="keep", number=OLD, **{**same, "url": "www.cancer.org"})
    assert "your draft 1 still changes it. Take that draft back on the page Approve first" in said(undone)


def corrected(site: Site) -> str:
    """The value of the one box on Approve after Ada has corrected a number."""
    same = {"url": "", "hours": "always", "for_en": words(site.desk, f"resource.{ACS}.for")}
    told(site.client("ada"), send(site.client("ada"), WRONG, step="keep", number=NEW, **same))
    page = site.client("ann").get("/desk/approve")
    assert "It cannot be published like this" not in said(page)
    assert "These belong together" in said(page)
    (box,) = re.findall(r'type="checkbox"[^>]* name="draft" value="([^"]+)"', page.text)
    assert len(box.split()) == len(open_drafts(site.desk)) > 2
    return unescape(box)


def test_a_corrected_number_is_approved_published_and_said(site: Site) -> None:
    """All of it in the browser: one box for all the drafts, publish, and the line says and dials the new number."""
    box, ann, old = corrected(site), site.client("ann"), sounds_of(site.desk, current(site.desk))
    count = len(box.split())
    partly = send(ann, "/approve", draft=box.replace(":1 ", ":999 ", 1))
    assert (partly.status_code, approved(site.desk)) == (409, ())
    assert f"{count} drafts approved." in told(ann, send(ann, "/approve", draft=box))
    assert len(approved(site.desk)) == count
    sent = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', ann.get("/desk/publish").text)
    told(ann, send(ann, "/publish", **{**dict(sent), "says": "A new number."}))
    assert open_drafts(site.desk) == ()
    content = read_content(current(site.desk).content)[0]
    assert (content.resources[ACS].number, content.resources[ACS].dial) == (NEW, "+18005550199")
    scripts = {each.id: each.script for each in prompts(content)}
    assert scripts[SAID[0]] == f"{NEW}."
    assert not [each for each in scripts.values() if OLD in each]
    assert "one, eight hundred, five five five, zero one, nine nine" in said(ann.get(f"/desk{PAGE}"))
    assert sounds_of(site.desk, current(site.desk))[SAID].file not in {old[SAID].file, ""}
    assert not [each for each in slots(current(site.desk).content).values() if OLD in each.words]


def test_a_corrected_number_goes_back_as_a_whole(site: Site) -> None:
    """With one reason, and its author may do it anew."""
    corrected(site)
    ann = site.client("ann")
    numbers = [str(each.id) for each in open_drafts(site.desk)]
    sent = re.findall(r'name="number" value="(\d+)"', ann.get("/desk/approve").text)
    assert sent == numbers
    answer = send(ann, "/approve", "/approve/back", kind="draft", number=sent, why="I rang it: it is a shop.")
    assert "went back to their author" in told(ann, answer)
    assert open_drafts(site.desk) == ()


def test_two_at_the_same_number_are_told_of_each_other(site: Site) -> None:
    """The second sees the first's draft and may keep theirs beside it."""
    typed = {"number": OLD, "url": "cancer.org", "hours": "always", "for_en": words(site.desk, f"resource.{ACS}.for")}
    told(site.client("ed"), send(site.client("ed"), WRONG, step="keep", **typed))
    eve = site.client("eve")
    seen = send(eve, WRONG, step="keep", **{**typed, "url": "www.cancer.org"})
    assert seen.status_code == 409
    assert "Somebody else is changing the same words" in said(seen)
    beside = str(open_drafts(site.desk)[0].id)
    told(eve, send(eve, WRONG, step="keep", beside=beside, **{**typed, "url": "www.cancer.org"}))
    assert [draft.author for draft in open_drafts(site.desk)] == ["ed", "eve"]


def test_who_may_not_write_does_not_get_the_form(site: Site) -> None:
    """A recorder notes what was dialled and writes nothing."""
    assert site.client("rec").get(f"/desk{WRONG}").status_code == 403


def test_opening_times_are_read_as_they_are_meant(site: Site) -> None:
    """Days apart become rows of their own, what is the same is no change, and what comes of them can be read."""
    typed = MultiDict(
        [("hours", "times"), *(("days-0", day) for day in "0246"), ("from-0", "09:00"), ("to-0", "17:00")]
    )
    found = opening_times.changed(Hours(always=True, time_zone="UTC"), typed)
    assert found is not None
    assert found.count("days") == 4
    resource = read_content(current(site.desk).content)[0].resources["cancercare"]
    assert opening_times.changed(resource.hours, opening_times.as_typed(resource.hours)) is None
    assert opening_times.changed(resource.hours, MultiDict({"hours": "none"})) == ""
    for wrong in ({"days-0": "1"}, {"days-0": "1", "from-0": "17:00", "to-0": "09:00"}, {}):
        with pytest.raises(DeskError):
            opening_times.changed(resource.hours, MultiDict({"hours": "times", **wrong}))


@pytest.mark.browser
def test_noting_a_call_by_keyboard_and_axe(reader: Reader) -> None:
    """Open, type, Enter; the page and its form are accessible, in the dark, too."""
    page = reader.open("ed", PAGE, color_scheme="dark")
    page.get_by_text("I dialled it: CancerCare").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("A recording, then a person")
    assert Axe().run(page).violations_count == 0
    page.keyboard.press("Enter")
    page.get_by_text("is noted as dialled").wait_for()
    form = reader.open("ed", WRONG)
    assert Axe().run(form).violations_count == 0
    form.get_by_label("Its address on the web").fill("cancer.org")
    form.keyboard.press("Enter")
    form.get_by_role("heading", name="All that changes with").wait_for()
    assert Axe().run(form).violations_count == 0


@pytest.mark.browser
def test_a_corrected_number_is_approved_by_one_box_and_axe(site: Site, reader: Reader) -> None:
    """The card of what belongs together and the form that opens with it are accessible, narrow and dark, too."""
    corrected(site)
    form = reader.open("ada", WRONG, color_scheme="dark")
    assert Axe().run(form).violations_count == 0
    page = reader.open("ann", "/approve")
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.get_by_label("I have read this, and approve it").check()
    page.get_by_role("button", name="Approve what is ticked").click()
    page.get_by_text("drafts approved.").wait_for()
