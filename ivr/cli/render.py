"""`ivr render`: turn every prompt into sound and put the edition on the shelf."""

from __future__ import annotations

import click

from ivr.audio.progress import showing
from ivr.bootstrap import prepare
from ivr.cli import start


@click.command("render")
def command() -> None:
    """Check the content, render what is new, and make an edition if anything changed."""
    found = start.settings()
    with showing("Preparing the sounds") as progress:
        number = prepare(found, progress)
    click.echo(f"Edition {number} is on the shelf in {found.data}.")
