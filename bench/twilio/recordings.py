"""The recordings of the loopback Twilio: given out with the account's login, and deleted when somebody says so."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from werkzeug.wrappers import Request, Response

from bench.twilio.faults import THERE, Media

GOOD = "X-Loopback-Good"  # marks the answers that the description knows; it lists no errors
PIECE = 1 << 20
_PATH = re.compile(r"/2010-04-01/Accounts/(AC[0-9a-f]{32})/Recordings/(RE[0-9a-f]{32})\.(wav|json)", re.ASCII)


@dataclass
class Kept:
    """What was recorded, by its id.

    Attributes:
        account, token: the login.
        sounds: the bytes of each recording; a test puts them there when they are ready.
        plan: what happens to a request ("GET" or "DELETE", how many of these came for this recording before).
        asked: every request in order: the method and the id.
    """

    account: str
    token: str
    sounds: dict[str, bytes] = field(default_factory=dict)
    plan: Callable[[str, int], Media] = lambda _method, _nth: THERE
    asked: list[tuple[str, str]] = field(default_factory=list)
    _counted: Counter[tuple[str, str]] = field(default_factory=Counter)

    def answer(self, request: Request) -> Response | None:
        """The answer; None where the connection is cut."""
        found = _PATH.fullmatch(request.path)
        login = request.authorization
        if not found or login is None or (login.username, login.password) != (self.account, self.token):
            return Response("", 401 if found else 404)
        sid = found[2]
        key = (request.method, sid)
        self.asked.append(key)
        fate = self.plan(request.method, self._counted[key])
        self._counted[key] += 1
        time.sleep(fate.delay)
        if fate.drops:
            return None
        if fate.moved:
            return Response("", 307, {"Location": fate.moved})
        if fate.status != THERE.status:
            return Response("<TwilioResponse/>", fate.status)
        if request.method == "DELETE":
            gone = self.sounds.pop(sid, None)
            return Response("", 204, {GOOD: "yes"}) if gone is not None else Response("", 404)
        return self._given(sid, fate)

    def _given(self, sid: str, fate: Media) -> Response:
        sound = self.sounds.get(sid)
        if sound is None:
            return Response("<TwilioResponse/>", 404)
        total = fate.bytes or len(sound)
        raw = sound[: total - fate.lacks] if not fate.bytes else b""
        headers = {"Content-Length": str(total)}
        return Response(_pieces(raw, fate), 200, headers, content_type="audio/x-wav", direct_passthrough=True)


def _pieces(raw: bytes, fate: Media) -> Iterator[bytes]:
    if fate.bytes:
        for start in range(0, fate.bytes, PIECE):
            yield bytes(min(PIECE, fate.bytes - start))
        return
    size = max(1, -(-len(raw) // fate.pieces))
    for start in range(0, len(raw), size):
        yield raw[start : start + size]
        time.sleep(fate.pause)
