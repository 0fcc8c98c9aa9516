"""Checking support services: who dialed which number and when; what nobody has dialed for too long drops out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from threading import Event
from zoneinfo import ZoneInfo

import structlog

from ivr.content.items import written
from ivr.content.lapsing import days_of, kept, lapsed, overdue, past_check, stays, with_lapsed
from ivr.content.model import Content, Resource
from ivr.content.readers.lapsed import read_lapsed
from ivr.desk import people
from ivr.desk.desk import THE_LINE, Desk, current
from ivr.desk.next_edition import Change, Files, publish_change
from ivr.desk.read_once import content_of
from ivr.errors import DeskError, IvrError
from ivr.store.audit import Entry
from ivr.store.editions import Editions

EVERY = 60.0  # seconds between two looks; all but the first of a day, or after a publish, ask for one number only
LONGEST_ANSWER = 300

log = structlog.get_logger()


@dataclass(frozen=True)
class Service:
    """A support service as staff see it.

    Attributes:
        resource: the service.
        until: the last day on which its check holds; None where nobody ever checked it.
        past: whether it is past its check today.
        stays: whether it never drops out.
        given: whether callers are given it at the moment, by a group or by key 0.
    """

    resource: Resource
    until: date | None
    past: bool
    stays: bool
    given: bool


def services(desk: Desk) -> tuple[Service, ...]:
    """Every service of the published edition, whoever should be dialed next first.

    Raises:
        DeskError, StoreError, EditionError: as `ivr.desk.desk.current`.
    """
    content = content_of(current(desk).content)
    found = [_service(content, each, _today(desk, content)) for each in content.resources.values()]
    return tuple(sorted(found, key=lambda each: (each.until or date.min, each.resource.id)))


def checked(desk: Desk, by: str, name: str, on: date | None = None, answered: str = "") -> int:
    """Note that a service was dialed and is what we say it is; callers are given it again. One person is enough.

    Args:
        desk: the line's.
        by: the id of anybody on the staff.
        name: the service, as resources.toml has it.
        on: the day of the call; today where it is not given.
        answered: what was heard, for the log.

    Returns:
        The number of the edition that says so.

    Raises:
        DeskError: a rule is against it.
        ContentError, RenderError, EditionError, StoreError: as `publish_change`.
    """
    people.require(desk, by)
    if len(answered) > LONGEST_ANSWER or not answered.isprintable():
        raise DeskError(f"What was answered is kept in one line of at most {LONGEST_ANSWER} letters.")
    content = content_of(current(desk).content)
    resource = content.resources.get(name)
    if resource is None:
        raise DeskError(f"There is no service {name!r}. There are: {', '.join(sorted(content.resources))}.")
    day = _day(resource, on, _today(desk, content))
    after = f"{day} by {by}" + (f": {answered.strip()}" if answered.strip() else "")

    def words(files: Files) -> Files:
        files = written(files, f"resource.{name}.checked_on", "", day.isoformat())
        files = written(files, f"resource.{name}.checked_by", "", by)
        return with_lapsed(files, read_lapsed(files)[0] - {name})

    entry = Entry(desk.clock(), by, "check", f"resource.{name}", _before(resource), after)
    return publish_change(desk, Change(by, "check", words, f"{name} was checked on {after}", entries=[entry]))


def drop_lapsed(desk: Desk) -> tuple[str, ...]:
    """Publish an edition without the services that are past their check today, and with those that no longer are.

    Returns:
        The services that were given to callers until now and have lapsed.

    Raises:
        DeskError, ContentError, RenderError, EditionError, StoreError: as `publish_change`.
    """
    base = current(desk)
    content = content_of(base.content)
    today = _today(desk, content)
    if _lapsed_of(base.content, today) == dict(base.content):
        return ()
    before = {each.id for each in content.resources.values() if each.lapsed}
    new = tuple(name for name in lapsed(content, today) if name not in before)
    entries = [Entry(desk.clock(), THE_LINE, "lapse", f"resource.{name}", "", "past its check") for name in new]
    says = f"Past their check: {', '.join(new)}." if new else "Services that were checked are given again."
    change = Change(THE_LINE, "check", lambda files: _lapsed_of(files, today), says, entries=entries)
    try:
        publish_change(desk, change)
    except DeskError:
        files = current(desk).content  # another process may have been faster, and nothing be left to change
        if _lapsed_of(files, today) != dict(files):
            raise
        return ()
    return new


class Checks:
    """Looks, in production, whether a service is past its check: once a day, and whenever something was published."""

    def __init__(self, desk: Desk, every: float = EVERY) -> None:
        self._desk = desk
        self._every = every
        self._editions = Editions(desk.database)
        self._zone = ZoneInfo("UTC")
        self._seen: tuple[int, date] | None = None
        self._alarmed: date | None = None
        self._told = ""

    def look(self) -> bool:
        """One look; whatever fails is told once and tried again at the next. Whether all is as it should be."""
        try:
            number = self._editions.published()
            if number is not None and (number, self._today()) != self._seen:
                self._look()
        except Exception as problem:
            foreseen = isinstance(problem, IvrError)
            says = str(problem) if foreseen else f"Something unforeseen happened: {type(problem).__name__}."
            if says != self._told:
                log.error("resource.not-dropped", says=says, exc_info=not foreseen)  # noqa: TRY400 - a sentence is enough
            self._told = says
            return False
        self._told = ""
        return True

    def run(self, until: Event) -> None:
        """Look every minute until `until` is set."""
        while not until.is_set():
            self.look()
            until.wait(self._every)

    def _look(self) -> None:
        new = drop_lapsed(self._desk)
        base = current(self._desk)
        content = content_of(base.content)
        self._zone = ZoneInfo(content.line.time_zone)
        last = kept(content)
        for name in new:
            left = "callers are still given it, since nobody else is left" if name in last else "it has dropped out"
            log.error("resource.lapsed", service=name, says=f"Nobody has dialed it for too long; {left}.")
        today = self._today()
        if self._alarmed != today:
            for name in overdue(content, today):
                log.error(
                    "resource.overdue", service=name, says="Nobody has dialed it for too long; it never drops out."
                )
        self._alarmed = today
        self._seen = (base.number, today)

    def _today(self) -> date:
        return self._desk.clock().astimezone(self._zone).date()


def _lapsed_of(files: Files, today: date) -> dict[str, bytes]:
    return with_lapsed(files, lapsed(content_of(files), today))


def _today(desk: Desk, content: Content) -> date:
    return desk.clock().astimezone(ZoneInfo(content.line.time_zone)).date()


def _day(resource: Resource, on: date | None, today: date) -> date:
    """The day of a check, if it can have been that."""
    day = on or today
    if day > today:
        raise DeskError(f"{day} is still to come; today is {today}.")
    if (today - day).days > days_of(resource):
        raise DeskError(
            f"A check of {resource.id} holds {days_of(resource)} days, and {day} is longer ago. Dial it again."
        )
    if resource.checked and resource.checked_on and day < resource.checked_on:
        raise DeskError(f"{resource.id} was checked after that: {_before(resource)}.")
    return day


def _before(resource: Resource) -> str:
    return f"{resource.checked_on} by {resource.checked_by}" if resource.checked_on and resource.checked_by else ""


def _service(content: Content, resource: Resource, today: date) -> Service:
    known = resource.checked_on is not None and bool(resource.checked_by)
    until = resource.checked_on + timedelta(days=days_of(resource)) if known and resource.checked_on else None
    line = content.line
    named = {*line.person, line.crisis, *(name for group in line.groups.values() for name in group)}
    given = resource.id in named or stays(line, resource)
    return Service(resource, until, past_check(resource, today), stays(line, resource), given)
