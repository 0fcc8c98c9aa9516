"""Freezing: content checked, every prompt rendered, and both put on the shelf as the next edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from ivr.audio.order import CHOICE_TAIL_MS, TAIL_MS, Order
from ivr.audio.order import Key as OrderKey
from ivr.audio.render import Progress, render
from ivr.audio.takes import TakesFolder
from ivr.audio.voice import Voice
from ivr.audio.voices.choice import names_of, speaking
from ivr.content.model import Content, Kind, Line, Pace, Problem, Prompt, Severity, Sound
from ivr.content.once import once_for_files
from ivr.content.prompts import prompts
from ivr.content.readers import read_content
from ivr.content.rules import check
from ivr.content.rules.locate import located
from ivr.content.spoken import phonemes_in, spoken
from ivr.content.voice_names import VoiceKind, VoiceName
from ivr.editions.layout import Key, Sounds
from ivr.editions.made import Made, made, recordings
from ivr.editions.provider_sounds import provider_sounds
from ivr.editions.shelf import Shelf
from ivr.editions.takes import takes_for
from ivr.errors import ContentError, EditionError, TakeError

log = structlog.get_logger()


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every file of a content folder, path inside it to bytes.

    Raises:
        ContentError: there is no such folder.
    """
    if not folder.is_dir():
        raise ContentError(f"There is no content folder at {folder}.")
    found = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@once_for_files
def checked(files: Mapping[str, bytes]) -> tuple[Content, tuple[Problem, ...]]:
    """Content and every problem of reading and of the rules; worked out once for the same files."""
    content, problems = read_content(files)
    if any(problem.severity is Severity.ERROR for problem in problems):
        return content, problems  # rules would only repeat what could not be read
    return content, tuple(sorted({*problems, *located(check(content), files)}))


def orders(content: Content) -> list[Order]:
    """What must be rendered: every prompt in both paces."""
    return [order_of(content, prompt, pace) for prompt in prompts(content) for pace in Pace]


def key_of(order: Order) -> Key:
    """The sound that an order is for."""
    return (*order.key[:2], Pace(order.key[2]))


def order_of(content: Content, prompt: Prompt, pace: Pace) -> Order:
    """What a voice is asked for, and so what the sound of a prompt should be like."""
    speech = content.words[prompt.language].speech
    said = spoken(prompt.script, speech)
    return Order(
        key=(prompt.id, prompt.language, pace.value),
        spoken=said,
        tail_ms=CHOICE_TAIL_MS if prompt.kind is Kind.CHOICE else TAIL_MS,
        # What is read for writing down is slow for everybody.
        pace=Pace.SLOW if prompt.kind is Kind.DICTATED else None,
        paced=prompt.kind is Kind.TOPIC,
        phonemes=phonemes_in(said, speech.phonemes),
    )


def freeze(
    files: Mapping[str, bytes],
    voice: Voice | VoiceName,
    shelf: Shelf,
    progress: Progress | None = None,
    takes: TakesFolder | None = None,
) -> int:
    """Make sure that the shelf's current edition is this content, and give its number.

    Nothing changes where the current edition already holds the same words and sounds. A recording that may not be
    played (stale, broken, alone in its menu) is logged as a warning, and rendered speech stands in.

    Args:
        files: the content folder, path inside it to bytes.
        voice: the name of the voice for languages that line.toml gives none (`IVR_VOICE`), or a voice for everything.
        shelf: where the edition is put.
        progress: told how many sounds are done.
        takes: people's recordings, which come before any voice; where they cannot be read, that is logged too.

    Raises:
        ContentError: the content has errors; one line each.
        RenderError: some prompts could not be spoken; each is named.
    """
    return shelf.keep(make(files, voice, shelf.cache, progress, Given(takes)))


@dataclass(frozen=True)
class Given:
    """What need not be spoken for an edition: people's recordings, and sounds that are used whatever the voice is."""

    takes: TakesFolder | None = None
    kept: Sounds = field(default_factory=dict)


def make(
    files: Mapping[str, bytes],
    voice: Voice | VoiceName,
    cache: Path,
    progress: Progress | None = None,
    given: Given | None = None,
) -> Made:
    """An edition of this content that has no number yet.

    Args:
        files: as `freeze`, and so are the next two.
        voice: what speaks.
        progress: told how many sounds are done.
        cache: the folder of rendered sounds, which holds those that are given.
        given: what need not be spoken.

    Raises:
        ContentError, RenderError: as `freeze`.
        EditionError: a sound that was made cannot be read.
    """
    given = given or Given()
    takes = given.takes
    content, problems = checked(files)
    wrong = [str(problem) for problem in problems if problem.severity is Severity.ERROR]
    if wrong:
        raise ContentError("\n".join(["The content has errors, so no edition was made.", *wrong]))
    taken = _taken(content, takes, cache) if takes else {}
    there = {**given.kept, **taken}
    wanted = [order for order in orders(content) if key_of(order) not in there]
    sounds = {**voiced(wanted, content.line, voice, cache, progress), **there}
    try:
        return made(files, sounds, cache, _recordings(content, takes))
    except OSError as error:
        raise EditionError(f"A sound could not be read: {error}.") from error


def _recordings(content: Content, takes: TakesFolder | None) -> dict[str, bytes]:
    """The files of people's recordings; without those of a folder that cannot be read, which the log has told."""
    try:
        return recordings(takes, content.line.languages) if takes else {}
    except TakeError:
        return {}


def _taken(content: Content, takes: TakesFolder, cache: Path) -> Sounds:
    """The recordings that callers may hear; why others may not goes to the log."""
    try:
        sounds, notes = takes_for(content, takes, cache)
    except TakeError as error:  # the line must not stay down because a folder cannot be read
        log.warning("take.unplayed", at=str(takes.root), says=f"{error} Rendered speech stands in for all recordings.")
        return {}
    for note in notes:
        log.warning("take.unplayed", at=f"{note.file}:{note.line}", says=note.says)
    return sounds


def voiced(
    wanted: Sequence[Order], line: Line, voice: Voice | VoiceName, cache: Path, progress: Progress | None = None
) -> Sounds:
    """A sound for every order: rendered here, or words for the provider's own voice; `voice` as for `freeze`.

    Raises:
        RenderError: some could not be spoken; each is named.
    """
    if not isinstance(voice, VoiceName):
        return _keyed(render(wanted, voice, cache, progress))
    names = names_of(line, voice)
    made: dict[Key, Sound] = {}
    for name in dict.fromkeys(names.values()):
        languages = [language for language in names if names[language] == name]
        theirs = [order for order in wanted if order.language in languages]
        if name.kind is VoiceKind.PROVIDER:
            made |= provider_sounds(theirs, name, cache)
        else:
            with speaking(name, languages) as speaker:
                made |= _keyed(render(theirs, speaker, cache, _after(len(made), progress)))
    return made


def _after(before: int, progress: Progress | None) -> Progress | None:
    """The progress of one voice after what others have done."""
    return progress and (lambda done, total: progress(before + done, before + total))


def _keyed(made: Mapping[OrderKey, Sound]) -> dict[Key, Sound]:
    return {(prompt, language, Pace(pace)): sound for (prompt, language, pace), sound in made.items()}
