"""The call: one pure function from content, session and event to the next turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ivr.content.model import Content, Language, Pace
from ivr.content.notices import MOST_AT_ONCE, active
from ivr.flow.answered import answered, question
from ivr.flow.hints import BROKE, DUE, heard, next_hint, with_notices
from ivr.flow.places import keeps_way, passing, place_at
from ivr.flow.places.menus import WITH_NOTICES
from ivr.flow.places.person import NOBODY
from ivr.flow.session import (
    Arrived,
    Broke,
    Dialed,
    Event,
    Found,
    Go,
    Key,
    Listen,
    Lost,
    May,
    Move,
    NotYet,
    Outcome,
    Place,
    PlaceId,
    Promised,
    Put,
    Refused,
    Return,
    Session,
    Silence,
    Speak,
    Spoke,
    Stay,
    Turn,
    View,
    Visit,
)

KEYS = "0123456789*#"
# Limits of design section 3: two minutes without a key, and one hour in all with a warning before.
WAIT_LIMIT = 120
CALL_LIMIT = 60 * 60
WARN_AT = CALL_LIMIT - 3 * 60
PACE_HINTS = frozenset({"", "slower", "normal"})
DEEPEST = 4  # a way back longer than this cannot come from our own paths


def begin(content: Content, language: Language, now: datetime) -> Session:
    """A new call, at the greeting or, where several languages are published, at the language question."""
    place = "language" if len(content.line.languages) > 1 else "greeting"
    return Session(View(language, Pace.NORMAL, place), started=int(now.timestamp()))


def step(content: Content, session: Session, event: Event, now: datetime) -> Turn:
    """What a caller hears next, and what follows.

    Args:
        content: everything that can be said.
        session: where the caller is; any value is safe, unknown places lead to the main menu.
        event: what happened there.
        now: the aware current time; it only chooses the place or its hint.
    """
    place = place_at(content, session.view)
    if place is None:
        session, event = _known(content, session), Lost()
        place = _place(content, session)
    after = _after(content, session, place, event, now)
    if isinstance(after, Turn):
        return after
    after = _warned(content, after, event, now)
    arrived = place_at(content, after.view)
    if arrived is None:  # content that leads nowhere: the main menu is always there
        after = after.at("main", "lost")
        arrived = _place(content, after)
    return Turn(after, heard(content, after.view, arrived), arrived.then)


def _after(content: Content, session: Session, place: Place, event: Event, now: datetime) -> Session | Turn:  # noqa: PLR0911 - one case an event
    match event:
        case Arrived():
            return _rehint(content, session, "", now)
        case Key(key=key):
            return _pressed(content, replace(session, waited=0), place, key, now)
        case Silence() | Spoke():
            return _silent(content, session, place, now)
        case Dialed(outcome=outcome):
            return _dialed(content, session, outcome, now)
        case Broke():
            here = session if isinstance(place.then, Listen) else session.at("main")
            return _rehint(content, here, BROKE, now)
        case Lost():
            return replace(session, back=()).at("main", "lost")
        case Promised() | Refused() | Found() | NotYet():
            ask = question(place)
            if ask is None:
                return _returned(content, session, now)
            asker = _visit(content, session, session.view.place) if isinstance(ask, May) else session
            return answered(asker, ask, event)


def _pressed(content: Content, session: Session, place: Place, key: str, now: datetime) -> Session | Turn:
    """What a key does: first what this place makes of it, then what it means everywhere, then wrong."""
    if not isinstance(place.then, Listen):
        return _returned(content, session, now)  # a key after the call moved on: back to where it was
    if key in place.keys:
        return _moved(content, session, place.keys[key], now)
    if key == "0":
        return _visit(content, session, _person(content, now))
    if place.any_key is not None and key != "9":
        return _moved(content, session, place.any_key, now)
    return _everywhere(content, session, place, key, now)


def _everywhere(content: Content, session: Session, place: Place, key: str, now: datetime) -> Session | Turn:
    """The keys that mean the same in every place."""
    if key == "*":
        return _moved(content, session, place.up, now)
    if key == "#":
        return _moved(content, session, place.forward or Stay("no-next"), now)
    if key == "7":
        return _rehint(content, session, "", now)
    if key == "8":
        slow = session.view.pace is Pace.NORMAL
        view = replace(session.view, pace=Pace.SLOW if slow else Pace.NORMAL)
        return _rehint(content, replace(session, view=view), "slower" if slow else "normal", now)
    if key == "9":
        return _visit(content, session, "end")
    return _on_ladder(content, session).hinted(next_hint("wrong", session.view.hint))


def _silent(content: Content, session: Session, place: Place, now: datetime) -> Session | Turn:
    """What follows a wait without a key."""
    if not isinstance(place.then, Listen):
        return _returned(content, session, now)
    offered = session.waited >= WAIT_LIMIT  # a person was already rung, or offered, and still no key was pressed
    session = replace(session, waited=session.waited + place.then.seconds)
    if place.silence is not None:
        return _moved(content, session, place.silence, now)
    if session.waited >= WAIT_LIMIT:
        # Nobody is rung twice for silence alone (a phone off the hook): then the numbers, and goodbye.
        return _visit(content, session, f"stay.{NOBODY if offered else _open_person(content, now)}")
    return _on_ladder(content, session).hinted(next_hint("silence", session.view.hint))


def _on_ladder(content: Content, session: Session) -> Session:
    """The place whose re-prompts are heard here: the main menu's for the greeting, which is heard only once."""
    ladder = _place(content, session).ladder
    return session.at(ladder, session.view.hint) if ladder else session


def _dialed(content: Content, session: Session, outcome: Outcome, now: datetime) -> Session:
    """What follows a connection: back to where the caller was, or the offer of another way."""
    kind, _, service = session.view.place.partition(".")
    if outcome is Outcome.COMPLETED or kind != "connect":
        return _returned(content, session, now, "returned")
    return session.at(_unreached(content, outcome, service, now))


def _moved(content: Content, session: Session, move: Move, now: datetime) -> Session | Turn:
    match move:
        case Go(place=place):
            back = session.back if keeps_way(place) else ()
            return _arrive(content, replace(session, back=back), place, now)
        case Visit(place=place):
            return _visit(content, session, _if_open(content, place, now))
        case Return(hint=hint):
            return _returned(content, session, now, hint)
        case Stay(hint=hint):
            return _rehint(content, session, hint, now)
        case Speak(language=language, place=place):
            view = replace(session.view, language=language)
            return _arrive(content, replace(session, view=view, back=()), place, now)
        case Put(ask=ask):
            return Turn(session, (), ask)


def _visit(content: Content, session: Session, place: PlaceId) -> Session:
    """Go somewhere and remember the way back; passing places are not come back to."""
    here = _on_ladder(content, session).view.place
    back = session.back if passing(here) or here in session.back else (*session.back, here)
    return replace(session, back=back[-DEEPEST:]).at(place)


def _returned(content: Content, session: Session, now: datetime, hint: str = "") -> Session:
    """Back to the nearest place that still exists, or the main menu."""
    back = list(session.back)
    while back:
        place = back.pop()
        if place_at(content, replace(session.view, place=place)) is not None:
            return _rehint(content, replace(session, back=tuple(back)).at(place), hint, now)
    return replace(session, back=()).at("main", hint)


def _arrive(content: Content, session: Session, place: PlaceId, now: datetime) -> Session:
    return _rehint(content, session.at(place), "", now)


def _rehint(content: Content, session: Session, hint: str, now: datetime) -> Session:
    """The same place with a hint; a topic past its review date always says so, the greeting names what is on now."""
    if hint not in PACE_HINTS:
        session = _on_ladder(content, session)
    kind, _, rest = session.view.place.partition(".")
    if kind in WITH_NOTICES:
        return session.hinted(with_notices(hint, [on.notice for on in active(content, now)[:MOST_AT_ONCE]]))
    topic = content.words[session.view.language].topics.get(rest.partition(".")[0]) if kind == "topic" else None
    due = topic.signature.review_by if topic else None
    if due is not None and now.date() > due:
        return session.hinted(f"{hint}.{DUE}" if hint else DUE)
    return session.hinted(hint)


def _warned(content: Content, session: Session, event: Event, now: datetime) -> Session:
    """The hour's end: one warning before, then goodbye; never while someone is being rung."""
    elapsed = int(now.timestamp()) - session.started
    if elapsed < WARN_AT or not isinstance(_place(content, session).then, Listen) or isinstance(event, Arrived):
        return session
    if session.warned and elapsed >= CALL_LIMIT:
        return session.at("goodbye.limit")
    if session.warned:
        return session
    # However late the warning comes (after a long talk with a person), the minutes that it promises are there.
    begun = max(session.started, int(now.timestamp()) - WARN_AT)
    return replace(_visit(content, session, "limit"), warned=True, started=begun)


def _person(content: Content, now: datetime) -> PlaceId:
    """Where key 0 leads: the first person's line if it is open, else what is open instead."""
    first = next((name for name in content.line.person if name in content.resources), NOBODY)
    if first == NOBODY:
        return f"number.{content.line.crisis}"
    if first == _open_person(content, now):
        return f"connect.{first}"
    return _unreached(content, "closed", first, now)


def _if_open(content: Content, place: PlaceId, now: datetime) -> PlaceId:
    """A connection, or the word that the service is closed now; other places as they are."""
    kind, _, service = place.partition(".")
    resource = content.resources.get(service)
    if kind != "connect" or resource is None or resource.hours is None or resource.hours.open_at(now):
        return place
    return _unreached(content, "closed", service, now)


def _unreached(content: Content, why: str, service: str, now: datetime) -> PlaceId:
    """The word that a service cannot be reached, with the one to try instead."""
    return f"unreached.{why}.{service}.{_open_person(content, now, but=service)}"


def _open_person(content: Content, now: datetime, but: str = "") -> str:
    """The first service behind key 0 that is open at `now` and can be rung, other than `but`."""
    for name in content.line.person:
        resource = content.resources.get(name)
        if name != but and resource and resource.dial and resource.hours and resource.hours.open_at(now):
            return name
    return NOBODY


def _known(content: Content, session: Session) -> Session:
    """A session whose language is spoken here and whose way back is not absurd."""
    language = session.view.language if session.view.language in content.words else content.default_language
    view = View(language, session.view.pace, "main")
    return replace(session, view=view, back=session.back[-DEEPEST:])


def _place(content: Content, session: Session) -> Place:
    """The place of a session, or the main menu where there is none."""
    place = place_at(content, session.view)
    return place or place_at(content, replace(session.view, place="main", hint="")) or Place(("broke",))
