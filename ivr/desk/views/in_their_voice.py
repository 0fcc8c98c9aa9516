"""Which prompts callers hear in somebody's voice now: under their name, or handed in by them under a stranger's."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.content.model import Language, PromptId
from ivr.desk.approving.voices import played
from ivr.desk.desk import Desk, current
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
    heard = played(desk, edition).items()
    theirs = {key for key, each in heard if person.id in {voice.id for voice in each.voices}}
    content = content_of(edition.content)
    names = Names(content)
    return tuple(Voiced(*key, names.prompt(*key)) for key in scripts_of(content) if key in theirs)
