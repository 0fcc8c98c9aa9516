"""`ivr import`: a folder of words and recordings, as drafts or as the first edition."""

from __future__ import annotations

from pathlib import Path

import click

from ivr.audio.progress import showing
from ivr.cli import start
from ivr.desk.importing import import_folder


@click.command("import", epilog=start.TRUST)
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--by", default="", metavar="WHO", help="Your staff id; not needed where nothing is published yet.")
def command(folder: Path, by: str) -> None:
    """Make drafts of what is different in DIR/content and DIR/prompts.

    They wait for an approver like any other draft. Where nothing is published yet, the folder becomes edition 1.
    `ivr export DIR` is the way back.
    """
    with start.desk() as desk, showing("Preparing the sounds") as progress:
        done = import_folder(desk, by, folder, progress)
    if done.first:
        click.echo(f"Edition {done.first} is published.")
        return
    for draft in done.drafts:
        click.echo(f"draft {draft.id}: {draft.item}{f' ({draft.language})' if draft.language else ''}")
        for warning in draft.warnings:
            click.echo(f"  warning: {warning}")
    for each in done.left:
        click.echo(f"left: {each}", err=True)
    click.echo(f"{len(done.drafts)} drafts and {done.takes} recordings wait for an approver; `ivr drafts` lists them.")
