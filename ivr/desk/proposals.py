"""What an approver needs to see of a draft: what it does to callers, what the rules say of it, where it comes from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache

from ivr.content.items import slot, words_hash, written
from ivr.content.model import Content, Severity
from ivr.content.readability import grade, words
from ivr.content.readers import errors
from ivr.content.rules.wording import FEWEST_WORDS
from ivr.content.writing.names import WHOLE
from ivr.desk.desk import Desk, current
from ivr.desk.effects import Effect, effects
from ivr.desk.facts import Fact, facts_of, source_of
from ivr.desk.naming import item_name
from ivr.desk.read_once import content_and_problems, content_of
from ivr.desk.standing import Standing, standings
from ivr.editions.freeze import checked
from ivr.errors import ContentError
from ivr.store.drafts import Draft

Files = Mapping[str, bytes]
ENGLISH = "en"  # the one language that the reading grade is for
_KEPT = 256  # proposals kept in memory: a few hundred kilobytes


@dataclass(frozen=True)
class Proposal:
    """An open draft as whoever approves it sees it.

    Attributes:
        standing: the draft, what is live, and how it stands.
        called: the item's name for people.
        effects: what callers hear and read otherwise; empty where it changes neither.
        wrong: what the rules forbid in it, a sentence each.
        warnings: what the rules warn of.
        grades: the reading grade of the words now and then; None where a grade says nothing about them.
        facts: what the topic states, with sources; empty where it belongs to none.
        source: where a service's details were read; "" otherwise.
    """

    standing: Standing
    called: str
    effects: tuple[Effect, ...]
    wrong: tuple[str, ...]
    warnings: tuple[str, ...]
    grades: tuple[float, float] | None
    facts: tuple[Fact, ...]
    source: str

    @property
    def whole_file(self) -> bool:
        """Whether it is of a whole file, which nobody reads in one piece."""
        return self.standing.draft.item.startswith(WHOLE)


def proposals(desk: Desk) -> tuple[Proposal, ...]:
    """Every open draft, the oldest first; raises DeskError, StoreError, EditionError."""
    files = current(desk).content
    waiting = standings(desk)
    base, known = _Base(_hash_of(files), files), [each.draft for each in waiting]
    content = content_of(files) if waiting else None
    return tuple(_proposal(each, base, content, known) for each in waiting if content)


@dataclass(frozen=True)
class _Base:
    """The published words, by a hash under which what was worked out from them is found again."""

    hash: str
    files: Files = field(compare=False)


def _proposal(standing: Standing, base: _Base, content: Content, waiting: Sequence[Draft]) -> Proposal:
    draft = standing.draft
    own = tuple(each for each in waiting if each.author == draft.author and each.id < draft.id)
    found, wrong, warnings = _judged(base, draft, own)
    return Proposal(
        standing,
        item_name(content, draft.item, draft.language),
        found,
        wrong,
        warnings,
        _grades(draft, standing.live),
        facts_of(base.files, content, draft.item, draft.language),
        source_of(content, draft.item),
    )


@lru_cache(maxsize=_KEPT)
def _judged(
    base: _Base, draft: Draft, own: tuple[Draft, ...]
) -> tuple[tuple[Effect, ...], tuple[str, ...], tuple[str, ...]]:
    """What a draft does, what the rules forbid in it, and what they warn of; all of it follows from the words alone."""
    try:
        before, after = _with_and_without(base.files, draft, own)
    except ContentError as problem:
        return (), tuple(str(problem).split("\n")), ()
    known = _said(base) if before is base.files else _told(before)
    new = [each for each in checked(after)[1] if (each.file, each.rule, each.says) not in known]
    wrong = tuple(each.says for each in new if each.severity is Severity.ERROR)
    # That nobody has signed the new words yet goes without saying: that is what is done here.
    warnings = tuple(each.says for each in new if each.severity is Severity.WARNING and each.rule != "signed")
    return effects(content_of(before), content_of(after)), wrong, warnings


@lru_cache(maxsize=4)
def _said(base: _Base) -> frozenset[tuple[str, str, str]]:
    return _told(base.files)


def _told(files: Files) -> frozenset[tuple[str, str, str]]:
    """What the rules say of some words."""
    return frozenset((each.file, each.rule, each.says) for each in checked(files)[1])


def _with_and_without(files: Files, draft: Draft, own: Sequence[Draft]) -> tuple[Files, Files]:
    """The published words without and with a draft; one that cannot stand alone stands on what its author wrote before.

    Raises:
        ContentError: its words have changed meanwhile, or it cannot stand on anything.
    """
    after = _with(files, draft)
    if not errors(content_and_problems(after)[1]):
        return files, after
    for each in own:
        with suppress(ContentError):
            files = _with(files, each)
    return files, _with(files, draft)


def _with(files: Files, draft: Draft) -> dict[str, bytes]:
    there = slot(files, draft.item, draft.language)
    if (words_hash(there.words) if there else "") != draft.base:
        raise ContentError("The words that it changes have changed since it was written. It must be written again.")
    return written(files, draft.item, draft.language, draft.words)


def _grades(draft: Draft, live: str) -> tuple[float, float] | None:
    plain = draft.language == ENGLISH and not draft.item.startswith(WHOLE)
    if not plain or len(words(draft.words)) < FEWEST_WORDS:
        return None
    return grade(live), grade(draft.words)


def _hash_of(files: Files) -> str:
    found = hashlib.sha256()
    for path, raw in sorted(files.items()):
        found.update(f"{path}\0{len(raw)}\0".encode() + raw)
    return found.hexdigest()
