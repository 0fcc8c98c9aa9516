"""Opening times as people read them: what resources.toml has as a list of days and times, in plain words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ivr.content import hours
from ivr.content.items import written
from ivr.content.readers.resources import read_resources
from ivr.desk.naming.difference import Piece, pieces
from ivr.desk.read_once import content_of
from ivr.errors import ContentError

NONE_SAID = "No hours are said."
_HOURS = re.compile(r"resource\.(.+)\.hours")


def compared(files: Mapping[str, bytes], item: str, before: str, after: str) -> tuple[Piece, ...]:
    """Two versions of an item's words as people read them, cut where they differ; opening times whole."""
    if _HOURS.fullmatch(item):
        return (Piece(in_plain_words(files, item, before), in_plain_words(files, item, after)),)
    return pieces(before, after)


def in_plain_words(files: Mapping[str, bytes], item: str, words: str) -> str:
    """The words of an item for people: opening times as callers hear them, everything else as it is.

    Args:
        files: the published words.
        item: whose words these are.
        words: as they are written; what cannot be read stays so.
    """
    found = _HOURS.fullmatch(item)
    if not found:
        return words
    if not words:
        return NONE_SAID
    content = content_of(files)
    language = content.default_language
    try:
        resources, problems = read_resources(written(files, item, "", words), content.line.time_zone)
    except ContentError:
        return words
    times = resources[found[1]].hours if found[1] in resources and not problems else None
    return hours.said(times, language, content.words[language].phrases) if times else words
