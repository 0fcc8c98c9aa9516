"""The small language of patterns: what staff may write, and what they are told about the rest."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.content.patterns import FEW, MANY, PatternError, fault, parse
from ivr.content.readers import read_content
from tests.content.altered import altered, line_of

FAMILIES = {"die": ("die", "dying"), "not": ("not", "no longer")}


def test_a_pattern_is_read_piece_by_piece() -> None:
    """Words, families, alternatives, phrases among them, gaps, what may be missing, and both ends."""
    (part,) = parse("^ i {not} want/wish_for .. to? {die} ... now $", FAMILIES)
    assert (part.begins, part.ends) == (True, True)
    assert [piece.choices for piece in part.pieces] == [
        ("i",), ("not", "no longer"), ("want", "wish for"), ("to",), ("die", "dying"), ("now",)
    ]  # fmt: skip
    assert [piece.gap for piece in part.pieces] == [0, 0, 0, FEW, 0, MANY]
    assert [piece.optional for piece in part.pieces] == [False, False, False, True, False, False]


def test_parts_that_must_all_be_found_are_read_one_by_one() -> None:
    """`a & b`."""
    assert len(parse("goodbye & sorry/love", FAMILIES)) == 2


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("can't breathe", "can never match"),
        ("Chest pain", "write 'chest'"),
        ("h\u00e1y fever", "write 'hay'"),
        ("{dye} now", "no family of words named 'dye'"),
        ("want ..", "words on both sides"),
        ("", "needs a word"),
        ("maybe?", "needs a word"),
        ("chest-pain", "can never match"),
        ("a & ", "needs a word"),
    ],
)
def test_what_can_never_match_is_told_in_plain_words(pattern: str, says: str) -> None:
    """So that a nurse can mend the line that `ivr lint` names."""
    assert says in fault(pattern, FAMILIES)
    with pytest.raises(PatternError):
        parse(pattern, FAMILIES)


@given(st.text(alphabet="ab {}/?.^$&_+8\u00e9'", max_size=20))
def test_any_line_is_read_or_told_of(pattern: str) -> None:
    """Nothing that a hand can type breaks the reader."""
    said = fault(pattern, FAMILIES)
    assert said or parse(pattern, FAMILIES)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            "safety.toml",
            '"kill me",',
            '"kill {him}",',
            "crisis.en: 'kill {him}': there is no family of words named 'him'.",
        ),
        ("safety.toml", '"ambulance",', '"Ambulance",', "emergency.en: 'Ambulance': 'Ambulance' can never match"),
        (
            "en/keywords.toml",
            '"bridge to transplant",',
            '"bridge to ..",',
            "patterns.WHAT: 'bridge to ..': a pattern needs",
        ),
    ],
)
def test_a_bad_pattern_is_told_at_its_line_and_hides_no_other(
    files: Mapping[str, bytes], file: str, old: str, new: str, says: str
) -> None:
    """One slip of a nurse's hand must not take the other words of danger away."""
    changed = altered(files, (file, old, new))
    content, problems = read_content(changed)
    (found,) = problems
    assert says in found.says
    assert found.line == line_of(changed, file, new)
    before = read_content(files)[0].safety.patterns
    after = content.safety.patterns
    assert all(len(before[name][key]) - len(after[name][key]) <= 1 for name in before for key in before[name])
