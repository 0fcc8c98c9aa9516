"""`ivr text`: text the line from the terminal."""

from __future__ import annotations

from collections.abc import Callable

import click

from ivr.cli import start
from ivr.cli.call import talk
from ivr.errors import IvrError
from ivr.line.texts import warm
from ivr.phones import terminal
from ivr.phones.delivered import MOBILE, NUMBERS, PHONES
from ivr.phones.kit import Kit, calling_from


def text_command(phones: Callable[[], Kit]) -> click.Command:
    """The command, with whatever gives it phones when it runs."""

    @click.command("text")
    @click.argument("words", nargs=-1)
    @click.option(
        "--phone",
        type=click.Choice([kind for kind, number in PHONES.items() if number in NUMBERS]),
        default=next(iter(PHONES)),
        show_default=True,
        help="Which of the demo's phones writes; START from the one that said STOP ends its stop.",
    )
    def text(words: tuple[str, ...], phone: str) -> None:
        """Text WORDS to the line and print its answer; without WORDS, have a whole conversation."""
        try:
            thread = phones().make_thread()
            if PHONES[phone] != MOBILE:
                calling_from(thread, PHONES[phone])
            if words:
                terminal.text(thread, talk(), " ".join(words))
            else:
                terminal.texts(thread, talk())
        except IvrError as problem:
            raise click.ClickException(terminal.sentence(problem)) from problem

    return text


def _phones() -> Kit:
    """Phones for the line that the settings describe, which is ready for texts."""
    line = start.running(start.lasting())
    shelf = line.parts.shelf
    warm(shelf.current().content, shelf.cache)
    return line.kit


command = text_command(_phones)
