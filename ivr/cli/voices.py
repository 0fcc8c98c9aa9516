"""`ivr voices`: which voices there are, which work here, and which one this line uses."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from ivr.audio.order import Order
from ivr.audio.progress import showing
from ivr.audio.render import render
from ivr.audio.voices.choice import VOICES, names_of, speaking, trouble
from ivr.cli import start
from ivr.content.model import Content, Language, Pace
from ivr.content.speech import Speech
from ivr.content.spoken import spoken
from ivr.content.voice_names import VoiceKind, VoiceName
from ivr.errors import RenderError

# Said where the content has no words in that language.
_SENTENCES: Mapping[Language, str] = {
    "en": "If this is an emergency, hang up and call nine one one.",
    "es": "Si es una emergencia, cuelgue y llame al nueve uno uno.",
}
_PROMPT = "greeting.emergency"


@click.command("voices")
@click.option(
    "--sample",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Write a sentence in each voice that works here, as callers would hear it.",
)
def command(folder: Path | None) -> None:
    """List every voice: whether it works here, what it needs, its languages, its licence and how well it is understood.

    The line's voice is chosen by IVR_VOICE, and for one language by [voices] in line.toml, which goes before it.
    """
    found = start.settings()
    content, _ = start.read()
    if folder:
        _make(folder)  # told before every voice is tried, not after
    used = names_of(content.line, found.voice)
    works: list[tuple[VoiceName, Language]] = []
    for name in dict.fromkeys([*(VoiceName(kind) for kind in VoiceKind), *used.values()]):
        spoken_here = tuple(language for language in used if used[language] == name)
        works += [(name, language) for language in _listed(name, spoken_here)]
    if folder:
        _write_samples(content, works, folder)


def _listed(name: VoiceName, used_for: tuple[Language, ...]) -> Iterator[Language]:
    """Print what there is to know of a voice; the languages that it was tried in here and can be rendered in."""
    about = VOICES[name.kind]
    click.echo(f"{name}{f' (this line uses it for {_and(used_for)})' if used_for else ''}")
    tried = used_for if name.detail else tuple(dict.fromkeys((*about.languages, *used_for)))
    if name.kind is VoiceKind.PROVIDER:
        _row("here", "it speaks in calls, so it cannot be tried or heard here")
    else:
        wrong = {language: trouble(name, language) for language in tried}
        good = [language for language in tried if not wrong[language]]
        yield from good
        if good:
            _row("here", f"works in {_and(good)}")
        for language in tried:
            if wrong[language]:
                _row("here", f"does not work in {language}: {wrong[language]}")
    if not name.detail:
        _row("languages", f"{_and(about.languages)}; {about.more}")
        _row("needs", about.needs)
    _row("licence", about.licence)
    _row("words misheard", f"{about.word_errors} (by a recogniser, on the telephone; docs/audio.md)")


def _row(title: str, says: str) -> None:
    click.echo(f"    {title}: {says}")


def _and(languages: tuple[Language, ...] | list[Language]) -> str:
    return " and ".join([", ".join(languages[:-1]), languages[-1]] if len(languages) > 1 else languages)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        says = f"The sample could not be written to {folder}: {error.strerror or error}."
        raise click.ClickException(says) from error


def _write_samples(content: Content, works: list[tuple[VoiceName, Language]], folder: Path) -> None:
    """One file for each voice, language and pace; a voice that fails does not keep the others from being heard."""
    with showing("Speaking") as progress, tempfile.TemporaryDirectory() as cache:
        for done, (name, language) in enumerate(works):
            progress(done, len(works))
            words = _sentence(content, language)
            if not words:
                click.echo(f"No sentence is known in {language}; write the line's words in it first.", err=True)
                continue
            orders = [Order((_file_name(name), language, pace.value), words) for pace in Pace]
            try:
                with speaking(name, [language]) as voice:
                    made = render(orders, voice, Path(cache))
            except RenderError as problem:
                click.echo(f"{name}: {problem}", err=True)
                continue
            for (file, _, pace), sound in made.items():
                _copy(Path(cache) / "sounds" / sound.file, folder / f"{file}-{language}-{pace}.wav", sound.seconds)
        progress(len(works), len(works))


def _file_name(name: VoiceName) -> str:
    return re.sub("[^a-zA-Z0-9]+", "-", str(name)).strip("-")


def _copy(sound: Path, file: Path, seconds: float) -> None:
    try:
        shutil.copyfile(sound, file)
    except OSError as error:
        raise click.ClickException(f"The sample could not be written to {file}: {error.strerror or error}.") from error
    click.echo(f"{file} ({seconds:.1f} s)")


def _sentence(content: Content, language: Language) -> str:
    """What a voice says to be heard: the line's own emergency sentence where the content has the language."""
    words = content.words.get(language)
    script = (words.phrases.get(_PROMPT, "") if words else "") or _SENTENCES.get(language, "")
    return spoken(script, words.speech if words else Speech(language))
