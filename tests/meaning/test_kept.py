"""What was learnt is kept as a file, read by the next process, and not trusted where it is damaged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ivr.meaning import kept
from ivr.meaning.learnt import Learnt, learn
from ivr.meaning.lessons import Lesson

LESSONS = [
    Lesson("stop texting me", (("stop", True),)),
    Lesson("please stop the texts", (("stop", True),)),
    Lesson("what do i eat when sick", (("stop", False),), "en", ("COPE",)),
    Lesson("what to eat", (("stop", False),), "en", ("COPE",)),
    Lesson("rides to the clinic", (("stop", False),), "en", ("RIDES",)),
    Lesson("a ride to the clinic \N{AUTOMOBILE}", (("stop", False),), "en", ("RIDES",)),
]


@pytest.fixture(scope="module")
def model() -> Learnt:
    """Learnt from a few lines."""
    return learn(LESSONS)


def test_what_is_kept_answers_as_what_was_learnt(model: Learnt, tmp_path: Path) -> None:
    """Every weight and every piece comes back."""
    file = tmp_path / "cache" / kept.name_of(LESSONS)
    kept.write(file, model)
    found = kept.read(file)
    assert found is not None
    assert (found.known, found.labels) == (model.known, model.labels)
    assert np.array_equal(found.weights, model.weights)
    assert found("a ride please") == model("a ride please")


def test_only_the_newest_lessons_are_kept(model: Learnt, tmp_path: Path) -> None:
    """Other lessons have another name, and the file of the old ones goes."""
    first, second = (tmp_path / kept.name_of(each) for each in (LESSONS, LESSONS[:4]))
    assert first != second
    kept.write(first, model)
    kept.write(second, model)
    assert list(tmp_path.iterdir()) == [second]


@pytest.mark.parametrize("damage", [b"", b"no numbers", None])
def test_a_damaged_file_is_none(model: Learnt, tmp_path: Path, damage: bytes | None) -> None:
    """Empty, something else, or cut short: then the lessons are learnt anew."""
    file = tmp_path / "learnt-0.npz"
    kept.write(file, model)
    file.write_bytes(file.read_bytes()[:-400] if damage is None else damage)
    assert kept.read(file) is None
    assert kept.read(tmp_path / "none.npz") is None
