"""The notices as the page of the desk shows them: their words and sounds in every language, when on, and drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ivr.content.model import Content, Language, Pace, Sound
from ivr.content.notices import NoticeTemplate, On
from ivr.content.prompts import prompts
from ivr.content.texts import texts
from ivr.desk.desk import Desk, current
from ivr.desk.notices import Listed, as_read, listed
from ivr.desk.read_once import content_of
from ivr.desk.views.prompt_list import sounds_of
from ivr.editions.layout import Sounds
from ivr.store import drafts
from ivr.store.drafts import Draft
from ivr.store.turns import Connection


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
