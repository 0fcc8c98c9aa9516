"""`ivr audit`: who did what, when, and what it was before and after."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from ivr.cli import start
from ivr.cli.printed import show
from ivr.desk.views.history import EVERY, as_file
from ivr.files import write_whole
from ivr.store.audit import Audit, Entry

SHOWN = 50
_WIDTH = 70


@click.command("audit", epilog=start.TRUST)
@click.option("--who", default="", help="Only what this person did; `the line` is the program itself.")
@click.option("--item", default="", help="Only what was done to this, such as texts.menu, or `person anna`.")
@click.option("--most", type=click.IntRange(1, EVERY), help=f"How many; {SHOWN}, or all of them with --csv.")
@click.option("--csv", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write them whole to a file.")
def command(who: str, item: str, most: int | None, file: Path | None) -> None:
    """Show the audit log, the newest first: when, who (and under which account of this machine), what, before, after.

    The database refuses every statement that would change, replace or remove an entry. Only whoever may alter its
    tables, or its file, could get around that.

    Example: ivr audit --who anna

    Example: ivr audit --item texts.menu

    Example: ivr audit --csv audit.csv
    """
    with start.desk() as desk:
        entries = Audit(desk.database).listed(most or (EVERY if file else SHOWN), who, item)
    if file:
        _write(file, entries)
        click.echo(f"{len(entries)} entries were written to {file}.")
        return
    for entry in entries:
        show(line(entry))
    if not entries:
        click.echo("Nothing was done yet.")


def line(entry: Entry) -> str:
    """One entry, its words cut short."""
    words = [f"{name}: {_short(said)}" for name, said in (("was", entry.before), ("is", entry.after)) if said]
    head = f"{entry.at.astimezone():%Y-%m-%d %H:%M}  {entry.who} ({entry.login})  {entry.what}  {entry.item}".rstrip()
    return "\n".join([head, *(f"    {each}" for each in words)])


def _short(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= _WIDTH else f"{flat[:_WIDTH]}..."


def _write(file: Path, entries: Iterable[Entry]) -> None:
    """As spreadsheets open it right: UTF-8 with its mark, CRLF, and nothing that they would take for a formula."""
    try:
        write_whole(file, as_file(entries))
    except OSError as problem:
        raise click.FileError(str(file), problem.strerror or "it cannot be written") from problem
