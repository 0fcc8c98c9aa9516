"""Recordings at the desk: checked, agreed to by somebody else, and never heard with other words."""

from __future__ import annotations

import functools
import hashlib

import pytest

from ivr.audio.intake.checks import Reason
from ivr.audio.intake.decode import stored
from ivr.desk.beside import mark_of
from ivr.desk.desk import Desk
from ivr.desk.people import end
from ivr.desk.takes import FaultyError, Handed, approved_takes, hand_in, recording, take_standings, withdraw_take
from ivr.errors import DeskError, TakeError
from ivr.store.takings import Taking
from tests.audio.intake.speech import EMERGENCY, recorded, said, wav
from tests.desk.desks import approve, edit, logged, publish_words
from tests.editions.shelves import edited

PROMPT = "greeting.emergency"
LONGER = "If this is an emergency, please hang up and call 911."


@functools.cache
def speech() -> bytes:
    """A recording of the emergency words as a person sends it."""
    return wav(recorded(said(EMERGENCY.spoken)))


def brought(
    desk: Desk, by: str = "rec", speaker: str = "Maria Lopez", prompt: str = PROMPT, original: str = "maria.wav"
) -> Taking:
    """A recording that was handed in."""
    return hand_in(desk, by, Handed(prompt, "en", speech(), speaker, original))[0]


def test_two_people_answer_for_a_recording(desk: Desk) -> None:
    """It is kept as it was recorded, with who spoke; the log names both people."""
    take = brought(desk)
    assert approved_takes(desk) == ()
    assert take_standings(desk)[0].says == "It waits for an approver."

    approve(desk, "ann", takes=[take.id])

    (given,) = approved_takes(desk)
    assert (given.take, given.author, given.approver) == (take, "rec", "ann")
    heard = recording(desk, given)
    assert hashlib.sha256(heard.wav).hexdigest() == take.file == heard.take.file
    assert stored(heard.wav).seconds > 2
    assert (heard.take.prompt, heard.take.by, heard.take.script) == (PROMPT, "Maria Lopez", take.script)
    assert [(each.who, each.what) for each in logged(desk)[-2:]] == [("rec", "record"), ("ann", "approve")]


def test_a_bad_recording_or_a_slip_is_refused_and_nothing_kept(desk: Desk) -> None:
    """With the reason."""
    good = Handed(PROMPT, "en", speech(), "Maria")
    for by, given, says in (
        ("rec", Handed(PROMPT, "en", wav(recorded(said(EMERGENCY.spoken) * 0.1)), "Maria"), "It is too quiet"),
        ("rec", Handed(PROMPT, "en", b"nothing", "Maria"), "This is not a recording"),
        ("rec", Handed("greeting.nmae", "en", speech(), "Maria"), "There is no prompt greeting.nmae"),
        ("rec", Handed(PROMPT, "en", speech(), " "), "The speaker's name"),
        ("ann", good, "That is for a recorder"),
    ):
        with pytest.raises((DeskError, TakeError), match=says):
            hand_in(desk, by, given)
    assert take_standings(desk) == ()
    assert not logged(desk, "record")


def test_words_that_a_machine_doubts_need_a_listener(desk: Desk) -> None:
    """Who says so; the doubts stay beside the recording."""

    def listen(_wav: bytes, _says: str) -> list[str]:
        return ['It heard "nine one two".']

    with pytest.raises(TakeError, match="nine one two"):
        hand_in(desk, "rec", Handed(PROMPT, "en", speech(), "Maria", listen=listen))
    take, verdict = hand_in(desk, "rec", Handed(PROMPT, "en", speech(), "Maria", heard=True, listen=listen))

    assert take.doubts == ('It heard "nine one two".',)
    assert take_standings(desk)[0].take.doubts == take.doubts
    assert len(verdict.warnings) == 1


def test_nobody_approves_a_recording_of_their_own(desk: Desk) -> None:
    """Neither who handed it in nor who is heard; an editor who approves is no exception."""
    handed, spoken = brought(desk, "both"), brought(desk, "rec", "Ann of Ann", "greeting.emergency")
    with pytest.raises(DeskError, match="was handed in by both"):
        approve(desk, "both", takes=[handed.id])
    with pytest.raises(DeskError, match="is Ann of Ann's own voice"):
        approve(desk, "ann", takes=[spoken.id])
    with pytest.raises(DeskError, match="That is for an approver"):
        approve(desk, "rec", takes=[handed.id])
    with pytest.raises(DeskError, match=r"Nothing was approved\.\nThere is no recording 9\."):
        approve(desk, "ann", takes=[handed.id, 9])
    with pytest.raises(DeskError, match="are of the same words"):
        approve(desk, "bob", takes=[handed.id, spoken.id])
    assert approved_takes(desk) == ()


def test_a_recording_of_other_words_is_never_heard(desk: Desk) -> None:
    """Whether a draft of new words is approved after it, or other words are published."""
    take = brought(desk)
    draft = edit(desk, "ada", PROMPT, "en", LONGER)
    approve(desk, "ann", takes=[take.id])
    assert len(approved_takes(desk)) == 1

    approve(desk, "ann", [draft.id])
    assert approved_takes(desk) == ()
    assert "Its words have changed" in take_standings(desk)[0].says

    before = edited("an emergency, hang", "an emergency, please hang")
    publish_words(desk, before, drafts=[draft.id])
    with pytest.raises(DeskError, match="Recording 1 is of words that have changed since"):
        approve(desk, "bob", takes=[take.id])
    assert approved_takes(desk) == ()


def test_a_recording_of_words_that_are_approved_waits_for_them(desk: Desk) -> None:
    """It is checked against the coming words, and goes out with them."""
    draft = edit(desk, "ada", PROMPT, "en", LONGER)
    approve(desk, "ann", [draft.id])
    take = brought(desk)
    approve(desk, "ann", takes=[take.id])

    assert [each.take.id for each in approved_takes(desk)] == [take.id]


def test_a_new_recording_takes_the_place_of_ones_own(desk: Desk) -> None:
    """And an open one is taken back by whoever brought it, an approver or an admin."""
    first, second = brought(desk), brought(desk, original="again.wav")

    assert [each.take.id for each in take_standings(desk)] == [second.id]
    with pytest.raises(DeskError, match="Recording 1 is not open: it was withdrawn"):
        approve(desk, "bob", takes=[first.id])
    with pytest.raises(DeskError, match="That is for an approver or an admin"):
        withdraw_take(desk, "ed", second.id)
    assert withdraw_take(desk, "rec", second.id).state == "withdrawn"
    with pytest.raises(DeskError, match="There is no open recording 2: it was withdrawn"):
        withdraw_take(desk, "rec", second.id)


def test_the_same_recording_again_is_the_one_that_is_there(desk: Desk) -> None:
    """Whoever had no answer hands it in again: also beside others, when it is approved, and not when it was closed."""
    first, again = brought(desk), brought(desk)
    assert (again, len(logged(desk, "record"))) == (first, 1)
    approve(desk, "ann", takes=[first.id])
    assert brought(desk).id == first.id
    assert brought(desk, speaker="Eve of eve").id == 2
    assert brought(desk).id == first.id
    assert [each.take.id for each in take_standings(desk)] == [first.id, 2], "the very same changes nothing"
    withdraw_take(desk, "ann", first.id)
    assert brought(desk).id == 3
    assert [each.after.partition(" by ")[0] for each in logged(desk, "withdraw")] == ["recording 1", "recording 2"]


def test_a_new_recording_does_not_throw_an_approved_one_away(desk: Desk) -> None:
    """Both stay, whoever hands it in is told, and the approver chooses; of other words it goes all the same."""
    first = brought(desk)
    approve(desk, "ann", takes=[first.id])
    second, verdict = hand_in(desk, "rec", Handed(PROMPT, "en", speech(), "Maria Lopez"))
    says = [each.says for each in verdict.warnings if each.reason is Reason.BESIDE]
    assert len(says) == 1
    assert says[0].startswith(f"Your recording {first.id} of the same words is approved already and stays.")
    assert [each.take.id for each in approved_takes(desk)] == [first.id]
    assert "is approved already" in take_standings(desk)[1].says
    with pytest.raises(DeskError, match=r"are of the same words\. Approve only one of"):
        approve(desk, "bob", takes=[second.id])
    third = brought(desk, original="again.wav")
    assert [each.take.id for each in take_standings(desk)] == [first.id, third.id]

    withdraw_take(desk, "bob", first.id)
    approve(desk, "bob", takes=[third.id])
    draft = edit(desk, "ada", PROMPT, "en", LONGER)
    approve(desk, "ann", [draft.id])
    fourth = brought(desk)
    assert [each.take.id for each in take_standings(desk)] == [fourth.id]


def test_a_recording_of_words_that_were_on_the_page_before_is_refused(desk: Desk) -> None:
    """Nothing is kept of it."""
    words = EMERGENCY.spoken.replace("nine one one", "911")
    given = Handed(PROMPT, "en", speech(), "Maria Lopez", script=mark_of(words))
    take, _ = hand_in(desk, "rec", given)
    draft = edit(desk, "ada", PROMPT, "en", LONGER)
    approve(desk, "ann", [draft.id])
    with pytest.raises(FaultyError, match="have changed since you saw them"):
        hand_in(desk, "rec", given)
    assert [each.take.id for each in take_standings(desk)] == [take.id]


def test_an_approver_who_leaves_takes_the_approval_along(desk: Desk) -> None:
    """As with words."""
    take = brought(desk)
    approve(desk, "ann", takes=[take.id])
    end(desk, "ada", "ann")
    assert approved_takes(desk) == ()

    approve(desk, "bob", takes=[take.id])
    assert [each.approver for each in approved_takes(desk)] == ["bob"]
