"""`ivr rollback`: callers hear an older edition again."""

from __future__ import annotations

import click

from ivr.cli import start
from ivr.desk.publishing import rollback


@click.command("rollback", epilog=start.TRUST)
@click.argument("number", required=False, type=click.IntRange(1))
@click.option("--by", required=True, metavar="WHO", help="Your staff id; one person is enough for this.")
def command(number: int | None, by: str) -> None:
    """Let new calls hear edition NUMBER again, or the one before where no number is given.

    Nothing is lost: the newer edition stays in the list, and `ivr rollback` with its number brings it back.

    Example: ivr rollback --by cleo
    """
    with start.desk() as desk:
        chosen = rollback(desk, by, number)
    click.echo(f"New calls hear edition {chosen} within two seconds.")
