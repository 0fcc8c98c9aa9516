"""What drafts do to people and what the rules say of them, worked out once for the same words."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache

from ivr.content.items import slot, words_hash, written
from ivr.content.notices import FILE as NOTICES
from ivr.content.readers import errors, read_content
from ivr.content.readers.signed import FILE as SIGNED
from ivr.desk.newly_wrong import newly_wrong
from ivr.desk.read_once import content_of
from ivr.desk.views.effects import Effect, effects
from ivr.editions.freeze import checked
from ivr.errors import ContentError
from ivr.store.drafts import Draft

Files = Mapping[str, bytes]
_KEPT = 2048  # judgements kept in memory: some megabytes


@dataclass(frozen=True)
class Judged:
    """What drafts do, what the rules forbid in them, and what they warn of."""

    effects: tuple[Effect, ...]
    wrong: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Base:
    """Published words that drafts are judged upon, by a hash under which a judgement is found again."""

    hash: str
    files: Files = field(compare=False)


class Judge:
    """Judges drafts upon the published words.

    Who signed what, and which notices are on, changes daily and says nothing of other words: it is left out, so that
    what was worked out before still holds. Only for a notice's own words does it matter which notices are on.
    """

    def __init__(self, files: Files) -> None:
        plain = {path: raw for path, raw in files.items() if path != SIGNED}
        self._with_notices = _base_of(plain)
        self._usual = _base_of({path: raw for path, raw in plain.items() if path != NOTICES})

    def alone(self, draft: Draft, waiting: Sequence[Draft]) -> Judged:
        """What a draft does by itself; where it cannot stand alone, upon what its author wrote before it."""
        base = self._base([draft])
        found = _alone(base, draft)
        if found is None:
            own = (each for each in waiting if each.author == draft.author and each.id < draft.id)
            found = _upon(base, draft, tuple(own))
        return found

    def together(self, drafts: Sequence[Draft]) -> Judged:
        """What several drafts do as a whole, written in the order in which they were made."""
        return _together(self._base(drafts), tuple(drafts))

    def _base(self, drafts: Sequence[Draft]) -> Base:
        notices = any(NOTICES in each.item or each.item.startswith("notice.") for each in drafts)
        return self._with_notices if notices else self._usual


def _base_of(files: Files) -> Base:
    found = hashlib.sha256()
    for path, raw in sorted(files.items()):
        found.update(f"{path}\0{len(raw)}\0".encode() + raw)
    return Base(found.hexdigest(), files)


@lru_cache(maxsize=_KEPT)
def _alone(base: Base, draft: Draft) -> Judged | None:
    """All of it follows from the words alone; None where they cannot be read by themselves."""
    try:
        after = _with(base.files, draft)
    except ContentError as problem:
        return _refused(problem)
    return None if errors(read_content(after)[1]) else _difference(base.files, after)


@lru_cache(maxsize=_KEPT)
def _upon(base: Base, draft: Draft, own: tuple[Draft, ...]) -> Judged:
    before = base.files
    for each in own:
        with suppress(ContentError):
            before = _with(before, each)
    try:
        after = _with(before, draft)
    except ContentError as problem:
        return _refused(problem)
    return _difference(before, after)


@lru_cache(maxsize=_KEPT)
def _together(base: Base, drafts: tuple[Draft, ...]) -> Judged:
    after = base.files
    try:
        for each in drafts:
            _refuse_stale(base.files, each)
            after = written(after, each.item, each.language, each.words)
    except ContentError as problem:
        return _refused(problem)
    return _difference(base.files, after)


def _difference(before: Files, after: Files) -> Judged:
    content, problems = checked(after)
    new = newly_wrong(before, problems)
    wrong, warnings = (tuple(each.says for each in those) for those in (new.wrong, new.doubts))
    return Judged(effects(content_of(before), content), wrong, warnings)


def _refused(problem: ContentError) -> Judged:
    return Judged((), tuple(str(problem).split("\n")), ())


def _with(files: Files, draft: Draft) -> dict[str, bytes]:
    _refuse_stale(files, draft)
    return written(files, draft.item, draft.language, draft.words)


def _refuse_stale(files: Files, draft: Draft) -> None:
    there = slot(files, draft.item, draft.language)
    if (words_hash(there.words) if there else "") != draft.base:
        raise ContentError("The words that it changes have changed since it was written. It must be written again.")
