"""Forms that come twice, by a double click or a browser that asks again: each is done once, and nobody is refused."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

from ivr.desk.approving.standing import approved
from ivr.desk.desk import current
from ivr.desk.editing import open_drafts
from ivr.desk.notices import listed
from ivr.desk.people import Role, change_roles
from ivr.desk.publishing import publish
from ivr.desk.takes import take_standings
from tests.desk.desks import STAFF, approve, edit, logged
from tests.desk.test_desk_takes import brought
from tests.web.desk.conftest import Reader
from tests.web.desk.posting import pressed_twice, said, send
from tests.web.desk.recorder import handed, speech
from tests.web.desk.site import Site

TIP, ACS = "Ask a friend to come along.", "american-cancer-society"


def test_a_recording(site: Site) -> None:
    """Handed in again because the answer was lost, and once more when somebody has approved it: it is the same."""
    client = site.client("rec")
    assert [handed(client, speech()).status_code for _ in range(2)] == [302, 302]
    approve(site.desk, "ann", takes=[1])
    assert handed(client, speech()).status_code == 302
    (standing,) = take_standings(site.desk)
    assert (standing.take.id, standing.approved is not None) == (1, True)
    assert len(logged(site.desk, "record")) == 1

    assert handed(client, speech(), speaker="Somebody else").status_code == 302  # that is another deed
    assert len(logged(site.desk, "record")) == 2


def test_an_approval(site: Site) -> None:
    """Of a draft and a recording: each is agreed to once, and stands in the log once."""
    draft, take = edit(site.desk, "ed", "tip.3", "en", TIP), brought(site.desk)
    boxes = {"draft": f"{draft.hash}:{draft.id}", "take": f"{take.hash}:{take.id}"}
    heard = pressed_twice(site.client("ann"), "/approve", **boxes)
    assert ["1 draft and 1 recording approved." in each for each in heard] == [True] * 3
    assert [each.draft.id for each in approved(site.desk)] == [draft.id]
    assert len(logged(site.desk, "approve")) == 2


def test_a_publishing(site: Site) -> None:
    """One edition, of which every press tells."""
    approve(site.desk, "ann", [edit(site.desk, "ed", "tip.3", "en", TIP).id])
    client = site.client("ann")
    page = client.get("/desk/publish").text
    hidden = dict(re.findall(r'<input type="hidden" name="(mark|edition)" value="([^"]*)"', page))
    assert set(hidden) == {"mark", "edition"}
    heard = pressed_twice(client, "/publish", says="A better tip", **hidden)
    assert ["Edition 2 is published." in each for each in heard] == [True] * 3
    assert current(site.desk).number == 2
    assert len(logged(site.desk, "publish draft")) == 1


def test_going_back(site: Site) -> None:
    """To the edition before: once."""
    approve(site.desk, "ann", [edit(site.desk, "ed", "tip.3", "en", TIP).id])
    publish(site.desk, "ann", "A better tip")
    heard = pressed_twice(site.client("ann"), "/publish/back/1", seen="2")
    assert [bool(re.search("New calls hear edition 1 (within|already)", each)) for each in heard] == [True] * 3
    assert len(logged(site.desk, "rollback")) == 1


def test_switching_a_notice_on_and_off(site: Site) -> None:
    """Now, and for later; one edition each."""
    client = site.client("rec")
    days = {"until": "day", "end_day": "2026-06-26", "end_time": "17:00", "start_day": "2026-06-25", "start_time": ""}
    for number, fields in enumerate(({"until": "tonight"}, days), 1):
        heard = pressed_twice(client, "/notices/", "/notices/storm/on", **fields)
        assert ['"Storm" is on' in each for each in heard] == [True] * 3, heard
        assert (len(logged(site.desk, "notice on")), current(site.desk).number) == (number, 2 * number)
        heard = pressed_twice(client, "/notices/", "/notices/storm/off")
        assert ['"Storm" is off' in each for each in heard] == [True] * 3, heard
        assert (len(logged(site.desk, "notice off")), current(site.desk).number) == (number, 2 * number + 1)
    assert not [on for each in listed(site.desk) for on in each.on]


def test_noting_a_call_to_a_service(site: Site) -> None:
    """One check, one edition."""
    heard = pressed_twice(site.client("rec"), "/phone-numbers/", f"/phone-numbers/{ACS}/dialed", answered="A person")
    assert [bool(re.search("is noted as dialed|You have noted that already", each)) for each in heard] == [True] * 3
    assert len(logged(site.desk, "check")) == 1
    assert current(site.desk).number == 2


def test_sending_back(site: Site) -> None:
    """A draft, and a recording: with a reason that its author reads once."""
    draft, take, client = edit(site.desk, "ed", "tip.3", "en", TIP), brought(site.desk), site.client("ann")
    for kind, number in (("draft", draft.id), ("recording", take.id)):
        heard = pressed_twice(client, "/approve", "/approve/back", kind=kind, number=str(number), why="Too long.")
        assert [f"{kind.title()} {number} went back to its author" in each for each in heard] == [True] * 3, heard
    assert (open_drafts(site.desk), take_standings(site.desk)) == ((), ())
    assert len(logged(site.desk, "withdraw, sent back")) == 2


def test_taking_back(site: Site) -> None:
    """One's own draft, and one's own recording."""
    draft, take = edit(site.desk, "ed", "tip.3", "en", TIP), brought(site.desk)
    form = {"item": "tip.3", "language": "en", "draft": str(draft.id)}
    heard = pressed_twice(site.client("ed"), "/words/edit?item=tip.3&language=en", "/words/take-back", **form)
    assert ["Draft 1 was taken back." in each for each in heard] == [True] * 3, heard
    at = "/prompts/en/greeting.emergency"
    heard = pressed_twice(site.client("rec"), at, f"{at}/take-back", take=str(take.id))
    assert ["Recording 1 was taken back." in each for each in heard] == [True] * 3, heard
    assert len(logged(site.desk, "withdraw")) == 2


@pytest.mark.browser
def test_a_form_on_its_way_is_not_sent_by_a_second_press(reader: Reader) -> None:
    """Its button says so and keeps its value; after ten seconds without an answer, and by Back, it is as it was."""
    page, sent = reader.open("rec", "/account"), []

    def lost(asked: Route) -> None:  # an answer without a page: the browser stays where it is
        sent.append(asked.request.post_data or "")
        asked.fulfill(status=204)

    page.clock.install()
    page.route("**/account/voice", lost)
    button = page.locator("form[action$=voice] button")
    button.evaluate("(button) => { button.click(); button.click(); button.form.requestSubmit(button); }")
    expect(button).to_have_text("One moment ...")
    page.clock.run_for(9_000)
    button.evaluate("(button) => button.click()")
    expect(button).to_have_text("One moment ...")
    assert len(sent) == 1
    assert "agreed=no" in sent[0], sent

    page.clock.run_for(2_000)
    expect(button).to_have_text("I do not agree any more")
    page.unroute("**/account/voice")
    button.click()
    page.wait_for_selector("text=It is noted that callers shall not hear your voice.")
    page.go_back()
    expect(page.locator("form[action$=voice] button")).not_to_have_text("One moment ...")


def test_putting_somebody_on_the_list(site: Site) -> None:
    """The same again is done, and makes no second person; what is not the same is another deed, and refused."""
    client = site.client("ada")
    form: dict[str, str | list[str]] = {"id": "Nia", "name": " Nia Novak ", "roles": ["editor", "recorder"]}
    heard = pressed_twice(client, "/people/add", "", **form)
    assert ["Nia Novak is on the staff list; by phone they are number" in each for each in heard] == [True] * 3, heard
    assert len(logged(site.desk, "staff add")) == 1 + len(STAFF)
    form["roles"] = ["editor"]
    assert "nia is Nia Novak. Choose another id." in said(send(client, "/people/add", "", **form))
    change_roles(site.desk, "ada", "nia", [Role.EDITOR])
    assert "Choose another id." in said(send(client, "/people/add", "", **form)), "it was not this form that did it"
