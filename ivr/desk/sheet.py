"""The script sheet: every prompt with the number by which it is known on paper and by telephone."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.content.model import Content, Prompt
from ivr.content.prompts import prompts
from ivr.desk.desk import Desk
from ivr.store import sheet
from ivr.store.turns import alone


@dataclass(frozen=True)
class Numbered:
    """A prompt and its number on the sheet."""

    number: int
    prompt: Prompt


def script_sheet(desk: Desk, content: Content) -> tuple[Numbered, ...]:
    """Every prompt of some content in the order in which callers meet it; new ones get the next free numbers.

    Raises:
        StoreError: the database is away.
    """
    listed = prompts(content)
    with desk.database.reading() as connection:
        known = sheet.numbers(connection)
    if any((each.id, each.language) not in known for each in listed):
        with alone(desk.database) as connection:
            known = sheet.numbers(connection)
            sheet.add(connection, [key for each in listed if (key := (each.id, each.language)) not in known])
            known = sheet.numbers(connection)
    return tuple(Numbered(known[each.id, each.language], each) for each in listed)
