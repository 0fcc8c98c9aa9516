"""Weighing words before they are kept: how they read, how long they last, what they change besides, what is against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from ivr import gsm
from ivr.audio.intake.checks import span
from ivr.content.items import items_of, slot, written
from ivr.content.model import Content, Kind, Language, Pace, Prompt, Sound
from ivr.content.prompts import prompts
from ivr.content.readability import grade, sentences, words
from ivr.content.rules.wording import FEWEST_WORDS, HIGHEST_GRADE, LONGEST_SENTENCE
from ivr.content.texts import piece, texts
from ivr.content.writing.names import WHOLE
from ivr.desk.desk import Desk, current
from ivr.desk.editing import Change
from ivr.desk.emergency import emergency_words
from ivr.desk.naming.names import item_name, prompt_name
from ivr.desk.newly_wrong import in_sentences, locked_words, newly_wrong
from ivr.desk.people import Role, is_any
from ivr.desk.phone_number_places import along
from ivr.desk.plain_texts import plainly
from ivr.desk.read_once import content_of, problems_of
from ivr.desk.views.prompt_list import sounds_of
from ivr.editions.takes import reading
from ivr.errors import ContentError
from ivr.flow.crawl.speech import LONGEST_PART
from ivr.store.people import Person

Files = Mapping[str, bytes]
Key = tuple[str, Language]

_USUAL = {Kind.TOPIC: 135.0, Kind.DICTATED: 100.0}  # words a minute over a whole sound; design section 9
_OTHERWISE = 150.0
# What is written to see whether some words are locked: one of these can stand wherever words do.
_PROBES = ("{now} and so on", "{now}1", "2001-01-01", "always", "")
_GRADED = "en"
_TRIED = 1024  # items of which it is known whether they are locked


@dataclass(frozen=True)
class Said:
    """A prompt that would be said otherwise.

    Attributes:
        prompt: with its new script.
        name: what staff call it.
        before: its script now; "" where it is new.
        words: as they are counted when they are spoken.
        seconds: about how long it would last, and `shortest` and `longest` a good recording of it.
    """

    prompt: Prompt
    name: str
    before: str
    words: int
    seconds: float
    shortest: float
    longest: float


@dataclass(frozen=True)
class Sent:
    """A message that would be sent otherwise.

    Attributes:
        id: the text's.
        keyword: what people text to get it; "" where they cannot ask for it.
        before, body: as it is sent now, and then.
        letters, segments: with what is put behind the first text of a conversation.
        plain: whether it fits the alphabet in which a segment holds most.
    """

    id: str
    keyword: str
    before: str
    body: str
    letters: int
    segments: int
    plain: bool


@dataclass(frozen=True)
class Weighed:
    """What is to be known of some words.

    Attributes:
        same: they are the published ones.
        grade: how hard they are to read; None where that says nothing (few words, or not English).
        longest: words in the longest sentence.
        said, sent: the prompts and messages that would change.
        along: other items that change with them, by name.
        wrong: why they cannot be kept, a sentence each.
        doubts: what the rules warn of.
    """

    same: bool
    grade: float | None
    longest: int
    said: tuple[Said, ...] = ()
    sent: tuple[Sent, ...] = ()
    along: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def too_hard(self) -> bool:
        """Whether the words are harder to read than they may be."""
        return self.grade is not None and self.grade > HIGHEST_GRADE

    @property
    def too_long(self) -> bool:
        """Whether a sentence has more words than it may have."""
        return self.longest > LONGEST_SENTENCE


def weighed(desk: Desk, person: Person, change: Change) -> Weighed:
    """What is to be known of new words for an item, before anything is kept, as they would be kept.

    Args:
        desk: the line's.
        person: who writes them: emergency words are an admin's.
        change: item, language and new words.

    Raises:
        DeskError, StoreError, EditionError: as `ivr.desk.desk.current`.
    """
    item, language, new = change = plainly(change)
    edition = current(desk)
    files = edition.content
    there = slot(files, item, language)
    same = new == (there.words if there else "")
    reached = _reads(new, language or _GRADED) if not item.startswith(WHOLE) else None
    longest = 0 if item.startswith(WHOLE) else max((len(words(each)) for each in sentences(new)), default=0)
    try:
        changes = along(files, change)
        after = _with(files, changes)
    except ContentError as problem:
        return Weighed(same, reached, longest, wrong=tuple(str(problem).split("\n")))
    if same:
        after = dict(files)
    content, coming, new_ones = content_of(files), content_of(after), newly_wrong(files, problems_of(after))
    if new_ones.unread:
        return Weighed(same, reached, longest, wrong=in_sentences(new_ones.unread))
    locked = "" if same else locked_words(person, files, after)
    said = tuple(_said(content, coming, language, item, sounds_of(desk, edition)))
    return Weighed(
        same=same,
        grade=reached,
        longest=longest,
        said=said,
        sent=tuple(_sent(content, coming, language)),
        along=tuple(item_name(coming, *each[:2]) for each in changes if each[:2] != (item, language)),
        wrong=(*filter(None, [locked]), *in_sentences(new_ones.wrong)),
        doubts=(*in_sentences(new_ones.doubts), *_lasts(said)),
    )


def locked_to(files: Files, item: str, language: Language, person: Person) -> bool:
    """Whether this person may not change some words, whatever to: they are emergency words, and theirs is no admin.

    Told by trying, as the lock itself does: what callers and texters in danger would get otherwise is locked.
    """
    return not is_any(person, Role.ADMIN) and _locked_words(frozenset(files.items()), item, language)


@lru_cache(maxsize=_TRIED)
def _locked_words(known: frozenset[tuple[str, bytes]], item: str, language: Language) -> bool:
    files = dict(known)
    there = slot(files, item, language)
    now = there.words if there else ""
    for other in (probe.replace("{now}", now).strip() for probe in _PROBES):
        with suppress(ContentError):
            if other != now:
                return bool(emergency_words(files, written(files, item, language, other)))
    return False


def made_with(content: Content, item: str, language: Language) -> list[Prompt]:
    """The prompts that are made of an item, in the order of the script sheet."""
    return [prompt for prompt in prompts(content) if (item, language) in items_of(content, prompt)]


def _with(files: Files, changes: list[Change]) -> Files:
    for each in changes:
        files = written(files, *each)
    return files


def _reads(text: str, language: Language) -> float | None:
    return round(grade(text), 1) if language == _GRADED and len(words(text)) >= FEWEST_WORDS else None


def _said(
    before: Content, after: Content, language: Language, item: str, sounds: Mapping[tuple[str, str, Pace], Sound]
) -> Iterator[Said]:
    """The prompts that change; where none does, those that are made of the item, so that their length is seen."""
    old = {(each.id, each.language): each for each in prompts(before)}
    new = prompts(after)
    changed = [each for each in new if old.get((each.id, each.language)) != each]
    for each in changed or [each for each in new if (item, language) in items_of(after, each)]:
        was = old.get((each.id, each.language))
        read = reading(after, each)
        live = sounds.get((each.id, each.language, Pace.NORMAL))
        counted = reading(before, was).words if was else 0
        rate = _USUAL.get(each.kind, _OTHERWISE) / 60
        lasts = live.seconds * read.words / counted if live and counted else read.words / rate
        shortest, longest = span(read)
        name = prompt_name(after, each)
        yield Said(each, name, was.script if was else "", read.words, lasts, max(shortest, 0.0), longest)


def _sent(before: Content, after: Content, language: Language) -> Iterator[Sent]:
    for each in after.words:
        old, private = texts(before, each) if each in before.words else {}, piece(after, each, "private")
        for name, text in texts(after, each).items():
            was = old[name].body if name in old else ""
            if was != text.body and (not language or language == each):
                whole = f"{text.body} {private}"
                sizes = len(whole), gsm.segments(whole), gsm.is_gsm(whole)
                yield Sent(name, text.keyword or "", was, text.body, *sizes)


def _lasts(said: tuple[Said, ...]) -> Iterator[str]:
    for each in said:
        if each.prompt.kind is Kind.TOPIC and each.seconds > LONGEST_PART and each.before != each.prompt.script:
            yield f"{each.name} would last about {each.seconds:.0f} seconds; {LONGEST_PART:.0f} are the most."
