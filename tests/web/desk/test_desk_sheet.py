"""The script sheet: the same numbers on paper, on screen, by telephone and in `ivr prompts`."""

from __future__ import annotations

import re
from html import unescape

import pytest
from axe_playwright_python.sync_playwright import Axe

from ivr.content.prompts import prompts
from ivr.content.readers import read_content
from ivr.desk.desk import current
from ivr.desk.sheet import script_sheet
from tests.web.desk.conftest import Reader
from tests.web.desk.posting import said
from tests.web.desk.site import Site

_PROMPT = re.compile(r'class="sheet-number">(\d+)</span>.*?<p class="script mb-1"[^>]*>([^<]+)</p>', re.DOTALL)


def _listed(site: Site, query: str = "") -> dict[str, int]:
    page = site.client("rec").get(f"/desk/sheet/{query}")
    assert page.status_code == 200
    sheet = {each.number: each.prompt for each in script_sheet(site.desk, read_content(current(site.desk).content)[0])}
    found = {int(number): unescape(script) for number, script in _PROMPT.findall(page.text)}
    assert found == {number: sheet[number].script for number in found}
    return {sheet[number].id: number for number in found}


def test_every_prompt_stands_there_with_its_number(site: Site) -> None:
    """In the order of the sheet, with its script, when it was printed and of which edition."""
    content = read_content(current(site.desk).content)[0]
    assert _listed(site) == {each.prompt.id: each.number for each in script_sheet(site.desk, content)}
    page = said(site.client("rec").get("/desk/sheet/"))
    assert "All prompts: 210 of 210. Printed on 17 June 2026, 12:00 pm. Words of edition 1." in page
    assert all(" ".join(each.script.split()) in page for each in prompts(content))


def test_a_part_of_it_keeps_its_numbers(site: Site) -> None:
    """One topic, the twelve most heard, those to be recorded; something unknown is all of it."""
    whole, topic, first = _listed(site), _listed(site, "?show=of-coping"), _listed(site, "?show=first")
    assert {"topic.coping.1", "topic.coping.2", "topic.coping.3"} <= topic.keys()
    assert "topic.side.1" not in topic
    assert len(first) == 12
    assert "greeting.name" in first
    assert (topic | first).items() <= whole.items()
    assert _listed(site, "?show=needed") == whole
    assert _listed(site, "?show=nothing") == whole


def test_it_says_how_to_record(site: Site) -> None:
    """In a browser, and by telephone where there is a number for that."""
    assert "this line has no number for staff yet" in said(site.client("rec").get("/desk/sheet/?show=first"))


@pytest.mark.browser
def test_on_paper_it_is_black_on_white_and_no_prompt_is_torn(reader: Reader) -> None:
    """Printed from the dark, too; neither menu nor buttons are on it, and every page break lies between prompts."""
    page = reader.open("rec", "/sheet/?show=of-coping", color_scheme="dark")
    assert Axe().run(page).violations_count == 0
    assert page.get_by_role("button", name="Print this sheet").is_visible()
    page.emulate_media(media="print")
    of = "(name, what) => getComputedStyle(document.querySelector(name))[what]"
    script = (
        f"() => {{ const of = {of}; return [of('body', 'backgroundColor'), of('.script', 'color'), "
        "of('header', 'display'), of('form.no-print', 'display'), of('.sheet-prompt', 'breakInside')] }"
    )
    assert page.evaluate(script) == ["rgb(255, 255, 255)", "rgb(0, 0, 0)", "none", "none", "avoid"]
    assert page.evaluate(f"() => ({of})('.sheet-prompt .script', 'fontSize')") == "21.3333px"  # 16 pt
