"""An approval is of what stood on the page: anything else by now, and nothing is approved."""

from __future__ import annotations

import pytest

from ivr.content.items import Slot, slot, words_hash
from ivr.desk.approving.seen import Seen, agree, ticked
from ivr.desk.approving.signatures import to_sign
from ivr.desk.approving.standing import approved
from ivr.desk.desk import Desk, current
from ivr.errors import DeskError
from tests.desk.desks import edit, publish_words
from tests.editions.shelves import edited


def test_what_was_ticked_is_approved_together(desk: Desk) -> None:
    """A draft and published words, with the hashes that a form sends; sent twice it is the same."""
    draft = edit(desk, "ed", "tip.3", "en", "Ask a friend to come along.")
    words = to_sign(desk)[0].slot
    seen = ticked([f"{draft.hash}:{draft.id}"], [], [f"{words_hash(words.words)}:{words.language}:{words.item}"])
    for _ in range(2):
        agree(desk, "ann", seen)
        assert [each.draft.id for each in approved(desk)] == [draft.id]
        assert words not in [each.slot for each in to_sign(desk)]


def test_a_draft_that_was_written_anew_is_not_approved_unseen(desk: Desk) -> None:
    """Neither by its old number nor by the new one with the old hash."""
    old = edit(desk, "ed", "tip.3", "en", "Ask a friend to come along.")
    new = edit(desk, "ed", "tip.3", "en", "Ask nobody.")
    for number in (old.id, new.id):
        with pytest.raises(DeskError, match="othing was approved"):
            agree(desk, "ann", Seen(drafts={number: old.hash}))
    assert approved(desk) == ()


def test_words_that_changed_meanwhile_are_not_signed(desk: Desk) -> None:
    """Whoever signs has read other words."""
    before = slot(current(desk).content, "where.main", "en")
    assert isinstance(before, Slot)
    publish_words(desk, edited())
    with pytest.raises(DeskError, match="Look again"):
        agree(desk, "ann", Seen(words={("where.main", "en"): words_hash(before.words)}))


@pytest.mark.parametrize("sent", ["", "7", "hash:", "hash:seven", "hash:-7", f"hash:{2**31}", "hash:" + "9" * 5000])
def test_what_no_form_of_ours_sends_is_refused(sent: str) -> None:
    """In a sentence."""
    with pytest.raises(DeskError, match="Load it again"):
        ticked([sent], [], [])


def test_nothing_ticked_is_told(desk: Desk) -> None:
    """Nobody thinks that they have approved something."""
    with pytest.raises(DeskError, match="Nothing is ticked"):
        agree(desk, "ann", ticked([], [], []))
