"""The table of takes: read with patience, changed one entry at a time, every other line left as it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.audio.take_table import Take, facts, file_hash, is_prompt_id, read_table, script_hash, with_entry
from ivr.errors import TakeError

AT = datetime(2026, 11, 21, 14, tzinfo=UTC)
HASHES = st.binary(max_size=4).map(file_hash)
IDS = st.from_regex(r"[a-z0-9][a-z0-9.-]{0,20}", fullmatch=True)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).map(str.strip).filter(bool)
TIMES = st.datetimes(
    datetime(2000, 1, 1),  # noqa: DTZ001 - the zone is given beside it
    datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=-5)), timezone(timedelta(hours=5, minutes=30))]),
)
TAKES = st.builds(Take, IDS, HASHES, TEXT, TIMES, HASHES, TEXT)


def take(prompt: str = "greeting.name", by: str = "Maria Lopez") -> Take:
    """One entry."""
    return Take(prompt, script_hash("Hello."), by, AT, file_hash(b"sound"), "hello.webm (WebM, opus)")


def by_id(text: str) -> dict[str, tuple[object, ...]]:
    """What a table without faults says."""
    takes, problems = read_table(text.encode(), "takes.toml")
    assert problems == []
    return {prompt: facts(each) for prompt, each in takes.items()}


@given(st.lists(TAKES, max_size=4, unique_by=lambda each: each.prompt), TAKES)
def test_what_is_written_is_read_back(others: list[Take], added: Take) -> None:
    """Whatever the names hold; putting an entry in, replacing it and taking it out touches no other."""
    text = ""
    for each in others:
        text = with_entry(text, each.prompt, each)
    before = by_id(text)

    put = with_entry(text, added.prompt, added)
    assert by_id(put) == {**before, added.prompt: facts(added)}
    assert with_entry(put, added.prompt, added).split() == put.split()
    before.pop(added.prompt, None)
    assert by_id(with_entry(put, added.prompt, None)) == before


HAND_MADE = """# Our nurse's voice.

["greeting.name"]   # first
script = "{hash}"
by = 'Maria'
at = 2026-11-01T10:00:00-05:00
file = "{hash}"

# The menu, one sitting.
['choice.main.coping']
at = 2026-11-01T10:00:00-05:00
by = "Maria"
file = "{hash}"
script = "{hash}"
""".replace("{hash}", "ab" * 32)


def test_other_entries_and_comments_keep_every_byte() -> None:
    """People may write in the table too."""
    after = with_entry(HAND_MADE, "greeting.name", take())

    kept = HAND_MADE[HAND_MADE.index("# The menu") :].rstrip()
    assert kept in after
    assert after.startswith("# Our nurse's voice.\n")
    assert by_id(after)["greeting.name"] == facts(take())
    assert with_entry(HAND_MADE, "choice.main.coping", None).count("[") == 1


@pytest.mark.parametrize(
    ("line", "instead", "says"),
    [
        ("at = 2026-11-01T10:00:00-05:00", "at = 2026-11-01T10:00:00", "at must be a time with its offset"),
        ("at = 2026-11-01T10:00:00-05:00", 'at = "yesterday"', "at must be a time with its offset"),
        ("by = 'Maria'", "", "by is missing"),
        ("by = 'Maria'", "by = 7", "by must be text"),
        (f'file = "{"ab" * 32}"', 'file = "abc"', "file must be a SHA-256"),
        ("by = 'Maria'", "by = Maria", "not valid TOML"),
    ],
)
def test_a_bad_entry_is_named_and_hides_no_other(line: str, instead: str, says: str) -> None:
    """With its line; the table is then not written to either, since something would be lost."""
    text = HAND_MADE.replace(line, instead, 1)

    takes, problems = read_table(text.encode(), "takes.toml")

    assert set(takes) == {"choice.main.coping"}
    assert says in str(problems[0])
    assert 3 <= problems[0].line <= 8
    with pytest.raises(TakeError, match="cannot be changed safely"):
        with_entry(text, "greeting.name", take())


def test_an_entry_without_quotes_is_named() -> None:
    """TOML takes the dots for tables inside tables."""
    takes, problems = read_table(HAND_MADE.replace('["greeting.name"]', "[greeting.name]").encode(), "takes.toml")

    assert set(takes) == {"choice.main.coping"}
    assert [problem.says for problem in problems] == ['The id needs quotes: ["greeting.name"].']


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_a_crash(raw: bytes) -> None:
    """Takes and problems, whatever was in the file."""
    takes, problems = read_table(raw, "takes.toml")

    assert all(is_prompt_id(prompt) for prompt in takes)
    assert isinstance(problems, list)


def test_how_lines_are_broken_is_no_change_of_the_script() -> None:
    """Nobody hears it; a changed word is one."""
    assert script_hash("Call your\n  care team.\n\nNow.") == script_hash("Call your care team. Now.")
    assert script_hash("Call your care team.") != script_hash("Call our care team.")
