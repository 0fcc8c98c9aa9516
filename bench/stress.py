"""Renders under stress: 2,000 of them with the real voice, and every sound looked at afterwards.

Voices, paces, 1 to 300 words, children killed while they speak, two processes on one cache, wrong input, no engine, a
full disk, Ctrl-C and kill -9. Counted are sounds that are missing, sounds that are not as long as a calm render of the
same words, half files, and failures that are no sentence; it exits with 1 if there is any. A prompt may be refused in a
sentence, and must then come out right when it is tried again in peace. Run it from the project's folder with
`python -m bench.stress`.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.context import SpawnProcess
from pathlib import Path

from bench.stressed import BATCH, Case, Lengths, Tally, calm_renders, check, finish, invented, tried
from ivr.audio.measure import measure
from ivr.audio.order import Order
from ivr.audio.render import render
from ivr.audio.voices.pyttsx3_voice import Pyttsx3Voice
from ivr.content.model import Pace
from ivr.errors import IvrError

REFUSED = 2  # exit code of a process whose render ended with a sentence


def in_all_voices(cases: Sequence[Case], calm: Lengths, cache: Path) -> Tally:
    """Many at once, in every voice, pace and length."""
    tally = Tally("all voices, paces and lengths")
    made, _ = tried(cases, cache, tally)
    tally.missing += tally.refused  # nothing disturbed them
    tally.notes += [f"missing: {each}" for each in tally.said]
    check(made, calm, cache, tally)
    finish(cases, calm, cache, tally)
    return tally


def with_killed_children(cases: Sequence[Case], calm: Lengths, cache: Path, chance: random.Random) -> Tally:
    """Children die at random moments, some of them twice in the same prompt."""
    tally = Tally("children killed")
    with killing(chance) as kills:
        made, refused = tried(cases, cache, tally)
    tally.title += f" ({len(kills)} of them)"
    check(made, calm, cache, tally)
    finish(refused, calm, cache, tally)
    finish(cases, calm, cache, tally)
    return tally


@contextmanager
def killing(chance: random.Random) -> Iterator[list[int]]:
    """Kill children of this process, one every moment, while the block runs."""
    kills: list[int] = []
    done = threading.Event()

    def kill() -> None:
        while not done.wait(chance.uniform(0.1, 0.6)):
            tasks = Path("/proc/self/task").glob("*/children")
            children = [int(pid) for task in tasks for pid in task.read_text(encoding="ascii").split()]
            if children:
                kills.append(chance.choice(children))
                os.kill(kills[-1], signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield kills
    finally:
        done.set()
        thread.join()


def apart(cases: Sequence[Case], cache: Path, largest: int | None) -> None:
    """What a process of its own does: render everything, with no room for files over `largest` bytes."""
    os.setsid()  # so that Ctrl-C reaches it and its children, and nobody else
    signal.signal(signal.SIGINT, signal.default_int_handler)  # what is started in the background ignores it
    if largest is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    tally = Tally("apart")
    try:
        tried(cases, cache, tally)
    except KeyboardInterrupt:
        sys.exit(REFUSED)
    sys.exit(1 if tally.no_sentence else REFUSED if tally.refused else 0)


def started(cases: Sequence[Case], cache: Path, largest: int | None = None) -> SpawnProcess:
    """Such a process."""
    process = get_context("spawn").Process(target=apart, args=(cases, cache, largest))
    process.start()
    return process


def two_at_once(cases: Sequence[Case], calm: Lengths, cache: Path) -> Tally:
    """Two processes render the same prompts into the same cache."""
    tally = Tally("two processes, one cache", renders=2 * len(cases))
    processes = [started(each, cache) for each in (cases, cases[::-1])]
    for process in processes:
        process.join()
        tally.no_sentence += process.exitcode != 0
    finish(cases, calm, cache, tally)
    return tally


def on_a_full_disk(cases: Sequence[Case], calm: Lengths, folder: Path, chance: random.Random) -> Tally:
    """No file may grow beyond a size that is too small for some of them: the engine's, ours, or the index."""
    tally = Tally("full disk")
    for number, start in enumerate(range(0, len(cases), 2 * BATCH)):
        some, cache = cases[start : start + 2 * BATCH], folder / str(number)
        process = started(some, cache, round(10 ** chance.uniform(1, 6)))
        process.join()
        tally.renders += len(some)
        tally.refused += process.exitcode == REFUSED
        tally.no_sentence += process.exitcode not in {0, REFUSED}
        finish(some, calm, cache, tally)
    return tally


def interrupted(cases: Sequence[Case], calm: Lengths, folder: Path, chance: random.Random) -> Tally:
    """Ctrl-C or kill -9 in the middle; what a killed one leaves in its work folder is no sound and is swept later."""
    tally = Tally("Ctrl-C or kill -9")
    for number, start in enumerate(range(0, len(cases), 2 * BATCH)):
        some, cache = cases[start : start + 2 * BATCH], folder / str(number)
        how = signal.SIGKILL if number % 2 else signal.SIGINT
        process = started(some, cache)
        wait_for(cache / "work")
        time.sleep(chance.uniform(0, 1))
        if process.is_alive() and process.pid:
            os.killpg(process.pid, how)
        process.join(20)
        tally.renders += len(some)
        tally.refused += 1
        tally.no_sentence += process.exitcode not in {0, REFUSED, -how}
        finish(some, calm, cache, tally, tidy=how is signal.SIGINT)
    return tally


def wait_for(path: Path) -> None:
    """Until it is there, ten seconds at most."""
    until = time.monotonic() + 10
    while not path.exists() and time.monotonic() < until:
        time.sleep(0.01)


WRONG_WORDS: Mapping[str, str] = {
    "nothing": "",
    "only a pause": " … ",
    "only signs": "?! , ; -",
    "20 kB": "call your care team now " * 850,
    "a word of 5,000 letters": "a" * 5000,
    "control characters": "Call\x00 your\x07 care\x1b[0m team\x7f now.",
    "half a character": "Call \ud800 now.",
    "emoji": "\U0001f600 \U0001f44d\U0001f3fd",
    "another alphabet": "\u0434\u0430 \u4f60\u597d",
    "markup": "<speak><break time='9999s'/> Call [[ now ]] & \"wait\".</speak>",
    "blank lines": "\n\n\nCall.\n\n\n\nNow.\n",
}
WRONG_VOICES = ("gmw/nobody", "gmw/en-us+nobody", "", "../../../etc/passwd", "gmw/en-us\n", "x" * 5000)
WRONG_CHILDREN: Mapping[str, tuple[str, ...]] = {
    "no program": ("/nonexistent/voice",),
    "no engine": ("-c", "import sys; sys.modules.update(pyttsx3=None, espeakng_loader=None)\n{child}"),
    "nothing written": ("-c", "pass"),
    "an error": ("-c", "raise SystemExit(1)"),
    "a crash": ("-c", "import os; os.abort()"),
    "hangs": ("-c", "import time; time.sleep(60)"),
    "half a file": ("-c", "import sys, json; open(json.load(sys.stdin)['stretches'][0][1], 'wb').write(b'RIFF')"),
}


def wrong_input(cache: Path) -> Tally:
    """Words, voices and engines that are not right: a sentence or a whole sound, nothing else."""
    tally = Tally("wrong words, voices and engines")
    voices = [(f"voice {name[:20]!r}", Pyttsx3Voice(voices={"en": name}), "Call now.") for name in WRONG_VOICES]
    voices += [(f"words: {title}", Pyttsx3Voice(), words) for title, words in WRONG_WORDS.items()]
    for title, (program, *rest) in WRONG_CHILDREN.items():
        own = Pyttsx3Voice().child[-1]
        command = [sys.executable, "-P", program, *(each.format(child=own) for each in rest)] if rest else [program]
        voices.append((f"engine: {title}", Pyttsx3Voice(timeout=1.0, child=command), "Call now."))
    for title, voice, words in voices:
        for pace in Pace:
            tally.renders += 1
            key = ("wrong", "en", pace.value)
            try:
                sound = render([Order(key, words)], voice, cache)[key]
                measure((cache / "sounds" / sound.file).read_bytes())
            except IvrError:
                tally.refused += 1
            except Exception as error:  # noqa: BLE001 - counted, which is the point
                tally.no_sentence += 1
                tally.notes.append(f"{title}: {error!r}")
    finish([], {}, cache, tally)
    return tally


def shown(tallies: Sequence[Tally]) -> None:
    """The table."""
    say = sys.stdout.write
    row = "{:42} {:>8} {:>8} {:>8} {:>13} {:>11} {:>12}".format
    say(row("stress", "renders", "refused", "missing", "wrong length", "half files", "no sentence") + "\n")
    for each in (*tallies, total(tallies)):
        figures = (each.renders, each.refused, each.missing, each.wrong_length, each.half, each.no_sentence)
        say(row(each.title, *figures) + "\n")
        for note in each.notes[:5]:
            say(f"    {note}\n")


def total(tallies: Sequence[Tally]) -> Tally:
    """All of them together."""
    names = ("renders", "refused", "missing", "wrong_length", "half", "no_sentence")
    return Tally("together", **{name: sum(getattr(each, name) for each in tallies) for name in names})


def main() -> int:
    """Run every kind of stress and print what came of it; 1 if anything was missing, wrong or half."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--renders", type=int, default=2000, help="how many in all, about (default: 2000)")
    arguments.add_argument("--seed", type=int, default=1, help="for the random choices (default: 1)")
    asked = arguments.parse_args()
    chance, began = random.Random(asked.seed), time.monotonic()  # noqa: S311 - not for secrets
    cases = invented(chance, max(asked.renders // 5, 1))
    with tempfile.TemporaryDirectory(prefix="stress-") as name:
        folder = Path(name)
        calm = calm_renders(cases, folder / "calm")
        some = chance.sample(cases, max(len(cases) // 2, 1))
        tallies = [
            in_all_voices(cases, calm, folder / "all"),
            with_killed_children(cases, calm, folder / "killed", chance),
            two_at_once(cases, calm, folder / "two"),
            on_a_full_disk(some, calm, folder / "full", chance),
            interrupted(some, calm, folder / "interrupted", chance),
            wrong_input(folder / "wrong"),
        ]
    shown(tallies)
    sys.stdout.write(f"{len(cases)} prompts, {time.monotonic() - began:.0f} s\n")
    return 1 if total(tallies).bad else 0


if __name__ == "__main__":
    sys.exit(main())
