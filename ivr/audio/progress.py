"""How far a long run is: a bar with the time left on a terminal, a plain line every few seconds elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

_SECONDS_BETWEEN_LINES = 5.0


@contextmanager
def showing(title: str, stream: TextIO | None = None) -> Iterator[Callable[[int, int], None]]:
    """A callable `(done, total)` that shows the progress on standard error (or `stream`) while the block runs."""
    out = stream or sys.stderr
    if not out.isatty():
        yield _lines(title, out)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=out)) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _lines(title: str, out: TextIO) -> Callable[[int, int], None]:
    started = said = time.monotonic()
    first: int | None = None

    def show(done: int, total: int) -> None:
        nonlocal said, first
        now = time.monotonic()
        first = done if first is None else first
        if first == total or (done < total and now - said < _SECONDS_BETWEEN_LINES):
            return
        said = now
        fresh = done - first
        left = f", about {(now - started) / fresh * (total - done):.0f} s left" if fresh and done < total else ""
        out.write(f"{title}: {done} of {total}{left}\n")
        out.flush()

    return show
