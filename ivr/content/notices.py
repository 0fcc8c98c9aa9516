"""Notices: what callers and texters must know for a while, such as that the office is closed today."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from ivr.errors import ContentError

if TYPE_CHECKING:
    from ivr.content.model import Content, Language, PromptId

FILE = "notices.toml"
MOST_AT_ONCE = 2
MOST_SECONDS = 8.0  # of all notices that are on, together (design section 3)
# What tells two notices apart, before each.
FIRST, ALSO = "greeting.first", "greeting.also"
# Ids travel in a call's path, with dots between them.
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,29}")
_HEADER = re.compile(r"\s*\[\[\s*on\s*\]\]")
_ANY_HEADER = re.compile(r"\s*\[")

Files = Mapping[str, bytes]
NoticeId = str


@dataclass(frozen=True)
class NoticeTemplate:
    """The approved words of a notice in one language: as it is spoken, as it is texted, and for the public pages."""

    id: NoticeId
    language: Language
    said: str
    text: str
    page: str


@dataclass(frozen=True)
class On:
    """That a notice is on for a while.

    Attributes:
        start: the first moment, as clocks on the wall show it in `time_zone` (naive).
        end: the first moment at which it is over, likewise.
        by: who switched it on.
    """

    notice: NoticeId
    start: datetime
    end: datetime
    time_zone: str
    by: str

    @property
    def begins(self) -> datetime:
        """The moment in UTC; where clocks show `start` twice it is the first time, where never, when they jump."""
        return _instant(self.start, self.time_zone, last=False)

    @property
    def ends(self) -> datetime:
        """The moment in UTC; where clocks show `end` twice it is the second time, where never, when they jump."""
        return _instant(self.end, self.time_zone, last=True)


def active(content: Content, now: datetime) -> tuple[On, ...]:
    """The notices that are on at `now` (aware), in order of start; nobody need do anything for one to end."""
    return tuple(on for on in _ordered(content.notices) if on.begins <= now < on.ends)


def together(content: Content) -> dict[tuple[NoticeId, ...], datetime]:
    """Every set of notices that is on at some time, in the order of `active`, with the first moment of it."""
    found: dict[tuple[NoticeId, ...], datetime] = {}
    for moment in sorted({moment for on in content.notices for moment in (on.begins, on.ends)}):
        ids = tuple(on.notice for on in active(content, moment))
        if ids:
            found.setdefault(ids, moment)
    return found


def cues(ids: Sequence[NoticeId]) -> tuple[PromptId, ...]:
    """What is heard while these notices are on; two are told apart."""
    said = [f"notice.{notice}" for notice in ids]
    return (FIRST, said[0], ALSO, *said[1:]) if len(said) > 1 else tuple(said)


def fault(on: On) -> str:
    """Why a notice cannot be switched on like that, in a plain sentence; "" where it can."""
    if not NAME.fullmatch(on.notice):
        return f"The name {on.notice!r} needs 1 to 30 of a-z, 0-9 and the hyphen."
    if not on.by.strip() or not on.by.isprintable():
        return f"{on.notice}: it must say who switched it on (by)."
    if on.start.tzinfo or on.end.tzinfo:
        return f"{on.notice}: its times carry no offset; the time zone stands beside them."
    try:
        ZoneInfo(on.time_zone)
    except (ValueError, OSError, KeyError):
        return f"{on.notice}: {on.time_zone!r} is not a time zone such as America/New_York."
    try:
        backwards = on.begins >= on.ends
    except (OverflowError, ValueError):
        return f"{on.notice}: its times are too far away."
    return f"{on.notice}: it would end before it begins." if backwards else ""


# The file in which notices are switched on and off. Every byte that is not about the change stays as it was.


def with_on(files: Files, on: On) -> dict[str, bytes]:
    """The content folder with one more notice on; whether its template is there is for the rules to say.

    Raises:
        ContentError: it cannot be switched on like that, is on for just these times already, or `notices.toml` is
            written in a way that nothing can be added to.
    """
    if said := fault(on):
        raise ContentError(said)
    text = _text(files)
    before, entry = _entries(text), _entry(on)
    if entry in before:
        raise ContentError(f"{on.notice} is switched on for these times already.")
    line = "\r\n" if "\r\n" in text else "\n"
    apart = "" if not text else line if text.endswith("\n") else line * 2
    written = [f"{key} = {_toml(value)}" for key, value in entry.items()]
    return _changed(files, text + apart + line.join(["[[on]]", *written, ""]), [*before, entry])


def without(files: Files, notice: NoticeId, start: datetime | None = None) -> dict[str, bytes]:
    """The content folder with a notice no longer on: at all, or no longer for the time that begins at `start` (wall).

    Raises:
        ContentError: it is not on, or `notices.toml` cannot be changed like that.
    """
    before = _entries(_text(files))
    out = {
        number
        for number, entry in enumerate(before)
        if entry.get("notice") == notice and (start is None or wall(entry.get("from")) == start)
    }
    if not out:
        raise ContentError(f"{notice} is not on{f' from {start:%Y-%m-%d %H:%M}' if start else ''}.")
    return _taken_out(files, before, out)


def ended(files: Files, now: datetime) -> dict[str, bytes]:
    """The content folder without the notices that are over at `now` (aware); only to keep the file short.

    An entry that cannot be read stays, for the rules to tell of.

    Raises:
        ContentError: `notices.toml` cannot be changed like that.
    """
    before = _entries(_text(files))
    out = {number for number, entry in enumerate(before) if (on := _on(entry)) and on.ends <= now}
    return _taken_out(files, before, out) if out else dict(files)


def wall(value: object) -> datetime | None:
    """A wall time as TOML writes it, bare or in quotes; None for anything else, such as one with an offset."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip()) if len(value.strip()) > len("2026-11-21") else None
        except ValueError:
            return None
    return value.replace(microsecond=0) if isinstance(value, datetime) and value.tzinfo is None else None


def _ordered(notices: Iterable[On]) -> list[On]:
    return sorted(notices, key=lambda on: (on.begins, on.notice))


@lru_cache(maxsize=256)
def _instant(wall_time: datetime, time_zone: str, *, last: bool) -> datetime:
    zone = ZoneInfo(time_zone)
    early, late = sorted(wall_time.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early == late or early.astimezone(zone).replace(tzinfo=None, fold=0) == wall_time:
        return late if last else early
    # The clocks jump over it: find the jump, to the second.
    offset = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == offset:
            early = middle
        else:
            late = middle
    return late


def _entry(on: On) -> dict[str, Any]:
    """As it stands in the file."""
    start, end = (each.replace(microsecond=0, fold=0) for each in (on.start, on.end))
    return {"notice": on.notice, "from": start, "until": end, "time_zone": on.time_zone, "by": on.by.strip()}


def _on(entry: Mapping[str, Any]) -> On | None:
    start, end = wall(entry.get("from")), wall(entry.get("until"))
    named = [entry.get(key) for key in ("notice", "time_zone", "by")]
    if start is None or end is None or not all(isinstance(each, str) for each in named):
        return None
    on = On(str(named[0]), start, end, str(named[1]), str(named[2]))
    return None if fault(on) else on


def _toml(value: str | datetime) -> str:
    """A value as TOML: printable text in JSON's quotes is a basic string of TOML too (TOML 1.0, "String")."""
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else json.dumps(value, ensure_ascii=False)


def _text(files: Files) -> str:
    try:
        return files.get(FILE, b"").decode("utf-8")
    except UnicodeDecodeError as error:
        raise ContentError(f"{FILE} is not UTF-8 text. Mend that first.") from error


def _entries(text: str) -> list[dict[str, Any]]:
    """The entries of the file as TOML reads them."""
    try:
        listed = tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n")).get("on", [])
    except (ValueError, RecursionError) as error:
        raise ContentError(f"{FILE} cannot be read ({error}). Mend that first.") from error
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise ContentError(f"{FILE}: every notice that is on must be an entry that begins with [[on]].")
    return listed


def _changed(files: Files, text: str, expected: list[dict[str, Any]]) -> dict[str, bytes]:
    """The folder with the file's new text, if that says just what it should."""
    try:
        right = _entries(text) == expected
    except ContentError:
        right = False
    if not right:
        raise ContentError(f"{FILE} is written in a way that cannot be changed here; write each notice as [[on]].")
    return {**files, FILE: text.encode()}


def _taken_out(files: Files, before: list[dict[str, Any]], out: set[int]) -> dict[str, bytes]:
    """The folder with some entries of the file gone, each with the empty line before it."""
    lines = _text(files).split("\n")
    starts = [number for number, line in enumerate(lines) if _HEADER.match(line)]
    gone: set[int] = set()
    for entry, start in enumerate(starts):
        if entry in out:
            end = start + 1
            for number in range(start + 1, len(lines)):
                if _ANY_HEADER.match(lines[number]):
                    break
                if lines[number].strip() and not lines[number].lstrip().startswith("#"):
                    end = number + 1
            gone |= {*range(start, end)} | ({start - 1} if start and not lines[start - 1].strip() else set())
    kept = "\n".join(line for number, line in enumerate(lines) if number not in gone)
    return _changed(files, kept, [entry for number, entry in enumerate(before) if number not in out])
