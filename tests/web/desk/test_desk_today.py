"""Today: everybody sees what they can do next, what came of what they did, and whether the line is well."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from ivr.desk.desk import current
from ivr.desk.editing import edit_all
from ivr.desk.phone_number_places import along
from ivr.desk.problems import report
from ivr.desk.publishing import publish
from ivr.desk.sending_back import send_back
from ivr.desk.takes import Handed, hand_in
from ivr.store.database import Database
from ivr.web.desk.app import create_desk
from ivr.web.desk.where_to import for_pages
from tests.audio.intake.speech import recorded, wav
from tests.audio.intake.speech import said as spoken
from tests.desk.desks import approve, edit, empty_desk, staffed
from tests.desk.test_desk_takes import brought
from tests.web.desk.conftest import Reader
from tests.web.desk.posting import said
from tests.web.desk.site import Site

TIP = "Ask a friend to come along."


def today(site: Site, person: str) -> str:
    """The words of the page as somebody reads it."""
    return said(site.client(person).get("/desk/"))


def test_everybody_sees_what_waits_for_them(site: Site) -> None:
    """An approver is asked to agree, an author told how theirs stands, a recorder too; nobody is left without a way."""
    edit(site.desk, "ed", "tip.3", "en", TIP)
    brought(site.desk)
    report(site.desk, "eve", "A caller heard nothing after key 3.")
    assert "Approve: 1 change of words and 1 recording" in today(site, "ann")
    assert "pieces of published words wait for a signature" in today(site, "ann")
    assert "Words that you wrote Tip 3 : It waits for an approver." in today(site, "ed")
    assert "Your recordings Recording of Greeting: emergency : It waits for an approver." in today(site, "rec")
    assert "Nothing waits for you. You may write words and hand in recordings." in today(site, "eve")
    assert "A caller heard nothing after key 3." in today(site, "ada")
    assert "nobody has dialed it yet" in today(site, "rec")


def test_an_author_reads_why_it_came_back(site: Site) -> None:
    """With their words, and the way to write them again."""
    send_back(site.desk, "ann", [edit(site.desk, "ed", "tip.3", "en", TIP).id], "Say whom to <b>ask</b>.")
    answer = site.client("ed").get("/desk/")
    assert "Ann of ann did not approve it" in said(answer)
    assert "Say whom to &lt;b&gt;ask&lt;/b&gt;." in answer.text
    assert TIP in answer.text
    assert '<a class="alert-link" href="/desk/words/edit?item=tip.3&amp;language=en">Write it again</a>' in answer.text


def test_the_first_task_of_a_demo_ticks_itself_off(site: Site) -> None:
    """Whoever can do the next step is told to; the others, who can."""
    assert "Record the greeting. You can do this now" in today(site, "rec")
    assert "Record the greeting. Ada of ada or Both of both or Ed of ed or Eve of eve or Rec of rec can do this." in (
        today(site, "ann")
    )
    speech = wav(recorded(spoken("Hello. This is the Rescue Treatment Line.")))
    take = hand_in(site.desk, "both", Handed("greeting.name", "en", speech, "Maria Lopez"))[0]
    assert "Record the greeting. Done Let somebody else approve it. You can do this now" in today(site, "ann")
    assert "nobody approves a recording of their own" in today(site, "both")
    approve(site.desk, "ann", takes=[take.id])
    assert "Let somebody else approve it. Done Publish it, and call the line. You can do this now" in today(site, "ada")
    publish(site.desk, "ada", "A person greets")
    done = site.client("rec").get("/desk/")
    assert "The first task is done" in done.text
    assert "911 and fever is spoken by the machine until somebody records it" in done.text
    assert 'href="/phone"' in done.text


def test_a_line_in_production_has_no_first_task(site: Site) -> None:
    """Its staff have better things to do."""
    settings = replace(
        site.app.extensions["ivr.settings"], mode=type(site.app.extensions["ivr.settings"].mode)("production")
    )
    client = create_desk(settings, replace(site.desk, production=True)).test_client()
    client.set_cookie("desk", site.cookie("rec"))
    answer = client.get("/")
    assert answer.status_code == 200
    assert "first task" not in answer.text


def test_an_empty_line_says_so(site: Site, tmp_path: Path) -> None:
    """Before the first edition there is nothing to do at the desk."""
    database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    database.migrate()
    empty = staffed(empty_desk(database, tmp_path / "nothing"))
    app = create_desk(site.app.extensions["ivr.settings"], empty)
    client = app.test_client()
    client.set_cookie("desk", Site(empty, app, site.line).cookie("rec"))
    answer = client.get("/")
    assert answer.status_code == 200
    assert "Nothing is published yet" in answer.text


@pytest.mark.browser
def test_today_passes_axe_empty_and_full_by_day_and_by_night(site: Site, reader: Reader) -> None:
    """And fits a narrow telephone."""
    assert Axe().run(reader.open("eve")).violations_count == 0
    back = edit(site.desk, "ed", "tip.4", "en", "Rest well.")
    send_back(site.desk, "ann", [back.id], "Say how.")
    edit(site.desk, "ed", "tip.3", "en", TIP)
    approve(site.desk, "ann", [edit(site.desk, "ed", "where.main", "en", "This is the main menu.").id])
    brought(site.desk, "ed")
    report(site.desk, "eve", "A caller heard nothing after key 3.")
    for person, scheme in (("ed", "light"), ("ann", "dark")):
        page = reader.open(person, color_scheme=scheme)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_what_went_back_together_is_one_thing_to_do(site: Site) -> None:
    """With all that was written, and one reason; so is what waits together for an approver."""
    files = current(site.desk).content
    made = edit_all(site.desk, "ada", along(files, ("resource.american-cancer-society.number", "", "1-800-555-0199")))
    more = f"and {len(made) - 1} more that change with it"
    assert "Approve: 1 change of words" in today(site, "ann")
    assert more in today(site, "ada")
    send_back(site.desk, "ann", [each.id for each in made], "Which number is it?")
    told = today(site, "ada")
    assert told.count("Which number is it?") == 1
    assert more in told
    assert told.count("Write it again") == 1


def test_a_rule_names_pages_and_people_where_it_names_commands(site: Site) -> None:
    """Each once, and with a capital at the beginning of a sentence."""
    with site.app.test_request_context():
        assert for_pages("Nothing yet. `ivr serve` or `ivr render` publishes it.\nSee `ivr drafts`, then again.") == [
            "Nothing yet. Whoever runs the machines publishes it.",
            "See the page Approve, then again.",
        ]
        assert for_pages("`ivr staff list` or `ivr prompts` shows it.") == [
            "The page People or the page Prompts shows it."
        ]
