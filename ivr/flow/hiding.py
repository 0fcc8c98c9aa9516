"""Which cells of a list are hidden, so that no number under 5 is shown or can be worked out from what is shown.

The numbers of a list add up to its total, which is shown wherever it is 5 or more. So it is not enough to hide what is
under 5: one hidden cell alone is the total less the others. Whoever reads the list may also know this very rule. Why
that does not help:

- Where only small cells are hidden, there are two or more, and their sum neither is small itself nor forces all of them
  to 4. Every other way to share that sum among them, 4 at most each, gives the same list.
- Else the smallest of the others are hidden with them, all that are equally small. Which cells are hidden then depends
  on the sizes alone and not on the places, so the hidden numbers could have changed places: the list would be the same.

This holds even where the total, or any other list with the same total, is known. It holds for one list over one period:
lists over periods that overlap can be subtracted from each other.
"""

from __future__ import annotations

from collections.abc import Sequence

LEAST = 5  # design section 10: cells under 5 are hidden


def shown(values: Sequence[int]) -> tuple[int | None, ...]:
    """The values of one list, None for each that is hidden."""
    most = _most_hidden(values)
    return tuple(value if value > most else None for value in values)


def shown_total(values: Sequence[int]) -> int | None:
    """The total of a list, None where it is hidden itself."""
    total = sum(values)
    return total if total >= LEAST else None


def _most_hidden(values: Sequence[int]) -> int:
    """The largest number that is hidden; all that are as small are hidden, too."""
    small = [value for value in values if value < LEAST]
    most = LEAST - 1
    several = len(small) > 1 and LEAST <= sum(small) < most * len(small)
    if not small or several:
        return most
    return min((value for value in values if value >= LEAST), default=most)
