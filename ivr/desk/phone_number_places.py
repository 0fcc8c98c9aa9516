"""A service's telephone number stands in several places: whoever changes it changes them all."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ivr.content.items import slot, slots
from ivr.content.writing.names import WHOLE
from ivr.desk.editing import Change

_NUMBER = re.compile(r"resource\.(.+)\.number")
_SHORTEST = 7  # digits: 988 and 211 stand in too many other numbers


def along(files: Mapping[str, bytes], change: Change) -> list[Change]:
    """A change of words, and where it is a service's number, the same in what is dialled and in every text.

    Args:
        files: the published words.
        change: item, language and new words.
    """
    item, _, words = change
    found, there = _NUMBER.fullmatch(item), slot(files, *change[:2])
    old = there.words if there else ""
    if not found or len(_digits(old)) < _SHORTEST or item.startswith(WHOLE):
        return [change]
    changes = [change]
    dialled = slot(files, f"resource.{found[1]}.dial", "")
    follows = dialled and dialled.words and _digits(dialled.words) == _digits(old)
    if dialled and follows and (new := f"+{_digits(words)}") != dialled.words:
        changes.append((dialled.item, "", new))
    done = {item, dialled.item if dialled and follows else item}  # also where both are written alike
    others = (each for each in slots(files).values() if old in each.words and each.item not in done)
    return [*changes, *((each.item, each.language, each.words.replace(old, words)) for each in others)]


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)
