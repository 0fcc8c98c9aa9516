"""The five-minute task, whole: one person records, another approves and publishes, and a caller hears it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from ivr.content.model import Pace
from ivr.editions.adopt import Adopter
from ivr.editions.takes import SOURCE
from tests.desk.desks import silent
from tests.web.desk.conftest import Reader
from tests.web.desk.recorder import RECORD, read_aloud
from tests.web.desk.site import AT, Site

PROMPT = "greeting.emergency"


def played(site: Site) -> str:
    """Where the sound lies with which a call to this line plays the emergency words."""
    answer = site.line.test_client().post("/phone/call", base_url=AT, json={"do": "dial"})
    (step,) = [step for step in answer.get_json()["steps"] if step["prompt"] == PROMPT]
    return str(step["url"])


@pytest.mark.browser
def test_from_the_microphone_to_a_callers_ear_by_two_people(speaker: Reader, site: Site) -> None:
    """Record, listen, agree to be heard, hand in; listen, tick, approve; publish; call: the caller hears it."""
    silent(site.desk)
    before = played(site)
    page = speaker.open("rec", RECORD)
    page.focus("#record")
    page.keyboard.press("Enter")
    read_aloud(page)
    page.locator("#review").get_by_label("Callers may hear my voice").focus()
    page.keyboard.press("Space")
    page.focus("#hand-in")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Your recording was taken in", timeout=20_000)
    assert played(site) == before, "nobody has agreed to it yet"

    page = speaker.open("ann", "/approve")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Approve what is ticked").click()
    expect(page.get_by_role("status")).to_contain_text("1 recording approved.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("status")).to_contain_text("Edition 2 is published.", timeout=30_000)

    Adopter(site.desk.shelf, site.desk.database).look()
    sound = site.desk.shelf.current().sound(PROMPT, "en", Pace.NORMAL)
    assert sound is not None
    assert sound.source == SOURCE
    after = played(site)
    assert after != before
    assert after.endswith(sound.file)
    heard = site.line.test_client().get(after.removeprefix(AT))
    assert (heard.status_code, heard.mimetype) == (200, "audio/wav")
