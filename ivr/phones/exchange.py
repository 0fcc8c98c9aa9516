"""What a phone exchanges with the line: posts to its own addresses only, and checked answers back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from ivr.errors import DocumentError, IvrError

OK = 200
_PLAIN_URL = re.compile(r"https?://[!-\[\]-~]+", re.ASCII)
_NO_CLIMBING = re.compile(r"/\.{1,2}(/|$|\?)|%2e", re.IGNORECASE)


class NotNowError(IvrError):
    """The phone cannot do that at this moment; the call is as it was."""


@dataclass(frozen=True)
class Response:
    """The line's answer to one post; the names of headers may be written in any case."""

    status: int
    body: str
    headers: Mapping[str, str]

    def header(self, name: str) -> str:
        """The value of a header, or "" where it is missing."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), "")


# An absolute address and form fields -> the answer. Whoever gives it also signs the request.
Post = Callable[[str, Mapping[str, str]], Response]
# The same with the value of the Cookie header ("" for none), which a conversation of texts has.
CookiePost = Callable[[str, Mapping[str, str], str], Response]


@dataclass(frozen=True)
class Line:
    """The line that is called, and who calls it.

    Attributes:
        base: the public address that every webhook lies under, without a slash at its end.
        number: the line's number (E.164).
        caller: the number that this phone shows (E.164, or "" for a hidden one).
        account: the account's id, sent as it is.
        sounds: another address that sounds may lie under; "" where there is none.
        entry: where a call begins, under the base.
        shut: what lies under this path under the base is never posted to; "" where nothing is shut.
    """

    base: str
    number: str
    caller: str
    account: str
    sounds: str = ""
    entry: str = "/voice"
    shut: str = ""

    def webhook(self, url: str) -> str:
        """The address, if a phone may post to it; DocumentError otherwise: we sign nothing for a stranger.

        What stands behind "#" tells the provider how to connect; it is neither sent nor signed.
        """
        _under(url, (self.base,))
        if self.shut and f"{_as_read(url)}/".startswith(_as_read(f"{self.base}{self.shut}/")):
            raise DocumentError("This phone cannot call the staff line. `ivr call --desk` can.")
        return url.partition("#")[0]

    def sound(self, url: str) -> str:
        """The address, if a sound may come from it; DocumentError otherwise."""
        return _under(url, (self.base, self.sounds))


def _as_read(url: str) -> str:
    """An address's path as a server may read it: percent signs mean letters, and a slash twice is one."""
    return re.sub("/+", "/", unquote(urlsplit(url).path))


def _under(url: str, places: tuple[str, ...]) -> str:
    if not _PLAIN_URL.fullmatch(url):
        raise DocumentError(f"{url!r} is not an absolute address (http or https); a provider would get lost here.")
    inside = any(place and url.startswith(f"{place.rstrip('/')}/") for place in places)
    if not inside or _NO_CLIMBING.search(url):
        raise DocumentError(f"{url!r} does not lie under the line's own address.")
    return url


def document_of(response: Response, url: str) -> str:
    """The document in an answer.

    Raises:
        DocumentError: where the status is not 200 or the type is not text/xml (the provider's errors 11200 and 12300).
    """
    if response.status != OK:
        raise DocumentError(f"{url} answered with status {response.status} instead of 200.")
    kind = response.header("Content-Type").partition(";")[0].strip().lower()
    if kind != "text/xml":
        raise DocumentError(f"{url} answered with {kind or 'no content type'} instead of text/xml.")
    return response.body
