"""`ivr editions`: what was published, and what differs between two editions."""

from __future__ import annotations

from difflib import unified_diff

import click

from ivr.cli import start
from ivr.cli.given import NUMBER
from ivr.cli.printed import show
from ivr.content.readers.signed import STATES
from ivr.content.writing.names import WHOLE
from ivr.desk.desk import Desk
from ivr.desk.views.comparing import Resounded, Reworded, compared
from ivr.errors import DeskError
from ivr.store.editions import Editions

_TOLD = {
    "signed.toml": "other words are signed",
    "notices.toml": "other notices are on",
    "lapsed.toml": "other services are past their check",
}


@click.command("editions")
@click.argument("old", required=False, type=NUMBER)
@click.argument("new", required=False, type=NUMBER)
@click.option("--most", default=20, show_default=True, type=click.IntRange(1, 1000), help="How many to list.")
def command(old: int | None, new: int | None, most: int) -> None:
    """List the editions, the newest first; or show what is otherwise in edition NEW than in edition OLD.

    The published one, which new calls hear, is marked. With one number it is compared with the published one.

    Example: ivr editions 3 4
    """
    with start.desk() as desk:
        if old is None:
            _list(desk, most)
            return
        published = Editions(desk.database).published()
        if new is None and published is None:
            raise DeskError("Nothing is published yet.")
        _compare(desk, old, new or published or old)


def _list(desk: Desk, most: int) -> None:
    editions = Editions(desk.database)
    published = editions.published()
    for each in editions.listed(most):
        mark = "published" if each.number == published else ""
        base = f"from {each.base}" if each.base else ""
        made = f"{each.made_at.astimezone():%Y-%m-%d %H:%M}"
        row = f"{each.number:>5}  {mark:9}  {made}  {each.kind:8} {base:10} {each.made_by}  {each.says}"
        show(row.rstrip())
    if published is None:
        click.echo("Nothing is published yet. `ivr serve` publishes the folder of words as the first edition.")
    elif (playing := desk.shelf.current_number()) not in {published, None}:
        click.echo(
            f"This machine's calls hear edition {playing}. Where `ivr serve` runs and this stays so, "
            "its log and /health say why.",
            err=True,
        )


def _compare(desk: Desk, old: int, new: int) -> None:
    words, sounds = compared(desk, old, new)
    kept = [each for each in words if each.item.removeprefix(WHOLE) in STATES]  # by the line itself
    words = [each for each in words if each not in kept]
    for each in words:
        _show(each)
    for each in kept:
        click.echo(f"{each.item.removeprefix(WHOLE)}: {_TOLD.get(each.item.removeprefix(WHOLE), 'changed')}")
    for sound in sounds:
        show(_heard(sound))
    click.echo(
        f"From edition {old} to {new}: {len(words)} changes of words, {len(sounds)} prompts that sound different."
    )


def _show(each: Reworded) -> None:
    show(f"{each.item} ({each.language})" if each.language else each.item)
    lines = unified_diff(each.before.splitlines(), each.after.splitlines(), n=1, lineterm="")
    for line in list(lines)[2:]:
        if not line.startswith("@@"):
            show(f"  {line}")


def _heard(each: Resounded) -> str:
    how = {("", each.after): "new", (each.before, ""): "gone"}.get((each.before, each.after), "")
    change = how or (f"{each.before}, now {each.after}" if each.before != each.after else f"another, {each.after}")
    return f"sound of {each.prompt} ({each.language}): {change}"
