"""Choose the default voice by measurement: what does a recogniser hear over the telephone?

The shipped prompts are split by a hash into a half to tune on and a half that only the last tables touch. Every
setting must land the topic parts in their range of words a minute (design section 9) before it is listened to.
Run it from the project's folder with `python -m bench.choose_voice`; whatever was heard before is not heard again.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from bench.listening import HEARD, Bench, Say, aloud, half, sayings, unseen, words_a_minute
from ivr.audio.gates import WORDS_PER_MINUTE
from ivr.audio.listening.ear import Ear
from ivr.audio.listening.recogniser import Whisper, packaged
from ivr.audio.listening.totals import Total
from ivr.audio.telephone import Band
from ivr.audio.voice import Voice
from ivr.audio.voices.pyttsx3_voice import Manner, Pyttsx3Voice
from ivr.content.model import Content, Pace
from ivr.content.readers import read_content
from ivr.editions.freeze import read_folder
from ivr.settings import load

# The best of 38 that the engine brings, by 37 short prompts at the slow pace (docs/audio.md), and plain en-us.
VARIANTS = ("", "Hugo", "Reed", "edward", "david", "Henrique", "adam", "benjamin")
GAPS = (0, 2, 3, 5, 6, 8)
PITCHES = (35, 65)
LIFTS = (0.0, 0.6, 0.9)
HISSES = (0.0, 1.0, 2.0)
CORNERS = (100, 300)
START = Band(pre_emphasis=0.6)
SPARE = 2.0  # words a minute inside the range, so that an edited part stays inside as well


@dataclass(frozen=True)
class Setting:
    """Everything that the search turns: the voice's variant, rate, word gap and pitch, and the telephone's band."""

    variant: str
    gap: int
    rate: int = 0
    pitch: int = 50
    band: Band = START

    def voice(self, pace: Pace) -> Voice:
        """The voice that speaks so."""
        name = f"gmw/en-us+{self.variant}" if self.variant else "gmw/en-us"
        return Pyttsx3Voice(
            voices={"en": name}, manners={pace: Manner(self.rate, self.gap)}, changes={}, pitch=self.pitch
        )

    def __str__(self) -> str:
        """A row's first cells."""
        band = f"{self.band.high_pass} | {self.band.pre_emphasis} | {self.band.hiss}"
        return f"{self.variant or 'plain'} | {self.rate} | {self.gap} | {self.pitch} | {band}"


@dataclass(frozen=True)
class Found:
    """A setting and how it was understood."""

    setting: Setting
    total: Total


class Search:
    """One pace: what was tried on the tuned half, stage by stage."""

    def __init__(self, bench: Bench, content: Content, pace: Pace, say: Say) -> None:
        self._bench, self._pace, self._say = bench, pace, say
        said = sayings(content, "en", pace)
        self._parts = [each for each in said if each.paced]
        self._tuned = half(said, pace, tuned=True)
        self._coarse = [each for each in self._tuned if each.draw % 3]

    def stage(self, title: str, settings: Iterable[Setting], *, whole: bool = False) -> list[Found]:
        """Listen to each setting, at the slowest rate that its pace allows where it names none; the best first."""
        started = time.monotonic()
        heard = self._tuned if whole else self._coarse
        self._say(f"\n{title}, {self._pace}: {len(heard)} prompts\n")
        self._say("| voice | rate | gap | pitch | high-pass | pre-emphasis | hiss | words a minute | word errors |")
        self._say("|---|---|---|---|---|---|---|---|---|")
        found = []
        for setting in settings:
            timed = setting if setting.rate else self._slowest(setting)
            if timed is None:
                self._say(f"| {setting} | - | cannot be brought into the range |")
                continue
            low, high = self._words_a_minute(timed)
            total = self._bench.total(heard, timed.voice(self._pace), timed.band)
            found.append(Found(timed, total))
            self._say(f"| {timed} | {low:.0f}-{high:.0f} | {total} |")
        self._say(f"\nThis stage took {time.monotonic() - started:.0f} s.")
        return sorted(found, key=_rate)

    def _words_a_minute(self, setting: Setting) -> tuple[float, float]:
        found = words_a_minute(self._parts, setting.voice(self._pace), setting.band)
        return min(found), max(found)

    def _slowest(self, setting: Setting) -> Setting | None:
        """The setting at the lowest rate at which every topic part is inside the range; slower is understood better."""
        low, high = WORDS_PER_MINUTE[self._pace]
        rate, seen = 140, set[int]()
        while rate not in seen and 80 <= rate <= 260:  # noqa: PLR2004 - what the engine can do
            seen.add(rate)
            slowest, fastest = self._words_a_minute(replace(setting, rate=rate))
            if low + SPARE - 1 <= slowest <= low + SPARE + 1:
                return replace(setting, rate=rate) if fastest <= high else None
            step = round((low + SPARE - slowest) * rate / slowest * 0.9)
            rate += step or (1 if slowest < low + SPARE else -1)
        return None


def chosen(looked: Search) -> Setting:
    """The best setting on the tuned half: one thing is turned at a time, and the best few meet at the end."""
    voices = looked.stage("Variants", [Setting(variant, 4) for variant in VARIANTS])
    best = [each.setting for each in voices[:2]]
    bands = [Band(200, lift, hiss) for hiss in HISSES for lift in LIFTS]
    fitted = looked.stage("Band", [replace(best[0], band=band) for band in bands if band != best[0].band])
    band = min((voices[0], fitted[0]), key=_rate).setting.band
    turned = [replace(each, band=band) for each in best]
    corners = [replace(turned[0], band=replace(band, high_pass=corner)) for corner in CORNERS]
    gaps = [replace(turned[0], rate=0, gap=gap) for gap in GAPS]
    pitches = [replace(turned[0], rate=0, pitch=pitch) for pitch in PITCHES]
    rest = looked.stage("High-pass, word gap and pitch", [turned[1], *corners, *gaps, *pitches])
    finals = dict.fromkeys([turned[0], *(each.setting for each in rest[:3])])
    return looked.stage("Finals on the whole tuned half", finals, whole=True)[0].setting


def slowed(looked: Search, normal: Setting) -> Setting:
    """The same voice for the slow pace: only its gaps and rate may differ, or key 8 would change who speaks."""
    gaps = looked.stage("Word gaps", [replace(normal, rate=0, gap=gap) for gap in (*GAPS, 4)])
    return looked.stage("Finals on the whole tuned half", [each.setting for each in gaps[:3]], whole=True)[0].setting


def _rate(found: Found) -> float:
    return found.total.rate


def main() -> None:
    """Search both paces, then report on the half that was not tuned."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--report", metavar="FILE", type=Path, help="write the tables there as well")
    file = asked.parse_args().report
    lines: list[str] = []

    def say(line: str) -> None:
        lines.append(line)
        aloud(line)

    bench, content = Bench(Ear(Whisper(packaged()), HEARD)), read_content(read_folder(load({}).content))[0]
    normal = chosen(Search(bench, content, Pace.NORMAL, say))
    slow = slowed(Search(bench, content, Pace.SLOW, say), normal)
    for pace, winner in ((Pace.NORMAL, normal), (Pace.SLOW, slow)):
        bench.report(unseen(content, "en", pace), {str(winner): (winner.voice(pace), winner.band)}, say)
    if file:
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
