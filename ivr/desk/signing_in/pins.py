"""PINs for the desk by phone that nobody guesses: what strangers try first is refused."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise

from ivr.errors import DeskError

_PIN = re.compile(r"[0-9]{6,8}")  # a PIN of four digits from before opens the line until it is changed
_YEARS = range(1900, 2050)
_FEWEST_DIGITS = 4  # different ones: not 111111, 121212, 112233
# Columns of a telephone's keys one after another, and its corners with the middle: fingers find them by themselves.
_SHAPES = frozenset(
    {"147258", "258147", "258369", "369258", "147369", "369147", "741852", "852741", "852963", "963852", "159357"}
    | {"357159", "159753", "753159", "951357", "147852", "258963", "123654", "321456", "789456", "456789"}
)
# How people write the day of their birth; two digits of the year, or four.
_DATES = ("%d%m%y", "%m%d%y", "%y%m%d", "%d%m%Y", "%m%d%Y", "%Y%m%d")


def refuse_pin(pin: str) -> None:
    """Raise DeskError for a PIN that a stranger would try early: those are what most people choose."""
    if not _PIN.fullmatch(pin):
        raise DeskError("A PIN has 6 to 8 digits.")
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    simple = len(set(pin)) < _FEWEST_DIGITS or len(steps) == 1 or pin in _SHAPES
    halves = len(pin) % 2 == 0 and pin[: len(pin) // 2] == pin[len(pin) // 2 :]
    if simple or halves or any(_is_date(pin, form) for form in _DATES):
        raise DeskError(
            "That PIN is guessed too easily: no repeats, no row such as 123456, no date, no shape on the keys."
        )


def _is_date(pin: str, form: str) -> bool:
    """Whether the digits are a day of somebody's life, written so."""
    if len(pin) != (8 if "Y" in form else 6):
        return False
    try:
        found = datetime.strptime(pin, form)  # noqa: DTZ007 - a day, nowhere in particular
    except ValueError:
        return False
    return "y" in form or found.year in _YEARS
