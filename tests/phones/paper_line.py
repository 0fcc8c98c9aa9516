"""A line made of paper: hand-written documents by path, for phones to follow without the real line."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ivr.content.model import Edition
from ivr.errors import EditionError
from ivr.phones.exchange import Line, Response
from ivr.phones.handset import Handset
from ivr.phones.kit import Kit
from ivr.phones.thread import TextThread

NOW = datetime.fromisoformat("2026-06-17T12:00:00-04:00")
BASE = "https://line.example"
LINE = Line(base=BASE, number="+12025550100", caller="+12025550147", account=f"AC{'0' * 32}")
XML = {"Content-Type": "text/xml; charset=utf-8"}


def play(*names: str) -> str:
    """Plays of sounds by name."""
    return "".join(f"<Play>{BASE}/audio/{name}.wav</Play>" for name in names)


def listening(place: str, *names: str, before: str = "") -> str:
    """A document that plays, listens for one key, and goes on in silence."""
    action = f"{BASE}/voice/{place}/key"
    gather = f'<Gather input="dtmf" timeout="10" numDigits="1" finishOnKey="" action="{action}" method="POST">'
    redirect = f'<Redirect method="POST">{BASE}/voice/{place}/silence</Redirect>'
    return f"<Response>{before}{gather}{play(*names)}</Gather>{redirect}</Response>"


RING = (
    f'<Response>{play("person.connecting")}<Dial action="{BASE}/voice/main/dialed" method="POST" timeout="20"'
    ' hangupOnStar="true" callerId="+12025550100">+18002272345</Dial></Response>'
)
GOODBYE = f"<Response>{play('goodbye')}<Hangup/></Response>"
MAIN = listening("main", "greeting.name", "choice.main.person")
ASKING = listening("end", before=play("ask.end"))


@dataclass
class PaperLine:
    """Answers posts from its pages; a place's keys have pages of their own (`/voice/main/key?3` is key 3)."""

    pages: dict[str, str | Response] = field(default_factory=dict)
    posts: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)

    def post(self, url: str, fields: Mapping[str, str], cookies: str = "") -> Response:
        """The answer, as a phone's Post gives it."""
        path = url.removeprefix(BASE)
        self.posts.append((path, dict(fields)))
        self.cookies.append(cookies)
        detail = fields.get("Digits") or fields.get("DialCallStatus") or fields.get("Body", "")
        page = self.pages.get(f"{path}?{detail}", self.pages.get(path, Response(404, "", {})))
        return page if isinstance(page, Response) else Response(200, page, XML)

    def handset(self) -> Handset:
        """A phone for one call to this line, at a fixed time."""
        return Handset(self.post, LINE, clock=lambda: 1_795_256_801.0)

    def thread(self) -> TextThread:
        """A phone for texts to this line."""
        return TextThread(self.post, LINE)

    def kit(self) -> Kit:
        """All that a phone needs."""
        services = {"+18002272345": "american-cancer-society"}
        return Kit(self.handset, self.thread, script, services.get, no_edition, lambda: NOW, lambda url: url.encode())


def no_edition(number: int) -> Edition:
    """A line of paper has no shelf."""
    raise EditionError(f"There is no edition {number} on paper.")


def script(url: str) -> tuple[str, str] | None:
    """The prompt of a sound is its name; its script is a sentence about itself."""
    name = url.rpartition("/")[2].removesuffix(".wav")
    return None if name == "unknown" else (name, f"These are the words of {name}.")


def small_line() -> PaperLine:
    """A greeting with a menu, a topic on 3, a person on 0, and 9 twice for the end."""
    return PaperLine(
        {
            "/voice": MAIN,
            "/voice/main/key": listening("main", "wrong.1", "choice.main.person"),
            "/voice/main/key?3": listening("coping", "topic.coping.1"),
            "/voice/main/key?0": RING,
            "/voice/main/key?9": ASKING,
            "/voice/main/silence": listening("main", "silence.1"),
            "/voice/coping/key": MAIN,
            "/voice/coping/silence": listening("coping", "silence.1"),
            "/voice/end/key": MAIN,
            "/voice/end/silence": ASKING,
            "/voice/end/key?9": GOODBYE,
            "/voice/main/dialed": MAIN,
            "/voice/main/dialed?busy": listening("main", "person.busy"),
            "/voice/status": Response(204, "", {}),
            "/sms": "<Response><Message>Text MENU.</Message></Response>",
            "/sms?COPE": Response(
                200,
                "<Response><Message><Body>Coping &amp; care.\nNext: COPE 2</Body></Message></Response>",
                {**XML, "set-cookie": "thread=eyJx.aZ-9; HttpOnly; Path=/; SameSite=Lax"},
            ),
            "/sms?OK": "<Response/>",
        },
    )


def telephone_wav(seconds: float) -> bytes:
    """Silence in the telephone format: 8 kHz mono mu-law (format 7), a byte a sample."""
    samples = b"\xff" * int(8000 * seconds)
    form = struct.pack("<4sIHHIIHHH", b"fmt ", 18, 7, 1, 8000, 8000, 1, 8, 0)
    data = struct.pack("<4sI", b"data", len(samples)) + samples
    return struct.pack("<4sI4s", b"RIFF", 4 + len(form) + len(data), b"WAVE") + form + data
