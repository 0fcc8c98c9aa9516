"""A service whose number is wrong, and the same with its new number."""

from __future__ import annotations

import re
from html import unescape

from ivr.content.model import Pace
from ivr.desk.editing import open_drafts
from tests.desk.desks import words
from tests.web.desk.posting import said, send, told
from tests.web.desk.site import Site

PAGE, ACS = "/phone-numbers/", "american-cancer-society"
WRONG, NUMBER = f"/phone-numbers/{ACS}/wrong", f"resource.{ACS}.number"
SAID = f"service.{ACS}.number", "en", Pace.NORMAL
OLD, NEW = "1-800-227-2345", "1-800-555-0199"
FROM = "Ada dialed it on 16 June 2026: a person answered and said that this is their new number since May."


def corrected(site: Site) -> str:
    """The value of the one box on Approve after Ada has corrected a number."""
    same = {"url": "", "hours": "always", "for_en": words(site.desk, f"resource.{ACS}.for")}
    told(site.client("ada"), send(site.client("ada"), WRONG, step="keep", number=NEW, where_from=FROM, **same))
    page = site.client("ann").get("/desk/approve")
    assert "It cannot be published like this" not in said(page)
    assert "These belong together" in said(page)
    (box,) = re.findall(r'type="checkbox"[^>]* name="draft" value="([^"]+)"', page.text)
    assert len(box.split()) == len(open_drafts(site.desk)) > 2
    return unescape(box)
