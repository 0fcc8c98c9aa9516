"""Agreeing to what was seen: an approval of a page is of the very words and sounds that stood on it, or of nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ivr.content.items import Slot, slot, words_hash
from ivr.content.model import Language
from ivr.desk.approving.together import approve_together
from ivr.desk.desk import Desk, current
from ivr.errors import DeskError
from ivr.store import drafts, takings

Item = tuple[str, Language]
_SPLIT = ":"
_HIGHEST = 2**31 - 1  # the columns'


@dataclass(frozen=True)
class Seen:
    """What somebody has ticked: numbers of drafts and of recordings, and items, each with the hash that they saw."""

    drafts: Mapping[int, str] = field(default_factory=dict)
    takes: Mapping[int, str] = field(default_factory=dict)
    words: Mapping[Item, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many things that is."""
        return len(self.drafts) + len(self.takes) + len(self.words)


def ticked(drafts: Iterable[str], takes: Iterable[str], words: Iterable[str]) -> Seen:
    """What a form sends: `hash:7` for draft or recording 7, `hash:en:topic.what.1` for words.

    Drafts that are approved together or not at all are one value, with spaces between: `hash:7 hash:8`.

    Raises:
        DeskError: it is not as a form of ours sends it.
    """
    try:
        each_draft = (one for sent in drafts for one in sent.split() or [sent])
        return Seen(_numbered(each_draft), _numbered(takes), dict(map(_worded, words)))
    except ValueError as error:
        raise DeskError("The page did not say what was ticked. Load it again.") from error


def agree(desk: Desk, by: str, seen: Seen) -> None:
    """Approve what was ticked, all of it or nothing.

    Drafts and recordings never change once they are kept: an author who writes again makes another draft in place of
    the first. So whatever is approved here is what was seen.

    Raises:
        DeskError: nothing was ticked, something is not what was seen any more, or a rule is against it.
    """
    if not seen.count:
        raise DeskError("Nothing is ticked. Tick what you have read and heard, then approve.")
    files = current(desk).content
    with desk.database.reading() as connection:
        written = {number: draft.hash for number, draft in drafts.find(connection, seen.drafts).items()}
        recorded = {number: take.hash for number, take in takings.find(connection, seen.takes).items()}
    there = {key: found for key in seen.words if (found := slot(files, *key))}
    changed = [
        *(number for number, saw in seen.drafts.items() if written.get(number) != saw),
        *(number for number, saw in seen.takes.items() if recorded.get(number) != saw),
        *(key for key, saw in seen.words.items() if key not in there or words_hash(there[key].words) != saw),
    ]
    if changed:
        raise DeskError("Something has changed since you opened the page, so nothing was approved. Look again.")
    slots: list[Slot] = list(there.values())
    approve_together(desk, by, list(seen.drafts), list(seen.takes), slots)


def _numbered(sent: Iterable[str]) -> dict[int, str]:
    found = {int(number): saw for saw, _, number in (each.partition(_SPLIT) for each in sent)}
    if not all(0 < number <= _HIGHEST for number in found):
        raise ValueError("no number of ours")
    return found


def _worded(sent: str) -> tuple[Item, str]:
    saw, language, item = sent.split(_SPLIT, 2)
    return (item, language), saw
