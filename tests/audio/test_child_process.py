"""Children that stay: many jobs each, as many as are needed, a fresh one after a failure, and none left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ivr.audio.child_process import Children, run_child
from ivr.audio.voice import VoiceMissingError
from ivr.errors import VoiceError

# Answers each job with its own process id, after doing what the job says.
PROGRAM = """
import json, os, sys, time
for line in sys.stdin:
    job = json.loads(line)
    time.sleep(job.get("sleep", 0))
    if job.get("noise"): sys.stderr.write("x" * 300000)
    if job.get("dies"): sys.stderr.write("Too bad."); sys.exit(job["dies"])
    if job.get("says"): print(job["says"], flush=True); continue
    if job.get("kills"): os.kill(os.getpid(), job["kills"])
    print(json.dumps({"pid": os.getpid()}), flush=True)
"""


@pytest.fixture
def children() -> Iterator[Children]:
    """Children that do as they are told."""
    made = Children((sys.executable, "-c", PROGRAM))
    yield made
    made.close()


def alive(pid: int) -> bool:
    """Whether there is such a process, dead ones that nobody has fetched left out."""
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False


def soon(happens: Callable[[], bool]) -> bool:
    """Whether something happens within five seconds."""
    until = time.monotonic() + 5
    while not happens() and time.monotonic() < until:
        time.sleep(0.02)
    return happens()


def test_one_child_takes_one_job_after_another(children: Children) -> None:
    """What it has loaded stays loaded."""
    assert len({children.ask({}, 10)["pid"] for _ in range(5)}) == 1


def test_jobs_at_the_same_time_have_a_child_each_and_the_next_ones_find_them_free(children: Children) -> None:
    """Two cores speak with two."""
    found: list[int] = []
    for _ in range(2):
        threads = [
            threading.Thread(target=lambda: found.append(children.ask({"sleep": 0.2}, 10)["pid"])) for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(found) == 4
    assert len(set(found)) == 2


@pytest.mark.parametrize(
    ("job", "says"),
    [
        ({"sleep": 60}, "took longer than 0.5 seconds"),
        ({"dies": 1}, "stopped with an error: Too bad."),
        ({"kills": int(signal.SIGSEGV)}, r"crashed \(signal 11\)"),
        ({"says": "Hello!"}, "no answer: 'Hello!"),
        ({"says": "7"}, "no answer: '7"),
    ],
)
def test_a_child_that_fails_is_not_asked_again(children: Children, job: dict[str, object], says: str) -> None:
    """The next job has a fresh one, and the first is gone."""
    first = children.ask({}, 10)["pid"]
    with pytest.raises(VoiceError, match=says):
        children.ask(job, 0.5)
    assert not alive(first)
    assert children.ask({}, 10)["pid"] != first


def test_a_child_that_died_between_two_jobs_is_replaced(children: Children) -> None:
    """Without losing the job."""
    first = children.ask({}, 10)["pid"]
    os.kill(first, signal.SIGKILL)
    assert soon(lambda: not alive(first))
    assert children.ask({}, 10)["pid"] != first


def test_a_child_that_is_missing_something_says_so(children: Children) -> None:
    """Exit code 3: trying again is no use."""
    with pytest.raises(VoiceMissingError, match=r"Too bad\."):
        children.ask({"dies": 3}, 10)


def test_a_child_may_complain_as_much_as_it_likes(children: Children) -> None:
    """A pipe that nobody reads would have stopped it for ever."""
    assert children.ask({"noise": 1}, 10)["pid"] == children.ask({"noise": 1}, 10)["pid"]


def test_closing_ends_them(children: Children) -> None:
    """Their input ends, and so do they."""
    pid = children.ask({}, 10)["pid"]
    children.close()
    assert not alive(pid)


def test_children_of_a_closed_voice_end_with_their_job(children: Children) -> None:
    """Somebody who asks late is still answered."""
    children.close()
    assert not alive(children.ask({}, 10)["pid"])


def test_a_voice_that_nobody_closed_leaves_no_child_when_it_is_forgotten() -> None:
    """Nothing depends on good manners."""
    made = Children((sys.executable, "-c", PROGRAM))
    pid = made.ask({}, 10)["pid"]
    del made
    assert soon(lambda: not alive(pid))


@pytest.mark.parametrize("how", ["kill -9", "Ctrl-C", "the end"])
def test_no_child_outlives_its_parent(how: str) -> None:
    """However that ends, even without a chance to tidy up."""
    program = (
        "import sys, time\n"
        "from ivr.audio.child_process import Children\n"
        f"children = Children((sys.executable, '-c', {PROGRAM!r}))\n"
        "print(children.ask({}, 10)['pid'], flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdin is not None
        pid = int(parent.stdout.readline())
        assert alive(pid)
        if how == "the end":
            parent.stdin.close()
        else:
            parent.send_signal(signal.SIGKILL if how == "kill -9" else signal.SIGINT)
        assert soon(lambda: not alive(pid))


def test_a_program_that_is_not_there_is_one_sentence() -> None:
    """For both kinds of children."""
    with pytest.raises(VoiceMissingError, match="could not be started"):
        Children(("/nonexistent/voice",)).ask({}, 10)
    with pytest.raises(VoiceMissingError, match="could not be started"):
        run_child(("/nonexistent/voice",), {}, 10)
