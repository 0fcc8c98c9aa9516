"""The line served by a process of its own, for tests that kill it: python -m tests.web.desk.serving URL DATA PORT."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from werkzeug.serving import make_server

from bench.serving import TOKEN
from ivr.bootstrap import build
from ivr.settings import load
from ivr.store.database import Database
from ivr.web.app import create_app
from tests.desk.desks import empty_desk
from tests.web.desk.site import AT

ROOT = Path(__file__).parents[3]
KEY = "k" * 40  # of sessions, so that another process may make one


def free_port() -> int:
    """A port that nobody listens to."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def started(url: str, data: Path, port: int) -> subprocess.Popen[bytes]:
    """The process, once it answers."""
    command = [sys.executable, "-m", "tests.web.desk.serving", url, str(data), str(port)]
    return _answering(subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL), port)


def operated(url: str, data: Path, port: int, public: str) -> subprocess.Popen[bytes]:
    """`ivr serve` of a demo, as an operator starts it, with all that runs beside; once it answers."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("IVR_", "TWILIO_"))}
    environment |= {"IVR_DATA": str(data), "IVR_DATABASE_URL": url, "IVR_PUBLIC_URL": public}
    environment |= {"TWILIO_AUTH_TOKEN": TOKEN, "IVR_SECRET_KEY": KEY}
    command = [sys.executable, "-m", "ivr.cli", "serve", "--port", str(port)]
    with (data.parent / "serve.log").open("ab") as log:  # a group of its own: its worker dies with it
        child = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
    return _answering(child, port)


def killed(child: subprocess.Popen[bytes], port: int) -> None:
    """End it and its worker at once, in the middle of whatever they do, and wait until nobody listens any more."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait(30)
    with suppress(OSError):
        while True:  # its worker may be dying still
            socket.create_connection(("127.0.0.1", port), 1).close()


def _answering(child: subprocess.Popen[bytes], port: int) -> subprocess.Popen[bytes]:
    """The same, when it takes calls; it may need a moment to answer the first."""
    for _ in range(600):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return child
        time.sleep(0.1)
    child.kill()
    raise TimeoutError("The served line never answered.")


def main() -> None:
    """Serve what lies in a database and a data folder."""
    url, data, port = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    settings = load({"IVR_DATA": str(data), "IVR_DATABASE_URL": url, "IVR_PUBLIC_URL": AT}, AT)
    desk = empty_desk(Database(url), data)
    app = create_app(replace(build(settings), desk=desk))
    make_server("127.0.0.1", port, app, threaded=True).serve_forever()


if __name__ == "__main__":
    main()
