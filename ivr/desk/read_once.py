"""What every page asks of the content, worked out once: the same words are the same content with the same problems."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.content import signed
from ivr.content.items import Slot
from ivr.content.model import Content, Problem
from ivr.content.once import once_for_files
from ivr.content.readers import read_content
from ivr.editions.freeze import checked


def content_of(files: Mapping[str, bytes]) -> Content:
    """The content of a folder (`ivr.content.readers.read_content`), to be read only."""
    return read_content(files)[0]


def problems_of(files: Mapping[str, bytes]) -> tuple[Problem, ...]:
    """Every problem of reading a folder, and of the rules (`ivr.editions.freeze.checked`)."""
    return checked(files)[1]


@once_for_files
def unsigned(files: Mapping[str, bytes]) -> tuple[Slot, ...]:
    """The items whose exact words nobody signed (`ivr.content.signed.unsigned`)."""
    return tuple(signed.unsigned(files))
