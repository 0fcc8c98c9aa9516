"""A notice that there was not before is written item by item, like any other words."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ivr.content.items import changes, slot, written
from ivr.content.readers import errors, read_content
from ivr.errors import ContentError

FILE = "en/notices.toml"
FIELDS = ("said", "text", "page")


def _with_notice(files: Mapping[str, bytes], name: str = "water-damage") -> Mapping[str, bytes]:
    for field in FIELDS:
        files = written(files, f"notice.{name}.{field}", "en", f"Words for {field}.")
    return files


def test_the_first_words_of_a_notice_make_its_table(files: Mapping[str, bytes]) -> None:
    """At the end of the file, every other byte as it was; what comes of it is read, and is items again."""
    after = _with_notice(files)
    assert after[FILE].startswith(files[FILE])
    assert {path for path in after if after[path] != files.get(path)} == {FILE}
    content, problems = read_content(after)
    assert not errors(problems)
    assert content.words["en"].notices["water-damage"].page == "Words for page."
    assert changes(files, after) == [(f"notice.water-damage.{field}", "en", f"Words for {field}.") for field in FIELDS]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", b'[notices.a]\nsaid = "S"\n'),
        (b"# none yet\n[notices]\n", b'# none yet\n[notices]\n\n[notices.a]\nsaid = "S"\n'),
        (b'[notices.b]\r\nsaid = "x"', b'[notices.b]\r\nsaid = "x"\r\n\r\n[notices.a]\r\nsaid = "S"\r\n'),
    ],
)
def test_the_file_keeps_its_own_line_ends(files: Mapping[str, bytes], before: bytes, after: bytes) -> None:
    """Also where it has no notices, or does not end with a line end."""
    assert written({**files, FILE: before}, "notice.a.said", "en", "S")[FILE] == after


@pytest.mark.parametrize("name", ["Storm", "a b", "x" * 31, "-"])
def test_what_cannot_be_in_a_calls_path_is_no_name(files: Mapping[str, bytes], name: str) -> None:
    """The rules would refuse it later; here it is said at once."""
    with pytest.raises(ContentError):
        written(files, f"notice.{name}.said", "en", "S")
    assert slot(files, f"notice.{name}.said", "en") is None
