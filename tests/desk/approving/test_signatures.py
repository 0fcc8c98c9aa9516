"""Signatures: who answers for words that are published as they are, and what an approved draft signs."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.content.items import Slot, words_hash
from ivr.content.signed import unsigned, with_signatures
from ivr.desk.approving.signatures import MAKERS, Unsigned, signatures, to_sign
from ivr.desk.approving.standing import approved
from ivr.desk.desk import Desk, current
from ivr.desk.people import end
from ivr.errors import DeskError
from ivr.store.database import Database
from tests.desk.desks import approve, edit, empty_desk, logged, publish_words, staffed, words
from tests.editions.shelves import edited, shipped

MENU = ("where.main", "en")


def waiting(desk: Desk, item: str) -> Unsigned:
    """An item that waits for a signature."""
    (found,) = [each for each in to_sign(desk) if each.slot.item == item]
    return found


def test_shipped_words_are_signed_as_they_are(desk: Desk) -> None:
    """By an approver; the signature is of these very words and stands in the next edition."""
    every = to_sign(desk)
    assert {each.author for each in every} == {MAKERS}
    assert [each.slot for each in every] == unsigned(current(desk).content)

    approve(desk, "ann", words=[each.slot for each in every])

    given = signatures(desk)
    assert len(given) == len(every)
    one = given[MENU]
    assert (one.hash, one.author, one.approver) == (words_hash("Main menu."), MAKERS, "ann")
    assert to_sign(desk) == ()
    assert unsigned(with_signatures(current(desk).content, given)) == []
    assert len(logged(desk, "sign")) == len(every)


def test_only_approvers_sign_and_only_what_they_have_seen(desk: Desk) -> None:
    """All of a batch or none."""
    menu = waiting(desk, "where.main").slot
    with pytest.raises(DeskError, match="That is for an approver"):
        approve(desk, "ed", words=[menu])
    with pytest.raises(DeskError, match=r"Nothing was approved\.\nwhere.main \(en\) has no such words"):
        approve(desk, "ann", words=[menu, Slot(menu.item, menu.language, menu.file, "Other words.")])
    assert signatures(desk) == {}


def test_whoever_wrote_words_does_not_sign_them(desk: Desk) -> None:
    """By a draft, or as the front matter says."""
    draft = edit(desk, "both", *MENU, "This is the main menu.")
    approve(desk, "ann", [draft.id])
    files = edited("Main menu.", "This is the main menu.")
    what = files["en/topics/what.md"].replace(MAKERS.encode(), b"Bob of Bob")
    publish_words(desk, {**files, "en/topics/what.md": what}, drafts=[draft.id])  # without the signature

    assert waiting(desk, "where.main").author == "both"
    with pytest.raises(DeskError, match=r"where.main \(en\) was written by both"):
        approve(desk, "both", words=[waiting(desk, "where.main").slot])
    with pytest.raises(DeskError, match=r"topic.what.1 \(en\) was written by Bob of Bob"):
        approve(desk, "bob", words=[waiting(desk, "topic.what.1").slot])


def test_whoever_brought_the_first_words_in_does_not_sign_them(database: Database, tmp_path: Path) -> None:
    """They could have changed each of them on the way."""
    desk = staffed(empty_desk(database, tmp_path))
    publish_words(desk, by="ann")

    with pytest.raises(DeskError, match="was brought into the line by ann"):
        approve(desk, "ann", words=[waiting(desk, "where.main").slot])
    approve(desk, "bob", words=[waiting(desk, "where.main").slot])
    assert signatures(desk)[MENU].approver == "bob"


def test_a_signature_of_other_words_says_nothing(desk: Desk) -> None:
    """Nor does that of somebody who has left before it was published."""
    menu, name = waiting(desk, "where.main").slot, waiting(desk, "greeting.name").slot
    approve(desk, "ann", words=[menu])
    approve(desk, "bob", words=[name])
    end(desk, "ada", "bob")
    assert set(signatures(desk)) == {MENU}

    publish_words(desk, edited("Main menu.", "The main menu."))
    assert signatures(desk) == {}


def test_an_approved_draft_signs_what_it_changes(desk: Desk) -> None:
    """One item; or, in a whole file, each item that it changes and no other. A file without items is signed whole."""
    phrases = shipped()["en/phrases.toml"].decode().replace('"Main menu."', '"Menu."', 1)
    keywords = shipped()["en/keywords.toml"].decode() + "# More.\n"
    drafts = [
        edit(desk, "ed", "texts.welcome", "en", "You are welcome."),
        edit(desk, "ed", "file.en/phrases.toml", "", phrases),
        edit(desk, "ed", "file.en/keywords.toml", "", keywords),
        edit(desk, "ed", "resource.211.source", "", "Seen on its page"),
    ]
    assert signatures(desk) == {}
    approve(desk, "ann", [draft.id for draft in drafts])

    given = signatures(desk)

    assert {key: (each.author, each.approver, each.hash) for key, each in given.items()} == {
        ("texts.welcome", "en"): ("ed", "ann", words_hash("You are welcome.")),
        MENU: ("ed", "ann", words_hash("Menu.")),
        ("file.en/keywords.toml", ""): ("ed", "ann", words_hash(keywords)),
    }
    assert len(approved(desk)) == 4
    assert words(desk, *MENU) == "Main menu."
