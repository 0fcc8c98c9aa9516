"""What an approver needs to see of a draft: what it does to callers, what the rules say of it, where it comes from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ivr.content.model import Content
from ivr.content.readability import grade, words
from ivr.content.rules.wording import FEWEST_WORDS
from ivr.content.writing.names import WHOLE
from ivr.desk.approving.standing import Standing, standings
from ivr.desk.desk import Desk, current
from ivr.desk.naming.difference import only_numbers
from ivr.desk.naming.names import item_name
from ivr.desk.naming.sources import Fact, facts_of, source_of
from ivr.desk.read_once import content_of
from ivr.desk.views.cards import Card, cards
from ivr.desk.views.effects import Effect
from ivr.desk.views.judging import Files, Judge
from ivr.store.drafts import Draft

_NUMBER = re.compile(r"resource\..+\.number")
ENGLISH = "en"  # the one language that the reading grade is for


@dataclass(frozen=True)
class Part:
    """One draft of those that are approved together, with its item's name, its grades, and what it does on its own."""

    standing: Standing
    called: str
    grades: tuple[float, float] | None
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Proposal:
    """A card as whoever approves it sees it.

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
    def new_number(self) -> bool:
        """Whether a service's number changes: then the source is that of the number before."""
        return any(_NUMBER.fullmatch(part.standing.draft.item) for part in self.parts)


def proposals(desk: Desk, some: Sequence[Card] | None = None) -> tuple[Proposal, ...]:
    """These cards, or all of them, the oldest first; raises DeskError, StoreError, EditionError."""
    if some is None:
        some = cards(desk)
    if not some:
        return ()
    files = current(desk).content
    judge, waiting = Judge(files), [each.draft for each in standings(desk)]
    return tuple(_proposal(files, judge, each, waiting) for each in some)


def _proposal(files: Files, judge: Judge, card: Card, waiting: Sequence[Draft]) -> Proposal:
    content, drafts = content_of(files), [each.draft for each in card.parts]
    alone = [judge.alone(draft, waiting) for draft in drafts]
    judged = alone[0] if len(drafts) == 1 else judge.together(drafts)
    parts = tuple(
        Part(
            each,
            item_name(content, each.draft.item, each.draft.language),
            _grades(each.draft, each.live),
            found.effects,
        )
        for each, found in zip(card.parts, alone, strict=True)
    )
    return Proposal(
        parts[0].standing,
        parts[0].called,
        judged.effects,
        judged.wrong,
        judged.warnings,
        parts[0].grades,
        _facts(files, content, drafts),
        next(filter(None, (source_of(content, each.item) for each in drafts)), ""),
        parts,
    )


def _facts(files: Files, content: Content, drafts: Sequence[Draft]) -> tuple[Fact, ...]:
    return tuple(dict.fromkeys(fact for each in drafts for fact in facts_of(files, content, each.item, each.language)))


def _grades(draft: Draft, live: str) -> tuple[float, float] | None:
    plain = draft.language == ENGLISH and not draft.item.startswith(WHOLE)
    if not plain or len(words(draft.words)) < FEWEST_WORDS or only_numbers(live, draft.words):
        return None
    return grade(live), grade(draft.words)
