"""Items in files as other hands write them: every form of TOML, new items, broken files, other Markdown."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.content.items import slot, slots, written
from ivr.content.readers import read_content
from ivr.content.readers.topics import read_topic
from ivr.content.writing.files import all_in_items
from ivr.content.writing.layout import Path, layout
from ivr.content.writing.tables import put
from ivr.errors import ContentError
from tests.content.altered import Files, altered

PHRASES, TEXTS, SERVICES, COPING = "en/phrases.toml", "en/texts.toml", "resources.toml", "en/topics/coping.md"
MARKDOWN = (
    *("## One", "## Two ##", "##", "## ", "##Three", "### Small", "# Big", "Under\n---", "> ## In it", "- ## Listed"),
    *(
        "Words.",
        "More\nwords.",
        "\xa0",
        "&nbsp;",
        "***",
        "- item",
        "<!-- a",
        "-->",
        "```",
        "[a]: b",
        "![](x)",
        "    code",
    ),
)
FORMS = '''# a = "no value"
"q\\u0041" = "basic \\"quoted\\" # no comment"   # a comment with "quotes" = [
'literal key' = 'C:\\path "x"'
dotted . "key".last = "deep"
empty = ""
long = """
First line \\
   joined.
Two quotes at the end: """""
longer = """a "" b\\"""" # behind
raw = \'\'\'
it's ['raw'] \\\'\'\'
numbers = [1, -2.5e3, 0xff, inf, true, 1979-05-27 07:32:00Z, 07:32:00, 1979-05-27]
list = [ "one", # first
    'two'
    , """three""", [ "in", ["deeper"] ], { a = "x", b.c = "y" }, ]
none = []
nothing = {}

[table."with.dot"] # header
key = "in a table"
[table]
other = { list = ["p", "q"], "x y" = "z" }
[[rows]]
name = "first"
[rows.inner]
deep = "of the first"
[[rows.more]]
n = "a"
[[rows.more]]
n = "b"
[[rows]]
name = "second"
inner.deep = "of the second"
'''


def leaves(value: object, path: Path = ()) -> dict[Path, object]:
    """Every value that holds no other, by its path."""
    if isinstance(value, dict):
        pairs = list(value.items())
    elif isinstance(value, list):
        pairs = list(enumerate(value))
    else:
        return {path: value}
    return {at: leaf for key, inner in pairs for at, leaf in leaves(inner, (*path, key)).items()}


STRINGS = [path for path, leaf in leaves(tomllib.loads(FORMS)).items() if isinstance(leaf, str)]


@pytest.mark.parametrize("text", [FORMS, FORMS.replace("\n", "\r\n"), FORMS.rstrip("\n")])
def test_each_value_of_any_form_is_found_where_it_stands(text: str) -> None:
    """What stands in its span is what TOML's own reader gives for it; nothing is found that is not there."""
    values, found = tomllib.loads(text), layout(text)
    read = {path: tomllib.loads(f"x = {span.of(text)}")["x"] for path, span in found.values.items()}
    expected = leaves(values)
    assert {path: leaf for path, leaf in read.items() if path in expected} == expected
    assert len(STRINGS) > 20


@settings(max_examples=200, deadline=None)
@given(
    path=st.sampled_from(STRINGS),
    words=st.text(st.one_of(st.sampled_from('""\'\\\n\t#'), st.characters(exclude_categories=["Cs"])), max_size=20),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_one_string_of_any_form_can_be_changed(path: Path, words: str, line_end: str) -> None:
    """In its own kind of quotes where the words allow it; nothing else is another value then."""
    words = words.replace("\r", "")
    text = FORMS.replace("\n", line_end)
    after = put(text, path, words, line_end=line_end)
    assert leaves(tomllib.loads(after)) == {**leaves(tomllib.loads(text)), path: words}


@pytest.mark.parametrize(
    ("path", "words", "line"),
    [
        (("literal key",), "D:\\other", "'literal key' = 'D:\\other'"),
        (("literal key",), "it's", "'literal key' = \"it's\""),
        (("raw",), "it's new", "raw = '''it's new'''"),
        (("longer",), 'x """ y', 'longer = """x ""\\" y""" # behind'),
        (("qA",), 'say "so"', '"q\\u0041" = "say \\"so\\""   # a comment with "quotes" = ['),
        (("list", 1), "2", "    '2'"),
    ],
)
def test_quotes_stay_of_their_kind(path: Path, words: str, line: str) -> None:
    """A string that was written in one way is written so again, where it can be."""
    assert line in put(FORMS, path, words).split("\n")


def test_a_new_phrase_stands_last_in_its_table(files: Files) -> None:
    """With a line of its own, in quotes as the ones before; and can be changed then like any other."""
    after = written(files, "choice.numbers.sleep", "en", "Sleep")
    assert after[PHRASES] == files[PHRASES].rstrip(b"\n") + b'\n"choice.numbers.sleep" = "Sleep"\n'
    assert read_content(after)[0].words["en"].phrases["choice.numbers.sleep"] == "Sleep"
    last = written(after, "choice.numbers.sleep", "en", "Rest")
    assert last[PHRASES].endswith(b'\n"choice.numbers.sleep" = "Rest"\n')


def test_new_tips_texts_and_fields_stand_with_their_like(files: Files) -> None:
    """Each at the end of its own list or table, whatever stands behind it in the file."""
    tips = len(read_content(files)[0].words["en"].tips)
    after = written(files, f"tip.{tips + 1}", "en", "Ask for a blanket.")
    after = written(after, "texts.weather", "en", "Look outside.")
    after = written(after, "resource.211.checked_by", "", "Maria")
    content, problems = read_content(after)
    assert problems == ()
    assert content.words["en"].tips[-1] == "Ask for a blanket."
    assert content.words["en"].texts["weather"] == "Look outside."
    lines = after[TEXTS].decode().split("\n")
    assert lines.index('    "Ask for a blanket.",') == len(lines) - 3
    assert lines.index('"weather" = "Look outside."') < lines.index("[tips]")
    without = altered(files, (SERVICES, 'url = "988lifeline.org"\n', ""))
    again = written(without, "resource.988-lifeline.url", "", "988lifeline.org")
    assert read_content(again)[0].resources["988-lifeline"].url == "988lifeline.org"


def test_a_list_on_one_line_goes_on_on_it(files: Files) -> None:
    """A new entry stands where the list's own way of writing puts it."""
    folder = {**files, TEXTS: b'[texts]\n[tips]\nlist = ["One."] # so far\n'}
    assert written(folder, "tip.2", "en", "Two.")[TEXTS] == b'[texts]\n[tips]\nlist = ["One.", "Two."] # so far\n'


def test_days_stay_bare_or_in_quotes(files: Files) -> None:
    """However a date was written, the next one is written like it."""
    bare = altered(files, (COPING, 'review_by = ""', "review_by = 2026-05-01 # in spring"))
    assert slots(bare)["topic.coping.review_by", "en"].words == "2026-05-01"
    assert b"review_by = 2027-05-01 # in spring" in written(bare, "topic.coping.review_by", "en", "2027-05-01")[COPING]
    assert b'review_by = "" # in spring' in written(bare, "topic.coping.review_by", "en", "")[COPING]
    assert b'review_by = "2027-05-01"' in written(files, "topic.coping.review_by", "en", "2027-05-01")[COPING]


def test_opening_times_are_toml_words(files: Files) -> None:
    """A list of them is edited as it is written, line by line."""
    item = "resource.cancercare.hours"
    hours = slots(files)[item, ""].words
    assert hours.startswith("[\n    { days = ")
    after = written(files, item, "", hours.replace("18:00", "19:30"))
    spans = read_content(after)[0].resources["cancercare"].hours
    assert spans is not None
    assert f"{spans.spans[0].closes:%H:%M}" == "19:30"


def test_a_file_with_a_mistake_has_no_items_and_says_so(files: Files) -> None:
    """Nothing is guessed in it; the other files' items are there."""
    broken = {**files, PHRASES: files[PHRASES] + b"x = \n", COPING: b"## Only a part\n\nWords.\n"}
    found = slots(broken)
    assert not {PHRASES, COPING} & {each.file for each in found.values()}
    assert found["texts.menu", "en"].words
    for item, says in (("loop", "must be mended first"), ("topic.coping.1", "front matter")):
        assert slot(broken, item, "en") is None
        with pytest.raises(ContentError, match=says):
            written(broken, item, "en", "Words.")


def test_a_file_that_is_no_text_can_only_be_put_right_whole(files: Files) -> None:
    """Its items cannot be changed; the whole file can."""
    broken = {**files, PHRASES: b"\xff" + files[PHRASES]}
    with pytest.raises(ContentError, match="not UTF-8"):
        written(broken, "loop", "en", "Words.")
    assert slot(broken, f"file.{PHRASES}", "") is None
    assert written(broken, f"file.{PHRASES}", "", files[PHRASES].decode()) == files


def test_parts_are_counted_as_the_reader_counts_them(files: Files) -> None:
    """Trailing blanks and closing signs of a heading stay; a heading without words is no part."""
    text = "+++\ntitle = 'x'\n+++\n\n## Nothing\n\n##  One ##  \n\n First  \nline.\t\n\n\n## Two\nLast."
    folder = {**files, COPING: text.encode()}
    parts = read_content(folder)[0].words["en"].topics["coping"].parts
    found = slots(folder)
    assert [part.heading for part in parts] == ["One", "Two"]
    assert [found[f"topic.coping.heading.{n}", "en"].words for n in (1, 2)] == ["One", "Two"]
    assert [found[f"topic.coping.{n}", "en"].words for n in (1, 2)] == ["First  \nline.", "Last."]
    after = written(written(folder, "topic.coping.1", "en", "New."), "topic.coping.heading.1", "en", "Other")
    assert after[COPING].decode() == text.replace("First  \nline.", "New.").replace("One", "Other")


@settings(max_examples=200, deadline=None)
@given(pieces=st.lists(st.sampled_from(MARKDOWN), max_size=8), between=st.sampled_from(["\n", "\n\n", "\r\n"]))
def test_any_parts_are_the_readers_or_none(pieces: list[str], between: str) -> None:
    """Whatever Markdown: items are numbered as the reader's parts are, or the file is said to hold more than items."""
    raw = between.join(["+++", "title = 'x'", "+++", *pieces]).encode()
    parts = read_topic(COPING, "coping", raw)[0].parts
    found = slots({COPING: raw})
    headings = [found[key].words for key in found if ".heading." in key[0]]
    if all_in_items(COPING, raw):
        assert headings == [part.heading for part in parts]
    else:
        assert headings == []


def test_parts_under_other_headings_are_left_to_the_whole_file(files: Files) -> None:
    """Where the reader counts a part that is not begun by ##, no number is sure."""
    folder = altered(files, (COPING, "## Rest and food", "Rest and food\n---"))
    assert len(read_content(folder)[0].words["en"].topics["coping"].parts) == 3
    assert slot(folder, "topic.coping.1", "en") is None
    assert slot(folder, "topic.coping.title", "en") is not None


def test_whole_files_come_and_go(files: Files) -> None:
    """A file's words are its text; no words and it is gone; new ones make it."""
    item = "file.en/keywords.toml"
    now = slot(files, item, "")
    assert now is not None
    assert now.words.encode() == files["en/keywords.toml"]
    gone = written(files, item, "", "")
    assert set(files) - set(gone) == {"en/keywords.toml"}
    assert slot(gone, item, "") is None
    assert written(gone, item, "", now.words) == files
    assert written(gone, item, "", "") == gone
