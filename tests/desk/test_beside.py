"""Recordings of the same prompt beside each other: nothing is thrown away before its speaker has chosen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ivr.content.prompts import prompts
from ivr.desk.beside import CHANGED, mark_of
from ivr.desk.desk import Desk
from ivr.desk.phone.by_phone import (
    NOT_OPEN,
    REPLACED,
    Gone,
    NotTaken,
    Recording,
    Taken,
    Waiting,
    became,
    cancel,
    keep,
    note_recorded,
)
from ivr.desk.phone.fetching import TOO_LATE
from ivr.desk.takes import approved_takes, coming, take_standings
from ivr.desk.views.history import deed
from ivr.desk.views.past import past
from ivr.errors import DeskError
from ivr.phones.recordings import FolderRecordings
from tests.desk.desks import approve, edit, logged
from tests.desk.phone.calling import PROMPT, brought, file_of, provider_in, said_on_a_call, spoken, told


@pytest.fixture
def provider(tmp_path: Path) -> FolderRecordings:
    """Where recordings lie."""
    return provider_in(tmp_path)


def test_until_it_is_kept_it_stands_beside_what_was_approved(desk: Desk, provider: FolderRecordings) -> None:
    """A hang-up leaves both, for the approver to choose; keeping it lets the earlier ones go, and the log says so."""
    first = said_on_a_call(desk, provider)
    before = brought(desk, provider, first)
    assert isinstance(before, Taken)
    keep(desk, "rec", first)
    approve(desk, "ann", takes=[before.take])

    second = said_on_a_call(desk, provider)
    after = brought(desk, provider, second)
    assert isinstance(after, Taken)
    old, new = take_standings(desk)
    assert (old.take.id, new.take.id) == (before.take, after.take)
    assert old.approved
    assert new.waits
    assert f"Recording {before.take} of the same words is approved already" in new.note
    with pytest.raises(DeskError, match="are of the same words"):
        approve(desk, "bob", takes=[after.take])
    assert [each.take.id for each in approved_takes(desk)] == [before.take]

    keep(desk, "rec", second)
    assert [each.take.id for each in take_standings(desk)] == [after.take]
    (gone,) = logged(desk, "withdraw")
    assert gone.after.startswith(f"recording {before.take} by ")
    assert deed(gone.what) == f"replaced it by recording {after.take}"
    told = next(each for each in past(desk, [(gone.item.partition(" ")[0], "en")]) if each.take == before.take)
    assert told.did == f"replaced it by recording {after.take}"
    approve(desk, "bob", takes=[after.take])


def test_cancelling_a_recording_leaves_what_was_kept_before(desk: Desk, provider: FolderRecordings) -> None:
    """Only the new one goes."""
    first = said_on_a_call(desk, provider)
    before = brought(desk, provider, first)
    assert isinstance(before, Taken)
    keep(desk, "rec", first)
    second = said_on_a_call(desk, provider)
    brought(desk, provider, second)
    old, _ = take_standings(desk)
    assert old.take.id == before.take
    assert "of the same words waits too" in old.note

    cancel(desk, "rec", second)

    assert [each.take.id for each in take_standings(desk)] == [before.take]


def test_keeping_the_earlier_of_two_leaves_the_later(desk: Desk, provider: FolderRecordings) -> None:
    """Whoever said the later one may still want it."""
    first, second = said_on_a_call(desk, provider), said_on_a_call(desk, provider)
    brought(desk, provider, first)
    keep(desk, "rec", first)
    assert len(take_standings(desk)) == 2
    keep(desk, "rec", second)
    assert len(take_standings(desk)) == 1


def test_old_words_never_become_a_recording_of_new_ones(desk: Desk, provider: FolderRecordings) -> None:
    """The words that were read out are told with the recording, and compared when it comes in."""
    content = coming(desk)
    script = next(each.script for each in prompts(content) if (each.id, each.language) == (PROMPT, "en"))
    of_now = provider.keep(spoken())
    note_recorded(desk, Recording(of_now, "call", "rec", PROMPT, "en", mark_of(f" {script}\n")))
    assert isinstance(brought(desk, provider, of_now), Taken)

    late = provider.keep(spoken())
    note_recorded(desk, Recording(late, "call", "rec", PROMPT, "en", mark_of(script)))
    draft = edit(desk, "ada", PROMPT, "en", "If this is an emergency, hang up, and call 911.")
    approve(desk, "ann", [draft.id])

    assert brought(desk, provider, late) == NotTaken((CHANGED,))
    assert len(take_standings(desk)) == 1


def test_what_became_of_it_is_told_to_its_speaker_of_its_prompt_alone(desk: Desk, provider: FolderRecordings) -> None:
    """For anybody else, and for another prompt, there is no such recording; one that was withdrawn is none any more."""
    recording = said_on_a_call(desk, provider)
    mine = Recording(recording, "call", "rec", PROMPT, "en")
    assert became(desk, mine) == Waiting()
    assert isinstance(brought(desk, provider, recording), Taken)
    assert isinstance(became(desk, mine), Taken)
    for other in (replace(mine, person="ed"), replace(mine, prompt="where.main"), replace(mine, language="es")):
        assert became(desk, other) == Gone()

    second = said_on_a_call(desk, provider)
    brought(desk, provider, second)
    keep(desk, "rec", second)
    assert became(desk, mine) == NotTaken((REPLACED,))
    cancel(desk, "rec", second)
    assert became(desk, replace(mine, id=second)) == NotTaken((NOT_OPEN,))


def test_the_later_of_two_recordings_counts_in_whatever_order_they_come(
    desk: Desk, provider: FolderRecordings, tmp_path: Path
) -> None:
    """Somebody records once more and keeps that, and the first one is slow."""
    slow, second = said_on_a_call(desk, provider), said_on_a_call(desk, provider)
    early = provider.fetch(slow)
    provider.delete(slow)
    newer = brought(desk, provider, second)
    assert isinstance(newer, Taken)
    keep(desk, "rec", second)
    assert early
    file_of(tmp_path, slow).write_bytes(early)
    told(desk, slow)

    assert brought(desk, provider, slow) == NotTaken((TOO_LATE,))
    assert [each.take.id for each in take_standings(desk)] == [newer.take]
