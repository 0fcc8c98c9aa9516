"""A desk on paper for tests of the staff call: the shipped words, a script sheet, and what is known at each step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ivr.content.model import Content
from ivr.content.prompts import prompts
from ivr.flow.session import Promised
from ivr.flow.staff.book import Book, Heard, Member, Posted, Sheeted
from ivr.flow.staff.session import (
    AgreeVoice,
    CheckTake,
    DropTake,
    SignIn,
    StaffAnswer,
    StaffAsk,
    StaffSession,
    SwitchOff,
    SwitchOn,
    Taken,
)

NOON = datetime.fromisoformat("2026-06-17T12:00:00-04:00")
FIRST = (1, 2, 6)  # the numbers of greeting.name, greeting.emergency, where.main
ROLES = {
    101: Member("Rosa Diaz", records=True, agreed=True),
    102: Member("Ann Lee", records=False, agreed=False),
    103: Member("Sam Ruiz", records=True, agreed=False),
}
__all__ = ["FIRST", "NOON", "PaperDesk", "book_of"]


def book_of(content: Content, staff: Mapping[int, Member] = ROLES) -> Book:
    """The shipped words: nobody has recorded any prompt but the second, no notice is on."""
    language = content.default_language
    words = content.words[language]
    sheet = {number: Sheeted(prompt, seconds=30) for number, prompt in enumerate(prompts(content), 1)}
    sheet[2] = replace(sheet[2], heard=Heard.PERSON)
    return Book(
        language=language,
        line=content.line.names[language],
        words=words.staff,
        speech=words.speech,
        public="(202) 555-0123",
        member=staff.get(101),
        admins=("Ada Byron",),
        prompts=sheet,
        notices=tuple(Posted(name, each.said) for name, each in words.notices.items()),
        today=NOON.date(),
    )


@dataclass
class PaperDesk:
    """A desk whose answers are given, and which keeps what they come to."""

    content: Content
    now: datetime = NOON
    away: bool = False
    staff: dict[int, Member] = field(default_factory=lambda: dict(ROLES))
    _book: Book | None = None

    def book(self, session: StaffSession) -> Book:
        """What is known at this moment."""
        found = self._book or book_of(self.content)
        self._book = found
        member = self.staff.get(session.person)
        if self.away:
            return replace(found, away=True, member=None, admins=(), prompts={}, notices=())
        return replace(found, member=member, today=self._today())

    def change(self, **values: object) -> None:
        """Let something else be true from now on."""
        self._book = replace(self._book or book_of(self.content), **values)  # type: ignore[arg-type]

    def settle(self, session: StaffSession, ask: StaffAsk, answer: StaffAnswer) -> StaffSession:
        """Keep what an answer comes to; the session whose book is wanted next."""
        book = self._book or book_of(self.content)
        match ask, answer:
            case SignIn(number=number), Promised():
                return replace(session, person=number)
            case CheckTake(prompt=number), Taken():
                self._waits(number, waits=True)
            case DropTake(), Promised():
                self._waits(session.prompt, waits=False)
            case AgreeVoice(), Promised():
                before = self.staff[session.person]
                self.staff[session.person] = replace(before, agreed=True, turn=before.turn + 1)
            case SwitchOn(notice=notice, until=until), Promised():
                self._post(book, notice, until)
            case SwitchOff(notice=notice), Promised():
                self._post(book, notice, None)
        return session

    def _waits(self, number: int, *, waits: bool) -> None:
        book = self._book or book_of(self.content)
        self.change(prompts={**book.prompts, number: replace(book.prompts[number], waits=waits)})

    def _today(self) -> date:
        return self._local().date()

    def _local(self) -> datetime:
        return self.now.astimezone(ZoneInfo(self.content.line.time_zone)).replace(tzinfo=None)

    def _post(self, book: Book, notice: str, until: date | None) -> None:
        end = None if until is None else datetime.combine(until, datetime.min.time()) + timedelta(days=1)
        begins = self._local() if end else None
        changed = (
            replace(each, begins=begins, ends=end, on=end is not None, turns=each.turns + 1)
            if each.id == notice
            else each
            for each in book.notices
        )
        self.change(notices=tuple(changed))
