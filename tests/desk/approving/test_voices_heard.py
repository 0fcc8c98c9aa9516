"""A voice that was taken back does not come back to callers by itself, and whoever brings it back is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ivr.desk.approving.voices import played
from ivr.desk.desk import Desk, current
from ivr.desk.notices import switch_on
from ivr.desk.people import end, release, require
from ivr.desk.publishing import left_out, publish, rollback, would_undo
from ivr.desk.takes import Handed, hand_in
from ivr.desk.views.in_their_voice import in_their_voice
from ivr.editions import stored
from ivr.editions.made import Made
from ivr.errors import DeskError
from ivr.store.database import Database
from ivr.store.editions import Editions, New
from tests.audio.intake.speech import EMERGENCY as PROMPT
from tests.audio.intake.speech import recorded, wav
from tests.audio.intake.speech import said as spoken
from tests.desk.desks import approve, edit, silent, words
from tests.desk.sounding import begun
from tests.desk.test_desk_takes import brought

EMERGENCY = "greeting.emergency"
OTHER = "If this is an emergency, hang up, and call 911."


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """Callers hear Rec in one prompt: edition 2."""
    made = begun(database, tmp_path / "line")
    approve(made, "ann", takes=[brought(made, speaker="Rec of rec").id])
    assert publish(made, "ann") == 2
    return made


def said(desk: Desk, new: str) -> int:
    """Publish other words of the prompt."""
    approve(desk, "ann", [edit(desk, "ada", EMERGENCY, "en", new).id])
    return publish(desk, "ann")


def heard(desk: Desk) -> list[tuple[str, str]]:
    """Which prompts callers hear in a person's voice, and whose."""
    return [(prompt, each.take.by) for (prompt, _), each in played(desk, current(desk)).items()]


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Let something happen between the last look of a publishing and the moving of the pointer, once."""

    def publish_later(database: Database, made: Made, new: New, base: int | None) -> int:
        monkeypatch.setattr("ivr.desk.next_edition.publish", stored.publish)
        happens()
        return stored.publish(database, made, new, base)

    monkeypatch.setattr("ivr.desk.next_edition.publish", publish_later)


def test_an_old_recording_that_fits_again_is_heard_again(desk: Desk) -> None:
    """While its person agrees; nobody need be told of that."""
    before = words(desk, EMERGENCY)
    said(desk, OTHER)
    assert heard(desk) == []
    number = said(desk, before)
    assert heard(desk) == [(EMERGENCY, "Rec of rec")]
    assert left_out(desk, number) == ()


def test_a_voice_that_was_taken_back_does_not_come_back_with_the_old_words(desk: Desk) -> None:
    """The machine says them, and whoever published is told; a word given again does not bring it back either."""
    before = words(desk, EMERGENCY)
    said(desk, OTHER)
    number = said(silent(desk), before)
    assert words(desk, EMERGENCY) == before
    assert heard(desk) == []
    (told,) = left_out(desk, number)
    assert told == (
        "Greeting: emergency: the recording by Rec of rec was left out, because whoever is heard in it does not agree "
        "that callers hear them. The machine says it until somebody else records it."
    )
    release(desk, "ada", "rec", "again")
    assert heard(desk) == []


def test_a_nickname_does_not_bring_it_back_either(database: Database, tmp_path: Path) -> None:
    """A recording of a stranger's name is in the voice of whoever handed it in, and stands among theirs."""
    desk = begun(database, tmp_path / "line")
    approve(desk, "ann", takes=[brought(desk, speaker="Reccy").id])
    publish(desk, "ann")
    assert [each.prompt for each in in_their_voice(desk, require(desk, "rec"))] == [EMERGENCY]
    assert in_their_voice(desk, require(desk, "ed")) == ()
    before = words(desk, EMERGENCY)
    said(desk, OTHER)
    assert in_their_voice(desk, require(desk, "rec")) == ()
    said(silent(desk), before)
    assert heard(desk) == []


def test_what_callers_hear_already_stays(desk: Desk) -> None:
    """Whoever takes their word back does not silence the line in the middle of somebody else's change."""
    silent(desk)
    approve(desk, "ann", [edit(desk, "ed", "where.main", "en", "This is the main menu.").id])
    number = publish(desk, "ann")
    assert heard(desk) == [(EMERGENCY, "Rec of rec")]
    assert left_out(desk, number) == ()


def test_a_word_that_is_taken_back_in_the_last_moment_counts(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the last look and the moving of the pointer: the old recording is left out then, too."""
    before = words(desk, EMERGENCY)
    said(desk, OTHER)
    meanwhile(monkeypatch, lambda: release(desk, "rec", "rec", ""))
    number = said(desk, before)
    assert heard(desk) == []
    assert len(left_out(desk, number)) == 1


def test_a_recording_is_not_published_whose_speaker_says_no_in_the_last_moment(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The approved one is looked at once more in the transaction that moves the pointer."""
    approve(desk, "ann", takes=[brought(desk, "ed", "Ed of ed").id])
    meanwhile(monkeypatch, lambda: release(desk, "ed", "ed", ""))
    with pytest.raises(DeskError, match="What was approved has changed"):
        publish(desk, "ann")
    assert Editions(desk.database).published() == 2


@pytest.mark.parametrize(("gone", "says"), [("bob", "What was approved has changed"), ("ann", "has left the staff")])
def test_whoever_leaves_in_the_last_moment_publishes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, gone: str, says: str
) -> None:
    """Neither by having approved nor by publishing."""
    approve(desk, "bob", [edit(desk, "ed", "where.main", "en", "This is the main menu.").id])
    meanwhile(monkeypatch, lambda: end(desk, "ada", gone))
    with pytest.raises(DeskError, match=says):
        publish(desk, "ann")
    assert Editions(desk.database).published() == 2


def test_whoever_has_left_switches_no_notice_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every publishing looks once more."""
    meanwhile(monkeypatch, lambda: end(desk, "ada", "ed"))
    with pytest.raises(DeskError, match="has left the staff"):
        switch_on(desk, "ed", "office-closed", "18:00")
    assert Editions(desk.database).published() == 2


def test_what_others_do_meanwhile_is_in_nobodys_way(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A draft of somebody else's: everything is looked at again, and published."""
    approve(desk, "bob", [edit(desk, "ed", "where.main", "en", "This is the main menu.").id])
    meanwhile(monkeypatch, lambda: edit(desk, "eve", "tip.3", "en", "Ask a friend."))
    assert publish(desk, "ann") == 3
    assert words(desk, "where.main") == "This is the main menu."


def test_whose_voice_a_rollback_brings_back_is_told_and_never_refused(desk: Desk) -> None:
    """It is the emergency exit: whoever goes back knows what to do next."""
    eds = wav(recorded(spoken(PROMPT.spoken), before=0.8))
    approve(desk, "ann", takes=[hand_in(desk, "ed", Handed(EMERGENCY, "en", eds, "Ed of ed"))[0].id])
    publish(desk, "ann")
    assert would_undo(desk, 2).voices == ()
    silent(desk)
    told = (
        "Greeting: emergency: callers hear Rec of rec again, who does not agree to that. Let somebody else record it, "
        "approve it and publish it."
    )
    assert would_undo(desk, 2).voices == (told,)
    assert rollback(desk, "ann", 2).voices == (told,)
    assert heard(desk) == [(EMERGENCY, "Rec of rec")]


def test_a_no_in_the_last_moment_of_a_rollback_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Said after what would be undone was looked at, and before the pointer moves."""
    said(desk, OTHER)
    move = Editions.move

    def late(*given: Any) -> None:  # noqa: ANN401 - whatever is given
        silent(desk)
        move(*given)

    monkeypatch.setattr(Editions, "move", late)
    (told,) = rollback(desk, "ann", 2).voices
    assert "callers hear Rec of rec again" in told


def test_what_is_approved_while_the_sounds_are_made_waits(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was not among what was seen: the next edition has it."""
    approve(desk, "bob", [edit(desk, "ed", "where.main", "en", "This is the main menu.").id])
    other = edit(desk, "eve", "tip.3", "en", "Ask a friend.")
    meanwhile(monkeypatch, lambda: approve(desk, "bob", [other.id]))
    assert publish(desk, "ann") == 3
    assert words(desk, "where.main") == "This is the main menu."
    assert words(desk, "tip.3") != "Ask a friend."
    assert publish(desk, "ann") == 4
    assert words(desk, "tip.3") == "Ask a friend."
