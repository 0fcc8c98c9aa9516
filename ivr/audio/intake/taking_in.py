"""The one function that every recording comes in by: from a file, a browser, the staff's telephone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ivr.audio.intake.checks import Finding, Reading, Reason, Verdict, check
from ivr.audio.intake.conversion import Converted, converted
from ivr.audio.intake.decode import Recording, decode
from ivr.audio.intake.key_tones import without_key
from ivr.audio.intake.qualities import qualities
from ivr.content.model import Pace
from ivr.errors import TakeError

# Given a telephone sound and the words that should be in it: a sentence for each difference that was heard.
Listen = Callable[[bytes, str], Sequence[str]]


@dataclass(frozen=True)
class Accepted:
    """A recording that callers may hear: as it was recorded, and as it will sound on the telephone.

    Attributes:
        doubts: what a recogniser heard otherwise; None where nobody compared the words.
    """

    recording: Recording
    sounds: Mapping[Pace, Converted]
    doubts: tuple[str, ...] | None = None


Keep = Callable[[Accepted], None]


def judged(recording: Recording, reading: Reading) -> tuple[Verdict, Mapping[Pace, Converted]]:
    """The verdict on a recording, and its telephone sounds (none where it has a fault)."""
    verdict = check(qualities(recording), reading, recording.mono_db)
    if not verdict.ok:
        return verdict, {}
    try:
        return verdict, converted(recording, reading)
    except TakeError as error:
        return replace(verdict, faults=(Finding(Reason.GATE, str(error)),)), {}


def take_in(upload: bytes, reading: Reading, keep: Keep, listen: Listen | None = None) -> Verdict:
    """Check a recording, and keep it where it is good.

    Args:
        upload: the bytes of a file of any kind that `containers` knows.
        reading: what it should hold.
        keep: where it goes; called once, and only for a recording without faults.
        listen: a recogniser, where one is installed. It may err, so it only ever warns; `keep` may ask a person.

    Raises:
        TakeError: the upload is not a recording that can be read, or `keep` could not keep it.
    """
    recording = without_key(decode(upload))
    verdict, sounds = judged(recording, reading)
    if not verdict.ok:
        return verdict
    doubts = tuple(listen(sounds[Pace.NORMAL].wav, reading.spoken)) if listen else None
    keep(Accepted(recording, sounds, doubts))
    return replace(verdict, warnings=(*verdict.warnings, *(Finding(Reason.WORDS, said) for said in doubts or ())))
