"""`ivr edit`: new words for anything that the line says, texts or knows, as a draft."""

from __future__ import annotations

import difflib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from ivr.cli import start
from ivr.cli.given import NUMBER, TEXT
from ivr.cli.printed import show
from ivr.content.items import items_of, slot, slots
from ivr.content.model import Language
from ivr.content.prompts import prompts
from ivr.content.readers import read_content
from ivr.content.writing.names import WHOLE
from ivr.desk.desk import Desk, current
from ivr.desk.editing import WRITERS, OpenDraftError, find_item, named, open_drafts
from ivr.desk.naming.difference import in_words
from ivr.desk.people import require
from ivr.desk.phone_number_places import edit_everywhere
from ivr.errors import DeskError, IvrError

Files = Mapping[str, bytes]
_NEAREST = 5


@dataclass(frozen=True)
class _Chosen:
    """The item to be changed, and its words now."""

    item: str
    language: Language
    words: str


@click.command("edit", epilog=start.TRUST)
@click.argument("item")
@click.option("--by", required=True, metavar="WHO", help="Your staff id; you must be an editor or an admin.")
@click.option("--language", metavar="LANGUAGE", help="The language of the words; the line's first one otherwise.")
@click.option("--words", type=TEXT, metavar="TEXT", help="The new words.")
@click.option(
    "--file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file that holds the new words, in UTF-8.",
)
@click.option(
    "--beside",
    multiple=True,
    type=NUMBER,
    metavar="DRAFT",
    help="Write yours beside this draft of somebody else, which you have seen.",
)
def command(item: str, by: str, language: Language | None, beside: tuple[int, ...], **given: str | Path | None) -> None:
    """Write new words for ITEM. They are a draft: callers hear them after somebody else approves them.

    ITEM is the name of an item, such as texts.menu or topic.coping.1, or the id of a prompt (`ivr prompts` lists them):
    then it says which items that prompt is made of. Without --words and --file your editor opens ($EDITOR). A whole
    file of the content is an item too: file.en/keywords.toml.

    Your open draft of the same words is replaced. If somebody else has one, you are shown both.

    Example: ivr edit where.main --words "This is the main menu." --by anna

    Example: ivr edit topic.coping.1 --by anna

    Example: ivr edit file.en/keywords.toml --file keywords.toml --by anna
    """
    words, file = given["words"], given["file"]
    if words is not None and file is not None:
        raise click.UsageError("--words and --file do not go together.")
    with start.desk() as desk:
        require(desk, by, *WRITERS)
        chosen = _chosen(desk, item, language)
        if file is not None:
            words = _read(chosen, Path(file))
        new = str(words) if words is not None else _edited(desk, by, chosen)
        try:
            draft, *others = edit_everywhere(desk, by, (chosen.item, chosen.language, new), beside)
        except IvrError as problem:
            if words is None:
                click.echo(_kept_aside(new), err=True)
            if isinstance(problem, OpenDraftError):
                hint = f"To write yours beside it, add --beside {problem.theirs.id}."
                raise DeskError(f"{problem}\n{hint}") from problem
            raise
    for warning in draft.warnings:
        show(f"warning: {warning}", err=True)
    show(f"{named(draft.item, draft.language)}:\n{in_words(chosen.words, draft.words)}")
    for other in others:
        show(f"The same number stands in {named(other.item, other.language)}: draft {other.id}.")
    numbers = " ".join(str(each.id) for each in (draft, *others))
    click.echo(f"This is draft {draft.id}. Somebody else approves it: ivr approve {numbers} --by WHO")


def _chosen(desk: Desk, name: str, language: Language | None) -> _Chosen:
    """The item that a person means: by its name, or by the id of a prompt that it is a part of."""
    files = current(desk).content
    content, _ = read_content(files)
    own = language or content.default_language
    for each in (own, "") if language is None else (language,):
        there = slot(files, name, each)
        if there is not None:
            return _Chosen(name, each, there.words)
    prompt = next((each for each in prompts(content) if (each.id, each.language) == (name, own)), None)
    if prompt is not None:
        return _part(files, name, items_of(content, prompt))
    new = "" if name.startswith(WHOLE) else own
    try:
        find_item(files, name, new)
    except DeskError as problem:
        near = difflib.get_close_matches(name, {item for item, _ in slots(files)}, _NEAREST)
        hint = f" Did you mean {', '.join(near)}?" if near else " `ivr prompts` lists the prompts."
        raise DeskError(f"There is no item and no prompt {name} in {own}.{hint}") from problem
    return _Chosen(name, new, "")


def _part(files: Files, prompt: str, items: tuple[tuple[str, Language], ...]) -> _Chosen:
    """One of the items that a prompt is made of; asks where there are several."""
    there = [each for item in items if (each := slot(files, *item)) is not None]
    if not there:
        raise DeskError(f"Nothing of {prompt} can be edited by itself.")
    number = 1
    if len(there) > 1:
        show(f"{prompt} is made of these:")
        for count, each in enumerate(there, 1):
            words = "(a whole file)" if each.item.startswith(WHOLE) else each.words
            show(f"{count:3}  {named(each.item, each.language)}: {words}")
        number = click.prompt("Which one", type=click.IntRange(1, len(there)))
    chosen = there[number - 1]
    return _Chosen(chosen.item, chosen.language, chosen.words)


def _read(chosen: _Chosen, file: Path) -> str:
    """What a file holds: to the byte for a whole file of the content, without the last line end for words."""
    try:
        text = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as problem:
        raise click.BadParameter("It is not UTF-8 text.", param_hint="--file") from problem
    except OSError as problem:
        raise click.FileError(str(file), problem.strerror or "it cannot be read") from problem
    return text if chosen.item.startswith(WHOLE) else text.removeprefix("\ufeff").replace("\r\n", "\n").rstrip("\n")


def _edited(desk: Desk, by: str, chosen: _Chosen) -> str:
    """What comes out of the person's editor, which begins with their open draft where they have one."""
    key = (chosen.item, chosen.language, by)
    mine = next((each for each in open_drafts(desk) if (each.item, each.language, each.author) == key), None)
    before = mine.words if mine else chosen.words
    whole = chosen.item.startswith(WHOLE)
    text = click.edit(before if whole else f"{before}\n", extension=Path(chosen.item).suffix if whole else ".txt")
    if text is None or (text if whole else text.rstrip("\n")) == before:
        raise DeskError("Nothing was changed.")
    return text if whole else text.rstrip("\n")


def _kept_aside(words: str) -> str:
    """Where words lie that were written in an editor and could not be kept: nobody writes them twice."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="ivr-edit-", suffix=".txt", delete=False, encoding="utf-8", newline=""
    ) as file:
        file.write(words)
    return f"Your words are in {file.name}; --file takes them from there."
