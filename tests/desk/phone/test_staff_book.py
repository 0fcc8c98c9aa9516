"""What the staff call is told by the desk: who calls, what needs a recording, which notices, and in which words."""

from __future__ import annotations

from datetime import datetime

import pytest

from ivr.audio.intake.checks import span
from ivr.audio.take_table import script_hash
from ivr.content.model import Edition, Kind, Pace, Sound
from ivr.content.notices import On, with_on
from ivr.content.readers import read_content
from ivr.desk.desk import Desk, current
from ivr.desk.people import end, with_number
from ivr.desk.phone.answers import StaffDesk
from ivr.desk.phone.book import longest
from ivr.desk.phone.by_ear import aloud
from ivr.editions.takes import reading
from ivr.flow.session import Promised, Refused
from ivr.flow.staff.book import Book, Heard
from ivr.flow.staff.session import CheckTake, Declined, KeepTake, SignIn, StaffSession, SwitchOff, SwitchOn
from ivr.store import people, takings
from ivr.store.takings import Taking
from ivr.store.turns import alone
from tests.desk.desks import approve, edit, publish_words

PUBLIC = "+12025550123"
TAPE = "RE" + "0a" * 16


def number_of(desk: Desk, person: str) -> int:
    """Somebody's staff number."""
    with desk.database.reading() as connection:
        found = people.find(connection, person)
    assert found is not None
    return found.number


def answering(desk: Desk, *recorded: str) -> StaffDesk:
    """The desk as the staff call knows it; callers hear a person where this says so, else a machine."""
    content = read_content(current(desk).content)[0]
    made, spoken = Sound("a.wav", 1.0, "rendered"), Sound("b.wav", 1.0, "take")
    ids = ["greeting.name", "greeting.emergency", "choice.main.what", "where.main", "goodbye"]
    sounds = {(prompt, "en", Pace.NORMAL): spoken if prompt in recorded else made for prompt in ids}
    return StaffDesk(desk, lambda: Edition(1, content, sounds), PUBLIC, {"en": {"goodbye": "Bye.", "newer": "New."}})


def book(desk: Desk, person: str = "rec", kind: str = "main", *recorded: str) -> Book:
    """What is known about somebody."""
    return answering(desk, *recorded).book(StaffSession(kind, person=number_of(desk, person)))


def in_order(found: Book) -> list[str]:
    """The prompts that need a recording, the first first."""
    return [each.prompt.id for each in found.prompts.values() if each.needed]


def test_who_calls_is_known_by_name_and_by_what_they_may(desk: Desk) -> None:
    """Nobody before they have signed in, and nobody who has left."""
    known = book(desk)
    assert known.member is not None
    assert (known.member.name, known.member.records) == ("Rec of rec", True)
    assert (known.line, known.public, known.admins) == ("the Rescue Treatment Line", "(202) 555-0123", ("Ada of ada",))
    approver = book(desk, "ann").member
    assert approver is not None
    assert not approver.records

    assert answering(desk).book(StaffSession()).member is None
    assert answering(desk).book(StaffSession()).prompts == {}
    end(desk, "ada", "rec")
    assert with_number(desk, number_of(desk, "rec")) is None
    assert book(desk).member is None


def test_the_greeting_and_the_main_menu_are_recorded_first(desk: Desk) -> None:
    """Then the questions, other choices, and everything else; what a person speaks already needs nothing."""
    found = in_order(book(desk, "rec", "main", "greeting.emergency"))
    assert found[:3] == ["greeting.name", "greeting.fever", "greeting.first"]
    assert found.index("where.main") < found.index("choice.main.person") < found.index("ask.text")
    assert found.index("ask.text") < found.index("choice.part.text") < found.index("topic.what.1")
    assert "greeting.emergency" not in found


def test_prompts_have_the_names_of_the_desks_pages(desk: Desk) -> None:
    """And are read only where they can be wanted."""
    named = {each.prompt.id: each.name for each in book(desk).prompts.values()}
    assert named["greeting.fever"] == "Greeting: fever"
    assert named["topic.coping.2"].startswith("Coping day to day, part 2: ")
    assert all(named.values())
    for kind in ("notice", "sure", "number", "end"):
        assert book(desk, "rec", kind).prompts == {}
    prompt = StaffSession("end", back="prompt", person=number_of(desk, "rec"))
    assert answering(desk).book(prompt).prompts == book(desk).prompts


def test_a_recording_that_waits_is_not_asked_for_again(desk: Desk) -> None:
    """Until its words change: then it is, and the new words are those to be read."""
    known = book(desk)
    (at,) = [number for number, each in known.prompts.items() if each.prompt.id == "where.main"]
    prompt = known.prompts[at].prompt
    with alone(desk.database) as connection:
        take = Taking(0, prompt.id, "en", script_hash(prompt.script), "0" * 64, "Rec", "rec", desk.clock())
        takings.add(connection, take)
    assert book(desk).prompts[at].waits
    assert "where.main" not in in_order(book(desk))

    draft = edit(desk, "ed", "where.main", "en", "The main menu.")
    approve(desk, "ann", [draft.id])
    changed = book(desk).prompts[at]
    assert (changed.prompt.script, changed.new, changed.waits, changed.needed) == ("The main menu.", True, False, True)


def test_what_callers_do_not_hear_is_said_to_be_so(desk: Desk) -> None:
    """A prompt without any sound."""
    heard = {each.prompt.id: each.heard for each in book(desk, "rec", "main", "where.main").prompts.values()}
    assert heard["where.main"] is Heard.PERSON
    assert heard["greeting.name"] is Heard.MACHINE
    assert heard["loop"] is Heard.NONE


def test_every_good_reading_fits_into_its_limit(desk: Desk) -> None:
    """With some seconds around it; two minutes are enough for all but the slowest reading of the longest parts."""
    content = read_content(current(desk).content)[0]
    for each in book(desk).prompts.values():
        _, most = span(reading(content, each.prompt))
        assert most + 5 < each.seconds <= max(120, most + 9)
        assert each.seconds == longest(content, each.prompt)
        assert each.prompt.kind is not Kind.CHOICE or each.seconds < 40


def test_notices_say_until_when_they_are_on(desk: Desk) -> None:
    """And in production none can be switched on that nobody has signed."""
    on = On("storm", datetime(2026, 6, 17, 8), datetime(2026, 6, 18), "America/New_York", "ed")  # noqa: DTZ001 - wall times
    publish_words(desk, with_on(current(desk).content, on), "ed")
    posted = {each.id: each for each in book(desk, "ann").notices}
    assert posted["storm"].on
    assert f"{posted['storm'].ends}" == "2026-06-18 00:00:00"
    assert posted["busy"].ends is None
    assert all(each.unsigned and not each.blocked for each in posted.values())
    assert book(desk, "ann", "prompt").notices == ()


def test_missing_words_come_from_the_folder(desk: Desk) -> None:
    """A published edition may be older than this program; its own words go first."""
    words = answering(desk).words()
    assert (words["goodbye"], words["newer"]) == ("Goodbye.", "New.")


def test_answers_are_the_calls_own_values(desk: Desk) -> None:
    """Whatever a rule says is told as sentences, never as an exception."""
    house = answering(desk)
    rec = StaffSession("record", person=number_of(desk, "rec"), prompt=1)
    assert house.answer(SignIn(rec.person, "1"), StaffSession(), "x") == Refused("wrong")
    assert isinstance(house.answer(KeepTake(TAPE), rec, "x"), Declined)
    assert house.answer(SwitchOff("storm"), rec, "x") == Promised()  # it is off
    assert isinstance(house.answer(SwitchOff("flood"), rec, "x"), Declined)
    today = book(desk).today
    assert today is not None
    assert isinstance(house.answer(SwitchOn("flood", today), rec, "x"), Declined)
    # An edition without sounds cannot have one; tests/web/test_staff_call.py switches one on.
    assert house.answer(SwitchOn("storm", today), rec, "x") == Declined(
        ("The published edition has no sound for storm.",)
    )
    nobody = StaffSession("main", person=999, prompt=1)
    assert isinstance(house.answer(CheckTake(TAPE, 1), nobody, "x"), Declined)
    assert isinstance(house.answer(SwitchOn("storm", today), nobody, "x"), Declined)
    assert isinstance(house.answer(SwitchOff("storm"), nobody, "x"), Declined)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("It is too quiet (-45 dB; -38 dB is the least). Go nearer.", "It is too quiet. Go nearer."),
        ("Nobody has signed it. An approver signs with `ivr approve --sign`.", "Nobody has signed it."),
        ("  ", None),
    ],
)
def test_figures_in_brackets_are_for_eyes(written: str, said: str | None) -> None:
    """What is left is a sentence that can be spoken."""
    assert aloud([written]) == ((said,) if said else ())
