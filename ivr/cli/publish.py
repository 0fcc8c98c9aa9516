"""`ivr publish`: what was approved becomes what callers hear."""

from __future__ import annotations

import click

from ivr.audio.progress import showing
from ivr.bootstrap import prepare
from ivr.cli import start
from ivr.desk.publishing import left_out, publish
from ivr.store.editions import Editions


@click.command("publish", epilog=start.TRUST)
@click.option("--by", default="", metavar="WHO", help="Your staff id; you must be an approver or an admin.")
@click.option("--says", default="", help="Why, in a few words; it stands in the list of editions.")
def command(by: str, says: str) -> None:
    """Publish everything that is approved, as one new edition.

    Every rule and every sound is checked again; in production every word must be signed, too. Calls in progress end on
    the edition that they began with; new calls hear the new one within two seconds. `ivr rollback` takes it back.
    Where nothing was ever published, the folder of words becomes edition 1, and no staff is needed.

    Example: ivr publish --by cleo --says "New number of the help desk"
    """
    with start.desk() as desk, showing("Preparing the sounds") as progress:
        if Editions(desk.database).published() is None:
            number = prepare(start.lasting(), progress)
        else:
            number = publish(desk, by, says, progress)
        told = left_out(desk, number)
    for each in told:
        click.echo(each)
    click.echo(f"Edition {number} is published. New calls hear it within two seconds.")
