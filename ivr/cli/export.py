"""`ivr export`: the published words and recordings as a folder."""

from __future__ import annotations

from pathlib import Path

import click

from ivr.cli import start
from ivr.desk.exporting import export


@click.command("export")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Also write over what was never published.")
def command(folder: Path, *, replace: bool) -> None:
    """Write the published words and recordings into DIR/content and DIR/prompts.

    Run it where the folder is under version control, and that holds a full copy. `ivr import DIR` is the way back.
    """
    with start.desk() as desk:
        done = export(desk, folder, replace=replace)
    click.echo(
        f"Edition {done.number} lies in {folder}: {done.written} files written, {done.removed} removed, "
        f"{done.same} were the same already."
    )
