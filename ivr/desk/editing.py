"""Writing: whoever may edit makes drafts of new words, which nobody hears before a second person agrees."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from ivr.content.items import slot, words_hash, written
from ivr.content.model import Language, Severity
from ivr.content.readers.signed import STATES
from ivr.content.writing.names import WHOLE
from ivr.desk.desk import Desk, current
from ivr.desk.emergency import emergency_words
from ivr.desk.naming.difference import removed_and_added
from ivr.desk.people import Role, is_any, may, require
from ivr.editions.freeze import checked
from ivr.errors import ContentError, DeskError
from ivr.store import audit, drafts, people, renders
from ivr.store.audit import Entry
from ivr.store.drafts import OPEN, Draft
from ivr.store.people import Person
from ivr.store.turns import alone

Change = tuple[str, Language, str]  # item, language and new words, as `ivr.content.items.changes` gives them
Files = Mapping[str, bytes]

WRITERS = (Role.EDITOR, Role.ADMIN)
LONGEST_ITEM, LONGEST_LANGUAGE = 160, 20  # the columns'
MAY_BE_NEW = ("file.", "notice.", "tip.")
_SHOWN = 10


class OpenDraftError(DeskError):
    """Somebody else is changing the same words.

    Attributes:
        theirs: the draft that waits.
        yours: the words that were not kept.
        live: the words that callers hear now.
    """

    def __init__(self, theirs: Draft, yours: str, live: str) -> None:
        super().__init__(
            f"{theirs.author} has draft {theirs.id} of {named(theirs.item, theirs.language)} open since "
            f"{theirs.made_at:%d %B %Y}. Yours was not kept yet.\n"
            f"Now:    {live}\nTheirs: {theirs.words}\nYours:  {yours}"
        )
        self.theirs = theirs
        self.yours = yours
        self.live = live


@dataclass(frozen=True)
class _Wanted:
    """A change that the content allows: new words, and what they change."""

    item: str
    language: Language
    words: str
    base: str
    live: str


def named(item: str, language: Language) -> str:
    """An item and its language, for people and the audit log."""
    return f"{item} ({language})" if language else item


def edit(desk: Desk, by: str, item: str, language: Language, words: str) -> Draft:
    """A draft of new words for one item that there is (or a new notice, tip or file); raises as `edit_all`."""
    base = current(desk).content
    if slot(base, item, language) is None and not item.startswith(MAY_BE_NEW):
        raise DeskError(f"There is no item {named(item, language)}.")
    return edit_all(desk, by, [(item, language, words)])[0]


def edit_all(desk: Desk, by: str, changes: Sequence[Change], beside: Collection[int] = ()) -> tuple[Draft, ...]:
    """Drafts of several changes that belong together: all of them are kept, or none.

    The open draft of the same author for the same words is taken back, and with it what was agreed to; its row stays.

    Args:
        desk: the line's.
        by: the id of an editor or admin.
        changes: to be written in this order.
        beside: other people's open drafts of the same words that the author has seen.

    Returns:
        The drafts in the order of the changes, with what the rules warn of.

    Raises:
        OpenDraftError: somebody else has a draft of the same words open, and it is not among `beside`.
        DeskError: another rule of the desk is against it.
        ContentError: the words cannot stand there, or break a rule of the content; all of them are told.
    """
    author = require(desk, by, *WRITERS)
    before = current(desk).content
    wanted, after = _applied(before, changes)
    _refuse_emergency(author, before, after)
    warnings = _warnings(before, after)
    with alone(desk.database) as connection:
        may(people.find(connection, by), by, *WRITERS)
        waiting = drafts.all_open(connection)
        made, entries = [], []
        now = desk.clock()  # one moment: `ivr.desk.views.cards` tries what was made so together
        for each in wanted:
            same = [draft for draft in waiting if (draft.item, draft.language) == (each.item, each.language)]
            _refuse_unseen(same, by, each, beside)
            mine = next((draft for draft in same if draft.author == by), None)
            if mine and (mine.base, mine.words) == (each.base, each.words):
                made.append(replace(mine, warnings=warnings))  # said twice, meant once
                continue
            if mine:
                drafts.withdraw(connection, mine.id)
            new = Draft(0, each.item, each.language, each.base, each.words, by, now)
            made.append(replace(new, id=drafts.add(connection, new), warnings=warnings))
            renders.ask(connection, made[-1].id)
            entries.append(_entry(made[-1], each, mine))
        audit.add(connection, entries)
    return tuple(made)


def withdraw(desk: Desk, by: str, number: int) -> Draft:
    """Take an open draft back: its author may, an approver and an admin; its row stays. Raises as `withdraw_all`."""
    return withdraw_all(desk, by, [number])[0]


def withdraw_all(desk: Desk, by: str, numbers: Collection[int], why: str = "") -> tuple[Draft, ...]:
    """Take open drafts back, all of these or none, at one moment; the oldest first.

    Where a reason is given it stands in the log, for the author to read (`ivr.desk.sending_back`).

    Raises:
        DeskError: a rule is against it, or one is not open.
    """
    with alone(desk.database) as connection:
        person, now = may(people.find(connection, by), by), desk.clock()
        known = drafts.find(connection, numbers)
        for number in numbers:
            draft = known.get(number)
            if draft is None or draft.state != OPEN:
                raise DeskError(f"There is no open draft {number}{f': it was {draft.state}' if draft else ''}.")
            if draft.author != by:
                may(person, by, Role.APPROVER, Role.ADMIN)
        found = [known[number] for number in sorted(known)]
        for draft in found:
            drafts.withdraw(connection, draft.id)
        deed = "withdraw, sent back" if why else "withdraw"
        told = [(named(each.item, each.language), f"draft {each.id}: {_short(each)}") for each in found]
        audit.add(connection, [Entry(now, by, deed, item, before, why) for item, before in told])
    return tuple(replace(draft, state=drafts.WITHDRAWN) for draft in found)


def open_drafts(desk: Desk) -> tuple[Draft, ...]:
    """Every draft that waits, the oldest first."""
    with desk.database.reading() as connection:
        return drafts.all_open(connection)


def _applied(before: Files, changes: Sequence[Change]) -> tuple[list[_Wanted], Files]:
    """Each change with what it changes, and the content with all of them."""
    if len({(item, language) for item, language, _ in changes}) < len(changes):
        raise DeskError("One item is changed twice here.")
    wanted, after = [], before
    for item, language, words in changes:
        if len(item) > LONGEST_ITEM or len(language) > LONGEST_LANGUAGE:
            raise DeskError(f"No item has a name as long as {item[:LONGEST_ITEM]!r}.")
        if item.removeprefix(WHOLE) in STATES and item.startswith(WHOLE):
            raise DeskError(
                f"{item.removeprefix(WHOLE)} is written by the program alone, when people sign, switch and check."
            )
        now = slot(before, item, language)
        if words == (now.words if now else ""):
            raise DeskError(f"{named(item, language)} says just that already.")
        after = written(after, item, language, words)
        wanted.append(_Wanted(item, language, words, words_hash(now.words) if now else "", now.words if now else ""))
    return wanted, after


def _refuse_emergency(author: Person, before: Files, after: Files) -> None:
    locked = [] if is_any(author, Role.ADMIN) else emergency_words(before, after)
    if locked:
        more = f", and {len(locked) - _SHOWN} more" if len(locked) > _SHOWN else ""
        raise DeskError(f"These are emergency words, which an admin writes: {', '.join(locked[:_SHOWN])}{more}.")


def _warnings(before: Files, after: Files) -> tuple[str, ...]:
    """What the rules newly warn of; that nobody has signed the new words yet goes without saying.

    Raises:
        ContentError: they newly forbid something.
    """
    known = {(problem.file, problem.rule, problem.says) for problem in checked(before)[1]}
    new = [each for each in checked(after)[1] if (each.file, each.rule, each.says) not in known]
    wrong = [str(problem) for problem in new if problem.severity is Severity.ERROR]
    if wrong:
        raise ContentError("\n".join(["The content does not allow these words, so they were not kept.", *wrong]))
    return tuple(str(problem) for problem in new if problem.rule != "signed")


def _refuse_unseen(same: Sequence[Draft], by: str, wanted: _Wanted, beside: Collection[int]) -> None:
    unseen = [draft for draft in same if draft.author != by and draft.id not in beside]
    if unseen:
        raise OpenDraftError(unseen[0], wanted.words, wanted.live)


def _entry(draft: Draft, wanted: _Wanted, revised: Draft | None) -> Entry:
    before, after = wanted.live, wanted.words
    if draft.item.startswith(WHOLE):
        before, after = removed_and_added(before, after)
    what = f"edit, draft {draft.id}" + (f" for {revised.id}" if revised else "")
    return Entry(draft.made_at, draft.author, what, named(draft.item, draft.language), before, after)


def _short(draft: Draft) -> str:
    return "a whole file" if draft.item.startswith(WHOLE) else draft.words
