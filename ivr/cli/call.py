"""`ivr call`: call the line from the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from ivr.cli import start
from ivr.errors import IvrError
from ivr.phones import terminal
from ivr.phones.delivered import MOBILE, PHONES
from ivr.phones.handset import Handset
from ivr.phones.kit import Kit, calling_from, to_the_desk
from ivr.phones.soundcard import SoundCard, player


def call_command(phones: Callable[[], Kit]) -> click.Command:
    """The command, with whatever gives it phones when it runs."""

    @click.command("call")
    @click.option("--play", is_flag=True, help="Play what is spoken through the sound card as well.")
    @click.option(
        "--save", type=click.Path(dir_okay=False, path_type=Path), help="Write the call down as a transcript."
    )
    @click.option(
        "--title", default="A call from the terminal phone.", show_default=True, help="What --save starts with."
    )
    @click.option(
        "--phone",
        type=click.Choice(tuple(PHONES)),
        default=next(iter(PHONES)),
        show_default=True,
        help="What kind of phone it is, to try what becomes of texts.",
    )
    @click.option("--desk", is_flag=True, help="Call the staff's number: sign in, record, switch notices on.")
    def call(*, play: bool, save: Path | None, title: str, phone: str, desk: bool) -> None:
        """Call the line. What is spoken is printed; keys are typed, each with Enter.

        It needs no telephone and no account. The end of input, or Ctrl-C, hangs up. Where the staff's number records,
        `r FILE` says what is in a sound file of any common kind.
        """
        try:
            command = player() if play else ()
            kit = phones()
            kit = replace(kit, make_handset=_of_kind(kit.make_handset, phone, desk=desk))
            tape = terminal.call(kit, talk(), SoundCard(command, kit.audio) if play else None)
            if save:
                tape.write(save, title)
                click.echo(f"  Written to {save}.")
        except (IvrError, OSError) as problem:
            raise click.ClickException(terminal.sentence(problem)) from problem

    return call


def _of_kind(make: Callable[[], Handset], phone: str, *, desk: bool) -> Callable[[], Handset]:
    """Phones of this kind, for callers or for staff; the one that is no other keeps the number it has."""

    def made() -> Handset:
        called = to_the_desk(make()) if desk else make()
        return called if PHONES[phone] == MOBILE else calling_from(called, PHONES[phone])

    return made


def talk() -> terminal.Talk:
    """The person at this terminal; `input` keeps line editing where there is a keyboard, and takes pipes."""
    return terminal.Talk(_ask, click.echo)


def _ask(question: str) -> str:
    typed = input(f"{question} ")
    if not sys.stdin.isatty():  # a pipe does not show what it types
        click.echo(typed)
    return typed


def real_phones() -> Kit:
    """Phones for the line that the settings describe, answering in this process."""
    return start.running(start.lasting()).kit


command = call_command(real_phones)
