"""The published words that nobody has signed, in batches that one person reads in one go."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ivr.content.items import words_hash
from ivr.content.model import Content
from ivr.content.writing.names import RESOURCES, WHOLE, of_topic
from ivr.desk.approving.signatures import Unsigned, own, to_sign
from ivr.desk.desk import Desk, current
from ivr.desk.naming.names import item_name
from ivr.desk.naming.sources import Fact, facts_of, source_of
from ivr.desk.read_once import content_of
from ivr.store.people import Person

_ODD = re.compile(r"[^a-z0-9]+")
# What phrases are for, by the first word of their ids.
_PHRASES: Mapping[str, str] = {
    "greeting": "The greeting",
    "choice": "Names of choices",
    "press": "How keys are said",
    "where": "Where a caller is",
    "topic": "Where a caller is",
    "ask": "Questions before something happens",
    "silence": "When no key is pressed",
    "wrong": "When a wrong key is pressed",
    "offer": "When no key is pressed",
    "loop": "When no key is pressed",
    "person": "When a person is rung",
    "stay": "When a person is rung",
    "goodbye": "The end of a call",
    "limit": "The end of a call",
    "number": "Numbers read out",
    "service": "Numbers read out",
    "details": "Numbers read out",
    "hours": "Opening times",
    "text": "Texts promised on a call",
    "stop": "Stopping and starting texts",
    "start": "Stopping and starting texts",
}
_LISTS: Mapping[str, str] = {"tip": "Coping tips", "texts": "Texts", "notice": "Notices"}
_OTHERS = "Other phrases"


@dataclass(frozen=True)
class Word:
    """A piece of published words to be signed: its name for people, and why this person may not sign it, or ""."""

    unsigned: Unsigned
    called: str
    against: str
    whole_file: bool

    @property
    def token(self) -> str:
        """What a form sends of it (`ivr.desk.approving.seen`)."""
        slot = self.unsigned.slot
        return f"{words_hash(slot.words)}:{slot.language}:{slot.item}"


@dataclass(frozen=True)
class Group:
    """A batch: a name for addresses, what people call it, its words, and the facts or the source beside them."""

    id: str
    called: str
    words: tuple[Word, ...]
    facts: tuple[Fact, ...]
    source: str

    @property
    def open(self) -> int:
        """How many of its words this person may sign."""
        return sum(1 for each in self.words if not each.against)


def groups(desk: Desk, person: Person) -> tuple[Group, ...]:
    """Every batch that somebody may look through, topics first; raises DeskError, StoreError, EditionError."""
    files = current(desk).content
    content = content_of(files)
    batches: dict[str, list[Unsigned]] = {}
    for each in to_sign(desk):
        batches.setdefault(_batch(content, each), []).append(each)
    found = [
        Group(
            _ODD.sub("-", called.lower()).strip("-"),
            called,
            tuple(_word(content, each, person) for each in words),
            facts_of(files, content, words[0].slot.item, words[0].slot.language),
            source_of(content, words[0].slot.item),
        )
        for called, words in batches.items()
    ]
    return tuple(sorted(found, key=lambda each: not each.facts))


def _batch(content: Content, each: Unsigned) -> str:
    """What the batch is called that these words belong to."""
    slot = each.slot
    several = f" ({slot.language})" if slot.language and len(content.line.languages) > 1 else ""
    topic = of_topic(slot.file)
    if slot.item.startswith(WHOLE):
        return "Whole files"
    if topic:
        words = content.words.get(topic[0])
        title = words.topics[topic[1]].title if words and topic[1] in words.topics else topic[1]
        return f"{title}{several}"
    if slot.file == RESOURCES:
        called = item_name(content, slot.item, slot.language or content.default_language)
        return f"Phone number: {called.rpartition(': ')[0]}"
    kind = slot.item.partition(".")[0]
    return f"{_LISTS.get(kind) or _PHRASES.get(kind, _OTHERS)}{several}"


def _word(content: Content, each: Unsigned, person: Person) -> Word:
    language = each.slot.language or content.default_language
    whole = each.slot.item.startswith(WHOLE)
    return Word(each, item_name(content, each.slot.item, language), own(each, person), whole)
