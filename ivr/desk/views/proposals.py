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
from ivr.desk.naming.names import item_name
from ivr.desk.naming.sources import Fact, facts_of, source_of
from ivr.desk.read_once import content_and_problems, content_of
from ivr.desk.standing import Standing, standings
from ivr.desk.views.effects import Effect, effects
from ivr.editions.freeze import checked
from ivr.errors import ContentError
from ivr.store.drafts import Draft

Files = Mapping[str, bytes]
ENGLISH = "en"  # the one language that the reading grade is for
_FEWEST = 2  # drafts of a group
_KEPT = 256  # proposals kept in memory: a few hundred kilobytes


@dataclass(frozen=True)
class Part:
    """One draft of those that are approved together, with its item's name, its grades, and what it does on its own."""

    standing: Standing
    called: str
    grades: tuple[float, float] | None
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Proposal:
    """An open draft as whoever approves it sees it, with those that the rules allow only together with it.

    A new telephone number is such a case: its digits, what is dialled and every text that has it are a draft each
    (`ivr.desk.phone_number_places`), and each alone would contradict the others.

    Attributes:
        standing: the first draft, what is live, and how it stands.
        called: the item's name for people.
        effects: what callers hear and read otherwise; empty where it changes neither.
        wrong: what the rules forbid in it, a sentence each.
        warnings: what the rules warn of.
        grades: the reading grade of the words now and then; None where a grade says nothing about them.
        facts: what the topic states, with sources; empty where it belongs to none.
        source: where a service's details were read; "" otherwise.
        parts: all drafts of it, the first included; mostly that one alone.
    """

    standing: Standing
    called: str
    effects: tuple[Effect, ...]
    wrong: tuple[str, ...]
    warnings: tuple[str, ...]
    grades: tuple[float, float] | None
    facts: tuple[Fact, ...]
    source: str
    parts: tuple[Part, ...]

    @property
    def approved(self) -> bool:
        """Whether two people answer for all of it."""
        return all(part.standing.approved for part in self.parts)

    @property
    def whole_file(self) -> bool:
        """Whether it is of a whole file, which nobody reads in one piece."""
        return self.standing.draft.item.startswith(WHOLE)


def proposals(desk: Desk) -> tuple[Proposal, ...]:
    """Every open draft, the oldest first; raises DeskError, StoreError, EditionError."""
    files = current(desk).content
    waiting = standings(desk)
    if not waiting:
        return ()
    base, content = _Base(_hash_of(files), files), content_of(files)
    alone = {each.draft.id: _alone(base, each.draft, waiting) for each in waiting}
    together = _together(base, [each.draft for each in waiting], alone)
    first = {number: group[0].id for group in together for number in (draft.id for draft in group)}
    found = []
    for each in waiting:
        if first.get(each.draft.id, each.draft.id) != each.draft.id:
            continue  # shown with the first of its group
        group = [one for one in waiting if first.get(one.draft.id, one.draft.id) == each.draft.id]
        found.append(_proposal(base, content, group, alone))
    return tuple(found)


@dataclass(frozen=True)
class _Base:
    """The published words, by a hash under which what was worked out from them is found again."""

    hash: str
    files: Files = field(compare=False)


@dataclass(frozen=True)
class _Judged:
    """What drafts do, what the rules forbid in them, and what they warn of."""

    effects: tuple[Effect, ...]
    wrong: tuple[str, ...]
    warnings: tuple[str, ...]


def _alone(base: _Base, draft: Draft, waiting: Sequence[Standing]) -> _Judged:
    others = (each.draft for each in waiting)
    return _judged(base, draft, tuple(each for each in others if each.author == draft.author and each.id < draft.id))


def _together(base: _Base, waiting: Sequence[Draft], alone: Mapping[int, _Judged]) -> list[tuple[Draft, ...]]:
    """Groups of drafts of one author that break rules one by one and none as a whole: as few drafts as will do.

    Those that were made in one act are tried first, then all of what that act made, then whatever else is broken.
    """
    left = [each for each in waiting if alone[each.id].wrong]
    found: list[tuple[Draft, ...]] = []
    for among, by_act in ((left, True), (waiting, True), (left, False)):
        for broken in tuple(left):
            taken = {draft.id for group in found for draft in group}
            group = tuple(
                each
                for each in among
                if each.author == broken.author
                and (not by_act or each.made_at == broken.made_at)
                and each.id not in taken
            )
            if broken.id in taken or len(group) < _FEWEST or _judged_together(base, group).wrong:
                continue
            found.append(group)
        done = {draft.id for group in found for draft in group}
        left = [each for each in left if each.id not in done]
    return found


def _proposal(base: _Base, content: Content, group: Sequence[Standing], alone: Mapping[int, _Judged]) -> Proposal:
    drafts = tuple(each.draft for each in group)
    judged = alone[drafts[0].id] if len(group) == 1 else _judged_together(base, drafts)
    parts = tuple(
        Part(
            each,
            item_name(content, each.draft.item, each.draft.language),
            _grades(each.draft, each.live),
            alone[each.draft.id].effects,
        )
        for each in group
    )
    facts = dict.fromkeys(fact for each in drafts for fact in facts_of(base.files, content, each.item, each.language))
    return Proposal(
        parts[0].standing,
        parts[0].called,
        judged.effects,
        judged.wrong,
        judged.warnings,
        parts[0].grades,
        tuple(facts),
        next(filter(None, (source_of(content, each.item) for each in drafts)), ""),
        parts,
    )


@lru_cache(maxsize=_KEPT)
def _judged(base: _Base, draft: Draft, own: tuple[Draft, ...]) -> _Judged:
    """What a draft does by itself; all of it follows from the words alone."""
    try:
        before, after = _with_and_without(base.files, draft, own)
    except ContentError as problem:
        return _Judged((), tuple(str(problem).split("\n")), ())
    return _difference(base, before, after)


@lru_cache(maxsize=_KEPT)
def _judged_together(base: _Base, group: tuple[Draft, ...]) -> _Judged:
    """What several drafts do, written in the order in which they were made."""
    after = base.files
    try:
        for each in group:
            _refuse_stale(base.files, each)
            after = written(after, each.item, each.language, each.words)
    except ContentError as problem:
        return _Judged((), tuple(str(problem).split("\n")), ())
    return _difference(base, base.files, after)


def _difference(base: _Base, before: Files, after: Files) -> _Judged:
    known = _said(base) if before is base.files else _told(before)
    new = [each for each in checked(after)[1] if (each.file, each.rule, each.says) not in known]
    wrong = tuple(each.says for each in new if each.severity is Severity.ERROR)
    # That nobody has signed the new words yet goes without saying: that is what is done here.
    warnings = tuple(each.says for each in new if each.severity is Severity.WARNING and each.rule != "signed")
    return _Judged(effects(content_of(before), content_of(after)), wrong, warnings)


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
    _refuse_stale(files, draft)
    return written(files, draft.item, draft.language, draft.words)


def _refuse_stale(files: Files, draft: Draft) -> None:
    there = slot(files, draft.item, draft.language)
    if (words_hash(there.words) if there else "") != draft.base:
        raise ContentError("The words that it changes have changed since it was written. It must be written again.")


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
