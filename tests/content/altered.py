"""Real content with something changed on purpose, and real content as it would be once signed and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from ivr.content.items import words_hash
from ivr.content.model import Content, Problem, SignedWords
from ivr.content.readers import read_content
from ivr.content.rules import check
from ivr.content.signed import unsigned, with_signatures

Files = Mapping[str, bytes]
Edit = tuple[str, str, str]  # a file, what stands there, and what stands there instead


def altered(files: Files, *edits: Edit) -> dict[str, bytes]:
    """The same folder after edits; each must find what it replaces, once or more, and changes the first."""
    after = dict(files)
    for file, old, new in edits:
        text = after[file].decode()
        assert old in text, f"{file} has no {old!r}"
        after[file] = text.replace(old, new, 1).encode()
    return after


def signed(files: Files) -> dict[str, bytes]:
    """The same folder as if a clinician had reviewed every topic, two had signed all, and one dialed each number."""
    after = dict(files)
    for file, raw in files.items():
        text = raw.decode()
        if "/topics/" in file:
            text = text.replace('reviewed_by = ""', 'reviewed_by = "A nurse"')
            text = text.replace('approved_by = ""', 'approved_by = "A doctor"')
            text = text.replace('approved_on = ""', 'approved_on = "2026-06-01"')
        if file == "resources.toml":
            text = re.sub(r'^checked_on = ""', 'checked_on = "2026-06-01"', text, flags=re.MULTILINE)
            text = re.sub(r'^checked_by = ""', 'checked_by = "A volunteer"', text, flags=re.MULTILINE)
        after[file] = text.encode()
    two = {
        (slot.item, slot.language): SignedWords(words_hash(slot.words), "ann", "bob", date(2026, 6, 1))
        for slot in unsigned(after)
    }
    return with_signatures(after, two)


def judged(files: Files) -> tuple[Content, tuple[Problem, ...]]:
    """The content, and everything that readers and rules say about it."""
    content, problems = read_content(files)
    return content, (*problems, *check(content))


def line_of(files: Files, file: str, words: str) -> int:
    """The line (from 1) of a file where some words stand first."""
    before, found, _ = files[file].decode().partition(words)
    assert found, f"{file} has no {words!r}"
    return before.count("\n") + 1
