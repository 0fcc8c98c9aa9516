"""What can be edited by itself: the items of a content folder, their words, and the folder with one of them changed.

An item is a name and a language ("" where it belongs to none):

    topic.<name>.<n>  .title  .menu_name  .heading.<n>  .text.<n>  .reviewed_by  .review_by
    texts.<id>        tip.<n>
    resource.<id>.number  .dial  .url  .hours  .time_zone  .source  .checked_on  .checked_by     (no language)
    resource.<id>.name    .short  .for
    notice.<id>.said  .text  .page
    file.<path>       a whole file; its words are its text, "" where it is gone                  (no language)

and anything else is a phrase of phrases.toml, by its prompt id. Opening times that are a list have their TOML as words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from ivr.content.model import Language
from ivr.content.writing.files import changed, words_in
from ivr.content.writing.made_of import items_of
from ivr.content.writing.names import WHOLE, Kind, has_items, where
from ivr.errors import ContentError

__all__ = ["Slot", "changes", "items_of", "slot", "slots", "words_hash", "written"]

Files = Mapping[str, bytes]
Change = tuple[str, Language, str]

# What no hand writes into words: control characters (C0, C1) but tabs and line ends, which could wipe the terminal of
# whoever reads them, and what neither a database nor every editor keeps.
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_ODD_IN_FILE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]|\r(?!\n)")
# A new file: no folder is called like a file, and nothing begins with a dot, which would not be read back.
_NEW_FILE = re.compile(r"(?:[A-Za-z0-9_-]+/)*[A-Za-z0-9_-][A-Za-z0-9._-]*")
# New phrases: a slip in the name of another item must not become one.
_NEW_PHRASE = re.compile(r"(?!(?:resource|tip|texts|text|topic|file|notice)\.)[A-Za-z0-9_-]+(?:[./][A-Za-z0-9_-]+)*")


@dataclass(frozen=True)
class Slot:
    """An item, the file that it stands in, and its words now."""

    item: str
    language: Language
    file: str
    words: str


def slots(files: Files) -> dict[tuple[str, Language], Slot]:
    """Every item of a folder but the whole files, in the order of the files; those of a broken file are left out."""
    found = (slot for file, raw in sorted(files.items()) if has_items(file) for slot in _slots_in(file, raw))
    return {(slot.item, slot.language): slot for slot in found}


def slot(files: Files, item: str, language: Language) -> Slot | None:
    """One item, a whole file too; None where there is none, or its file cannot be read."""
    if item.startswith(WHOLE) and not language:
        return _whole(files, item)
    place = where(item, language)
    raw = files.get(place.file) if place else None
    if place is None or raw is None:
        return None
    return next((each for each in _slots_in(place.file, raw) if (each.item, each.language) == (item, language)), None)


def written(files: Files, item: str, language: Language, words: str) -> dict[str, bytes]:
    """The files with one item changed, or added where it is new, and every other byte as it was.

    Args:
        files: path inside the folder to bytes.
        item: a name as above.
        language: its language, or "".
        words: as people write them, with a line feed at the end of each line but the last. The file keeps its own line
            ends; a whole file is taken as it is.

    Raises:
        ContentError: the words cannot stand there; says why in plain words.
    """
    if item.startswith(WHOLE) and not language:
        return _with_whole(files, item, words)
    place = where(item, language)
    if place is None:
        raise ContentError(f"There is no item {item!r} {f'in {language!r}' if language else 'without a language'}.")
    raw = files.get(place.file)
    if raw is None:
        raise ContentError(f"There is no file {place.file} for {item} to stand in.")
    old = slot(files, item, language)
    if old and old.words == words:
        return dict(files)
    if odd := _ODD.search(words):
        raise ContentError(f"The words hold a character that is no part of any text (U+{ord(odd[0]):04X}).")
    if old is None and place.kind is Kind.TOML and place.path[0] == "phrases" and not _NEW_PHRASE.fullmatch(item):
        raise ContentError(f"There is no item {item}, and a new phrase cannot be called that.")
    return {**files, place.file: changed(raw, place, words)}


def changes(before: Files, after: Files) -> list[Change]:
    """What turns one folder into the other, byte for byte, if written in this order.

    Returns:
        Item, language and new words of each change; whole files only where finer items cannot do it.

    Raises:
        ContentError: a file of `after` is empty or no text, so that no words stand for it.
    """
    found: list[Change] = []
    for file in sorted({*before, *after}):
        if before.get(file) != after.get(file):
            whole = _text(file, after[file]) if file in after else ""
            found += _finer(file, before, after) or [(WHOLE + file, "", whole)]
    return found


def words_hash(words: str) -> str:
    """The SHA-256 of the words' UTF-8, in hex: what an approval is of."""
    return hashlib.sha256(words.encode()).hexdigest()


def _slots_in(file: str, raw: bytes) -> tuple[Slot, ...]:
    return tuple(Slot(item, language, file, words) for item, language, words in words_in(file, raw))


def _finer(file: str, before: Files, after: Files) -> list[Change]:
    """The changes of a file's items, where these make the one file out of the other; else none."""
    if file not in before or file not in after or not has_items(file):
        return []
    old = {(item, language): words for item, language, words in words_in(file, before[file])}
    new = words_in(file, after[file])
    found = [each for each in new if old.get(each[:2]) != each[2]]
    files = {file: before[file]}
    try:
        for item, language, words in found:
            files = written(files, item, language, words)
    except ContentError:
        return []
    return found if files[file] == after[file] else []


def _whole(files: Files, item: str) -> Slot | None:
    file = item.removeprefix(WHOLE)
    try:
        return Slot(item, "", file, _text(file, files[file])) if file in files else None
    except ContentError:
        return None


def _with_whole(files: Files, item: str, words: str) -> dict[str, bytes]:
    file = item.removeprefix(WHOLE)
    inside = any(path.startswith(f"{file}/") or file.startswith(f"{path}/") for path in files)
    if file not in files and (inside or not _NEW_FILE.fullmatch(file)):
        raise ContentError(f"{file!r} cannot be the name of a content file.")
    if not words:
        return {path: raw for path, raw in files.items() if path != file}
    raw = words.encode(errors="surrogatepass")
    held = words_in(file, raw) if has_items(file) and not _ODD_IN_FILE.search(words) else []
    if odd := next(filter(None, map(_ODD_IN_FILE.search, (words, *(said for _, _, said in held)))), None):
        raise ContentError(f"{file} would hold a character that is no part of any text (U+{ord(odd[0][0]):04X}).")
    return {**files, file: raw}


def _text(file: str, raw: bytes) -> str:
    try:
        words = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ContentError(f"{file} is not UTF-8 text (byte {error.start}), so it cannot be changed here.") from error
    if not words or _ODD_IN_FILE.search(words):
        raise ContentError(f"{file} is {'empty' if not words else 'no text'}; such a file cannot be kept.")
    return words
