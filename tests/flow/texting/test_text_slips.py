"""What a misspelt word may stand for, and what is never touched."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.content.model import Content
from ivr.flow.texting.mind import mind_of
from ivr.flow.texting.reading import read_text
from ivr.flow.texting.slips import Slips

LISTED = ("suicide", "myself", "kill", "breathe", "bleeding", "want", "die", "chest", "pain", "stop")
ORDINARY = ("i", "to", "a", "did", "shop", "step", "cooking", "breeding", "the", "cant")
SLIPS = Slips.of(LISTED, [ORDINARY])


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("kil", "kill"),
        ("mysef", "myself"),
        ("mslef", "myself"),
        ("suiside", "suicide"),
        ("sucide", "suicide"),
        ("wnt", "want"),
        ("bleding", "bleeding"),
        ("brethe", "breathe"),
        ("dei", "die"),
        ("k1ll", "kill"),
        ("pa1n", "pain"),
        ("killll", "kill"),
        ("chst", "chest"),
    ],
)
def test_a_slip_stands_for_the_listed_word(word: str, meant: str) -> None:
    """A letter missing, doubled, swapped or wrong; the same sound; no vowels; digits for letters."""
    assert (meant,) in SLIPS.mended(word)


@pytest.mark.parametrize("word", [*ORDINARY, *LISTED, "xqzvw", "12345", ""])
def test_right_words_and_no_words_are_left_alone(word: str) -> None:
    """Nobody's cooking becomes choking."""
    assert SLIPS.mended(word) == ()


def test_words_without_spaces_are_parted() -> None:
    """However they were typed, they are read as words."""
    assert SLIPS.mended("iwanttodie") == (("i", "want", "to", "die"),)
    assert SLIPS.mended("cantbreathe") == (("cant", "breathe"),)


@given(st.sampled_from([word for word in LISTED if len(word) > 3]), st.data())
@settings(max_examples=200, deadline=None)
def test_any_one_slip_in_a_listed_word_is_mended_or_is_another_word(word: str, data: st.DataObject) -> None:
    """Unless the slip makes a word that is right, the word that was meant is among the meanings."""
    at = data.draw(st.integers(1, len(word) - 1))
    letter = data.draw(st.sampled_from("etaoinsr"))
    slip = data.draw(st.sampled_from([word[:at] + word[at + 1 :], word[:at] + letter + word[at:]]))
    assert slip in SLIPS.known or (word,) in SLIPS.mended(slip)


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_is_laid_out(content: Content, text: str) -> None:
    """Every place has a meaning, and the same text is laid out alike."""
    mind = mind_of(content)
    tape = mind.look(read_text(text)).tape
    assert all(meanings and all(meanings) for meanings in tape.read.values())
    assert tape == mind.look(read_text(text)).tape


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("i dont want 2 live", ["i", "do", "not", "want", "to", "live"]),
        ("cant go w/o my meds", ["can", "not", "go", "without", "my", "medicines"]),
        ("I'll just do it", ["i", "will", "do", "it"]),
        ("nau sea", ["nausea"]),
        ("so, the very end", ["end"]),
    ],
)
def test_short_forms_are_written_out_and_fillers_left_out(content: Content, text: str, words: list[str]) -> None:
    """So that a pattern need be written once."""
    tape = mind_of(content).look(read_text(text)).tape
    assert [meanings[0] for meanings in tape.read.values()] == words
