"""Paths of staff calls: read back as they were written, harmless whatever they say, and without a PIN."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivr.content.model import Content
from ivr.flow.session import Arrived, Broke, End, Key, Listen, Lost, Silence
from ivr.flow.staff import path
from ivr.flow.staff.places import KINDS
from ivr.flow.staff.session import Digits, Enter, Record, Recorded, SignIn, StaffEvent, StaffSession
from ivr.flow.staff.step import staff_step
from tests.flow.staff.paper import NOON, ROLES, book_of

MANY = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = st.from_regex(r"[a-z0-9][a-z0-9.-]{0,20}", fullmatch=True)
PLACES = st.one_of(
    WORDS,
    st.sampled_from(
        [
            *KINDS,
            "pin.101",
            "good.7",
            "notice.storm.0",
            "notice.storm",
            "sure.storm.0.2026-06-17.1",
            "sure.storm.0.9999-12-31.1",
            "pin.",
            "good.x",
        ]
    ),
)
SESSIONS = st.builds(
    StaffSession,
    place=PLACES,
    hint=st.one_of(st.just(""), WORDS, st.sampled_from(["help", "live", "script", "silence.3", "wrong.9", "loop"])),
    back=st.one_of(st.just(""), PLACES),
    person=st.sampled_from([0, 101, 102, 999]),
    prompt=st.integers(0, 400),
    recording=st.one_of(st.just(""), st.from_regex(r"[A-Za-z0-9]{1,34}", fullmatch=True)),
    started=st.one_of(st.integers(0, 10**12 - 1), st.integers(-4000, 4000).map(lambda n: int(NOON.timestamp()) + n)),
    waited=st.integers(0, path.LONGEST_WAIT),
    tries=st.integers(0, path.MOST_TRIES),
    warned=st.booleans(),
)
EVENTS: st.SearchStrategy[StaffEvent] = st.one_of(
    st.text(max_size=3).map(Key),
    st.text(max_size=50).map(Digits),
    st.builds(Recorded, st.sampled_from(["RE" + "0" * 32, ""]), st.integers(0, 200), st.booleans()),
    st.sampled_from([Silence(), Broke(), Lost(), Arrived()]),
)


@MANY
@given(session=SESSIONS)
def test_a_path_is_read_back_as_it_was_written(session: StaffSession) -> None:
    """All that a call is lies in its path."""
    assert path.read(path.write(session)) == session


@MANY
@given(text=st.text(max_size=120))
def test_any_text_is_a_session_or_nothing(text: str) -> None:
    """Damaged addresses are no sessions; nothing raises."""
    found = path.read(text)
    assert found is None or path.read(path.write(found)) == found


@MANY
@given(session=SESSIONS, event=EVENTS)
def test_no_path_and_no_event_leads_nowhere(content: Content, session: StaffSession, event: StaffEvent) -> None:
    """Whatever arrives, something is said, and the new session fits into a path."""
    book = replace(book_of(content), member=ROLES.get(session.person))
    turn = staff_step(book, session, event, NOON)
    assert turn.say or not isinstance(turn.then, Listen | Enter | Record | End)
    assert path.read(path.write(turn.session)) == turn.session


@MANY
@given(pin=st.from_regex(r"[1-9]{4,8}", fullmatch=True))
def test_a_pin_goes_into_its_question_and_nowhere_else(content: Content, pin: str) -> None:
    """Not into the path, and not into what a log or an error would print of the question or the event."""
    event = Digits(pin)
    turn = staff_step(replace(book_of(content), member=None), StaffSession("pin.900", started=1781712000), event, NOON)
    assert isinstance(turn.then, SignIn)
    assert turn.then.pin == pin
    shown = path.write(turn.session) + repr(turn) + repr(event)
    assert pin not in shown.replace("1781712000", "")
