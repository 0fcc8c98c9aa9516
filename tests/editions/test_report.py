"""The page of an edition's sounds: worst first, all of them, open to every reader, in need of no other file."""

from __future__ import annotations

import base64
import html
import re
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from ivr.audio.listening.compare import compared
from ivr.audio.listening.ear import Heard
from ivr.content.model import Edition
from ivr.content.prompts import prompts
from ivr.editions.examine import Examined, examine
from ivr.editions.report import report, waveform
from ivr.editions.shelf import Shelf
from ivr.settings import Settings


@pytest.fixture(scope="module")
def examined(edition: Edition, settings: Settings) -> list[Examined]:
    """The shipped sounds, the first few prompts of them."""
    few = {prompt.id for prompt in prompts(edition.content)[:4]} | {"topic.side.1", "details.topic.side.1"}
    return [each for each in examine(edition, Shelf(settings.data)) if each.prompt.id in few]


def heard_as(says: str, words: str) -> Heard:
    """What a recogniser made of something."""
    return Heard(says, words, compared(says, words))


def spoiled(examined: list[Examined], at: int, *faults: str) -> list[Examined]:
    """The same with faults at one place."""
    return [replace(each, faults=faults) if place == at else each for place, each in enumerate(examined)]


def test_every_script_and_every_sound_is_in_the_page(examined: list[Examined]) -> None:
    """Byte for byte what callers hear."""
    page = report(7, examined)
    assert "Edition 7" in page
    for each in examined:
        assert html.escape(each.prompt.script.split("\n")[0], quote=False) in html.unescape(page)
        assert base64.b64encode(each.wav).decode() in page


def test_the_page_needs_no_other_file(examined: list[Examined]) -> None:
    """It can be mailed, kept, and opened without a network."""
    page = report(7, examined)
    assert re.findall(r'(?:src|href)="(?!data:audio/wav;base64,|#)[^"]*"', page) == []
    assert "<script" not in page
    assert "url(" not in page


def test_what_is_outside_a_gate_comes_first(examined: list[Examined]) -> None:
    """Whoever opens the page sees at once what to mend."""
    page = report(7, spoiled(examined, 5, "The speech level is -31.0 dBov; it should be -24."))
    first = page.index("The speech level is -31.0 dBov")
    assert page.index("Outside a gate</h2>") < first < page.index("All prompts")
    assert "Nothing. Every sound is inside every gate." in report(7, examined)


def test_then_comes_what_a_machine_understood_worst(examined: list[Examined]) -> None:
    """A changed number stands before a longer list of harmless slips."""
    keys = [(each.prompt.id, each.prompt.language, each.pace) for each in examined]
    heard = {
        keys[0]: heard_as("hello this is the rescue treatment line", "hello this is the rest cue treat mint line"),
        keys[2]: heard_as("hang up and call nine one one", "hang up and call nine one five"),
        keys[4]: heard_as("goodbye", "goodbye"),
    }
    page = report(7, examined, heard)
    worst = page[page.index("Understood worst") : page.index("All prompts")]
    assert worst.index("was heard as “5”") < worst.index("treat mint")
    assert f"#{keys[4][1]}.{keys[4][0]}" not in worst
    assert "No recogniser has listened" in report(7, examined)


def test_a_script_cannot_break_out_of_the_page(examined: list[Examined]) -> None:
    """Staff may write any sign in a script."""
    odd = replace(examined[0].prompt, script='</p><script>alert("x")</script>')
    page = report(7, [replace(examined[0], prompt=odd)])
    assert "<script" not in page


def test_the_outline_is_as_high_as_the_sound_is_loud(examined: list[Examined]) -> None:
    """Full scale reaches from top to bottom; the silences are flat."""
    path = waveform(examined[0].wav)
    heights = [float(point.split(",")[1]) for point in path.strip("MZ").split()]
    measured = examined[0].measured
    assert measured is not None
    assert max(abs(50 - height) for height in heights) == pytest.approx(50 * 10 ** (measured.peak / 20), abs=0.2)
    assert heights[0] == pytest.approx(50, abs=0.5)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_has_no_axe_finding_and_its_sounds_play(
    browser: Browser, examined: list[Examined], tmp_path: Path, scheme: Literal["light", "dark"]
) -> None:
    """By day and by night, with faults and hearings in it."""
    keys = [(each.prompt.id, each.prompt.language, each.pace) for each in examined]
    heard = {keys[1]: heard_as("do not wait", "do wait"), keys[0]: heard_as("hello", "hello")}
    page_file = tmp_path / "report.html"
    page_file.write_text(report(7, spoiled(examined, 3, "The sound is not in the telephone format."), heard))
    with browser.new_page(color_scheme=scheme) as page:
        page.goto(page_file.as_uri())
        findings = Axe().run(page)
        seconds = page.evaluate(
            "() => new Promise(done => { const a = document.querySelector('audio');"
            " a.onloadedmetadata = () => done(a.duration); a.onerror = () => done(-1);"
            " a.preload = 'metadata'; a.load() })"
        )
        wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert findings.violations_count == 0, findings.generate_report()
    measured = examined[0].measured
    assert measured is not None
    assert seconds == pytest.approx(measured.seconds, abs=0.05)
    assert wide <= 0
