"""The house: answers the one question that a turn may ask, and knows numbers only as keyed pseudonyms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ivr.content.model import Language
from ivr.flow.session import Answer, Ask


@dataclass(frozen=True)
class Asked:
    """Who asks the house, and with which words.

    Attributes:
        number: the caller's or texter's number as the carrier gives it; "" where it is hidden.
        call: the carrier's id of the call; "" for a text.
        now: the aware time at which it was asked.
        language: the language in which the caller hears the line; "" for a text.
        edition: the number of the edition that the call is on; 0 for a text.
        text: the finished message for a `Send`, "" else.
        prompt: the words that the caller agreed to for a `Send`: `ask.text@<first 16 hex digits of the SHA-256 of its
            script>`, "" else.
        provider_stops: whether the provider has taken a `StopTexts` for itself too: a single word that it answers.
    """

    number: str
    call: str
    now: datetime
    language: Language = ""
    edition: int = 0
    text: str = ""
    prompt: str = ""
    provider_stops: bool = False


class House(Protocol):
    """What a step may ask for, and what a text needs to know of its sender."""

    def answer(self, ask: Ask, asked: Asked) -> Answer:
        """Do what is asked, or say why not; never slower than 300 ms (design section 3), then `Refused("unavailable")`.

        A `May` is answered as a `Send` of that item would be, and does nothing: `Promised` means that it may.

        A `Send` of the same item in the same call is answered `Promised` again and sends nothing more, unless it is
        known by then that the text has arrived (`Found("delivered")`) or cannot arrive (`Refused` with the reason).
        """

    def stopped(self, number: str) -> bool:
        """Whether the number is on the stop list."""

    def count_ordinary(self, number: str, now: datetime) -> int:
        """Count one more ordinary reply to the number, at once; how many there were before on this day (UTC)."""

    def pseudonym(self, value: str) -> str:
        """A name for a call or number in logs, which tells nobody who it is."""
