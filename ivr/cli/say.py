"""`ivr say`: what callers hear for a script, in words and pauses or as a telephone sound."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import click

from ivr.audio.order import Order
from ivr.audio.render import render
from ivr.audio.sound_cache import SoundCache
from ivr.audio.voices.choice import speaking
from ivr.cli import start
from ivr.content.model import Line, Pace
from ivr.content.readers.line import read_line
from ivr.content.readers.speech import read_speech
from ivr.content.speech import Speech
from ivr.content.spoken import Words, phonemes_in, spoken, unsaid
from ivr.editions.freeze import read_folder
from ivr.editions.shelf import Shelf
from ivr.errors import ContentError
from ivr.settings import Settings


@click.command("say")
@click.argument("script", nargs=-1, required=True)
@click.option("--language", help="The language of the script; the line's first one where it is not given.")
@click.option(
    "--pace",
    type=click.Choice([each.value for each in Pace]),
    default="normal",
    show_default=True,
    help="How fast it is said.",
)
@click.option("--plain", is_flag=True, help="All words in one line, without the pauses.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.wav",
    help="Also write what callers hear, in the line's voice.",
)
def command(*, script: tuple[str, ...], language: str | None, pace: str, plain: bool, out: Path | None) -> None:
    """Print how a SCRIPT is said, a stretch a line, with the pauses between them.

    Give the SCRIPT in quotes, since a shell has its own ideas about * and #; a single - reads it from the input.
    """
    if out and out.suffix.lower() != ".wav":
        raise click.UsageError("--out writes a WAV; its name must end in .wav.")
    found = start.settings()
    files = read_folder(found.content)
    line, _ = read_line(files)
    tables, problems = read_speech(files, language or line.languages[0])
    if f"{tables.language}/spoken.toml" not in files:
        raise ContentError(f"Nothing tells how {tables.language} is said: there is no {tables.language}/spoken.toml.")
    for problem in problems:
        click.echo(str(problem), err=True)
    written = _input() if script == ("-",) else " ".join(script).encode("utf-8", "replace").decode()
    order = _order(written, tables, Pace(pace))
    _print(order, plain=plain)
    if out:
        _write(order, line, found, out)


def _input() -> str:
    """The input as text; a byte that is none becomes a mark that nothing says, which is told."""
    return sys.stdin.buffer.read().decode("utf-8", errors="replace")


def _order(written: str, tables: Speech, pace: Pace) -> Order:
    """What a voice is asked for, as for a prompt of the line.

    Raises:
        ContentError: there are no words in it.
    """
    said = spoken(written, tables)
    order = Order(("say", tables.language, pace.value), said, phonemes=phonemes_in(said, tables.phonemes))
    if not order.stretches:
        raise ContentError("There is nothing to say in that.")
    return order


def _print(order: Order, *, plain: bool) -> None:
    if plain:
        click.echo(" ".join(order.spoken.split()))
    else:
        for piece in order.pieces:
            click.echo(piece.text if isinstance(piece, Words) else f"    ({piece.ms} ms)")
    left = unsaid(order.spoken)
    if left:
        click.echo(f'{order.language}/spoken.toml does not tell how "{"".join(left)}" is said.', err=True)


def _write(order: Order, line: Line, found: Settings, out: Path) -> None:
    """The sound as callers hear it, whole or not at all; what was rendered before is not spoken again."""
    cache = Shelf(found.data).cache
    with speaking(line.voices.get(order.language, found.voice), [order.language]) as voice:
        sound = render([order], voice, cache)[order.key]
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".say-") as folder:
            made = Path(shutil.copyfile(SoundCache(cache).sounds / sound.file, Path(folder) / sound.file))
            made.replace(out)
    except OSError as error:
        raise click.ClickException(f"The sound could not be written to {out}: {error.strerror or error}.") from error
    click.echo(f"{out} ({sound.seconds:.1f} s)", err=True)
