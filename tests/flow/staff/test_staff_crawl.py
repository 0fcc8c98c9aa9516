"""Every place of the staff call with every key, silence and answer: nothing raises, and there is always a way on."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from ivr.content.model import Content
from ivr.content.staff import NEEDED, Phrase, filled
from ivr.flow.call import CALL_LIMIT, KEYS, WAIT_LIMIT, WARN_AT
from ivr.flow.session import Arrived, Broke, End, Key, Listen, Lost, NotYet, Promised, Refused, Silence, Spoke
from ivr.flow.staff import path
from ivr.flow.staff.book import Book, Heard, Unheard, Untold
from ivr.flow.staff.places import KINDS, NOTICES, PASSING, SHEET
from ivr.flow.staff.places import RECORDING as RECORDING_PLACES
from ivr.flow.staff.places.endings import LAST, LOCKED
from ivr.flow.staff.session import (
    Answered,
    CheckTake,
    Declined,
    Digits,
    Enter,
    KeepTake,
    Record,
    Recorded,
    Shut,
    SignIn,
    StaffAnswer,
    StaffAsk,
    StaffEvent,
    StaffSession,
    StaffTurn,
    Taken,
)
from ivr.flow.staff.step import begin, staff_step
from tests.flow.staff.paper import FIRST, NOON, ROLES, book_of

RECORDING = "RE" + "0a" * 16
TYPED = ("", "101", "2", "6", "*", "x", "07394", "9" * 40)
# Whoever records is asked whether callers may hear their voice.
ASKED = {**ROLES, 101: replace(ROLES[101], agreed=False)}
Met = dict[StaffSession, StaffTurn]


def small(content: Content) -> Book:
    """A sheet of three prompts, the second recorded, and three notices: off, on, and one that nobody has signed."""
    book = book_of(content)
    first, second, third = book.notices[:3]
    on = replace(second, begins=datetime(2026, 6, 17, 9), ends=datetime(2026, 6, 18), on=True, turns=4)  # noqa: DTZ001 - a wall time
    planned = replace(third, begins=datetime(2026, 7, 1, 8, 30), ends=datetime(2026, 7, 2, 18), unsigned=True)  # noqa: DTZ001
    unsigned = replace(book.notices[3], unsigned=True, blocked=True)
    sheet = {number: book.prompts[number] for number in FIRST}
    mine = Unheard(RECORDING, datetime(2026, 6, 17, 11, 3))  # noqa: DTZ001
    sheet[1] = replace(sheet[1], agreed=(3,), mine=mine)
    sheet[6] = replace(sheet[6], new=True, heard=Heard.NONE, waits=True)
    return replace(book, prompts=sheet, notices=(first, on, planned, unsigned))


def answers(ask: StaffAsk) -> tuple[StaffAnswer, ...]:
    """Everything that the desk can answer, and a reason that nobody knows."""
    refused: tuple[StaffAnswer, ...] = (*map(Refused, ("unavailable", "gone", "changed", "x")), Declined(("No.",)))
    match ask:
        case KeepTake():
            return (Promised(), Refused("replaced"), *refused)
        case SignIn():
            return (Promised(), Refused("wrong"), Shut(datetime(2026, 6, 17, 12, 15)), *refused)  # noqa: DTZ001 - a wall time
        case CheckTake():
            return (NotYet(), Taken(7), Taken(8, ("There is a low hum.",)), *refused)
    return (Promised(), *refused)


def tries(turn: StaffTurn) -> Iterator[tuple[StaffSession, StaffEvent]]:
    """Everything that can happen after a turn."""
    session = turn.session
    if isinstance(turn.then, End):
        return
    yield from ((session, event) for event in (Silence(), Spoke(), Broke(), Lost(), Arrived()))
    keys = ("0", "1", "*") if isinstance(turn.then, Enter) else (*KEYS, "A")
    yield from ((session, Key(key)) for key in keys)
    yield from ((session, Digits(text)) for text in TYPED)
    yield session, Recorded(RECORDING, 4)
    yield session, Recorded(RECORDING, 4, stopped=True)
    yield session, Recorded("", 0, stopped=True)
    yield replace(session, waited=WAIT_LIMIT), Silence()
    yield replace(session, started=session.started - WARN_AT), Key("7")
    yield replace(session, started=session.started - CALL_LIMIT, warned=True), Key("7")


def bare(session: StaffSession) -> StaffSession:
    """A session without what only counts, or does not matter where it is."""
    ended = session.kind in {LOCKED, *LAST}
    kinds = {session.kind} if ended else {session.kind, session.back.partition(".")[0]}
    return replace(
        session,
        started=0,
        waited=0,
        warned=False,
        hint="" if ended else session.hint,
        back=session.back if session.kind in {"end", "quiet", "limit"} else "",
        recording=session.recording if kinds & {"checking", "good", "goodbye"} else "",
        prompt=session.prompt if kinds & {*RECORDING_PLACES, "checking", "goodbye"} else 0,
        tries=session.tries if (not session.person and not ended) or kinds & {"record", "checking"} else 0,
    )


def walked(book: Book, now: datetime = NOON) -> tuple[Met, dict[StaffSession, set[StaffSession]]]:
    """Every place that can be reached, with its turn, and where each leads."""
    met: Met = {}
    leads: dict[StaffSession, set[StaffSession]] = {}
    waiting = deque([staff_step(book_for(book, 0), begin(now), Arrived(), now)])
    while waiting:
        turn = waiting.popleft()
        here = bare(turn.session)
        if here in met:
            continue
        met[here], leads[here] = turn, set()
        for session, event in tries(turn):
            for found in outcomes(book, session, event, now):
                leads[here].add(bare(found.session))
                waiting.append(found)
    return met, leads


def book_for(book: Book, person: int) -> Book:
    """The book of whoever has this number."""
    return book if book.away else replace(book, member=ASKED.get(person))


def outcomes(book: Book, session: StaffSession, event: StaffEvent, now: datetime) -> list[StaffTurn]:
    """The turn, or one for each answer where the desk is asked."""
    turn = staff_step(book_for(book, session.person), session, event, now)
    if not isinstance(turn.then, Listen | Enter | Record | End):
        ask = turn.then
        found = []
        for answer in answers(ask):
            who = turn.session.person
            if isinstance(ask, SignIn) and answer == Promised():
                who = ask.number
                if who not in ASKED:
                    continue
            found.append(staff_step(book_for(book, who), turn.session, Answered(ask, answer), now))
        return found
    return [turn]


@pytest.fixture(scope="module")
def crawled(content: Content) -> tuple[Book, Met, dict[StaffSession, set[StaffSession]]]:
    """The whole staff call."""
    book = small(content)
    return (book, *walked(book))


Crawled = tuple[Book, Met, dict[StaffSession, set[StaffSession]]]


def test_every_place_is_reached_and_says_something(crawled: Crawled) -> None:
    """No silent turn, every word is written, and every path is read back as it was written."""
    book, met, _ = crawled
    assert {session.kind for session in met} >= set(KINDS) - {"away", "gone"}
    for session, turn in met.items():
        assert turn.say, session
        assert all(filled(book.words, each) for each in turn.say if isinstance(each, Phrase)), session
        assert not [each for each in turn.say if isinstance(each, Phrase) and "{" in filled(book.words, each)], session
        assert path.read(path.write(turn.session)) == turn.session
        assert len(path.write(turn.session)) < 250


def test_from_every_place_there_is_a_way_to_a_good_end(crawled: Crawled) -> None:
    """Nobody is caught anywhere: 9 and 9 are never far, or the first question after a wrong key."""
    _, met, leads = crawled
    back: dict[StaffSession, set[StaffSession]] = {session: set() for session in met}
    for start, ends in leads.items():
        for end in ends:
            back[end].add(start)
    reached = deque(session for session, turn in met.items() if isinstance(turn.then, End))
    good = set(reached)
    while reached:
        for start in back[reached.popleft()] - good:
            good.add(start)
            reached.append(start)
    assert set(met) == good


def test_what_is_said_works(crawled: Crawled) -> None:
    """Each choice that is heard does something that a wrong key does not."""
    book, met, _ = crawled
    for session, turn in met.items():
        for each in turn.say:
            if isinstance(each, Phrase) and each.key:
                (found, *_) = outcomes(book, turn.session, Key(each.key), NOON)
                assert not found.session.hint.startswith("wrong"), (session, each)


def test_a_nought_never_rings_anybody_and_a_nine_never_ends_at_once(crawled: Crawled) -> None:
    """The same keys mean the same everywhere that takes one key."""
    book, met, _ = crawled
    for session, turn in met.items():
        if not isinstance(turn.then, Listen) or session.kind in {*PASSING, "checking"}:
            continue
        (helped,) = outcomes(book, turn.session, Key("0"), NOON)
        assert (helped.session.place, helped.session.hint) == (session.place, "help")
        said = [each.id for each in helped.say if isinstance(each, Phrase)]
        assert said[:2] == [f"help.{session.kind}", "help"], "what can be done here, and that nothing is lost"
        (ending,) = outcomes(book, turn.session, Key("9"), NOON)
        assert (ending.session.place, ending.session.back) == ("end", session.place)
        (again,) = outcomes(book, turn.session, Key("7"), NOON)
        assert (again.session.place, again.session.hint) == (session.place, "")
        (back,) = outcomes(book, turn.session, Key("*"), NOON)
        assert (
            back.session.kind == "notice" if session.kind == "sure" else back.session.kind in {"main", "prompt", "kept"}
        )


def test_silence_alone_ends_every_call(crawled: Crawled) -> None:
    """Whoever walks away from the phone is hung up on, after the re-prompts and a warning."""
    book, met, _ = crawled
    for session, turn in met.items():
        now, found, heard = NOON, replace(turn, session=replace(turn.session, started=int(NOON.timestamp()))), []
        for _ in range(60):
            if isinstance(found.then, End):
                break
            seconds = found.then.seconds if isinstance(found.then, Listen | Enter) else 5
            now += timedelta(seconds=seconds)
            (found, *_) = outcomes(book, found.session, Silence(), now)
            heard.append(found.session.kind)
        assert isinstance(found.then, End), session
        assert session.kind in {"quiet", *PASSING} or "quiet" in heard, session


def test_nothing_is_wanted_that_is_not_read(crawled: Crawled) -> None:
    """The sheet and the notices are read only for the places that say they may want them: no other turn changes."""
    book, met, _ = crawled
    for turn in met.values():
        kinds = {turn.session.kind, turn.session.back.partition(".")[0]}
        without = replace(book, prompts=book.prompts if kinds & SHEET else {})
        without = replace(without, notices=book.notices if kinds & NOTICES else ())
        if without == book:
            continue
        for session, event in tries(turn):
            known = book_for(book, session.person)
            less = replace(known, prompts=without.prompts, notices=without.notices)
            assert staff_step(less, session, event, NOON) == staff_step(known, session, event, NOON), (session, event)


def test_the_words_are_those_that_are_needed(crawled: Crawled, content: Content) -> None:
    """Every phrase that there must be is said somewhere, and none is said that need not be there."""
    book, met, _ = crawled
    said = {each.id for turn in met.values() for each in turn.say if isinstance(each, Phrase)}
    untold = (Untold(2, "Greeting: emergency", "It is too quiet."), Untold(0, "", "It is too quiet."))
    apart = [
        replace(book, untold=untold),
        replace(book, public=""),
        replace(book, away=True),
        replace(book, prompts={}, notices=()),
    ]
    happens: tuple[StaffEvent, ...] = (Arrived(), *map(Key, "123*"), Silence(), Digits("8243"), Digits("07394"))
    for other in (*apart, replace(book, admins=())):
        for person in (0, 101, 102):
            for place in ("hello", "pin.101", "main", "checking", "good.7", "sure.storm.99.2026-06-17.1"):
                at = StaffSession(place, person=person, prompt=1, recording=RECORDING, started=int(NOON.timestamp()))
                for event in happens:
                    found = outcomes(other, at, event, NOON)
                    said |= {each.id for turn in found for each in turn.say if isinstance(each, Phrase)}
    # The rest is filled into others.
    within = {"press", "press.star", "press.hash", "moment", "moment.midnight", "admins.nobody"}
    within |= {each for each in NEEDED if each.startswith("fault.")}  # the desk fills these in (`phone.by_ear`)
    gone = staff_step(replace(book, member=None), StaffSession("main", person=101), Key("1"), NOON)
    assert {each.id for each in gone.say if isinstance(each, Phrase)} <= {"gone", "limit.over"}
    agreed = StaffSession("good.7", person=101, prompt=1, recording=RECORDING, started=int(NOON.timestamp()))
    told = staff_step(replace(book, member=ROLES[101]), agreed, Answered(KeepTake(RECORDING), Promised()), NOON).say
    said |= {each.id for each in told if isinstance(each, Phrase)}
    other_words = StaffSession("prompt", person=101, prompt=1, script="0a", started=int(NOON.timestamp()))
    said |= {each.id for each in staff_step(book, other_words, Key("1"), NOON).say if isinstance(each, Phrase)}
    assert said | within | {"gone"} == set(NEEDED) == set(content.words["en"].staff)


@pytest.mark.parametrize("place", ["choose", "prompt", "record", "good.7", "voice", "kept"])
def test_whoever_may_not_record_is_told_whom_to_ask(content: Content, place: str) -> None:
    """A role that was taken away in the middle of a call counts from the next key on."""
    book = replace(small(content), member=ROLES[102])
    at = StaffSession(place, person=102, prompt=1, recording=RECORDING, started=int(NOON.timestamp()))
    for event in (Key("1"), Key("3"), Silence(), Digits("6")):
        turn = staff_step(book, at, event, NOON)
        assert (turn.session.place, turn.session.hint) == ("main", "no-role")


@pytest.mark.parametrize(
    "place", ["main", "choose", "prompt", "record", "checking", "good.7", "voice", "kept", "notice.storm"]
)
def test_nobody_is_anywhere_without_having_signed_in(content: Content, place: str) -> None:
    """A path that names nobody leads to the first question, whatever else it says."""
    at = StaffSession(place, prompt=1, recording=RECORDING, started=int(NOON.timestamp()))
    for event in (Key("1"), Silence(), Digits("6"), Recorded(RECORDING, 3)):
        turn = staff_step(replace(small(content), member=None), at, event, NOON)
        assert turn.session.place == "number"
        assert isinstance(turn.then, Enter)
