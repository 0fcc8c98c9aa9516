"""What all tests share: the real content, the real edition with its sounds, the application, and a signed post."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import hypothesis
import pytest
import structlog
from flask import Flask
from werkzeug.test import TestResponse

from ivr import log
from ivr.bootstrap import Parts, build, prepare
from ivr.content.model import Content, Edition
from ivr.content.readers import read_content
from ivr.editions.freeze import read_folder
from ivr.editions.shelf import Shelf
from ivr.flow.crawl.walk import Crawled, walk
from ivr.meaning.of_content import meaning_of
from ivr.settings import Settings, load
from ivr.web.app import create_app
from tests.flow.altered_lines import small, with_content

ROOT = Path(__file__).parent.parent
# Kept between runs, so that only changed prompts are rendered again; `make test` fills it before the tests start.
DATA = ROOT / "var" / "test"
PUBLIC = "https://line.example.org"
TOKEN = "a-token-of-the-tests"
NOON = "2026-06-17T12:00:00-04:00"

Post = Callable[..., TestResponse]

# A shell that runs the tests in the background lets them ignore Ctrl-C, and so would every program that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

# How long an example takes says more about who else uses the machine.
hypothesis.settings.register_profile("line", deadline=None)
hypothesis.settings.load_profile("line")

pytest_plugins = ["tests.chromium", "tests.postgres"]  # a browser, databases of both kinds


# What `make slow` runs and CI, which has fifteen minutes, leaves out: long crawls and random tests whose shorter kin
# stay, processes killed again and again, how long something takes, sizes of screens between others, and the rules of
# desk and editions on PostgreSQL, whose own tables stay tested on both.
SLOW = (
    "test_webhooks.py::test_ten_thousand_random_requests",
    "test_two_languages.py::test_every_place_of_the_call",
    "test_provider_edition.py::test_no_rule_of_the_call",
    "test_readers.py::test_no_value_of_another_kind",
    "test_readers.py::test_no_bytes",
    "test_live_editions.py::test_a_kill_at_any_moment",
    "test_killed.py::test_a_render_killed_at_any_moment",
    "test_lapsing.py::test_a_call_where_everybody",
    "test_desk_patience.py::",
    "test_desk_killed.py::test_at_every_moment",
    "test_server.py::test_half_sent_requests",
    "test_meaning.py::",
    "test_text_thread.py::test_understanding_a_text_is_fast",
    "test_items_prompts.py::test_a_prompt_names_exactly",
    "test_twiml.py::test_every_view_is_a_valid_document",
    "test_twiml.py::test_only_the_three_questions",
    "test_call.py::test_every_prompt_that_is_written",
    "test_text_danger.py::test_english_danger_in_a_spanish_thread",
    "test_render_report.py::test_without_a_recogniser",
    "test_render_report.py::test_a_machine_listens",
    "test_desk_budget.py::",
    "test_desk_recording.py::test_a_count_in",
    "test_desk_recording.py::test_what_was_recorded_until_a_crash",
    "test_voices_heard.py::test_what_others_do_meanwhile",
    "test_voices_heard.py::test_whoever_leaves_in_the_last_moment",
    "test_server_texts.py::test_a_line_without_any_worker",
    "test_commands.py::test_crawl_visits_every_place",
    "test_plain_texts.py::test_no_item_is_left_out",
    "test_server_texts.py::test_a_line_that_was_started_without_its_database",
    "test_server_counts.py::test_two_processes_count_everything",
    "test_freeze_takes.py::test_a_recorded_prompt_is_not_rendered",
    "test_call_notices.py::test_the_crawl_visits_the_welcome_of_each_language",
    "test_server.py::test_output_that_nobody_reads_to_its_end_is_no_failure[command1]",
    "test_server.py::test_output_that_nobody_reads_to_its_end_is_no_failure[command2]",
    "test_voices_command.py::test_a_sentence_in_each_voice_can_be_heard",
    "test_chaos.py::test_every_promise_ends_though_workers_are_killed",
    "test_desk_looks.py::test_whatever_has_the_focus_shows_it[active]",
    "test_desk_looks.py::test_every_page_begins_on_the_first_screen_and_scrolls_one_way[320-640-100]",
    "test_desk_looks.py::test_every_page_begins_on_the_first_screen_and_scrolls_one_way[360-740-100]",
    "test_desk_looks.py::test_every_page_begins_on_the_first_screen_and_scrolls_one_way[768-1024-100]",
)
SLOW_PLACES, SLOW_KIND = ("tests/desk/", "tests/editions/test_adopt.py", "tests/cli/"), "postgresql"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow ones."""
    for item in items:
        there = item.nodeid.startswith(SLOW_PLACES) and SLOW_KIND in item.nodeid
        if there or any(name in item.nodeid for name in SLOW):
            item.add_marker(pytest.mark.slow)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Register `--update-transcripts`."""
    parser.addoption("--update-transcripts", action="store_true", help="write what happened into the transcripts")


@pytest.fixture(scope="session")
def updating(request: pytest.FixtureRequest) -> bool:
    """Whether transcripts are rewritten rather than checked."""
    return bool(request.config.getoption("--update-transcripts"))


@pytest.fixture(scope="session")
def files() -> Mapping[str, bytes]:
    """The content folder that ships with the line: path inside it to bytes."""
    return read_folder(ROOT / "content")


@pytest.fixture(scope="session")
def content(files: Mapping[str, bytes]) -> Content:
    """The content that ships with the line; what its examples teach is learnt once for all runs."""
    found = read_content(files)[0]
    meaning_of(found, DATA / "rendered")
    return found


@pytest.fixture(autouse=True)
def _log_as_at_first() -> None:
    """A command that a test before has run may have left the log at errors only."""
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line's database has time on a machine that is busy with tests; how long it has is tested by itself."""
    monkeypatch.setattr("ivr.line.stored.CALLER_SECONDS", 5.0)


@pytest.fixture
def logs(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """Logging as commands configure it; gives everything that was printed since."""
    log.configure()
    yield lambda: "".join(capsys.readouterr())
    structlog.reset_defaults()
    root = logging.getLogger()
    root.handlers = [handler for handler in root.handlers if handler.name != "ivr"]


@pytest.fixture(scope="session")
def settings() -> Settings:
    """A demo whose signatures are checked exactly as in production, at noon on a Wednesday."""
    environment = {
        "IVR_MODE": "demo",
        "IVR_PUBLIC_URL": PUBLIC,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "IVR_NOW": NOON,
        "IVR_CONTENT": str(ROOT / "content"),
        "IVR_PROMPTS": str(ROOT / "prompts"),
        "IVR_DATA": str(DATA),
    }
    return load(environment)


@pytest.fixture(scope="session")
def edition(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """The shipped content as an edition, with every sound really rendered."""
    prepare(replace(settings, database_url=f"sqlite:///{tmp_path_factory.mktemp('published') / 'line.db'}"))
    return Shelf(settings.data).current()


@pytest.fixture(scope="session")
def crawled(edition: Edition) -> Crawled:
    """Every view that any event of a call can lead to, at open and at closed hours."""
    return walk(edition)


@pytest.fixture(scope="session")
def crawled_small(edition: Edition) -> Crawled:
    """The same of a line with fewer topics, numbers and tips, which is walked in a quarter of the time."""
    return walk(with_content(edition, small))


@pytest.fixture
def parts(settings: Settings, edition: Edition, tmp_path: Path) -> Parts:
    """A fresh line: nobody on the stop list, nothing counted."""
    assert edition.sounds
    return build(replace(settings, database_url=f"sqlite:///{tmp_path / 'line.db'}"))


@pytest.fixture
def app(parts: Parts) -> Flask:
    """The application."""
    return create_app(parts)


@pytest.fixture
def post(app: Flask, parts: Parts) -> Post:
    """Post a form to a webhook with a good signature, as the carrier does."""

    def signed(path: str, form: Mapping[str, str] | None = None, **headers: str) -> TestResponse:
        fields = {"CallSid": "CA" + "0" * 32, "From": "+12025550147", **(form or {})}
        signature = parts.signature.sign(PUBLIC + path, fields)
        sent = {parts.signature.header: signature, **headers}
        with app.test_client(use_cookies=False) as client:
            return client.post(path, base_url=PUBLIC, data=fields, headers=sent)

    return signed


@pytest.fixture
def now() -> datetime:
    """The time that the tests' line has."""
    return datetime.fromisoformat(NOON)
