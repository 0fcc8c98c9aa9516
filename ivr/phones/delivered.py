"""Where a demo's texts go: a provider of our own, whose phones are the ones in the browser and the terminal."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ivr.carrier.codes import STOPPED
from ivr.carrier.sender import LaterError, Message, RefusedError, Sent
from ivr.store.reasons import Why

MOBILE = "+12025550147"  # 555-01xx numbers are kept for fiction, all of these
DELIVERED = ("sent", "delivered")


@dataclass(frozen=True)
class Fate:
    """What happens to texts to a number: whether they are refused at once, and what is reported of them."""

    refused: str = ""
    reports: tuple[str, ...] = DELIVERED
    error: str = ""


# Phones to try what can happen, by what they are called on the page and in `ivr call`.
PHONES: Mapping[str, str] = {
    "mobile": MOBILE,
    "landline": "+12025550161",
    "blocks texts": "+12025550162",
    "said STOP": "+12025550163",
    "nobody knows": "+12025550164",
    "hidden": "anonymous",
}
# The only numbers that texts of a demo without an account can reach.
NUMBERS = frozenset(number for number in PHONES.values() if number.startswith("+"))
# Texts to the others of these arrive. The errors are the provider's own.
FATES: Mapping[str, Fate] = {
    PHONES["landline"]: Fate(reports=("sent", "undelivered"), error="30006"),
    PHONES["blocks texts"]: Fate(reports=("sent", "undelivered"), error="30004"),
    PHONES["said STOP"]: Fate(refused=STOPPED),  # to the provider, not to us, until it texts START
    PHONES["nobody knows"]: Fate(reports=("sent",)),  # what became of it
}
# Twilio's error for an account on trial, which texts its own verified phones only; so does a demo without an account.
NOT_OURS = "21608"
# What the provider itself understands of a text to the line (its default opt-out words that have no other meaning).
STOPS, STARTS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE"}), frozenset({"START", "UNSTOP"})
# The id of our row, the provider's name, the number, the status and its error ("" for none).
Report = Callable[[str, str, str, str, str], None]


@dataclass(frozen=True)
class Arrived:
    """Texts that arrived on the demo's phone, oldest first, and the mark to ask for later ones with."""

    texts: tuple[str, ...]
    mark: int


class Letterbox:
    """A `Sender` whose texts lie in one file that every process of the demo shares.

    The words of texts that arrived on the demo's own phones are kept in it, for these to show; of any other text only
    that it was taken. No number is. Texts to anybody else are refused.
    """

    def __init__(self, file: Path, report: Report) -> None:
        self._file = file
        self._report = report

    def send(self, message: Message) -> Sent:
        """See `Sender.send`."""
        if message.number not in NUMBERS:
            raise RefusedError(NOT_OURS)
        fate = FATES.get(message.number, Fate())
        if fate.refused and self._stopped():
            raise RefusedError(fate.refused)
        sid = f"SM{secrets.token_hex(16)}"
        shown = message.text if fate.reports == DELIVERED else None
        self._append({"id": message.id, "sid": sid, "text": shown})
        for status in fate.reports:
            self._report(message.id, sid, message.number, status, "" if status == "sent" else fate.error)
        return Sent(sid)

    def find(self, message: Message) -> tuple[str, ...]:
        """See `Sender.find`; this provider knows our own ids."""
        return tuple(str(each["sid"]) for each, _ in self._lines(0) if each.get("id") == message.id)

    def heard(self, number: str, body: str) -> None:
        """What the provider itself understands of a text to the line, before it hands it on.

        Only the phone that had said STOP is changed by it: START ends that, STOP begins it again.

        Raises:
            LaterError: it could not be noted.
        """
        word = body.strip().upper()
        if FATES.get(number, Fate()).refused and word in STOPS | STARTS:
            self._append({"provider": "stop" if word in STOPS else "start"})

    def _stopped(self) -> bool:
        """Whether the last word of the phone that had said STOP is not START."""
        said = [each["provider"] for each, _ in self._lines(0) if "provider" in each]
        return said[-1:] != ["start"]

    def arrived(self, mark: int = -1) -> Arrived:
        """What arrived on the demo's phone since `mark`; since now, where it is negative."""
        if mark < 0:
            return Arrived((), self._size())
        texts = list[str]()
        for each, end in self._lines(mark):
            mark = end
            words = each.get("text")
            if isinstance(words, str):
                texts.append(words)
        return Arrived(tuple(texts), mark)

    def _append(self, what: Mapping[str, str | None]) -> None:
        """One line in one write, so that those of several processes never mix."""
        line = json.dumps(what).encode() + b"\n"
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(handle, line)
            finally:
                os.close(handle)
        except OSError:
            raise LaterError(Why.LETTERBOX) from None

    def _size(self) -> int:
        try:
            return self._file.stat().st_size
        except OSError:
            return 0

    def _lines(self, start: int) -> Iterator[tuple[dict[str, object], int]]:
        """Each whole line after a place in the file, and where it ends; none where the place is no line's start."""
        try:
            found = self._file.read_bytes()
        except OSError:
            return
        end = start
        for line in found[start:].split(b"\n")[:-1]:  # what follows the last line's end is half a line
            end += len(line) + 1
            try:
                read = json.loads(line)
            except ValueError:
                continue
            if isinstance(read, dict):
                yield read, end
