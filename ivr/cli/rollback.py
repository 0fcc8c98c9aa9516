"""`ivr rollback`: callers hear an older edition again."""

from __future__ import annotations

import click

from ivr.cli import start
from ivr.cli.given import NUMBER
from ivr.desk.publishing import rollback


@click.command("rollback", epilog=start.TRUST)
@click.argument("number", required=False, type=NUMBER)
@click.option("--by", required=True, metavar="WHO", help="Your staff id; one person is enough for this.")
def command(number: int | None, by: str) -> None:
    """Take back the last change of words and what was published upon it, or let new calls hear edition NUMBER.

    Asked again, it takes back the change before that. Nothing is lost: every edition stays in the list, and
    `ivr rollback` with its number brings it back. Notices and checks that were published since are taken back, too; the
    command names them, and whoever is heard again though they do not agree to it any more.

    Example: ivr rollback --by cleo
    """
    with start.desk() as desk:
        done = rollback(desk, by, number)
    for each in done.undone:
        click.echo(f"not heard any more: edition {each.number} ({each.kind}, by {each.made_by}){_why(each.says)}")
    if any(each.kind != "content" for each in done.undone):
        click.echo("Notices and checks among them must be done again, if they still hold.")
    for voice in done.voices:
        click.echo(voice)
    click.echo(f"New calls hear edition {done.number} within two seconds.")


def _why(says: str) -> str:
    return f": {says}" if says else ""
