"""Problems that staff report: entries of the audit log, open until an approver or admin notes that they are done."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from ivr import e164
from ivr.desk.desk import Desk, current
from ivr.desk.people import Role, may, require
from ivr.desk.read_once import content_of
from ivr.errors import DeskError
from ivr.store import audit, people
from ivr.store.audit import Audit, Entry, Wanted
from ivr.store.turns import alone

LONGEST, LONGEST_PLACE = 500, 120  # letters
REPORTED, DONE = "problem", "problem done"
_MOST = 100_000  # entries that are looked through
_WHERE = "\nWhere: "  # begins the last line of what is written down, which is ours wherever there is one like it
_ABOUT = "\nNumber of: "  # begins a line after that one, likewise
_OF_SERVICE = re.compile(r"([^:]+): (.*?)(?:, should be (.+))?")
_FEWEST_DIGITS = 7  # of a telephone number without its area
# Digits with what people write between them; a date and a time of day are taken out before.
_ROW = re.compile(r"\+?\d(?:[\s().\-/\u2010-\u2015]{0,3}\d){6,}")
_MOMENT = re.compile(r"\b\d{4}-\d\d?-\d\d?\b|\b\d\d?[./]\d\d?[./]\d{2,4}\b|\b\d\d?[:.]\d\d\b")
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


@dataclass(frozen=True)
class WrongDetails:
    """That a problem is of what callers are told about a service: its name in resources.toml, its number, if known."""

    service: str
    new: str = ""


@dataclass(frozen=True)
class Problem:
    """Something that somebody on the staff has reported.

    Attributes:
        number: by which people speak of it.
        what: in their words.
        where: a place or a prompt; "" where nobody said.
        by: the id of whoever reported it.
        at: aware.
        done: what was written when it was done; None while it is open.
        done_by: the id of whoever noted that.
        done_at: when.
        service: whose number or hours it is about; "" for any other problem.
        was: the number that the line said then.
        new: the right number, as far as whoever reported it knows.
    """

    number: int
    what: str
    where: str
    by: str
    at: datetime
    done: str | None = None
    done_by: str = ""
    done_at: datetime | None = None
    service: str = ""
    was: str = ""
    new: str = ""


def problems(desk: Desk) -> tuple[Problem, ...]:
    """Every problem, the open ones first, and of these the newest; raises StoreError."""
    found = _read(Audit(desk.database).page(Wanted(what=REPORTED), _MOST))
    return tuple(sorted(found, key=lambda each: (each.done is not None, -each.number)))


def report(desk: Desk, by: str, what: str, where: str = "", about: WrongDetails | None = None) -> Problem:
    """Tell everybody of a problem. The same words once more while they are open make no second one.

    Args:
        desk: the line's.
        by: the id of anybody on the staff.
        what: what happened: at most 500 letters, and nothing about who the caller was.
        where: a place or a prompt.
        about: the service whose number or hours are wrong. The new number is kept apart: in the words none may stand.

    Raises:
        DeskError: a rule is against it; says which.
    """
    require(desk, by)
    what, where = _fit(what, LONGEST, "what happened"), _fit(where, LONGEST_PLACE, "where").replace("\n", " ")
    if not what:
        raise DeskError("Say what happened, in a sentence or two.")
    try:
        _refuse_private(desk, f"{where}\n{what}")
    except DeskError as problem:
        raise DeskError(
            f"{problem} The service's new number has a field of its own." if about else str(problem)
        ) from None
    service, was, new = _about(desk, about)
    with alone(desk.database) as connection:
        may(people.find(connection, by), by)
        known = problems(desk)
        told = what, where, service, new
        waiting = (each for each in known if each.done is None)
        same = next((each for each in waiting if (each.what, each.where, each.service, each.new) == told), None)
        if same:
            return same
        number = max((each.number for each in known), default=0) + 1
        entry = Entry(desk.clock(), by, REPORTED, _item(number), "", _told(what, where, (service, was, new)))
        audit.add(connection, [entry])
    return Problem(number, what, where, by, entry.at, service=service, was=was, new=new)


def done(desk: Desk, by: str, number: int, says: str = "") -> Problem:
    """Note that a problem is done: an approver or an admin may; a second time changes nothing.

    Args:
        desk: the line's.
        by: the id of an approver or admin.
        number: the problem's.
        says: what was done.

    Raises:
        DeskError: they may not, or there is no such problem.
    """
    require(desk, by, Role.APPROVER, Role.ADMIN)
    says = _fit(says, LONGEST, "what was done")
    _refuse_private(desk, says)
    with alone(desk.database) as connection:
        may(people.find(connection, by), by, Role.APPROVER, Role.ADMIN)
        found = next((each for each in problems(desk) if each.number == number), None)
        if found is None:
            raise DeskError(f"There is no problem {number}.")
        if found.done is None:
            audit.add(connection, [Entry(desk.clock(), by, DONE, _item(number), found.what, says)])
    return next(each for each in problems(desk) if each.number == number)


def _read(entries: Iterable[Entry]) -> list[Problem]:
    found: dict[str, Problem] = {}
    for each in reversed(list(entries)):
        if each.what == REPORTED:
            what, where, (service, was, new) = _untold(each.after)
            number = int(each.item.rpartition(" ")[2])
            found[each.item] = Problem(number, what, where, each.who, each.at, service=service, was=was, new=new)
        elif each.what == DONE and each.item in found:
            found[each.item] = replace(found[each.item], done=each.after, done_by=each.who, done_at=each.at)
    return list(found.values())


def _about(desk: Desk, about: WrongDetails | None) -> tuple[str, str, str]:
    """The service, its number of now and its new one, as all of them are written; nothing where it is about none."""
    if about is None:
        return "", "", ""
    resource = content_of(current(desk).content).resources.get(about.service)
    if resource is None:
        raise DeskError("There is no such service any more. Report it as any other problem.")
    new = e164.written(about.new) if about.new.strip() else ""
    if new is None:
        raise DeskError(
            f"{about.new.strip()[:40]} is no phone number that can be rung. Write it with its area code, such as "
            "1-888-555-0100, or leave it empty if you do not know it."
        )
    return resource.id, resource.number, new


def _told(what: str, where: str, about: tuple[str, str, str]) -> str:
    """What the log holds. A person may write such lines, too; then ours come behind them, though they be empty."""
    service, was, new = about
    told = f"{what}{_WHERE}{where}" if where or _WHERE in what else what
    line = f"{service}: {was}{', should be ' if new else ''}{new}" if service else ""
    return f"{told}{_ABOUT}{line}" if line or _ABOUT in what else told


def _untold(told: str) -> tuple[str, str, tuple[str, str, str]]:
    """What, where, and the service with its numbers, as `_told` has written them."""
    head, line, about = told.rpartition(_ABOUT)
    found = _OF_SERVICE.fullmatch(about)
    what, ours, where = (head if line else told).rpartition(_WHERE)
    of = (found[1], found[2], found[3] or "") if line and found else ("", "", "")
    return (what, where, of) if ours else (head if line else told, "", of)


def _fit(text: str, most: int, name: str) -> str:
    fit = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    if len(fit) > most:
        raise DeskError(f"That is too long: {len(fit)} letters, and {most} are the most for {name}.")
    if not all(letter.isprintable() or letter == "\n" for letter in fit):
        raise DeskError("It holds a character that is no part of any text.")
    return fit


def _refuse_private(desk: Desk, text: str) -> None:
    """No caller's number or address: the log is kept for ever. The services' own numbers are no secret."""
    content = content_of(current(desk).content)
    ours = {_digits(number) for each in content.resources.values() for number in (each.number, each.dial) if number}
    for row in _ROW.findall(_MOMENT.sub(" ", text)):
        if len(_digits(row)) >= _FEWEST_DIGITS and _digits(row) not in ours:
            raise DeskError(
                f"{row.strip()!r} looks like a telephone number. This is kept for ever and all staff read it, so leave "
                "out who the caller was. Say what happened instead."
            )
    if _ADDRESS.search(text):
        raise DeskError("There is an e-mail address in it. This is kept for ever, so leave out who the caller was.")


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def _item(number: int) -> str:
    return f"problem {number}"
