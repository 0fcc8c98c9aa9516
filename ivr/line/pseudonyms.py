"""Names for numbers and calls that tell nobody who it is, made with a key."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from hashlib import sha256

from ivr import e164

# Letters only, so that a name never looks like the number that logs must mask.
_LETTERS = str.maketrans("0123456789", "ghijklmnop")


@dataclass(frozen=True)
class Pseudonyms:
    """All of one key; with another key everything has another name."""

    key: bytes = field(repr=False)

    def name(self, value: str) -> str:
        """12 letters for a number or call; the forms of one number have one name."""
        return self.of(value).hex()[:12].translate(_LETTERS)

    def of(self, value: str) -> bytes:
        """32 bytes for a number or call; the forms of one number have the same."""
        return self.exactly(e164.normal(value) or value)

    def exactly(self, value: str) -> bytes:
        """32 bytes for any words, as they are written (HMAC-SHA-256)."""
        return hmac.digest(self.key, value.encode("utf-8", "surrogatepass"), sha256)
