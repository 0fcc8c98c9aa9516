"""Signatures: who wrote and who agreed to which words; those of drafts, and of words that are published as they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ivr.content.items import Slot, slots, words_hash, written
from ivr.content.model import Language
from ivr.content.readers.topics import read_topic
from ivr.content.signed import SignedWords
from ivr.content.writing.names import RECORDS, WHOLE, has_items, of_topic
from ivr.desk.approving.act import Act
from ivr.desk.approving.standing import Approved, approved, counts
from ivr.desk.approving.whose_name import is_called
from ivr.desk.desk import Desk, current
from ivr.desk.editing import named
from ivr.desk.read_once import unsigned
from ivr.errors import DeskError
from ivr.store import approvals, audit, drafts, people
from ivr.store.approvals import Approval, Subject
from ivr.store.audit import Entry
from ivr.store.drafts import hash_of
from ivr.store.people import Person

MAKERS = "The makers of this line"  # who wrote what the line came with
LONGEST_AUTHOR = 64  # the column's
Item = tuple[str, Language]
Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Unsigned:
    """Published words that nobody has signed.

    Attributes:
        slot: the words.
        author: who wrote them: the id of a person, or a name as the content gives it.
        brought_by: who put them into the line, where no draft did; "" otherwise.
    """

    slot: Slot
    author: str
    brought_by: str = ""


def to_sign(desk: Desk, signed: Collection[Item] | None = None) -> tuple[Unsigned, ...]:
    """The published words that wait for a signature, in the order of their files.

    Args:
        desk: the line's.
        signed: what `signatures` gives, where somebody has asked for that already.
    """
    files = current(desk).content
    with desk.database.reading() as connection:
        lacking = _lacking(files, drafts.authors(connection), approvals.first_publisher(connection))
    known = signatures(desk) if signed is None else signed
    return tuple(each for each in lacking if _key(each.slot) not in known)


def agree_to_words(act: Act, items: Collection[Slot]) -> None:
    """Agree to words that are published as they are, as a part of what an approver does at one moment.

    Args:
        act: of an approver who has not written them.
        items: each with the words that the approver has read.

    Raises:
        DeskError: one may not be signed, or not by this person, or has other words by now; says which and why.
    """
    connection, signer, now = act.connection, act.approver, act.at
    lacking = _lacking(act.files, drafts.authors(connection), approvals.first_publisher(connection))
    known = {each.slot: each for each in lacking}
    wrong = [
        f"{named(*_key(each))} has no such words that wait for a signature." for each in items if each not in known
    ]
    wanted = [known[each] for each in dict.fromkeys(items) if each in known]
    wrong += [says for each in wanted if (says := own(each, signer))]
    if wrong:
        raise DeskError("\n".join(["Nothing was approved.", *wrong]))
    given = [
        Approval(Subject.WORDS, named(*_key(each.slot)), _hash(each.slot), each.author, signer.id, now)
        for each in wanted
    ]
    new = approvals.add(connection, given)
    told = [Entry(now, signer.id, "sign", each.subject_id, "", f"words by {each.author}") for each in new]
    audit.add(connection, told)


def signatures(desk: Desk) -> dict[Item, SignedWords]:
    """What two people answer for and no edition says yet: the words of approved drafts, and published words.

    A draft of a whole file answers for what it changes in there, item by item.
    """
    files = current(desk).content
    agreed = approved(desk)
    with desk.database.reading() as connection:
        given = approvals.all_of(connection, Subject.WORDS)
        staff = {person.id: person for person in people.everyone(connection)}
    found: dict[Item, SignedWords] = {}
    for each in unsigned(files):
        for approval in given.get(named(*_key(each)), ()):
            if counts(approval, _hash(each), approval.author, staff):
                signed = SignedWords(words_hash(each.words), approval.author, approval.approver, approval.at.date())
                found.setdefault(_key(each), signed)
    for draft in agreed:
        after = written(files, draft.draft.item, draft.draft.language, draft.draft.words)
        found |= dict(_of_draft(draft, files, after))
        files = after
    return found


def _of_draft(each: Approved, before: Files, after: Files) -> Iterator[tuple[Item, SignedWords]]:
    item = each.draft.item
    changed = {(item, each.draft.language): each.draft.words}
    if item.startswith(WHOLE) and has_items(item.removeprefix(WHOLE)):
        old, new = slots(before), slots(after)
        inside = {key: found for key, found in new.items() if found.file == item.removeprefix(WHOLE)}
        changed = {key: found.words for key, found in inside.items() if old.get(key) != found}
    for key, words in changed.items():
        if words and not RECORDS.fullmatch(key[0]):
            yield key, SignedWords(words_hash(words), each.author, each.approver, each.at.date())


def _lacking(files: Files, authors: Mapping[tuple[str, str, str], str], first: str) -> list[Unsigned]:
    """Unsigned words and who wrote them; `authors` by item, language and words (`ivr.store.drafts.authors`)."""
    found = []
    for each in unsigned(files):
        item, language = _key(each)
        drafted = authors.get((item, language, each.words)) or authors.get((WHOLE + each.file, "", ""))
        found.append(Unsigned(each, drafted) if drafted else Unsigned(each, _front_matter(files, each), first))
    return found


def _front_matter(files: Files, each: Slot) -> str:
    """Who a topic says that it is by; whoever made the line, for everything else."""
    topic = of_topic(each.file)
    author = _author(each.file, topic[1], files[each.file]) if topic else ""
    return (author or MAKERS)[:LONGEST_AUTHOR]


@lru_cache(maxsize=64)  # a topic's words are asked for one by one
def _author(file: str, topic: str, raw: bytes) -> str:
    return read_topic(file, topic, raw)[0].signature.author


def own(each: Unsigned, signer: Person) -> str:
    """Why this person may not sign these words; "" where they may."""
    what = named(*_key(each.slot))
    if is_called(signer, each.author):
        return f"{what} was written by {each.author}. Somebody else must sign it."
    if each.brought_by == signer.id:
        return f"{what} was brought into the line by {signer.id}. Somebody else must sign it."
    return ""


def _key(each: Slot) -> Item:
    return each.item, each.language


def _hash(each: Slot) -> str:
    return hash_of(each.item, each.language, each.words)
