"""Where the house's answer leads: to the truth about a text, or about the stop list."""

from __future__ import annotations

from ivr.flow.hints import LOST, NO_TEXT
from ivr.flow.places.stopping import DONE, HIDDEN, PROVIDER, UNAVAILABLE
from ivr.flow.places.waiting import next_round
from ivr.flow.session import (
    Answer,
    Ask,
    Delivered,
    Found,
    May,
    NotYet,
    Place,
    Promised,
    Put,
    Refused,
    Send,
    Session,
    StopTexts,
)


def question(place: Place) -> Ask | None:
    """What a place asks of the house, by a key or after silence; no place asks two things."""
    asked = (move.ask for move in (*place.keys.values(), place.silence) if isinstance(move, Put))
    return next(asked, None)


def answered(session: Session, ask: Ask, answer: Answer) -> Session:
    """The call after the answer to what was asked; an answer that makes no sense promises nothing."""
    match ask:
        case May(item=item) | Send(item=item):
            return _promised(session, ask, item, answer)
        case Delivered(item=item):
            return _became(session, item, answer)
        case StopTexts():
            if answer == Refused("hidden"):
                return session.at(f"stopped.{HIDDEN}")
            return session.at(f"stopped.{DONE if isinstance(answer, Promised) else UNAVAILABLE}")
    if answer == Refused("provider"):
        return session.at(f"started.{PROVIDER}")
    return session.at(f"started.{DONE if isinstance(answer, Promised) else UNAVAILABLE}")


def _promised(session: Session, ask: Ask, item: str, answer: Answer) -> Session:
    """Whether a text can be sent, or will be; one that has come already is told as that, and not sent again."""
    match answer:
        case Promised():
            return session.at(f"{'consent' if isinstance(ask, May) else 'promised'}.{item}")
        case Found(how="delivered"):
            return session.at(f"already.{item}")
    return _read_out(session, item, answer)


def _became(session: Session, item: str, answer: Answer) -> Session:
    """What became of a text; where the house cannot say, nobody knows, and waiting longer would not help."""
    match answer:
        case NotYet():
            return session.at(next_round(session.view.place))
        case Found(how="delivered"):
            return session.at(f"arrived.{item}")
        case Found():
            return _read_out(session, item, answer)
    return session.at(f"unknown.{item}")


def _read_out(session: Session, item: str, answer: Answer) -> Session:
    """The details are read aloud; a reason that has no words of its own is told in the plainest ones."""
    match answer:
        case Found(how=how):
            why = how if how in LOST else "failed"
        case Refused(why=word):
            why = word if word in NO_TEXT else "unavailable"
        case _:
            why = "unavailable"
    return session.at(f"details.{item}", why)
