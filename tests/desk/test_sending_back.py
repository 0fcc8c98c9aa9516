"""Saying no with a reason: its author reads it until they have done it anew."""

from __future__ import annotations

import pytest

from ivr.desk.desk import Desk
from ivr.desk.editing import edit_all, open_drafts, withdraw
from ivr.desk.sending_back import LONGEST_REASON, send_back, send_take_back, sent_back
from ivr.desk.takes import take_standings
from ivr.errors import DeskError
from tests.desk.desks import edit, logged
from tests.desk.test_desk_takes import brought

TIP = "Ask a friend to come along."


def test_the_author_reads_why_until_it_is_written_anew(desk: Desk) -> None:
    """The words are there still, and the log holds the reason for ever."""
    draft = edit(desk, "ed", "tip.3", "en", TIP)
    send_back(desk, "ann", [draft.id], "  Say who\ncan come. ")

    (told,) = sent_back(desk, "ed")
    assert [(each.id, each.item, each.words) for each in told.drafts] == [(draft.id, "tip.3", TIP)]
    assert (told.take, told.by, told.why) == (None, "ann", "Say who can come.")
    assert open_drafts(desk) == ()
    assert sent_back(desk, "eve") == ()
    assert [(each.who, each.after) for each in logged(desk, "withdraw")] == [("ann", "Say who can come.")]

    edit(desk, "ed", "tip.3", "en", "Ask your partner to come along.")
    assert sent_back(desk, "ed") == ()


def test_a_recording_goes_back_too(desk: Desk) -> None:
    """To whoever handed it in."""
    take = brought(desk)
    send_take_back(desk, "ada", take.id, "A dog barks.")
    (told,) = sent_back(desk, "rec")
    assert told.take is not None
    assert (told.drafts, told.take.id, told.why) == ((), take.id, "A dog barks.")
    assert take_standings(desk) == ()
    brought(desk)
    assert sent_back(desk, "rec") == ()


def test_one_takes_ones_own_back_in_silence(desk: Desk) -> None:
    """Nobody is told of what they did themselves."""
    withdraw(desk, "ed", edit(desk, "ed", "tip.3", "en", TIP).id)
    assert sent_back(desk, "ed") == ()


@pytest.mark.parametrize("why", ["", "I changed my mind."])
def test_ones_own_is_taken_back_whatever_is_given_as_a_reason(desk: Desk, why: str) -> None:
    """An approver's own, too: the log says that they took it back, not that somebody said no."""
    draft = edit(desk, "both", "tip.3", "en", TIP)
    assert send_back(desk, "both", [draft.id], why)
    take = brought(desk)
    assert send_take_back(desk, "rec", take.id, why)
    assert [(each.who, each.what) for each in logged(desk, "withdraw")] == [("both", "withdraw"), ("rec", "withdraw")]
    assert sent_back(desk, "both") == sent_back(desk, "rec") == ()
    other = edit(desk, "ed", "tip.3", "en", TIP)
    assert not send_back(desk, "both", [other.id], "Say whom.")
    assert logged(desk, "withdraw")[-1].what == "withdraw, sent back"


@pytest.mark.parametrize(
    ("by", "why", "says"),
    [
        ("ann", " \n ", "Say why"),
        ("ann", "x" * (LONGEST_REASON + 1), "500 letters at most"),
        ("eve", "No.", "That is for an approver or an admin"),
    ],
)
def test_without_a_reason_or_the_right_nothing_goes_back(desk: Desk, by: str, why: str, says: str) -> None:
    """The draft waits on."""
    draft = edit(desk, "ed", "tip.3", "en", TIP)
    with pytest.raises(DeskError, match=says):
        send_back(desk, by, [draft.id], why)
    assert [each.id for each in open_drafts(desk)] == [draft.id]


def test_what_went_back_together_is_told_of_together(desk: Desk) -> None:
    """One entry with every draft of the card; what is written anew goes from it, and the rest stays."""
    made = edit_all(desk, "ed", [("tip.3", "en", TIP), ("tip.4", "en", "Rest well."), ("tip.5", "en", "Drink enough.")])
    other = edit(desk, "eve", "tip.6", "en", "Walk a little.")
    send_back(desk, "ann", [each.id for each in made], "Say more.")
    send_back(desk, "ann", [other.id], "Say more.")
    (told,) = sent_back(desk, "ed")
    assert [each.item for each in told.drafts] == ["tip.3", "tip.4", "tip.5"]
    edit(desk, "ed", "tip.3", "en", "Ask somebody to come along.")
    (told,) = sent_back(desk, "ed")
    assert [each.item for each in told.drafts] == ["tip.4", "tip.5"]


def test_a_card_goes_back_whole_or_not_at_all(desk: Desk) -> None:
    """Where one of its drafts is not open any more, the others wait on, and nothing is in the log."""
    made = edit_all(desk, "ed", [("tip.3", "en", TIP), ("tip.4", "en", "Rest well.")])
    withdraw(desk, "ed", made[1].id)
    for by, says in (("ann", "Say more."), ("ed", "")):
        with pytest.raises(DeskError, match=f"There is no open draft {made[1].id}: it was withdrawn"):
            send_back(desk, by, [each.id for each in made], says)
    assert [each.id for each in open_drafts(desk)] == [made[0].id]
    assert sent_back(desk, "ed") == ()
    assert len(logged(desk, "withdraw")) == 1
