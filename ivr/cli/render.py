"""`ivr render`: turn every prompt into sound and put the edition on the shelf."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from ivr.audio.listening.ear import Ear, Heard
from ivr.audio.listening.recogniser import RecogniserMissingError
from ivr.audio.progress import showing
from ivr.bootstrap import prepare
from ivr.cli import start
from ivr.cli.listen import recogniser
from ivr.content.model import Severity
from ivr.editions.examine import Examined, examine
from ivr.editions.freeze import checked, read_folder
from ivr.editions.layout import Key
from ivr.editions.report import report
from ivr.editions.shelf import Shelf
from ivr.errors import ContentError
from ivr.files import write_whole
from ivr.settings import Settings


@click.command("render")
@click.option(
    "--report",
    "page",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FILE.html",
    help="Also write a page to look at and hear: every sound with player, waveform and figures, worst first.",
)
@click.option("--listen", is_flag=True, help="With --report: let a machine listen too (the extra [listen]).")
def command(page: Path | None, *, listen: bool) -> None:
    """Check the folder of words, render what is new in it, and have an edition on the shelf.

    The folder becomes edition 1 where nothing is published; in a demo it leads until a person has published something.
    After that `ivr edit` and `ivr import` change words, `ivr drafts take` brings a recording, and this command only
    says what is wrong in the folder.
    """
    if listen and page is None:
        raise click.UsageError("--listen belongs to --report.")
    found = start.settings()
    copy = start.folder_is_a_copy(found)
    if copy:
        _check(found)
    with showing("Preparing the sounds") as progress:
        number = prepare(found, progress)
    click.echo(f"Edition {number} is on the shelf in {found.data}.")
    if copy:
        click.echo(
            "It is what people have published; the folder of words is not looked at any more. "
            "`ivr edit` and `ivr import` change words, `ivr drafts take` brings a recording.",
            err=True,
        )
    if page is not None:
        _write_report(Shelf(found.data), page, listen=listen)


def _check(found: Settings) -> None:
    """Tell what is wrong with the folder, though callers do not hear it: somebody works there, or thinks so.

    Raises:
        ContentError: it is missing, or has errors; one line each.
    """
    wrong = [str(each) for each in checked(read_folder(found.content))[1] if each.severity is Severity.ERROR]
    if wrong:
        raise ContentError("\n".join(["The folder of words has errors. Callers hear what is published.", *wrong]))


def _write_report(shelf: Shelf, page: Path, *, listen: bool) -> None:
    edition = shelf.current()
    with showing("Measuring the sounds") as progress:
        examined = examine(edition, shelf, progress)
    heard = _heard(shelf, examined) if listen else None
    _write(page, report(edition.number, examined, heard).encode())
    outside = sum(1 for each in examined if each.faults)
    size = page.stat().st_size / 1e6
    click.echo(f"The report is in {page} ({size:.0f} MB): {len(examined)} sounds, {outside} outside a gate.")


def _heard(shelf: Shelf, examined: Sequence[Examined]) -> dict[Key, Heard] | None:
    """What a machine hears in every sound of a language that it knows; None, said loudly, where there is no machine."""
    try:
        machine = recogniser()
    except RecogniserMissingError as problem:
        click.echo(f"*** SKIPPED: nothing was listened to. {problem} ***", err=True)
        return None
    known = [each for each in examined if each.wav and each.prompt.language == machine.languages[0]]
    paths = [shelf.sound_path(each.sound.file) if each.sound else None for each in known]
    with showing("Listening") as progress:
        heard = Ear(machine, shelf.data / "heard").listen(
            [path for path in paths if path], [each.said for each in known], machine.languages[0], progress
        )
    keys = [(each.prompt.id, each.prompt.language, each.pace) for each in known]
    return dict(zip(keys, heard, strict=True))


def _write(page: Path, raw: bytes) -> None:
    try:
        write_whole(page, raw)
    except OSError as error:
        raise click.ClickException(f"The report could not be written to {page}: {error.strerror or error}.") from error
