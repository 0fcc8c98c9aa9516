"""The table beside people's recordings, `takes.toml`: which words each one holds, who spoke them, and when."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ivr.content.model import Problem, PromptId
from ivr.content.readers.table import Table, parse_text
from ivr.errors import TakeError

TABLE = "takes.toml"
_HEAD = "# Made by `ivr take add`: which words each recording holds, who spoke them, and when.\n"
_HASH = re.compile(r"[0-9a-f]{64}")
_NEVER = datetime.min.replace(tzinfo=UTC)
_ID = re.compile(r"[a-z0-9][a-z0-9.-]*", re.IGNORECASE)


@dataclass(frozen=True)
class Take:
    """What is written down about one recording.

    Attributes:
        prompt: the prompt that it plays.
        script: the hash of the script that was read, from `script_hash`.
        by: who spoke.
        at: when it was taken in.
        file: the SHA-256 of the WAV.
        original: the name and kind of the file that it came from.
        doubts: what a recogniser heard otherwise, and a person found right; None where nobody compared the words.
        line: where it stands in the table.
    """

    prompt: PromptId
    script: str
    by: str
    at: datetime
    file: str
    original: str = ""
    doubts: tuple[str, ...] | None = None
    line: int = 1


def is_prompt_id(name: str) -> bool:
    """Whether a prompt may be called so: such an id is a file name too."""
    return bool(_ID.fullmatch(name))


def script_hash(script: str) -> str:
    """The SHA-256 of a script; how its lines are broken does not matter, since nobody hears it."""
    return hashlib.sha256(" ".join(script.split()).encode()).hexdigest()


def file_hash(wav: bytes) -> str:
    """The SHA-256 of a recording's file."""
    return hashlib.sha256(wav).hexdigest()


def read_table(raw: bytes, file: str) -> tuple[dict[PromptId, Take], list[Problem]]:
    """The takes of one `takes.toml`, and every problem in it; an entry with a fault is left out, the others stay."""
    table = parse_text(file, raw)
    takes: dict[PromptId, Take] = {}
    for prompt in table.values:
        take = _entry(table, prompt)
        if take is not None:
            takes[prompt] = take
    return takes, table.problems


def _entry(table: Table, prompt: str) -> Take | None:
    line, values = _header_line(table.text, prompt), table.values[prompt]
    unquoted = re.search(rf"^[ \t]*\[[ \t]*({re.escape(prompt)}\.[^\]\"']+)\]", table.text, re.MULTILINE)
    if unquoted:
        line = table.text.count("\n", 0, unquoted.start()) + 1
        table.problems.append(Problem(table.file, line, f'The id needs quotes: ["{unquoted[1].strip()}"].'))
        return None
    if not isinstance(values, dict) or not is_prompt_id(prompt):
        table.problems.append(
            Problem(table.file, line, f'{prompt} is not an entry; one begins with ["the.prompt.id"].')
        )
        return None
    entry = Table(table.file, values, "\n" * line + _block(table.text, line))
    script, file = entry.string("script"), entry.string("file")
    by, original = entry.string("by"), entry.string("original", required=False)
    doubts = entry.strings("doubts", required=False) if "doubts" in values else None
    at = values.get("at")
    if not isinstance(at, datetime) or at.tzinfo is None:
        entry.problem("at must be a time with its offset, such as 2026-11-21T14:00:00-05:00.", "at")
        at = _NEVER
    for name, found in (("script", script), ("file", file)):
        if found and not _HASH.fullmatch(found):
            entry.problem(f"{name} must be a SHA-256: 64 digits and letters a to f.", name)
    # What is missing stands nowhere: it is told at the entry's first line.
    table.problems += [replace(problem, line=max(problem.line, line)) for problem in entry.problems]
    return None if entry.problems else Take(prompt, script, by, at, file, original, doubts, line)


def _header(prompt: PromptId) -> re.Pattern[str]:
    return re.compile(rf"\s*\[\s*(?:\"{re.escape(prompt)}\"|'{re.escape(prompt)}')\s*\]\s*(?:#.*)?")


def _header_line(text: str, prompt: PromptId) -> int:
    header = _header(prompt)
    return next((number for number, line in enumerate(text.split("\n"), 1) if header.fullmatch(line)), 1)


def with_entry(text: str, prompt: PromptId, take: Take | None) -> str:
    """The text of a table with one entry put in, replaced, or (None) taken out; every other line stays as it is.

    Raises:
        TakeError: the table is written in a way that cannot be changed safely.
    """
    before, _ = read_table(text.encode(), TABLE)
    after = text if prompt not in before else _cut(text, prompt)
    if take is not None:
        after = f"{after.rstrip()}\n\n{_written(take)}" if after.strip() else f"{_HEAD}\n{_written(take)}"
    wanted = {name: facts(each) for name, each in before.items() if name != prompt}
    if take is not None:
        wanted[prompt] = facts(take)
    found, problems = read_table(after.encode(), TABLE)
    if problems or {name: facts(each) for name, each in found.items()} != wanted:
        raise TakeError(f"{TABLE} is written in a way that cannot be changed safely. Mend it by hand, then try again.")
    return after


def facts(take: Take) -> tuple[object, ...]:
    """Everything about a take but where it stands."""
    return (take.script, take.by, take.at, take.file, take.original, take.doubts)


def _block(text: str, line: int) -> str:
    """The lines of an entry, from the one after its header to the next header."""
    lines = text.split("\n")
    return "\n".join(lines[line : _next_header(lines, line)])


def _next_header(lines: list[str], after: int) -> int:
    return next((number for number in range(after, len(lines)) if lines[number].lstrip().startswith("[")), len(lines))


def _cut(text: str, prompt: PromptId) -> str:
    """The text without one entry; what stands before the next header as a comment belongs to the next one."""
    lines = text.split("\n")
    start = _header_line(text, prompt) - 1
    end = _next_header(lines, start + 1)
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return "\n".join(lines[:start] + lines[end:]).strip("\n") + "\n"


def _written(take: Take) -> str:
    rows = {"script": take.script, "by": take.by, "file": take.file, "original": take.original}
    listed = "".join(f"{name} = {_quoted(value)}\n" for name, value in rows.items())
    if take.doubts is not None:
        listed += f"doubts = [{', '.join(map(_quoted, take.doubts))}]\n"
    return f"[{_quoted(take.prompt)}]\nat = {take.at.isoformat()}\n{listed}"


def _quoted(value: str) -> str:
    """A TOML string; JSON's escapes are TOML's, but for the one control character that JSON lets through."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
