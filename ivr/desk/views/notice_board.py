"""The notices as the page of the desk shows them: their words and sounds in every language, when on, and drafts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ivr.content.model import Content, Language, Pace, Sound
from ivr.content.notices import NAME, NoticeTemplate, On
from ivr.content.prompts import prompts
from ivr.content.texts import texts
from ivr.desk.desk import Desk, current
from ivr.desk.editing import edit_all
from ivr.desk.notices import Listed, listed
from ivr.desk.read_once import content_of
from ivr.desk.views.prompt_list import sounds_of
from ivr.editions.layout import Sounds
from ivr.errors import DeskError
from ivr.store import drafts
from ivr.store.drafts import Draft
from ivr.store.turns import Connection

FIELDS = ("said", "text", "page")
_ODD = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 30  # as NAME has it


@dataclass(frozen=True)
class Worded:
    """A notice in one language, as callers hear it and texters read it, and its sound where it has one."""

    template: NoticeTemplate
    heard: str
    texted: str
    sound: Sound | None


@dataclass(frozen=True)
class Shown:
    """A notice on the page.

    Attributes:
        listed: what `ivr.desk.notices` tells of it.
        words: in each language of the line.
        on_now: the time for which it is on at this moment.
        later: those for which it is switched on and that have not begun.
        drafts: open drafts of its words.
    """

    listed: Listed
    words: Sequence[Worded]
    on_now: On | None
    later: Sequence[On]
    drafts: Sequence[Draft]

    @property
    def name(self) -> str:
        """Its id, as people read it: `Office closed`."""
        return as_read(self.listed.notice)


@dataclass(frozen=True)
class Board:
    """Every notice, those that are drafts alone, and what the page needs to know of the line."""

    notices: Sequence[Shown]
    coming: Mapping[str, Sequence[Draft]]
    languages: Sequence[Language]
    now: datetime
    time_zone: str

    @property
    def on(self) -> tuple[Shown, ...]:
        """The notices that callers hear at this moment."""
        return tuple(each for each in self.notices if each.on_now)


def as_read(notice: str) -> str:
    """The id of a notice as people read it."""
    return notice.replace("-", " ").capitalize()


def board(desk: Desk) -> Board:
    """Every notice of the published edition, those that are on first; raises DeskError, StoreError, EditionError."""
    base, now = current(desk), desk.clock()
    content = content_of(base.content)
    sounds = sounds_of(desk, base)
    with desk.database.reading() as connection:
        waiting = _drafts(connection)
    shown = [
        _shown(each, _worded(content, sounds, each.notice), waiting.pop(each.notice, []), now) for each in listed(desk)
    ]
    shown.sort(key=lambda each: (each.on_now is None, not each.later))
    return Board(shown, waiting, content.line.languages, now, content.line.time_zone)


def reworded(desk: Desk, by: str, notice: str, words: Mapping[tuple[str, Language], str]) -> tuple[Draft, ...]:
    """Drafts of other words for a notice, or of a new notice; all of them are kept, or none.

    Args:
        desk: the line's.
        by: the id of an editor or admin.
        notice: its name, or what people call a new one, such as "Water damage".
        words: by field (`said`, `text`, `page`) and language.

    Raises:
        DeskError, ContentError, OpenDraftError: as `ivr.desk.editing.edit_all`.
    """
    if not NAME.fullmatch(notice):
        raise DeskError("Give the notice a name of letters and figures, at most 30, such as Office closed.")
    content = content_of(current(desk).content)
    there = {
        (field, language): getattr(words_of.notices[notice], field)
        for language, words_of in content.words.items()
        if notice in words_of.notices
        for field in FIELDS
    }
    new = {key: " ".join(said.split()) for key, said in words.items()}
    changes = [
        (f"notice.{notice}.{field}", language, said)
        for (field, language), said in new.items()
        if said != there.get((field, language), "")
    ]
    if not changes:
        raise DeskError("These words are the published ones: there is nothing to change.")
    return edit_all(desk, by, changes)


def name_of(called: str) -> str:
    """The id of a notice that people call so."""
    return _ODD.sub("-", called.lower()).strip("-")[:_LONGEST_NAME].strip("-")


def _shown(each: Listed, words: Sequence[Worded], waiting: Sequence[Draft], now: datetime) -> Shown:
    at_once = next((on for on in each.on if on.begins <= now), None)
    return Shown(each, words, at_once, tuple(on for on in each.on if on is not at_once), waiting)


def _worded(content: Content, sounds: Sounds, notice: str) -> tuple[Worded, ...]:
    scripts = {(each.id, each.language): each.script for each in prompts(content)}
    found = []
    for language in content.line.languages:
        template = content.words[language].notices.get(notice)
        if template:
            prompt = f"notice.{notice}"
            texted = texts(content, language)[prompt].body
            sound = sounds.get((prompt, language, Pace.NORMAL))
            found.append(Worded(template, scripts[prompt, language], texted, sound))
    return tuple(found)


def _drafts(connection: Connection) -> dict[str, list[Draft]]:
    found: dict[str, list[Draft]] = {}
    for draft in drafts.all_open(connection):
        kind, _, rest = draft.item.partition(".")
        if kind == "notice":
            found.setdefault(rest.rpartition(".")[0], []).append(draft)
    return found
