"""A wrong number or wrong hours, corrected wherever they stand."""

from __future__ import annotations

import re
from html import unescape

import pytest
from axe_playwright_python.sync_playwright import Axe
from werkzeug.datastructures import MultiDict

from ivr.content.hours import Hours
from ivr.content.items import slots
from ivr.content.prompts import prompts
from ivr.content.readers import read_content
from ivr.content.texts import texts
from ivr.desk.approving.standing import approved
from ivr.desk.desk import current
from ivr.desk.editing import open_drafts
from ivr.desk.views.dialing import EXAMPLE, as_written
from ivr.desk.views.prompt_list import sounds_of
from ivr.errors import DeskError
from ivr.web.desk import opening_times
from tests.desk.desks import words
from tests.web.desk.conftest import Reader
from tests.web.desk.corrected import ACS, FROM, NEW, OLD, PAGE, SAID, WRONG, corrected
from tests.web.desk.posting import said, send, told
from tests.web.desk.site import Site


def test_a_wrong_number_is_shown_and_changed_wherever_it_stands(site: Site) -> None:
    """First all that changes along with it is shown, texts too; nothing is kept before that, and nobody hears it."""
    client, typed = (
        site.client("ada"),
        {"number": NEW, "url": "", "hours": "always", "for_en": "Any question about cancer.", "where_from": FROM},
    )
    shown = said(send(client, WRONG, step="show", **typed))
    assert "All that changes with The American Cancer Society" in shown
    assert "Text: numbers" in shown
    assert "the number that is dialed" in shown
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
    for typed, told_why in {
        "": "only whoever runs the line can, in its file line.toml",
        "12": "12 is no phone",
        "88879393561": "no phone number",
    }.items():
        refused = send(client, WRONG, step="show", number=typed, **same)
        assert (refused.status_code, told_why in said(refused)) == (409, True), typed
    told(client, send(client, WRONG, step="keep", number="(888) 793-9356", where_from=FROM, **same))
    assert next(each.words for each in open_drafts(site.desk) if each.item == name) == "1-888-793-9356"


def test_the_form_opens_with_what_waits_and_says_so(site: Site) -> None:
    """Whoever goes on from somebody else's change writes only what is otherwise; one's own is not left half undone."""
    same = {"url": "", "hours": "always", "for_en": words(site.desk, f"resource.{ACS}.for")}
    told(site.client("ada"), send(site.client("ada"), WRONG, step="keep", number=NEW, where_from=FROM, **same))
    eve = site.client("eve")
    form = eve.get(f"/desk{WRONG}")
    assert f'value="{NEW}"' in form.text
    assert "A change waits for approval already: draft 1 by Ada of ada. This form shows what" in said(form)
    assert f">{FROM}</textarea>" in form.text
    assert "or from what waits for approval" in said(send(eve, WRONG, step="keep", number=NEW, where_from=FROM, **same))
    told(eve, send(eve, WRONG, step="keep", number=NEW, where_from=FROM, **{**same, "url": "cancer.org"}))
    assert [each.item for each in open_drafts(site.desk) if each.author == "eve"] == [f"resource.{ACS}.url"]
    undone = send(site.client("ada"), WRONG, step="keep", number=OLD, **{**same, "url": "www.cancer.org"})
    assert "your draft 1 still changes it. Take that draft back on the page Approve first" in said(undone)


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
    """A recorder notes what was dialed and writes nothing."""
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


def test_a_new_number_says_where_it_comes_from(site: Site) -> None:
    """Nobody approves what nobody can check: it is asked for, kept with the number and shown beside the old source."""
    client, same = site.client("ada"), {"url": "", "for_en": words(site.desk, f"resource.{ACS}.for")}
    refused = send(client, WRONG, step="keep", number=NEW, hours="always", **same)
    assert (refused.status_code, "Say where the new number comes from" in said(refused)) == (409, True)
    refused = send(client, WRONG, step="keep", number=OLD, hours="none", **same)
    assert (refused.status_code, "Say where the new times come from" in said(refused)) == (409, True)
    told(client, send(client, WRONG, step="keep", number=NEW, hours="always", where_from=FROM, **same))
    kept = {each.item: each.words for each in open_drafts(site.desk)}
    before = words(site.desk, f"resource.{ACS}.source", "")
    assert kept[f"resource.{ACS}.source"] == f"{FROM} (before: {before})", "what is known of the rest stays"
    page = said(site.client("ann").get("/desk/approve"))
    assert "Source of the number before cancer.org page" in page
    assert FROM.strip() in page
    assert "How hard to read" not in page
    assert f"[gone: {OLD} ] [new: {NEW} ]" in page
    assert FROM.strip() in site.client("eve").get(f"/desk{WRONG}").text


def test_new_times_leave_the_source_of_the_number(site: Site) -> None:
    """Theirs is written behind it, and not once more when the form comes again."""
    client, same = site.client("ada"), {"url": "", "for_en": words(site.desk, f"resource.{ACS}.for")}
    for _ in range(2):
        told(client, send(client, WRONG, step="keep", number=OLD, hours="none", where_from=FROM, **same))
    kept = {each.item: each.words for each in open_drafts(site.desk)}
    before = words(site.desk, f"resource.{ACS}.source", "")
    assert kept == {f"resource.{ACS}.hours": "", f"resource.{ACS}.source": f"{before}; hours: {FROM.strip()}"}
    assert f">{FROM.strip()}</textarea>" in client.get(f"/desk{WRONG}").text


def test_a_number_of_another_service_is_asked_about(site: Site) -> None:
    """A box to tick, which holds for that number only."""
    client, theirs = site.client("ada"), "1-800-813-4673"
    same = {"url": "", "hours": "always", "for_en": words(site.desk, f"resource.{ACS}.for"), "where_from": FROM}
    for really in ({}, {"really": OLD}):
        asked = send(client, WRONG, step="keep", number=theirs, **same, **really)
        assert (asked.status_code, open_drafts(site.desk)) == (409, ())
        assert f"{theirs} is the number of CancerCare. Really: The American Cancer Society" in said(asked)
    told(client, send(client, WRONG, step="keep", number=theirs, really=theirs, **same))
    assert open_drafts(site.desk) != ()


def test_a_made_up_number_is_refused_where_real_people_call() -> None:
    """The one of the form's example everywhere."""
    for number, production in ((NEW, True), (EXAMPLE, True), (EXAMPLE, False)):
        with pytest.raises(DeskError, match="made-up number"):
            as_written(number, OLD, production=production)
    assert as_written(NEW, OLD) == NEW


def test_new_hours_show_every_text_that_follows_them(site: Site) -> None:
    """In plain words on every page, until they are published; then no text says the old ones."""
    ada, ann = site.client("ada"), site.client("ann")
    typed = {"number": OLD, "url": "", "for_en": words(site.desk, f"resource.{ACS}.for"), "where_from": FROM}
    times, days = {"hours": "times", "from_0": "09:00", "to_0": "17:00"}, [str(day) for day in range(5)]
    shown = said(send(ada, WRONG, step="show", days_0=days, **typed, **times))
    assert "Text: numbers" in shown
    assert "Text: rides" in shown
    assert "American Cancer Society, [gone: day and night ] [new: weekdays ] : 1-800-227-2345" in shown
    assert "[gone: Open day and night. ] [new: Open Monday to Friday, 9 a.m. to 5 p.m., Eastern time. ]" in shown
    told(ada, send(ada, WRONG, step="keep", days_0=days, **typed, **times))
    agree = ann.get("/desk/approve")
    for page in (shown, said(agree), said(ada.get("/desk/history/"))):
        assert "Monday to Friday, 9 a.m. to 5 p.m." in page
        assert "days = [" not in page
        assert " always" not in page
    (box,) = re.findall(r'type="checkbox"[^>]* name="draft" value="([^"]+)"', agree.text)
    told(ann, send(ann, "/approve", draft=unescape(box)))
    offered = ann.get("/desk/publish")
    assert "Key 0 rings the American Cancer Society only while it is open. At other times callers hear" in said(offered)
    assert "the Cancer Information Service or CancerCare, while that is open." in said(offered)
    assert 'value="American Cancer Society: new hours"' in offered.text
    sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', offered.text))
    told(ann, send(ann, "/publish", **sent, says="New hours."))
    bodies = {name: text.body for name, text in texts(read_content(current(site.desk).content)[0], "en").items()}
    assert bodies["rides"].startswith("For a ride, call the American Cancer Society, weekdays: 1-800-227-2345.")
    assert not [name for name, body in bodies.items() if OLD in body and re.search("day (and|or) night: 1-800-2", body)]


def test_a_new_number_has_its_name_in_the_history(site: Site) -> None:
    """The line that is offered says of which service, not in how many places."""
    box, ann = corrected(site), site.client("ann")
    told(ann, send(ann, "/approve", draft=box))
    assert 'value="American Cancer Society: new number"' in ann.get("/desk/publish").text


@pytest.mark.browser
def test_back_shows_all_that_was_typed(reader: Reader) -> None:
    """The number and its reason, or neither: a wrong pair could be sent."""
    page = reader.open("ada", WRONG)
    page.get_by_label("The number, as it is written").fill(NEW)
    page.get_by_label("Where does the new number come from").fill(FROM)
    page.get_by_label("Its address on the web").fill("cancer.org")
    page.get_by_role("button", name="Show me all that changes").click()
    page.get_by_role("heading", name="All that changes with").wait_for()
    page.go_back()
    assert page.get_by_label("The number, as it is written").input_value() == NEW
    assert page.get_by_label("Where does the new number come from").input_value() == FROM
    assert page.get_by_label("Its address on the web").input_value() == "cancer.org"


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
