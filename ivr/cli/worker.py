"""`ivr worker`: sends the texts that callers asked for, and does what no process that answers should do."""

from __future__ import annotations

import signal
from contextlib import suppress
from threading import Event

import click

from ivr.bootstrap import can_send, open_checks, open_fetcher, open_renderer, open_upkeep, open_worker
from ivr.cli import start
from ivr.errors import SettingsError, StoreError
from ivr.settings import Settings
from ivr.web.background import Background

NO_ACCOUNT = (
    "There is no account to send with: set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, and IVR_MESSAGING_SERVICE_SID or "
    "IVR_SMS_FROM. A demo needs no worker: `ivr serve` delivers its texts to the phone in the browser."
)

SWITCHED_OFF = "Texts are switched off (IVR_TEXTS): what waits is not sent, and old numbers are erased all the same."


@click.command("worker")
@click.option("--once", is_flag=True, help="Send what is due now, then end.")
def command(*, once: bool) -> None:
    """Send the texts that callers asked for, until SIGTERM or Ctrl-C; the text in hand is finished first.

    Beside that it makes the sounds of drafts, so that whoever approves them can hear them, brings in what staff have
    recorded by telephone, and in production drops services that are past their check. As many workers as you like may
    share one database. What fails is tried again for half an hour (see `ivr outbox`).
    """
    found = start.lasting()
    until = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: until.set())
    if found.texts and not can_send(found):
        raise SettingsError(NO_ACCOUNT)
    if not found.texts:
        click.echo(SWITCHED_OFF)
    if once:
        return _once(found, until)
    beside = _beside(found)
    try:
        if not found.texts:
            upkeep = open_upkeep(found)
            with suppress(StoreError):  # the tables first; what is in the way is told by `run`
                upkeep.when_due()
            beside.start()
            return upkeep.run(until)
        worker = open_worker(found)
        worker.prepare()
        beside.start()
        click.echo("The worker is ready.")
        return worker.run(until)
    finally:
        beside.end()


def _once(found: Settings, until: Event) -> None:
    """What is due now: texts first, for somebody waits for them."""
    if found.texts:
        worker = open_worker(found)
        while not until.is_set() and worker.one(until):
            pass
    else:
        open_upkeep(found).when_due()
    checks = open_checks(found)
    if checks:
        checks.look()
    fetcher = open_fetcher(found)
    while fetcher and not until.is_set() and fetcher.one(until):
        pass
    renderer = open_renderer(found)
    while not until.is_set() and renderer.one(until):
        pass


def _beside(found: Settings) -> Background:
    """Work in threads of its own: no text waits until a sound is made."""
    checks, fetcher = open_checks(found), open_fetcher(found)
    return Background(open_renderer(found).run, *(each.run for each in (checks, fetcher) if each))
