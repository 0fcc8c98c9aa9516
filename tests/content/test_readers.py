"""The readers: whatever the bytes, a value and problems; good lines survive bad ones; problems name file and line."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ivr.content.model import Content, Problem, Severity
from ivr.content.readers import errors, read_content
from ivr.content.rules import check
from tests.content.altered import Edit, Files, altered, line_of

PHRASES, TEXTS, KEYWORDS, LINE, SERVICES = (
    *("en/phrases.toml", "en/texts.toml", "en/keywords.toml"),
    *("line.toml", "resources.toml"),
)
REST = "Get plenty of rest. It is fine to leave things undone."
COPING, SOURCES, SAFETY = "en/topics/coping.md", "sources.md", "safety.toml"
SHIPPED = (
    PHRASES,
    TEXTS,
    KEYWORDS,
    LINE,
    SERVICES,
    COPING,
    SOURCES,
    SAFETY,
    "en/spoken.toml",
    "ordinary.toml",
    "examples.toml",
)
# Editions are older than notices, so these need not be there.
NOTICES = ("notices.toml", "en/notices.toml")
# Nor need these: they are older than the staff line too.
STAFF = "en/staff.toml"
# What hands and programs leave behind: TOML's own marks, and values of every other kind.
SCRAPS = st.one_of(
    st.binary(max_size=12),
    st.text(max_size=8).map(str.encode),
    st.sampled_from(
        [
            b'"',
            b'"""',
            b"'''",
            b"[",
            b"]",
            b"[[",
            b"=",
            b"\n",
            b"\r",
            b"{",
            b"}",
            b"+++\n",
            b"## ",
            b"|",
            b"\\",
            b"#",
            b"\x00",
        ],
    ),
)
VALUES = st.sampled_from(
    [
        *("1", "-0.5", "nan", "true", '""', '" "', "[]", "[[1]]", "{}", "{a = 1}", "9" * 5000, "[" * 3000),
        *("2026-06-01", "2026-06-01T00:00:00Z", "09:00:00", '"\\u0000"', '"../x"', '["a", 1]', '"{"'),
        '[{days = ["mon"], from = "09:00+01:00", to = "10:00"}]',
        '[{days = ["mon"], from = "25:00", to = "26:00"}]',
        '[{days = [["mon"]], from = 1, to = 2}]',
    ],
)
MANY = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def sound(files: Files) -> tuple[Content, tuple[Problem, ...]]:
    """Read and judge a folder, and check that what comes back is what the readers promise for any bytes."""
    content, problems = read_content(files)
    for found in (*problems, *check(content)):
        assert found.file
        assert found.says
        assert 1 <= found.line <= files.get(found.file, b"").count(b"\n") + 1, found
    assert list(problems) == sorted(set(problems))
    assert content.line.languages
    assert set(content.words) == set(content.line.languages)
    return content, problems


def test_the_shipped_folder_reads_without_a_problem(files: Files) -> None:
    """And every file of it is one that the readers know."""
    content, problems = sound(files)
    assert problems == ()
    assert {file for file in files if "/topics/" not in file} == {*SHIPPED, *NOTICES, STAFF} - {COPING}
    assert {file for file in files if "/topics/" in file} == {f"en/topics/{name}.md" for name in content.line.menu}


def test_an_empty_folder_is_an_english_line_with_problems() -> None:
    """Nothing at all gives content with nothing in it and a problem for each file that must be there."""
    content, problems = sound({})
    assert content.words["en"].phrases == {}
    assert {"line.toml", "resources.toml", "safety.toml", "sources.md", PHRASES, TEXTS} <= {p.file for p in problems}
    assert errors(problems)


@pytest.mark.parametrize("missing", SHIPPED)
def test_a_missing_file_is_told_by_name_and_hides_no_other(files: Files, missing: str) -> None:
    """Any one file may be gone: it is a problem of that file, and the other files are still read."""
    content, problems = sound({file: raw for file, raw in files.items() if file != missing})
    assert any(found.file == missing and "missing" in found.says for found in problems)
    if missing != LINE:
        assert len(content.words["en"].topics) == 5 - (missing == COPING)


@pytest.mark.parametrize("missing", [*NOTICES, STAFF])
def test_a_line_without_notices_or_a_staff_line_is_whole(files: Files, missing: str) -> None:
    """An edition made before there were notices, or words for staff, is read as it was."""
    content, problems = sound({file: raw for file, raw in files.items() if file != missing})
    assert problems == ()
    assert content.notices == ()


@MANY
@given(file=st.sampled_from((*SHIPPED, *NOTICES, STAFF)), raw=st.binary(max_size=200))
@example(file=LINE, raw=b"languages = [\xff]")
@example(file=PHRASES, raw=b"[phrases]\n" + b"a=" + b"[" * 5000)
@example(file=PHRASES, raw=b"[phrases]\na = " + b"9" * 5000)
def test_no_bytes_make_a_reader_raise(files: Files, file: str, raw: bytes) -> None:
    """A file may be anything at all."""
    sound({**files, file: raw})


@MANY
@given(file=st.sampled_from((*SHIPPED, *NOTICES, STAFF)), data=st.data())
def test_no_slip_of_the_hand_makes_a_reader_raise(files: Files, file: str, data: st.DataObject) -> None:
    """Real files with a few scraps dropped into them, over other bytes or between them."""
    raw = files[file]
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(raw)))
        raw = raw[:start] + data.draw(SCRAPS) + raw[start + data.draw(st.integers(0, 40)) :]
    sound({**files, file: raw})


@MANY
@given(file=st.sampled_from(SHIPPED[:5]), value=VALUES, data=st.data())
def test_no_value_of_another_kind_makes_a_reader_raise(
    files: Files, file: str, value: str, data: st.DataObject
) -> None:
    """Any one setting may hold a number, a date, a list or a table where words were expected."""
    lines = files[file].decode().split("\n")
    settings_at = [number for number, line in enumerate(lines) if " = " in line and not line.startswith((" ", "#"))]
    number = data.draw(st.sampled_from(settings_at))
    lines[number] = f"{lines[number].partition(' = ')[0]} = {value}"
    sound({**files, file: "\n".join(lines).encode()})


@pytest.mark.parametrize(
    "broken", ["this is not toml", '"x" = "never closed', '"x" = [', '"x" = """', "[phrases", '"x" = ', "x = {"]
)
@pytest.mark.parametrize("place", [0, 1, 40, -1])
def test_a_broken_line_among_the_phrases_hides_none_of_them(files: Files, broken: str, place: int) -> None:
    """Every other phrase is still read, and the problem names the broken line."""
    whole = read_content(files)[0].words["en"].phrases
    lines = files[PHRASES].decode().rstrip("\n").split("\n")
    starts = [number for number, line in enumerate(lines) if line.startswith('"')]
    number = starts[place]
    lines.insert(number, broken)
    content, problems = sound({**files, PHRASES: "\n".join(lines).encode()})
    kept = content.words["en"].phrases
    assert {name: kept[name] for name in kept if name != "x"} == whole
    assert [(found.file, found.line) for found in problems] == [(PHRASES, number + 1)]


HOURS = "hours = [\n    { days = ["
WRONG: list[tuple[Edit, str]] = [
    ((LINE, '"America/New_York"', '"America/New_Yorc"'), "time_zone = "),
    ((LINE, 'languages = ["en"]', 'languages = ["en", "xx"]'), "languages"),
    ((LINE, 'languages = ["en"]', 'languages = ["en", 5]'), "languages"),
    ((LINE, 'en = "the Rescue', 'de = "the Rescue'), "[name]"),
    ((LINE, "same_number = true", 'same_number = "yes"'), "same_number"),
    ((LINE, 'program = "Rescue Treatment Line"', "program = 5"), "program"),
    ((SERVICES, 'dial = "+18002272345"', 'dial = "1-800-227-2345"'), 'dial = "1-800-227-2345"'),
    ((SERVICES, 'short = "CancerCare"', "short = 1"), "short = 1"),
    ((SERVICES, 'from = "10:00", to = "18:00"', 'from = "18:00", to = "10:00"'), HOURS + '"mon", "tue", "wed", "thu"]'),
    ((SERVICES, '"mon", "tue", "wed", "thu"]', '"mon", "wed", "thu"]'), HOURS + '"mon", "wed"'),
    ((PHRASES, '"loop" = "I am still here."', '"loop" = 3'), '"loop" = 3'),
    ((COPING, 'review_by = ""', 'review_by = "next year"'), "review_by"),
    ((COPING, "ask_first = false", 'ask_first = "no"'), "ask_first"),
    ((COPING, REST, "Get *plenty* of rest."), "Get *plenty*"),
    ((COPING, REST, "Get [rest](https://example.org)."), "Get [rest]"),
    ((COPING, REST, "- Get some rest."), "- Get some"),
    ((COPING, "## Rest and food\n", "Before it all.\n\n## Rest and food\n"), "Before it all."),
    ((COPING, "## Rest and food\n", "## Nothing\n\n## Rest and food\n"), "## Nothing"),
    ((SOURCES, "| coping-1 | It can be", "| coping-1 | | B |\n| coping-0 | It can be"), "| coping-1 |"),
    ((SOURCES, "| coping-2 |", "| coping-1 |"), "| coping-1 | Get plenty"),
    ((TEXTS, '"Rest is part of getting', '17, "Rest is part of getting'), "list = ["),
    ((KEYWORDS, 'TIPS = ["tip"', 'TIPS = [1, "tip"'), "TIPS ="),
    ((SAFETY, 'exact = ["start"', 'exact = [0, "start"'), 'exact = [0, "start"'),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "at"), WRONG, ids=[f"{edit[0]}: {edit[2][:40]}" for edit, _ in WRONG])
def test_a_wrong_value_is_told_with_its_file_and_line(files: Files, edit: Edit, at: str) -> None:
    """One fault is one problem, at the line where staff will find it, and the rest of the content is whole."""
    edited = altered(files, edit)
    content, problems = sound(edited)
    assert [(found.file, found.line, found.severity) for found in problems] == [
        (edit[0], line_of(edited, edit[0], at), Severity.ERROR),
    ]
    assert len(content.words["en"].topics) == 5
    assert len(content.resources) == 10


def test_a_bad_service_leaves_the_others_and_its_own_good_values(files: Files) -> None:
    """Hours that cannot be read are hours unknown; the number is still there."""
    content, _ = sound(altered(files, (SERVICES, 'from = "10:00", to = "18:00"', 'from = "ten", to = "six"')))
    assert content.resources["cancercare"].hours is None
    assert content.resources["cancercare"].number == "1-800-813-4673"
    assert content.resources["american-cancer-society"].hours is not None


def test_dates_are_read_bare_and_in_quotes_and_without_their_time(files: Files) -> None:
    """However TOML writes a date, it can be compared with a day."""
    for written in ("2026-11-21", '"2026-11-21"', "2026-11-21T00:00:00Z"):
        content, problems = sound(altered(files, (COPING, 'review_by = ""', f"review_by = {written}")))
        assert problems == ()
        read = content.words["en"].topics["coping"].signature.review_by
        assert (type(read), read) == (date, date(2026, 11, 21))


@pytest.mark.parametrize("file", [LINE, PHRASES, COPING, SERVICES])
def test_line_ends_and_marks_of_other_systems_change_nothing(files: Files, file: str) -> None:
    """A file saved on Windows, with a byte order mark, reads the same."""
    other = {**files, file: b"\xef\xbb\xbf" + files[file].replace(b"\n", b"\r\n")}
    assert sound(other) == read_content(files)


def test_bytes_that_are_no_text_are_told_where_they_stand(files: Files) -> None:
    """A part saved in another encoding is a problem at its line, and the other parts stay."""
    raw = files[COPING].replace(REST.encode(), b"Get plenty of r\xe9st.")
    content, problems = sound({**files, COPING: raw})
    number = raw[: raw.index(b"\xe9")].count(b"\n") + 1
    assert [(found.file, found.line) for found in problems] == [(COPING, number)]
    assert len(content.words["en"].topics["coping"].parts) == 3


def test_a_topic_without_front_matter_or_parts_is_a_problem(files: Files) -> None:
    """Both are told; neither raises."""
    for raw in (b"## Only a part\n\nWords.\n", b"+++\ntitle = 'x'\n+++\n\n"):
        content, problems = sound({**files, COPING: raw})
        assert content.words["en"].topics["coping"].parts == ()
        assert COPING in {found.file for found in problems}


def test_parts_keep_their_headings_paragraphs_and_lines(files: Files) -> None:
    """A part is its heading and its paragraphs with a blank line between, soft line ends as spaces."""
    body = "+++\n+++\n\n## One\n\nFirst line\nsecond line.\n\nNext.\n\n## Two\n\nLast.\n"
    parts = sound({**files, COPING: body.encode()})[0].words["en"].topics["coping"].parts
    assert [(part.heading, part.body, part.line) for part in parts] == [
        ("One", "First line second line.\n\nNext.", 4),
        ("Two", "Last.", 11),
    ]


def test_a_problem_prints_as_editors_expect_it() -> None:
    """`file:line: severity: words [rule]`."""
    assert (
        str(Problem("a.toml", 3, "It is wrong.", Severity.WARNING, "kind")) == "a.toml:3: warning: It is wrong. [kind]"
    )
