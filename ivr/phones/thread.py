"""One conversation of texts with the line, with the cookies that a provider keeps for it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie

from ivr.errors import DocumentError
from ivr.phones.document import read_replies
from ivr.phones.exchange import CookiePost, Line, document_of
from ivr.phones.handset import API_VERSION


class TextThread:
    """A phone's texts to the line; raises DocumentError where the line's answer is not what a provider can follow."""

    def __init__(self, post: CookiePost, line: Line) -> None:
        self.line = line
        self._post = post
        self._cookies: dict[str, str] = {}

    def send(self, body: str, media: int = 0) -> list[str]:
        """Send a text with `media` pictures; returns the bodies of the replies, which may be none."""
        sid = f"SM{secrets.token_hex(16)}"
        fields = {
            "MessageSid": sid,
            "SmsMessageSid": sid,
            "AccountSid": self.line.account,
            "From": self.line.caller,
            "To": self.line.number,
            "Body": body,
            "NumMedia": str(media),
            "NumSegments": "1",
            "ApiVersion": API_VERSION,
        }
        url = self.line.webhook(f"{self.line.base}/sms")
        response = self._post(url, fields, "; ".join(f"{name}={value}" for name, value in self._cookies.items()))
        replies = read_replies(document_of(response, url))
        self._keep(response.header("Set-Cookie"))
        return list(replies)

    def state(self) -> dict[str, dict[str, str]]:
        """The conversation as plain JSON."""
        return {"cookies": dict(self._cookies)}

    def restore(self, state: Mapping[str, object]) -> None:
        """Take up a conversation where `state()` left it; raises DocumentError where it is none."""
        cookies = state.get("cookies")
        if not isinstance(cookies, dict) or not all(_is_cookie(name, value) for name, value in cookies.items()):
            raise DocumentError("This is not a conversation that this phone could go on with.")
        self._cookies = dict(cookies)

    def _keep(self, header: str) -> None:
        """Keep the cookies of a Set-Cookie header; several headers come as several lines."""
        for line in filter(None, header.splitlines()):
            try:
                jar = SimpleCookie(line)
            except CookieError as problem:
                raise DocumentError(f"The line set a cookie that cannot be read ({problem}).") from problem
            for name, morsel in jar.items():
                if morsel["max-age"] == "0" or not morsel.coded_value:
                    self._cookies.pop(name, None)
                else:
                    self._cookies[name] = morsel.coded_value


def _is_cookie(name: object, value: object) -> bool:
    """Whether both are plain enough to stand in a header: no line ends, no separators."""
    words = isinstance(name, str) and isinstance(value, str)
    return words and all("!" <= letter <= "~" and letter not in ";," for letter in f"{name}{value}")
