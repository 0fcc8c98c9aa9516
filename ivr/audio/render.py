"""Every prompt as a telephone sound: rendered once, checked, and kept; or a list of those that could not be."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from ivr.audio.gates import WORDS_PER_MINUTE, faults, pace_fault
from ivr.audio.measure import Measured, measure
from ivr.audio.order import Key, Order
from ivr.audio.sound_cache import SoundCache
from ivr.audio.telephone import CHAIN, telephone_sound
from ivr.audio.voice import Utterance, Voice, VoiceMissingError
from ivr.content.model import Sound
from ivr.content.spoken import Words
from ivr.errors import RenderError, VoiceError

Progress = Callable[[int, int], None]

log = structlog.get_logger()

_TEMPOS = (0.8, 1.25)  # beyond these a voice sounds odd


@dataclass(frozen=True)
class _Job:
    """What one sound is made from, for every order that asks for the same."""

    inputs: str
    order: Order


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
        jobs = {order.key: _Job(self._inputs(order), order) for order in orders}
        spoken = [job for job in jobs.values() if job.order.stretches]
        found = {job.inputs: self._cache.find(job.inputs) for job in spoken}
        todo = {job.inputs: job for job in spoken if found[job.inputs] is None}
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

    def _inputs(self, order: Order) -> str:
        """The hash of everything that shapes the sound."""
        voice = self._voice
        recipe = [
            *(voice.name, voice.version, voice.settings(order.language, order.said_at)),
            *(CHAIN, repr(voice.band), order.tail_ms, order.paced),
            [piece.text if isinstance(piece, Words) else piece.ms for piece in order.pieces],
            order.utterance(voice.name).phonemes,
        ]
        return hashlib.sha256(json.dumps(recipe, sort_keys=True).encode()).hexdigest()

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
        order = job.order
        utterance = order.utterance(self._voice.name)
        try:
            spoken = self._attempt(order, utterance)
        except VoiceMissingError:
            raise
        except VoiceError:
            spoken = self._attempt(order, utterance)
        wav, measured = self._at_pace(order, utterance, *spoken) if order.paced else spoken
        return self._cache.keep(job.inputs, wav, round(measured.seconds, 3))

    def _at_pace(self, order: Order, utterance: Utterance, wav: bytes, measured: Measured) -> tuple[bytes, Measured]:
        """The sound again at a tempo that brings its words a minute into the range, where it lies outside.

        The pauses stay as they are, so it is the speech alone that must make up for the difference.
        """
        words, (low, high) = order.word_count, WORDS_PER_MINUTE[order.said_at]
        if low <= measured.words_per_minute(words) <= high:
            return wav, measured
        silence = order.expected.silence
        wanted = words * 60 / ((low + high) / 2) - silence
        tempo = (measured.seconds - silence) / wanted if wanted > 0 else _TEMPOS[1]
        try:
            wav, measured = self._attempt(order, replace(utterance, tempo=min(max(tempo, _TEMPOS[0]), _TEMPOS[1])))
        except VoiceMissingError:
            raise
        except VoiceError:
            pass  # a good sound a little off its pace is better than none
        wrong = pace_fault(measured.words_per_minute(words), order.said_at)
        if wrong:
            log.warning("render.pace", prompt=order.key[0], language=order.language, says=wrong)
        return wav, measured

    def _attempt(self, order: Order, utterance: Utterance) -> tuple[bytes, Measured]:
        with self._cache.work_folder() as folder:
            paths = self._voice.speak(utterance, folder)
            try:
                stretches = [path.read_bytes() for path in paths]
            except FileNotFoundError as error:
                raise VoiceError("The voice did not write its sound.") from error
        if len(stretches) != len(utterance.words):
            raise VoiceError("The voice did not say all of the words.")
        wav = telephone_sound(stretches, order.silences, self._voice.band)
        measured = measure(wav)
        wrong = faults(measured, order.expected)
        if wrong:
            raise VoiceError(" ".join(wrong))
        return wav, measured
