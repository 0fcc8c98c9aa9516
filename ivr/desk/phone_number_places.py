"""A service's telephone number stands in several places: whoever changes it changes them all."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from ivr.content.items import slot, slots
from ivr.content.writing.names import WHOLE
from ivr.desk.desk import Desk, current
from ivr.desk.editing import Change, base_of, edit_all
from ivr.store.drafts import Draft

_NUMBER = re.compile(r"resource\.(.+)\.number")
_SHORTEST = 7  # digits: 988 and 211 stand in too many other numbers


def edit_everywhere(
    desk: Desk, by: str, change: Change, beside: Collection[int] = (), base: str | None = None
) -> tuple[Draft, ...]:
    """Drafts of new words for one item and of all that goes along with it, that item's first.

    Args:
        desk: the line's.
        by: the id of an editor or admin.
        change: item, language and new words.
        beside: other people's open drafts of the same words that the author has seen.
        base: the hash (`base_of`) of the words that the author saw published, where they saw them.

    Raises:
        OvertakenError, OpenDraftError, DeskError, ContentError: as `ivr.desk.editing.edit_all`; then none is kept.
    """
    files = current(desk).content
    changes = along(files, change)
    bases = {(item, language): base_of(files, item, language) for item, language, _ in changes}
    if base is not None:
        bases[change[:2]] = base
    return edit_all(desk, by, changes, beside, bases)


def along(files: Mapping[str, bytes], change: Change) -> list[Change]:
    """A change of words, and where it is a service's number, the same in what is dialed and in every text.

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
    dialed = slot(files, f"resource.{found[1]}.dial", "")
    follows = dialed and dialed.words and _digits(dialed.words) == _digits(old)
    if dialed and follows and (new := f"+{_digits(words)}") != dialed.words:
        changes.append((dialed.item, "", new))
    done = {item, dialed.item if dialed and follows else item}  # also where both are written alike
    others = (each for each in slots(files).values() if old in each.words and each.item not in done)
    return [*changes, *((each.item, each.language, each.words.replace(old, words)) for each in others)]


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)
