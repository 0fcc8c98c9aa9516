"""`ivr prompts`: the script sheet, everything that can be spoken and what plays it."""

from __future__ import annotations

import json

import click

from ivr.cli import start
from ivr.content.model import Edition, Pace, Prompt
from ivr.content.prompts import prompts
from ivr.content.spoken import spoken
from ivr.desk.sheet import script_sheet


@click.command("prompts")
@click.option("--json", "as_json", is_flag=True, help="For programs: one object for each sound that can be played.")
def command(*, as_json: bool) -> None:
    """Print every prompt with its number, id, language, words and what plays it.

    The number is for ever that prompt's: it is the same on the printed sheet and by telephone.
    """
    line = start.running(start.settings())
    edition = line.parts.shelf.current()
    if as_json:
        listed = prompts(edition.content)
        click.echo(json.dumps([_row(edition, prompt, pace) for prompt in listed for pace in Pace], indent=1))
        return
    for each in script_sheet(line.parts.desk, edition.content):
        prompt, number = each.prompt, each.number
        normal, slow = (edition.sound(prompt.id, prompt.language, pace) for pace in Pace)
        seconds = f"{normal.seconds:.1f} s, slow {slow.seconds:.1f} s" if normal and slow else "no sound"
        source = normal.source if normal else "provider"
        click.echo(f"{number:4} {prompt.id} ({prompt.language}, {source}, {seconds})")
        click.echo(f"     {prompt.script}".replace("\n\n", "\n     "))


def _row(edition: Edition, prompt: Prompt, pace: Pace) -> dict[str, object]:
    sound = edition.sound(prompt.id, prompt.language, pace)
    return {
        "id": prompt.id,
        "language": prompt.language,
        "pace": pace.value,
        "kind": prompt.kind.value,
        "script": prompt.script,
        "spoken": spoken(prompt.script, edition.content.words[prompt.language].speech),
        "sound": (sound.file or None) if sound else None,
        "seconds": sound.seconds if sound else None,
        "source": sound.source if sound else "provider",
    }
