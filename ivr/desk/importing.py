"""Import: a folder of words and recordings as drafts; with nothing published yet, as the first edition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ivr.audio.render import Progress
from ivr.audio.take_table import Take, script_hash
from ivr.audio.takes import TakesFolder
from ivr.content.items import changes
from ivr.content.model import Language, PromptId
from ivr.content.prompts import prompts
from ivr.content.readers.signed import STATES
from ivr.content.writing.names import WHOLE
from ivr.desk.beginning import publish_first
from ivr.desk.desk import Desk, current
from ivr.desk.editing import bring_all
from ivr.desk.people import require
from ivr.desk.takes import RECORDERS, Handed, coming, hand_in
from ivr.editions import layout
from ivr.editions.freeze import Given, make, read_folder
from ivr.errors import DeskError, TakeError
from ivr.store.drafts import Draft
from ivr.store.editions import Editions

IMPORT = "import"  # who published a first edition where nobody gave a name


@dataclass(frozen=True)
class Imported:
    """What an import did.

    Attributes:
        first: the number of the first edition, where nothing was published before; 0 otherwise.
        drafts: what waits for an approver now.
        takes: how many recordings wait for one.
        left: what was not taken over and why, a sentence each.
    """

    first: int = 0
    drafts: tuple[Draft, ...] = ()
    takes: int = 0
    left: tuple[str, ...] = ()


def import_folder(desk: Desk, by: str, folder: Path, progress: Progress | None = None) -> Imported:
    """Take over what is different in `content/` and `prompts/` of a folder.

    Args:
        desk: the line's.
        by: the id of an editor or admin; where the staff list is empty and nothing is published, anything.
        folder: as `export` writes it.
        progress: told how many sounds of a first edition are done.

    Raises:
        DeskError, ContentError, TakeError: a rule is against it; no draft is kept then.
        RenderError, EditionError: a first edition could not be made.
        StoreError: the database is away.
    """
    files = read_folder(folder / layout.CONTENT)
    takes = TakesFolder(folder / layout.RECORDINGS)
    if Editions(desk.database).published() is None:
        made = make(files, desk.voice, desk.shelf.cache, progress, Given(takes))
        return Imported(first=publish_first(desk, made, by or IMPORT))
    require(desk, by)
    wanted = changes(current(desk).content, files)
    ours = [each for each in wanted if each[0].startswith(WHOLE) and each[0].removeprefix(WHOLE) in STATES]
    brought, refused = _new_takes(desk, takes)
    if brought:
        require(desk, by, *RECORDERS)
    changed = [each for each in wanted if each not in ours]
    drafts = bring_all(desk, by, changed) if changed else ()
    left = [
        f"{item.removeprefix(WHOLE)} is kept by the line itself, when people sign, switch and check."
        for item, *_ in ours
    ]
    handed, more = _hand_in(desk, by, brought)
    refused += more
    if not drafts and not handed and not left and not refused:
        raise DeskError(f"{folder} holds just what is published. There is nothing to import.")
    return Imported(drafts=drafts, takes=handed, left=(*left, *refused))


def _new_takes(desk: Desk, folder: TakesFolder) -> tuple[list[Handed], list[str]]:
    """The recordings that are not published, read whole; and why others are left, a sentence each.

    Raises:
        TakeError: one cannot be read, or their table has a fault.
    """
    content, published = coming(desk), current(desk).recordings
    scripts = {(prompt.id, prompt.language): script_hash(prompt.script) for prompt in prompts(content)}
    found, left = [], []
    for language, take in _takes(folder, content.line.languages):
        if published.get(f"{language}/{take.prompt}.wav") == take.file:
            continue
        if scripts.get((take.prompt, language)) != take.script:
            left.append(f"{_named(take.prompt, language)} is of words that are not published or approved.")
            continue
        wav = folder.recording(language, take.prompt) or b""
        found.append(Handed(take.prompt, language, wav, take.by, take.original, heard=True))
    return found, left


def _hand_in(desk: Desk, by: str, brought: Sequence[Handed]) -> tuple[int, list[str]]:
    """Hand these in; how many were taken, and why others were not."""
    left = []
    for each in brought:
        try:
            hand_in(desk, by, each)
        except (DeskError, TakeError) as problem:
            left.append(f"{_named(each.prompt, each.language)}: {problem}")
    return len(brought) - len(left), left


def _named(prompt: PromptId, language: Language) -> str:
    return f"The recording of {prompt} ({language})"


def _takes(folder: TakesFolder, languages: tuple[Language, ...]) -> Iterator[tuple[Language, Take]]:
    for language in languages:
        takes, problems = folder.takes(language)
        if problems:
            raise TakeError("\n".join(str(problem) for problem in problems))
        yield from ((language, take) for take in takes.values())
