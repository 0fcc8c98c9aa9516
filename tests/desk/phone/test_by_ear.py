"""What is said to somebody on a telephone of a recording: words for a telephone, two things at most."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from ivr.audio.intake.checks import Finding, Reading, Reason, check
from ivr.audio.intake.qualities import Qualities
from ivr.content.model import Kind
from ivr.content.readers.staff import read_staff
from ivr.content.staff import FILE
from ivr.desk.phone.by_ear import MOST_SAID, aloud, by_ear
from tests.editions.shelves import shipped

WORDS = read_staff({f"en/{FILE}": shipped()[f"en/{FILE}"]}, "en")[0]
GOOD = Qualities(
    seconds=6.0,
    start=0.5,
    end=5.0,
    level=-20.0,
    peak=-4.0,
    flat_ppm=0.0,
    crowding=0.0,
    crest=16.0,
    noise=-60.0,
    pauses=(0.5,),
    hum=-80.0,
    offset=0.0,
)
READING = Reading("Coping day to day. Press one.", Kind.CHOICE)
BAD = (
    (replace(GOOD, level=-99.0), 0.0),
    (replace(GOOD, level=-45.0, noise=-46.0, flat_ppm=9e5, crowding=1.0), 0.0),
    (replace(GOOD, start=0.0, end=6.0, pauses=(4.0,)), 0.0),
    (replace(GOOD, end=0.6), 0.0),
    (replace(GOOD, seconds=60.0, end=59.0), 0.0),
    (replace(GOOD, pauses=(0.1,), hum=-30.0, offset=0.2), 0.0),
    (GOOD, -40.0),
)


def findings() -> list[Finding]:
    """Everything that the checks can find, but for what the later steps say."""
    verdicts = [check(found, READING, mono) for found, mono in BAD]
    return [each for verdict in verdicts for each in (*verdict.faults, *verdict.warnings)]


def test_every_finding_has_words_for_a_telephone() -> None:
    """None speaks of a microphone, a file, a button or decibels; each is a sentence of the staff line's words."""
    found = findings()
    assert {each.reason for each in found} == set(Reason) - {Reason.GATE, Reason.WORDS, Reason.BESIDE}
    for each in found:
        (said,) = by_ear([each.says], WORDS)
        assert said in WORDS.values(), each
        assert not re.search(r"microphone|file|press record|dB|[0-9]", said), each
        assert each.reason in {Reason.CANCELS, Reason.OFFSET} or said != WORDS["fault.other"], each


def test_two_things_are_said_at_most_and_none_twice() -> None:
    """The first ones, in their order."""
    says = [each.says for each in findings()]
    assert len(by_ear(says, WORDS)) == MOST_SAID == 2
    assert by_ear([says[0], says[0]], WORDS) == (WORDS["fault.silent"],)


@pytest.mark.parametrize(
    ("says", "said"),
    [
        ("You recorded it once more after this, and that one was kept.", None),
        ("It cannot be made into a good telephone sound. Peaks are at -1.0 dB.", "fault.other"),
        ("The file is damaged: parts of its sound cannot be read.", "fault.other"),
        ("The words of this prompt have changed since you heard them. Please record it again.", None),
    ],
)
def test_other_sentences_are_said_as_they_are(says: str, said: str | None) -> None:
    """Unless they are about what nobody on a telephone has."""
    assert by_ear([says], WORDS) == (WORDS[said] if said else says,)


@pytest.mark.parametrize(
    ("says", "said"),
    [
        ("There is no prompt greeting.name (en). `ivr prompts` lists them.", ("There is no prompt greeting.name.",)),
        ("Nobody is called so; `ivr staff list` shows it. Ask an admin.", ("Nobody is called so. Ask an admin.",)),
        ("It has changed. Look at `ivr drafts. And so`, then again. Call later.", ("It has changed. Call later.",)),
        ("`ivr staff add` makes the first person an admin.", ()),
        ("It is too quiet (-45 dB). Go nearer: a hand away.", ("It is too quiet. Go nearer: a hand away.",)),
    ],
)
def test_nobody_on_a_telephone_hears_a_command(says: str, said: tuple[str, ...]) -> None:
    """The part of the sentence that it stands in is not said; what else there is to say is."""
    assert aloud([says]) == said


def test_without_words_of_its_own_the_sentence_is_said() -> None:
    """An edition may be older than some of them."""
    assert by_ear(["It is too quiet (-45 dB). Go nearer."], {}) == ("It is too quiet. Go nearer.",)
