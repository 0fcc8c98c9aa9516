"""What a way to send texts can do and how it fails, whoever carries them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ivr.carrier import codes
from ivr.errors import IvrError
from ivr.store.reasons import Why


class Message(Protocol):
    """A text on its way out; a row of the outbox is one.

    Attributes:
        id: ours, short and fit for an address; the provider gives it back in each report.
        number: where it goes (E.164); "" once it was erased.
        text: the finished words.
        created: when it was promised, aware.
    """

    @property
    def id(self) -> str: ...  # noqa: D102 - described above, as are the next
    @property
    def number(self) -> str: ...  # noqa: D102
    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def created(self) -> datetime: ...  # noqa: D102


@dataclass(frozen=True)
class Sent:
    """The provider has taken a message; `sid` is its name there."""

    sid: str


class RefusedError(IvrError):
    """The provider will never take this message.

    Attributes:
        why: our word for the reason.
        code: the provider's error.
    """

    def __init__(self, code: str) -> None:
        super().__init__(f"The provider refused the text for good (error {code}).")
        self.why = codes.why(code)
        self.code = code


class LaterError(IvrError):
    """The message was not taken, or nobody knows; it should be tried again.

    Attributes:
        why: our word for the reason.
        code: the provider's error, or the HTTP status where it names none; "" where it did not answer.
        after: seconds that the provider asks to wait, None where it does not say.
        sure: whether it surely did not arrive; if not, the provider must be asked before another try.
    """

    def __init__(self, why: Why, after: float | None = None, *, code: str = "", sure: bool = False) -> None:
        super().__init__(f"The provider did not take the text this time ({code or why}).")
        self.why = why
        self.code = code
        self.after = after
        self.sure = sure


class Sender(Protocol):
    """A way to send texts. No exception of it carries a number or a text."""

    def send(self, message: Message) -> Sent:
        """Send it once; raises RefusedError or LaterError."""

    def find(self, message: Message) -> tuple[str, ...]:
        """The sids of what the provider has that could be this message, oldest first; raises LaterError."""
