"""What a content teaches: the same every time, in a second or two, and never at the price of an answer."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from structlog.testing import capture_logs

from ivr.content.model import Content
from ivr.flow.texting.answer import answer
from ivr.flow.texting.meaning import CRISIS, STOP, Likely
from ivr.flow.texting.thread import Kind, OptOut, Texted, Thread
from ivr.meaning import of_content
from ivr.meaning.learnt import Learnt, learn
from ivr.meaning.lessons import lessons
from ivr.meaning.of_content import meaning_of
from ivr.meaning.pieces import split

ROOT = Path(__file__).parents[2]
PRINT = """
import hashlib
from pathlib import Path
from ivr.content.readers import read_content
from ivr.editions.freeze import read_folder
from ivr.meaning.learnt import learn
from ivr.meaning.lessons import lessons
content, _ = read_content(read_folder(Path("content")))
print(hashlib.sha256(learn(lessons(content)).weights.tobytes()).hexdigest())
"""


@pytest.fixture(scope="module")
def learnt(content: Content) -> Learnt:
    """What the line's own content teaches, learnt once."""
    return learn(lessons(content))


def test_it_learns_in_seconds(content: Content) -> None:
    """Thirty thousand lessons take five seconds of work, and no more than twelve on a slow machine; 20 MB are kept."""
    started = time.process_time()
    found = learn(lessons(content))
    assert time.process_time() - started < 12
    assert found.weights.nbytes < 20_000_000


def test_two_processes_agree(learnt: Learnt) -> None:
    """A text is understood alike whichever worker it comes to: the weights are the same bit by bit."""
    other = subprocess.run([sys.executable, "-c", PRINT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert other.stdout.strip() == hashlib.sha256(learnt.weights.tobytes()).hexdigest()


def test_likely_is_a_share_of_one(learnt: Learnt) -> None:
    """The places of a language add up to one; dangers are finite, whatever is asked."""
    for text in ("what are my chances", "", "\U0001f6d1", "x" * 5000, "98.6 " * 300):
        likely = learnt(text)
        assert sum(likely.places["en"].values()) == pytest.approx(1)
        assert all(np.isfinite(odds) for odds in likely.dangers.values())


def test_a_line_that_staff_add_is_learnt(content: Content) -> None:
    """A wording that nothing tells of gets the crisis reply once examples of it stand in the list."""
    said = "the marmalade giraffe wardrobe again"
    assert _kind(content, said) is not Kind.CRISIS
    lists = content.safety.examples
    more = (
        "marmalade curtain turned blue",
        "my marmalade curtain turned blue now",
        "the curtain of marmalade is blue again",
    )
    taught = replace(content, safety=replace(content.safety, examples={**lists, CRISIS: (*lists[CRISIS], *more)}))
    assert _kind(taught, said) is Kind.CRISIS


def test_without_examples_the_rules_answer_alone(content: Content) -> None:
    """An old edition may have none: danger and stop are found by their words."""
    bare = replace(content, safety=replace(content.safety, examples={}))
    assert CRISIS not in meaning_of(bare)("i want to die").dangers
    assert _kind(bare, "i want to die") is Kind.CRISIS
    assert _kind(bare, "please stop texting me") is Kind.STOP


def test_a_broken_model_is_an_alarm_and_no_silence(content: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether learning or asking fails, the rules answer, the log says so, and the text is not in it."""

    def broken(*_: object) -> Likely:
        raise ValueError("i want to die")

    with capture_logs() as logs:
        asked = of_content._Guarded(broken)  # noqa: SLF001 - the guard itself is what is tried
        turn = answer(content, Thread("en"), Texted("i want to die"), OptOut.OWN, asked)
    assert turn.kind is Kind.CRISIS
    assert [each["event"] for each in logs] == ["meaning.failed"]
    assert "die" not in str(logs)
    monkeypatch.setattr(of_content, "_learnt", broken)
    with capture_logs() as logs:
        assert _kind(replace(content), "i want to die") is Kind.CRISIS
    assert [each["event"] for each in logs] == ["meaning.failed"]


def test_a_reading_of_a_thermometer_is_told_from_other_numbers() -> None:
    """Its kind is what counts, so that no single number is learnt by heart."""
    assert split("temp 98.2") == ["temp", "mildf"]
    assert split("38,9!") == ["hotc"]
    assert split("room 101, $450") == ["room", "hotfwhole", "450"]
    assert split("call 988") == ["call", "988"]
    assert split("no \U0001f6d1")[-1] == "\u2022\U0001f6d1"


def test_stop_is_learnt_in_spanish_too(learnt: Learnt) -> None:
    """The lists hold both languages, whatever is published."""
    assert learnt("ya no me manden mas mensajes por favor").dangers[STOP] > 0


def _kind(content: Content, text: str) -> Kind:
    return answer(content, Thread("en"), Texted(text), OptOut.OWN, meaning_of(content)).kind
