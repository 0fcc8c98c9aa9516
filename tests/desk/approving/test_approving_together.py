"""Drafts, recordings and published words that are named together are approved together, or nothing is."""

from __future__ import annotations

import pytest

from ivr.desk.approving.signatures import to_sign
from ivr.desk.approving.standing import approved
from ivr.desk.approving.together import approve_together
from ivr.desk.desk import Desk
from ivr.desk.people import end
from ivr.desk.takes import approved_takes
from ivr.errors import DeskError
from tests.desk.desks import edit, logged
from tests.desk.test_desk_takes import LONGER, PROMPT, brought


def test_all_three_kinds_are_approved_in_one(desk: Desk) -> None:
    """Each stands in the log, at the same moment."""
    draft = edit(desk, "ed", "where.main", "en", "This is the main menu.")
    take = brought(desk)
    words = [each.slot for each in to_sign(desk)][:2]

    approve_together(desk, "ann", [draft.id], [take.id], words)

    assert [each.draft.id for each in approved(desk)] == [draft.id]
    assert [each.take.id for each in approved_takes(desk)] == [take.id]
    assert not {each.slot for each in to_sign(desk)} & set(words)
    log = [each for each in logged(desk) if each.who == "ann"]
    assert [each.what for each in log] == ["approve", "approve", "sign", "sign"]
    assert len({each.at for each in log}) == 1


@pytest.mark.parametrize("wrong", ["draft", "take", "words"])
def test_where_one_may_not_be_approved_nothing_is(desk: Desk, wrong: str) -> None:
    """Of any kind, in whatever order they come; the sentence is true."""
    draft = edit(desk, "ed", "where.main", "en", "This is the main menu.")
    take = brought(desk)
    word = next(each.slot for each in to_sign(desk))
    drafts, takes, words = [draft.id], [take.id], [word]
    if wrong == "draft":
        drafts.append(99)
    elif wrong == "take":
        takes.append(99)
    else:
        words.append(type(word)(word.item, word.language, word.file, "Other words."))

    with pytest.raises(DeskError, match=r"^Nothing was approved\.\n"):
        approve_together(desk, "ann", drafts, takes, words)

    assert approved(desk) == ()
    assert approved_takes(desk) == ()
    assert word in {each.slot for each in to_sign(desk)}
    assert not [each for each in logged(desk) if each.who == "ann"]


def test_a_recording_is_approved_with_the_draft_of_its_words(desk: Desk) -> None:
    """As where the first approver has left since it was made: the draft waits again, and its words are no prompt's."""
    draft = edit(desk, "ada", PROMPT, "en", LONGER)
    approve_together(desk, "ann", [draft.id], [], [])
    take = brought(desk)
    end(desk, "ada", "ann")
    with pytest.raises(DeskError, match="of words that have changed"):
        approve_together(desk, "bob", [], [take.id], [])

    approve_together(desk, "bob", [draft.id], [take.id], [])

    assert [each.take.id for each in approved_takes(desk)] == [take.id]
