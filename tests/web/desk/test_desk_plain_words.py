"""The words of the pages: what a volunteer understands, in place of what programs write."""

from __future__ import annotations

import re

from ivr.desk.notices import switch_on
from tests.desk.desks import edit
from tests.web.desk.posting import said
from tests.web.desk.site import Site


def test_readers_see_the_lines_name_and_writers_what_braces_are_for(site: Site) -> None:
    """On the prompt, beside a change, on Approve; in the form they stay, with what the line puts there."""
    edit(site.desk, "ed", "greeting.name", "en", "Good day. This is {line}.")
    client = site.client("ann")
    for path in ("/desk/prompts/en/greeting.name", "/desk/approve"):
        page = said(client.get(path))
        assert "{line}" not in page, path
        assert "This is the Rescue Treatment Line." in page, path
    form = said(site.client("ed").get("/desk/words/edit?item=greeting.name&language=en"))
    assert '{line} the name of this line: "the Rescue Treatment Line"' in form


def test_a_change_of_braces_alone_is_shown_as_it_is_written(site: Site) -> None:
    """Else an approver would see no change at all."""
    edit(site.desk, "ed", "greeting.name", "en", "Hello. This is the Rescue Treatment Line.")
    assert "{line}" in said(site.client("ann").get("/desk/approve"))


def test_times_and_terms_are_those_that_people_use(site: Site) -> None:
    """No times as programs write them, no names of files, and each term is explained where it stands."""
    switch_on(site.desk, "rec", "storm", "2026-06-18")
    client = site.client("ada")
    pages = {path: said(client.get(f"/desk{path}")) for path in ("/", "/publish", "/notices/", "/history/", "/prompts")}
    for path, page in pages.items():
        assert not re.search(r"\d{4}-\d\d-\d\d", page), path
        assert not re.search(r"\b\w+\.toml\b|segment|greeting\.name", page), path
    assert "Storm, on from 17 June 2026, 12:00 pm to the end of 18 June 2026." in pages["/publish"]
    assert "until the end of 18 June 2026" in pages["/"]
    assert "an edition is everything that they hear and read" in pages["/publish"]
    assert "A prompt is one piece of what the line says to callers" in pages["/prompts"]
