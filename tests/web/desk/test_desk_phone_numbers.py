"""Phone numbers: who dials next, "I dialed it", and a wrong number reported where it stands."""

from __future__ import annotations

import re
from html import unescape

import pytest
from axe_playwright_python.sync_playwright import Axe

from ivr.desk.desk import current
from ivr.desk.editing import edit_all
from ivr.desk.phone_number_places import along
from ivr.desk.problems import WrongDetails, report
from ivr.desk.publishing import publish
from tests.desk.desks import approve, logged, words
from tests.web.desk.conftest import Reader
from tests.web.desk.corrected import ACS, NEW, NUMBER, OLD, PAGE, WRONG
from tests.web.desk.posting import said, send, told
from tests.web.desk.site import Site


def test_whoever_was_never_dialed_comes_first(site: Site) -> None:
    """With number as written, said and dialed, hours, and where callers get it; anybody on the staff may look."""
    page = said(site.client("rec").get(f"/desk{PAGE}"))
    assert page.count("Dial this one next.") == 1
    assert "one, eight hundred, two two seven, two three four five" in page
    assert "+18002272345" in page
    assert "Open Monday to Thursday, 10 a.m. to 6 p.m.; Friday, 10 a.m. to 5 p.m., Eastern time." in page
    assert "behind key 0; key 6, Someone to talk to" in page
    assert "Something was wrong? Do not note it as right: report a problem with" in page


def test_i_dialed_it_is_published_and_stands_in_the_history(site: Site) -> None:
    """Who, when, what answered, and until when it holds; noted twice, nothing is done twice."""
    client = site.client("rec")
    answer = send(client, PAGE, f"{PAGE}{ACS}/dialed", answered="A person, at once", on="2026-06-17")
    assert "The American Cancer Society is noted as dialed, and edition 2 is published" in told(client, answer)
    page = said(client.get(f"/desk{PAGE}"))
    assert "Dial it again by 15 September 2026" in page
    assert "17 June 2026, by Rec of rec. They heard: A person, at once" in page
    assert [(each.who, each.item) for each in logged(site.desk, "check")] == [("rec", f"resource.{ACS}")]

    again = send(client, PAGE, f"{PAGE}{ACS}/dialed", answered="A person, at once")
    assert "You have noted that already today" in told(client, again)
    assert current(site.desk).number == 2


def test_what_cannot_be_noted_keeps_what_was_typed(site: Site) -> None:
    """A day that is still to come; the words are in the form still, which is open."""
    client = site.client("rec")
    answer = send(client, PAGE, f"{PAGE}{ACS}/dialed", answered="Nobody at all", on="2026-07-01")
    assert answer.status_code == 409
    assert "2026-07-01 is still to come" in said(answer)
    assert 'value="Nobody at all"' in answer.text
    assert send(client, PAGE, f"{PAGE}{ACS}/dialed", on="soon").status_code == 409
    assert send(client, PAGE, f"{PAGE}nobody/dialed").status_code == 404


def test_a_wrong_number_is_reported_where_it_stands(site: Site) -> None:
    """The form names the service and takes its new number apart; whoever can act sees it first on Today."""
    link = f"/problem/?service={ACS}"
    rec = site.client("rec")
    assert f'href="/desk{link}"' in rec.get(f"/desk{PAGE}").text
    form = rec.get(f"/desk{link}")
    assert f"About The American Cancer Society, {OLD}" in said(form)
    assert 'value="Phone numbers: The American Cancer Society"' in form.text
    bad = send(rec, link, "/problem/", what="A shop answers.", service=ACS, new_number="12")
    assert (bad.status_code, 'value="12"' in bad.text, "About The American" in said(bad)) == (409, True, True)
    sent = send(rec, link, "/problem/", what="A shop answers.", service=ACS, new_number="(888) 793-9356")
    assert "An editor or an admin (Ada of ada, " in told(rec, sent)
    for person in ("ed", "ada"):
        page = site.client(person).get("/desk/")
        assert "What waits for you Reported wrong: the number or hours of the American Cancer Society." in said(page)
        assert "it should be 1-888-793-9356" in said(page)
        assert f'href="/desk{WRONG}"' in page.text
    assert "changes it." in said(rec.get("/desk/"))
    assert "What waits for you Reported wrong" not in said(site.client("ann").get("/desk/"))
    first = said(rec.get("/desk/")).partition("are due.")[2]
    assert first.strip().startswith("The American Cancer Society: nobody has")


def test_the_form_shows_what_was_reported(site: Site) -> None:
    """Above the field, with a link that takes its number in; where it comes from is asked for all the same."""
    report(site.desk, "rec", "A shop answers.", "", WrongDetails(ACS, "(212) 712-8400"))
    ada = site.client("ada")
    form = ada.get(f"/desk{WRONG}")
    assert f"A shop answers. Callers were given {OLD}; it should be 1-212-712-8400 ." in said(form)
    assert f'value="{OLD}"' in form.text
    (link,) = re.findall(r'href="([^"]+)">Put 1-212-712-8400 into the form', form.text)
    taken = ada.get(unescape(link))
    assert ('value="1-212-712-8400"' in taken.text, "into the form" in said(taken)) == (True, False)
    assert f'value="{OLD}"' in ada.get(f"/desk{WRONG}?number=1-212-712-8401").text, "nobody reported that one"
    same = {"url": "", "hours": "always", "for_en": words(site.desk, f"resource.{ACS}.for")}
    assert "Say where the new number comes" in said(send(ada, WRONG, step="keep", number="1-212-712-8400", **same))
    assert "A shop answers" not in said(ada.get("/desk/phone-numbers/cancercare/wrong"))


def test_who_can_change_a_number_is_named(site: Site) -> None:
    """Whoever may not is told who may, admins, too."""
    assert "an editor or an admin (Ada of ada, Both of both, Ed of ed, Eve of eve) changes it." in said(
        site.client("rec").get(f"/desk{PAGE}")
    )


def test_a_report_of_a_number_is_done_when_the_change_is_published(site: Site) -> None:
    """Who may note it is offered to; before that the draft is named, and afterwards the number is to be dialed."""
    reported = report(site.desk, "rec", "A shop answers.", "", WrongDetails(ACS))
    ids = [each.id for each in edit_all(site.desk, "ed", along(current(site.desk).content, (NUMBER, "", NEW)))]
    assert "changes it and waits" in said(site.client("rec").get("/desk/"))
    assert "Reported wrong" not in said(site.client("ed").get("/desk/"))
    approve(site.desk, "ann", ids)
    publish(site.desk, "ann", "A new number.")
    ann = site.client("ann")
    page = ann.get("/desk/")
    assert "Changed, and was reported wrong: the number or hours of the American" in said(page)
    assert f'action="/desk/problem/{reported.number}/done"' in page.text
    told(ann, send(ann, "/", f"/problem/{reported.number}/done", says="The change was published."))
    after = said(ann.get("/desk/"))
    assert "was reported wrong" not in after
    assert "are due. The American Cancer Society: nobody has" in after


def test_numbers_are_found_and_rung_from_the_page(site: Site) -> None:
    """A list to jump by and links that dial, but never to 911, which nobody is asked to have dialed."""
    page = site.client("rec").get(f"/desk{PAGE}").text
    assert f'href="#name-{ACS}"' in page
    assert 'href="tel:+18002272345"' in page
    assert 'href="tel:988"' in page
    assert "tel:911" not in page
    assert len(re.findall(r"<summary>I dial+ed it", page)) == page.count("<article") - 1


@pytest.mark.browser
def test_noting_a_call_by_keyboard_and_axe(reader: Reader) -> None:
    """Open, type, Enter; the page and its form are accessible, in the dark, too."""
    page = reader.open("ed", PAGE, color_scheme="dark")
    page.get_by_text("I dialed it: CancerCare").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("A recording, then a person")
    assert Axe().run(page).violations_count == 0
    page.keyboard.press("Enter")
    page.get_by_text("is noted as dialed").wait_for()
    form = reader.open("ed", WRONG)
    assert Axe().run(form).violations_count == 0
    form.get_by_label("Its address on the web").fill("cancer.org")
    form.keyboard.press("Enter")
    form.get_by_role("heading", name="All that changes with").wait_for()
    assert Axe().run(form).violations_count == 0
