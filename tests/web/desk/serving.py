"""The line served by a process of its own, for tests that kill it: python -m tests.web.desk.serving URL DATA PORT."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from werkzeug.serving import make_server

from ivr.bootstrap import build
from ivr.settings import load
from ivr.store.database import Database
from ivr.web.app import create_app
from tests.desk.desks import empty_desk
from tests.web.desk.site import AT

ROOT = Path(__file__).parents[3]


def free_port() -> int:
    """A port that nobody listens to."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def started(url: str, data: Path, port: int) -> subprocess.Popen[bytes]:
    """The process, once it answers."""
    command = [sys.executable, "-m", "tests.web.desk.serving", url, str(data), str(port)]
    child = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
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
