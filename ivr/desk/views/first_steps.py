"""A newcomer's first task in a demo: three steps by which a recording comes to callers, ticked off as they happen."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.content.model import Language, PromptId
from ivr.desk.desk import Desk, current
from ivr.desk.edition_recordings import recordings
from ivr.desk.people import Role, is_any, staff
from ivr.desk.read_once import content_of
from ivr.desk.takes import RECORDERS, take_standings
from ivr.store.people import Person

PROMPT: PromptId = "greeting.name"  # what every caller hears first


@dataclass(frozen=True)
class FirstSteps:
    """How far the first task has come.

    Attributes:
        prompt, language: what is recorded.
        recorded, agreed, published: which steps are done.
        recorders, approvers, publishers: who may do each, besides nobody.
        voice: who must agree that callers hear their voice, before anybody can agree to the recording; None for nobody.
        take, author: the recording that waits for an approver or for its publishing, and who handed it in; 0 and ""
            where none does.
    """

    prompt: PromptId
    language: Language
    recorded: bool
    agreed: bool
    published: bool
    recorders: tuple[Person, ...]
    approvers: tuple[Person, ...]
    publishers: tuple[Person, ...]
    voice: Person | None
    take: int
    author: str

    @property
    def step(self) -> int:
        """The number of the step that comes next; 4 where all are done."""
        return 1 + [self.recorded, self.agreed, self.published, False].index(False)


def first_steps(desk: Desk) -> FirstSteps:
    """How far it has come; raises DeskError (nothing was ever published), StoreError, EditionError."""
    base = current(desk)
    language = content_of(base.content).default_language
    published = (PROMPT, language) in recordings(desk, base)
    waiting = [each for each in take_standings(desk) if (each.take.prompt, each.take.language) == (PROMPT, language)]
    agreed = [each for each in waiting if each.approved]
    there = [each for each in staff(desk) if not each.ended]
    first = next((each.take for each in (*agreed, *waiting)), None)
    silent = {each.voice for each in waiting} if not any(each.waits for each in waiting) else set()
    return FirstSteps(
        PROMPT,
        language,
        recorded=published or bool(waiting),
        agreed=published or bool(agreed),
        published=published,
        recorders=tuple(each for each in there if is_any(each, *RECORDERS)),
        approvers=tuple(each for each in there if is_any(each, Role.APPROVER)),
        publishers=tuple(each for each in there if is_any(each, Role.APPROVER, Role.ADMIN)),
        voice=next((each for each in there if each.id in silent), None),
        take=first.id if first else 0,
        author=first.author if first else "",
    )
