"""The support services as the page of the desk shows them, and drafts for what was found to be wrong with one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from ivr import e164
from ivr.content import hours
from ivr.content.hours import DAYS
from ivr.content.items import slot, words_hash, written
from ivr.content.model import Content, Language, Resource
from ivr.content.readers import errors, read_content
from ivr.content.spoken import spoken
from ivr.desk import checking
from ivr.desk.checking import Service
from ivr.desk.desk import Desk, current
from ivr.desk.editing import Change, open_drafts
from ivr.desk.phone_number_places import along
from ivr.desk.read_once import content_of
from ivr.errors import DeskError
from ivr.store.audit import Audit, Wanted
from ivr.store.drafts import Draft

ALWAYS = "always"
FIELDS = ("number", "url", "for", "hours", "source")  # what the form changes
EXAMPLE = "1-888-555-0100"  # 555-0100 to 555-0199 are kept for made-up numbers (nanpa.com, 555 line numbers)
_MADE_UP = re.compile(r"1-\d{3}-555-01\d\d")


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


def shown(desk: Desk) -> tuple[Shown, ...]:
    """Every service, whoever should be dialed next first; raises DeskError, StoreError, EditionError."""
    content = content_of(current(desk).content)
    waiting = [draft for draft in open_drafts(desk) if draft.item.startswith("resource.")]
    answers = _answers(desk)
    return tuple(_shown(content, each, answers, waiting) for each in checking.services(desk))


def already_noted(desk: Desk, by: str, name: str, on: date | None = None) -> bool:
    """Whether this person has noted that they dialed a service on that day (today), and nothing is left to note."""
    content = content_of(current(desk).content)
    found = content.resources.get(name)
    today = desk.clock().astimezone(ZoneInfo(content.line.time_zone)).date()
    return found is not None and found.checked and (found.checked_on, found.checked_by) == (on or today, by)


def as_written(typed: str, now: str, *, production: bool = False) -> str:
    """A service's number in the form that all of them have, whichever usual form it was typed in.

    Args:
        typed: such as "(888) 793-9356", "8887939356" or "+18887939356".
        now: the published one, which may stay whatever it is (988, or none).
        production: whether real callers get it: then no made-up number is taken, in a demo only not the example's.

    Raises:
        DeskError: it is empty, no number that can be rung, or a made-up one.
    """
    typed = typed.strip()
    if typed == now:
        return now
    if not typed:
        raise DeskError(
            f"The number is missing. Write it with its area code, such as {EXAMPLE}.\n"
            "If the service has no number any more, nobody can take it out here: only whoever runs the line can, in "
            "its file line.toml. Tell them today, for callers are given the old number until then."
        )
    found = e164.written(typed)
    if found is None:
        raise DeskError(
            f"{typed[:40]} is no phone number that can be rung. Write it with its area code and all its digits, "
            f"such as {EXAMPLE}, and without an extension."
        )
    if found == EXAMPLE or (production and _MADE_UP.fullmatch(found)):
        raise DeskError(
            f"{found} is a made-up number: nobody can be rung there. Write the number that you have dialed."
        )
    return found


def others_with(content: Content, number: str, name: str) -> tuple[str, ...]:
    """What the other services are called that have this number already, in the line's first language."""
    digits = _digits(number)
    same = (
        each for each in content.resources.values() if each.id != name and digits and _digits(each.number) == digits
    )
    return tuple(_named(content, each) for each in same)


def as_it_waits(desk: Desk, by: str, name: str) -> tuple[Resource, tuple[Draft, ...]]:
    """A service as it would be with the open drafts of what the form changes, and those drafts.

    Where several people have a draft of the same words, somebody's own counts, then the latest.
    """
    files = current(desk).content
    kept: dict[tuple[str, Language], Draft] = {}
    for draft in _waiting(desk, name):
        key = draft.item, draft.language
        if key not in kept or draft.author == by or kept[key].author != by:
            kept[key] = draft
    after = files
    for draft in kept.values():
        after = written(after, draft.item, draft.language, draft.words)
    content, problems = read_content(after)
    if errors(problems) or name not in content.resources:
        return content_of(files).resources[name], ()
    return content.resources[name], tuple(each for each in kept.values() if not each.item.endswith(".source"))


def changes_of(desk: Desk, by: str, name: str, wanted: Mapping[tuple[str, Language], str]) -> tuple[Change, ...]:
    """What must be changed so that a service is as somebody found it: a number wherever it stands.

    What somebody else has written just so already is not written a second time.

    Args:
        desk: the line's.
        by: the id of whoever found it.
        name: the service.
        wanted: new words by field (`number`, `hours` ...) and language; what is as it was is left out.

    Raises:
        DeskError: nothing is different, or an own draft would be left that says what is not wanted any more.
    """
    files, waiting = current(desk).content, _waiting(desk, name)
    theirs = {(each.item, each.language, each.words) for each in waiting if each.author != by}
    keyed = {(f"resource.{name}.{field}", language): words for (field, language), words in wanted.items()}
    found: dict[tuple[str, Language], str] = {}
    for key, words in keyed.items():
        if words == _words(files, *key) or (*key, words) in theirs:
            continue
        if key[0].endswith(".number"):
            found |= {(item, own): new for item, own, new in along(files, (*key, words))}
        else:
            found[key] = words
    if all(item.endswith(".source") for item, _ in found):
        found = {}
    told = f"resource.{name}.source"  # goes with what it tells of
    back = [
        each for each in waiting if each.author == by and (each.item, each.language) not in found and each.item != told
    ]
    if back:
        listed = ", ".join(str(each.id) for each in back)
        raise DeskError(
            f"You have set something back to what callers hear now, but your draft {listed} still changes it. "
            "Take that draft back on the page Approve first; then change the rest here."
        )
    if not found:
        also = ", or from what waits for approval" if theirs else ""
        raise DeskError(f"Nothing is different from what callers hear now{also}.")
    return tuple((item, own, words) for (item, own), words in found.items())


def hours_as_words(spans: Sequence[tuple[Sequence[int], str, str]]) -> str:
    """Opening times as they are written in resources.toml: days (0 is Monday), from and to, such as 09:00."""
    entries = []
    for days, opens, closes in spans:
        named = ", ".join(f'"{DAYS[day]}"' for day in days)
        entries.append(f'    {{ days = [{named}], from = "{opens}", to = "{closes}" }},')
    return "\n".join(["[", *entries, "]"])


def _waiting(desk: Desk, name: str) -> list[Draft]:
    """The open drafts of what the form changes, but for those of words that have changed since."""
    files, items = current(desk).content, {f"resource.{name}.{field}" for field in FIELDS}
    fitting = (each for each in open_drafts(desk) if each.item in items)
    return [each for each in fitting if each.base == _hash(files, each.item, each.language)]


def _hash(files: Mapping[str, bytes], item: str, language: Language) -> str:
    there = slot(files, item, language)
    return words_hash(there.words) if there else ""


def _shown(content: Content, each: Service, answers: Mapping[str, str], waiting: Sequence[Draft]) -> Shown:
    language, resource = content.default_language, each.resource
    words = content.words[language]
    own = resource.words.get(language)
    return Shown(
        each,
        _named(content, resource),
        own.what_for if own else "",
        spoken(resource.number, words.speech) if resource.number else "",
        hours.said(resource.hours, language, words.phrases) if resource.hours else "",
        answers.get(resource.id, ""),
        tuple(_where(content, resource.id)),
        tuple(draft for draft in waiting if draft.item.startswith(f"resource.{resource.id}.")),
    )


def _named(content: Content, resource: Resource) -> str:
    own = resource.words.get(content.default_language)
    return own.name[:1].upper() + own.name[1:] if own else resource.id


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


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
