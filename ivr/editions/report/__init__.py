"""A page to look at and hear: every sound of an edition with player, waveform and figures, in one file."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
import soundfile
from jinja2 import Environment, PackageLoader, StrictUndefined

from ivr.audio import gates
from ivr.audio.listening.ear import Heard
from ivr.content.model import Pace
from ivr.editions.examine import Examined, spread
from ivr.editions.layout import Key
from ivr.editions.provider_sounds import PROVIDER

_COLUMNS = 400  # of a waveform: about two pixels each on a wide screen
_WORST = 12  # how many of the worst understood sounds come first


@dataclass(frozen=True)
class _Row:
    """One sound as the page shows it."""

    examined: Examined
    hearing: Heard | None
    paces: str = ""

    @property
    def label(self) -> str:
        return f"{self.examined.prompt.id}, {self.examined.prompt.language}, {self.paces or self.examined.pace}"

    @property
    def audio(self) -> str:
        return "data:audio/wav;base64," + base64.b64encode(self.examined.wav).decode("ascii")

    @property
    def wave(self) -> str:
        return waveform(self.examined.wav)

    @property
    def source(self) -> str:
        return self.examined.sound.source if self.examined.sound else "nothing"

    @property
    def trouble(self) -> tuple[int, int, float]:
        """The more trouble, the larger: failed gates, then what a machine heard wrongly in a way that could harm."""
        found = self.hearing.comparison if self.hearing else None
        return (
            len(self.examined.faults),
            len(found.dangerous) if found else 0,
            found.rate if found else 0.0,
        )


def report(number: int, examined: Sequence[Examined], heard: Mapping[Key, Heard] | None = None) -> str:
    """The page of edition `number` as HTML that needs no other file.

    What is outside a gate comes first, then what a recogniser understood worst, where one has listened.
    """
    hearings = heard or {}
    rows = [_Row(each, hearings.get((each.prompt.id, each.prompt.language, each.pace))) for each in examined]
    failed = [row for row in rows if row.examined.faults]
    misheard = [row for row in rows if row.hearing and row.hearing.comparison.errors and not row.examined.faults]
    page = Environment(
        loader=PackageLoader("ivr.editions.report", ""), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    ).get_template("report.html")
    return page.render(
        number=number,
        listened=heard is not None,
        failed=sorted(failed, key=lambda row: row.trouble, reverse=True),
        misheard=sorted(misheard, key=lambda row: row.trouble, reverse=True)[:_WORST],
        prompts=[_each_once(list(group)) for _, group in groupby(rows, key=lambda row: row.examined.prompt)],
        summary=_summary(examined),
        spread=spread(examined),
        measured=any(each.measured for each in examined),
        gates=gates,
        Pace=Pace,
    )


def _each_once(rows: list[_Row]) -> list[_Row]:
    """The sounds of one prompt; one that plays for every pace once."""
    first = rows[0]
    if first.examined.wav and all(row.examined.wav == first.examined.wav for row in rows):
        return [replace(first, paces="every")]
    return [replace(row, paces=row.examined.pace.value) for row in rows]


def waveform(wav: bytes) -> str:
    """The outline of a sound as the path of an SVG 400 wide and 100 high, full scale from top to bottom."""
    samples, _ = soundfile.read(io.BytesIO(wav), dtype="float64", always_2d=True)
    columns = np.array_split(samples.mean(axis=1), min(_COLUMNS, len(samples)))
    width = _COLUMNS / len(columns)
    tops = [f"{at * width:.0f},{50 - 50 * float(np.max(part)):.1f}" for at, part in enumerate(columns)]
    floors = [f"{at * width:.0f},{50 - 50 * float(np.min(part)):.1f}" for at, part in enumerate(columns)]
    return f"M{' '.join(tops)} {' '.join(reversed(floors))}Z"


def _summary(examined: Sequence[Examined]) -> list[tuple[str, str]]:
    """The edition in figures: what is counted, and how many."""
    files = [each.measured for each in examined if each.measured]
    levels = [each.level for each in files]
    paced = {pace: [each.words_per_minute for each in _parts(examined) if each.pace is pace] for pace in Pace}
    said = sum(1 for each in examined if each.sound and each.sound.source == PROVIDER)
    rows = [
        ("Sounds", f"{len(files)}, {sum(each.seconds for each in files) / 60:.0f} minutes in all"),
        ("Outside a gate", str(sum(1 for each in examined if each.faults))),
    ]
    if said:
        rows.append(("Spoken by the provider", f"{said}, which cannot be heard or measured here"))
    if levels:
        rows.append(("Level", f"{min(levels):.1f} to {max(levels):.1f} dBov"))
        rows.append(("Loudest peak", f"{max(each.peak for each in files):.1f} dBFS"))
        rows.append(("Silence before", _range([each.lead_ms for each in files], "ms")))
    return rows + [(f"Topic parts, {pace}", _range(found, "words a minute")) for pace, found in paced.items() if found]


def _parts(examined: Sequence[Examined]) -> list[Examined]:
    return [each for each in examined if each.measured and each.prompt.kind == "topic"]


def _range(found: Sequence[float], unit: str) -> str:
    return f"{min(found):.0f} to {max(found):.0f} {unit}"
