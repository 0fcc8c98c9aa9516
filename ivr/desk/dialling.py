"""The support services as the page of the desk shows them, and drafts for what was found to be wrong with one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ivr.content import hours
from ivr.content.hours import DAYS
from ivr.content.items import slot
from ivr.content.model import Content, Language, Resource
from ivr.content.readers import read_content
from ivr.content.spoken import spoken
from ivr.desk import checking
from ivr.desk.checking import Service
from ivr.desk.desk import Desk, current
from ivr.desk.editing import Change, open_drafts
from ivr.desk.numbers import along
from ivr.errors import DeskError
from ivr.store.audit import Audit, Wanted
from ivr.store.drafts import Draft

ALWAYS = "always"


@dataclass(frozen=True)
class Shown:
    """A service on the page.

    Attributes:
        service: what `ivr.desk.checking` tells of it.
        name, what_for: in the line's first language.
        said: its number as the line says it; "" where it has none.
        hours: in plain words; "" where none are said.
        answered: what was heard at its last check; "" where nothing was noted.
        where: where callers are given it, such as "key 0".
        drafts: open drafts that change it.
    """

    service: Service
    name: str
    what_for: str
    said: str
    hours: str
    answered: str
    where: Sequence[str]
    drafts: Sequence[Draft]

    @property
    def resource(self) -> Resource:
        """The service itself."""
        return self.service.resource


@dataclass(frozen=True)
class Place:
    """One place that a change touches: the item, its language, its words before and after."""

    item: str
    language: Language
    before: str
    after: str


def shown(desk: Desk) -> tuple[Shown, ...]:
    """Every service, whoever should be dialled next first; raises DeskError, StoreError, EditionError."""
    content = read_content(current(desk).content)[0]
    waiting = [draft for draft in open_drafts(desk) if draft.item.startswith("resource.")]
    answers = _answers(desk)
    return tuple(_shown(content, each, answers, waiting) for each in checking.services(desk))


def already_noted(desk: Desk, by: str, name: str) -> bool:
    """Whether this person has noted today that they dialled a service, and nothing is left to note."""
    content = read_content(current(desk).content)[0]
    found = content.resources.get(name)
    today = desk.clock().astimezone(ZoneInfo(content.line.time_zone)).date()
    return found is not None and found.checked and (found.checked_on, found.checked_by) == (today, by)


def changes_of(desk: Desk, name: str, wanted: Mapping[tuple[str, Language], str]) -> tuple[Change, ...]:
    """What must be changed so that a service is as somebody found it: a number wherever it stands.

    Args:
        desk: the line's.
        name: the service.
        wanted: new words by field (`number`, `hours` ...) and language; what is as it was is left out.

    Raises:
        DeskError: nothing is different.
    """
    files = current(desk).content
    found: dict[tuple[str, Language], str] = {}
    number = wanted.get(("number", ""))
    if number is not None and number != _words(files, f"resource.{name}.number", ""):
        found = {(item, own): words for item, own, words in along(files, (f"resource.{name}.number", "", number))}
    for (field, language), words in wanted.items():
        key = f"resource.{name}.{field}", language
        if key[0].endswith(".number") or words == _words(files, *key):
            continue
        found[key] = words
    if not found:
        raise DeskError("Nothing is different from what callers hear now.")
    return tuple((item, own, words) for (item, own), words in found.items())


def places(desk: Desk, changes: Sequence[Change]) -> tuple[Place, ...]:
    """Each place that the changes touch, with its words before."""
    files = current(desk).content
    return tuple(Place(item, language, _words(files, item, language), words) for item, language, words in changes)


def hours_as_words(spans: Sequence[tuple[Sequence[int], str, str]]) -> str:
    """Opening times as they are written in resources.toml: days (0 is Monday), from and to, such as 09:00."""
    entries = []
    for days, opens, closes in spans:
        named = ", ".join(f'"{DAYS[day]}"' for day in days)
        entries.append(f'    {{ days = [{named}], from = "{opens}", to = "{closes}" }},')
    return "\n".join(["[", *entries, "]"])


def _shown(content: Content, each: Service, answers: Mapping[str, str], waiting: Sequence[Draft]) -> Shown:
    language, resource = content.default_language, each.resource
    words = content.words[language]
    own = resource.words.get(language)
    return Shown(
        each,
        own.name[:1].upper() + own.name[1:] if own else resource.id,
        own.what_for if own else "",
        spoken(resource.number, words.speech) if resource.number else "",
        hours.said(resource.hours, language, words.phrases) if resource.hours else "",
        answers.get(resource.id, ""),
        tuple(_where(content, resource.id)),
        tuple(draft for draft in waiting if draft.item.startswith(f"resource.{resource.id}.")),
    )


def _where(content: Content, name: str) -> list[str]:
    """Where callers are given a service, in plain words."""
    line, phrases = content.line, content.words[content.default_language].phrases
    found = ["behind key 0"] if name in line.person else []
    if name == line.crisis:
        found.append("offered when a call to a person does not get through")
    groups = [group for group, names in line.groups.items() if name in names]
    return found + [f"key 6, {phrases.get(f'choice.numbers.{group}', group)}" for group in groups]


def _answers(desk: Desk) -> dict[str, str]:
    """What was heard at the last check of each service."""
    found: dict[str, str] = {}
    for each in Audit(desk.database).page(Wanted(what="check", item="resource."), 10_000):
        found.setdefault(each.item.removeprefix("resource."), each.after.partition(": ")[2])
    return found


def _words(files: Mapping[str, bytes], item: str, language: Language) -> str:
    there = slot(files, item, language)
    return there.words if there else ""
