"""The desk by phone: who gets in, and what becomes of what they record."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from ivr.audio.gates import faults
from ivr.audio.intake.conversion import expected
from ivr.audio.measure import measure
from ivr.content.prompts import prompts
from ivr.content.readers import read_content
from ivr.desk.desk import THE_LINE, Desk, current
from ivr.desk.people import end, set_pin, staff
from ivr.desk.phone.by_phone import (
    Gone,
    Locked,
    NotTaken,
    Recording,
    Taken,
    Waiting,
    cancel,
    keep,
    note_recorded,
    sign_in,
    state_of,
)
from ivr.desk.signing_in import passwords
from ivr.desk.signing_in.locking import MOST_TRIES
from ivr.desk.signing_in.passwords import BusyError
from ivr.desk.takes import approved_takes, take_standings
from ivr.desk.views.listening import take_heard
from ivr.editions.takes import reading
from ivr.errors import DeskError
from ivr.phones.recordings import FolderRecordings
from ivr.store.people import Person
from tests.desk.desks import Ticking, approve, edit, logged
from tests.desk.phone.calling import PROMPT, brought, provider_in, said_on_a_call

PIN = "729486"
NOBODYS = 899


@pytest.fixture
def provider(tmp_path: Path) -> FolderRecordings:
    """Where recordings lie."""
    return provider_in(tmp_path)


def number(desk: Desk, person: str = "rec") -> int:
    """What somebody types instead of their id."""
    return next(each.number for each in staff(desk) if each.id == person)


def test_where_too_many_sign_in_no_try_is_counted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """PINs wait for the same two turns as passwords; whoever gets none has not failed, and hears that it is busy."""
    set_pin(desk, "rec", "rec", PIN)
    monkeypatch.setattr(passwords, "_PATIENCE", 0.01)
    with passwords._Turn(), passwords._Turn():  # noqa: SLF001
        for typed in (PIN, "1111") * MOST_TRIES:
            with pytest.raises(BusyError, match="Too many people"):
                sign_in(desk, number(desk), typed)
    found = sign_in(desk, number(desk), PIN)
    assert isinstance(found, Person)
    assert not logged(desk, "locked")


def test_number_and_pin_let_somebody_in(desk: Desk) -> None:
    """Nothing else does, and nobody hears which of the two was wrong."""
    set_pin(desk, "rec", "rec", PIN)
    set_pin(desk, "ed", "ed", "583169")

    found = sign_in(desk, number(desk), PIN)
    assert isinstance(found, Person)
    assert found.id == "rec"
    for typed, pin in (
        (number(desk), "7295"),
        (number(desk), ""),
        (number(desk), "7" * 500),
        (number(desk, "ann"), PIN),  # has no PIN
        (number(desk, "ed"), PIN),
        (NOBODYS, PIN),
        (0, PIN),
        (-1, PIN),
        (10**400, PIN),
    ):
        assert sign_in(desk, typed, pin) is None, typed


def test_the_fifth_wrong_pin_locks_for_a_quarter_of_an_hour(desk: Desk) -> None:
    """The right one too; the log has it once, and a number that nobody has is locked alike, without filling the log."""
    set_pin(desk, "rec", "rec", PIN)
    clock = desk.clock
    assert isinstance(clock, Ticking)
    for typed in (number(desk), NOBODYS):
        answers = [sign_in(desk, typed, "0000") for _ in range(MOST_TRIES)]
        assert answers[:-1] == [None] * (MOST_TRIES - 1)
        locked = answers[-1]
        assert isinstance(locked, Locked)
        assert timedelta(minutes=14) < locked.until - clock() <= timedelta(minutes=16)
        assert sign_in(desk, typed, PIN) == Locked(locked.until)
        assert [(each.who, each.item) for each in logged(desk, "locked")] == [(THE_LINE, "person rec")]

    clock.now += timedelta(minutes=17)
    assert isinstance(sign_in(desk, number(desk), PIN), Person)
    assert len(logged(desk, "locked")) == 1


def test_a_new_pin_ends_the_lock_of_the_phone(desk: Desk) -> None:
    """Set by an admin or at the desk in the browser; the one from before is worth nothing."""
    set_pin(desk, "rec", "rec", PIN)
    for _ in range(MOST_TRIES):
        sign_in(desk, number(desk), "0000")
    assert isinstance(sign_in(desk, number(desk), PIN), Locked)

    set_pin(desk, "ada", "rec", "826417")

    assert sign_in(desk, number(desk), PIN) is None
    assert isinstance(sign_in(desk, number(desk), "826417"), Person)


def test_guesses_at_the_same_time_are_no_more_than_five_either(desk: Desk) -> None:
    """Eleven calls: whoever comes after the fifth is not even looked at."""
    set_pin(desk, "rec", "rec", PIN)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda pin: sign_in(desk, number(desk), pin), ["0000"] * 11))
    assert sum(isinstance(each, Locked) for each in answers) == 11 - (MOST_TRIES - 1)
    assert isinstance(sign_in(desk, number(desk), PIN), Locked)


def test_who_gets_in_has_five_tries_again(desk: Desk) -> None:
    """Tired fingers on several days are no guesses."""
    set_pin(desk, "rec", "rec", PIN)
    for _ in range(2):
        for _ in range(MOST_TRIES - 1):
            assert sign_in(desk, number(desk), "0000") is None
        assert isinstance(sign_in(desk, number(desk), PIN), Person)
    assert not logged(desk, "locked")


def test_whoever_has_left_gets_in_no_more(desk: Desk) -> None:
    """As if nobody had the number."""
    set_pin(desk, "rec", "rec", PIN)
    typed = number(desk)
    end(desk, "ada", "rec")
    assert sign_in(desk, typed, PIN) is None


def test_a_recording_becomes_a_take_that_waits_for_an_approver(desk: Desk, provider: FolderRecordings) -> None:
    """Its author and its voice are whoever called."""
    recording = said_on_a_call(desk, provider)
    assert state_of(desk, recording) == Waiting()

    found = brought(desk, provider, recording)

    assert isinstance(found, Taken)
    (standing,) = take_standings(desk)
    assert standing.take.id == found.take
    assert (standing.take.author, standing.take.speaker, standing.take.prompt) == ("rec", "Rec of rec", PROMPT)
    assert standing.says == f"It waits for an approver. {standing.note}"
    assert standing.note == "It was recorded by telephone, and its speaker has not said to keep it."
    assert standing.take.original.startswith("telephone (WAV")
    approve(desk, "ann", takes=[found.take])
    assert [each.take.id for each in approved_takes(desk)] == [found.take]


def test_what_is_wrong_with_a_recording_is_told_in_sentences(desk: Desk, provider: FolderRecordings) -> None:
    """As the intake says it, and nothing is kept."""
    found = brought(desk, provider, said_on_a_call(desk, provider, loud=0.004))
    assert isinstance(found, NotTaken)
    assert len(found.says) >= 1
    assert all(each.endswith((".", "?")) and "\n" not in each for each in found.says)
    assert take_standings(desk) == ()


def test_a_recording_that_nobody_was_told_of_is_gone(desk: Desk) -> None:
    """There is nothing to wait for."""
    assert state_of(desk, "RE" + "0" * 32) == Gone()


@pytest.mark.parametrize(
    "wrong",
    [
        Recording("", "call", "rec", PROMPT, "en"),
        Recording("../RE1", "call", "rec", PROMPT, "en"),
        Recording("RE1", "call", "rec", "", "en"),
        Recording("RE1", "call", "r" * 65, PROMPT, "en"),
        Recording("RE1", "call", "rec", "a prompt", "en"),
        Recording("RE1", "call", "rec", PROMPT, "e" * 21),
        Recording("R" * 65, "call", "rec", PROMPT, "en"),
    ],
)
def test_what_can_be_no_recording_is_refused(desk: Desk, wrong: Recording) -> None:
    """Whatever a webhook brings."""
    with pytest.raises(DeskError, match="no recording of a staff call"):
        note_recorded(desk, wrong)


def test_whoever_heard_it_back_keeps_it_and_the_log_says_so_once(desk: Desk, provider: FolderRecordings) -> None:
    """However often the provider tells."""
    recording = said_on_a_call(desk, provider)
    found = brought(desk, provider, recording)
    assert isinstance(found, Taken)

    assert keep(desk, "rec", recording).id == found.take
    assert keep(desk, "rec", recording).id == found.take

    (entry,) = logged(desk, "heard back")
    assert (entry.who, entry.item) == ("rec", f"{PROMPT} (en)")
    assert str(found.take) in entry.after
    (standing,) = take_standings(desk)
    assert standing.take.id == found.take
    assert standing.note == "Its speaker heard it back on the telephone and kept it."


def test_nobody_keeps_or_cancels_what_somebody_else_recorded(desk: Desk, provider: FolderRecordings) -> None:
    """Nor anybody who has left."""
    recording = said_on_a_call(desk, provider)
    brought(desk, provider, recording)
    for by in ("ed", "ada"):
        for deed in (keep, cancel):
            with pytest.raises(DeskError, match="no such recording of yours"):
                deed(desk, by, recording)
    end(desk, "ada", "rec")
    for deed in (keep, cancel):
        with pytest.raises(DeskError, match="has left"):
            deed(desk, "rec", recording)
    assert len(take_standings(desk)) == 1


def test_a_recording_can_be_taken_back_at_any_time(desk: Desk, provider: FolderRecordings) -> None:
    """After it has come, before it has come, twice, and after it was refused."""
    came = said_on_a_call(desk, provider)
    brought(desk, provider, came)
    cancel(desk, "rec", came)
    cancel(desk, "rec", came)
    with pytest.raises(DeskError, match="is not open any more: it was withdrawn"):
        keep(desk, "rec", came)

    coming = said_on_a_call(desk, provider)
    cancel(desk, "rec", coming)
    cancel(desk, "rec", coming)
    assert brought(desk, provider, coming) == NotTaken(("You took it back.",))

    refused = said_on_a_call(desk, provider, loud=0.004)
    brought(desk, provider, refused)
    cancel(desk, "rec", refused)
    assert take_standings(desk) == ()
    assert len(logged(desk, "withdraw")) == 1


def test_a_hang_up_leaves_the_take_as_a_draft(desk: Desk, provider: FolderRecordings) -> None:
    """Nobody has to say that they want it."""
    recording = said_on_a_call(desk, provider)
    brought(desk, provider, recording)
    assert len(take_standings(desk)) == 1


def test_it_is_heard_back_as_callers_will_hear_it(desk: Desk, provider: FolderRecordings) -> None:
    """Through every gate, the very sound that an edition would play, made once."""
    found = brought(desk, provider, said_on_a_call(desk, provider))
    assert isinstance(found, Taken)
    wav = take_heard(desk, found.take).wav

    content = read_content(current(desk).content)[0]
    prompt = next(each for each in prompts(content) if (each.id, each.language) == (PROMPT, "en"))
    assert faults(measure(wav), expected(reading(content, prompt))) == []
    sounds = desk.shelf.cache / "sounds"
    before = {path.name: path.stat().st_mtime_ns for path in sounds.iterdir()}
    assert take_heard(desk, found.take).wav == wav
    assert {path.name: path.stat().st_mtime_ns for path in sounds.iterdir()} == before
    assert any(path.read_bytes() == wav for path in sounds.iterdir())


def test_words_that_have_changed_since_are_not_played_back(desk: Desk, provider: FolderRecordings) -> None:
    """The take is of other words; nor is a take that there is not."""
    found = brought(desk, provider, said_on_a_call(desk, provider))
    assert isinstance(found, Taken)
    draft = edit(desk, "ada", PROMPT, "en", "If this is an emergency, please hang up and call 911.")
    approve(desk, "ann", [draft.id])
    with pytest.raises(DeskError, match="Its words have changed"):
        take_heard(desk, found.take)
    with pytest.raises(DeskError, match="There is no recording 99"):
        take_heard(desk, 99)
