"""What answers the staff call's questions: the desk's own rules, told as the call's values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

import structlog

from ivr.content.model import Edition, Language, PromptId
from ivr.desk.approving.consent import Where, consent_to_be_heard
from ivr.desk.desk import Desk
from ivr.desk.people import ChangedError, with_number
from ivr.desk.phone import notice_turns
from ivr.desk.phone.book import closed_book, opened_book
from ivr.desk.phone.by_ear import aloud, by_ear
from ivr.desk.phone.by_phone import (
    Gone,
    Locked,
    NotTaken,
    Recording,
    Waiting,
    became,
    cancel,
    keep,
    note_recorded,
    sign_in,
)
from ivr.desk.phone.by_phone import Taken as Kept
from ivr.desk.phone.replaced import closed_by
from ivr.desk.phone.untold import untold_aloud
from ivr.errors import DeskError, IvrError, StoreError
from ivr.flow.session import NotYet, Promised, Refused
from ivr.flow.staff.book import Book
from ivr.flow.staff.session import (
    AgreeVoice,
    CheckTake,
    Declined,
    DropTake,
    KeepTake,
    Shut,
    SignIn,
    StaffAnswer,
    StaffAsk,
    StaffSession,
    SwitchOff,
    SwitchOn,
    Taken,
)
from ivr.store import people, sheet
from ivr.store.audit import by_telephone
from ivr.store.recordings import Recordings

Spare = Mapping[Language, Mapping[PromptId, str]]

log = structlog.get_logger()


class StaffDesk:
    """The desk as a staff call knows it; whatever it is asked, it answers in the call's own values."""

    def __init__(self, desk: Desk, playing: Callable[[], Edition], public: str, spare: Spare) -> None:
        """Open nothing yet.

        Args:
            desk: the line's.
            playing: the edition that callers hear.
            public: the number that callers call (E.164, or "").
            spare: the staff line's fixed words by language, for an edition that has not all of them.
        """
        self._desk = desk
        self._playing = playing
        self._public = public
        self._spare = spare

    def book(self, session: StaffSession) -> Book:
        """What may be known now; a desk that cannot be reached gives what is known without it."""
        edition = self._playing()
        closed = closed_book(edition, self._public, self.words())
        try:
            return self._with_untold(opened_book(closed, self._desk, edition, session), session)
        except IvrError as problem:
            log.warning("staff.desk-away", says=str(problem))
            return closed

    def words(self) -> Mapping[PromptId, str]:
        """The fixed words of the staff line, in the language that it speaks."""
        content = self._playing().content
        language = content.default_language
        return {**self._spare.get(language, {}), **content.words[language].staff}

    def answer(self, ask: StaffAsk, session: StaffSession, call: str) -> StaffAnswer:
        """Do what is asked, or say why not.

        Args:
            ask: the question.
            session: who asks.
            call: a pseudonym of the call.
        """
        try:
            with by_telephone():
                return self._answer(ask, session, call)
        except StoreError as problem:
            log.warning("staff.desk-away", asked=type(ask).__name__, says=str(problem))
            return Refused("unavailable")
        except ChangedError:
            return Refused("changed")
        except IvrError as problem:
            return Declined(aloud(str(problem).split("\n")))

    def told(self, session: StaffSession, recording: str, call: str) -> None:
        """Note that this person recorded this prompt, though they may have hung up, or left the staff since.

        Raises:
            DeskError: there is no such person or prompt, so it can be no recording of ours.
            StoreError: it could not be noted.
        """
        note_recorded(self._desk, self._recording(session, recording, call))

    def _recording(self, session: StaffSession, recording: str, call: str) -> Recording:
        """A recording by this person of this prompt; raises DeskError where there is no such person or prompt."""
        with self._desk.database.reading() as connection:
            person = people.by_number(connection, session.person)
            known = {number: key for key, number in sheet.numbers(connection).items()}
        if person is None or session.prompt not in known:
            raise DeskError("That is no recording of a staff call.")
        return Recording(recording, call, person.id, *known[session.prompt], session.script)

    def _with_untold(self, book: Book, session: StaffSession) -> Book:
        """With what somebody should hear who has signed in at this moment: their PIN is still where they are."""
        if book.member is None or session.kind != "pin":
            return book
        told = untold_aloud(self._desk, self._who(session), session.started)
        return replace(
            book, untold=tuple(replace(each, says=" ".join(by_ear([each.says], book.words))) for each in told)
        )

    def _answer(self, ask: StaffAsk, session: StaffSession, call: str) -> StaffAnswer:
        match ask:
            case SignIn(number=number, pin=pin):
                found = sign_in(self._desk, number, pin)
                return self._shut(found) if isinstance(found, Locked) else Promised() if found else Refused("wrong")
            case CheckTake(recording=recording):
                self.told(session, recording, call)
                return self._became(session, self._recording(session, recording, call))
            case KeepTake(recording=recording):
                if why := closed_by(self._desk, recording):
                    return Refused(why)
                keep(self._desk, self._who(session), recording)
            case DropTake(recording=recording):
                self.told(session, recording, call)  # what the desk does not know of yet must never come in later
                cancel(self._desk, self._who(session), recording)
            case AgreeVoice(turn=turn):
                consent_to_be_heard(self._desk, self._who(session), Where.PHONE, turn)
            case SwitchOn(notice=notice, until=until):
                notice_turns.on_until(self._desk, self._who(session), notice, until)
            case SwitchOff(notice=notice):
                notice_turns.off(self._desk, self._who(session), notice)
        return Promised()

    def _shut(self, locked: Locked) -> Shut:
        zone = ZoneInfo(self._playing().content.line.time_zone)
        return Shut(locked.until.astimezone(zone).replace(tzinfo=None))

    def _became(self, session: StaffSession, recording: Recording) -> StaffAnswer:
        found = became(self._desk, recording)
        if isinstance(found, NotTaken | Gone):  # they hear why now, and need not hear it as they sign in again
            Recordings(self._desk.database).heard_why([recording.id], session.started)
        match found:
            case Waiting():
                return NotYet()
            case Kept(take=take, says=says):
                return Taken(take, by_ear(says, self.words()))
            case NotTaken(says=says):
                return Declined(by_ear(says, self.words()))
            case Gone():
                return Refused("gone")

    def _who(self, session: StaffSession) -> str:
        person = with_number(self._desk, session.person)
        if person is None:
            raise DeskError("You are not on the staff list any more.")
        return person.id
