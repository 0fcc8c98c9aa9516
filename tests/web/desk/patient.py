"""The line on the server that it has in production: python -m tests.web.desk.patient URL DATA PORT."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from flask import Flask
from gunicorn.app.base import BaseApplication

from ivr.bootstrap import build
from ivr.cli.serve import THREADS
from ivr.settings import Settings, load
from ivr.store.database import Database
from ivr.web.app import create_app
from ivr.web.patience import PatientWorker
from tests.desk.desks import empty_desk
from tests.web.desk.serving import ROOT
from tests.web.desk.site import AT


class _Server(BaseApplication):  # type: ignore[misc] # gunicorn has no types
    def __init__(self, app: Flask, port: int) -> None:
        self._app, self._port = app, port
        super().__init__()

    def load_config(self) -> None:
        self.cfg.set("bind", f"127.0.0.1:{self._port}")
        self.cfg.set("threads", THREADS)
        self.cfg.set("worker_class", PatientWorker)
        self.cfg.set("control_socket_disable", True)  # noqa: FBT003 - gunicorn's
        self.cfg.set("loglevel", "warning")

    def load(self) -> Flask:
        return self._app


def begun(url: str, data: Path, port: int) -> subprocess.Popen[bytes]:
    """The process; it may not answer yet."""
    return subprocess.Popen([sys.executable, "-m", "tests.web.desk.patient", url, str(data), str(port)], cwd=ROOT)


def with_key(url: str, data: Path) -> Settings:
    """The settings of the process, whose key another one may know."""
    return load({"IVR_DATA": str(data), "IVR_DATABASE_URL": url, "IVR_PUBLIC_URL": AT, "IVR_SECRET_KEY": "k" * 40}, AT)


def main() -> None:
    """Serve what lies in a database and a data folder."""
    url, data, port = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    settings = with_key(url, data)
    desk = empty_desk(Database(url), data)
    _Server(create_app(replace(build(settings), desk=desk)), port).run()


if __name__ == "__main__":
    main()
