"""`ivr drafts`: the words and recordings that wait, how each differs from what callers hear, and taking one back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from ivr.audio.intake.decode import MOST_BYTES
from ivr.audio.progress import showing
from ivr.cli import printed, start
from ivr.cli.given import NUMBER
from ivr.content.model import Language
from ivr.content.readers import read_content
from ivr.desk.approving.standing import Standing, standings
from ivr.desk.desk import Desk, current
from ivr.desk.editing import named, withdraw
from ivr.desk.naming.difference import in_words
from ivr.desk.rendered import Rendered, in_order, wav
from ivr.desk.rendering import sounds_now
from ivr.desk.takes import Handed, TakeStanding, hand_in, take_standings, withdraw_take
from ivr.errors import DeskError
from ivr.phones.handset import Step
from ivr.phones.soundcard import NoPlayerError, SoundCard, player

_BY = click.option("--by", required=True, metavar="WHO", help="Your staff id.")
_DRAFT = click.argument("draft", type=NUMBER)


@click.group("drafts", invoke_without_command=True, epilog=start.TRUST)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List the drafts and recordings that wait, and for whom.

    Example: ivr drafts

    Example: ivr drafts show 7

    Example: ivr drafts hear 7

    Example: ivr drafts withdraw 7 --by anna
    """
    if ctx.invoked_subcommand is None:
        with start.desk() as desk:
            waiting, recordings = standings(desk), take_standings(desk)
        for each in waiting:
            printed.show(line(each))
        for recording in recordings:
            printed.show(take_line(recording))
        if not waiting and not recordings:
            click.echo("Nothing waits.")


@command.command("show")
@_DRAFT
def show(draft: int) -> None:
    """Show how open draft DRAFT differs from what callers hear: [-what goes-] and {+what comes+}."""
    with start.desk() as desk:
        standing = _standing(desk, draft)
    printed.show(line(standing))
    printed.show(in_words(standing.live, standing.draft.words))


@command.command("hear")
@_DRAFT
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write the sounds into this folder instead of playing them.",
)
def hear(draft: int, out: Path | None) -> None:
    """Hear what draft DRAFT changes, at both speeds, as callers would.

    A worker makes the sounds as soon as a draft is written; where none has, they are made here.

    Example: ivr drafts hear 7

    Example: ivr drafts hear 7 --out sounds
    """
    playing = None if out else _player()
    with start.desk() as desk:
        with showing("Preparing the sounds") as progress:
            rendered = sounds_now(desk, draft, progress)
        if not rendered.sounds:
            click.echo(f"Nothing that is spoken changes with draft {draft}.")
        sounds = _readable(desk, rendered)
    if out:
        _written(out, sounds)
    elif playing:
        _played(playing, sounds)


@command.command("withdraw")
@_DRAFT
@_BY
@click.option("--take", is_flag=True, help="DRAFT is the number of a recording.")
def taken_back(draft: int, by: str, *, take: bool) -> None:
    """Take DRAFT back; its author may, an approver and an admin. It stays in the audit log.

    Example: ivr drafts withdraw 7 --by anna
    """
    with start.desk() as desk:
        gone = withdraw_take(desk, by, draft).prompt if take else withdraw(desk, by, draft).item
    click.echo(f"{'Recording' if take else 'Draft'} {draft} of {gone} was taken back.")


@command.command("take")
@click.argument("prompt")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_BY
@click.option("--speaker", metavar="NAME", help="Who is heard; you, where it is not given.")
@click.option("--language", metavar="LANGUAGE", help="The language of the recording; the line's first one otherwise.")
@click.option("--heard", is_flag=True, help="You listened to it beside the script: the words are right.")
def handed_in(prompt: str, file: Path, by: str, speaker: str | None, **more: object) -> None:
    """Hand in a recording of PROMPT in FILE. Callers hear it after somebody else approves it.

    It is checked as `ivr take add` checks it, and refused with the reason where it is not good enough.

    Example: ivr drafts take greeting.name hello.wav --by maria
    """
    language, heard = more["language"], bool(more["heard"])
    with file.open("rb") as opened:
        upload = opened.read(MOST_BYTES + 1)  # as much as shows that it is too big
    with start.desk() as desk:
        own: Language = language if isinstance(language, str) else _first_language(desk)
        given = Handed(prompt, own, upload, speaker or by, _shown(file.name), heard)
        take, verdict = hand_in(desk, by, given)
        wanted = [each.says for each in take_standings(desk) if each.take.id == take.id and each.voice]
    for each in verdict.warnings:
        printed.show(f"warning: {each.says}", err=True)
    for first in wanted:
        click.echo(first)
    click.echo(f"This is recording {take.id}. Somebody else approves it: ivr approve --take {take.id} --by WHO")


def line(standing: Standing) -> str:
    """One draft: its number, what it changes, whose it is, and how it stands."""
    draft = standing.draft
    what = named(draft.item, draft.language)
    return f"{draft.id:>4}  {what}, by {draft.author}, {_day(draft.made_at)}: {says(standing)}"


def take_line(standing: TakeStanding) -> str:
    """One recording, likewise."""
    take, agreed = standing.take, standing.approved
    how = f"Approved by {agreed.approver}; `ivr publish` publishes it." if agreed else standing.says
    what = f"recording of {named(take.prompt, take.language)}"
    return f"{take.id:>4}  {what}, spoken by {take.speaker}, by {take.author}, {_day(take.made_at)}: {how}"


def says(standing: Standing) -> str:
    """How a draft stands, in a sentence."""
    agreed = standing.approved
    return f"Approved by {agreed.approver}; `ivr publish` publishes it." if agreed else standing.says


def _standing(desk: Desk, draft: int) -> Standing:
    for each in standings(desk):
        if each.draft.id == draft:
            return each
    raise DeskError(f"There is no open draft {draft}. `ivr drafts` lists them.")


def _first_language(desk: Desk) -> Language:
    return read_content(current(desk).content)[0].default_language


def _day(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d}"


def _shown(name: str) -> str:
    """A file's name as it can be written down: some disks hold names that are no text."""
    return "".join(mark if mark.isprintable() else "?" for mark in name)


def _player() -> tuple[str, ...]:
    try:
        return player()
    except NoPlayerError as problem:
        raise DeskError(
            "No program that plays sound was found here. `--out DIR` writes the sounds instead."
        ) from problem


def _readable(desk: Desk, rendered: Rendered) -> dict[str, bytes]:
    """The sounds that can be played here, by prompt, language and pace; the others are told of."""
    found = {}
    for (prompt, language, pace), sound in in_order(rendered):
        raw = wav(desk, rendered, sound)
        if raw:
            found[f"{prompt}.{language}.{pace}"] = raw
        else:
            words = " ".join(sound.said.words) if sound.said else ""
            printed.show(f"{prompt} ({language}, {pace}): the provider's voice says it, in calls only: {words}")
    return found


def _written(folder: Path, sounds: dict[str, bytes]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, raw in sounds.items():
            file = folder / f"{name.replace('/', '-')}.wav"
            file.write_bytes(raw)
            click.echo(str(file))
    except OSError as error:
        raise DeskError(f"The sounds could not be written into {folder}: {error.strerror or error}.") from error


def _played(playing: tuple[str, ...], sounds: dict[str, bytes]) -> None:
    card = SoundCard(playing, sounds.__getitem__)
    for name in sounds:
        click.echo(name)
        card.start([Step("play", url=name)])
        card.finish()
