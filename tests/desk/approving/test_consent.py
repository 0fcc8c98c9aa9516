"""Nobody's voice is heard who has not agreed: the recording is kept, and waits for one more word of its speaker."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ivr.desk.approving.consent import Where, asked_now, consent_to_be_heard, noting_consent
from ivr.desk.approving.together import approve_together
from ivr.desk.approving.whose_name import is_called
from ivr.desk.desk import Desk
from ivr.desk.people import ChangedError, Role, add, end, release, require
from ivr.desk.publishing import NOTHING, publish
from ivr.desk.takes import Handed, approved_takes, hand_in, take_standings
from ivr.desk.views.first_steps import PROMPT, first_steps
from ivr.desk.views.in_their_voice import in_their_voice
from ivr.desk.views.waiting import waiting
from ivr.errors import DeskError, TakeError
from ivr.store import people
from ivr.store.database import Database
from ivr.store.turns import alone
from tests.audio.intake.speech import recorded, said, wav
from tests.desk.desks import approve, edit, logged, silent
from tests.desk.sounding import begun
from tests.desk.test_desk_takes import brought, speech

EMERGENCY = "greeting.emergency"
WANTS = (
    "Rec of rec has not agreed that callers hear their voice: they do so at the desk under My account, or an admin "
    "notes it on People."
)


def test_a_recording_is_kept_and_nobody_agrees_to_it_before_its_speaker_has(desk: Desk) -> None:
    """Neither alone nor with others; with their word it goes on as ever."""
    take = brought(silent(desk))
    (standing,) = take_standings(desk)
    assert (standing.voice, standing.waits, standing.says) == ("rec", False, WANTS)
    with pytest.raises(DeskError) as refused:
        approve(desk, "ann", takes=[take.id])
    assert str(refused.value) == f"Nothing was approved.\nRecording 1: {WANTS}"
    draft = edit(desk, "ed", "tip.3", "en", "Ask a friend.")
    with pytest.raises(DeskError, match="Rec of rec has not agreed"):
        approve_together(desk, "ann", [draft.id], [take.id], [])
    assert not logged(desk, "approve")

    consent_to_be_heard(desk, "rec", Where.PHONE)
    assert take_standings(desk)[0].waits
    approve(desk, "ann", takes=[take.id])
    assert len(approved_takes(desk)) == 1


def test_their_own_word_is_noted_once_with_the_day_and_the_way(desk: Desk) -> None:
    """Told twice it is once, what an admin noted stays, and a stranger notes nothing."""
    silent(desk)
    before = len(logged(desk, "staff voice"))
    consent_to_be_heard(desk, "rec", Where.BROWSER)
    consent_to_be_heard(desk, "rec", Where.PHONE)
    assert require(desk, "rec").released == "17 June 2026, at the desk in the browser"
    (entry,) = logged(desk, "staff voice")[before:]
    assert (entry.who, entry.item, entry.before, entry.after) == (
        "rec",
        "person rec",
        "",
        "17 June 2026, at the desk in the browser",
    )
    release(desk, "ada", "rec", "on paper")
    consent_to_be_heard(desk, "rec", Where.PHONE)
    assert require(desk, "rec").released == "on paper"
    with pytest.raises(DeskError, match="nobody called 'rex'"):
        consent_to_be_heard(desk, "rex", Where.PHONE)


def test_the_word_comes_with_the_recording_or_not_at_all(desk: Desk) -> None:
    """One transaction: a recording that is refused notes nothing."""
    silent(desk)
    with pytest.raises(TakeError):
        hand_in(desk, "rec", Handed(EMERGENCY, "en", b"no sound", "Rec"), noting_consent(desk, "rec", Where.BROWSER))
    assert not require(desk, "rec").released
    given = Handed(EMERGENCY, "en", speech(), "Rec of rec")
    hand_in(desk, "rec", given, noting_consent(desk, "rec", Where.BROWSER))
    assert require(desk, "rec").released
    assert take_standings(desk)[0].waits


def test_a_word_that_is_taken_back_takes_the_approval_along(desk: Desk) -> None:
    """Nothing is published of it, and a new recording takes its place; given again, what was agreed to counts again."""
    first = brought(desk)
    approve(desk, "ann", takes=[first.id])
    silent(desk)
    assert approved_takes(desk) == ()
    with pytest.raises(DeskError, match=NOTHING[:30]):
        publish(desk, "ann")
    release(desk, "rec", "rec", "again")
    assert [each.take.id for each in approved_takes(desk)] == [first.id]

    second, _ = hand_in(silent(desk), "rec", Handed(EMERGENCY, "en", speech(), "Maria Lopez", "another.wav"))
    assert [each.take.id for each in take_standings(desk)] == [second.id]


def test_the_voice_is_of_whoever_handed_it_in_unless_the_speaker_is_another_on_the_staff(desk: Desk) -> None:
    """By name or id; for a stranger whoever handed it in answers."""
    silent(desk, "eve")
    for speaker, wants in (("Eve of Eve", "eve"), ("eve", "eve"), ("Maria Lopez", ""), ("Rec of rec", "")):
        brought(desk, speaker=speaker)
        assert take_standings(desk)[0].voice == wants, speaker
    silent(desk)
    for speaker, wants in (("Ed of ed", ""), ("Maria Lopez", "rec"), ("rec", "rec")):
        brought(desk, speaker=speaker)
        assert take_standings(desk)[0].voice == wants, speaker


def test_whoever_has_left_without_a_word_is_recorded_anew_by_others(desk: Desk) -> None:
    """Nobody can ask them any more, and no admin may note it now."""
    brought(silent(desk))
    end(desk, "ada", "rec")
    assert take_standings(desk)[0].says.endswith("somebody else must record it.")
    with pytest.raises(DeskError, match="has left the staff"):
        release(desk, "ada", "rec", "on paper")


def test_whoever_has_left_can_have_their_word_taken_back(desk: Desk) -> None:
    """They tell an admin, who notes it at any time; nobody else may."""
    take = brought(desk)
    approve(desk, "ann", takes=[take.id])
    end(desk, "ada", "rec")
    assert approved_takes(desk), "what they agreed to stays"
    for by in ("ed", "rec"):
        with pytest.raises(DeskError):
            release(desk, by, "rec", "")
    assert release(desk, "ada", "rec", "").released == ""
    assert approved_takes(desk) == ()
    assert (logged(desk, "staff voice")[-1].who, logged(desk, "staff voice")[-1].after) == ("ada", "not released")
    with pytest.raises(DeskError, match="nobody called 'rex'"):
        release(desk, "ada", "rex", "")


def test_an_answer_to_an_old_question_notes_nothing_after_it_was_taken_back(desk: Desk) -> None:
    """Sent once more before that, it is noted once; a recording that it comes with is kept without it."""
    asked = asked_now(silent(desk), "rec")
    for _ in range(2):
        consent_to_be_heard(desk, "rec", Where.PHONE, asked)
    assert require(desk, "rec").released
    release(desk, "ada", "ed", "on paper")
    assert asked_now(silent(desk), "rec") > asked
    with pytest.raises(ChangedError, match="It was taken back since you were asked"):
        consent_to_be_heard(desk, "rec", Where.PHONE, asked)
    hand_in(
        desk, "rec", Handed(EMERGENCY, "en", speech(), "Rec of rec"), noting_consent(desk, "rec", Where.PHONE, asked)
    )
    assert not require(desk, "rec").released
    release(desk, "ada", "ed", "")
    asked = asked_now(desk, "rec")
    release(desk, "ada", "ed", "on paper")
    consent_to_be_heard(desk, "rec", Where.PHONE, asked)
    assert require(desk, "rec").released, "what is noted of others makes no question old"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Rec of rec", "Rec  of rec"),
        ("Rec of rec", " rec OF rec"),
        ("Rec  of rec", "Rec of   rec"),
        ("R\u00e9c Stra\u00dfe", "Re\u0301c STRASSE"),
        ("Rec of rec", "\uff32ec of rec"),
        ("Rec of rec", "REC"),
        ("Rec of rec", "Dr. Rec of rec"),
        ("Rec of rec", "Rec of rec, RN"),
        ("Rec of rec", "rec, Rec M. (of)"),
        ("Rec of rec", "Re\u0441 \u043ef r\u0435c"),
        ("Ada Admin", "\u0410da Admin"),
        ("\u0410da Admin", "ada admin"),
        ("Rec of rec", "R\u034fec of rec\ufe0f"),
        ("Rec of rec", "R\u3164e\uffa0c of rec"),
        ("Anne-Marie O\u2019Neil", "Anne Marie O'Neil"),
        ("\u738b\u5c0f\u660e", "Dr. \u738b\u5c0f\u660e"),
        ("\u2605", "\u2605"),
    ],
)
def test_a_name_is_the_same_however_it_is_typed(desk: Desk, name: str, typed: str) -> None:
    """Two spaces, letters and accents that a keyboard makes otherwise are no way round the rule."""
    before = require(silent(desk), "rec")
    with alone(desk.database) as connection:
        rec = replace(before, name=name, roles=frozenset({"approver"}))
        people.change(connection, rec)
    take = brought(desk, "ed", typed)
    assert take_standings(desk)[0].voice == "rec"
    release(desk, "ada", "rec", "on paper")
    with pytest.raises(DeskError, match="own voice"):
        approve(desk, "rec", takes=[take.id])


@pytest.mark.parametrize("name", ["Adam Admin", "Ada", "Adaadmin", "Dr. Admin", "Addie Admin", "!", "\u2606"])
def test_a_name_that_lacks_a_word_is_another(desk: Desk, name: str) -> None:
    """Whole words only; a nickname is known to nobody but those who use it."""
    person = require(desk, "rec")
    assert not is_called(replace(person, name="Ada Admin"), name)
    assert not is_called(replace(person, name="\u2605"), name), "nobody has all of no words"


def test_of_two_who_are_called_so_each_has_to_agree(desk: Desk) -> None:
    """Whoever hands it in cannot answer for the other."""
    add(desk, "ada", "short", "Rec", [Role.RECORDER])
    consent_to_be_heard(desk, "short", Where.BROWSER)
    for by in ("short", "ed"):
        brought(desk, by, "Dr. Rec of rec")
    assert {each.voice for each in take_standings(desk)} == {""}
    silent(desk)
    assert {each.voice for each in take_standings(desk)} == {"rec"}


def test_today_tells_whose_word_is_wanted(desk: Desk) -> None:
    """The speaker, and nobody else; no approver is asked to listen to what they cannot agree to."""
    take = brought(silent(desk), "ed", "Rec of rec")
    seen = {who: waiting(desk, require(desk, who)) for who in ("rec", "ed", "ann")}
    assert [each.take.id for each in seen["rec"].my_voice] == [take.id]
    assert not seen["rec"].nothing
    assert seen["ed"].my_voice == seen["ann"].my_voice == seen["ann"].takes_to_agree == ()


def test_the_first_task_says_whose_word_comes_before_the_approval(desk: Desk) -> None:
    """As long as every recording of it waits for one."""
    greeting = wav(recorded(said("Hello. This is the Rescue Treatment Line.")))
    hand_in(silent(desk), "rec", Handed(PROMPT, "en", greeting, "Rec of rec"))
    found = first_steps(desk)
    assert (found.step, found.voice) == (2, require(desk, "rec"))
    hand_in(desk, "ed", Handed(PROMPT, "en", greeting, "Ed of ed"))
    assert first_steps(desk).voice is None


def test_what_callers_hear_of_somebody_stays_and_is_listed(database: Database, tmp_path: Path) -> None:
    """Until another recording is published."""
    desk = begun(database, tmp_path / "line")
    approve(desk, "ann", takes=[brought(desk, speaker="Rec of rec").id])
    publish(desk, "ann")
    silent(desk)
    assert [each.called for each in in_their_voice(desk, require(desk, "rec"))] == ["Greeting: emergency"]
    assert in_their_voice(desk, require(desk, "ed")) == ()

    approve(desk, "ann", takes=[brought(desk, "ed", "Ed of ed").id])
    publish(desk, "ann")
    assert in_their_voice(desk, require(desk, "rec")) == ()
