"""Engines in child processes, speaking or listening: one for a single job, or one that stays for many."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ivr.audio.voice import VoiceMissingError
from ivr.audio.voices.espeak_exit import MISSING
from ivr.errors import VoiceError

_PACKAGE = str(Path(__file__).resolve().parents[2])
_END_SECONDS = 5.0


def command(module: str) -> tuple[str, ...]:
    """How to start the `main` of a module of ours as a child; what it is given on the command line comes after.

    It finds what its parent finds, and this very package wherever that was started; -P keeps its folder out, and
    without -S it would spend a quarter of its time on looking for what is installed.
    """
    places = [*filter(None, sys.path), _PACKAGE]
    start = f"import sys; sys.path[:] = {places!r}; from {module} import main; sys.exit(main())"
    return (sys.executable, "-P", "-S", "-c", start)


def run_child(child: Sequence[str], job: Mapping[str, object], timeout: float) -> str:
    """Give one job to a child that ends with it; what it printed.

    Raises:
        VoiceError: it failed, crashed, or took longer than `timeout` seconds.
        VoiceMissingError: it could not be started, or says that the engine or voice is not there.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell; the words go in by standard input
            list(child), input=json.dumps(job), capture_output=True, text=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise VoiceError(f"The voice took longer than {timeout:g} seconds and was stopped.") from error
    except OSError as error:
        raise VoiceMissingError(f"The voice's program could not be started: {error.strerror}.") from error
    if done.returncode:
        raise _failure(done.returncode, done.stderr)
    return done.stdout


class Children:
    """Children that stay: each takes one job after another, and as many live as there are jobs at the same time.

    A child is sent one line of JSON for a job and answers with one line. It must end when its standard input does, so
    that none outlives its parent, however that ends.
    """

    def __init__(self, child: Sequence[str]) -> None:
        self._child = tuple(child)
        self._idle: list[_Lasting] = []
        self._lock = threading.Lock()
        self._open = True
        # For an owner that forgets to close, and for the end of the program.
        weakref.finalize(self, _end_all, self._idle)

    def ask(self, job: Mapping[str, object], timeout: float) -> dict[str, Any]:
        """The answer of a child that is free; raises as `run_child` does, and never reuses a child that failed."""
        with self._lent() as child:
            return child.ask(job, timeout)

    def close(self) -> None:
        """End the children that are free; one at work ends with its job."""
        self._open = False
        _end_all(self._idle)

    @contextmanager
    def _lent(self) -> Iterator[_Lasting]:
        with self._lock:
            child = self._idle.pop() if self._idle else None
        if child is None or not child.alive():
            if child is not None:
                child.end()
            child = _Lasting(self._child)
        try:
            yield child
        except BaseException:
            child.end(kill=True)
            raise
        with self._lock:
            self._idle.append(child)
        if not self._open:
            _end_all(self._idle)


class _Lasting:
    """One such child."""

    def __init__(self, child: tuple[str, ...]) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `end`; a pipe nobody reads would fill up
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                child, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said, text=True
            )
        except OSError as error:
            self._said.close()
            raise VoiceMissingError(f"The voice's program could not be started: {error.strerror}.") from error

    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def ask(self, job: Mapping[str, object], timeout: float) -> dict[str, Any]:
        late = threading.Event()

        def stop() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(timeout, stop)
        timer.daemon = True
        timer.start()
        try:
            answer = self._exchanged(json.dumps(job))
        finally:
            timer.cancel()
        if late.is_set():
            raise VoiceError(f"The voice took longer than {timeout:g} seconds and was stopped.")
        if not answer.endswith("\n"):
            self._process.kill()
            self._said.seek(0)
            raise _failure(self._process.wait(), self._said.read().decode(errors="replace"))
        try:
            return dict(json.loads(answer))
        except (ValueError, TypeError) as error:
            raise VoiceError(f"The voice answered with something that is no answer: {answer[:60]!r}.") from error

    def _exchanged(self, line: str) -> str:
        """The line that answers a line; cut or empty where the child is gone."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            return ""
        with suppress(OSError):
            stdin.write(line + "\n")
            stdin.flush()
            return stdout.readline()
        return ""

    def end(self, *, kill: bool = False) -> None:
        """Let it end, and make it end where it does not."""
        if kill:
            self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._said.close()


def _end_all(idle: list[_Lasting]) -> None:
    while idle:
        try:
            child = idle.pop()
        except IndexError:  # another thread was faster
            return
        child.end()


def _failure(code: int, stderr: str) -> VoiceError:
    said = stderr.strip().splitlines()
    if code == MISSING:
        return VoiceMissingError(said[-1] if said else "The speech engine is not there.")
    if code < 0:
        return VoiceError(f"The voice crashed (signal {-code}).")
    return VoiceError(f"The voice stopped with an error: {said[-1] if said else f'code {code}'}")
