"""`ivr texts`: every message that can be sent."""

from __future__ import annotations

import json

import click

from ivr import gsm
from ivr.cli import start
from ivr.content.model import Text
from ivr.content.texts import texts


@click.command("texts")
@click.option("--json", "as_json", is_flag=True, help="For programs: one object for each message.")
def command(*, as_json: bool) -> None:
    """Print every message with the word that gets it and how many segments it takes."""
    content, _ = start.read()
    listed = [text for language in content.words for text in texts(content, language).values()]
    if as_json:
        click.echo(json.dumps([_row(text) for text in listed], indent=1))
        return
    for text in listed:
        segments = gsm.segments(text.body)
        word = f", text {text.keyword}" if text.keyword else ""
        click.echo(f"{text.id} ({text.language}{word}, {segments} segment{'' if segments == 1 else 's'})")
        click.echo(f"     {text.body}")


def _row(text: Text) -> dict[str, object]:
    return {
        "id": text.id,
        "language": text.language,
        "keyword": text.keyword,
        "body": text.body,
        "segments": gsm.segments(text.body),
    }
