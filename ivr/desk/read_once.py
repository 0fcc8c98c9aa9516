"""Content that a page asks for again and again, read once: the same words are the same content."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ivr.content.model import Content, Problem
from ivr.content.readers import read_content

_KEPT = 16  # the published words, and those with a draft or two; some megabytes


def content_of(files: Mapping[str, bytes]) -> Content:
    """The content of a folder (`ivr.content.readers.read_content`), to be read only."""
    return _read(frozenset(files.items()))[0]


def content_and_problems(files: Mapping[str, bytes]) -> tuple[Content, tuple[Problem, ...]]:
    """The same with every problem of reading it."""
    return _read(frozenset(files.items()))


@lru_cache(maxsize=_KEPT)
def _read(files: frozenset[tuple[str, bytes]]) -> tuple[Content, tuple[Problem, ...]]:
    return read_content(dict(sorted(files)))
