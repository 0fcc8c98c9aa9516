"""`ivr serve`: the line, on a server made for it."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from functools import partial

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from ivr.bootstrap import open_adopter, open_checks, open_fetcher, open_renderer, open_upkeep
from ivr.cli import start
from ivr.content.readers.signed import STATES
from ivr.desk.views.introducing import about_the_desk
from ivr.editions.freeze import read_folder
from ivr.editions.shelf import Shelf
from ivr.errors import ContentError
from ivr.line.texts import warm
from ivr.settings import Settings
from ivr.web.background import Background
from ivr.web.letters import demo_worker
from ivr.web.patience import PatientWorker

LOOPBACK = "127.0.0.1"
THREADS = 20
# A stateless path is a few hundred characters; the carrier's own limit for a URL is far above it.
LONGEST_LINE = 4094


class _Server(BaseApplication):  # type: ignore[misc] # gunicorn has no types
    """gunicorn around an application that is already prepared."""

    def __init__(self, app: Flask, options: dict[str, object]) -> None:
        self._app = app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes that answer.",
)
def command(host: str, port: int, workers: int) -> None:
    """Prepare what is missing, then answer calls and texts.

    In a demo it checks the content, renders the prompts and puts the edition on the shelf before it listens, sends
    texts itself, to its own phones, makes the sounds of drafts, and brings in what staff have recorded by telephone.
    In production `ivr worker` does these.
    """
    found = start.lasting(f"http://{_written(_reachable(host))}:{port}")
    line = start.running(found)
    understood = partial(warm, folder=line.parts.shelf.cache)
    understood(line.parts.shelf.current().content)
    # A demo sends its texts itself; a line does the store's upkeep, whether or not a worker runs somewhere.
    kept = demo_worker(line.parts, line.app) if found.demo and found.texts else open_upkeep(found)
    checks = open_checks(found)
    if checks:
        checks.look()  # before anybody calls
    adopter = open_adopter(found, line.parts.shelf, understood)
    more = (checks,) if checks else (open_renderer(found), open_fetcher(found))
    beside = Background(kept.run, line.parts.counter.run, adopter.run, *(each.run for each in more if each))
    staff = about_the_desk(found, line.parts.desk, phone_at(host, port).removesuffix("/phone"))
    options: dict[str, object] = {
        "bind": binds(host, port, demo=found.demo),
        "workers": workers,
        "threads": THREADS,
        "worker_class": PatientWorker,
        "limit_request_line": LONGEST_LINE,
        "timeout": 30,
        "graceful_timeout": 20,
        "control_socket_disable": True,
        "loglevel": "warning",
        "when_ready": lambda _: _announce(found, line.parts.shelf, phone_at(host, port), staff),
        "post_worker_init": lambda _worker: beside.start(),
        "worker_exit": lambda _server, _worker: beside.end(),
    }
    _Server(line.app, options).run()


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a host is; None for a name."""
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def _written(host: str) -> str:
    """A host as URLs and binds have it: IPv6 in brackets."""
    address = _address(host)
    return f"[{address}]" if isinstance(address, ipaddress.IPv6Address) else host


def phone_at(host: str, port: int) -> str:
    """Where the browser phone works on a line that listens on `host`: on loopback, which answers this machine only."""
    address = _address(host)
    return f"http://{_written(host) if address and address.is_loopback else LOOPBACK}:{port}/phone"


def binds(host: str, port: int, *, demo: bool) -> list[str]:
    """What to listen on: a demo on one outer address also listens on loopback, for its phone in the browser."""
    address = _address(host)
    outer = address is not None and not address.is_loopback and not address.is_unspecified
    hosts = [host, LOOPBACK] if demo and outer else [host]
    return [f"{_written(each)}:{port}" for each in hosts]


def _reachable(host: str) -> str:
    """An address to call a line by that listens on `host`; "every address" is none."""
    address = _address(host)
    return LOOPBACK if address and address.is_unspecified else host


def _announce(found: Settings, shelf: Shelf, phone: str, staff: Sequence[str]) -> None:
    number = shelf.current().number
    click.echo(f"The line is ready: edition {number} at {found.public_url}")
    if _differs(found, shelf.words(number)):
        click.echo(
            f"Callers hear edition {number} from the database, not the words in {found.content}, which differ: "
            "`ivr import` makes drafts of them, `ivr export` writes the published words there."
        )
    for line in staff:
        click.echo(line)
    if found.demo:
        click.echo(f"Open the phone in your browser: {phone}")
        click.echo("Or in another terminal: .venv/bin/ivr call, and .venv/bin/ivr text. Ctrl-C stops the line.")


def _differs(found: Settings, published: Mapping[str, bytes]) -> bool:
    """Whether the folder of words has others than those published, but for what the line itself keeps."""
    try:
        folder = read_folder(found.content)
    except ContentError:
        return False  # a line that has begun needs no folder
    return any(folder.get(path) != published.get(path) for path in {*folder, *published} - STATES)
