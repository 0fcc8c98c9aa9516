"""Which prompts callers hear in somebody's voice now: published recordings whose speaker has their name."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.content.model import Language, PromptId
from ivr.desk.desk import Desk, current
from ivr.desk.edition_recordings import recordings
from ivr.desk.naming.called import Names
from ivr.desk.read_once import content_of
from ivr.desk.takes import scripts_of
from ivr.errors import DeskError
from ivr.store.people import Person


@dataclass(frozen=True)
class Voiced:
    """A prompt that callers hear in somebody's voice, and what staff call it."""

    prompt: PromptId
    language: Language
    called: str


def in_their_voice(desk: Desk, person: Person) -> tuple[Voiced, ...]:
    """Those of one person, in the order of the script sheet; raises StoreError, EditionError."""
    try:
        edition = current(desk)
    except DeskError:  # nothing is published yet
        return ()
    theirs = {
        key: take.script
        for key, take in recordings(desk, edition).items()
        if take.by.casefold() in {person.id, person.name.casefold()}
    }
    content = content_of(edition.content)
    scripts, names = scripts_of(content), Names(content)
    return tuple(Voiced(*key, names.prompt(*key)) for key, script in scripts.items() if theirs.get(key) == script)
