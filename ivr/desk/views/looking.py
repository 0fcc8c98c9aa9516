"""Looking at one prompt: everything that staff want to know of it before they change it or read it aloud."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil, floor

from ivr.audio.intake.checks import span
from ivr.content.items import Slot, items_of, slot
from ivr.content.model import Content, Language, Pace, Prompt, PromptId
from ivr.content.prompts import prompts
from ivr.content.texts import texts
from ivr.desk.approving.standing import Standing, standings
from ivr.desk.desk import Desk
from ivr.desk.naming.heard_at import heard_at
from ivr.desk.naming.names import item_name
from ivr.desk.naming.sources import Fact, facts_of, letters, source_of
from ivr.desk.takes import TakeStanding, coming, take_standings
from ivr.desk.views.past import Past, past
from ivr.desk.views.prompt_list import Row, State, prompt_list
from ivr.desk.views.weighing import locked_to, made_with
from ivr.editions.takes import menu_of, reading
from ivr.errors import DeskError
from ivr.store.people import Person

_SPARE = 10.0  # seconds that a recording may last longer than the slowest good reading: to begin, and to stop


@dataclass(frozen=True)
class MadeOf:
    """An item that a prompt is made of.

    Attributes:
        slot: the item and its words.
        name: what staff call it.
        others: how many other prompts are made of it, too.
        locked: whether it holds emergency words that whoever looks may not write.
    """

    slot: Slot
    name: str
    others: int
    locked: bool


@dataclass(frozen=True)
class Reads:
    """What a recording should be like: the words that are counted, and the shortest and longest good time, seconds."""

    script: str
    words: int
    shortest: float
    longest: float

    @property
    def stops_after(self) -> int:
        """After how many seconds the browser stops by itself."""
        return round(self.longest * 1.5 + _SPARE)

    @property
    def lasts(self) -> str:
        """How long a good reading lasts, rounded inwards, so that the intake refuses nobody who keeps to it."""
        least, most = max(ceil(self.shortest), 1), floor(self.longest)
        if least < most:
            return f"{least} to {most} seconds"
        if least == most:
            return f"{least} second{'' if least == 1 else 's'}"
        return f"{ceil(self.shortest * 10) / 10} to {floor(self.longest * 10) / 10} seconds"


@dataclass(frozen=True)
class Look:
    """One prompt.

    Attributes:
        row: as the list has it.
        pace: words a minute at each pace, over the whole sound.
        reads: what should be read aloud now: the words that the next edition has.
        made_of: the items that it is made of, the one that says most first.
        places: where callers hear it.
        texts: what people text to get the same, for parts of topics.
        facts: what its topic states, and where that is from; `letters` says what the letters there stand for.
        source: where a service's number was read.
        menu: the names of the choices that are heard with it and nobody has recorded.
        drafts, takes: what waits, and how it stands.
        past: what was done to it.
    """

    row: Row
    pace: Mapping[Pace, int]
    reads: Reads
    made_of: tuple[MadeOf, ...]
    places: tuple[str, ...]
    texts: tuple[str, ...]
    facts: tuple[Fact, ...]
    letters: Mapping[str, str]
    source: str
    menu: tuple[str, ...]
    drafts: tuple[Standing, ...]
    takes: tuple[TakeStanding, ...]
    past: tuple[Past, ...]


def look_at(desk: Desk, person: Person, prompt: PromptId, language: Language) -> Look:
    """Everything about a prompt.

    Raises:
        DeskError: there is no such prompt, or nothing is published.
        StoreError, EditionError: as `ivr.desk.desk.current`.
    """
    listing = prompt_list(desk)
    row = listing.row(prompt, language)
    if row is None:
        raise DeskError(f"There is no prompt {prompt} in {language}.")
    content, files, key = listing.content, listing.edition.content, (prompt, language)
    items = items_of(content, row.prompt)
    words = reading(content, row.prompt).words
    made_of = [
        MadeOf(found, item_name(content, *item), _others(content, item, row.prompt), locked_to(files, *item, person))
        for item in items
        if (found := slot(files, *item))
    ]
    return Look(
        row=row,
        pace={pace: round(words * 60 / sound.seconds) for pace, sound in row.sounds.items() if sound.seconds},
        reads=reads(desk, prompt, language),
        made_of=tuple(made_of),
        places=heard_at(content, prompt, language),
        texts=_texts(content, row.prompt),
        facts=facts_of(files, content, prompt, language),
        letters=letters(files),
        source=source_of(content, prompt),
        menu=tuple(_menu(listing.rows, row)),
        drafts=tuple(each for each in standings(desk) if (each.draft.item, each.draft.language) in items),
        takes=tuple(each for each in take_standings(desk) if (each.take.prompt, each.take.language) == key),
        past=past(desk, [key, *items[:1]]),
    )


def reads(desk: Desk, prompt: PromptId, language: Language) -> Reads:
    """What is to be read aloud: the words of the next edition, as the intake will check them.

    Raises:
        DeskError: there is no such prompt.
    """
    content = coming(desk)
    found = next((each for each in prompts(content) if (each.id, each.language) == (prompt, language)), None)
    if found is None:
        raise DeskError(f"There is no prompt {prompt} in {language}.")
    read = reading(content, found)
    shortest, longest = span(read)
    return Reads(found.script, read.words, max(shortest, 0.0), longest)


def _others(content: Content, item: tuple[str, Language], prompt: Prompt) -> int:
    return sum(each != prompt for each in made_with(content, *item))


def _texts(content: Content, prompt: Prompt) -> tuple[str, ...]:
    """The keywords of the texts that say the same in fewer words: each part of a topic has one."""
    name = prompt.id.removeprefix("details.")
    if not name.startswith(("topic.", "tip.")):
        return ()
    found = texts(content, prompt.language).get(name)
    return (found.keyword,) if found and found.keyword else ()


def _menu(rows: Iterable[Row], row: Row) -> Iterator[str]:
    menu = menu_of(row.prompt)
    for each in rows:
        same = menu and each.prompt.language == row.prompt.language and menu_of(each.prompt) == menu
        if same and each is not row and each.state not in {State.RECORDED, State.MENU}:
            yield each.name
