"""Publish: what was seen is published, once; whoever comes too late is told kindly; and one person can go back."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import expect
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import TestResponse

from ivr.content.prompts import prompts
from ivr.desk.approving.signatures import to_sign
from ivr.desk.checking import checked
from ivr.desk.publishing import publish
from ivr.desk.rendering import Renderer
from ivr.desk.views.edition_list import shelf
from ivr.editions.adopt import Adopter
from ivr.web.desk.app import create_desk
from tests.desk.desks import approve, edit, logged, words
from tests.desk.test_desk_takes import PROMPT, brought
from tests.web.desk.conftest import Reader
from tests.web.desk.posting import said, send, told
from tests.web.desk.site import Site

MENU, NEW = "where.main", "This is the main menu."


def ready(site: Site, item: str = MENU, new: str = NEW) -> int:
    """A draft that two people agreed to."""
    draft = edit(site.desk, "ed", item, "en", new)
    approve(site.desk, "ann", [draft.id])
    return draft.id


def form(client: FlaskClient) -> dict[str, str]:
    """What the form for publishing holds as it stands on the page."""
    page = client.get("/desk/publish").text
    fields = re.search(r'<form method="post" action="/desk/publish".*?</form>', page, re.DOTALL)
    assert fields is not None
    return {name: unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', fields[0])}


def published(site: Site) -> int:
    """The edition that new calls should hear."""
    number = shelf(site.desk).published
    assert number is not None
    return number


def test_from_a_wish_to_a_callers_ear(site: Site) -> None:
    """An editor writes, an approver agrees and publishes, each on their pages: and a call hears it."""
    author, approver = site.client("ed"), site.client("ann")
    draft = edit(site.desk, "ed", MENU, "en", NEW)
    assert "Tick" not in said(author.get("/desk/approve"))
    send(approver, "/problem/", "/approve", draft=f"{draft.hash}:{draft.id}")
    answer = author.get("/desk/publish")
    assert "An approver or an admin publishes it: Ada of ada, Ann of ann" in said(answer)
    assert 'action="/desk/publish"' not in answer.text

    fields = form(approver)
    assert fields["says"] == "New words: Name of the main menu"
    page = said(approver.get("/desk/publish"))
    assert "written by Ed of ed, approved by Ann of ann" in page
    done = approver.post("/desk/publish", data=fields)
    assert done.headers["Location"] == "/desk/publish?done=2"
    assert "Edition 2 is published. New calls hear it within two seconds." in told(approver, done)

    Adopter(site.desk.shelf, site.desk.database).look()
    heard = site.desk.shelf.current()
    assert heard.number == 2
    assert {each.id: each.script for each in prompts(heard.content)}[MENU] == NEW
    listed = said(author.get("/desk/publish"))
    assert "Edition 2 heard now Words and sounds: New words: Name of the main menu" in listed


def test_a_form_that_is_sent_twice_publishes_once(site: Site) -> None:
    """The second answer is that of the first."""
    ready(site)
    client = site.client("ann")
    fields = form(client)
    answers = [client.post("/desk/publish", data=fields) for _ in range(2)]
    assert [each.headers["Location"] for each in answers] == ["/desk/publish?done=2"] * 2
    assert published(site) == 2
    assert len(logged(site.desk, "publish draft")) == 1


def test_whoever_is_too_late_is_told_kindly(site: Site) -> None:
    """Somebody published meanwhile, or approved something more: nothing is published that was not seen."""
    ready(site)
    client = site.client("ann")
    fields = form(client)
    ready(site, "tip.3", "Ask a friend to come along.")
    more = client.post("/desk/publish", data=fields)
    assert more.status_code == 409
    assert "Something was approved, signed or taken back since you opened this page" in said(more)
    assert 'value="New words: Name of the main menu"' in more.text  # the line that was typed
    assert published(site) == 1

    publish(site.desk, "bob", "Quick")
    ready(site, "tip.4", "Rest well.")
    late = client.post("/desk/publish", data=fields)
    assert late.status_code == 409
    assert "Edition 2 was published by Bob of bob since you opened this page" in said(late)
    assert published(site) == 2


def test_the_line_for_the_history_is_needed(site: Site) -> None:
    """One line that people can read; what is wrong stands beside it."""
    ready(site)
    client = site.client("ann")
    fields = form(client)
    for line in ("", "   ", "x" * 201, "a\u202eb"):
        answer = client.post("/desk/publish", data={**fields, "says": line})
        assert answer.status_code == 422
        assert 'aria-invalid="true" aria-describedby="what-is-wrong"' in answer.text
    assert published(site) == 1


def test_only_approvers_and_admins_publish(site: Site) -> None:
    """Whatever is sent; an editor may go back, a recorder may not; nothing goes without the page's token."""
    ready(site)
    fields = form(site.client("ann"))
    for person in ("ed", "rec"):
        client = site.client(person)
        typed = {name: value for name, value in fields.items() if name != "csrf_token"}
        assert send(client, "/problem/", "/publish", **typed).status_code == 403
    assert site.client("rec").get("/desk/publish/back/1").status_code == 403
    without = {name: value for name, value in fields.items() if name != "csrf_token"}
    assert site.client("ann").post("/desk/publish", data=without).status_code == 400
    assert published(site) == 1


def test_recordings_come_and_go_in_the_list(site: Site) -> None:
    """Who is heard, what falls silent, what is signed and what stays behind."""
    take = brought(site.desk)
    approve(site.desk, "ann", takes=[take.id])
    approve(site.desk, "ann", words=[to_sign(site.desk)[0].slot])
    edit(site.desk, "ed", "tip.3", "en", "Ask a friend to come along.")
    page = said(site.client("ann").get("/desk/publish"))
    assert "Greeting: emergency: Maria Lopez speaks it." in page
    assert "1 piece of published words is signed as it is" in page
    assert "Tip 3 , draft 1 by Ed of ed. It waits for an approver." in page
    publish(site.desk, "ann")

    longer = "If this is an emergency, please hang up and call 911."
    approve(site.desk, "ann", [edit(site.desk, "ada", PROMPT, "en", longer).id])
    page = said(site.client("ann").get("/desk/publish"))
    assert "Recordings that are not heard any more" in page
    assert "The sounds of 1 prompt are still to be made" in page
    Renderer(site.desk).one()
    Renderer(site.desk).one()
    assert "still to be made" not in said(site.client("ann").get("/desk/publish"))


def strict(site: Site) -> Flask:
    """The same desk on a line in production."""
    app = Flask("strict")
    desk = create_desk(site.app.extensions["ivr.settings"], replace(site.desk, production=True))
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/desk": desk.wsgi_app})  # type: ignore[method-assign]
    return app


def test_production_says_what_is_in_the_way_and_where_it_is_mended(site: Site) -> None:
    """There is no button before it is mended, and whoever sends the form all the same is told."""
    ready(site)
    fields = form(site.client("ann"))
    client = strict(site).test_client()
    client.set_cookie("desk", site.cookie("ann"), path="/desk/")
    page = client.get("/desk/publish")
    assert "This line publishes signed words only" in page.text
    assert 'href="/desk/approve#words"' in page.text
    assert "Nobody has dialed any of the services behind key 0 yet" in page.text
    assert 'action="/desk/publish"' not in page.text
    typed = {name: value for name, value in fields.items() if name != "csrf_token"}
    refused = send(client, "/problem/", "/publish", **typed)
    assert refused.status_code == 409
    assert "are not signed" in refused.text
    assert published(site) == 1

    approve(site.desk, "ann", words=[each.slot for each in to_sign(site.desk)])
    checked(site.desk, "ed", "american-cancer-society")
    assert "It cannot be published yet" not in client.get("/desk/publish").text


def gone_back(client: FlaskClient, number: int, seen: str = "") -> TestResponse:
    """Ask to go back, as the page does."""
    page = client.get(f"/desk/publish/back/{number}").text
    token, now = re.search(r'name="csrf_token" value="([^"]+)"', page), re.search(r'name="seen" value="(\d+)"', page)
    assert token
    fields = {"csrf_token": unescape(token[1]), "seen": seen or (now[1] if now else "")}
    return client.post(f"/desk/publish/back/{number}", data=fields)


def test_one_person_goes_back_after_reading_what_is_undone(site: Site) -> None:
    """And forward again; a second time changes nothing, and what was published meanwhile is not undone unseen."""
    ready(site)
    publish(site.desk, "ann", "Plainer words")
    checked(site.desk, "ed", "cancercare")
    client = site.client("ed")
    page = said(client.get("/desk/publish/back/1"))
    assert "Edition 2: Words and sounds" in page
    assert "Plainer words" in page
    assert "Notices and checks of phone numbers among them are undone, too." in page
    assert gone_back(client, 1, seen="2").status_code == 409
    assert published(site) == 3

    for _ in range(2):
        answer = gone_back(client, 1)
        assert "New calls hear edition 1" in told(client, answer)
    assert published(site) == 1
    assert words(site.desk, MENU) == "Main menu."
    assert "Bring back edition 3?" in said(client.get("/desk/publish/back/3"))
    assert "New calls hear edition 3" in told(client, gone_back(client, 3))
    assert len(logged(site.desk, "rollback")) == 2
    assert client.get("/desk/publish/back/99").status_code == 404


def test_two_editions_are_compared(site: Site) -> None:
    """By words and by sounds; an edition that is not there is no page."""
    ready(site)
    publish(site.desk, "ann", "Plainer words")
    client = site.client("rec")
    page = client.get("/desk/publish/compare?old=1&new=2")
    assert re.search(r"<ins>.*This is the main.*</ins>", page.text)
    assert "Name of the main menu: another sound, the machine's voice" in said(page)
    for query in ("old=1&new=9", "old=0&new=2", "old=x", "old=99999999999999999999&new=1"):
        assert client.get(f"/desk/publish/compare?{query}").status_code == 404


@pytest.mark.browser
def test_somebody_publishes_by_keyboard_alone(site: Site, reader: Reader) -> None:
    """The line for the history is there already: enter in its field is enough; the news has the focus."""
    ready(site)
    page = reader.open("ann", "/publish")
    field = page.locator("#says")
    page.locator("#main").focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        if field.evaluate("field => field === document.activeElement"):
            break
    page.keyboard.press("End")
    page.keyboard.type(", said plainly")
    page.keyboard.press("Enter")
    news = page.get_by_role("status")
    expect(news).to_contain_text("Edition 2 is published.", timeout=30_000)
    expect(news).to_be_focused()
    expect(page.locator("#edition-2")).to_contain_text("New words: Name of the main menu, said plainly")


@pytest.mark.browser
def test_publish_passes_axe_empty_full_wrong_and_done(site: Site, reader: Reader) -> None:
    """By day and by night, and on a narrow telephone."""
    axe = Axe()
    assert axe.run(reader.open("ann", "/publish")).violations_count == 0
    take = brought(site.desk)
    approve(site.desk, "ann", takes=[take.id])
    ready(site)
    edit(site.desk, "ed", "tip.3", "en", "Ask a friend to come along.")
    page = reader.open("ann", "/publish", color_scheme="dark")
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    ready(site, "tip.4", "Rest well.")  # while the page is open
    page.get_by_role("button", name="Publish: new calls hear it").click()
    expect(page.get_by_role("alert")).to_be_focused()
    reader.problems.remove(next(each for each in reader.problems if "409" in each))  # Chromium tells of the answer
    assert axe.run(page).violations_count == 0
    page.get_by_role("button", name="Publish: new calls hear it").click()
    expect(page.get_by_role("status")).to_contain_text("Edition 2 is published.", timeout=30_000)
    assert axe.run(page).violations_count == 0
    for path in ("/publish/back/1", "/publish/compare?old=1&new=2"):
        assert axe.run(reader.open("ann", path)).violations_count == 0
