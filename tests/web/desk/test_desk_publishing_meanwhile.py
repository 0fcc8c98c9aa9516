"""Publish, while others go on: nothing is published that was not seen, and no voice comes back untold."""

from __future__ import annotations

from typing import Any

import pytest

from ivr.desk.desk import current
from ivr.desk.publishing import publish, rollback
from tests.desk.desks import approve, silent, words
from tests.desk.test_desk_takes import brought
from tests.web.desk.posting import said, send, told
from tests.web.desk.site import Site
from tests.web.desk.test_desk_publishing import MENU, NEW, form, gone_back, ready

TIP = "Ask a friend to come along."


def test_what_is_approved_after_the_press_is_not_published_with_it(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever pressed has not seen it: the page comes anew, with it, and is pressed again."""
    ready(site)
    client = site.client("ann")
    fields = form(client)

    def later(*given: Any, **named: Any) -> int:  # noqa: ANN401 - whatever the page gives
        ready(site, "tip.3", TIP)
        return publish(*given, **named)

    monkeypatch.setattr("ivr.web.desk.pages.publish.publish", later)
    answer = client.post("/desk/publish", data=fields)
    assert answer.status_code == 409
    assert "Something was approved, signed or taken back since you opened this page" in said(answer)
    assert "Tip 3: written by Ed of ed, approved by Ann of ann" in said(answer)
    assert (current(site.desk).number, words(site.desk, MENU)) == (1, "Main menu.")

    monkeypatch.undo()
    assert "Edition 2 is published." in told(client, client.post("/desk/publish", data=form(client)))
    assert (words(site.desk, MENU), words(site.desk, "tip.3")) == (NEW, TIP)


def test_a_form_that_does_not_say_what_was_seen_publishes_nothing(site: Site) -> None:
    """It is no form of ours, or half of one."""
    ready(site)
    assert send(site.client("ann"), "/publish", says="Better", edition="1").status_code == 409
    assert current(site.desk).number == 1


def test_a_voice_that_comes_back_is_told_after_the_press_too(site: Site) -> None:
    """Its person may have said no since the page was opened; who asks again because the answer was lost is told too."""
    approve(site.desk, "ann", takes=[brought(site.desk, speaker="Rec of rec").id])
    publish(site.desk, "ann", "A person")
    rollback(site.desk, "ann", 1)
    client = site.client("ed")
    seen = "callers hear Rec of rec again, who does not agree to that. Let somebody else record it"
    assert "who does not agree" not in said(client.get("/desk/publish/back/2"))
    assert "who does not agree" not in told(client, gone_back(client, 2))
    assert "who does not agree" not in told(client, gone_back(client, 1))

    page = client.get("/desk/publish/back/2")
    assert "who does not agree" not in said(page)
    silent(site.desk)
    first = told(client, send(client, "/publish/back/2", seen="1"))
    assert "New calls hear edition 2 within two seconds." in first
    assert f"A voice that callers shall not hear came back: Greeting: emergency: {seen}" in first
    again = told(client, send(client, "/publish/back/1", "/publish/back/2", seen="1"))
    assert "New calls hear edition 2 already." in again
    assert seen in again
