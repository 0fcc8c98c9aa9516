"""Every prompt as a telephone sound: rendered once, checked, and kept; or a list of those that could not be."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from ivr.audio.measure import Measured, measure
from ivr.audio.sound_cache import SoundCache
from ivr.audio.telephone import CHAIN, LEAD_MS, Silences, telephone_sound
from ivr.audio.voice import Utterance, Voice, VoiceMissingError
from ivr.content.model import Language, Pace, PromptId, Sound
from ivr.content.spoken import Pause, Words, phrased
from ivr.errors import RenderError, VoiceError

Key = tuple[PromptId, Language, str]
Progress = Callable[[int, int], None]

CHOICE_TAIL_MS = 780
TAIL_MS = 250

# Design section 9. The default voice takes 0.07 to 0.17 seconds for a character at either pace: a cut or a stuck voice
# lies outside these limits, a faster voice inside.
_LEVELS = (-26.0, -22.0)
_PEAK = -3.0
_LEAD_MS = (50.0, 150.0)
_TAIL_OFF_MS = 50.0
_SECONDS_PER_CHARACTER = (0.04, 0.25)
_SPARE_SECONDS = 0.5
_TRIES = 2


@dataclass(frozen=True)
class Order:
    """One prompt to render; `tail_ms` of silence follows it.

    `pace` is given where a prompt is spoken at another pace than its key says (a number dictated slowly to everyone).
    """

    key: Key
    script: str
    spoken: str
    tail_ms: int = TAIL_MS
    pace: Pace | None = None

    @property
    def said_at(self) -> Pace:
        """The pace that it is spoken at."""
        return self.pace or Pace(self.key[2])


@dataclass(frozen=True)
class _Job:
    """What one sound is made from, for every order that asks for the same."""

    inputs: str
    words: tuple[Words, ...]
    silences: Silences
    language: Language
    pace: Pace

    @property
    def utterance(self) -> Utterance:
        return Utterance(tuple(each.text for each in self.words), self.language, self.pace)


def render(orders: Sequence[Order], voice: Voice, cache: Path, progress: Progress | None = None) -> dict[Key, Sound]:
    """A sound for every order, from the cache where the same words were rendered before.

    Whatever was rendered well is kept even if another prompt fails, so the next run does only the rest.

    Raises:
        RenderError: names every prompt that failed twice, with the reason; or says that the voice or the disk is
            missing, in which case nothing more was tried.
    """
    try:
        kept = SoundCache(cache)
        kept.sweep()
        return _Rendering(voice, kept, progress or (lambda _done, _total: None)).run(orders)
    except OSError as error:
        raise RenderError(f"Sounds could not be written to {cache}: {error.strerror or error}.") from error
    except VoiceMissingError as error:
        raise RenderError(f"Nothing can be rendered. {error}") from error


class _Rendering:
    """One run: which jobs are open, and what became of the others."""

    def __init__(self, voice: Voice, cache: SoundCache, progress: Progress) -> None:
        self._voice, self._cache, self._progress = voice, cache, progress

    def run(self, orders: Sequence[Order]) -> dict[Key, Sound]:
        jobs = {order.key: self._job(order) for order in orders}
        found = {job.inputs: self._cache.find(job.inputs) for job in jobs.values() if job.words}
        todo = {job.inputs: job for job in jobs.values() if job.words and found[job.inputs] is None}
        made, failed = self._speak_all(todo, before=len(found) - len(todo))
        sounds = {inputs: sound for inputs, sound in {**found, **made}.items() if sound}
        troubles = [
            f"{key[0]} ({key[1]}, {key[2]}): {failed.get(job.inputs, 'There is nothing to say.')}"
            for key, job in jobs.items()
            if job.inputs not in sounds
        ]
        if troubles:
            many = "1 prompt" if len(troubles) == 1 else f"{len(troubles)} prompts"
            raise RenderError("\n".join([f"{many} could not be turned into sound.", *troubles]))
        return {key: sounds[job.inputs] for key, job in jobs.items()}

    def _job(self, order: Order) -> _Job:
        pieces = phrased(order.spoken, order.said_at)
        words = tuple(piece for piece in pieces if isinstance(piece, Words))
        silences = Silences(tuple(piece for piece in pieces if isinstance(piece, Pause)), order.tail_ms)
        _prompt, language, _pace = order.key
        settings = self._voice.settings(language, order.said_at)
        recipe = [
            *(self._voice.name, self._voice.version, settings, CHAIN, order.tail_ms),
            [piece.text if isinstance(piece, Words) else piece.ms for piece in pieces],
        ]
        inputs = hashlib.sha256(json.dumps(recipe).encode()).hexdigest()
        return _Job(inputs, words, silences, language, order.said_at)

    def _speak_all(self, todo: Mapping[str, _Job], before: int) -> tuple[dict[str, Sound], dict[str, str]]:
        """Speak on every core; a thread each is enough, since the work is in child processes and in numpy."""
        made: dict[str, Sound] = {}
        failed: dict[str, str] = {}
        total = before + len(todo)
        self._progress(before, total)
        pool = ThreadPoolExecutor(max_workers=os.cpu_count() or 2, thread_name_prefix="render")
        try:
            running: dict[Future[Sound], str] = {pool.submit(self._speak, job): job.inputs for job in todo.values()}
            for done, future in enumerate(as_completed(running), start=1):
                try:
                    made[running[future]] = future.result()
                except VoiceMissingError:
                    raise
                except VoiceError as error:
                    failed[running[future]] = str(error)
                self._progress(before + done, total)
        finally:
            # On Ctrl-C or a full disk the prompts that have not begun are dropped; those in hand end by themselves.
            pool.shutdown(wait=True, cancel_futures=True)
        return made, failed

    def _speak(self, job: _Job) -> Sound:
        """Try once, and once more after a crash, a time-out or a bad result."""
        for _ in range(_TRIES - 1):
            try:
                return self._attempt(job)
            except VoiceMissingError:
                raise
            except VoiceError:
                continue
        return self._attempt(job)

    def _attempt(self, job: _Job) -> Sound:
        with self._cache.work_folder() as folder:
            paths = self._voice.speak(job.utterance, folder)
            try:
                stretches = [path.read_bytes() for path in paths]
            except FileNotFoundError as error:
                raise VoiceError("The voice did not write its sound.") from error
        if len(stretches) != len(job.words):
            raise VoiceError("The voice did not say all of the words.")
        wav = telephone_sound(stretches, job.silences)
        measured = measure(wav)
        faults = _faults(measured, job)
        if faults:
            raise VoiceError(" ".join(faults))
        return self._cache.keep(job.inputs, wav, round(measured.seconds, 3))


def _faults(found: Measured, job: _Job) -> list[str]:
    """What is wrong with a finished sound, a sentence each."""
    characters = sum(len(each.text) for each in job.words)
    silence = (sum(pause.ms for pause in job.silences.pauses) + job.silences.tail_ms + LEAD_MS) / 1000
    speech = found.seconds - silence
    shortest, longest = (characters * each for each in _SECONDS_PER_CHARACTER)
    faults = []
    if (found.hertz, found.channels, found.subtype) != (8000, 1, "ULAW"):
        faults.append("The sound is not in the telephone format.")
    if not shortest <= speech <= longest + _SPARE_SECONDS:
        faults.append(f"{characters} characters took {speech:.1f} seconds, which cannot be right.")
    if not _LEVELS[0] <= found.level <= _LEVELS[1]:
        faults.append(f"The speech level is {found.level:.1f} dBov; it should be -24.")
    if found.peak > _PEAK:
        faults.append(f"The loudest peak is {found.peak:.1f} dBFS; it should be -3 at most.")
    if not _LEAD_MS[0] <= found.lead_ms <= _LEAD_MS[1]:
        faults.append(f"The silence before the words is {found.lead_ms:.0f} ms; it should be 50 to 150.")
    if abs(found.tail_ms - job.silences.tail_ms) > _TAIL_OFF_MS:
        faults.append(f"The silence after the words is {found.tail_ms:.0f} ms; it should be {job.silences.tail_ms}.")
    return faults
