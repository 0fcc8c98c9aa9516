"""What publishing would do, told before it is done: and just that is done then."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ivr.content.readers import read_content
from ivr.desk.approving.signatures import to_sign
from ivr.desk.checking import checked
from ivr.desk.desk import Desk, current
from ivr.desk.editing import edit_all, withdraw
from ivr.desk.people import end
from ivr.desk.phone_number_places import along
from ivr.desk.publishing import publish
from ivr.desk.rendering import Renderer
from ivr.desk.views.ahead import Mend, ahead
from ivr.desk.views.effects import Sense, dialed, effects
from ivr.desk.views.stale import stale
from ivr.errors import DeskError, OvertakenError
from ivr.store.database import Database
from tests.desk.desks import approve, edit
from tests.desk.sounding import begun
from tests.desk.test_desk_takes import LONGER, PROMPT, brought

MENU, NEW = "where.main", "This is the main menu."


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """A line whose first edition is published, with sounds."""
    return begun(database, tmp_path / "line")


def test_what_is_told_is_what_is_published(desk: Desk) -> None:
    """The effects that were shown are those between the two editions; what waits stays behind."""
    draft, other = edit(desk, "ed", MENU, "en", NEW), edit(desk, "ed", "tip.3", "en", "Ask a friend along.")
    assert not ahead(desk).ready
    approve(desk, "ann", [draft.id])
    told = ahead(desk)

    assert [each.draft.id for each in told.drafts] == [draft.id]
    assert [(each.sense, each.id, each.before, each.after) for each in told.effects] == [
        (Sense.HEARD, MENU, "Main menu.", NEW)
    ]
    assert [each.draft.id for each in told.behind] == [other.id]
    assert (told.ready, told.obstacles) == (True, ())

    before = read_content(current(desk).content)[0]
    publish(desk, "ann")
    assert effects(before, read_content(current(desk).content)[0]) == told.effects
    assert not ahead(desk).ready


def test_what_was_seen_is_told_by_a_mark(desk: Desk) -> None:
    """It changes when something is approved or published, and not by itself."""
    marks = [ahead(desk).mark, ahead(desk).mark]
    approve(desk, "ann", [edit(desk, "ed", MENU, "en", NEW).id])
    marks.append(ahead(desk).mark)
    approve(desk, "ann", words=[to_sign(desk)[0].slot])
    marks.append(ahead(desk).mark)
    publish(desk, "ann")
    marks.append(ahead(desk).mark)
    assert marks[0] == marks[1]
    assert len(set(marks)) == 4


def test_only_what_was_seen_is_published(desk: Desk) -> None:
    """Whatever is otherwise by then publishes nothing: another approver or author, more words, another edition."""
    draft = edit(desk, "ed", MENU, "en", NEW)
    approve(desk, "bob", [draft.id])

    def too_late(mark: str) -> str:
        with pytest.raises(OvertakenError, match="nothing was published"):
            publish(desk, "ann", seen=mark)
        return ahead(desk).mark

    seen = too_late("")
    end(desk, "ada", "bob")
    approve(desk, "ann", [draft.id])
    seen = too_late(seen)
    withdraw(desk, "ed", draft.id)
    approve(desk, "ann", [edit(desk, "eve", MENU, "en", NEW).id])
    seen = too_late(seen)
    approve(desk, "ann", [edit(desk, "ed", "tip.3", "en", "Ask a friend along.").id])
    seen = too_late(seen)
    checked(desk, "ed", "cancercare")
    seen = too_late(seen)
    assert current(desk).number == 2
    assert publish(desk, "ann", seen=seen) == 3


def test_sounds_that_a_worker_made_are_not_waited_for(desk: Desk) -> None:
    """How long it takes goes by the prompts that nobody has spoken yet."""
    approve(desk, "ann", [edit(desk, "ed", MENU, "en", NEW).id])
    before = ahead(desk)
    Renderer(desk).one()
    after = ahead(desk)
    assert (before.to_make, after.to_make) == (1, 0)
    assert after.seconds < before.seconds


def test_a_voice_comes_and_goes_with_its_words(desk: Desk) -> None:
    """A recording is told as coming; other words let it fall silent, which is told, too, before and after."""
    take = brought(desk)
    approve(desk, "ann", takes=[take.id])
    (coming,) = ahead(desk).voices
    assert (coming.prompt, coming.take and coming.take.take.id, list(coming.lacking)) == (PROMPT, take.id, [])
    publish(desk, "ann")
    assert ahead(desk).voices == ()

    approve(desk, "ann", [edit(desk, "ada", PROMPT, "en", LONGER).id])
    (silent,) = ahead(desk).voices
    assert (silent.prompt, silent.take) == (PROMPT, None)
    assert stale(desk) == ()
    publish(desk, "ann")
    assert [each.prompt for each in stale(desk)] == [PROMPT]


def test_production_names_what_is_in_the_way_and_where_it_is_mended(desk: Desk) -> None:
    """Unsigned words, and nobody dialed behind key 0; both gone, nothing is in the way."""
    strict = replace(desk, production=True)
    approve(strict, "ann", [edit(strict, "ed", MENU, "en", NEW).id])
    assert [each.mend for each in ahead(strict).obstacles] == [Mend.SIGN, Mend.DIAL]
    with pytest.raises(DeskError, match="not signed"):
        publish(strict, "ann")

    approve(strict, "ann", words=[each.slot for each in to_sign(strict)])
    assert [each.mend for each in ahead(strict).obstacles] == [Mend.DIAL]
    checked(desk, "ed", "american-cancer-society")
    assert ahead(strict).obstacles == ()
    assert publish(strict, "ann") == 3


def test_whom_the_line_rings_otherwise_is_told(desk: Desk) -> None:
    """Behind key 0 with the old number; what is only said is no call."""
    files = current(desk).content
    changes = along(files, ("resource.cancercare.number", "", "1-866-793-9356"))
    approve(desk, "ann", [each.id for each in edit_all(desk, "ada", changes)])
    assert ahead(desk).dialed == ("Key 0 rings CancerCare at 1-866-793-9356 instead of 1-800-813-4673.",)
    before = read_content(files)[0]
    fewer = replace(before, line=replace(before.line, person=("cancercare",)))
    (told,) = dialed(before, fewer)
    assert told.startswith("Key 0 tries CancerCare, in this order, instead of the American Cancer Society, ")
    mute = replace(before.resources["cancercare"], dial="")
    (told,) = dialed(before, replace(before, resources={**before.resources, "cancercare": mute}))
    assert told == "Key 0 rings CancerCare no more; it rang 1-800-813-4673."
