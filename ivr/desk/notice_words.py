"""The words of notices: other words for one, or a new one, as drafts that somebody else approves."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ivr.content.items import slot, words_hash
from ivr.content.model import Language
from ivr.content.notices import NAME
from ivr.desk.desk import Desk, current
from ivr.desk.editing import edit_all
from ivr.desk.notices import as_read
from ivr.desk.read_once import content_of
from ivr.errors import DeskError
from ivr.store.drafts import Draft

FIELDS = ("said", "text", "page")
Typed = Mapping[tuple[str, Language], str]  # by field and language
_ODD = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 30  # as NAME has it


def name_of(called: str) -> str:
    """The id of a notice that people call so."""
    return _ODD.sub("-", called.lower()).strip("-")[:_LONGEST_NAME].strip("-")


def published(desk: Desk, notice: str) -> dict[tuple[str, Language], str]:
    """The words that callers hear, texters read and posters show now; "" each where there is no such notice."""
    files = current(desk).content
    keys = [(field, language) for language in content_of(files).words for field in FIELDS]
    found = {key: slot(files, _item(notice, key[0]), key[1]) for key in keys}
    return {key: there.words if there else "" for key, there in found.items()}


def bases_of(words: Typed) -> dict[tuple[str, Language], str]:
    """The hashes by which drafts know published words (`ivr.desk.editing.base_of`)."""
    return {key: words_hash(said) if said else "" for key, said in words.items()}


def new_notice(desk: Desk, by: str, called: str, words: Typed) -> tuple[Draft, ...]:
    """Drafts of a notice that there was not before, such as "Water damage"; all of them are kept, or none.

    Raises:
        DeskError: there is one already, or it has no name.
        DeskError, ContentError, OvertakenError, OpenDraftError: as `ivr.desk.editing.edit_all`.
    """
    name = name_of(called)
    if any(published(desk, name).values()):
        raise DeskError(f'There is a notice "{as_read(name)}" already. Change that, or choose another name.')
    return reworded(desk, by, name, words, dict.fromkeys(words, ""))


def reworded(desk: Desk, by: str, notice: str, words: Typed, bases: Typed) -> tuple[Draft, ...]:
    """Drafts of other words for a notice; all of them are kept, or none.

    Args:
        desk: the line's.
        by: the id of an editor or admin.
        notice: its name.
        words: by field and language; what is as its author saw it published is no change.
        bases: the hashes of what the author saw published.

    Raises:
        DeskError: nothing is changed.
        DeskError, ContentError, OvertakenError, OpenDraftError: as `ivr.desk.editing.edit_all`.
    """
    if not NAME.fullmatch(notice):
        raise DeskError("Give the notice a name of letters and figures, at most 30, such as Office closed.")
    new = {key: " ".join(said.split()) for key, said in words.items()}
    hashes, live = bases_of(new), published(desk, notice)
    changed = [key for key in new if hashes[key] != bases.get(key, "") and new[key] != live.get(key, "")]
    if not changed:
        raise DeskError("These words are the published ones: there is nothing to change.")
    changes = [(_item(notice, field), language, new[field, language]) for field, language in changed]
    return edit_all(desk, by, changes, bases={(_item(notice, key[0]), key[1]): bases.get(key, "") for key in changed})


def _item(notice: str, field: str) -> str:
    return f"notice.{notice}.{field}"
