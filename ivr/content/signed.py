"""Signatures of words: which items nobody has signed as they are, and the folder with signatures added."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ivr.content.items import Slot
from ivr.content.model import Language, SignedWords
from ivr.content.readers.line import read_line
from ivr.content.readers.signed import FILE, is_signed, read_signed, to_sign
from ivr.content.writing.quoting import quoted
from ivr.errors import ContentError

__all__ = ["FILE", "SignedWords", "unsigned", "with_signatures"]

_HASH = re.compile(r"[0-9a-f]{64}")
_HEAD = "# Who wrote and who approved which exact words. The program writes this; words that change are not signed.\n"

Files = Mapping[str, bytes]


def unsigned(files: Files) -> list[Slot]:
    """The items whose exact words nobody signed, in the order of their files; whole files (`file.<path>`) last.

    What is not published is left out: languages and topics that `line.toml` does not name. So is what nobody hears:
    notes of checks and reviews, and empty words.
    """
    signatures, _ = read_signed(files)
    line, _ = read_line(files)
    return [found for found in to_sign(files, line) if not is_signed(found, signatures)]


def with_signatures(files: Files, given: Mapping[tuple[str, Language], SignedWords]) -> dict[str, bytes]:
    """The folder with signatures added; one for an item that has one takes its place.

    Raises:
        ContentError: a signature is not whole, its author approved it too, or `signed.toml` cannot be read.
    """
    for (item, _), signature in given.items():
        names = (signature.author, signature.approver)
        if not _HASH.fullmatch(signature.hash) or any(not name or name != name.strip() for name in names):
            raise ContentError(f"The signature of {item} needs a hash, an author and an approver.")
        if signature.author == signature.approver:
            raise ContentError(f"{signature.author} wrote {item} and cannot approve it.")
    known, problems = read_signed(files)
    if problems:  # written anew, what could not be read would be lost
        raise ContentError(f"{FILE} must be mended first: {problems[0].says}")
    return {**files, FILE: _written({**known, **given})} if given else dict(files)


def _written(signatures: Mapping[tuple[str, Language], SignedWords]) -> bytes:
    """One line an item, sorted by language and item, so that versions can be compared line by line."""
    lines = [_HEAD]
    for language in sorted({language for _, language in signatures}):
        lines.append(f"\n[{language if language.isascii() and language.isalpha() else quoted(language)}]\n")
        lines += [_line(item, each) for (item, own), each in sorted(signatures.items(), key=_item) if own == language]
    return "".join(lines).encode()


def _item(entry: tuple[tuple[str, Language], SignedWords]) -> tuple[str, Language]:
    return entry[0]


def _line(item: str, each: SignedWords) -> str:
    people = f"author = {quoted(each.author)}, approver = {quoted(each.approver)}"
    return f'{quoted(item)} = {{ hash = "{each.hash}", {people}, on = {each.on.isoformat()} }}\n'
