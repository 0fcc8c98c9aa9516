"""Reads from a document's own address where a call stands, and so which prompts its sounds are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from ivr.content.model import Edition
from ivr.content.provider_voice import WAIT
from ivr.errors import EditionError
from ivr.flow import path
from ivr.flow.call import step
from ivr.flow.hints import heard
from ivr.flow.places import place_at
from ivr.flow.session import Ask, Cue, Event, Key, Put, Session
from ivr.phones.handset import Step

# The edition of a number, as the line finds it; raises EditionError where there is none.
Editions = Callable[[int], Edition]


@dataclass(frozen=True)
class Spot:
    """Where a call stands: its edition and its session."""

    edition: Edition
    session: Session

    def cues(self, steps: tuple[Step, ...]) -> tuple[Cue | None, ...]:
        """What is spoken at this spot, where these steps say just that; () otherwise.

        One for each step that is heard: the prompt that begins there, None where one goes on.
        """
        place = place_at(self.edition.content, self.session.view)
        return self._confirmed(heard(self.edition.content, self.session.view, place), steps) if place else ()

    def last(self, event: Event, now: datetime, steps: tuple[Step, ...]) -> tuple[Cue | None, ...]:
        """What is spoken when `event` ends the call here (such a document has no address); () where unknown."""
        return self._confirmed(step(self.edition.content, self.session, event, now).say, steps)

    def asked(self, event: Event) -> Ask | None:
        """What the house is asked for when `event` happens here."""
        place = place_at(self.edition.content, self.session.view)
        move = None
        if place is not None:
            move = place.keys.get(event.key) if isinstance(event, Key) else place.silence
        return move.ask if isinstance(move, Put) else None

    def _confirmed(self, cues: tuple[Cue, ...], steps: tuple[Step, ...]) -> tuple[Cue | None, ...]:
        spoken = [step for step in steps if step.kind in {"play", "say"}]
        found: list[Cue | None] = []
        for cue in cues:
            many = self._played(cue, spoken[len(found) :])
            if not many:
                return ()
            found += [cue, *[None] * (many - 1)]
        return tuple(found) if len(found) == len(spoken) else ()

    def _played(self, cue: Cue, spoken: list[Step]) -> int:
        """How many of the steps, from the first, play this prompt; 0 where they do not."""
        sound = self.edition.sound(cue.prompt, cue.language, self.session.view.pace)
        if sound is None:  # the provider's own voice stands in for a sound that is missing
            return 1 if spoken and spoken[0].kind == "say" else 0
        wanted = [("play", sound.file)]
        if sound.said:
            wanted = [("play", sound.file) if words == WAIT else ("say", words) for words in sound.said.words]
        played = [(step.kind, step.url.rpartition("/")[2] or step.text) for step in spoken[: len(wanted)]]
        return len(wanted) if played == wanted else 0


def spot(address: str, editions: Editions) -> Spot | None:
    """The spot that a step's address names (`.../voice/<edition>/<session>/<verb>`); None where it is no step of ours.

    A call whose edition is gone goes on with the current one, so the line decides what the number means.
    """
    number, _, rest = urlsplit(address).path.rpartition("/voice/")[2].partition("/")
    session = path.read(rest.rpartition("/")[0])
    if session is None or not number.isascii() or not number.isdecimal():
        return None
    try:
        return Spot(editions(int(number)), session)
    except (EditionError, ValueError):
        return None
