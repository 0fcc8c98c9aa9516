"""The second factor: no code of an authenticator is taken twice, and recovery codes help once each."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable
from dataclasses import replace

from ivr.desk.desk import Desk
from ivr.desk.people import may
from ivr.desk.signing_in.passwords import as_typed, one_time
from ivr.errors import DeskError
from ivr.store import accounts, audit, people
from ivr.store.audit import Entry
from ivr.store.turns import alone

RECOVERY_CODES = 8


def take_code(desk: Desk, person: str, counter: int, *, fresh: bool = False) -> bool:
    """Use the code of an authenticator up; False where it, or a later one, was used before.

    Args:
        desk: the line's.
        person: whose.
        counter: the how many-th 30 seconds the code is of (RFC 6238; its section 5.2 asks for this).
        fresh: whether the authenticator is just being set up, so that codes of the one before do not count.
    """
    with alone(desk.database) as connection:
        row = accounts.of_person(connection, person)
        if row is None or (counter <= row.totp_counter and not fresh):
            return False
        accounts.put(connection, replace(row, totp_counter=max(counter, row.totp_counter)))
    return True


def new_recovery_codes(desk: Desk, person: str, *, first: bool = False) -> tuple[str, ...]:
    """Codes for a day without the authenticator, to be written down now; those from before are void.

    Args:
        desk: the line's.
        person: whose.
        first: make none where they have some already, so that of several who ask at once one alone gets codes.

    Raises:
        DeskError: they are not on the staff, or have no account.
    """
    made = tuple(one_time() for _ in range(RECOVERY_CODES))
    with alone(desk.database) as connection:
        may(people.find(connection, person), person)
        row = accounts.of_person(connection, person)
        if row is None:
            raise DeskError("You have no account at the desk. Ask an admin for a one-time password.")
        if first and row.recovery:
            return ()
        accounts.put(connection, replace(row, recovery=tuple(_kept(person, code) for code in made)))
        old = f"{len(row.recovery)} left" if row.recovery else ""
        audit.add(connection, [_entry(desk, person, old, f"{len(made)} new ones")])
    return made


def spend_recovery_code(desk: Desk, person: str, typed: str) -> bool:
    """Whether this is one of somebody's recovery codes; it is none any more then, for whoever comes a moment later."""
    given = _kept(person, as_typed(typed))
    with alone(desk.database) as connection:
        row = accounts.of_person(connection, person)
        known = row.recovery if row else ()
        left = tuple(each for each in known if not hmac.compare_digest(each, given))
        if row is None or len(left) == len(known):
            return False
        accounts.put(connection, replace(row, recovery=left))
        audit.add(connection, [_entry(desk, person, f"{len(known)} left", f"{len(left)} left: one was used")])
    return True


def are_good(desk: Desk, person: str, codes: Collection[str]) -> bool:
    """Whether these are somebody's recovery codes, all still unused, so that they may be shown once more."""
    with desk.database.reading() as connection:
        row = accounts.of_person(connection, person)
    return row is not None and bool(codes) and {_kept(person, code) for code in codes} <= set(row.recovery)


def mark_of(person: str, codes: Iterable[str]) -> str:
    """What tells a set of somebody's recovery codes from any other, and nothing of the codes themselves."""
    return _mark(_kept(person, code) for code in codes)


def counts(desk: Desk, person: str, mark: str) -> bool:
    """Whether the set of codes with this mark is the one that counts: no others were made, and none was used."""
    with desk.database.reading() as connection:
        row = accounts.of_person(connection, person)
    return row is not None and bool(row.recovery) and mark == _mark(row.recovery)


def _mark(kept: Iterable[str]) -> str:
    return hashlib.sha256(" ".join(sorted(kept)).encode()).hexdigest()[:16]


def _kept(person: str, code: str) -> str:
    """With 75 bits of chance in a code, one round of a plain hash is enough; the person makes each hash their own."""
    return hashlib.sha256(f"{person} {code}".encode()).hexdigest()


def _entry(desk: Desk, person: str, before: str, after: str) -> Entry:
    return Entry(desk.clock(), person, "staff recovery codes", f"person {person}", before, after)
