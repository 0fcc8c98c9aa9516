"""`ivr outbox`: the texts that wait, that failed and that nobody knows of, with the reason in plain words."""

from __future__ import annotations

from datetime import datetime

import click

from ivr.carrier.meanings import meaning
from ivr.cli import start
from ivr.store.look import looking
from ivr.store.outbox import Listed, Outbox, State

STATES = {
    State.WAITING: "waits",
    State.SENDING: "is being sent",
    State.ACCEPTED: "is on its way",
    State.DELIVERED: "arrived",
    State.FAILED: "failed",
    State.UNKNOWN: "nobody knows",
}
NUMBER = 8  # columns for a masked number, such as "...47" or "erased"


@click.command("outbox")
@click.option("--all", "everything", is_flag=True, help="List the texts that arrived, too.")
def command(*, everything: bool) -> None:
    """Show the texts that callers asked for: what waits, what failed, what nobody knows of, and why.

    Of a number only the last two digits are shown, and they are erased when the text has arrived or failed. Looking
    changes nothing.
    """
    with looking(start.settings().database_url) as database:
        outbox = Outbox(database)
        totals, rows = outbox.totals(), outbox.listing(everything=everything)
    click.echo(", ".join(f"{STATES[state]} {count}" for state, count in totals.items()) + ".")
    for row in rows:
        click.echo(line(row))
    if not rows:
        click.echo("There are no texts." if everything else "Nothing waits, and nothing failed.")


def line(row: Listed) -> str:
    """One text: when it was asked for (UTC), to whom, what, and how far it has come."""
    why = meaning(row.why, row.code)
    tries = "" if row.tries < 2 else f", tried {row.tries} times"  # noqa: PLR2004 - once is as it should be
    said = f"{STATES[row.state]}{tries}{f' ({why})' if why else ''}"
    return f"{_minute(row.created)}  {row.number:<{NUMBER}}{row.item:<24} {said}"


def _minute(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M")
