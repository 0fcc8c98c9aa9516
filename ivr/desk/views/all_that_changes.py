"""All that changes with a service's number or hours, as people read it: items, and texts that follow them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ivr.content.items import slot, written
from ivr.content.readers import errors, read_content
from ivr.desk.desk import Desk, current
from ivr.desk.editing import Change
from ivr.desk.naming.difference import Piece, pieces
from ivr.desk.naming.names import item_name
from ivr.desk.naming.opening_times import compared
from ivr.desk.read_once import content_of
from ivr.desk.views.effects import Sense, effects


@dataclass(frozen=True)
class Place:
    """One place that changes: what it is called, and its words cut where they differ."""

    called: str
    pieces: Sequence[Piece]


def places(desk: Desk, changes: Sequence[Change]) -> tuple[Place, ...]:
    """Each place that the changes touch, then each text that reads otherwise with them (`ivr.content.when`)."""
    files = current(desk).content
    content, after, found = content_of(files), files, []
    for item, language, words in changes:
        there = slot(files, item, language)
        differ = compared(files, item, there.words if there else "", words)
        found.append(Place(item_name(content, item, language), differ))
        after = written(after, item, language, words)
    then, problems = read_content(after)
    if errors(problems):  # they are told when it is kept
        return tuple(found)
    written_here = {item for item, _, _ in changes}
    follow = (each for each in effects(content, then) if each.sense is Sense.READ)
    texts = (each for each in follow if f"texts.{each.id}" not in written_here)
    return (*found, *(Place(each.called, pieces(each.before, each.after)) for each in texts))
