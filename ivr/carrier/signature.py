"""Who may speak to our webhooks: the signature scheme, behind one small interface."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from twilio.request_validator import RequestValidator


class Signature(Protocol):
    """A way to sign requests and to tell whether one was signed by the carrier."""

    header: str

    def sign(self, url: str, form: Mapping[str, Any]) -> str:
        """The signature of a form posted to an absolute URL."""

    def valid(self, url: str, form: Mapping[str, Any], given: str) -> bool:
        """Whether `given` is that signature; malformed values are simply not."""


class TwilioSignature:
    """HMAC-SHA1 over the public URL and the sorted form, keyed with the account's token."""

    header = "X-Twilio-Signature"

    def __init__(self, token: str) -> None:
        self._validator = RequestValidator(token)

    def sign(self, url: str, form: Mapping[str, Any]) -> str:
        """See `Signature.sign`."""
        return str(self._validator.compute_signature(url, form))

    def valid(self, url: str, form: Mapping[str, Any], given: str) -> bool:
        """See `Signature.valid`."""
        if not given:
            return False
        try:
            return bool(self._validator.validate(url, form, given))
        except (ValueError, TypeError, UnicodeError):
            return False  # a URL or value that cannot be read was not signed by the carrier
