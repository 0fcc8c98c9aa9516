"""`ivr render`: turn every prompt into sound and put the edition on the shelf."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click

from ivr.audio.progress import showing
from ivr.bootstrap import prepare
from ivr.cli import start
from ivr.editions.examine import examine
from ivr.editions.report import report
from ivr.editions.shelf import Shelf


@click.command("render")
@click.option(
    "--report",
    "page",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FILE.html",
    help="Also write a page to look at and hear: every sound with player, waveform and figures, worst first.",
)
def command(page: Path | None) -> None:
    """Check the content, render what is new, and make an edition if anything changed."""
    found = start.settings()
    with showing("Preparing the sounds") as progress:
        number = prepare(found, progress)
    click.echo(f"Edition {number} is on the shelf in {found.data}.")
    if page is not None:
        _write_report(Shelf(found.data), page)


def _write_report(shelf: Shelf, page: Path) -> None:
    edition = shelf.current()
    with showing("Measuring the sounds") as progress:
        examined = examine(edition, shelf, progress)
    _write(page, report(edition.number, examined).encode())
    outside = sum(1 for each in examined if each.faults)
    size = page.stat().st_size / 1e6
    click.echo(f"The report is in {page} ({size:.0f} MB): {len(examined)} sounds, {outside} outside a gate.")


def _write(page: Path, raw: bytes) -> None:
    """All of the page or nothing."""
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=page.parent, prefix=f".{page.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(raw)
            Path(name).chmod(0o644)
            Path(name).replace(page)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise click.ClickException(f"The report could not be written to {page}: {error.strerror or error}.") from error
