"""Passwords: which are too easily guessed, how they and PINs are kept, and those that are given to another for once."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from ivr.errors import DeskError
from ivr.store.people import Person

# NIST SP 800-63B, 5.1.1.2: length counts, the commonest are refused, and there are no rules about kinds of letters.
SHORTEST = 12
LONGEST = 128
_LEAST_LEFT = 6  # letters that must be left when all that everybody chooses is taken away
_SHORTEST_NAME = 3
# No letters and digits that are taken for one another when somebody reads them out: 0 o, 1 l i, 2 z, 5 s, u v.
LETTERS = "abcdefghjkmnpqrtuwxy346789"
_GROUPS, _GROUP = 4, 4  # 26 letters to the 16th: 75 bits, which nobody guesses
_AT_ONCE = 2  # each takes 19 MiB and some 20 ms, on a machine that answers calls meanwhile
_PATIENCE = 3.0  # seconds

# The pieces of which the passwords that strangers try first are made.
_COMMON = (
    "password passwort passwd passphrase contrasena welcome willkommen letmein iloveyou trustno princess sunshine "
    "football baseball basketball superman batman starwars pokemon dragon monkey shadow master michael jennifer jordan "
    "ashley daniel jessica charlie michelle nicole hunter freedom whatever mustang corvette computer internet secret "
    "changeme default example admin administrator root login guest user test staff hello goodbye please summer winter "
    "spring autumn monday friday january december hospital cancer oncology nurse doctor clinic medicine chemo care "
    "team rescue line desk qwertz qwerty azerty asdfgh zxcvbn qazwsx correcthorsebatterystaple flower angel lovely "
    "cheese chocolate cookie banana orange purple silver ginger pepper buster killer soccer hockey ranger access"
)
_LEET = str.maketrans("@013457$!", "aoieastsi")
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop")
_ROW = 4  # so many neighbors in a row count as one

# What OWASP's Password Storage Cheat Sheet asks of argon2id, in one thread: the callers need the others.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_turns = threading.BoundedSemaphore(_AT_ONCE)


class BusyError(DeskError):
    """Too many people sign in at this moment."""


def refuse_password(password: str, person: Person) -> None:
    """Raise DeskError for a password that is too short, too long, or guessed too easily for this person's."""
    plain = _normal(password)
    if len(plain) < SHORTEST:
        raise DeskError(f"A password has at least {SHORTEST} letters, digits or signs. Four words do well.")
    if len(plain) > LONGEST:
        raise DeskError(f"A password has at most {LONGEST} letters, digits and signs.")
    lower = plain.lower()
    names = {person.id, *re.split(r"[\W_]+", person.name.lower()), *person.id.split(".")}
    for name in sorted(each for each in names if len(each) >= _SHORTEST_NAME):
        if name in lower and len(lower.replace(name, "")) < SHORTEST:
            raise DeskError("That password is made from your name or staff id. Choose one that has nothing of them.")
    if _simple(lower):
        raise DeskError(
            "That password is guessed too easily: a common one, a row of keys, a year, or the same again and again. "
            "Four words that have nothing to do with one another do well."
        )


def _simple(lower: str) -> bool:
    """Whether hardly anything is left without what everybody chooses."""
    if len(set(lower)) < _LEAST_LEFT:
        return True
    if any(lower == (lower[:size] * len(lower))[: len(lower)] for size in range(1, len(lower) // 2 + 1)):
        return True
    return any(len(_without_common(form)) < _LEAST_LEFT for form in (lower, lower.translate(_LEET)))


def _without_common(lower: str) -> str:
    left = re.sub(r"[\W_]+", "", lower)
    for word in sorted(_COMMON.split(), key=len, reverse=True):
        left = left.replace(word, " ")
    for row in _ROWS:
        for way in (row, row[::-1]):
            for size in range(len(way), _ROW - 1, -1):
                for start in range(len(way) - size + 1):
                    left = left.replace(way[start : start + size], " ")
    return re.sub(r"[\d ]+", "", re.sub(r"(.)\1{2,}", "", left))


def hashed(password: str) -> str:
    """Argon2's own form of a password or PIN, for the database; raises BusyError."""
    with _Turn():
        return _hasher.hash(_normal(password))


def matches(known: str, password: str) -> bool:
    """Whether this is what was kept so; takes as long where none is kept (""). Raises BusyError."""
    with _Turn():
        try:
            return _hasher.verify(known or _nobodys(), _normal(password)[: LONGEST + 1]) and bool(known)
        except (Argon2Error, InvalidHashError):
            return False


class _Turn:
    """At most so many at once, or strangers who sign in again and again would take the machine from the callers."""

    def __enter__(self) -> None:
        if not _turns.acquire(timeout=_PATIENCE):
            raise BusyError("Too many people are signing in at this moment. Try again in a minute.")

    def __exit__(self, *_: object) -> None:
        _turns.release()


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody's")


def _normal(password: str) -> str:
    """However a keyboard makes its letters."""
    return unicodedata.normalize("NFKC", password)


def one_time() -> str:
    """Something to be read out, typed once and forgotten: `mk7p-3xwd-9rta-hj4c`."""
    return _grouped([secrets.choice(LETTERS) for _ in range(_GROUPS * _GROUP)])


def one_time_of(key: str, purpose: str) -> str:
    """The same, always the same one for a key and a purpose; for a demo, whose key nobody else has."""
    made = hmac.digest(key.encode(), purpose.encode(), hashlib.sha256)
    return _grouped([LETTERS[byte % len(LETTERS)] for byte in made[: _GROUPS * _GROUP]])


def _grouped(letters: list[str]) -> str:
    return "-".join("".join(letters[at : at + _GROUP]) for at in range(0, len(letters), _GROUP))


def as_typed(code: str) -> str:
    """What was read out, in the one form in which it is compared: people type it with spaces and capitals."""
    return _grouped([each for each in _normal(code).lower() if each.isalnum()][:LONGEST])
