"""The real server for tests and benches, in a process of its own, and the requests that the carrier makes to it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from ivr.carrier.signature import TwilioSignature

ROOT = Path(__file__).parents[1]
PUBLIC = "https://line.example.org/ivr"
TOKEN = "a-token-of-the-tests"  # noqa: S105 - no secret
NUMBER = "+12025550147"
OK = 200


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    raw: bytes

    @property
    def text(self) -> str:
        """As text."""
        return self.raw.decode()


@dataclass
class Server:
    """A server in a process of its own."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def ask(self, path: str, form: Mapping[str, str] | None = None, **headers: str) -> Answer:
        """GET, or POST a form; header names have `_` for `-`."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        data = urlencode(form).encode() if form is not None else None
        request = Request(f"http://127.0.0.1:{self.port}{path}", data=data, headers=sent)
        try:
            with urlopen(request, timeout=20) as found:  # noqa: S310 - our own
                return Answer(found.status, dict(found.headers), found.read())
        except HTTPError as refused:
            with refused:
                return Answer(refused.code, dict(refused.headers), refused.read())

    def post(self, path: str, form: Mapping[str, str], **headers: str) -> Answer:
        """Post a form as the carrier does: signed over the public address."""
        signature = TwilioSignature(TOKEN).sign(PUBLIC + path, form)
        return self.ask(path, form, X_Twilio_Signature=signature, **headers)

    def health(self) -> int:
        """The status of its health, 0 where nobody answers."""
        try:
            return self.ask("/health").status
        except (URLError, OSError):
            return 0

    def waits_until_ready(self) -> list[int]:
        """Every answer of its health until it is well."""
        seen, deadline = [self.health()], time.monotonic() + 60
        while seen[-1] != OK and time.monotonic() < deadline and self.process.poll() is None:
            time.sleep(0.02)
            seen.append(self.health())
        return seen

    def ended(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end, and give its exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=30)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def start(data: Path, log: Path, *options: str, **more: str) -> Server:
    """`ivr serve` on a free port, as an operator starts it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("IVR_", "TWILIO_"))}
    environment |= {"IVR_DATA": str(data), "IVR_CONTENT": str(ROOT / "content"), "IVR_PUBLIC_URL": PUBLIC}
    environment |= {"TWILIO_AUTH_TOKEN": TOKEN, "IVR_NOW": "2026-06-17T12:00:00-04:00", **more}
    port = free_port()
    command = [sys.executable, "-m", "ivr.cli", "serve", "--port", str(port), *options]
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603 - our own program
            command, env=environment, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT
        )
    return Server(process, port, log)


def stop(server: Server) -> None:
    """End a server that is still there."""
    if server.process.poll() is None:
        server.process.kill()
    server.process.wait(timeout=30)


def caller(number: int = 0) -> dict[str, str]:
    """The form of somebody's call."""
    return {"CallSid": f"CA{number:032x}", "From": NUMBER, "CallStatus": "in-progress"}


def action(document: str) -> str:
    """Where a document sends the next key, as a path on the server."""
    found = re.search(r'action="([^"]+)"', document)
    assert found, document  # noqa: S101 - who benches and who tests want to know at once
    assert found[1].startswith(f"{PUBLIC}/voice/"), "addresses are absolute and public"  # noqa: S101
    return found[1].removeprefix(PUBLIC)


def sounds(document: str) -> list[str]:
    """The addresses of the sounds of a document, as paths on the server."""
    return [urlsplit(each).path.removeprefix("/ivr") for each in re.findall(r"<Play>([^<]+)</Play>", document)]
