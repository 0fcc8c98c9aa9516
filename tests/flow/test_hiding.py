"""No hidden number of a list can be worked out: tried by an attacker who knows the rule and tries every possibility."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.flow.hiding import LEAST, shown, shown_total

Shown = tuple[int | None, ...]


def shares(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Every way to share a total among so many parts."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in shares(total - first, parts - 1):
            yield (first, *rest)


def possible(seen: Shown, total: int | None) -> Iterator[tuple[int, ...]]:
    """Every list that an attacker who sees this, and knows the rule, must think possible."""
    gaps = seen.count(None)
    known = sum(value or 0 for value in seen)
    sums = range(LEAST) if total is None else [total - known]
    for each in sums:
        for hidden in shares(each, gaps) if gaps else [()]:
            fills = iter(hidden)
            values = tuple(next(fills) if value is None else value for value in seen)
            if (shown(values), shown_total(values)) == (seen, total):
                yield values


def pinned(seen: Shown, total: int | None) -> list[int]:
    """The places of hidden cells for which an attacker finds one value only."""
    open_yet = {at for at, value in enumerate(seen) if value is None}
    first: tuple[int, ...] = ()
    for values in possible(seen, total):
        first = first or values
        open_yet = {at for at in open_yet if values[at] == first[at]}
        if not open_yet:
            return []
    return sorted(open_yet)


def all_lists(length: int, most: int) -> set[tuple[Shown, int | None]]:
    """What is shown of every list of this length."""
    return {(shown(values), shown_total(values)) for values in product(range(most + 1), repeat=length)}


@pytest.mark.parametrize(("length", "most"), [(1, 30), (2, 16), (3, 11), (4, 7), (5, 5)])
def test_no_attacker_can_pin_a_hidden_cell(length: int, most: int) -> None:
    """Every list up to these sizes, the attacker trying everything that is consistent with what is shown."""
    seen = all_lists(length, most)
    assert len(seen) > 5
    assert [(each, total) for each, total in seen if pinned(each, total)] == []


def test_the_attacker_is_no_fool() -> None:
    """Of a list in which one small cell alone is hidden, all three 4s, or all zeros, the attacker finds the numbers."""

    def careless(values: Sequence[int]) -> Shown:
        return tuple(value if value >= LEAST else None for value in values)

    for values in ((12, 3), (12, 4, 4, 4), (12, 0, 0)):
        seen = careless(values)
        rest = sum(values) - 12
        found = {hidden for hidden in shares(rest, seen.count(None)) if careless((12, *hidden)) == seen}
        assert found == {values[1:]}
        assert None in shown(values)[:1], "that is why more is hidden here"


@given(st.lists(st.integers(0, 60), min_size=1, max_size=40))
def test_nothing_under_five_is_shown_nor_left_over(values: list[int]) -> None:
    """Neither as a cell, nor as the total, nor as the total less what is shown."""
    seen, total = shown(values), shown_total(values)
    assert all(cell is None or cell >= LEAST for cell in seen)
    assert total is None or total >= LEAST
    if None in seen and total is not None:
        assert total - sum(cell or 0 for cell in seen) >= LEAST
    if total is None:
        assert set(seen) == {None}, "where even the total is small, nothing is shown"


@given(st.lists(st.integers(0, 30), min_size=2, max_size=30))
def test_each_hidden_cell_of_a_long_list_could_be_another(values: list[int]) -> None:
    """A list that looks the same is named for each: two cells that change places, or one that gives to another."""
    seen, total = shown(values), shown_total(values)
    hidden = [at for at, cell in enumerate(seen) if cell is None]
    open_yet = set(hidden)
    for at, other in permutations(hidden, 2):
        for moved in {values[at] - values[other], 1, values[at]}:
            tried = list(values)
            tried[at] -= moved
            tried[other] += moved
            if moved and min(tried) >= 0 and (shown(tried), shown_total(tried)) == (seen, total):
                open_yet -= {at, other}
    assert total is None or not open_yet


@given(st.lists(st.integers(0, 4), min_size=1, max_size=4).filter(lambda values: sum(values) < LEAST))
def test_a_total_under_five_is_hidden_with_all_its_parts(values: list[int]) -> None:
    """A list in which nothing happened looks like one in which a little did."""
    assert shown(values) == shown([0] * len(values))
    assert shown_total(values) is None


def test_what_may_be_shown_is_shown() -> None:
    """Hiding is no end in itself: small days add up, and one more cell is hidden only where it must be."""
    assert shown([3, 2, 4, 1, 0, 3, 2]) == (None,) * 7
    assert shown_total([3, 2, 4, 1, 0, 3, 2]) == 15
    assert shown([20, 3, 2, 30]) == (20, None, None, 30)
    assert shown([20, 3, 15, 30]) == (20, None, None, 30)
    assert shown([20, 9]) == (20, 9)
    assert shown([20, 3, 20]) == (None, None, None), "of two that are equally small both are hidden"
