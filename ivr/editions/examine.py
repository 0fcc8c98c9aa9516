"""Every sound of an edition, measured from its file alone and held against the gates."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ivr.audio.gates import faults, pace_fault, spread_fault
from ivr.audio.measure import Measured, measure
from ivr.audio.order import Order
from ivr.content.model import Content, Edition, Pace, Prompt, Sound
from ivr.content.prompts import prompts
from ivr.editions.freeze import order_of
from ivr.editions.layout import Sounds
from ivr.editions.shelf import Shelf
from ivr.editions.takes import SOURCE
from ivr.errors import EditionError

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Examined:
    """One sound of an edition.

    Attributes:
        prompt: what it plays.
        said: its script as the voice is given it.
        pace: the pace that it is played for.
        sound: where it came from; None where nothing plays the prompt.
        wav: the file's bytes; empty where the provider's own voice speaks.
        measured: the file in numbers; None where there is no file.
        words_per_minute: over the whole file, its pauses included; 0 where there is no file.
        faults: which gates it fails, a sentence each.
    """

    prompt: Prompt
    said: str
    pace: Pace
    sound: Sound | None
    wav: bytes = b""
    measured: Measured | None = None
    words_per_minute: float = 0.0
    faults: tuple[str, ...] = ()


def examine(edition: Edition, shelf: Shelf, progress: Progress | None = None) -> list[Examined]:
    """Every prompt of the edition in both paces, in the order of the script sheet.

    Raises:
        EditionError: a sound cannot be read.
    """
    wanted = [(prompt, pace) for prompt in prompts(edition.content) for pace in Pace]
    found = []
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2, thread_name_prefix="examine") as pool:
        for done, examined in enumerate(pool.map(lambda each: _examined(edition, shelf, *each), wanted), start=1):
            found.append(examined)
            if progress is not None:
                progress(done, len(wanted))
    return found


def spread(examined: Sequence[Examined]) -> str | None:
    """What is wrong with the levels beside each other, in one sentence; None if they belong together."""
    return spread_fault([each.measured.level for each in examined if each.measured])


def _examined(edition: Edition, shelf: Shelf, prompt: Prompt, pace: Pace) -> Examined:
    sound = edition.sound(prompt.id, prompt.language, pace)
    asked = order_of(edition.content, prompt, pace)
    if sound is None:
        return Examined(prompt, asked.spoken, pace, None, faults=("Nothing plays this prompt.",))
    if not sound.file or sound.said:  # the file of the provider's words is but the silence between them
        return Examined(prompt, asked.spoken, pace, sound)
    path = shelf.sound_path(sound.file)
    if path is None:
        raise EditionError(f"The sound of {prompt.id} ({pace}) is not on the shelf any more.")
    wav = path.read_bytes()
    measured = measure(wav)
    per_minute = measured.words_per_minute(asked.word_count)
    wrong = _faults(sound, measured, asked, per_minute)
    return Examined(prompt, asked.spoken, pace, sound, wav, measured, per_minute, wrong)


def outside(content: Content, sounds: Sounds, read: Callable[[str], bytes], known: Collection[str]) -> list[str]:
    """Which sounds of an edition to be may not be heard, a sentence each.

    Args:
        content: its words.
        sounds: what plays them.
        read: gives the bytes of a sound's file; raises OSError.
        known: the files that passed the gates before, and are not measured again: they are named by their bytes.
    """
    wrong = []
    for prompt, pace in ((prompt, pace) for prompt in prompts(content) for pace in Pace):
        sound = sounds.get((prompt.id, prompt.language, pace))
        if sound is None:
            wrong.append(f"{prompt.id} ({prompt.language}, {pace}): Nothing plays this prompt.")
        elif sound.file and not sound.said and sound.file not in known:
            found = _gates(sound, measure(read(sound.file)), order_of(content, prompt, pace))
            wrong += [f"{prompt.id} ({prompt.language}, {pace}): {each}" for each in found]
    return wrong


def _faults(sound: Sound, measured: Measured, asked: Order, per_minute: float) -> tuple[str, ...]:
    slow = pace_fault(per_minute, asked.said_at, by_a_person=sound.source == SOURCE) if asked.paced else None
    return (*_gates(sound, measured, asked), *([slow] if slow else []))


def _gates(sound: Sound, measured: Measured, asked: Order) -> list[str]:
    expected = asked.expected.by_a_person() if sound.source == SOURCE else asked.expected
    return faults(measured, expected)
