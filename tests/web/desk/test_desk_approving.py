"""Approve: what is approved is what stood on the page; a no comes with a reason; all of it works by keyboard."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from ivr.content.writing.names import WHOLE
from ivr.desk.approving.signatures import to_sign
from ivr.desk.approving.standing import approved
from ivr.desk.editing import open_drafts
from ivr.desk.rendering import Renderer
from ivr.desk.sending_back import sent_back
from ivr.desk.takes import approved_takes
from ivr.store.drafts import Draft
from ivr.store.takings import Taking
from tests.desk.desks import approve, edit, logged
from tests.desk.test_desk_takes import brought
from tests.web.desk.conftest import Reader
from tests.web.desk.posting import said, send, told
from tests.web.desk.site import Site

TIP = "Ask a friend to come along."
SIDE = "topic.side.2"
EFFECTS = " ".join(["Side effects depend on the treatment you have. Rest when you can."] * 3)
BATCH = "/approve/words/coping-tips"
QUICK = "/problem/"  # a small page with the same token


def token(of: Draft | Taking) -> str:
    """What the box of a draft or a recording sends."""
    return f"{of.hash}:{of.id}"


def boxes(client: FlaskClient, page: str, name: str) -> list[str]:
    """What the boxes of a page would send."""
    return re.findall(rf'type="checkbox"[^>]* name="{name}" value="([^"]+)"', client.get(f"/desk{page}").text)


def test_a_change_is_shown_with_all_that_it_does(site: Site) -> None:
    """What has gone and what has come, what people get instead, how large it is, where it is from, and its sounds."""
    edit(site.desk, "ed", "tip.3", "en", TIP)
    edit(site.desk, "ada", SIDE, "en", EFFECTS)
    client = site.client("ann")
    page = client.get("/desk/approve")
    assert re.search(r"<del>.*doctor.*</del>.*<ins>.*friend.*</ins>", page.text)
    words = said(page)
    assert f"People who text read instead: Tip 3 {TIP} Reply TIP 4 for the next tip." in words
    assert "Sent as 1 message, now 1." in words
    assert re.search(r"How hard to read: US school grade \d\.\d, now \d\.\d", words)
    assert "Side effects depend on the treatment (B)" in words
    assert "Its sound is being made" in words

    while Renderer(site.desk).one():
        pass
    sounds = re.findall(r'<audio[^>]* src="([^"]+)"', client.get("/desk/approve").text)
    assert len(sounds) == 6  # now, new and new at slow speech, of two prompts
    for sound in sounds:
        with client.get(sound) as answer:
            assert answer.data[:4] == b"RIFF"


def test_what_is_ticked_is_approved_and_the_next_page_is_publish(site: Site) -> None:
    """A draft and a recording together; sent twice it does no harm."""
    draft, take = edit(site.desk, "ed", "tip.3", "en", TIP), brought(site.desk)
    client = site.client("ann")
    assert boxes(client, "/approve", "draft") == [token(draft)]
    assert boxes(client, "/approve", "take") == [token(take)]
    for _ in range(2):
        answer = send(client, QUICK, "/approve", draft=token(draft), take=token(take))
        assert answer.headers["Location"] == "/desk/publish"
        assert "1 draft and 1 recording approved." in told(client, answer)
    assert [each.draft.id for each in approved(site.desk)] == [draft.id]
    assert [each.take.id for each in approved_takes(site.desk)] == [take.id]


def test_a_draft_that_changed_since_is_not_approved_unseen(site: Site) -> None:
    """The page comes again with what is there now; what else was ticked stays ticked, and nothing is approved."""
    old, other = edit(site.desk, "ed", "tip.3", "en", TIP), edit(site.desk, "ed", "tip.4", "en", "Rest well.")
    client = site.client("ann")
    client.get("/desk/approve")
    new = edit(site.desk, "ed", "tip.3", "en", "Ask nobody.")
    for seen in (token(old), f"{old.hash}:{new.id}"):
        answer = send(client, QUICK, "/approve", draft=[seen, token(other)])
        assert answer.status_code == 409
        assert "othing was approved" in said(answer)
        assert "Ask nobody." in said(answer)
        assert f'value="{token(other)}" id="tick-draft-{other.id}" checked' in answer.text
    assert approved(site.desk) == ()


def test_ones_own_has_no_box_and_can_be_taken_back(site: Site) -> None:
    """Somebody else must approve it; an editor sees how theirs stands."""
    draft = edit(site.desk, "both", "tip.3", "en", TIP)
    client = site.client("both")
    assert "Yours: somebody else must approve it." in said(client.get("/desk/approve"))
    assert boxes(client, "/approve", "draft") == []
    assert send(client, QUICK, "/approve", draft=token(draft)).status_code == 409
    answer = send(client, QUICK, "/approve/back", kind="draft", number=str(draft.id), mine="1")
    assert "Draft 1 was taken back." in told(client, answer)
    assert open_drafts(site.desk) == ()
    assert sent_back(site.desk, "both") == ()


def test_a_no_goes_back_with_its_reason(site: Site) -> None:
    """Without one nothing happens, and with one its author reads it; a second time is told kindly."""
    draft, take = edit(site.desk, "ed", "tip.3", "en", TIP), brought(site.desk)
    client = site.client("ann")
    empty = send(client, QUICK, "/approve/back", kind="draft", number=str(draft.id), why=" ")
    assert empty.status_code == 409
    assert "Say why" in said(empty)
    posing = send(client, QUICK, "/approve/back", kind="draft", number=str(draft.id), mine="1")
    assert (posing.status_code, len(open_drafts(site.desk))) == (409, 1)  # it is not theirs, whatever the form says
    long = send(client, QUICK, "/approve/back", kind="draft", number=str(draft.id), why="Whom? " * 100)
    assert long.status_code == 409
    assert "Whom? Whom?" in long.text  # what was typed is still there
    answer = send(client, QUICK, "/approve/back", kind="draft", number=str(draft.id), why="Whom?")
    assert "Draft 1 went back to its author" in told(client, answer)
    again = send(client, QUICK, "/approve/back", kind="draft", number=str(draft.id), why="Whom?")
    assert "Draft 1 went back to its author" in told(client, again)
    send(client, QUICK, "/approve/back", kind="recording", number=str(take.id), why="A dog barks.")
    assert [each.why for each in sent_back(site.desk, "ed")] == ["Whom?"]
    assert [each.why for each in sent_back(site.desk, "rec")] == ["A dog barks."]


def test_words_are_signed_in_batches(site: Site) -> None:
    """What is ticked of a batch, with the question and nothing that was not read; the next batch waits."""
    client = site.client("ann")
    there = boxes(client, BATCH, "word")
    assert "Have you read each of these" in said(client.get(f"/desk{BATCH}"))
    answer = send(client, QUICK, BATCH, word=there[:2])
    assert answer.headers["Location"] == f"/desk{BATCH}"
    assert "2 pieces of words signed." in told(client, answer)
    assert boxes(client, BATCH, "word") == there[2:]
    answer = send(client, QUICK, BATCH, word=there)  # the page was open since before: to sign twice is to sign
    assert answer.headers["Location"] == "/desk/approve#words"
    assert not [each for each in to_sign(site.desk) if each.slot.item.startswith("tip.")]
    assert client.get(f"/desk{BATCH}").status_code == 404


def test_words_that_are_not_those_on_the_page_are_not_signed(site: Site) -> None:
    """A hash of other words, or of none."""
    client = site.client("ann")
    before = len(to_sign(site.desk))
    for word in ("0" * 64 + ":en:tip.3", "0" * 64 + "::file.nothing", "nonsense"):
        assert send(client, QUICK, BATCH, word=word).status_code == 409
    assert len(to_sign(site.desk)) == before


def test_only_approvers_approve_and_sign(site: Site) -> None:
    """Whatever is sent; and nothing without the page's token."""
    draft = edit(site.desk, "ed", "tip.3", "en", TIP)
    for person in ("eve", "rec", "ada"):
        client = site.client(person)
        assert client.get("/desk/approve").status_code == 200
        assert send(client, QUICK, "/approve", draft=token(draft)).status_code == 403
        assert client.get(f"/desk{BATCH}").status_code == 403
        assert send(client, QUICK, BATCH, word="x").status_code == 403
    assert site.client("ann").post("/desk/approve", data={"draft": token(draft)}).status_code == 400
    other = site.client("eve")
    answer = send(other, QUICK, "/approve/back", kind="draft", number=str(draft.id), why="No.")
    assert "That is for an approver or an admin" in said(answer)
    assert approved(site.desk) == ()
    assert not logged(site.desk, "withdraw")


def test_a_whole_file_is_compared_in_lines(site: Site) -> None:
    """Nobody reads a file in one piece, and nobody approves it without reading."""
    file = f"{WHOLE}en/keywords.toml"
    words = next(each.slot.words for each in to_sign(site.desk) if each.slot.item == file)
    edit(site.desk, "ada", file, "", f"{words}\n# A note for whoever reads this.\n")
    page = said(site.client("ann").get("/desk/approve"))
    assert "[new: # A note for whoever reads this." in page
    assert "Nothing that is heard or sent changes word for word." in page


def by_keyboard(page: Page, name: str) -> None:
    """Tab until a box or a button of this name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.labels?.[0]?.innerText ?? document.activeElement.innerText") == name:
            return
    raise AssertionError(f"The keyboard never comes to {name}.")


@pytest.mark.browser
def test_somebody_approves_by_keyboard_alone(site: Site, reader: Reader) -> None:
    """Tab to the box, space, tab to the button, enter: and the next page says what comes next."""
    draft = edit(
        site.desk, "ed", "texts.welcome", "en", "You are welcome. Text MENU any time. In an emergency call 911."
    )
    page = reader.open("ann", "/approve")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # skip to the page
    page.locator("#main").focus()
    focused = page.locator(f"#tick-draft-{draft.id}")
    for _ in range(30):
        page.keyboard.press("Tab")
        if focused.evaluate("box => box === document.activeElement"):
            break
    page.keyboard.press("Space")
    expect(focused).to_be_checked()
    by_keyboard(page, "Approve what is ticked")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/desk/publish$"))
    expect(page.get_by_role("status")).to_contain_text("1 draft approved.")
    assert [each.draft.id for each in approved(site.desk)] == [draft.id]


@pytest.mark.browser
def test_approve_passes_axe_empty_full_and_wrong(site: Site, reader: Reader) -> None:
    """By day and by night, and on a narrow telephone; what is wrong has the focus."""
    axe = Axe()
    assert axe.run(reader.open("ann", "/approve")).violations_count == 0
    edit(site.desk, "ada", SIDE, "en", EFFECTS)
    approve(site.desk, "bob", [edit(site.desk, "ed", "tip.3", "en", TIP).id])
    Renderer(site.desk).one()
    brought(site.desk)
    page = reader.open("ann", "/approve", color_scheme="dark")
    page.locator("main summary").first.click()
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    page.get_by_role("button", name="Approve what is ticked").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing is ticked.")
    expect(page.get_by_role("alert")).to_be_focused()
    reader.problems.remove(next(each for each in reader.problems if "409" in each))  # Chromium tells of the answer
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()

    batch = reader.open("ann", "/approve/words/fever-and-side-effects", reduced_motion="reduce")
    batch.get_by_role("button", name="Tick all of this page").click()
    assert batch.locator("input[name=word]:checked").count() == batch.locator("input[name=word]").count() > 5
    found = axe.run(batch)
    assert found.violations_count == 0, found.generate_report()


def test_ten_things_stand_on_a_page(site: Site) -> None:
    """Each is approved on its page, which a link to it finds; what is left then waits on the first."""
    made = [edit(site.desk, "ed", f"tip.{number}", "en", f"{TIP} It is no. {number}.") for number in range(1, 13)]
    client = site.client("ann")
    first, second = (boxes(client, f"/approve?page={page}", "draft") for page in (1, 2))
    assert [len(first), len(second)] == [10, 2]
    assert "12 things wait; this is page 1 of 2." in said(client.get("/desk/approve"))
    assert boxes(client, f"/approve?draft={made[-1].id}", "draft") == second
    assert boxes(client, "/approve?page=99", "draft") == second

    refused = send(client, QUICK, "/approve?page=2", draft=[second[0].replace(second[0][:4], "0000")])
    assert refused.status_code == 409
    assert f'id="draft-{made[-1].id}"' in refused.text
    answer = send(client, QUICK, "/approve?page=2", draft=second, others="yes")
    assert "2 drafts approved." in told(client, answer)
    assert boxes(client, "/approve?page=2", "draft") == first
    answer = send(client, QUICK, "/approve/back", kind="draft", number=str(made[0].id), why="Say whom.")
    assert "went back to its author" in told(client, answer)
