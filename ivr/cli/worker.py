"""`ivr worker`: sends the texts that callers asked for."""

from __future__ import annotations

import signal
from threading import Event

import click

from ivr.bootstrap import can_send, open_upkeep, open_worker
from ivr.cli import start
from ivr.errors import SettingsError

NO_ACCOUNT = (
    "There is no account to send with: set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, and IVR_MESSAGING_SERVICE_SID or "
    "IVR_SMS_FROM. A demo needs no worker: `ivr serve` delivers its texts to the phone in the browser."
)

SWITCHED_OFF = "Texts are switched off (IVR_TEXTS): what waits is not sent, and old numbers are erased all the same."


@click.command("worker")
@click.option("--once", is_flag=True, help="Send what is due now, then end.")
def command(*, once: bool) -> None:
    """Send the texts that callers asked for, until SIGTERM or Ctrl-C; the text in hand is finished first.

    As many workers as you like may share one database. What fails is tried again for half an hour (see `ivr outbox`).
    """
    found = start.lasting()
    until = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: until.set())
    if not found.texts:
        click.echo(SWITCHED_OFF)
        upkeep = open_upkeep(found)
        return upkeep.when_due() if once else upkeep.run(until)
    if not can_send(found):
        raise SettingsError(NO_ACCOUNT)
    worker = open_worker(found)
    if once:
        while not until.is_set() and worker.one(until):
            pass
        return None
    worker.prepare()
    click.echo("The worker is ready.")
    return worker.run(until)
