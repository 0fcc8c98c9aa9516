"""The cards of Approve: an open draft each, or several of one author that the rules allow only together."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from ivr.desk.approving.standing import Standing, standings
from ivr.desk.desk import Desk, current
from ivr.desk.views.judging import Judge
from ivr.store.drafts import Draft

_FEWEST = 2  # drafts of a group
_SOURCE = re.compile(r"resource\..+\.source")
_RECORDS = ("resource", "notice")  # kinds of items that belong to a record, the next word of their names


@dataclass(frozen=True)
class Card:
    """What is approved together or goes back together, the oldest draft first.

    A new telephone number is such a case: its digits, what is dialed and every text that has it are a draft each
    (`ivr.desk.phone_number_places`), and each alone would contradict the others.
    """

    parts: tuple[Standing, ...]

    @property
    def first(self) -> Standing:
        """The oldest draft of it."""
        return self.parts[0]

    @property
    def approved(self) -> bool:
        """Whether two people answer for all of it."""
        return all(each.approved for each in self.parts)

    @property
    def waits(self) -> bool:
        """Whether an approver is all that it lacks."""
        return not self.approved and all(each.waits or each.approved for each in self.parts)

    @property
    def says(self) -> str:
        """What is in the way of publishing it, as the first draft says that has something; "" where nothing is."""
        stuck = sorted((each for each in self.parts if not each.approved), key=lambda each: each.waits)
        return stuck[0].says if stuck else ""

    def has(self, draft: int) -> bool:
        """Whether this draft is one of it."""
        return any(each.draft.id == draft for each in self.parts)


def cards(desk: Desk) -> tuple[Card, ...]:
    """Every open draft, on a card each or on one with those that it needs, the oldest first.

    Only drafts that could belong to another are judged for this: those of one author that were made in one act or are
    of one service or notice, and where such a one is left broken, everything of its author.

    Raises:
        DeskError, StoreError, EditionError: as `ivr.desk.desk.current`.
    """
    waiting = standings(desk)
    drafts = [each.draft for each in waiting]
    judge = Judge(current(desk).content)
    groups = _with_sources(_groups(judge, drafts), drafts)
    first = {draft.id: group[0].id for group in groups for draft in group}
    found: dict[int, list[Standing]] = {}
    for each in waiting:
        found.setdefault(first.get(each.draft.id, each.draft.id), []).append(each)
    return tuple(Card(tuple(parts)) for parts in found.values())


def _groups(judge: Judge, waiting: Sequence[Draft]) -> list[tuple[Draft, ...]]:
    """Groups of drafts of one author that break rules one by one and none as a whole: as few drafts as will do.

    Those that were made in one act are tried first, then all of what that act made, then whatever else is broken; at
    last all of one service or notice.
    """

    def broken(some: Sequence[Draft]) -> list[Draft]:
        return [each for each in some if judge.alone(each, waiting).wrong]

    left = broken(_kin(waiting))
    found: list[tuple[Draft, ...]] = []
    for among in (left, waiting):
        found += _tried(judge, _without(left, found), _without(among, found), _act)
    authors = {each.author for each in _without(left, found)}
    left = broken([each for each in _without(waiting, found) if each.author in authors])
    found += _tried(judge, left, left, _author)
    return [*found, *_tried(judge, _without(left, found), _without(waiting, found), _record)]


def _with_sources(groups: Sequence[tuple[Draft, ...]], waiting: Sequence[Draft]) -> list[tuple[Draft, ...]]:
    """The groups, each with what was written along with it of where a service's details come from.

    It breaks no rule and stands in no way of one: it is there to be read beside what it tells of.
    """
    found = [list(group) for group in groups]
    for each in (draft for draft in waiting if _SOURCE.fullmatch(draft.item)):
        if any(each in group for group in found):
            continue
        beside = [draft for draft in waiting if (_act(draft), _record(draft)) == (_act(each), _record(each))]
        home = next((group for group in found if any(draft in group for draft in beside)), None)
        if home is not None:
            home.append(each)
        elif len(beside) >= _FEWEST:
            found.append(beside)
    return [tuple(sorted(group, key=lambda draft: draft.id)) for group in found]


def _tried(
    judge: Judge, left: Sequence[Draft], among: Sequence[Draft], same: Callable[[Draft], object]
) -> list[tuple[Draft, ...]]:
    """For each draft that is left, all of those `among` which it may be, where no rule is against these as a whole."""
    found: list[tuple[Draft, ...]] = []
    for kind in dict.fromkeys(map(same, left)):
        group = tuple(each for each in among if same(each) == kind)
        if len(group) >= _FEWEST and not judge.together(group).wrong:
            found.append(group)
    return found


def _kin(waiting: Sequence[Draft]) -> list[Draft]:
    """The drafts that could belong to another one."""
    several: dict[object, int] = {}
    for draft in waiting:
        for kind in _kinds(draft):
            several[kind] = several.get(kind, 0) + 1
    return [each for each in waiting if any(several[kind] >= _FEWEST for kind in _kinds(each))]


def _kinds(draft: Draft) -> list[object]:
    return [_act(draft), _record(draft)]


def _act(draft: Draft) -> tuple[str, datetime]:
    return draft.author, draft.made_at


def _record(draft: Draft) -> tuple[str, str]:
    """Its author, and the service or notice that it is of; the item, for everything else."""
    kind, _, rest = draft.item.partition(".")
    return draft.author, f"{kind}.{rest.partition('.')[0]}" if kind in _RECORDS else f"{draft.language} {draft.item}"


def _author(draft: Draft) -> str:
    return draft.author


def _without(some: Sequence[Draft], groups: Sequence[Sequence[Draft]]) -> list[Draft]:
    taken = {draft.id for group in groups for draft in group}
    return [each for each in some if each.id not in taken]
