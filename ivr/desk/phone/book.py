"""What the staff call may know, read from the desk for each of its steps: who calls, the script sheet, the notices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from zoneinfo import ZoneInfo

import phonenumbers

from ivr.audio.intake.checks import span
from ivr.audio.take_table import script_hash
from ivr.content.model import Content, Edition, Kind, Language, Pace, Prompt, PromptId
from ivr.content.prompts import prompts
from ivr.desk import notices
from ivr.desk.approving.consent import asked_now
from ivr.desk.beside import agreed_of, mark_of
from ivr.desk.desk import Desk, current
from ivr.desk.edition_recordings import recordings
from ivr.desk.naming.names import prompt_name
from ivr.desk.people import Role, is_any, staff, with_number
from ivr.desk.phone import notice_turns
from ivr.desk.sheet import script_sheet
from ivr.desk.takes import RECORDERS, coming
from ivr.editions.takes import SOURCE, reading
from ivr.flow.staff.book import Book, Heard, Member, Posted, Sheeted, Unheard
from ivr.flow.staff.places import NOTICES, SHEET
from ivr.flow.staff.session import StaffSession
from ivr.store import takings
from ivr.store.people import Person
from ivr.store.recordings import of_takes
from ivr.store.takings import UNHEARD

# The prompts that callers meet first are recorded first: the greeting, the main menu, the questions, other choices.
_FIRST = ("greeting.", "where.main", "choice.main.", "ask.", "choice.")
# A recording may be three times as long as the words take, and ten seconds; the intake's own limit always fits.
_TIMES, _SPARE, _LONGEST, _AROUND = 3, 10, 120, 8
_WORDS_PER_SECOND = 2.0


def closed_book(edition: Edition, public: str, words: Mapping[PromptId, str]) -> Book:
    """What is known without the desk: its words and names, of the edition that callers hear.

    Args:
        edition: that one.
        public: the number that callers call, in E.164; "" for none.
        words: the fixed words of the staff line.
    """
    content = edition.content
    language = content.default_language
    return Book(
        language=language,
        line=content.line.names.get(language, content.line.program),
        words=words,
        speech=content.words[language].speech,
        public=_national(public),
        away=True,
    )


def opened_book(closed: Book, desk: Desk, edition: Edition, session: StaffSession) -> Book:
    """The same with all that the desk knows.

    Raises:
        StoreError, DeskError, EditionError: the desk cannot be reached, or has nothing published.
    """
    person = with_number(desk, session.person) if session.person else None
    kinds = {session.kind, session.back.partition(".")[0]}
    zone = ZoneInfo(edition.content.line.time_zone)
    return replace(
        closed,
        away=False,
        member=_member(desk, person) if person else None,
        admins=tuple(each.name for each in staff(desk) if is_any(each, Role.ADMIN) and not each.ended),
        # Whoever types a PIN or asks for help does not wait for what is not said there.
        prompts=_sheeted(desk, edition, person.id) if person and kinds & SHEET else {},
        notices=tuple(_posted(desk)) if person and kinds & NOTICES else (),
        today=desk.clock().astimezone(zone).date(),
    )


def _member(desk: Desk, person: Person) -> Member:
    return Member(person.name, is_any(person, *RECORDERS), bool(person.released), asked_now(desk, person.id))


def _sheeted(desk: Desk, edition: Edition, person: str) -> dict[int, Sheeted]:
    """Every prompt of the sheet by its number, those to be recorded first at first."""
    content = coming(desk)
    live = {(prompt.id, prompt.language): prompt.script for prompt in prompts(edition.content)}
    recorded, mine = _recorded(desk), _agreed(desk, person)
    unheard = _unheard(desk, person, ZoneInfo(content.line.time_zone))
    known = _known(_Same(content))
    found = {}
    for each in sorted(script_sheet(desk, content), key=lambda each: _turn(each.prompt.id)):
        key = each.prompt.id, each.prompt.language
        name, seconds, digest = known[key]
        heard = _heard(edition, each.prompt)
        new = live.get(key) != each.prompt.script
        waits = (*key, digest) in recorded and (new or heard is not Heard.PERSON)
        mark, agreed = mark_of(each.prompt.script), tuple(mine.get((*key, digest), ()))
        found[each.number] = Sheeted(
            each.prompt, heard, new, waits, seconds, name, mark, agreed, unheard.get((*key, digest))
        )
    return found


@dataclass(frozen=True, eq=False)
class _Same:
    """Content as a key: `coming` gives the very same object for the same words, so that nothing need be compared."""

    content: Content

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.content is self.content

    def __hash__(self) -> int:
        return id(self.content)


@lru_cache(maxsize=2)
def _known(same: _Same) -> Mapping[tuple[PromptId, Language], tuple[str, int, str]]:
    """What hangs on the words alone, for each prompt: its name, how long a recording may be, the hash of its words."""
    content = same.content
    return {
        (each.id, each.language): (prompt_name(content, each), longest(content, each), script_hash(each.script))
        for each in prompts(content)
    }


def _turn(prompt: str) -> int:
    return next((at for at, first in enumerate(_FIRST) if prompt.startswith(first)), len(_FIRST))


def _heard(edition: Edition, prompt: Prompt) -> Heard:
    sound = edition.sound(prompt.id, prompt.language, Pace.NORMAL)
    if sound is None:
        return Heard.NONE
    return Heard.PERSON if sound.source == SOURCE else Heard.MACHINE


def longest(content: Content, prompt: Prompt) -> int:
    """How many seconds a recording of a prompt may last."""
    script = reading(content, prompt)
    _, most = span(script)
    expected = script.words / _WORDS_PER_SECOND + sum(script.pauses if script.kind is not Kind.TOPIC else ())
    return round(max(min(expected * _TIMES + _SPARE, _LONGEST), most + _AROUND))


def _recorded(desk: Desk) -> set[tuple[str, str, str]]:
    """Prompt, language and words of every good recording that is published or open, whoever still has to approve it."""
    with desk.database.reading() as connection:
        found = {(take.prompt, take.language, take.script) for take in takings.all_open(connection)}
    return found | {(*key, take.script) for key, take in recordings(desk, current(desk)).items()}


def _agreed(desk: Desk, person: str) -> Mapping[tuple[str, str, str], Sequence[int]]:
    """The numbers of somebody's open recordings that an approver has agreed to, by prompt, language and words."""
    found: dict[tuple[str, str, str], list[int]] = {}
    with desk.database.reading() as connection:
        for take in agreed_of(connection, person):
            found.setdefault((take.prompt, take.language, take.script), []).append(take.id)
    return found


def _unheard(desk: Desk, person: str, zone: ZoneInfo) -> Mapping[tuple[str, str, str], Unheard]:
    """Somebody's latest open recording that they have not heard back, by prompt, language and words."""
    with desk.database.reading() as connection:
        takes = {
            take.id: take for take in takings.all_open(connection) if take.author == person and take.phone == UNHEARD
        }
        rows = sorted(of_takes(connection, takes), key=lambda row: row.asked_at)
    found = ((takes[row.take], row) for row in rows)
    return {
        (take.prompt, take.language, take.script): Unheard(
            row.id, row.asked_at.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
        )
        for take, row in found
    }


def _posted(desk: Desk) -> Iterator[Posted]:
    now = desk.clock()
    for each in notices.listed(desk):
        on = each.on[0] if each.on else None
        unsigned = each.unsigned > 0
        yield Posted(
            each.notice,
            each.said,
            on.start if on else None,
            on.end if on else None,
            on is not None and on.begins <= now,
            unsigned=unsigned,
            blocked=unsigned and desk.production,
            turns=notice_turns.turns(desk, each.notice),
        )


def _national(number: str) -> str:
    """A number as the people of its country write it: (202) 555-0123."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL))
