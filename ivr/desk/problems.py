"""Problems that staff report: entries of the audit log, open until an approver or admin notes that they are done."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

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
_WHERE = "Where: "
_FEWEST_DIGITS = 7  # of a telephone number without its area
# Digits with what people write between them; a date and a time of day are taken out before.
_ROW = re.compile(r"\+?\d(?:[\s().\-/\u2010-\u2015]{0,3}\d){6,}")
_MOMENT = re.compile(r"\b\d{4}-\d\d?-\d\d?\b|\b\d\d?[./]\d\d?[./]\d{2,4}\b|\b\d\d?[:.]\d\d\b")
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


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
    """

    number: int
    what: str
    where: str
    by: str
    at: datetime
    done: str | None = None
    done_by: str = ""
    done_at: datetime | None = None


def problems(desk: Desk) -> tuple[Problem, ...]:
    """Every problem, the open ones first, and of these the newest; raises StoreError."""
    found = _read(Audit(desk.database).page(Wanted(what=REPORTED), _MOST))
    return tuple(sorted(found, key=lambda each: (each.done is not None, -each.number)))


def report(desk: Desk, by: str, what: str, where: str = "") -> Problem:
    """Tell everybody of a problem. The same words once more while they are open make no second one.

    Args:
        desk: the line's.
        by: the id of anybody on the staff.
        what: what happened: at most 500 letters, and nothing about who the caller was.
        where: a place or a prompt.

    Raises:
        DeskError: a rule is against it; says which.
    """
    require(desk, by)
    what, where = _fit(what, LONGEST, "what happened"), _fit(where, LONGEST_PLACE, "where").replace("\n", " ")
    if not what:
        raise DeskError("Say what happened, in a sentence or two.")
    _refuse_private(desk, f"{where}\n{what}")
    with alone(desk.database) as connection:
        may(people.find(connection, by), by)
        known = problems(desk)
        same = next((each for each in known if each.done is None and (each.what, each.where) == (what, where)), None)
        if same:
            return same
        number = max((each.number for each in known), default=0) + 1
        told = what + (f"\n{_WHERE}{where}" if where else "")
        entry = Entry(desk.clock(), by, REPORTED, _item(number), "", told)
        audit.add(connection, [entry])
    return Problem(number, what, where, by, entry.at)


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
            what, _, where = (
                each.after.rpartition(f"\n{_WHERE}") if f"\n{_WHERE}" in each.after else (each.after, "", "")
            )
            found[each.item] = Problem(int(each.item.rpartition(" ")[2]), what, where, each.who, each.at)
        elif each.what == DONE and each.item in found:
            was = found[each.item]
            found[each.item] = Problem(was.number, was.what, was.where, was.by, was.at, each.after, each.who, each.at)
    return list(found.values())


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
