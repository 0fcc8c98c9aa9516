"""Problems: told once, read back as they were told, whatever lines a person writes."""

from __future__ import annotations

import pytest

from ivr.desk.desk import Desk
from ivr.desk.problems import WrongDetails, done, problems, report
from ivr.errors import DeskError
from tests.desk.desks import logged


@pytest.mark.parametrize(
    ("what", "where"),
    [
        ("The line is silent.", ""),
        ("The line is silent.", "key 4"),
        ("The line is silent.\nWhere: on the ward", ""),
        ("The line is silent.\nWhere: on the ward", "key 4"),
        ("The line is silent.\nWhere: on the ward\nThen it spoke again.", ""),
        ("Where: on the ward", "Where: key 4"),
        ("Where:\nWhere: ", "key 4"),
    ],
)
def test_a_problem_is_read_back_as_it_was_told(desk: Desk, what: str, where: str) -> None:
    """A line of theirs is never taken for ours; told once more while it is open, it is the same problem."""
    made = report(desk, "rec", what, where)

    assert (made.what, made.where, made.by) == (what.strip(), where, "rec")
    assert problems(desk) == (made,)
    assert report(desk, "rec", what, where) == made
    assert len(logged(desk, "problem")) == 1
    assert done(desk, "ann", made.number, "Where: nowhere").what == made.what
    assert report(desk, "rec", what, where).number == made.number + 1


def test_the_place_tells_two_problems_apart(desk: Desk) -> None:
    """Whether it stands in its own field or in the words."""
    first = report(desk, "rec", "The line is silent.", "on the ward")
    second = report(desk, "rec", "The line is silent.\nWhere: on the ward")

    assert problems(desk) == (second, first)


@pytest.mark.parametrize("new", ["", "(888) 793-9356"])
@pytest.mark.parametrize(
    "what", ["It is a shop.", "It is a shop.\nNumber of: cancercare: 1, should be 2", "Where:\nWhere: "]
)
def test_a_wrong_number_is_kept_apart_from_the_words(desk: Desk, what: str, new: str) -> None:
    """Its service, the number of now, and the new one, as all are written; no line of a person is taken for these."""
    plain = report(desk, "rec", what, "key 0")
    made = report(desk, "rec", what, "key 0", WrongDetails("cancercare", new))

    assert (made.service, made.was, made.new) == ("cancercare", "1-800-813-4673", new and "1-888-793-9356")
    assert (made.what, made.where) == (what.strip(), "key 0")
    assert (plain.service, plain.was, plain.new) == ("", "", "")
    assert problems(desk) == (made, plain)
    assert report(desk, "rec", what, "key 0", WrongDetails("cancercare", new)) == made


def test_a_callers_number_stays_out_of_the_words_of_a_wrong_number(desk: Desk) -> None:
    """And what is given as the new number is one that can be rung, of a service that there is."""
    with pytest.raises(DeskError, match="has a field of its own"):
        report(desk, "rec", "Call me at 202 555 0123.", "", WrongDetails("cancercare"))
    with pytest.raises(DeskError, match="no phone number that can be rung"):
        report(desk, "rec", "It is a shop.", "", WrongDetails("cancercare", "12"))
    with pytest.raises(DeskError, match="no such service"):
        report(desk, "rec", "It is a shop.", "", WrongDetails("nobody"))
    assert problems(desk) == ()
