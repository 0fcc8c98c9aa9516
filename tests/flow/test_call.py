"""The call's step function, whatever happens to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.content.model import Content, Pace
from ivr.content.prompts import prompts
from ivr.flow import path
from ivr.flow.call import DEEPEST, KEYS, begin, step
from ivr.flow.crawl.walk import Crawled
from ivr.flow.places import KINDS
from ivr.flow.session import (
    Arrived,
    Broke,
    Connect,
    Delivered,
    Dialed,
    End,
    Event,
    Found,
    Key,
    Listen,
    Lost,
    May,
    NotYet,
    Outcome,
    Promised,
    Refused,
    Send,
    Session,
    Silence,
    Spoke,
    View,
)

START = datetime(2026, 6, 17, 16, tzinfo=UTC)

events: st.SearchStrategy[Event] = st.one_of(
    st.sampled_from(KEYS + "ABCD").map(Key),
    st.text(max_size=3).map(Key),
    st.sampled_from(Outcome).map(Dialed),
    st.sampled_from((Arrived(), Silence(), Silence(), Spoke(), Broke(), Lost(), Promised(), NotYet())),
    st.sampled_from(("unavailable", "hidden", "", "anything")).map(Refused),
    st.sampled_from(("delivered", "landline", "failed", "", "anything")).map(Found),
)
moments = st.tuples(events, st.integers(min_value=0, max_value=400))
anything = st.text(alphabet="abc.-0129,~ ", max_size=20)


@given(st.lists(moments, max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_events_in_any_number_always_lead_to_speech_and_a_way_on(
    content: Content, lived: list[tuple[Event, int]]
) -> None:
    """Never an exception, never silence, never a dead end; and the path carries the whole call."""
    said = {(prompt.id, prompt.language) for prompt in prompts(content)}
    session, now = begin(content, "en", START), START

    for event, seconds in lived:
        now += timedelta(seconds=seconds)
        turn = step(content, session, event, now)
        again = step(content, session, event, now)

        assert turn == again
        if isinstance(turn.then, Listen | Connect | End):
            assert turn.say
            assert {(cue.prompt, cue.language) for cue in turn.say} <= said
        assert len(turn.session.back) <= DEEPEST
        assert path.read(path.write(turn.session)) == replace(turn.session, waited=min(turn.session.waited, 3600))
        session = turn.session


places = st.one_of(anything, st.tuples(st.sampled_from(sorted(KINDS)), anything).map(".".join))
views = st.builds(View, st.sampled_from(("en", "xx", "")), st.sampled_from(Pace), places, anything)
sessions = st.builds(Session, views, st.lists(anything, max_size=5).map(tuple), st.just(10**12), st.just(10**9))


@given(session=sessions, event=events)
@settings(max_examples=300, deadline=None)
def test_no_place_however_absurd_ends_a_call(content: Content, session: Session, event: Event) -> None:
    """A forged, old or damaged session is answered by the main menu or by what it names."""
    turn = step(content, session, event, START)

    assert turn.say or not isinstance(turn.then, Listen | Connect | End)


@given(st.text(max_size=120))
def test_any_text_is_read_as_a_path_or_refused(text: str) -> None:
    """Reading a path never raises; what is read can be written again."""
    found = path.read(text)

    assert found is None or path.read(path.write(found)) == found


def test_a_lost_caller_hears_so_and_the_main_menu(content: Content) -> None:
    """An unknown place is not an error to the caller."""
    here = View("en", Pace.SLOW, "nowhere.7")
    turn = step(content, Session(here, started=int(START.timestamp())), Key("1"), START)

    assert [cue.prompt for cue in turn.say][:2] == ["lost", "where.main"]
    assert turn.session.view.pace is Pace.SLOW


def test_sixty_seconds_of_silence_never_lose_a_call_anywhere(content: Content) -> None:
    """People who type through a relay need that long (accessibility.md V33)."""
    for place in (
        "greeting",
        "main",
        "numbers",
        "topic.side.1",
        "ask.outlook",
        "consent.topic.side.1",
        "end",
        "stopping",
        "unknown.tip.1",
    ):
        session = begin(content, "en", START).at(place)
        for _ in range(6):
            turn = step(content, session, Silence(), START)
            assert isinstance(turn.then, Listen)
            session = turn.session


def test_a_doubled_finger_answers_none_of_the_three_questions(content: Content) -> None:
    """5, 2 and 9 lead to a question that is said before any key is listened to; the same key again is not a yes."""
    for keys, place in (("5", "ask.outlook"), ("12", "consent.topic.what.1"), ("9", "end")):
        session = begin(content, "en", START)
        for key in keys:
            turn = step(content, session, Key(key), START)
            if isinstance(turn.then, May):
                turn = step(content, turn.session, Promised(), START)
            session = turn.session
        assert session.view.place == place
        assert turn.say[0].prompt.startswith("ask.")

    twice = step(content, step(content, begin(content, "en", START), Key("5"), START).session, Key("5"), START)
    assert twice.session.view.place == "ask.outlook"


def test_a_finger_that_slips_in_the_numbers_stops_no_texts(content: Content) -> None:
    """5 and 5 again: the question stays, and nothing is asked of the house."""
    session = begin(content, "en", START).at("numbers")
    for key in "55*":
        turn = step(content, session, Key(key), START)
        session = turn.session
        assert isinstance(turn.then, Listen)
    assert session.view.place == "numbers"


def test_the_wait_for_a_text_is_three_questions_and_then_the_truth(content: Content) -> None:
    """Fifteen seconds at most, whatever was waited before; then the usual patience of every place."""
    session = replace(begin(content, "en", START).at("promised.tip.1"), waited=110)
    met = []
    for _ in range(3):
        asking = step(content, session, Silence(), START)
        assert asking.then == Delivered("tip.1")
        turn = step(content, asking.session, NotYet(), START)
        assert isinstance(turn.then, Listen)
        session = turn.session
        met.append(session.view.place)

    assert met == ["waiting.1.tip.1", "waiting.2.tip.1", "unknown.tip.1"]
    assert session.waited == 110 + 3 * 4
    assert step(content, session, Silence(), START).session.view.place.startswith("stay.")


def test_a_key_that_asks_for_a_text_begins_the_waiting_anew(content: Content) -> None:
    """Whoever thought for nearly two minutes and then agreed is not rung a person a moment later."""
    session = replace(begin(content, "en", START).at("consent.tip.1"), waited=110)
    asking = step(content, session, Key("1"), START)

    assert asking.then == Send("tip.1")
    assert step(content, asking.session, Promised(), START).session.waited == 0


@pytest.mark.parametrize("event", [Promised(), Found("delivered"), Found("landline"), NotYet(), Refused("hidden")])
def test_an_answer_that_nobody_asked_for_leads_back(content: Content, event: Event) -> None:
    """It promises nothing and claims nothing."""
    turn = step(content, begin(content, "en", START).at("closing"), event, START)

    assert turn.session.view.place == "main"


@pytest.mark.parametrize("place", ["consent.tip.1", "numbers"])
@pytest.mark.parametrize("answer", [Found("landline"), Found("odd"), NotYet(), Refused("odd")])
def test_an_answer_that_makes_no_sense_promises_nothing(content: Content, place: str, answer: Event) -> None:
    """Asked whether to send, or to send, the house speaks of something else: the details are read."""
    asking = step(content, begin(content, "en", START).at(place), Key("1" if "." in place else "4"), START)
    turn = step(content, asking.session, answer, START)

    assert turn.session.view.place == "details.tip.1"
    assert [cue.prompt for cue in turn.say].count("details.tip.1") == 2


def test_the_reason_is_told_once_and_the_details_again_and_again(content: Content) -> None:
    """7 says the details again, without the apology."""
    session = begin(content, "en", START).at("details.tip.1", "blocked")
    first = [cue.prompt for cue in step(content, session, Key("8"), START).say]
    again = [cue.prompt for cue in step(content, session, Key("7"), START).say]

    assert "text.blocked" not in again
    assert again == first[1:]
    assert first[0] == "pace.slower"


def pressed(content: Content, session: Session, keys: str, *answers: Event) -> Session:
    """The call after these keys (`w` is silence), with the house's answers in their order."""
    told = iter(answers)
    for key in keys:
        turn = step(content, session, Silence() if key == "w" else Key(key), START)
        while not isinstance(turn.then, Listen | Connect | End):
            turn = step(content, turn.session, next(told), START)
        session = turn.session
    return session


@pytest.mark.parametrize("back", ["1", "*", "#"])
@pytest.mark.parametrize(
    ("keys", "answers", "place"),
    [
        ("2", [Refused("off")], "details"),
        ("2", [Found("delivered")], "already"),
        ("21", [Promised(), Refused("landline")], "details"),
        ("21", [Promised(), Found("delivered")], "already"),
        ("21", [Promised(), Promised()], "promised"),
        ("21w", [Promised(), Promised(), NotYet()], "waiting.1"),
        ("21w7", [Promised(), Promised(), NotYet()], "promised"),
        ("21w", [Promised(), Promised(), Found("delivered")], "arrived"),
        ("21w", [Promised(), Promised(), Found("blocked")], "details"),
        ("21www", [Promised(), Promised(), NotYet(), NotYet(), NotYet()], "unknown"),
        ("21www2", [Promised(), Promised(), NotYet(), NotYet(), NotYet()], "details"),
        ("21w0*", [Promised(), Promised(), Found("delivered")], "arrived"),
    ],
)
def test_after_a_number_by_text_the_way_leads_back_to_that_number(
    content: Content, keys: str, answers: list[Event], place: str, back: str
) -> None:
    """Whatever became of the text: there are the other numbers, and the key that connects."""
    session = pressed(content, begin(content, "en", START).at("service.talk.2"), keys, *answers)
    name = content.line.groups["talk"][1]
    assert session.view.place == f"{place}.service.{name}"

    after = pressed(content, session, back)
    assert (after.view.place, after.view.hint, after.back) == ("service.talk.2", "", ())


def test_a_number_by_text_whose_way_back_is_gone_leads_to_the_menu(content: Content) -> None:
    """A damaged path is no dead end."""
    for place in ("arrived", "details", "unknown", "already", "promised", "waiting.1"):
        for key in "1*#":
            session = begin(content, "en", START).at(f"{place}.service.211")
            assert pressed(content, session, key).view.place == "main"


@pytest.mark.parametrize("place", ["details.tip.1", "details.service.211", "stopped.done", "stopped.hidden"])
def test_where_no_text_can_come_nobody_is_told_to_text(content: Content, place: str) -> None:
    """The re-prompts after silence leave it out there; elsewhere they say it."""
    for here, wanted in ((place, {"silence.1.voice-only", "offer.voice-only"}), ("main", {"silence.1", "offer"})):
        session, said = begin(content, "en", START).at(here), set()
        for _ in range(4):
            turn = step(content, session, Silence(), START)
            said |= {cue.prompt for cue in turn.say}
            session = turn.session
        assert said & {"silence.1", "silence.1.voice-only", "offer", "offer.voice-only"} == wanted


def test_every_tip_can_be_had_by_text(content: Content) -> None:
    """Key 2 where it is read aloud; thinking better of it leads back there."""
    for number in range(1, len(content.words["en"].tips) + 1):
        here = begin(content, "en", START).at(f"tip.{number}")
        asking = step(content, here, Key("2"), START)
        assert asking.then == May(f"tip.{number}")
        agreed = step(content, asking.session, Promised(), START)
        assert step(content, agreed.session, Key("1"), START).then == Send(f"tip.{number}")
        assert step(content, agreed.session, Key("2"), START).session.view.place == here.view.place


def test_a_phone_off_the_hook_rings_a_person_once(content: Content) -> None:
    """Silence alone connects one time; after that come the numbers and goodbye, whoever answered."""
    for outcome in (Outcome.NO_ANSWER, Outcome.COMPLETED):
        session, rung = begin(content, "en", START), 0
        for _ in range(40):
            turn = step(content, session, Silence(), START)
            if isinstance(turn.then, Connect):
                rung += 1
                turn = step(content, turn.session, Dialed(outcome), START)
            session = turn.session
            if isinstance(turn.then, End):
                break

        assert rung == 1
        assert session.view.place == "goodbye.numbers"


def test_a_late_warning_still_leaves_the_minutes_that_it_promises(content: Content) -> None:
    """After an hour with a person the caller is warned, and then has time to hear more."""
    late = START + timedelta(minutes=70)
    session = begin(content, "en", START).at("topic.side.1")

    warned = step(content, session, Key("1"), late)
    later = step(content, warned.session, Key("1"), late + timedelta(minutes=2))
    over = step(content, later.session, Key("1"), late + timedelta(minutes=4))

    assert warned.session.view.place == "limit"
    assert later.session.view.place == "topic.side.2"
    assert over.session.view.place == "goodbye.limit"


def test_a_closed_service_is_not_rung(content: Content) -> None:
    """At night, "connect me now" says that they are closed and offers who is open."""
    night = datetime(2026, 6, 21, 7, tzinfo=UTC)
    session = begin(content, "en", night).at("service.treatment.1")

    turn = step(content, session, Key("3"), night)

    assert turn.session.view.place == "unreached.closed.nci-cancer-information-service.american-cancer-society"


def test_one_place_has_one_name(content: Content) -> None:
    """`topic.side.01` is no place: nothing could play it."""
    for place in ("topic.side.01", "topic.side.\u0661", "service.talk.01", "topic.side.0", "topic.side.3"):
        session = begin(content, "en", START).at(place)
        assert step(content, session, Key("7"), START).say[0].prompt == "lost"


def test_a_topic_past_its_review_says_so_every_time(content: Content) -> None:
    """The caution is spoken on arrival, on repeat and at the other pace."""
    words = content.words["en"]
    old = replace(words.topics["side"], signature=replace(words.topics["side"].signature, review_by=START.date()))
    later = START + timedelta(days=2)
    stale = replace(content, words={"en": replace(words, topics={**words.topics, "side": old})})
    session = begin(stale, "en", later)

    for event, leading in (
        (Key("2"), "topic.side.1"),
        (Key("7"), "topic.side.1"),
        (Key("8"), "pace.slower"),
        (Broke(), "broke"),
    ):
        turn = step(stale, session, event, later)
        session = turn.session
        said = [cue.prompt for cue in turn.say]
        assert said[0] == leading
        assert "topic.review-due" in said


def test_a_closed_first_service_is_named_and_the_open_one_offered(content: Content) -> None:
    """The first of the list is closed at night: the caller hears so, and is offered the one that is open."""
    order = ("nci-cancer-information-service", "american-cancer-society")
    line = replace(content, line=replace(content.line, person=order))
    night = datetime(2026, 6, 21, 7, tzinfo=UTC)

    turn = step(line, begin(line, "en", night), Key("0"), night)

    assert turn.session.view.place == "unreached.closed.nci-cancer-information-service.american-cancer-society"


def test_nobody_open_reads_the_numbers_and_says_goodbye(content: Content) -> None:
    """With only closed services, long silence ends in two numbers, twice each, and goodbye; any key stays."""
    line = replace(content, line=replace(content.line, person=("nci-cancer-information-service",)))
    night = datetime(2026, 6, 21, 7, tzinfo=UTC)
    session = begin(line, "en", night)
    for _ in range(12):
        session = step(line, session, Silence(), night).session
    assert session.view.place == "stay.none"

    numbers = step(line, session, Silence(), night)
    ending = step(line, numbers.session, Silence(), night)

    said = [cue.prompt for cue in numbers.say]
    assert said.count("service.nci-cancer-information-service.number") == 2
    assert said.count("service.988-lifeline.number") == 2
    assert isinstance(ending.then, End)
    assert step(line, numbers.session, Key("4"), night).session.view.place == "main"


def test_every_prompt_that_is_written_can_be_reached_or_has_a_reason(content: Content, crawled: Crawled) -> None:
    """Nothing is written and recorded that no caller can ever hear, but for what only other content needs."""
    heard = {cue.prompt for turn in crawled.turns.values() for cue in turn.say}
    spare = {prompt.id for prompt in prompts(content)} - heard

    off = ("notice.", "greeting.first", "greeting.also")  # none is on in the shipped content
    rung = ("connecting", "closed", "busy", "no-answer", "failed")
    waiting = (*off, *(f"person.{how}." for how in rung), "stay")
    unused = {name for name in spare if not name.startswith((*waiting, "choice.try.", "details.topic.outlook"))}
    assert unused <= {
        "topic.review-due", "choice.language.en", "goodbye.numbers", "person.none",  # other content
        "service.911.intro", "service.911.number", "service.711-relay.intro", "service.711-relay.number",  # texts alone
        "service.988-lifeline.web", "service.eldercare-locator.web",  # the number is said instead
    }  # fmt: skip
