"""What waits for whom at the desk, what everybody should know, and whether the line is well."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from ivr.content.items import written
from ivr.content.notices import On, with_on
from ivr.desk.approving.signatures import to_sign
from ivr.desk.desk import Desk, current
from ivr.desk.people import staff
from ivr.desk.phone.by_phone import TAKEN_BACK
from ivr.desk.problems import report
from ivr.desk.sending_back import send_back
from ivr.desk.takes import Handed, hand_in
from ivr.desk.views.first_steps import PROMPT, first_steps
from ivr.desk.views.unsigned_groups import groups
from ivr.desk.views.waiting import around, waiting
from ivr.desk.views.wellness import TextState, wellness
from ivr.flow.counted import Kind
from ivr.store.counts import Cell, Counts, hour_of
from ivr.store.database import Database
from ivr.store.outbox import Consent, Order, Outbox
from ivr.store.people import Person
from ivr.store.recordings import Recordings
from ivr.store.renders import Renders
from tests.audio.intake.speech import recorded, said, wav
from tests.desk.desks import approve, edit, publish_words
from tests.desk.sounding import begun
from tests.desk.test_desk_takes import brought


def person(desk: Desk, name: str) -> Person:
    """Somebody as the staff list has them."""
    return next(each for each in staff(desk) if each.id == name)


def test_everybody_sees_what_they_can_do(desk: Desk) -> None:
    """An approver what others made, an author how their own stands; nobody is asked to agree to their own."""
    draft, own = edit(desk, "ed", "tip.3", "en", "Ask a friend."), edit(desk, "both", "tip.4", "en", "Rest well.")
    take = brought(desk)
    seen = {each.id: waiting(desk, each) for each in staff(desk)}

    assert [each.first.draft.id for each in seen["ann"].to_agree] == [draft.id, own.id]
    assert [each.first.draft.id for each in seen["both"].to_agree] == [draft.id]
    assert [each.take.id for each in seen["ann"].takes_to_agree] == [take.id]
    assert [each.first.draft.id for each in seen["ed"].mine] == [draft.id]
    assert [each.take.id for each in seen["rec"].my_takes] == [take.id]
    assert seen["eve"].nothing
    assert not seen["eve"].to_sign
    assert seen["ann"].to_sign == seen["ann"].unsigned == len(to_sign(desk))

    approve(desk, "ann", [draft.id])
    approve(desk, "ann", takes=[take.id])
    approve(desk, "ann", words=[to_sign(desk)[0].slot])
    after = waiting(desk, person(desk, "bob"))
    assert after.ready == 3
    assert [each.first.draft.id for each in after.to_agree] == [own.id]
    assert after.takes_to_agree == ()


def test_what_was_sent_back_waits_for_its_author(desk: Desk) -> None:
    """With the reason."""
    send_back(desk, "ann", [edit(desk, "ed", "tip.3", "en", "Ask a friend.").id], "Whom?")
    seen = waiting(desk, person(desk, "ed"))
    assert [each.why for each in seen.back] == ["Whom?"]
    assert not seen.nothing


def test_what_the_telephone_refused_is_told_until_it_is_recorded(desk: Desk) -> None:
    """With the reasons: whoever recorded it may have hung up before they heard them."""
    rows = Recordings(desk.database)
    row = {"call": "call", "person": "rec", "prompt": "greeting.emergency", "language": "en"}
    for name, says in (("RE1", "It is too quiet."), ("RE2", TAKEN_BACK)):
        rows.told({"id": name, **row}, desk.clock())
        rows.drop(name, says)
    (told,) = waiting(desk, person(desk, "rec")).not_taken
    assert (told.prompt, told.says) == ("greeting.emergency", ("It is too quiet.",))
    assert waiting(desk, person(desk, "ed")).not_taken == ()
    brought(desk)
    assert waiting(desk, person(desk, "rec")).not_taken == ()


def test_a_stale_draft_waits_for_no_approver(desk: Desk) -> None:
    """Its author must write it again."""
    edit(desk, "ed", "tip.3", "en", "Ask a friend.")
    publish_words(desk, written(current(desk).content, "tip.3", "en", "Other words."))
    assert waiting(desk, person(desk, "ann")).to_agree == ()
    (mine,) = waiting(desk, person(desk, "ed")).mine
    assert not mine.waits
    assert "changed since" in mine.says


def test_every_unsigned_word_is_in_one_batch(desk: Desk) -> None:
    """Each once; a topic's words stand beside its facts, and whoever wrote words may not sign them."""
    found = groups(desk, person(desk, "ann"))
    inside = [each.unsigned.slot for group in found for each in group.words]
    assert len(inside) == len(set(inside)) == len(to_sign(desk))
    assert len({each.id for each in found}) == len(found)
    assert [bool(each.facts) for each in found].index(False) == 5  # topics first
    assert all(each.open == len(each.words) for each in found)


REVIEWED = {"what": "2026-05-01", "side": "2026-07-01", "coping": "2027-07-01"}


def test_a_review_is_told_before_it_is_due(desk: Desk) -> None:
    """One that is past, one that comes within a month; what nobody ever reviewed is counted."""
    files: Mapping[str, bytes] = current(desk).content
    for topic, until in REVIEWED.items():
        files = written(files, f"topic.{topic}.reviewed_by", "en", "Dr. Cleo")
        files = written(files, f"topic.{topic}.review_by", "en", until)
    publish_words(desk, files)
    found = around(desk)
    assert [(each.topic, each.past) for each in found.review] == [("what", True), ("side", False)]
    assert found.never_reviewed == 2


def test_what_is_around_today(desk: Desk) -> None:
    """A notice of today, numbers that nobody dialed, a problem that somebody reported."""
    assert around(desk).notices == ()
    files: Mapping[str, bytes] = current(desk).content
    for first, last in ((16, 16), (17, 17), (17, 19), (18, 19)):
        start, end = datetime(2026, 6, first, 8), datetime(2026, 6, last, 18)  # noqa: DTZ001 - on the wall
        files = with_on(files, On("office-closed", start, end, "America/New_York", "ed"))
    publish_words(desk, files)
    report(desk, "rec", "A caller heard nothing after key 3.")
    found = around(desk)
    assert [(each.start.day, each.end.day) for each in found.notices] == [(17, 17), (17, 19)]
    assert found.past_checks == len([each for each in found.dial if each.past]) > 3
    assert [each.what for each in found.problems] == ["A caller heard nothing after key 3."]


def test_the_first_task_ticks_itself_off(desk: Desk) -> None:
    """Recorded, agreed, published: each as it happens; a recording of another prompt is none of it."""
    brought(desk)
    assert first_steps(desk).step == 1
    speech = wav(recorded(said("Hello. This is the Rescue Treatment Line.")))
    take = hand_in(desk, "rec", Handed(PROMPT, "en", speech, "Maria Lopez"))[0]
    found = first_steps(desk)
    assert (found.step, found.take) == (2, take.id)
    assert {each.id for each in found.approvers} == {"ann", "bob", "both"}
    approve(desk, "ann", takes=[take.id])
    assert first_steps(desk).step == 3


def test_a_well_line_has_no_alarm(desk: Desk) -> None:
    """And says when the last call and text were counted."""
    now = desk.clock()
    Counts(desk.database).add({Cell(hour_of(now), "en", 1, Kind.CALL, "call"): 2})
    Counts(desk.database).add({Cell(hour_of(now - timedelta(hours=3)), "en", 1, Kind.CALL, "call"): 2})
    found = wellness(desk)
    assert found.last_call == hour_of(now)
    assert found.last_text is None
    assert [each.says for each in found.alarms if "edition" not in each.says] == []


def test_a_text_that_failed_is_told_without_a_number(desk: Desk) -> None:
    """With its reason, for a week."""
    outbox, now = Outbox(desk.database), desk.clock()
    order = Order("key", "+12025550147", b"x" * 32, "Words", "tip.3", "en", 1)
    outbox.promise(order, Consent(b"x" * 32, "call", "ask.text", now), now)
    assert wellness(desk).texts[TextState.WAITING] == 1
    taken = outbox.claim("worker", 60)
    assert taken
    outbox.closed(taken, TextState.FAILED, "not-in-use")
    found = wellness(desk)
    assert found.texts[TextState.FAILED] == 1
    assert [(each.why, each.number) for each in found.troubled] == [("not-in-use", "erased")]
    assert "2025550147" not in repr(found)


def test_an_edition_that_is_not_adopted_is_an_alarm(database: Database, tmp_path: Path) -> None:
    """Not at once: a page may be opened while an edition is fetched."""
    desk = begun(database, tmp_path / "line")
    assert wellness(desk, adopted_within=0).alarms == ()
    publish_words(desk, written(current(desk).content, "tip.3", "en", "Other words."))
    assert wellness(desk).alarms == ()
    (alarm,) = wellness(desk, adopted_within=0).alarms
    assert "hear edition 1, and edition 2 is published" in alarm.says
    assert alarm.do


def test_sounds_that_cannot_be_made_are_an_alarm(database: Database, tmp_path: Path) -> None:
    """Whoever approves could not hear them."""
    desk = begun(database, tmp_path / "line")
    draft = edit(desk, "ed", "tip.3", "en", "Ask a friend.")
    renders = Renders(desk.database)
    taken = renders.claim("worker", 60)
    assert taken
    renders.failed(taken, "A bad voice.")
    (alarm,) = wellness(desk).alarms
    assert f"draft {draft.id} could not be made" in alarm.says
