"""Plays a call through whatever sound player this machine has, while the caller may already press keys."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ivr.errors import IvrError
from ivr.phones.handset import Step

# Players that take 8 kHz mu-law WAV, the lightest first, each told to say nothing on the terminal.
PLAYERS: tuple[tuple[str, ...], ...] = (
    ("aplay", "-q"),
    ("paplay",),
    ("afplay",),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "quiet"),
)
# How soon a key silences a sound, in seconds; well under what a caller notices.
_GLANCE = 0.05


class NoPlayerError(IvrError):
    """There is nothing on this machine that could play a sound."""


def player(find: Callable[[str], str | None] = shutil.which) -> tuple[str, ...]:
    """The command of the first player that is installed.

    Raises:
        NoPlayerError: where there is none.
    """
    for program, *options in PLAYERS:
        found = find(program)
        if found:
            return (found, *options)
    names = ", ".join(program for program, *_ in PLAYERS)
    raise NoPlayerError(f"No program that plays sound was found ({names}). Leave out --play: every word is printed.")


class SoundCard:
    """Plays the sounds of one turn after another; `audio` gives the WAV bytes of a sound's address."""

    def __init__(self, command: Sequence[str], audio: Callable[[str], bytes]) -> None:
        self._command = tuple(command)
        self._audio = audio
        self._cut = threading.Event()
        self._off = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, steps: Iterable[Step]) -> None:
        """Begin to play; comes back at once."""
        self.finish()
        self._cut.clear()
        sounds = tuple(step for step in steps if step.kind == "play")
        # A daemon, so that Ctrl-C ends the program even in the middle of a sound.
        self._thread = threading.Thread(target=self._play, args=(sounds,), daemon=True)
        self._thread.start()

    def interrupt(self) -> None:
        """A key was pressed: what may be cut short stops, what may not is heard to its end."""
        self._cut.set()
        self.finish()

    def hang_up(self) -> None:
        """The caller is gone: everything stops."""
        self._off.set()
        self.finish()

    def finish(self) -> None:
        """Wait until everything has been heard."""
        if self._thread:
            self._thread.join()
            self._thread = None

    def _play(self, sounds: Sequence[Step]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "sound.wav"
            for step in sounds:
                if not self._cuts(step):
                    file.write_bytes(self._audio(step.url))
                    self._sound(file, step)

    def _sound(self, file: Path, step: Step) -> None:
        command = (*self._command, str(file))
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as playing:  # noqa: S603
            while playing.poll() is None:
                if self._cuts(step):
                    playing.terminate()
                    return
                time.sleep(_GLANCE)

    def _cuts(self, step: Step) -> bool:
        """Whether a step must not be heard any more."""
        return self._off.is_set() or (step.interruptible and self._cut.is_set())
