"""Words compared piece by piece: nothing is left out, nothing is made up."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ivr.desk.naming.difference import Piece, only_numbers, pieces

TEXT = st.lists(st.sampled_from(["Call", "your", "team", "now", ".", "\n", "Do", "not", "wait", ",", "911"])).map(
    " ".join
)


@given(TEXT, TEXT)
def test_the_pieces_are_both_texts_put_together(before: str, after: str) -> None:
    """What has gone is the old text, what has come the new one, and two changes never stand side by side."""
    found = pieces(before, after)
    assert "".join(each.gone for each in found) == before
    assert "".join(each.come for each in found) == after
    assert all(one.same or other.same for one, other in pairwise(found))


def test_a_space_between_two_changes_is_part_of_the_change() -> None:
    """Two words next to each other that change are read as one change."""
    assert pieces("Do not wait.", "Do call today.") == (
        Piece("Do ", "Do "),
        Piece("not wait", "call today"),
        Piece(".", "."),
    )


def test_a_text_that_was_written_anew_is_read_as_a_whole() -> None:
    """Single words that both happen to hold would only confuse."""
    before = "People who love you may want to help. It is all right to let them. They can cook for you."
    after = "Rest is good for you. Drink some water each day, and sleep as long as you can at night."
    assert pieces(before, after) == (Piece(before, after),)


def test_a_long_text_is_shown_around_its_changes_only() -> None:
    """Nobody reads a file of a thousand lines for one of them."""
    lines = [f"line {number}" for number in range(1000)]
    shown = "".join(each.come for each in pieces("\n".join(lines), "\n".join([*lines[:500], "new", *lines[501:]])))
    assert shown == "(line 500)\nline 499\nnew\nline 501\n"


def test_a_telephone_number_is_one_word() -> None:
    """Old and new are shown whole, however many digits they share."""
    assert pieces("Call 1-800-227-2345.", "Call 1-800-227-2346.") == (
        Piece("Call ", "Call "),
        Piece("1-800-227-2345", "1-800-227-2346"),
        Piece(".", "."),
    )
    assert pieces("+18002272345", "+18005550199") == (Piece("+18002272345", "+18005550199"),)
    assert only_numbers("Call 1-800-227-2345 now.", "Call 1-888-793-9356 now.")
    assert not only_numbers("Call 1-800-227-2345 now.", "Ring 1-888-793-9356 now.")
    assert not only_numbers("Call now.", "Call now.")
