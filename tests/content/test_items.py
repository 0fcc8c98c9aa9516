"""Items: each can be read and written by itself, and every other byte of the content stays as it was."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ivr.content.items import Slot, slot, slots, words_hash, written
from ivr.content.readers import read_content
from ivr.content.readers.topics import read_topic
from ivr.content.writing.names import Kind, where
from ivr.errors import ContentError
from tests.content.altered import Files, altered
from tests.spanish import two_languages

PHRASES, TEXTS, SERVICES, COPING = "en/phrases.toml", "en/texts.toml", "resources.toml", "en/topics/coping.md"
MARK = b"\xef\xbb\xbf"
MANY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
# What people and programs put into words: quotes of every kind, marks of TOML and of Markdown, pictures, accents.
LETTERS = st.one_of(st.sampled_from("\"'\\{}[]#=+-*_,.:;<>&é😀 \t"), st.characters(exclude_categories=["Cc", "Cs"]))
WORDS = st.text(st.one_of(st.just("\n"), LETTERS), min_size=1, max_size=40)
# A line of a part begins and ends with a letter, so that Markdown takes it for nothing but words.
SPOKEN_LINE = st.builds("a{}z".format, st.text(LETTERS, max_size=30))
SPOKEN = st.lists(SPOKEN_LINE, min_size=1, max_size=3).map("\n\n".join)
OPENING = st.sampled_from(["", "always", '[{ days = ["sun"], from = "10:00", to = "11:30" }]', "[\n    # none\n]"])
DAY = st.dates().map(lambda day: f"{day.year:04}-{day:%m-%d}")


def words_for(found: Slot) -> st.SearchStrategy[str]:
    """Words that may stand in an item."""
    place = where(found.item, found.language)
    assert place is not None
    if place.kind is not Kind.TOML:
        return SPOKEN_LINE if place.kind is Kind.HEADING else SPOKEN
    return DAY if place.is_day else OPENING if place.is_hours else WORDS


def other_words(found: Slot) -> str:
    """Nasty words for each item, without chance."""
    place = where(found.item, found.language)
    assert place is not None
    if place.kind is Kind.HEADING:
        return 'What "you" can\'t {n} \\ 😀'
    if place.kind is Kind.PART:
        return "First \"one\"\nof 'two' {n} \\ lines.\n\nThen 😀."
    if place.is_day:
        return "2027-01-31"
    if place.is_hours:
        return "" if found.words == "always" else "always"
    return 'Say "it\'s" {n}\\n = [#] """\n\n\'\'\' 😀 '


def assert_one_change(files: Files, after: Files, found: Slot, words: str) -> None:
    """One item has other words; the bytes differ in one stretch no longer than the words; no other item differs."""
    assert {file for file in after if after[file] != files[file]} <= {found.file}
    assert list(after) == list(files)
    expected = slots(files)
    expected[found.item, found.language] = Slot(found.item, found.language, found.file, words)
    assert slots(after) == expected
    raw, new = files[found.file], after[found.file]
    begins = alike(raw, new)
    ends = alike(raw[begins:][::-1], new[begins:][::-1])
    assert len(raw) - begins - ends <= 2 * len(found.words.encode()) + 2


def alike(one: bytes, other: bytes) -> int:
    """How many bytes two strings begin with alike."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if one[:middle] == other[:middle] else (least, middle - 1)
    return least


def windows(files: Files) -> dict[str, bytes]:
    """The folder as an editor on Windows saves it: a mark before the first character, and its own line ends."""
    return {file: MARK + raw.replace(b"\n", b"\r\n") for file, raw in files.items()}


def every_slot(files: Files) -> Iterator[Slot]:
    """Each item of a folder, of which there are some of every kind."""
    found = slots(files)
    assert len(found) > 300
    kinds = {item.partition(".")[0] for item, _ in found}
    assert {"topic", "texts", "tip", "resource", "notice", "greeting"} <= kinds
    return iter(found.values())


@pytest.mark.parametrize(("saved", "step"), [(dict, 1), (windows, 3)], ids=["as it ships", "saved on Windows"])
def test_every_item_can_be_changed_alone_and_changed_back(
    files: Files, saved: Callable[[Files], dict[str, bytes]], step: int
) -> None:
    """Nasty words in each item in turn (saved on Windows, in each third); the old words bring back the old bytes."""
    folder = saved(files)
    for found in islice(every_slot(folder), 0, None, step):
        words = other_words(found)
        after = written(folder, found.item, found.language, words)
        assert_one_change(folder, after, found, words)
        assert written(after, found.item, found.language, found.words) == folder, found.item


@MANY
@given(data=st.data())
def test_any_words_are_read_back_as_they_were_written(files: Files, data: st.DataObject) -> None:
    """Whatever people write; and what the file says to TOML's own reader is the same."""
    found = data.draw(st.sampled_from(list(slots(files).values())))
    words = data.draw(words_for(found))
    after = written(files, found.item, found.language, words)
    assert_one_change(files, after, found, words)
    assert slot(after, found.item, found.language) == Slot(found.item, found.language, found.file, words)
    assert written(after, found.item, found.language, found.words) == files
    place = where(found.item, found.language)
    if found.file.endswith(".toml") and place and not place.is_hours:
        value: Any = tomllib.loads(after[found.file].decode())
        for key in place.path:
            value = value[key]
        assert value == words


@MANY
@given(number=st.integers(1, 3), words=st.text(st.one_of(LETTERS, st.sampled_from("#+-=>`|\n\n<!")), max_size=30))
@example(number=1, words="\xa0")  # nothing is heard of it
def test_wild_words_in_a_part_never_touch_the_parts_around_it(files: Files, number: int, words: str) -> None:
    """Either they can stand there, and then the reader finds all else as it was, or they are refused."""
    try:
        after = written(files, f"topic.coping.{number}", "en", words)
    except ContentError:
        return
    before, now = (read_topic(COPING, "coping", each[COPING])[0] for each in (files, after))
    assert [part.heading for part in now.parts] == [part.heading for part in before.parts]
    others = [[part.body for at, part in enumerate(topic.parts, 1) if at != number] for topic in (before, now)]
    assert others[0] == others[1]
    assert (now.title, now.texts) == (before.title, before.texts)


def test_the_same_words_change_nothing(files: Files) -> None:
    """Not even their way of being written."""
    odd = altered(files, (PHRASES, '"loop" = "I am still here."', '"loop" = "I am \\u0073till here."  # as it is'))
    assert written(odd, "loop", "en", "I am still here.") == odd


def test_items_are_what_the_readers_read(files: Files) -> None:
    """The words of an item are those that callers hear and texters get."""
    folder = two_languages(files)
    content, found = read_content(folder)[0], slots(folder)
    for language, words in content.words.items():
        for phrase, said in words.phrases.items():
            assert found[phrase, language].words == said
        for text, sent in words.texts.items():
            assert found[f"texts.{text}", language].words == sent
        assert [found[f"tip.{n}", language].words for n in range(1, len(words.tips) + 1)] == list(words.tips)
        assert (f"tip.{len(words.tips) + 1}", language) not in found
        for name, topic in words.topics.items():
            for number, part in enumerate(topic.parts, 1):
                assert found[f"topic.{name}.{number}", language].words == part.body
                assert found[f"topic.{name}.heading.{number}", language].words == part.heading
                assert found[f"topic.{name}.text.{number}", language].words == topic.texts[number - 1]
            assert (f"topic.{name}.{len(topic.parts) + 1}", language) not in found
            assert found[f"topic.{name}.title", language].words == topic.title
            assert found[f"topic.{name}.menu_name", language].words == topic.menu_name
        for notice, template in words.notices.items():
            assert found[f"notice.{notice}.said", language].words == template.said
        for name, resource in content.resources.items():
            assert found[f"resource.{name}.for", language].words == resource.words[language].what_for
    for name, resource in content.resources.items():
        assert found[f"resource.{name}.number", ""].words == resource.number
        assert (found[f"resource.{name}.hours", ""].words == "always") == bool(resource.hours and resource.hours.always)


ESCAPED = '[notices.storm]\nsaid = "Hello.\\u001b[2J"\ntext = "a"\npage = "b"\n'
REFUSED: Mapping[str, tuple[str, str, str, str]] = {
    "a heading in a part": ("topic.coping.1", "en", "Rest.\n\n## More\n\nFood.", "## or +++"),
    "a heading of another kind": ("topic.coping.1", "en", "Rest.\n\n# More\n\nFood.", "where a part ends"),
    "an underlined heading": ("topic.coping.1", "en", "Rest\n====", "where a part ends"),
    "a fence in a part": ("topic.coping.1", "en", "Rest.\n+++\nFood.", "## or +++"),
    "a comment that never ends": ("topic.coping.1", "en", "Rest.\n\n<!-- later", "where a part ends"),
    "a part without words": ("topic.coping.1", "en", "", "needs a heading and words"),
    "a part of one blank that does not break": ("topic.coping.1", "en", "\xa0", "where a part ends"),
    "a part that is a rule": ("topic.coping.1", "en", "***", "where a part ends"),
    "blanks around a part": ("topic.coping.1", "en", "Rest.\n", "without blanks or empty lines"),
    "a heading of two lines": ("topic.coping.heading.1", "en", "Rest\nand food", "one line"),
    "a heading that Markdown would cut": ("topic.coping.heading.1", "en", "Rest #", "more of en/topics/coping.md"),
    "a part that is not there": ("topic.coping.4", "en", "Rest.", "file.en/topics/coping.md"),
    "a fence in the front matter": ("topic.coping.text.9", "en", "Rest.", "next of its list"),
    "a tip too far": ("tip.40", "en", "Rest.", "next of its list"),
    "a date in words": ("resource.211.checked_on", "", "yesterday", "2026-11-21"),
    "a day that no month has": ("topic.coping.review_by", "en", "2026-02-30", "2026-11-21"),
    "a date as a number": ("topic.coping.review_by", "en", "20260301", "2026-11-21"),
    "hours in words": ("resource.211.hours", "", "nine to five", "always"),
    "hours that are no list": ("resource.211.hours", "", "[", "cannot be read"),
    "hours with more behind them": ("resource.211.hours", "", '[]\ndial = "+1"', "more than one list"),
    "a service that is not there": ("resource.acme.number", "", "211", "no table [acme]"),
    "a service's words without a language": ("resource.211.name", "", "211", "no item"),
    "a service's number in a language": ("resource.211.number", "en", "211", "no item"),
    "a language that is not there": ("loop", "fr", "Oui.", "no file fr/phrases.toml"),
    "a phrase without a language": ("loop", "", "Yes.", "no item"),
    "a phrase with the name of something else": ("texts.", "en", "Yes.", "cannot be called"),
    "a bell": ("loop", "en", "Ding\x07", "U+0007"),
    "a return": ("loop", "en", "Yes.\r\nNo.", "U+000D"),
    "half a picture": ("loop", "en", "\ud83d", "U+D83D"),
    "a file outside": ("file.../line.toml", "", "x", "cannot be the name"),
    "a hidden file": ("file.en/.phrases.toml", "", "x", "cannot be the name"),
    "a file from the root": ("file./etc/hosts", "", "x", "cannot be the name"),
    "a file with a zero byte": ("file.line.toml", "", "a\x00", "no part of any text"),
    "a file that wipes a terminal": ("file.sources.md", "", "a\x1b[2Jb\n", "U+001B"),
    "a file that goes back in its line": ("file.sources.md", "", "bad\rgood\n", "U+000D"),
    "a control character of eight bits": ("file.sources.md", "", "a\x9b2J", "U+009B"),
    "words with one of eight bits": ("loop", "en", "a\x9b2J", "U+009B"),
    "words with another line end": ("loop", "en", "a\x85b", "U+0085"),
    "an escape inside a file's words": ("file.en/notices.toml", "", ESCAPED, "U+001B"),
    "a file that is a folder": ("file.en", "", "x", "cannot be the name"),
    "a file that is a folder further down": ("file.en/topics", "", "x", "cannot be the name"),
    "a file inside a file": ("file.line.toml/x", "", "x", "cannot be the name"),
    "a file inside one that may come": ("file.signed.toml/y", "", "x", "cannot be the name"),
    "a file with a line end in its name": ("file.en/a\n.toml", "", "x", "cannot be the name"),
    "a file with a space in its name": ("file.en/a b.toml", "", "x", "cannot be the name"),
    "a file with other letters": ("file.en/é.toml", "", "x", "cannot be the name"),
    "a file without a name": ("file.", "", "x", "cannot be the name"),
    "a folder without a name": ("file.en//x.toml", "", "x", "cannot be the name"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_words_that_cannot_stand_there_are_refused_in_plain_words(files: Files, case: str) -> None:
    """The sentence says what is wrong."""
    item, language, words, says = REFUSED[case]
    with pytest.raises(ContentError) as refused:
        written(files, item, language, words)
    assert says in str(refused.value)


def test_words_are_hashed_as_their_utf8() -> None:
    """The hash of "abc" is the one that FIPS 180-2 prints; other letters count too."""
    assert words_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert words_hash("é") != words_hash("e")


def test_a_file_keeps_line_ends_and_a_name_that_it_has(files: Files) -> None:
    """Tabs and line ends of both kinds are allowed; what lies in a folder may be changed and taken out."""
    text = "\ufeffa\tb\r\nc\n"
    for item in ("file.sources.md", "file.es/topics/new-one_2.md", "file.NEW"):
        assert written(files, item, "", text)[item.removeprefix("file.")] == text.encode()
    odd = {**files, "en/a b.md": b"x"}
    assert written(odd, "file.en/a b.md", "", "y")["en/a b.md"] == b"y"
    assert written(odd, "file.en/a b.md", "", "") == files
