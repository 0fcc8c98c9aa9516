"""A demo's texts from a call: from the key to the thread, through the real house, outbox, worker and webhook."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from ivr.bootstrap import build
from ivr.content.model import Edition
from ivr.line.stored import StoredHouse
from ivr.phones import terminal
from ivr.phones.delivered import PHONES
from ivr.phones.kit import Kit, calling_from
from ivr.phones.terminal import Talk
from ivr.settings import Settings
from ivr.store.outbox import State
from ivr.web.app import create_app
from ivr.web.background import Background
from ivr.web.inside import phones
from ivr.web.letters import FILE, at_once, demo_worker
from ivr.worker import Worker

Said = list[str]


@dataclass(frozen=True)
class Demo:
    """A demo with a store of its own."""

    app: Flask
    house: StoredHouse
    worker: Worker
    kit: Kit
    folder: Path

    def totals(self) -> dict[State, int]:
        """How many texts stand where."""
        return self.house.outbox.totals()


@pytest.fixture
def demo(settings: Settings, edition: Edition, tmp_path: Path) -> Iterator[Demo]:
    """The shipped content, a fresh database, and a data folder that has the shelf of the tests."""
    assert edition.number
    for name in ("editions", "rendered", "current"):
        if (settings.data / name).exists():
            (tmp_path / name).symlink_to(settings.data / name)
    mine = replace(settings, data=tmp_path, database_url=f"sqlite:///{tmp_path / 'line.db'}", now=None)
    parts = build(mine)
    house = parts.house
    assert isinstance(house, StoredHouse)
    app = create_app(parts)
    worker = demo_worker(parts, app)
    kit = phones(parts, app)
    yield Demo(app, house, worker, replace(kit, arrived=at_once(worker, kit.arrived)), tmp_path)
    house.outbox.database.close()


def called(kit: Kit, *typed: str) -> Said:
    """What a terminal shows of a call with these keys."""
    said: Said = []
    keys = iter(typed)
    terminal.call(kit, Talk(lambda _: next(keys, "h"), said.append))
    return said


def test_text_me_in_the_terminal_ends_with_the_text_and_the_line_knows_it(demo: Demo) -> None:
    """Coping, the first part, text me, yes: the words come, and after a little silence the line says so."""
    said = called(demo.kit, "3", "2", "1", "w", "h")
    at = said.index("  ... a text arrives:")
    assert any("promised" in line or "on its way" in line for line in said[:at])
    assert said[at + 1].strip()
    assert any("[text.arrived]" in line for line in said[at:]), said[at:]
    assert demo.totals()[State.DELIVERED] == 1
    assert "555" not in (demo.folder / FILE).read_text()


@pytest.mark.parametrize(
    ("phone", "state", "heard"),
    [
        ("landline", State.FAILED, "[text.landline]"),
        ("blocks texts", State.FAILED, "[text.blocked]"),
        ("said STOP", State.FAILED, "[text.stopped]"),
        ("nobody knows", State.ACCEPTED, "[text.unknown]"),
        ("hidden", None, "[text.hidden]"),
    ],
)
def test_every_kind_of_phone_is_told_what_became_of_its_text(
    demo: Demo, phone: str, state: State | None, heard: str
) -> None:
    """Why it cannot come, or that nobody knows; never a text on another's phone."""
    make = demo.kit.make_handset
    kit = replace(demo.kit, make_handset=lambda: calling_from(make(), PHONES[phone]))
    said = called(kit, "3", "2", "1", "w", "w", "w", "w", "h")
    assert any(heard in line for line in said), said
    assert "  ... a text arrives:" not in said
    assert {each: count for each, count in demo.totals().items() if count} == ({state: 1} if state else {})
    if phone == "said STOP":
        assert demo.house.stops.has(PHONES[phone])


def test_the_same_key_twice_sends_one_text(demo: Demo) -> None:
    """A repeated webhook, and a caller who asks again in the same call and hears that it has come."""
    said = called(demo.kit, "3", "2", "1", "w", "1", "*", "3", "2", "h")
    assert said.count("  ... a text arrives:") == 1
    assert any("[text.already]" in line for line in said), said
    assert sum(demo.totals().values()) == 1


def test_a_stranger_hears_that_a_demo_sends_no_texts(demo: Demo) -> None:
    """A real number without an account: the details at once, and nothing is promised, written or called arrived."""
    make = demo.kit.make_handset
    kit = replace(demo.kit, make_handset=lambda: calling_from(make(), "+12029876543"))
    said = called(kit, "3", "2", "h")
    assert any("[text.off]" in line for line in said), said
    assert not any("[ask.text]" in line for line in said)
    assert any("[details.topic.coping.1]" in line for line in said)
    assert not any(demo.totals().values())


def test_with_the_store_away_the_details_are_read_at_once(settings: Settings, edition: Edition, tmp_path: Path) -> None:
    """Without the long question before it; and the phone, which looks for texts all the while, goes on."""
    assert edition.number
    for name in ("editions", "rendered"):
        (tmp_path / name).symlink_to(settings.data / name)
    parts = build(replace(settings, data=tmp_path, database_url="postgresql+psycopg://nobody@127.0.0.1:1/nothing"))
    app = create_app(parts)
    kit = phones(parts, app)
    said = called(replace(kit, arrived=at_once(demo_worker(parts, app), kit.arrived)), "3", "2", "1", "h")

    first = next(at for at, line in enumerate(said) if "[text.unavailable]" in line)
    assert not any("[ask.text]" in line for line in said)
    assert any("[details.topic.coping.1]" in line for line in said[first:])
    assert any("[topic.coping.2]" in line for line in said[first:])


def test_start_by_text_brings_texts_back_to_the_phone_that_said_stop(demo: Demo) -> None:
    """As the line says: text START to this number first; then the text arrives, there and nowhere else."""
    phone, make = PHONES["said STOP"], demo.kit.make_handset
    kit = replace(demo.kit, make_handset=lambda: calling_from(make(), phone))
    first = called(kit, "3", "2", "1", "w", "h")
    assert any("[text.stopped]" in line for line in first), first
    again = called(kit, "3", "2", "h")
    assert any("[text.stopped]" in line for line in again), again
    assert not any("[ask.text]" in line for line in again)

    calling_from(demo.kit.make_thread(), phone).send("START")
    assert not demo.house.stops.has(phone)
    last = called(kit, "3", "2", "1", "w", "h")
    assert any("[text.arrived]" in line for line in last), last
    assert last.count("  ... a text arrives:") == 1


def test_each_phone_texts_from_its_own_number(demo: Demo) -> None:
    """A stop by one is no stop of another."""
    calling_from(demo.kit.make_thread(), PHONES["nobody knows"]).send("STOP")
    assert demo.house.stops.has(PHONES["nobody knows"])
    assert not demo.house.stops.has(PHONES["mobile"])


@pytest.fixture
def page(browser: Browser, demo: Demo) -> Iterator[Page]:
    """The browser phone of the whole demo, with its worker beside it as `ivr serve` has it."""
    server = make_server("127.0.0.1", 0, demo.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    beside = Background(demo.worker.run)
    beside.start()
    opened = browser.new_page()
    opened.goto(f"http://127.0.0.1:{server.server_port}/phone")
    opened.uncheck("#sound")
    yield opened
    opened.close()
    beside.end()
    server.shutdown()
    thread.join(10)
    server.server_close()


def pressed(page: Page, *keys: str) -> None:
    """Press each key when the line has answered the one before."""
    for key in keys:
        expect(page.locator("#log")).to_have_attribute("aria-busy", "false")
        expect(page.locator("#status")).not_to_contain_text("cut short")
        page.click(f"[data-key='{key}']")
    expect(page.locator("#log")).to_have_attribute("aria-busy", "false")


@pytest.mark.browser
def test_the_text_arrives_in_the_thread_of_the_browser_phone(page: Page, demo: Demo) -> None:
    """While the call goes on; then the line says that it has arrived."""
    said, thread = page.locator("#log"), page.locator("#thread")
    page.click("#dial")
    pressed(page, "3", "2", "1")
    expect(said).to_contain_text("on its way")
    expect(thread.locator(".theirs")).to_have_count(1, timeout=10_000)
    page.click("#wait")
    expect(said.locator("p").filter(has_text="arrived")).not_to_have_count(0)
    assert demo.totals()[State.DELIVERED] == 1
    page.fill("#body", "MENU")
    page.keyboard.press("Enter")
    expect(thread.locator(".theirs")).to_have_count(2)


@pytest.mark.browser
def test_a_landline_in_the_browser_gets_no_text(page: Page, demo: Demo) -> None:
    """The kind of phone belongs to the whole call."""
    page.select_option("#kind", "landline")
    page.click("#dial")
    pressed(page, "3", "2", "1")
    page.select_option("#kind", "mobile")
    deadline = time.monotonic() + 10
    while not demo.totals()[State.FAILED] and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    page.click("#wait")
    expect(page.locator("#log")).to_contain_text("landline")
    assert page.locator("#thread .theirs").count() == 0
