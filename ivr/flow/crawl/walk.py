"""Walking the whole call: every view that any event can lead to, at open and at closed hours."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from ivr.content.model import Content, Edition, Problem
from ivr.content.notices import together
from ivr.flow import path
from ivr.flow.call import CALL_LIMIT, KEYS, WAIT_LIMIT, WARN_AT, begin, step
from ivr.flow.hints import LOST, REFUSED
from ivr.flow.places import place_at
from ivr.flow.session import (
    Answer,
    Arrived,
    Ask,
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
    Place,
    Promised,
    Refused,
    Send,
    Session,
    Silence,
    Turn,
    View,
)

# A Wednesday noon and a Sunday night in New York: what is open differs.
TIMES = (datetime(2026, 6, 17, 16, tzinfo=UTC), datetime(2026, 6, 21, 7, tzinfo=UTC))


@dataclass(frozen=True)
class Edge:
    """One event at one view, and the view that it leads to."""

    start: View
    event: str
    end: View


@dataclass
class Crawled:
    """Everything that a walk met.

    Attributes:
        turns: each view with the turn that was heard there.
        keys: how many keys it takes from the first document to each view (silences are not keys).
        edges: every event tried at every view.
    """

    edition: Edition
    turns: dict[View, Turn] = field(default_factory=dict)
    keys: dict[View, int] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)

    @property
    def content(self) -> Content:
        """The edition's content."""
        return self.edition.content

    def place(self, view: View) -> Place:
        """The place of a visited view."""
        found = place_at(self.content, view)
        if found is None:
            raise LookupError(view)
        return found

    def listening(self) -> Iterator[tuple[View, Turn]]:
        """The views that wait for a key."""
        return ((view, turn) for view, turn in self.turns.items() if isinstance(turn.then, Listen))

    def seconds(self, turn: Turn) -> list[float]:
        """How long each prompt of a turn lasts; 0 where it has no sound."""
        view = turn.session.view
        found = (self.edition.sound(cue.prompt, cue.language, view.pace) for cue in turn.say)
        return [sound.seconds if sound else 0.0 for sound in found]

    def calling(self, turn: Turn) -> Session:
        """The session of a turn as if the call had been answered at the first of `TIMES`, whenever it was met."""
        return replace(turn.session, started=int(TIMES[0].timestamp()))

    def problem(self, view: View, says: str) -> Problem:
        """A problem at a view, named as its path is."""
        return Problem(path.write(Session(view)).rsplit("/", 3)[0], 1, says)


def walk(edition: Edition) -> Crawled:
    """Visit every view that can be reached from the first document."""
    crawled = Crawled(edition)
    for now in TIMES:
        _walk_at(crawled, now)
    for now in together(edition.content).values():
        _walk_on(crawled, now)
    return crawled


def _walk_on(crawled: Crawled, now: datetime) -> None:
    """Visit what is new at `now`, such as the greeting with its notices; ways into known views are not gone again."""
    _walk_at(crawled, now, frozenset(crawled.turns))


def _walk_at(crawled: Crawled, now: datetime, known: frozenset[View] = frozenset()) -> None:
    content = crawled.content
    first = step(content, begin(content, content.default_language, now), Arrived(), now)
    waiting = deque([(first, 0)])
    met = set(known) - {first.session.view}
    names: dict[View, View] = {}  # one object a view, for there are hundreds of thousands of edges
    while waiting:
        turn, keys = waiting.popleft()
        view = turn.session.view
        crawled.keys[view] = min(keys, crawled.keys.get(view, keys))
        if view in met:
            continue
        met.add(view)
        crawled.turns.setdefault(view, turn)
        for label, session, event in tries(turn):
            pressed = keys + (1 if isinstance(event, Key) else 0)
            for found in _answered(content, session, event, now):
                end = names.setdefault(found.session.view, found.session.view)
                crawled.edges.append(Edge(view, label, end))
                if end in met:
                    crawled.keys[end] = min(pressed, crawled.keys[end])
                else:
                    waiting.append((found, pressed))


def tries(turn: Turn) -> Iterator[tuple[str, Session, Event]]:
    """Everything that can happen after a turn, named for people."""
    session = turn.session
    if isinstance(turn.then, Connect):
        yield from ((f"dialed {outcome}", session, Dialed(outcome)) for outcome in Outcome)
    elif isinstance(turn.then, Listen):
        yield from ((key, session, Key(key)) for key in KEYS)
        yield "a strange key", session, Key("A")  # some phones have a fourth column
        yield "silence", session, Silence()
        yield "long silence", replace(session, waited=WAIT_LIMIT), Silence()
        yield "something breaks", session, Broke()
        yield "a lost request", session, Lost()
        yield "late", replace(session, started=session.started - WARN_AT), Key("7")
        yield "too late", replace(session, started=session.started - CALL_LIMIT, warned=True), Key("7")


def _answered(content: Content, session: Session, event: Event, now: datetime) -> list[Turn]:
    """The turn, or one for each answer of the house where it is asked something."""
    turn = step(content, session, event, now)
    ask = turn.then
    if isinstance(ask, Listen | Connect | End):
        return [turn]
    return [step(content, turn.session, answer, now) for answer in answers(ask)]


def answers(ask: Ask) -> tuple[Answer, ...]:
    """Everything that the house can answer to one question, and one reason that nobody knows."""
    refused = tuple(Refused(why) for why in (*REFUSED, "another"))
    match ask:
        case May() | Send():
            return (Promised(), Found("delivered"), *refused)
        case Delivered():
            return (NotYet(), Found("delivered"), *(Found(how) for how in (*LOST, "another")), Refused("unavailable"))
    return (Promised(), Refused("hidden"), Refused("provider"), Refused("unavailable"))
