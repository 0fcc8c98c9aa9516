"""Every prompt as staff see it: its number and name, who is heard, and what waits for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ivr.audio.take_table import Take, script_hash
from ivr.content.items import items_of
from ivr.content.model import Content, Kind, Language, Pace, Prompt, PromptId, Sound
from ivr.desk.counts.most_heard import most_heard
from ivr.desk.desk import Desk, current
from ivr.desk.edition_recordings import recordings
from ivr.desk.naming.names import group_of, prompt_name
from ivr.desk.read_once import content_of
from ivr.desk.sheet import script_sheet
from ivr.editions import layout
from ivr.editions.layout import Sounds
from ivr.editions.stored import Stored
from ivr.editions.takes import SOURCE
from ivr.store import drafts, takings
from ivr.store.blobs import Blobs
from ivr.store.drafts import Draft
from ivr.store.takings import Taking


class State(StrEnum):
    """Who is heard in a prompt, and why."""

    RECORDED = "recorded"
    SPOKEN = "spoken"
    MENU = "menu"
    STALE = "stale"
    BROKEN = "broken"


@dataclass(frozen=True)
class Row:
    """One prompt.

    Attributes:
        number: on the script sheet.
        prompt: as callers hear it now.
        name: what staff call it.
        group: a topic, or one of `ivr.desk.naming.names.GROUPS`.
        state: who is heard.
        sounds: what plays it now, by pace.
        drafts: open drafts of words that it is made of, as far as its own words go.
        takes: open recordings of it.
        first: whether it is among the twelve that callers hear most.
    """

    number: int
    prompt: Prompt
    name: str
    group: str
    state: State
    sounds: Mapping[Pace, Sound]
    drafts: tuple[Draft, ...]
    takes: tuple[Taking, ...]
    first: bool

    @property
    def waits(self) -> bool:
        """Whether a draft or a recording of it is open."""
        return bool(self.drafts or self.takes)

    @property
    def wanted(self) -> bool:
        """Whether it needs a recording: a machine speaks it, and nobody has handed one in."""
        return self.state not in {State.RECORDED, State.MENU} and not self.takes


@dataclass(frozen=True)
class Listing:
    """Every prompt of the published edition in the order of the script sheet."""

    edition: Stored
    content: Content
    rows: tuple[Row, ...]

    def row(self, prompt: PromptId, language: Language) -> Row | None:
        """One of them."""
        return next((row for row in self.rows if (row.prompt.id, row.prompt.language) == (prompt, language)), None)


@dataclass(frozen=True)
class Filter:
    """Which prompts somebody wants to see; "" is any.

    Attributes:
        state: a `State`, or `waiting` or `wanted`.
        group: a topic or one of `ivr.desk.naming.names.GROUPS`.
        language: of the prompt.
        search: words that its name, number, id or script must hold, each of them somewhere.
        first: only the twelve that callers hear most.
    """

    state: str = ""
    group: str = ""
    language: str = ""
    search: str = ""
    first: bool = False


def prompt_list(desk: Desk) -> Listing:
    """Every prompt of the published edition.

    Raises:
        DeskError, StoreError, EditionError: as `ivr.desk.desk.current`.
    """
    edition = current(desk)
    content = content_of(edition.content)
    sounds, takes = sounds_of(desk, edition), recordings(desk, edition)
    with desk.database.reading() as connection:
        words, handed_in = drafts.all_open(connection), takings.all_open(connection)
    first = set(most_heard(desk, content))
    rows = []
    for each in script_sheet(desk, content):
        prompt = each.prompt
        key = (prompt.id, prompt.language)
        own = set(items_of(content, prompt)[:1])
        live = {pace: sound for pace in Pace if (sound := sounds.get((*key, pace)))}
        rows.append(
            Row(
                number=each.number,
                prompt=prompt,
                name=prompt_name(content, prompt),
                group=group_of(content, prompt),
                state=_state(prompt, takes.get(key), live.get(Pace.NORMAL), edition.recordings),
                sounds=live,
                drafts=tuple(draft for draft in words if (draft.item, draft.language) in own),
                takes=tuple(take for take in handed_in if (take.prompt, take.language) == key),
                first=prompt.id in first and prompt.language == content.default_language,
            )
        )
    return Listing(edition, content, tuple(rows))


def chosen(rows: Iterable[Row], wanted: Filter) -> list[Row]:
    """The rows that fit."""
    return [row for row in rows if _fits(row, wanted)]


def sounds_of(desk: Desk, edition: Stored) -> Sounds:
    """What plays which prompt in an edition; raises StoreError, EditionError."""
    ((_, table),) = Blobs(desk.database).fetch({edition.hashes[layout.TABLE]})
    return layout.read_table(table)


def _state(prompt: Prompt, take: Take | None, sound: Sound | None, files: Mapping[str, str]) -> State:
    if take is None:
        return State.SPOKEN
    if take.script != script_hash(prompt.script):
        return State.STALE
    if sound is not None and sound.source == SOURCE:
        return State.RECORDED
    whole = files.get(f"{prompt.language}/{prompt.id}.wav") == take.file
    return State.MENU if whole and prompt.kind is Kind.CHOICE else State.BROKEN


def _fits(row: Row, wanted: Filter) -> bool:
    if wanted.first and not row.first:
        return False
    if wanted.group and row.group != wanted.group:
        return False
    if wanted.language and row.prompt.language != wanted.language:
        return False
    states = {row.state.value, *(["waiting"] if row.waits else []), *(["wanted"] if row.wanted else [])}
    if wanted.state and wanted.state not in states:
        return False
    held = f"{row.name} {row.number} {row.prompt.id} {row.prompt.script}".casefold()
    return all(word in held for word in wanted.search.casefold().split())
