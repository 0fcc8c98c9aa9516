"""What the pages say of recordings by telephone, and of words that changed between reading and handing in."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from pathlib import Path

from ivr.content.items import written
from ivr.desk.desk import current
from ivr.desk.phone.by_phone import keep
from ivr.desk.phone.not_taken import NEVER_CAME
from ivr.desk.takes import take_standings
from ivr.store.recordings import Recordings
from tests.desk.desks import Ticking, approve, publish_words
from tests.desk.phone.calling import PROMPT, provider_in, said_on_a_call
from tests.desk.phone.calling import brought as fetched
from tests.desk.test_desk_takes import brought
from tests.web.desk.posting import said
from tests.web.desk.recorder import RECORD, handed, speech
from tests.web.desk.site import Site


def test_an_approver_reads_whether_the_speaker_heard_it_back(site: Site, tmp_path: Path) -> None:
    """And that another recording of the same words waits or is approved already."""
    provider, ann = provider_in(tmp_path), site.client("ann")
    first = said_on_a_call(site.desk, provider)
    fetched(site.desk, provider, first)
    assert "its speaker has not said to keep it" in said(ann.get("/desk/approve"))
    keep(site.desk, "rec", first)
    assert "Its speaker heard it back on the telephone and kept it." in said(ann.get("/desk/approve"))

    approve(site.desk, "bob", takes=[1])
    fetched(site.desk, provider, said_on_a_call(site.desk, provider))
    assert "Recording 1 of the same words is approved already" in said(ann.get("/desk/approve"))


def test_today_lists_what_is_still_to_come_and_what_never_came(site: Site) -> None:
    """Its speaker may have hung up."""
    rows, clock = Recordings(site.desk.database), site.desk.clock
    assert isinstance(clock, Ticking)
    row = {"call": "call", "person": "rec", "prompt": PROMPT, "language": "en"}
    rows.told({"id": "RE1", **row}, clock())
    clock.now += timedelta(minutes=5)
    assert "Recorded by telephone, and not here yet" in said(site.client("rec").get("/desk/"))
    taken = rows.claim("one", 60)
    assert taken
    rows.failed(taken)
    page = said(site.client("rec").get("/desk/"))
    assert "not here yet" not in page
    assert NEVER_CAME in unescape(page)


def test_a_file_of_words_that_were_on_the_page_before_is_refused(site: Site) -> None:
    """With the new words on the page that says so; a file of the words that it shows is taken in."""
    client = site.client("rec")
    shown = "If this is an emergency, hang up and call 911."
    assert f'name="script" value="{shown}"' in client.get(f"/desk{RECORD}").text
    assert handed(client, speech(), script=f"{shown}\r\n").status_code == 302

    words = "If this is an emergency, please hang up and call 911."
    publish_words(site.desk, written(current(site.desk).content, PROMPT, "en", words))
    answer = handed(client, speech(), script=shown)
    assert answer.status_code == 422
    assert "have changed since you saw them" in said(answer)
    assert f'name="script" value="{words}"' in answer.text


def test_whoever_hands_one_in_beside_an_approved_one_is_told(site: Site) -> None:
    """Before, on the page, and after."""
    take, client = brought(site.desk), site.client("rec")
    approve(site.desk, "ann", takes=[take.id])
    assert "is approved. It stays beside a new one, and an approver chooses." in said(client.get(f"/desk{RECORD}"))
    answer = handed(client, speech(), "again.wav")
    assert "is approved already and stays" in said(client.get(answer.headers["Location"]))
    assert len(take_standings(site.desk)) == 2
