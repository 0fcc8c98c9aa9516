"""Table and manifest come back as they were written, and anything else is refused with a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.content.model import Pace, Said, Sound
from ivr.editions import layout
from ivr.errors import EditionError

names = st.text(alphabet="abcdefghij.-0123456789", min_size=1, max_size=20)
words = st.lists(st.text(min_size=1, max_size=9), min_size=1, max_size=3).map(tuple)
said = st.builds(
    Said, words, st.sampled_from(["", "Polly.Joanna"]), st.sampled_from(["", "en-US"]), st.integers(50, 100)
)
played = st.builds(Sound, names, st.floats(0, 100), st.sampled_from(["rendered", "take"]))
provided = st.builds(Sound, st.just("") | names, st.floats(0, 100), st.just("provider"), said)
sounds = st.dictionaries(
    st.tuples(names, st.sampled_from(["en", "es"]), st.sampled_from(Pace)), played | provided, max_size=5
)
paths = st.builds(lambda head, tail: head + tail.replace(".", "-"), st.sampled_from(["content/", "sounds/"]), names)


@given(sounds=sounds)
def test_the_table_reads_back(sounds: dict[tuple[str, str, Pace], Sound]) -> None:
    """Nothing is lost, and the order in which it was made does not matter."""
    raw = layout.write_table(sounds)

    assert layout.read_table(raw) == sounds
    assert layout.write_table(dict(reversed(sounds.items()))) == raw


@pytest.mark.parametrize("sound", [Sound("", 1.0, "rendered"), Sound("", 1.0, "provider", Said(()))])
def test_a_prompt_that_nothing_plays_is_refused(sound: Sound) -> None:
    """It would be a silence in a call."""
    with pytest.raises(EditionError, match="nothing plays greeting"):
        layout.read_table(layout.write_table({("greeting", "en", Pace.NORMAL): sound}))


@given(number=st.integers(1, 10**6), files=st.dictionaries(paths, names, max_size=5))
def test_the_manifest_reads_back(number: int, files: dict[str, str]) -> None:
    """Number and hashes."""
    assert layout.read_manifest(layout.write_manifest(number, files)) == (number, files)


@given(raw=st.binary(max_size=60) | st.text(alphabet='[]{}":,0123456789nulE+-.filesumbr ', max_size=60).map(str.encode))
def test_any_other_bytes_are_refused(raw: bytes) -> None:
    """Never any other exception than ours."""
    for read in (layout.read_table, layout.read_manifest):
        try:
            read(raw)
        except EditionError as told:
            assert "cannot be read" in str(told)  # noqa: PT017 - most, not all, of these bytes are refused


@pytest.mark.parametrize(
    "path",
    ["", "content/", "content//x", "content/./x", "content/../x", "sounds/../../x", "/x", "x", "manifest.json", "..",
     "content/a\nb", "sounds.json/x", "../sounds.json"],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_is_not_inside(path: str) -> None:
    """Only the table, content and sounds are files of an edition."""
    assert not layout.inside(path)
    with pytest.raises(EditionError, match="not a file of an edition"):
        layout.read_manifest(layout.write_manifest(1, {path: "0"}))


@pytest.mark.parametrize("path", ["sounds.json", "content/line.toml", "content/en/topics/side.md", "sounds/a.wav"])
def test_the_files_of_an_edition_are_inside(path: str) -> None:
    """What the shelf itself writes."""
    assert layout.inside(path)
