"""The prompts that are rendered under stress, and what is looked at afterwards."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ivr.audio.measure import measure
from ivr.audio.order import Order
from ivr.audio.render import render
from ivr.audio.sound_cache import sound_name
from ivr.audio.voices.pyttsx3_voice import Pyttsx3Voice
from ivr.content.model import Pace
from ivr.errors import IvrError, VoiceError

VARIANTS = ("", "+Hugo", "+steph", "+edward", "+klatt", "+m3", "+david")
LONGEST = 300  # words
BATCH = 10  # orders in one render
OFF = 0.02, 0.002  # seconds, and share of the length: the same words in the same voice are the same sound
WORDS = (
    "fever care team call now night day number press again slow mouth sore drink water rest blood count infection "
    "nurse doctor hospital treatment cancer rescue cells weeks months tired sleep eat small meals help family talk "
    "hands numb feet cold skin hair pain relief medicine morning evening write down phone near people support group "
    "ride home and the a of to if you your it is not may can some many after before when"
)

Lengths = Mapping["Case", float]  # how long each is in a calm render


@dataclass(frozen=True, eq=False)
class Case:
    """A prompt in one of the engine's voices."""

    variant: str
    order: Order

    @property
    def voice(self) -> Pyttsx3Voice:
        """Its voice."""
        return Pyttsx3Voice(voices={"en": f"gmw/en-us{self.variant}"})


@dataclass
class Tally:
    """What came of one kind of stress; `said` are the sentences of refusals, `notes` tell of what must not be."""

    title: str
    renders: int = 0
    refused: int = 0
    missing: int = 0
    wrong_length: int = 0
    half: int = 0
    no_sentence: int = 0
    notes: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def bad(self) -> int:
        """How much of it must not be."""
        return self.missing + self.wrong_length + self.half + self.no_sentence


def invented(chance: random.Random, many: int) -> list[Case]:
    """Prompts of 1 to 300 words, short ones as likely as on the line."""
    cases, known = [], WORDS.split()
    for number in range(many):
        count = round(LONGEST ** chance.random())
        words = [chance.choice(known) + ("." if chance.random() < 0.1 else "") for _ in range(count)]  # noqa: PLR2004
        order = Order((f"stress.{number}", "en", chance.choice([*Pace]).value), f"{' '.join(words).capitalize()}.")
        cases.append(Case(chance.choice(VARIANTS), order))
    return cases


def tried(cases: Sequence[Case], cache: Path, tally: Tally) -> tuple[dict[Case, str], list[Case]]:
    """The file of each sound, and the prompts of renders that were refused."""
    made: dict[Case, str] = {}
    refused: list[Case] = []
    for variant in VARIANTS:
        mine = [case for case in cases if case.variant == variant]
        for batch in (mine[start : start + BATCH] for start in range(0, len(mine), BATCH)):
            tally.renders += len(batch)
            try:
                sounds = render([case.order for case in batch], batch[0].voice, cache)
            except IvrError as error:
                said = str(error).splitlines()
                said = said[1:] or said  # a line for each prompt, under a first one
                tally.refused += len(said)
                tally.said += said
                refused += batch
            except Exception as error:  # noqa: BLE001 - counted, which is the point
                tally.no_sentence += 1
                tally.notes.append(repr(error))
            else:
                made |= {case: sounds[case.order.key].file for case in batch}
    return made, refused


def check(made: Mapping[Case, str], calm: Lengths, cache: Path, tally: Tally) -> None:
    """Whether each sound is there, whole, and as long as in peace."""
    for case, file in made.items():
        try:
            seconds = measure((cache / "sounds" / file).read_bytes()).seconds
        except (OSError, VoiceError) as error:
            tally.missing += 1
            tally.notes.append(f"{case.order.key}: {error}")
            continue
        if abs(seconds - calm[case]) > OFF[0] + OFF[1] * calm[case]:
            tally.wrong_length += 1
            tally.notes.append(f"{case.order.key} lasts {seconds:.2f} s instead of {calm[case]:.2f} s")


def finish(cases: Sequence[Case], calm: Lengths, cache: Path, tally: Tally, *, tidy: bool = True) -> None:
    """Try again, in peace, whatever was asked for: now all of it must be there; and look for half files."""
    left = [path for path in (cache / "work").rglob("*") if path.is_file()] if tidy and cache.exists() else []
    left += [path for path in (cache / "sounds").glob("*") if sound_name(path.read_bytes()) != path.name]
    tally.half += len(left)
    tally.notes += [f"half: {path}" for path in left]
    again = Tally("again")
    made, _ = tried(cases, cache, again)
    tally.missing += again.refused
    tally.notes += [f"missing: {each}" for each in again.said]
    tally.no_sentence += again.no_sentence
    check(made, calm, cache, tally)


def calm_renders(cases: Sequence[Case], cache: Path) -> dict[Case, float]:
    """The length of each prompt when nothing disturbs it."""
    calm: dict[Case, float] = {}
    for variant in VARIANTS:
        mine = [case for case in cases if case.variant == variant]
        made = render([case.order for case in mine], mine[0].voice, cache) if mine else {}
        calm |= {case: made[case.order.key].seconds for case in mine}
    return calm
