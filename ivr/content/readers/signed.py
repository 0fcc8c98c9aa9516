"""Reader of `signed.toml`: who wrote and who approved which exact words; and which words nobody did."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from ivr.content.items import Slot, slot, slots, words_hash
from ivr.content.model import Language, Line, Problem, SignedWords
from ivr.content.readers.table import Table, parse
from ivr.content.staff import FILE as STAFF
from ivr.content.writing.files import all_in_items
from ivr.content.writing.names import RECORDS, WHOLE, has_items, of_topic

FILE = "signed.toml"
# What is on, what has lapsed and who signed change by rules of their own; nobody signs them.
STATES = frozenset({FILE, "notices.toml", "lapsed.toml"})
_HASH = re.compile(r"[0-9a-f]{64}")
_LANGUAGE = re.compile(r"([a-z]+)/")

Files = Mapping[str, bytes]
Signatures = Mapping[tuple[str, Language], SignedWords]


def read_signed(files: Files) -> tuple[dict[tuple[str, Language], SignedWords], list[Problem]]:
    """Read every signature; the file need not be there, and an entry with a fault is left out."""
    if FILE not in files:
        return {}, []
    table = parse(files, FILE)
    found = {}
    for language in table.values:
        inner = table.table(language)
        for item in inner.values:
            signature = _signature(inner.table(item), item)
            if signature:
                found[item, language] = signature
    return found, table.problems


def _signature(table: Table, item: str) -> SignedWords | None:
    known = len(table.problems)
    digest, author, approver = table.string("hash"), table.string("author"), table.string("approver")
    day = table.day("on")
    if len(table.problems) > known:
        return None
    if not _HASH.fullmatch(digest) or not author or not approver or day is None:
        table.problem(f"{item}: a signature needs a hash, an author, an approver and a date.")
        return None
    return SignedWords(digest, author, approver, day)


def to_sign(files: Files, line: Line) -> Iterator[Slot]:
    """All that two people must answer for before strangers hear or get it: what is published, and is not empty.

    Files without finer items, or with words outside of these, count as items of their own. Notes of checks are nothing
    to sign.
    """
    heard = {file for file in files if _published(file, line)}
    for found in slots(files).values():
        published = not found.language or found.language in line.languages  # the words of services are in one file
        if published and found.file in heard and found.words and not RECORDS.fullmatch(found.item):
            yield found
    for file in sorted(heard - STATES):
        if not has_items(file) or not all_in_items(file, files[file]):
            whole = slot(files, WHOLE + file, "")
            if whole is not None:
                yield whole


def _published(file: str, line: Line) -> bool:
    """Whether callers or texters get what is in a file: it is of a published language, and in the menu if a topic."""
    if file.endswith(f"/{STAFF}"):
        return False
    folder, topic = _LANGUAGE.match(file), of_topic(file)
    return (folder is None or folder[1] in line.languages) and (topic is None or topic[1] in line.menu)


def is_signed(found: Slot, signatures: Signatures) -> bool:
    """Whether somebody signed exactly these words."""
    signature = signatures.get((found.item, found.language))
    return signature is not None and signature.hash == words_hash(found.words)


def count_unsigned(files: Files, line: Line, signatures: Signatures) -> dict[str, tuple[int, int]]:
    """For each file that has something to sign: how many of its items are not signed, and how many there are."""
    every: Counter[str] = Counter()
    without: Counter[str] = Counter()
    for found in to_sign(files, line):
        every[found.file] += 1
        without[found.file] += not is_signed(found, signatures)
    return {file: (without[file], count) for file, count in every.items()}
