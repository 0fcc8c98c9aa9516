"""Writing: whoever may edit makes drafts of new words, which nobody hears before a second person agrees."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from ivr.content.items import Slot, slot, words_hash, written
from ivr.content.model import Language, Problem
from ivr.content.readers.signed import STATES
from ivr.content.writing.names import WHOLE
from ivr.desk.desk import Desk, current
from ivr.desk.naming.difference import removed_and_added
from ivr.desk.newly_wrong import in_sentences, locked_words, newly_wrong
from ivr.desk.people import Role, may, require
from ivr.desk.plain_texts import plainly
from ivr.desk.read_once import content_of, problems_of
from ivr.errors import ContentError, DeskError, OvertakenError
from ivr.store import audit, drafts, people, renders
from ivr.store.audit import Entry
from ivr.store.drafts import OPEN, Draft
from ivr.store.editions import OVERTAKEN
from ivr.store.people import Person
from ivr.store.turns import alone

Change = tuple[str, Language, str]  # item, language and new words, as `ivr.content.items.changes` gives them
Files = Mapping[str, bytes]
Bases = Mapping[tuple[str, Language], str]  # items, each with the hash of the words that its author saw published

WRITERS = (Role.EDITOR, Role.ADMIN)
LONGEST_ITEM, LONGEST_LANGUAGE = 160, 20  # the columns'
_MAY_BE_NEW = (WHOLE, "notice.", "tip.")


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


class RefusedWordsError(ContentError):
    """New words break rules of the content; as text, each problem stands as compilers print it (`ivr edit`).

    Attributes:
        problems: what is wrong, in the order of the files.
    """

    SAYS = "The content does not allow these words, so they were not kept."

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join([self.SAYS, *map(str, problems)]))
        self.problems = tuple(problems)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The same for people who write words and know no files."""
        return self.SAYS, *in_sentences(self.problems)


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


def find_item(files: Files, item: str, language: Language) -> Slot | None:
    """An item that can be written; None where it is a notice, tip or file that may be new.

    Raises:
        DeskError: there is no such item.
    """
    there = slot(files, item, language)
    new = item.startswith(_MAY_BE_NEW) and not item.endswith(".")
    if there is None and not (new and (not language or language in content_of(files).words)):
        raise DeskError(f"There is no item {named(item, language)}.")
    return there


def base_of(files: Files, item: str, language: Language) -> str:
    """The hash of an item's published words, as its drafts have it; "" where there is none."""
    there = slot(files, item, language)
    return words_hash(there.words) if there else ""


def edit_all(
    desk: Desk, by: str, changes: Sequence[Change], beside: Collection[int] = (), bases: Bases | None = None
) -> tuple[Draft, ...]:
    """Drafts of several changes that belong together: all of them are kept, or none.

    English texts are kept with plain quotes and dashes, however they are typed (`ivr.desk.plain_texts`).
    The open draft of the same author for the same words is taken back, and with it what was agreed to; its row stays.

    Args:
        desk: the line's.
        by: the id of an editor or admin.
        changes: to be written in this order.
        beside: other people's open drafts of the same words that the author has seen.
        bases: what the author saw published, where they saw it.

    Returns:
        The drafts in the order of the changes, with what the rules warn of.

    Raises:
        OvertakenError: other words are published than the author saw.
        OpenDraftError: somebody else has a draft of the same words open, and it is not among `beside`.
        DeskError: there is no such item, or another rule of the desk is against it.
        ContentError: the words cannot stand there.
        RefusedWordsError: they break rules of the content; all of them are told.
    """
    author = require(desk, by, *WRITERS)
    before = current(desk).content
    changes = [plainly(each) for each in changes]
    _refuse_overtaken(before, changes, bases or {})
    return _kept(desk, author, before, _applied(before, changes, find_item), beside)


def bring_all(desk: Desk, by: str, changes: Sequence[Change]) -> tuple[Draft, ...]:
    """The same for what stands in a folder that somebody brings: any item may be new there. Raises as `edit_all`."""
    author = require(desk, by, *WRITERS)
    before = current(desk).content
    return _kept(desk, author, before, _applied(before, changes, slot), ())


def _kept(
    desk: Desk, author: Person, before: Files, applied: tuple[list[_Wanted], Files], beside: Collection[int]
) -> tuple[Draft, ...]:
    """Drafts of changes that the content can hold, made upon the published words `before`."""
    (wanted, after), by = applied, author.id
    if locked := locked_words(author, before, after):
        raise DeskError(locked)
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


def _applied(
    before: Files, changes: Sequence[Change], find: Callable[[Files, str, Language], Slot | None]
) -> tuple[list[_Wanted], Files]:
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
        now = find(before, item, language)
        if words == (now.words if now else ""):
            raise DeskError(f"{named(item, language)} says just that already.")
        after = written(after, item, language, words)
        wanted.append(_Wanted(item, language, words, words_hash(now.words) if now else "", now.words if now else ""))
    return wanted, after


def _warnings(before: Files, after: Files) -> tuple[str, ...]:
    """What the rules newly warn of, in sentences; raises RefusedWordsError where they newly forbid something."""
    new = newly_wrong(before, problems_of(after))
    if new.wrong:
        raise RefusedWordsError(new.wrong)
    return in_sentences(new.doubts)


def _refuse_overtaken(files: Files, changes: Sequence[Change], bases: Bases) -> None:
    """Words that were written upon others do not change back what was published meanwhile."""
    for item, language, words in changes:
        now = base_of(files, item, language)
        if bases.get((item, language), now) != now != words_hash(words):  # the published words change nothing back
            raise OvertakenError(OVERTAKEN)


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
