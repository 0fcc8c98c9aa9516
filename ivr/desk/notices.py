"""Switching notices on and off: one person is enough, for the words of a notice were approved before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ivr.content.model import Content, Edition, Severity
from ivr.content.notice_lengths import too_long
from ivr.content.notices import FILE, On, ended, with_on, without
from ivr.content.readers import read_content
from ivr.content.rules.notices import RULES
from ivr.desk import people
from ivr.desk.desk import Desk, current
from ivr.desk.naming.clock import end, moment
from ivr.desk.next_edition import Change, Files, publish_change
from ivr.desk.people import Role
from ivr.desk.read_once import content_of, unsigned
from ivr.editions import layout
from ivr.editions.stored import Stored
from ivr.errors import DeskError, EditionError
from ivr.store.audit import Entry
from ivr.store.blobs import Blobs

# Who forgets a notice shall not have it heard for years; it can be switched on again.
MOST_DAYS = 31
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d{1,2}:\d\d)")


@dataclass(frozen=True)
class Listed:
    """A notice as staff see it: its words in the line's first language, when it is on, and who has not signed it.

    Attributes:
        notice: its name.
        said: what callers hear.
        on: the times for which it is switched on and that are not over, in order.
        unsigned: how many pieces of its words nobody has signed.
    """

    notice: str
    said: str
    on: tuple[On, ...]
    unsigned: int


def as_read(notice: str) -> str:
    """The id of a notice as people read it: `Office closed`."""
    return notice.replace("-", " ").capitalize()


def listed(desk: Desk) -> tuple[Listed, ...]:
    """Every notice that could be switched on; raises DeskError, StoreError, EditionError."""
    files, now = current(desk).content, desk.clock()
    content = content_of(files)
    words = content.words[content.default_language]
    lacking = unsigned(files)
    left = [on for on in content.notices if on.ends > now]
    return tuple(
        Listed(
            name,
            each.said,
            tuple(sorted((on for on in left if on.notice == name), key=lambda on: on.begins)),
            sum(1 for u in lacking if u.file.endswith(f"/{FILE}") and u.item.startswith(f"notice.{name}.")),
        )
        for name, each in words.notices.items()
    )


def switch_on(desk: Desk, by: str, notice: str, until: str, start: str = "") -> tuple[int, On]:
    """Let callers and texters know of something for a while.

    Args:
        desk: the line's.
        by: the id of a recorder, editor, approver or admin.
        notice: its name.
        until: when it ends, by the clocks of the line's time zone: `18:00` (the next time that clocks show that),
            `2026-11-26` (that day to its end) or `2026-11-26 18:00`.
        start: when it begins, likewise (a day from its beginning); now where it is "".

    Returns:
        The number of the edition, and for when it is on.

    Raises:
        DeskError: a rule is against it: two are on already, it lasts too long, nobody has signed it ...
        ContentError, RenderError, EditionError, StoreError: as `publish_change`.
    """
    people.require(desk, by, Role.RECORDER, Role.EDITOR, Role.APPROVER, Role.ADMIN)
    content = content_of(current(desk).content)
    _refuse_unknown(content, notice)
    zone, now = ZoneInfo(content.line.time_zone), desk.clock()
    begins = when(start, now, zone, last=False) if start else now.astimezone(zone).replace(tzinfo=None, microsecond=0)
    on = On(notice, begins, when(until, now, zone, last=True), content.line.time_zone, by)
    _refuse_times(on, now)

    def words(files: Files) -> Files:
        changed = with_on(ended(files, now), on)
        _refuse_unfit(desk, files, changed, notice)
        return changed

    entry = Entry(now, by, "notice on", f"notice.{notice}", "", _told(on))
    change = Change(by, "notice", words, f"{as_read(notice)}, on {_told(on)}.", entries=[entry])
    return publish_change(desk, change), on


def switch_off(desk: Desk, by: str, notice: str) -> int:
    """Let nobody hear a notice any more, now or later; the number of the edition.

    Raises:
        DeskError: they may not.
        ContentError: it is not on.
        RenderError, EditionError, StoreError: as `publish_change`.
    """
    people.require(desk, by, Role.RECORDER, Role.EDITOR, Role.APPROVER, Role.ADMIN)
    now = desk.clock()
    content = content_of(current(desk).content)
    before = "; ".join(_told(on) for on in content.notices if on.notice == notice)
    entry = Entry(now, by, "notice off", f"notice.{notice}", before, "")

    def words(files: Files) -> Files:
        return ended(without(files, notice), now)

    return publish_change(desk, Change(by, "notice", words, f"{as_read(notice)}, off.", entries=[entry]))


def when(text: str, now: datetime, zone: ZoneInfo, *, last: bool) -> datetime:
    """The moment that somebody means, as clocks on the wall show it (naive).

    Args:
        text: `18:00`, `2026-11-26` or `2026-11-26 18:00`.
        now: aware.
        zone: where the clocks are.
        last: whether a day means its end, and not its beginning.

    Raises:
        DeskError: it is none of these.
    """
    asked, local = text.strip(), now.astimezone(zone).replace(tzinfo=None)
    try:
        if found := _CLOCK.fullmatch(asked):
            moment = datetime.combine(local.date(), time(int(found[1]), int(found[2])))
            return moment if moment > local else moment + timedelta(days=1)
        if _DAY.fullmatch(asked):
            return datetime.combine(date.fromisoformat(asked), time()) + timedelta(days=int(last))
        if found := _MOMENT.fullmatch(asked):
            hour, _, minute = found[2].partition(":")
            return datetime.combine(date.fromisoformat(found[1]), time(int(hour), int(minute)))
    except (ValueError, OverflowError):
        pass
    raise DeskError(f'{text!r} is no time. Write it as 18:00, 2026-11-26 or "2026-11-26 18:00".')


def _refuse_unknown(content: Content, notice: str) -> None:
    names = list(dict.fromkeys(name for words in content.words.values() for name in words.notices))
    if notice not in names:
        has = f"There are: {', '.join(names)}." if names else "There is none at all."
        raise DeskError(f"There is no notice {notice!r}. {has}")


def _refuse_times(on: On, now: datetime) -> None:
    if on.ends <= now:
        raise DeskError(f"{moment(on.end)} is over already.")
    if on.begins >= on.ends:
        raise DeskError(f"It would end ({end(on.end)}) before it begins ({moment(on.start)}).")
    if on.ends - max(on.begins, now) > timedelta(days=MOST_DAYS):
        raise DeskError(
            f"A notice is on for {MOST_DAYS} days at most, so that none is forgotten; switch it on again then."
        )


def _refuse_unfit(desk: Desk, before: Files, after: Files, notice: str) -> None:
    """What keeps a notice from callers, in sentences of its own: unsigned, too many at once, too long."""
    lacking = _unsigned(after, notice) if desk.production else []
    if lacking:
        raise DeskError(
            f"Nobody has signed {', '.join(lacking)} yet, so {notice} cannot be switched on. "
            "An approver signs words as they are with `ivr approve --sign`."
        )
    content, _ = read_content(after)
    known = {problem.says for rule in RULES for problem in rule.problems(content_of(before))}
    wrong = [problem for rule in RULES for problem in rule.problems(content) if problem.severity is Severity.ERROR]
    says = [problem.says for problem in wrong if problem.says not in known]
    says = says or list(too_long(_edition(desk, content)))
    if says:
        raise DeskError("\n".join(says))


def _edition(desk: Desk, content: Content) -> Edition:
    """The published edition with these notices on: its sounds are those of every notice, on or not."""
    base: Stored = current(desk)
    ((_, table),) = Blobs(desk.database).fetch({base.hashes[layout.TABLE]})
    sounds = layout.read_table(table)
    lacking = [on.notice for on in content.notices if not any(key[0] == f"notice.{on.notice}" for key in sounds)]
    if lacking:
        raise EditionError(f"The published edition has no sound for {lacking[0]}.")
    return Edition(base.number, content, sounds)


def _unsigned(files: Files, notice: str) -> list[str]:
    return [
        f"{each.item} ({each.language})"
        for each in unsigned(files)
        if each.file.endswith(f"/{FILE}") and each.item.startswith(f"notice.{notice}.")
    ]


def _told(on: On) -> str:
    return f"from {moment(on.start)} to {end(on.end)}"
