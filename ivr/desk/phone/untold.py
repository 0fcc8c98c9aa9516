"""What somebody should hear as they sign in by telephone: recordings of theirs that were refused after their call."""

from __future__ import annotations

from ivr.content.prompts import prompts
from ivr.desk.desk import Desk
from ivr.desk.editing import named
from ivr.desk.naming.names import prompt_name
from ivr.desk.phone.not_taken import tell_untold
from ivr.desk.takes import coming
from ivr.flow.staff.book import Untold
from ivr.store import sheet


def untold_aloud(desk: Desk, person: str, call_began: int) -> tuple[Untold, ...]:
    """The same as `not_taken.tell_untold`, as the staff call says it: number, name and first reason of each."""
    found = tell_untold(desk, person, call_began)
    if not found:
        return ()
    with desk.database.reading() as connection:
        numbers = sheet.numbers(connection)
    content = coming(desk)
    known = {(each.id, each.language): each for each in prompts(content)}
    told = []
    for each in found:
        key = each.prompt, each.language
        name = prompt_name(content, known[key]) if key in known else named(*key)
        told.append(Untold(numbers.get(key, 0), name, each.says[0]))
    return tuple(told)
