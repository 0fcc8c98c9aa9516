"""Everything that can go wrong and must be told to a person, each with its own plain sentence."""

from __future__ import annotations


class IvrError(Exception):
    """A failure with a sentence that staff or an operator can act on."""


class ContentError(IvrError):
    """The content has problems that keep it from becoming an edition."""


class SettingsError(IvrError):
    """One or more settings are missing or wrong; one sentence each."""


class VoiceError(IvrError):
    """A voice could not speak."""


class RenderError(IvrError):
    """Some prompts could not be turned into sound; each is named."""


class TakeError(IvrError):
    """A person's recording could not be read, kept or removed."""


class EditionError(IvrError):
    """An edition on the shelf is missing, broken or altered."""


class DocumentError(IvrError):
    """A document from the webhook is not what a telephone can follow."""


class DeskError(IvrError):
    """A rule of the desk does not allow that; the sentence says which, and what to do instead."""


class StoreError(IvrError):
    """The database did not do what it was asked; `away` where it cannot be reached at all."""

    def __init__(self, says: str, *, away: bool = False) -> None:
        super().__init__(says)
        self.away = away


class UnansweredError(StoreError):
    """The database could not answer: it is away, too busy, or not as we know it. The same may be tried again."""


class OvertakenError(StoreError):
    """Something else is published or approved than somebody saw or built on, so nothing was changed."""


class DamagedError(StoreError):
    """Bytes of an edition are missing in the database, or are not what they were."""


class LimitError(IvrError):
    """No more texts may be promised: `why` is `limit` for this number today, `busy` for anybody in this hour."""

    def __init__(self, says: str, why: str = "limit") -> None:
        super().__init__(says)
        self.why = why
