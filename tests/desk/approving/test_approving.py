"""Approvals: of exact bytes, by somebody else, all of a batch or none; and nothing else counts as one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ivr.desk.approving.standing import approved, standings
from ivr.desk.desk import Desk
from ivr.desk.editing import edit_all, withdraw
from ivr.desk.people import Role, change_roles, end
from ivr.errors import DeskError
from ivr.store import approvals
from ivr.store.approvals import Approval, Subject
from ivr.store.drafts import Draft
from tests.desk.desks import START, approve, edit, logged, publish_words
from tests.editions.shelves import edited, shipped

MENU = ("where.main", "en")
NUMBERS = ("where.numbers", "en")


def written(desk: Desk, by: str = "ed") -> Draft:
    """A draft of one phrase."""
    return edit(desk, by, *MENU, "This is the main menu.")


def test_two_people_answer_for_a_draft(desk: Desk) -> None:
    """Then it may be published, and the log says who agreed to which words."""
    draft = written(desk)
    assert approved(desk) == ()

    approve(desk, "ann", [draft.id])

    assert [(each.draft, each.author, each.approver) for each in approved(desk)] == [(draft, "ed", "ann")]
    (entry,) = logged(desk, "approve")
    assert (entry.who, entry.item, entry.before) == ("ann", "where.main (en)", "draft 1 by ed")
    assert entry.after == "This is the main menu."


def test_nobody_approves_words_of_their_own(desk: Desk) -> None:
    """Whatever roles they have, and however often they revise."""
    draft = written(desk, "both")
    with pytest.raises(DeskError, match=r"Draft 1 is both's own\. Somebody else must approve it"):
        approve(desk, "both", [draft.id])

    other = edit_all(desk, "ed", [(*MENU, "Menu of Ed.")], [draft.id])[0]
    revised = edit_all(desk, "both", [(*MENU, "Menu of Ed, mended.")], [other.id])[0]
    with pytest.raises(DeskError, match="own"):
        approve(desk, "both", [revised.id])
    assert approved(desk) == ()


@pytest.mark.parametrize("by", ["ed", "ada", "rec", "zoe"])
def test_only_approvers_approve(desk: Desk, by: str) -> None:
    """An admin is none by being one."""
    draft = written(desk, "eve")
    with pytest.raises(DeskError, match=r"That is for an approver|There is nobody called"):
        approve(desk, by, [draft.id])


def test_a_batch_is_approved_whole_or_not_at_all(desk: Desk) -> None:
    """What is in the way is told for each; to approve twice is to approve."""
    mine, theirs = edit(desk, "both", *MENU, "The menu."), edit(desk, "ed", *NUMBERS, "Numbers.")
    with pytest.raises(DeskError, match=r"Nothing was approved\.\nThere is no draft 77\.\nDraft 1 is both's own"):
        approve(desk, "both", [theirs.id, mine.id, 77])
    assert approved(desk) == ()

    approve(desk, "ann", [theirs.id, mine.id])
    approve(desk, "ann", [theirs.id])
    assert [each.draft.id for each in approved(desk)] == [mine.id, theirs.id]


def test_a_stale_draft_is_refused_with_both_texts(desk: Desk) -> None:
    """Whether the words changed before it was approved or after."""
    draft = written(desk)
    publish_words(desk, edited("Main menu.", "The main menu."))
    with pytest.raises(DeskError, match=r"again\.\nNow:   The main menu\.\nDraft: This is the main menu\."):
        approve(desk, "ann", [draft.id])

    again = written(desk)
    approve(desk, "ann", [again.id])
    publish_words(desk, edited("Main menu.", "Our main menu."))
    assert approved(desk) == ()
    assert "have changed since" in standings(desk)[0].says


def test_two_drafts_of_the_same_words_are_never_approved_together(desk: Desk) -> None:
    """One of the two would be lost: so too with a whole file and an item in it."""
    first = written(desk)
    (second,) = edit_all(desk, "eve", [(*MENU, "Here is the main menu.")], [first.id])
    numbers = edit(desk, "ed", *NUMBERS, "Numbers.")
    phrases = shipped()["en/phrases.toml"].decode().replace('"Main menu."', '"Menu."', 1)
    whole = edit(desk, "eve", "file.en/phrases.toml", "", phrases)

    with pytest.raises(DeskError, match="Drafts 1 and 2 change the same words"):
        approve(desk, "ann", [first.id, second.id])
    approve(desk, "ann", [first.id, numbers.id])
    for other in (second, whole):
        with pytest.raises(DeskError, match=f"Drafts {other.id} and 1 change the same words"):
            approve(desk, "ann", [other.id])

    withdraw(desk, "ed", first.id)
    withdraw(desk, "ed", numbers.id)
    approve(desk, "ann", [whole.id])
    with pytest.raises(DeskError, match="change the same words"):
        approve(desk, "ann", [second.id])
    assert [each.draft.id for each in approved(desk)] == [whole.id]


def test_what_is_closed_is_not_approved(desk: Desk) -> None:
    """Neither what was taken back nor what was published."""
    gone = written(desk)
    withdraw(desk, "ed", gone.id)
    with pytest.raises(DeskError, match="Draft 1 is not open: it was withdrawn"):
        approve(desk, "ann", [gone.id])

    out = written(desk)
    approve(desk, "ann", [out.id])
    publish_words(desk, edited("Main menu.", "This is the main menu."), drafts=[out.id])
    with pytest.raises(DeskError, match="Draft 2 is not open: it was published"):
        approve(desk, "ann", [out.id])
    assert approved(desk) == ()


def leaves(desk: Desk) -> None:
    """Ann leaves."""
    end(desk, "ada", "ann")


def strips(desk: Desk) -> None:
    """Ann may not approve any more."""
    change_roles(desk, "ada", "ann", [Role.EDITOR])


@pytest.mark.parametrize("happens", [leaves, strips])
def test_an_approval_counts_while_its_giver_may_give_it(desk: Desk, happens: Callable[[Desk], None]) -> None:
    """Otherwise the draft waits for another approver, who is told."""
    draft = written(desk)
    approve(desk, "ann", [draft.id])
    happens(desk)

    assert approved(desk) == ()
    assert standings(desk)[0].says == "ann agreed to it and may not any more; it waits for another approver."
    approve(desk, "bob", [draft.id])
    assert [each.approver for each in approved(desk)] == ["bob"]


def forged(desk: Desk, approval: Approval) -> None:
    """Put a row straight into the table, past every rule."""
    with desk.database.writing() as connection:
        approvals.add(connection, [approval])


def test_no_row_in_the_table_stands_for_an_approval_of_these_bytes(desk: Desk) -> None:
    """Neither a replay of another draft's, nor one of other bytes, of one's own, by nobody, or by who may not."""
    first = written(desk)
    approve(desk, "ann", [first.id])
    draft = edit(desk, "ed", *MENU, "Here is the main menu.")
    good = Approval(Subject.DRAFT, str(draft.id), draft.hash, "ed", "ann", START)
    for bad in (
        replace(good, subject_id=str(first.id)),
        replace(good, of_hash=first.hash),
        replace(good, of_hash=replace(draft, base=first.hash).hash),
        replace(good, approver="ed"),
        replace(good, approver="ed", author="eve"),
        replace(good, approver="bob", author="eve"),
        replace(good, approver="nobody"),
        replace(good, approver="rec"),
        replace(good, subject=Subject.TAKE),
        replace(good, subject=Subject.WORDS),
    ):
        forged(desk, bad)
        assert approved(desk) == (), bad

    forged(desk, good)
    assert len(approved(desk)) == 1


def test_the_hash_is_of_everything_that_is_agreed_to() -> None:
    """Item, language, base and words; no two drafts share it by the way they are put together."""
    draft = Draft(1, "a.b", "en", "c", "d", "ed", START)

    others = [
        replace(draft, item="a.be", language="n"),
        replace(draft, language="e", base="nc"),
        replace(draft, base="cd", words=""),
        replace(draft, words="d "),
    ]
    assert len({each.hash for each in (draft, *others)}) == 5
    assert replace(draft, id=2, author="eve").hash == draft.hash
