"""Freezing: content checked, every prompt rendered, and both put on the shelf as the next edition."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ivr.audio.order import CHOICE_TAIL_MS, TAIL_MS, Order
from ivr.audio.render import Progress, render
from ivr.audio.voice import Voice
from ivr.content.model import Content, Kind, Pace, Problem, Prompt, Severity
from ivr.content.prompts import prompts
from ivr.content.readers import read_content
from ivr.content.rules import check
from ivr.content.rules.locate import located
from ivr.content.spoken import spoken
from ivr.editions.layout import Sounds
from ivr.editions.shelf import Shelf
from ivr.errors import ContentError


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every file of a content folder, path inside it to bytes.

    Raises:
        ContentError: there is no such folder.
    """
    if not folder.is_dir():
        raise ContentError(f"There is no content folder at {folder}.")
    found = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def checked(files: Mapping[str, bytes]) -> tuple[Content, tuple[Problem, ...]]:
    """Content and every problem of reading and of the rules."""
    content, problems = read_content(files)
    if any(problem.severity is Severity.ERROR for problem in problems):
        return content, problems  # rules would only repeat what could not be read
    return content, tuple(sorted({*problems, *located(check(content), files)}))


def orders(content: Content) -> list[Order]:
    """What must be rendered: every prompt in both paces."""
    return [order_of(content, prompt, pace) for prompt in prompts(content) for pace in Pace]


def order_of(content: Content, prompt: Prompt, pace: Pace) -> Order:
    """What a voice is asked for, and so what the sound of a prompt should be like."""
    lexicon = content.words[prompt.language].lexicon
    return Order(
        key=(prompt.id, prompt.language, pace.value),
        spoken=spoken(prompt.script, lexicon),
        tail_ms=CHOICE_TAIL_MS if prompt.kind is Kind.CHOICE else TAIL_MS,
        # What is read for writing down is slow for everybody.
        pace=Pace.SLOW if prompt.kind is Kind.DICTATED else None,
        paced=prompt.kind is Kind.TOPIC,
    )


def freeze(files: Mapping[str, bytes], voice: Voice, shelf: Shelf, progress: Progress | None = None) -> int:
    """Make sure that the shelf's current edition is this content, and give its number.

    Nothing changes where the current edition already holds the same words and sounds.

    Raises:
        ContentError: the content has errors; one line each.
        RenderError: some prompts could not be spoken; each is named.
    """
    content, problems = checked(files)
    wrong = [str(problem) for problem in problems if problem.severity is Severity.ERROR]
    if wrong:
        raise ContentError("\n".join(["The content has errors, so no edition was made.", *wrong]))
    made = render(orders(content), voice, shelf.cache, progress)
    sounds: Sounds = {(prompt, language, Pace(pace)): sound for (prompt, language, pace), sound in made.items()}
    return shelf.keep(files, sounds)
