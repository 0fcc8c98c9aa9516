"""Writing at the desk: an item with all that its writer should see first, and the list of all that is texted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ivr import gsm
from ivr.content.model import Content, Language, Prompt
from ivr.content.numbered import numbered
from ivr.content.texts import PIECES, texts
from ivr.desk.approving.standing import Standing, standings
from ivr.desk.desk import Desk, current
from ivr.desk.editing import find_item, open_drafts
from ivr.desk.naming.names import item_name, prompt_name
from ivr.desk.naming.sources import Fact, facts_of, letters
from ivr.desk.read_once import content_of
from ivr.desk.views.weighing import locked_to, made_with
from ivr.store.drafts import Draft
from ivr.store.people import Person

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Written:
    """An item as its writer finds it.

    Attributes:
        item, language: which.
        name: what staff call it.
        files: the published words.
        live: its words now; "" where it is new.
        locked: whether it holds emergency words that this person may not write.
        draft: their own open draft of it.
        standing: how that stands.
        others: open drafts of other people.
        prompts: the prompts that are made of it, with their names.
        facts: what its topic states, and `letters` what the letters there stand for.
    """

    item: str
    language: Language
    name: str
    files: Files
    live: str
    locked: bool
    draft: Draft | None
    standing: Standing | None
    others: tuple[Draft, ...]
    prompts: tuple[tuple[Prompt, str], ...]
    facts: tuple[Fact, ...]
    letters: Mapping[str, str]

    @property
    def rows(self) -> int:
        """How high the field should be."""
        words = self.draft.words if self.draft else self.live
        return min(max(3, sum(1 + len(line) // 60 for line in words.split("\n")) + 1), 24)


@dataclass(frozen=True)
class TextRow:
    """A text or tip in the list.

    Attributes:
        item, language: what to write to change it.
        name: what staff call it.
        keyword: what people text to get it; "" where they cannot ask for it.
        body: as it is sent.
        segments: how many messages it is sent as.
        drafts: what waits for it.
    """

    item: str
    language: Language
    name: str
    keyword: str
    body: str
    segments: int
    drafts: tuple[Draft, ...]


def written_now(desk: Desk, person: Person, item: str, language: Language) -> Written:
    """An item with all that its writer should see first.

    Raises:
        DeskError: there is no such item, or nothing is published.
        StoreError, EditionError: as `ivr.desk.desk.current`.
    """
    files = current(desk).content
    content = content_of(files)
    there = find_item(files, item, language)
    waiting = [each for each in standings(desk) if (each.draft.item, each.draft.language) == (item, language)]
    mine = next((each for each in waiting if each.draft.author == person.id), None)
    return Written(
        item=item,
        language=language,
        name=item_name(content, item, language),
        files=files,
        live=there.words if there else "",
        locked=locked_to(files, item, language, person),
        draft=mine.draft if mine else None,
        standing=mine,
        others=tuple(each.draft for each in waiting if each is not mine),
        prompts=tuple((each, prompt_name(content, each)) for each in made_with(content, item, language)),
        facts=facts_of(files, content, item, language),
        letters=letters(files),
    )


def kept_as(draft: Draft) -> dict[str, str]:
    """A draft as its author's browser knows it: what is kept there of the same words need not be kept any more."""
    return {"key": f"{draft.author}|{draft.item}|{draft.language}", "words": draft.words}


def text_list(desk: Desk, search: str = "") -> tuple[TextRow, ...]:
    """Every text and tip of every language, and pieces that are put into others; those that hold all words searched."""
    files = current(desk).content
    content = content_of(files)
    waiting = open_drafts(desk)
    found = [row for language in content.line.languages for row in _rows(content, language, waiting)]
    words = search.casefold().split()
    return tuple(
        row for row in found if all(word in f"{row.name} {row.keyword} {row.body}".casefold() for word in words)
    )


def _rows(content: Content, language: Language, waiting: Sequence[Draft]) -> list[TextRow]:
    rows = []
    for name, text in texts(content, language).items():
        item = item_of(content, name, language)
        if item:
            drafts = tuple(each for each in waiting if (each.item, each.language) == (item, language))
            told = item_name(content, item, language)
            rows.append(TextRow(item, language, told, text.keyword or "", text.body, gsm.segments(text.body), drafts))
    for name in sorted(PIECES & set(content.words[language].texts)):
        body = content.words[language].texts[name]
        drafts = tuple(each for each in waiting if (each.item, each.language) == (f"texts.{name}", language))
        rows.append(TextRow(f"texts.{name}", language, f"Piece of texts: {name}", "", body, gsm.segments(body), drafts))
    return rows


def item_of(content: Content, text: str, language: Language) -> str:
    """The item that a message's own words stand in; "" for a service's, which is made of several."""
    kind, _, rest = text.partition(".")
    words = content.words[language]
    if text in words.texts:
        return f"texts.{text}"
    if kind == "tip":
        return text
    if kind == "notice":
        return f"{text}.text"
    name, _, number = rest.rpartition(".")
    if kind == "topic" and name in words.topics and numbered(number, len(words.topics[name].texts)):
        return f"topic.{name}.text.{number}"
    return ""
