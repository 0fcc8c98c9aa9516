"""The system's Chromium, started once for all tests of a process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Without it these tests say loudly that they did not run."""
    if not CHROMIUM:
        pytest.skip("NO CHROMIUM FOUND: the pages were not tried in a browser (apt-get install chromium)")
    with sync_playwright() as playwright:
        # As root (in containers) Chromium runs only without its sandbox; these pages are all our own.
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--mute-audio"])
        yield found
        found.close()
