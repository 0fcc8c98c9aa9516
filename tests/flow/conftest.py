"""What the tests of the flow share: the real line, crawled once."""

from __future__ import annotations

import pytest

from ivr.content.model import Edition
from ivr.flow.crawl.walk import Crawled, walk


@pytest.fixture(scope="session")
def crawled(edition: Edition) -> Crawled:
    """Every view that any event can lead to, at open and at closed hours."""
    return walk(edition)
