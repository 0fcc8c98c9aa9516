"""What new words newly break is told alike where they are weighed, where they are kept and where they are agreed to."""

from __future__ import annotations

import pytest

from ivr.desk.desk import Desk, current
from ivr.desk.editing import edit_all
from ivr.desk.people import require
from ivr.desk.views.judging import Judge
from ivr.desk.views.weighing import weighed
from ivr.errors import ContentError, DeskError
from tests.desk.desks import edit

TEXTS = "en/texts.toml"


def test_emergency_words_are_named_alike_before_and_when_they_are_kept(desk: Desk) -> None:
    """Ten of them, and how many more there are."""
    change = (f"file.{TEXTS}", "", current(desk).content[TEXTS].decode().replace("911", "9-1-1"))
    with pytest.raises(DeskError, match=r"^These are emergency words, .*, and \d+ more\.$") as refused:
        edit_all(desk, "ed", [change])

    assert str(refused.value) in weighed(desk, require(desk, "ed"), change).wrong
    assert not [each for each in weighed(desk, require(desk, "ada"), change).wrong if "emergency words" in each]


def test_doubts_are_the_same_to_writer_and_approver(desk: Desk) -> None:
    """Those of the new words only, and not that nobody has signed them."""
    change = ("texts.welcome", "en", "You are welcome. " * 20 + "Emergency: call 911.")
    before = weighed(desk, require(desk, "ed"), change)
    draft = edit(desk, "ed", *change)

    assert before.doubts
    assert before.wrong == ()
    assert Judge(current(desk).content).alone(draft, [draft]).warnings == before.doubts
    assert len(draft.warnings) == len(before.doubts)
    assert all(says in told for says, told in zip(before.doubts, draft.warnings, strict=True))


def test_what_is_forbidden_is_the_same_before_and_when_it_is_kept(desk: Desk) -> None:
    """Each sentence of the one stands in the other."""
    phrases = current(desk).content["en/phrases.toml"].decode()
    change = ("file.en/phrases.toml", "", phrases.replace('"greeting.name"', '"greeting.mane"'))
    wrong = weighed(desk, require(desk, "ed"), change).wrong
    with pytest.raises(ContentError) as refused:
        edit(desk, "ed", *change)

    assert wrong
    assert all(says in str(refused.value) for says in wrong)
