"""`ivr take`: people's recordings, taken in, listed and checked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from ivr.audio.intake.checks import Finding, Verdict
from ivr.audio.intake.decode import MOST_BYTES, stored
from ivr.audio.intake.taking_in import Listen, take_in
from ivr.audio.listening.ear import Ear
from ivr.audio.listening.recogniser import RecogniserError, RecogniserMissingError, Whisper, packaged
from ivr.audio.take_table import Take
from ivr.audio.takes import BEFORE, TakesFolder
from ivr.cli import start
from ivr.content.model import Content, Language, Problem, Prompt, PromptId
from ivr.content.prompts import prompts
from ivr.content.readers import read_content
from ivr.editions.freeze import read_folder
from ivr.editions.takes import Signed, Standing, State, checked_again, incomplete, keeping, reading, standings
from ivr.errors import TakeError

_HEARD = " Callers hear it after the next `ivr render`."
_COPY = (
    "Callers do not hear this folder: a person has published, and they hear what is published. `ivr drafts take PROMPT "
    "FILE --by WHO` hands in one recording, `ivr import DIR --by WHO` the words and recordings of a folder; somebody "
    "else approves them."
)
_PROMPT = click.argument("prompt")
_LANGUAGE = click.option("--language", help="The language of the recording; the line's first one otherwise.")


@click.group("take")
def command() -> None:
    """Take in, list and check people's recordings of prompts.

    A recording is checked and kept in the folder of recordings (IVR_PROMPTS). In a demo callers hear it from the next
    `ivr render` or start of the line on, until its script changes. Once a person has published, they hear what is
    published: then `ivr drafts take` hands a recording in for an approver, and `ivr import` all that are in the folder.
    """


@command.command("add")
@_PROMPT
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", required=True, help="Who spoke.")
@_LANGUAGE
@click.option("--replace", is_flag=True, help="Put it in place of a recording that is there.")
@click.option("--heard", is_flag=True, help="You listened to it beside the script: the words are right.")
@click.option("--no-listen", is_flag=True, help="Do not compare the words, though a recogniser is installed.")
def add(prompt: PromptId, file: Path, by: str, language: Language | None, **flags: bool) -> None:
    """Check a recording of PROMPT in FILE, and keep it if it is good.

    Any common kind of file will do: WebM, Ogg, MP4 or M4A, MP3, FLAC, WAV. One that is refused is refused with the
    reason, and nothing is changed. Once a person has published, use `ivr drafts take PROMPT FILE` instead.
    """
    content, folder = _content(), _folder()
    wanted = _prompt(content, prompt, language)
    _may_write(folder, wanted, file, replace=flags["replace"])
    signed = Signed(_name(by), datetime.now(UTC).replace(microsecond=0), _shown(file.name), flags["heard"])
    listen = None if flags["no_listen"] else _listen(wanted)
    verdict = take_in(_bytes(file), reading(content, wanted), keeping(folder, wanted, signed), listen)
    click.echo(_measured(verdict))
    _show("warning", verdict.warnings)
    if not verdict.ok:
        raise TakeError("\n".join([f"{file.name} was not taken in.", *(each.says for each in verdict.faults)]))
    click.echo(f"Kept as {folder.path(wanted.language, wanted.id)}.{'' if _is_copy() else _HEARD}")
    if _is_copy():
        click.echo(_COPY, err=True)
    if listen is None:
        click.echo("Its words were not compared with the script. Listen to it beside the script before callers do.")
    lacking = [prompt.id for prompt in incomplete(content, folder, wanted)]
    if lacking:
        click.echo(f"One menu has one voice: it is heard once these are recorded too: {', '.join(lacking)}.")


@command.command("list")
@click.option("--missing", is_flag=True, help="Only prompts without a recording.")
@click.option("--stale", is_flag=True, help="Only those whose script has changed since.")
def listed(*, missing: bool, stale: bool) -> None:
    """List every prompt in the order of the script sheet, with its recording."""
    content, folder = _content(), _folder()
    found, problems = standings(content, folder)
    shown = {state for state, chosen in ((State.MISSING, missing), (State.STALE, stale)) if chosen}
    for stand in found:
        if not shown or stand.state in shown:
            click.echo(_row(folder, stand))
    counts = {state: sum(stand.state is state for stand in found) for state in State}
    click.echo(", ".join(f"{count} {state}" for state, count in counts.items() if count) + ".", err=True)
    if _is_copy():
        click.echo(_COPY, err=True)
    elif counts[State.LIVE]:
        click.echo("What is live is heard from the next `ivr render` or start of the line on.", err=True)
    if counts[State.WAITING]:
        click.echo("What is waiting is heard once the other choices of its menu are recorded too.", err=True)
    _show_problems(problems)


@command.command("check")
def checked() -> None:
    """Measure every recording again, and name what is in the way of playing it.

    Exits with 1 if a recording is broken or no longer good enough; a stale one is only named.
    """
    content, folder = _content(), _folder()
    found, problems = standings(content, folder)
    known = {(prompt.id, prompt.language): prompt for prompt in prompts(content)}
    wrong = len(problems)
    taken = [stand for stand in found if stand.take is not None]
    for stand in taken:
        says = [stand.says] if stand.says else []
        if stand.good:
            verdict = checked_again(folder, stand, reading(content, known[stand.prompt, stand.language]))
            says = [each.says for each in verdict.faults]
        for each in says:
            click.echo(f"{folder.path(stand.language, stand.prompt)}: {stand.state}: {each}")
        wrong += bool(says) and stand.state is not State.STALE
    _show_problems(problems)
    click.echo(f"{len(taken)} recording{'' if len(taken) == 1 else 's'} checked, {wrong} with a fault.", err=True)
    if wrong:
        raise SystemExit(1)


@command.command("remove")
@_PROMPT
@_LANGUAGE
def remove(prompt: PromptId, language: Language | None) -> None:
    """Take the recording of PROMPT and its entry away; rendered speech stands in for it again."""
    content, folder = _content(), _folder()
    chosen = _language(content, language)
    takes, _ = folder.takes(chosen)
    if prompt not in takes and folder.recording(chosen, prompt) is None:
        raise TakeError(f"There is no recording of {prompt} in {chosen}.")
    folder.remove(chosen, prompt)
    click.echo(f"{folder.path(chosen, prompt)} was removed; it lies in {folder.root / chosen / BEFORE} now.")


def _is_copy() -> bool:
    return start.folder_is_a_copy(start.settings())


def _content() -> Content:
    """The content as far as it can be read; `ivr lint` says what is wrong with it."""
    return read_content(read_folder(start.settings().content))[0]


def _folder() -> TakesFolder:
    return TakesFolder(start.settings().prompts)


def _language(content: Content, language: Language | None) -> Language:
    chosen = language or content.default_language
    if chosen not in content.line.languages:
        raise TakeError(f"The line has no language {chosen}; it has {', '.join(content.line.languages)}.")
    return chosen


def _prompt(content: Content, prompt: PromptId, language: Language | None) -> Prompt:
    chosen = _language(content, language)
    for each in prompts(content):
        if (each.id, each.language) == (prompt, chosen):
            return each
    raise TakeError(f"No prompt in {chosen} has the id {prompt}. `ivr prompts` lists them.")


def _name(by: str) -> str:
    if not by.strip() or not by.isprintable():
        raise TakeError("--by must be a name.")
    return by.strip()


def _shown(name: str) -> str:
    """A file's name as it can be written down: some disks hold names that are no text."""
    return "".join(mark if mark.isprintable() else "?" for mark in name)


def _may_write(folder: TakesFolder, prompt: Prompt, file: Path, *, replace: bool) -> None:
    """A recording that can be heard, or that nobody has written down yet, is not lost by a slip of the hand."""
    path = folder.path(prompt.language, prompt.id)
    if replace or not path.exists() or path.samefile(file):
        return
    take = folder.takes(prompt.language)[0].get(prompt.id)
    whose = f"by {take.by} of {take.at:%d %B %Y}" if take else "that nobody has taken in"
    raise TakeError(f"There is a recording {whose} already. To put this one in its place, add --replace.")


def _bytes(file: Path) -> bytes:
    """The file, or as much of it as shows that it is too big."""
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise TakeError(f"{file} could not be read: {error.strerror or error}.") from error


def _listen(prompt: Prompt) -> Listen | None:
    """A recogniser that compares the words, where one is installed; it only ever warns."""
    try:
        ear = Ear(Whisper(packaged()), start.settings().data / "heard")
    except RecogniserMissingError:
        return None
    if ear.recogniser.languages and prompt.language not in ear.recogniser.languages:
        return None

    def listen(wav: bytes, says: str) -> list[str]:
        try:
            return ear.advice(wav, says, prompt.language)
        except RecogniserError as error:
            return [f"The words could not be compared. {error}"]

    return listen


def _measured(verdict: Verdict) -> str:
    found = verdict.measured
    return (
        f"{found.seconds:.1f} seconds, speech from {found.start:.1f} to {found.end:.1f}; level {found.level:.0f} dB, "
        f"noise {found.noise:.0f} dB, loudest peak {found.peak:.0f} dB."
    )


def _row(folder: TakesFolder, stand: Standing) -> str:
    name = f"{stand.state:8} {stand.prompt} ({stand.language})"
    if stand.take is None:
        return name
    wav = folder.recording(stand.language, stand.prompt) if stand.good else None
    seconds = f", {stored(wav).seconds:.1f} s" if wav else ""
    return f"{name}: {stand.take.by}, {stand.take.at:%Y-%m-%d}{seconds}{_words(stand.take)}"


def _words(take: Take) -> str:
    """What is known of its words, as a part of a row."""
    if take.doubts is None:
        return ", words not compared"
    return ", a machine doubted its words, a person did not" if take.doubts else ""


def _show(kind: str, findings: Iterable[Finding]) -> None:
    for each in findings:
        click.echo(f"{kind}: {each.says}")


def _show_problems(problems: Iterable[Problem]) -> None:
    for problem in problems:
        click.echo(str(problem), err=True)
