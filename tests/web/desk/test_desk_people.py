"""People: everybody sees who may do what, admins keep the list, and one's own account is one's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from ivr.desk.people import Role, change_roles, end, knows_pin, require, staff
from ivr.desk.signing_in.accounts import knows_password
from ivr.desk.views.staff_list import member
from tests.desk.desks import RELEASED, logged, silent
from tests.web.desk.conftest import Reader
from tests.web.desk.site import Site
from tests.web.desk.visitor import OWN, Visitor, account, quick_site, settle, signed_in, visitor

pytestmark = pytest.mark.silent


def as_who(site: Site, person: str, path: str) -> Visitor:
    """Somebody signed in, at a page."""
    return Visitor(site.client(person)).open(f"/desk{path}")


def hidden(them: Visitor, form: str, field: str) -> str:
    """What a form on their page says that it was made from."""
    text = them.page.text[them.page.text.index(f'/{form}"') :]
    found = re.search(rf'name="{field}"[^>]* value="([^"]*)"', text)
    assert found is not None
    return found[1]


def test_everybody_sees_who_may_do_what_and_no_more(site: Site) -> None:
    """Whom to ask; how people sign in is for admins."""
    listed = as_who(site, "rec", "/people").page.text
    assert "Ann of ann" in listed
    assert "approver" in listed
    assert "Staff number" not in listed
    assert "/desk/person/" not in listed
    for path in ("/people/add", "/person/ed", "/person/ed/end"):
        assert as_who(site, "ed", path).page.status_code == 403
    them = as_who(site, "ed", "/account")
    for path in ("roles", "password", "pin", "voice", "end"):
        assert them.send(f"/desk/person/ed/{path}", roles="admin", pin="709351").page.status_code == 403
    assert require(site.desk, "ed").roles == {"editor"}


def test_an_admin_puts_somebody_on_the_list(site: Site) -> None:
    """With a number of their own for the phone, and with what comes next."""
    them = as_who(site, "ada", "/people/add")
    them.send("/desk/people/add", name="Zoe Zimmer", id=" Zoe ", roles="recorder")
    assert them.heading == "Zoe Zimmer"
    assert "by phone they are number 108" in them.page.text
    assert require(site.desk, "zoe", Role.RECORDER).name == "Zoe Zimmer"
    assert logged(site.desk, "staff add")[-1].who == "ada"


def test_what_was_typed_stays_when_it_cannot_be(site: Site) -> None:
    """The sentence of the rule stands above the form."""
    them = as_who(site, "ada", "/people/add")
    them.send("/desk/people/add", name="Edith", id="ed", roles="approver")
    assert "ed is Ed of ed. Choose another id." in them.page.text
    assert 'value="Edith"' in them.page.text
    assert re.search(r'value="approver"[^>]*checked', them.page.text)
    assert "Type their name." in them.send("/desk/people/add", name="", id="x").page.text


def test_an_admin_changes_what_somebody_may_do(site: Site) -> None:
    """From the next request on; twice the same does no harm; the last admin stays one."""
    them = as_who(site, "ada", "/person/ed")
    was = hidden(them, "ed/roles", "was")
    for _ in range(2):
        them.send("/desk/person/ed/roles", roles="approver", was=was)
        assert "Ed of ed may do this now: approver." in them.page.text
    assert as_who(site, "ed", "/people").page.status_code == 200
    them.open("/desk/person/ada").send("/desk/person/ada/roles", roles="editor", was="admin")
    assert (them.page.status_code, "the last admin" in them.page.text) == (409, True)
    assert require(site.desk, "ada", Role.ADMIN)


def test_a_role_that_was_taken_away_does_not_come_back_by_a_page_from_before(site: Site) -> None:
    """What is so now is said and shown, with what was ticked; nothing is done before they say so once more."""
    old = as_who(site, "ada", "/person/both")
    was = hidden(old, "both/roles", "was")
    assert was == "approver editor"
    change_roles(site.desk, "ada", "both", [Role.EDITOR])
    for before in ({"was": was}, {}):
        old.send("/desk/person/both/roles", roles="recorder", **before)
        assert old.page.status_code == 409
        assert (
            "Somebody has changed this meanwhile; now: editor. Nothing was done. You had ticked: recorder."
            in old.page.text
        )
        assert re.findall(r'value="(\w+)" id="role-\w+" checked', old.page.text) == ["editor"]
        assert require(site.desk, "both").roles == {"editor"}
    old.send("/desk/person/both/roles", roles="recorder", was=hidden(old, "both/roles", "was"))
    assert require(site.desk, "both").roles == {"recorder"}


def test_a_page_from_before_undoes_no_withdrawal(site: Site) -> None:
    """Nor an agreement; a text that is too long stays, and is still one for what the page showed."""
    old = as_who(site, "ada", "/person/rec")
    was = hidden(old, "rec/voice", "was")
    assert was == RELEASED
    silent(site.desk)
    old.send("/desk/person/rec/voice", released="x" * 201, was=was)
    assert hidden(old, "rec/voice", "was") == was
    for before in ({"was": was}, {}):
        old.send("/desk/person/rec/voice", released="On paper", **before)
        assert old.page.status_code == 409
        now = "Somebody has changed this meanwhile; now: not agreed. Nothing was done. You had sent: On paper."
        assert now in old.page.text
        assert hidden(old, "rec/voice", "released") == ""
        assert not require(site.desk, "rec").released
    old.send("/desk/person/rec/voice", released="On paper", was=hidden(old, "rec/voice", "was"))
    assert require(site.desk, "rec").released == "On paper"
    old.send("/desk/person/rec/voice", released="", was="")
    assert "now: On paper. Nothing was done. You had sent: an empty line." in old.page.text
    assert require(site.desk, "rec").released == "On paper"

    end(site.desk, "ada", "rec")
    gone = as_who(site, "ada", "/person/rec")
    gone.send("/desk/person/rec/voice", released="", was=hidden(gone, "rec/voice", "was"))
    assert [each.released for each in staff(site.desk) if each.id == "rec"] == [""]


def test_a_one_time_password_is_shown_once_and_opens_the_desk(site: Site) -> None:
    """It is on this page only, which no browser keeps; a lost telephone is forgotten only where that is ticked."""
    settle(site)
    them = as_who(site, "ada", "/person/ed").send("/desk/person/ed/password")
    assert them.heading == "A one-time password for Ed of ed"
    assert them.page.headers["Cache-Control"] == "no-store"
    once = re.findall(r'<dd class="code">([^<]+)</dd>', them.page.text)[1]
    assert once not in them.open("/desk/person/ed").page.text
    assert "a one-time password of" in them.page.text
    assert knows_password(site.desk, "ed", once)
    assert account(site, "ed")[1].totp

    them.send("/desk/person/ed/password", new_device="yes")
    assert not account(site, "ed")[1].totp
    once = re.findall(r'<dd class="code">([^<]+)</dd>', them.page.text)[1]
    them = visitor(site.line).sign_in("ed", once).send(new=OWN, again=OWN)
    assert them.heading == "Step 2 of 3: an app on your phone"


def test_an_admins_own_password_is_changed_elsewhere(site: Site) -> None:
    """Or they would sign themselves out by mistake."""
    them = as_who(site, "ada", "/person/ada")
    assert "This is you." in them.page.text
    assert them.send("/desk/person/ada/password").heading == "Choose another password"


def test_a_pin_is_set_and_never_shown(site: Site) -> None:
    """By an admin, or by themselves; a weak one is refused with its reason."""
    them = as_who(site, "ada", "/person/rec").send("/desk/person/rec/pin", pin="123456")
    assert (them.page.status_code, "guessed too easily" in them.page.text) == (409, True)
    them.send("/desk/person/rec/pin", pin="709351")
    assert "The PIN is kept." in them.page.text
    assert knows_pin(site.desk, "rec", "709351")
    assert "709351" not in them.page.text

    own = signed_in(site, "rec").open("/desk/pin")
    assert "guessed too easily" in own.send("/desk/pin", old=OWN, pin="111111", again="111111").page.text
    assert "not alike" in own.send("/desk/pin", old=OWN, pin="826417", again="826518").page.text
    assert "Type your password" in own.send("/desk/pin", pin="826417", again="826417").page.text
    assert "That is not your password" in own.send("/desk/pin", old="guess", pin="826417", again="826417").page.text
    assert knows_pin(site.desk, "rec", "709351")
    own.send("/desk/pin", old=OWN, pin="826417", again="826417")
    assert "By phone you are number 107." in own.page.text
    assert knows_pin(site.desk, "rec", "826417")


@pytest.mark.parametrize(
    ("more", "first"),
    [
        ({"IVR_DESK_NUMBER": "+12025550198"}, 'Call <a class="target" href="tel:+12025550198">1-202-555-0198</a>.'),
        ({}, "On the computer that runs the demo, type <code>.venv/bin/ivr call --desk</code>."),
    ],
)
def test_whoever_has_or_gives_a_pin_reads_how_the_desk_is_called(
    tmp_path: Path, more: dict[str, str], first: str
) -> None:
    """The number, or that nobody has set it up; and what is typed there, in one list."""
    site = quick_site(tmp_path, **more)
    number = require(site.desk, "rec").number
    for who, path, whose in (("rec", "/account", "your"), ("rec", "/pin", "your"), ("ada", "/person/rec", "their")):
        page = " ".join(as_who(site, who, path).page.text.split())
        assert f'<ol class="by-phone"> <li>{first}' in page
        assert f"<li>Type {whose} staff number <strong>{number}</strong>, then press #.</li>" in page
        assert f"<li>Type {whose} PIN, then press #. There is no PIN yet.</li>" in page
        assert ("has not set up its number" in page) is (not more)


def test_who_agreed_to_be_heard_is_noted_by_them_or_for_them(site: Site) -> None:
    """And can be taken back."""
    silent(site.desk)
    own = as_who(site, "rec", "/account")
    assert "You have not agreed yet." in own.page.text
    asked = hidden(own, "account/voice", "asked")
    own.send("/desk/account/voice", agreed="yes", asked=asked)
    assert "You have agreed: 17 June 2026, at the desk in the browser." in own.page.text
    assert require(site.desk, "rec").released
    own.send("/desk/account/voice", agreed="no")
    assert "You have not agreed yet." in own.page.text
    own.send("/desk/account/voice", agreed="yes", asked=asked)
    assert "It was taken back since you were asked whether callers may hear your voice." in own.page.text
    assert not require(site.desk, "rec").released, "the same form sent once more agrees to nothing"

    them = as_who(site, "ada", "/person/rec").send("/desk/person/rec/voice", released="x" * 201, was="")
    assert (them.page.status_code, "x" * 201 in them.page.text) == (409, True)
    them.send("/desk/person/rec/voice", released="16 June 2026, on paper, with Ada", was="")
    assert require(site.desk, "rec").released == "16 June 2026, on paper, with Ada"
    assert "16 June 2026, on paper, with Ada" in them.open("/desk/people").page.text


def test_leaving_is_asked_first_and_warns_of_the_last_approver(site: Site) -> None:
    """Sent twice it is said kindly; whoever has left is signed out and stays in the list of those."""
    them = as_who(site, "ada", "/person/ann/end")
    assert "is the last" not in them.page.text
    gone = as_who(site, "ann", "/people")
    for who in ("ann", "both"):
        them.open(f"/desk/person/{who}/end").send(f"/desk/person/{who}/end")
    assert gone.open("/desk/").heading == "Sign in to the desk"
    assert "is the last approver" in them.open("/desk/person/bob/end").page.text
    assert "had left already" in them.send("/desk/person/ann/end").page.text
    assert "2 have left" in them.page.text
    them.open("/desk/person/ada/end").send("/desk/person/ada/end")
    assert (them.page.status_code, "the last admin" in them.page.text) == (409, True)
    assert "has left and can do nothing here" in them.open("/desk/person/ann").page.text
    assert them.send("/desk/person/ann/roles", roles="editor").page.status_code == 409


def test_whom_nobody_knows_has_no_page(site: Site) -> None:
    """By whatever address."""
    them = as_who(site, "ada", "/account")
    assert them.open("/desk/person/zoe").page.status_code == 404
    token = as_who(site, "ada", "/account")
    for path in ("roles", "password", "pin", "voice", "end"):
        token.open("/desk/account")
        assert token.send(f"/desk/person/zoe/{path}", pin="709351").page.status_code in {404, 409}
    assert member(site.desk, "zoe") is None


def axe(page: Page) -> None:
    """By a machine's judgment nobody is kept out, in the light and in the dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.browser
def test_the_pages_of_people_pass_axe(site: Site, reader: Reader) -> None:
    """The list as an admin and as somebody else, one person, somebody new, leaving; with mistakes, too."""
    settle(site)
    axe(reader.open("ed", "/people"))
    page = reader.open("ada", "/people")
    axe(page)
    page.get_by_role("link", name="Put somebody on the list").click()
    axe(page)
    page.get_by_role("button", name="Put them on the list").click()
    page.wait_for_selector("#mistakes")
    axe(page)
    page.goto(page.url.replace("/people/add", "/person/bob"))
    axe(page)
    page.get_by_label("New PIN").fill("111111")
    page.get_by_role("button", name="Set the PIN").click()
    page.wait_for_selector("#pin-wrong")
    assert page.evaluate("document.activeElement.id") == "pin-wrong"
    axe(page)
    page.get_by_role("button", name="Make a one-time password").click()
    page.get_by_text("It is shown this once").wait_for()
    axe(page)
    page.get_by_role("link", name="Back to Bob of bob").click()
    page.get_by_role("link", name="leaves the staff").click()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert [each for each in reader.problems if "409" not in each] == []  # the refused PIN's own status
    reader.problems.clear()


@pytest.mark.browser
def test_the_pages_of_people_fit_a_telephone(reader: Reader) -> None:
    """At 320 pixels nothing but the table scrolls sideways."""
    for path in ("/people", "/people/add", "/person/ed", "/account", "/pin"):
        page = reader.open("ada", path)
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
