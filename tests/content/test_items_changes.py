"""What turns one folder into another: as few and as fine changes as can be, and the same bytes in the end."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivr.content.items import changes, slot, slots, written
from ivr.errors import ContentError
from tests.content.altered import Files, altered
from tests.spanish import two_languages

PHRASES, TEXTS, SERVICES, COPING = "en/phrases.toml", "en/texts.toml", "resources.toml", "en/topics/coping.md"
EDITED = (PHRASES, TEXTS, SERVICES, COPING, "line.toml", "en/notices.toml", "en/spoken.toml")
MANY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
LINES = st.sampled_from(["", "# a remark", '"new.phrase" = "Words."', "[more]", "## More", "Words.", "x = '''", "+++"])


def replayed(before: Files, after: Files) -> list[tuple[str, str]]:
    """The items that differ; written one after the other, in their order, they give the other folder."""
    files: Mapping[str, bytes] = before
    found = changes(before, after)
    for item, language, words in found:
        files = written(files, item, language, words)
    assert files == after
    assert len({each[:2] for each in found}) == len(found)
    return [each[:2] for each in found]


@MANY
@given(data=st.data())
def test_edits_of_items_are_found_as_these_items(files: Files, data: st.DataObject) -> None:
    """Any few items with any words: exactly these, and no whole file."""
    plain = {key: each for key, each in slots(files).items() if not key[0].endswith((".hours", "_on", "_by"))}
    keys = data.draw(st.lists(st.sampled_from(sorted(plain)), max_size=5, unique=True))
    after: Mapping[str, bytes] = files
    for item, language in keys:
        after = written(after, item, language, data.draw(st.from_regex(r"[A-Za-z\"'\\{}]{1,9}z", fullmatch=True)))
    assert set(replayed(files, after)) == set(keys)


@MANY
@given(data=st.data())
def test_any_edits_are_found_to_the_last_byte(files: Files, data: st.DataObject) -> None:
    """Lines added and taken out anywhere, files added and removed, in both directions."""
    after = dict(files)
    for _ in range(data.draw(st.integers(1, 4))):
        file = data.draw(st.sampled_from(EDITED))
        lines = after.get(file, b"").split(b"\n")
        at = data.draw(st.integers(0, len(lines) - 1))
        how = data.draw(st.sampled_from(["add", "take out", "both", "no file", "another file"]))
        if how in {"take out", "both"}:
            del lines[at]
        if how in {"add", "both"}:
            lines.insert(at, data.draw(LINES).encode())
        after[file] = b"\n".join(lines) or b"# nothing"
        if how == "no file":
            del after[file]
        if how == "another file":
            after[f"en/{data.draw(st.sampled_from(['more', 'other']))}.toml"] = data.draw(LINES).encode() or b"\n"
    replayed(files, after)
    replayed(after, files)


def test_nothing_changed_is_no_change(files: Files) -> None:
    """Whatever the order of the files."""
    assert changes(files, dict(reversed(list(files.items())))) == []


def test_new_items_at_the_end_are_items(files: Files) -> None:
    """A phrase added as the last of its table, as another hand would write it."""
    after = {**files, PHRASES: files[PHRASES].rstrip(b"\n") + b'\n"choice.numbers.sleep" = "Sleep"\n'}
    assert replayed(files, after) == [("choice.numbers.sleep", "en")]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (PHRASES, '"loop" = "I am still here."', '"loop" = "I am still here."  # a remark'),
        (PHRASES, '"loop" = "I am still here."\n', ""),
        (PHRASES, '"loop" = "I am still here."', "'loop' = 'I am here.'"),
        (PHRASES, '"loop" = "I am still here."', '"loop" = "I am \\u0073till there."'),
        (COPING, "ask_first = false", "ask_first = true"),
        (COPING, "## Rest and food\n", "##  Rest and food\n"),
        (SERVICES, "crisis = false", "crisis = true"),
        ("line.toml", "the Rescue", "the other Rescue"),
    ],
)
def test_what_no_item_holds_is_a_change_of_the_whole_file(files: Files, file: str, old: str, new: str) -> None:
    """Remarks, other quotes, settings, what is taken out, and files without items."""
    assert replayed(files, altered(files, (file, old, new))) == [(f"file.{file}", "")]


def test_a_whole_language_comes_and_goes_as_files(files: Files) -> None:
    """Files that are not there before are whole; what is changed beside them stays fine."""
    both = two_languages(files)
    items = replayed(files, both)
    assert {item for item, _ in items if item.startswith("file.")} >= {"file.es/phrases.toml", "file.es/topics/what.md"}
    assert replayed(both, files)


@pytest.mark.parametrize(("raw", "says"), [(b"", "is empty"), (b"\xff", "not UTF-8"), (b"a\x00", "no text")])
def test_a_file_that_no_words_stand_for_is_refused(files: Files, raw: bytes, says: str) -> None:
    """It could not be given back byte for byte; files that are the same are not looked at."""
    with pytest.raises(ContentError, match=says):
        changes(files, {**files, "line.toml": raw})
    assert changes({**files, "odd": raw}, {**files, "odd": raw}) == []
    assert changes({**files, "odd": raw}, files) == [("file.odd", "", "")]


def test_reading_and_writing_take_a_blink(files: Files) -> None:
    """Below 0.2 s for all items and 0.05 s for one change, the best of five, whatever else this machine does."""
    reads, writes = [], []
    for turn in range(5):
        fresh = {file: raw + b"\n" * turn for file, raw in files.items()}
        start = time.perf_counter()
        slots(fresh)
        middle = time.perf_counter()
        for item in ("loop", "tip.9", "topic.coping.2", "texts.menu"):
            written(fresh, item, "en", f"Words {turn}.")
        reads.append(middle - start)
        writes.append((time.perf_counter() - middle) / 4)
    assert min(reads) < 0.2
    assert min(writes) < 0.05


def test_an_old_approval_does_not_fit_changed_words(files: Files) -> None:
    """The words of an item are all that its hash is of: the same words in another way of writing are the same."""
    other = altered(files, (PHRASES, '"loop" = "I am still here."', "loop = 'I am still here.' # as before"))
    one, two = slot(files, "loop", "en"), slot(other, "loop", "en")
    assert one == two
