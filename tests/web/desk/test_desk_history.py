"""History: who did what, compared, filtered, a page at a time; and problems, which are entries of it."""

from __future__ import annotations

import csv
import io

import pytest
from axe_playwright_python.sync_playwright import Axe

from ivr.desk.problems import problems
from ivr.desk.signing_in.locking import MOST_TRIES, Way
from ivr.store import audit
from ivr.store.audit import Entry
from tests.desk.desks import edit, logged
from tests.desk.signing_in.holders import failed
from tests.web.desk.conftest import Reader
from tests.web.desk.posting import said, send, told
from tests.web.desk.site import Site

PAGE, PROBLEM = "/history/", "/problem/"


def _history(site: Site, person: str = "ann", query: str = "") -> str:
    answer = site.client(person).get(f"/desk{PAGE}{query}")
    assert answer.status_code == 200, answer.text
    return said(answer)


def test_what_was_changed_is_compared(site: Site) -> None:
    """Before and after, by name; the newest first."""
    edit(site.desk, "ed", "greeting.name", "en", "Welcome. This is {line}.")
    page = _history(site)
    assert "Ed of ed wrote words (draft 1): Greeting" in page
    assert "greeting.name (en)" in page
    assert "[gone: Hello ] [new: Welcome ] . This is {line}." in page
    assert page.index("draft 1") < page.index("put on the staff list")


def test_filters_let_through_what_is_asked_for(site: Site) -> None:
    """By person, deed, a part of a name, and days of the line's clocks; what is no day is said."""
    edit(site.desk, "ed", "greeting.name", "en", "Welcome. This is {line}.")
    edit(site.desk, "eve", "where.main", "en", "The main menu.")
    assert "1 entry." in _history(site, query="?who=ed")
    assert "2 entries." in _history(site, query="?deed=edit")
    assert "where.main" in _history(site, query="?item=WHERE.M")
    assert "1 entry." in _history(site, query="?item=where.m")
    assert "Nothing fits." in _history(site, query="?to=2026-06-16")
    assert "10 entries." in _history(site, query="?from=2026-06-17&to=2026-06-17")
    wrong = site.client("ann").get("/desk/history/?from=yesterday")
    assert wrong.status_code == 400
    assert "'yesterday' is no day" in said(wrong)


def test_fifty_a_page_and_on_and_back(site: Site) -> None:
    """Each entry once, whatever is added meanwhile."""
    at = site.desk.clock()
    with site.desk.database.writing() as connection:
        audit.add(connection, [Entry(at, "ed", "edit", f"made up {n:03}") for n in range(120)])
    client, seen, where = site.client("ann"), [], f"/desk{PAGE}?deed=edit"
    while where:
        text = client.get(where).text
        seen += [part[:3] for part in text.split("made up ")[1:]]
        older = [part for part in text.split('href="') if "before=" in part.split('"')[0]]
        where = older[0].split('"')[0].replace("&amp;", "&") if older else ""
    assert seen == [f"{n:03}" for n in reversed(range(120))]
    assert "Newer entries" in text
    newer = next(part.split('"')[0] for part in text.split('href="') if "after=" in part.split('"')[0])
    assert client.get(newer.replace("&amp;", "&")).text.count("made up ") == 50


def test_what_concerns_colleagues_is_for_those_who_answer_for_the_line(site: Site) -> None:
    """An editor sees neither others' roles nor who was locked out, on the page or in the file; their own they see."""
    for _ in range(MOST_TRIES):
        failed(site.desk, "bob", Way.PASSWORD)
    assert "The line itself locked somebody out after wrong tries: person bob" in _history(site, "ann")
    page, file = _history(site, "ed"), site.client("ed").get("/desk/history/history.csv").text
    for text in (page, file):
        assert "person bob" not in text
        assert "locked for" not in text
        assert "person ed" in text
    assert "shown to approvers and admins" in page


def test_the_file_is_that_of_the_command(site: Site) -> None:
    """UTF-8 with its mark, no formula, and as filtered as the page."""
    edit(site.desk, "ed", "greeting.name", "en", "=Welcome. This is {line}.")
    answer = site.client("ann").get("/desk/history/history.csv?deed=edit")
    assert answer.mimetype == "text/csv"
    assert "history.csv" in answer.headers["Content-Disposition"]
    assert answer.data.startswith(b'\xef\xbb\xbf"at (UTC)","who","login","what","item","before","after"\r\n')
    found = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    assert [row[1:2] + row[3:5] + row[6:] for row in found[1:]] == [
        ["ed", "edit, draft 1", "greeting.name (en)", "'=Welcome. This is {line}."]
    ]


def test_a_problem_is_told_to_everybody_and_done_by_who_may(site: Site) -> None:
    """It stands in the history; told twice, or done twice, it is one."""
    rec, ann = site.client("rec"), site.client("ann")
    fields = {"what": "A caller could not hear the 2nd part.", "where": "prompt 112"}
    assert "This is problem 1" in told(rec, send(rec, PROBLEM, **fields))
    assert "This is problem 1" in told(rec, send(rec, PROBLEM, **fields))
    page = site.client("ed").get(f"/desk{PROBLEM}")
    assert "Problem 1: prompt 112 A caller could not hear the 2nd part. Rec of rec, 17 June 2026" in said(page)
    assert "It is done" not in page.text
    refused = send(site.client("ed"), PROBLEM, f"{PROBLEM}1/done")
    assert refused.status_code == 403
    for _ in range(2):
        answer = send(ann, PROBLEM, f"{PROBLEM}1/done", says="Recorded again.")
        assert "Problem 1 is done. It stays in the history." in told(ann, answer)
    assert "Done: Ann of ann, 17 June 2026, 12:00 pm: Recorded again." in said(rec.get(f"/desk{PROBLEM}"))
    assert [each.what for each in logged(site.desk, "problem")] == ["problem", "problem done"]
    assert send(ann, PROBLEM, f"{PROBLEM}7/done").status_code == 409


def test_nothing_about_a_caller_is_kept(site: Site) -> None:
    """Neither in the log nor anywhere else; what was typed is still in the form."""
    client = site.client("rec")
    for what, says in (
        ("Call her back at (202) 555-0147.", "looks like a telephone number"),
        ("It was 2025550147 who called", "looks like a telephone number"),
        ("+44 20 7946 0958 hung up", "looks like a telephone number"),
        ("Write to jo@example.org", "e-mail address"),
        ("x" * 501, "too long"),
        ("  ", "Say what happened"),
    ):
        answer = send(client, PROBLEM, what=what, where="after key 6")
        assert answer.status_code == 409
        assert says in said(answer)
        assert 'value="after key 6"' in answer.text
    assert problems(site.desk) == ()
    assert logged(site.desk, "problem") == []


def test_the_services_own_numbers_and_days_are_no_callers(site: Site) -> None:
    """A wrong number is a problem that must be told, and so is when something happened."""
    what = "On 2026-06-17 at 10:30 and 6/16/2026 nobody answered 1-800-227-2345, nor 988."
    rec = site.client("rec")
    assert "This is problem 1" in told(rec, send(rec, PROBLEM, what=what))


@pytest.mark.browser
def test_both_pages_pass_axe_and_work_by_keyboard(reader: Reader, site: Site) -> None:
    """With entries, with nothing found, with a refusal, in the dark."""
    edit(site.desk, "ed", "greeting.name", "en", "Welcome. This is {line}.")
    page = reader.open("ann", PAGE, color_scheme="dark")
    assert Axe().run(page).violations_count == 0
    page.get_by_label("To what").fill("nothing like it")
    page.keyboard.press("Enter")
    page.get_by_text("Nothing fits.").wait_for()
    assert Axe().run(page).violations_count == 0
    told_of = reader.open("ann", PROBLEM)
    told_of.get_by_label("What happened?").fill("Call 202 555 0147")
    told_of.keyboard.press("Tab")
    told_of.keyboard.press("Enter")
    told_of.get_by_role("heading", name="That was not kept yet").wait_for()
    reader.problems.clear()  # the browser tells of the 409
    assert Axe().run(told_of).violations_count == 0
    told_of.get_by_label("What happened?").fill("The greeting is too soft.")
    told_of.get_by_role("button", name="Tell the desk").press("Enter")
    told_of.get_by_text("This is problem 1").wait_for()
    assert Axe().run(told_of).violations_count == 0
