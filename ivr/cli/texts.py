"""`ivr texts`: every message that can be sent."""

from __future__ import annotations

import json

import click

from ivr import gsm
from ivr.bootstrap import open_desk
from ivr.cli import start
from ivr.content.model import Content, Text
from ivr.content.texts import texts
from ivr.desk.desk import current
from ivr.desk.read_once import content_of


@click.command("texts")
@click.option("--json", "as_json", is_flag=True, help="For programs: one object for each message.")
def command(*, as_json: bool) -> None:
    """Print every message with the word that gets it and how many segments it takes.

    These are the words that people get: once somebody has published, the published ones, and not the folder's.
    """
    content, whose = _words()
    click.echo(whose, err=True)
    listed = [text for language in content.words for text in texts(content, language).values()]
    if as_json:
        click.echo(json.dumps([_row(text) for text in listed], indent=1))
        return
    for text in listed:
        segments = gsm.segments(text.body)
        word = f", text {text.keyword}" if text.keyword else ""
        click.echo(f"{text.id} ({text.language}{word}, {segments} segment{'' if segments == 1 else 's'})")
        click.echo(f"     {text.body}")


def _words() -> tuple[Content, str]:
    """The words that people get by text now, as `ivr prompts` has those that they hear, and a line that says whose."""
    found = start.settings()
    if not start.folder_is_a_copy(found):
        return start.read()[0], f"These are the words of the folder {found.content}."
    desk = open_desk(found)
    try:
        published = current(desk)
    finally:
        desk.database.close()
    return content_of(published.content), f"These are the words of edition {published.number}, which is published."


def _row(text: Text) -> dict[str, object]:
    return {
        "id": text.id,
        "language": text.language,
        "keyword": text.keyword,
        "body": text.body,
        "segments": gsm.segments(text.body),
    }
