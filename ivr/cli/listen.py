"""`ivr listen`: what does a machine hear in the finished sounds?"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import click

from ivr.audio.listening.compare import Figures, figures
from ivr.audio.listening.ear import Ear, Heard
from ivr.audio.listening.recogniser import Recogniser, RecogniserMissingError, Whisper, packaged
from ivr.audio.listening.totals import total
from ivr.audio.progress import showing
from ivr.cli import start
from ivr.content.model import Language, Pace, PromptId
from ivr.content.prompts import prompts
from ivr.editions.freeze import order_of
from ivr.errors import EditionError
from ivr.settings import Settings

_SHORT = 160  # characters of a long part that the table of the worst shows


@dataclass(frozen=True)
class Sound:
    """One sound to listen to: what it plays, where it lies, and what it says."""

    prompt: PromptId
    language: Language
    pace: Pace
    path: Path
    says: str

    @property
    def label(self) -> str:
        """As people read it."""
        return f"{self.prompt} ({self.language}, {self.pace})"


def recogniser() -> Recogniser:
    """What listens: the packaged model."""
    return Whisper(packaged())


@click.command("listen")
@click.argument("wanted", metavar="[PROMPT]...", nargs=-1)
@click.option("--pace", type=click.Choice([each.value for each in Pace]), help="One pace only.")
@click.option("--worst", default=10, show_default=True, type=click.IntRange(0), help="How many of the worst to show.")
@click.option("--json", "as_json", is_flag=True, help="For programs: one object for each sound.")
@click.option("--file", type=click.Path(path_type=Path), help="Listen to this one sound file instead.")
@click.option("--says", metavar="WORDS", help="With --file: the words that should be heard.")
def command(wanted: tuple[str, ...], pace: str | None, worst: int, *, as_json: bool, **one: object) -> None:
    """Let a machine listen to the finished sounds, and show what it heard otherwise.

    PROMPT is an id as `ivr prompts` lists it, or a pattern such as 'topic.*'; without one, everything is listened to.
    What could do harm comes first: keys, numbers, "not", before and after, more and less. It is advice, never a
    verdict: a person should listen to what it names.
    """
    file, says = one["file"], one["says"]
    if (file is None) != (says is None):
        raise click.UsageError("--file and --says belong together: a sound, and the words that it should say.")
    try:
        machine = recogniser()
    except RecogniserMissingError as problem:
        click.echo(f"*** SKIPPED: nothing was listened to. {problem} ***", err=True)
        return
    found, started = start.settings(), time.monotonic()
    if isinstance(file, Path):
        sounds = [Sound(file.name, machine.languages[0], Pace.NORMAL, file, str(says))]
    else:
        sounds = _edition(found, wanted, Pace(pace) if pace else None, machine)
    heard = _heard(Ear(machine, found.data / "heard"), sounds)
    if as_json:
        click.echo(json.dumps([_row(*each) for each in heard], indent=1))
        return
    for line in _report(heard, worst):
        click.echo(line)
    click.echo(
        f"{len(heard)} sounds in {time.monotonic() - started:.0f} s. A machine is not a caller: listen yourself."
    )


def _edition(found: Settings, wanted: Sequence[str], pace: Pace | None, machine: Recogniser) -> list[Sound]:
    """The sounds of the current edition that were asked for, prepared first where they are missing."""
    shelf = start.running(found).parts.shelf
    edition = shelf.current()
    listed = prompts(edition.content)
    for pattern in wanted:
        if not any(fnmatchcase(prompt.id, pattern) for prompt in listed):
            raise EditionError(f"There is no prompt called {pattern}; `ivr prompts` lists them.")
    sounds, foreign, elsewhere = [], 0, 0
    for prompt in listed:
        if wanted and not any(fnmatchcase(prompt.id, pattern) for pattern in wanted):
            continue
        for each in [pace] if pace else Pace:
            sound = edition.sound(prompt.id, prompt.language, each)
            path = shelf.sound_path(sound.file) if sound and not sound.said else None
            known = not machine.languages or prompt.language in machine.languages
            foreign += not known
            elsewhere += known and path is None
            if path is not None and known:
                says = order_of(edition.content, prompt, each).spoken
                sounds.append(Sound(prompt.id, prompt.language, each, path, says))
    if foreign:
        click.echo(f"*** {foreign} sounds left out: {machine.name} knows no other language. ***", err=True)
    if elsewhere:
        click.echo(f"*** {elsewhere} left out: they have no sound here (the provider's own voice). ***", err=True)
    return sounds


def _heard(ear: Ear, sounds: Sequence[Sound]) -> list[tuple[Sound, Heard]]:
    if not sounds:
        return []
    with showing("Listening") as progress:
        heard = ear.listen([each.path for each in sounds], [each.says for each in sounds], sounds[0].language, progress)
    return list(zip(sounds, heard, strict=True))


def _report(found: Sequence[tuple[Sound, Heard]], worst: int) -> Iterator[str]:
    """What could do harm, what was understood worst, and all together; a sound that serves both paces is shown once."""
    once = list({sound.path: (sound, heard) for sound, heard in reversed(found)}.values())[::-1]
    harmful = [(sound, each) for sound, heard in once for each in heard.comparison.dangerous]
    yield f"Could do harm, please listen again: {len(harmful) or 'nothing'}"
    yield from (f"  {sound.label}: {each.danger}: {each}" for sound, each in harmful)
    bad = sorted((pair for pair in once if pair[1].comparison.errors), key=lambda pair: -pair[1].comparison.rate)[
        :worst
    ]
    yield f"\nUnderstood worst: {len(bad) or 'nothing'}"
    for sound, heard in bad:
        yield f"  {heard.comparison.rate * 100:3.0f} % {sound.label}"
        yield f"        said:  {_shortened(heard.says)}"
        yield f"        heard: {_shortened(heard.words)}"
    yield ""
    for pace in Pace:
        hearings = [heard for sound, heard in found if sound.pace is pace]
        if hearings:
            yield _totals(pace, hearings)


def _totals(pace: Pace, heard: Sequence[Heard]) -> str:
    counts: list[Figures] = [figures(each.says, each.words) for each in heard]
    errors = total([each.comparison for each in heard])
    keys = f"{sum(each.keys_right for each in counts)} of {sum(each.keys for each in counts)} keys"
    numbers = f"{sum(each.numbers_right for each in counts)} of {sum(each.numbers for each in counts)}"
    return f"{pace}: {errors} of {errors.words} words wrong; {keys} and {numbers} telephone numbers right."


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else f"{line[:_SHORT]}..."


def _row(sound: Sound, heard: Heard) -> dict[str, object]:
    found = heard.comparison
    return {
        "id": sound.prompt,
        "language": sound.language,
        "pace": sound.pace.value,
        "says": sound.says,
        "heard": heard.words,
        "words": found.words,
        "errors": found.errors,
        "rate": round(found.rate, 4),
        "dangerous": [{"danger": str(one.danger), "says": str(one)} for one in found.dangerous],
        "differences": [str(one) for one in found.differences],
    }
