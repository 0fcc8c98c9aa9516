"""What waits for somebody at the desk: to agree to, to mend, to do; and what is ready to be published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ivr.content.model import Content
from ivr.content.notices import On
from ivr.desk.approving.consent import is_voice_of
from ivr.desk.approving.signatures import own, signatures, to_sign
from ivr.desk.checking import Service, services
from ivr.desk.desk import Desk, current
from ivr.desk.editing import open_drafts
from ivr.desk.people import Role, is_any, staff
from ivr.desk.phone.not_taken import not_taken, on_the_way
from ivr.desk.problems import Problem, problems
from ivr.desk.publishing import of_these
from ivr.desk.read_once import content_of
from ivr.desk.sending_back import SentBack, sent_back
from ivr.desk.takes import TakeStanding, take_standings
from ivr.desk.views.cards import Card, cards
from ivr.desk.views.stale import Stale, stale
from ivr.store.audit import Audit, Wanted
from ivr.store.people import Person
from ivr.store.refusals import Coming, Refusal

SOON = timedelta(days=30)  # a review takes a clinician some weeks
NEXT_TO_DIAL = 3
NEVER_DIALED = "911"  # to try it would keep the line from somebody in danger


@dataclass(frozen=True)
class ToReview:
    """A topic whose review is due: its title in the line's first language, and until when it was reviewed, if ever."""

    topic: str
    title: str
    until: date | None
    past: bool


@dataclass(frozen=True)
class WrongNumber:
    """An open report that a service's number or hours are wrong, and how far somebody is with it.

    Attributes:
        problem: the report.
        called: the service, in the line's first language.
        draft: the first open draft that changes it; 0 where nobody has written one.
        published: whether a change of it was published since.
        who: the names of those who can do what comes next: change it, or note that it is done.
        may: whether whoever looks is one of them.
    """

    problem: Problem
    called: str
    draft: int
    published: bool
    who: tuple[str, ...]
    may: bool


@dataclass(frozen=True)
class Waiting:
    """What waits for one person.

    Attributes:
        wrong_numbers: reports of wrong numbers with which they can do what comes next; first, since callers suffer.
        to_agree, takes_to_agree: cards and recordings that they may approve.
        to_sign: how many published words they may sign.
        unsigned: how many published words nobody has signed.
        my_voice: recordings that nobody can agree to before they have agreed that callers hear their voice.
        mine, my_takes: their own cards and recordings, and how each stands.
        back: what was sent back to them.
        not_taken: what they recorded by telephone and was not kept, with the reasons.
        on_the_way: what they recorded by telephone and is not here yet.
        ready: how many drafts, recordings and signatures would be published now.
    """

    wrong_numbers: tuple[WrongNumber, ...]
    to_agree: tuple[Card, ...]
    takes_to_agree: tuple[TakeStanding, ...]
    to_sign: int
    unsigned: int
    my_voice: tuple[TakeStanding, ...]
    mine: tuple[Card, ...]
    my_takes: tuple[TakeStanding, ...]
    back: tuple[SentBack, ...]
    not_taken: tuple[Refusal, ...]
    on_the_way: tuple[Coming, ...]
    ready: int

    @property
    def nothing(self) -> bool:
        """Whether nothing at all waits for them."""
        theirs = self.mine or self.my_takes or self.my_voice or self.back or self.not_taken or self.on_the_way
        return not (self.wrong_numbers or self.to_agree or self.takes_to_agree or self.to_sign or theirs)


@dataclass(frozen=True)
class Around:
    """What everybody should know of today.

    Attributes:
        notices: those that are on now, or begin or end today, in order of their beginning.
        dial: who should be dialed next, whoever was reported first, and everybody past their check; never 911.
        past_checks: how many are past it.
        review: topics whose review is due or soon will be.
        never_reviewed: how many topics nobody has reviewed.
        stale: recordings that nobody hears because their words have changed.
        problems: what was reported and is not done.
    """

    notices: tuple[On, ...]
    dial: tuple[Service, ...]
    past_checks: int
    review: tuple[ToReview, ...]
    never_reviewed: int
    stale: tuple[Stale, ...]
    problems: tuple[Problem, ...]


def waiting(desk: Desk, person: Person) -> Waiting:
    """What waits for somebody; raises DeskError (nothing was ever published), StoreError, EditionError."""
    words, takes, signed = cards(desk), take_standings(desk), signatures(desk)
    files, signable = current(desk).content, to_sign(desk, signed)
    approver = is_any(person, Role.APPROVER)
    drafted = {(each.draft.item, each.draft.language) for card in words for each in card.parts if each.approved}
    return Waiting(
        wrong_numbers=tuple(each for each in wrong_numbers(desk, person) if each.may and not each.draft),
        to_agree=tuple(each for each in words if approver and may_agree(each, person)),
        takes_to_agree=tuple(each for each in takes if approver and may_agree_to_take(each, person)),
        to_sign=sum(1 for each in signable if approver and not own(each, person)),
        unsigned=len(signable),
        my_voice=tuple(each for each in takes if each.voice == person.id),
        mine=tuple(each for each in words if each.first.draft.author == person.id),
        my_takes=tuple(each for each in takes if each.take.author == person.id),
        back=sent_back(desk, person.id),
        not_taken=not_taken(desk, person.id),
        on_the_way=on_the_way(desk, person.id),
        ready=len(drafted)
        + sum(1 for each in takes if each.approved)
        + sum(1 for key in of_these(files, signed) if key not in drafted),
    )


def around(desk: Desk) -> Around:
    """What everybody should know of today; raises as `waiting`."""
    content, now = content_of(current(desk).content), desk.clock()
    listed = [each for each in services(desk) if each.resource.number != NEVER_DIALED]
    known = problems(desk)
    first = [each for each in listed if _to_dial_anew(content, each, known)]
    past = [each for each in listed if each.past and each not in first]
    after = [each for each in listed if not each.past and each not in first]
    review = tuple(_to_review(content, _day(content, now)))
    return Around(
        notices=tuple(_of_today(content, now)),
        dial=(*first, *past, *after)[: max(NEXT_TO_DIAL, len(first) + len(past))],
        past_checks=sum(1 for each in listed if each.past),
        review=tuple(each for each in review if each.until),
        never_reviewed=sum(1 for each in review if not each.until),
        stale=stale(desk),
        problems=tuple(each for each in known if each.done is None),
    )


def wrong_numbers(desk: Desk, person: Person) -> tuple[WrongNumber, ...]:
    """Open reports of wrong numbers and hours, the newest first; raises as `waiting`."""
    reported = [each for each in problems(desk) if each.done is None and each.service]
    if not reported:
        return ()
    content, drafts, everybody = content_of(current(desk).content), open_drafts(desk), staff(desk)
    found = []
    for each in reported:
        item = f"resource.{each.service}."
        published = bool(Audit(desk.database).page(Wanted(what="publish draft", item=item, since=each.at), 1))
        can = (Role.APPROVER, Role.ADMIN) if published else (Role.EDITOR, Role.ADMIN)
        resource = content.resources.get(each.service)
        words = resource.words.get(content.default_language) if resource else None
        found.append(
            WrongNumber(
                each,
                words.name if words else each.service,
                next((draft.id for draft in drafts if draft.item.startswith(item)), 0),
                published,
                tuple(other.name for other in everybody if not other.ended and is_any(other, *can)),
                is_any(person, *can) and resource is not None,
            )
        )
    return tuple(found)


def may_agree(card: Card, person: Person) -> bool:
    """Whether an approver could agree to a card: it waits, and is not their own."""
    return card.waits and card.first.draft.author != person.id


def may_agree_to_take(each: TakeStanding, person: Person) -> bool:
    """The same for a recording, which is not of their own voice either."""
    return each.waits and each.take.author != person.id and not is_voice_of(each.take, person)


def _to_dial_anew(content: Content, service: Service, known: tuple[Problem, ...]) -> bool:
    """Whether nobody has dialed a service since somebody reported its number or hours."""
    on = service.resource.checked_on if service.until else None
    return any(each.service == service.resource.id and (on is None or on < _day(content, each.at)) for each in known)


def _of_today(content: Content, now: datetime) -> list[On]:
    zone = ZoneInfo(content.line.time_zone)
    midnight = datetime.combine(_day(content, now) + timedelta(days=1), datetime.min.time(), zone)
    return sorted((on for on in content.notices if on.ends > now and on.begins < midnight), key=lambda on: on.begins)


def _to_review(content: Content, today: date) -> list[ToReview]:
    topics = content.words[content.default_language].topics.values()
    found = []
    for topic in topics:
        signed = topic.signature
        until = signed.review_by if signed.reviewed_by else None
        if until is None and signed.reviewed_by:
            continue  # reviewed, and for no stated time
        if until is None or until - today <= SOON:
            found.append(ToReview(topic.name, topic.title, until, past=until is not None and until < today))
    return found


def _day(content: Content, now: datetime) -> date:
    return now.astimezone(ZoneInfo(content.line.time_zone)).date()
