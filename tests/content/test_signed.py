"""Signatures: of exact words, by two people, kept in a file that reads back as it was written."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivr.content.items import slots, words_hash, written
from ivr.content.model import Severity, SignedWords
from ivr.content.readers import read_content
from ivr.content.readers.signed import read_signed
from ivr.content.rules import check
from ivr.content.signed import FILE, unsigned, with_signatures
from ivr.editions.freeze import checked
from ivr.errors import ContentError
from tests.content.altered import Edit, Files, altered, signed
from tests.spanish import two_languages

ON = date(2026, 6, 1)
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=8)
SIGNATURES = st.dictionaries(
    st.tuples(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), st.sampled_from(["", "en", "es"])),
    st.tuples(st.binary(max_size=3), NAMES, NAMES, st.dates()).map(
        lambda made: SignedWords(words_hash(made[0].hex()), made[1], made[2] + "2" * (made[1] == made[2]), made[3])
    ),
    max_size=6,
)


def items(files: Files) -> set[tuple[str, str]]:
    """What nobody signed."""
    return {(slot.item, slot.language) for slot in unsigned(files)}


def test_shipped_content_is_unsigned_item_by_item(files: Files) -> None:
    """All that is heard or sent, and the files without items as wholes; no notes of checks, nothing empty."""
    found = unsigned(files)
    assert {slot.item for slot in found if slot.item.startswith("file.")} == {
        *("file.line.toml", "file.safety.toml", "file.ordinary.toml", "file.examples.toml", "file.sources.md"),
        *("file.en/keywords.toml", "file.en/spoken.toml"),
    }
    assert {("topic.coping.1", "en"), ("tip.1", "en"), ("loop", "en"), ("resource.211.number", "")} <= items(files)
    assert all(slot.words for slot in found)
    notes = (".checked_on", ".checked_by", ".source", ".reviewed_by", ".review_by")
    assert not [slot.item for slot in found if slot.item.endswith(notes)]


def test_signed_content_has_nothing_unsigned_and_its_changes_have(files: Files) -> None:
    """Each kind of change voids the signature of what it changed, and of nothing else; the old words stay signed."""
    whole = signed(files)
    assert unsigned(whole) == []
    assert read_content(whole)[1] == ()
    for item, language, words in (
        ("topic.coping.1", "en", "Rest."),
        ("loop", "en", "I am here."),
        ("resource.cancercare.hours", "", "always"),
        ("notice.storm.said", "en", "A storm is here."),
        ("file.en/spoken.toml", "", "[lexicon]\n"),
        ("choice.numbers.sleep", "en", "Sleep"),
    ):
        after = written(whole, item, language, words)
        assert items(after) == {(item, language)}
        if (item, language) in slots(whole):
            assert unsigned(written(after, item, language, slots(whole)[item, language].words)) == []


def test_notes_of_checks_need_no_signature(files: Files) -> None:
    """Who dialed a number and when is one person's word."""
    after = written(signed(files), "resource.211.checked_on", "", "2026-11-01")
    assert unsigned(written(after, "resource.211.checked_by", "", "Maria")) == []


def test_what_is_on_and_what_has_lapsed_need_no_signature(files: Files) -> None:
    """These files change by rules of their own."""
    after = {**signed(files), "notices.toml": b"# none\n", "lapsed.toml": b"# none\n"}
    assert unsigned(after) == []


def test_what_is_not_published_need_not_be_signed_yet(files: Files) -> None:
    """A language or topic that the line does not name; once it does, its words are asked for."""
    whole = signed(files)
    both = two_languages(files)
    waiting = {**whole, **{file: raw for file, raw in both.items() if file.startswith("es/")}}
    waiting["en/topics/travel.md"] = files["en/topics/what.md"]
    assert unsigned(waiting) == []
    published = altered(waiting, ("line.toml", 'languages = ["en"]', 'languages = ["en", "es"]'))
    assert {("loop", "es"), ("file.es/keywords.toml", ""), ("file.line.toml", "")} <= items(published)
    named = altered(waiting, ("line.toml", '"outlook"]', '"outlook", "travel"]'))
    assert {("topic.travel.1", "en"), ("file.line.toml", "")} <= items(named)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(first=SIGNATURES, second=SIGNATURES)
def test_signatures_are_read_as_they_were_written(
    first: dict[tuple[str, str], SignedWords], second: dict[tuple[str, str], SignedWords]
) -> None:
    """Any names and items; a later signature takes the place of an earlier; the order of signing leaves no trace."""
    both = with_signatures(with_signatures({}, first), second)
    together = {**first, **second}
    assert read_signed(both) == (together, [])
    assert with_signatures({}, dict(reversed(together.items()))) == both
    lines = both.get(FILE, b"").decode().split("\n")
    assert sum(" = { hash = " in line for line in lines) == len(together)


def test_the_file_is_sorted_and_can_be_read_by_people(files: Files) -> None:
    """A table for each language, a line for each item."""
    raw = signed(files)[FILE].decode()
    tables = tomllib.loads(raw)
    assert list(tables) == ["", "en"]
    assert all(list(table) == sorted(table) for table in tables.values())
    line = next(line for line in raw.split("\n") if line.startswith('"loop"'))
    digest = words_hash("I am still here.")
    assert line == f'"loop" = {{ hash = "{digest}", author = "ann", approver = "bob", on = 2026-06-01 }}'


def test_nobody_signs_their_own_words(files: Files) -> None:
    """Refused when it is written; found by the rules if a hand has written it into the file."""
    with pytest.raises(ContentError, match="ann wrote loop and cannot approve it"):
        with_signatures(files, {("loop", "en"): SignedWords(words_hash("x"), "ann", "ann", ON)})
    forged = altered(signed(files), (FILE, 'approver = "bob"', 'approver = "ann"'))
    assert {found.rule for found in check(read_content(forged)[0]) if found.severity is Severity.ERROR} == {
        "two-signatures"
    }


@pytest.mark.parametrize(
    "signature",
    [
        SignedWords("abc", "ann", "bob", ON),
        SignedWords("0" * 64, "", "bob", ON),
        SignedWords("0" * 64, "ann", " ", ON),
        SignedWords("0" * 64, "ann", "ann ", ON),
    ],
)
def test_half_a_signature_is_refused(files: Files, signature: SignedWords) -> None:
    """It needs a hash and two names, without blanks that would make one name look like two."""
    with pytest.raises(ContentError, match="needs a hash, an author and an approver"):
        with_signatures(files, {("loop", "en"): signature})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('hash = "', 'hash = "x'),
        ('author = "ann"', 'author = ""'),
        ('author = "ann"', "author = 5"),
        (', approver = "bob"', ""),
        ("on = 2026-06-01", 'on = ""'),
        ("on = 2026-06-01", 'on = "someday"'),
        (" = { hash", " = 5 # { hash"),
    ],
)
def test_a_broken_signature_is_told_and_counts_for_nothing(files: Files, old: str, new: str) -> None:
    """The others count still; and nothing is added to a file of which a part would be lost."""
    broken = altered(signed(files), (FILE, old, new))
    content, problems = read_content(broken)
    assert {found.file for found in problems} == {FILE}
    assert len(unsigned(broken)) == 1
    assert len(content.signed) == len(read_content(signed(files))[0].signed) - 1
    with pytest.raises(ContentError, match=r"signed\.toml must be mended first"):
        with_signatures(broken, {("loop", "en"): SignedWords(words_hash("x"), "ann", "bob", ON)})


def test_each_file_is_told_once_with_how_much_of_it_is_unsigned(files: Files) -> None:
    """One warning a file, at its top."""
    after = written(written(signed(files), "loop", "en", "I am here."), "press", "en", "{name}: {key}.")
    found = [each for each in checked(after)[1] if each.rule == "signed"]
    count = sum(slot.file == "en/phrases.toml" for slot in slots(files).values())
    says = f"2 of {count} items are not signed; production will refuse that."
    assert [(each.file, each.line, each.says) for each in found] == [("en/phrases.toml", 1, says)]
    all_files = {slot.file for slot in unsigned(files)}
    plain = [each for each in checked(files)[1] if each.rule == "signed"]
    assert sorted(each.file for each in plain) == sorted(all_files)
    assert {each.line for each in plain} == {1}
    assert "Nobody has signed this file" in next(each.says for each in plain if each.file == "safety.toml")


@pytest.mark.parametrize(
    ("edit", "whole"),
    [
        (("en/topics/coping.md", "## Rest and food", "Rest and food\n---"), "file.en/topics/coping.md"),
        (("en/phrases.toml", "[phrases]", '[phrases]\n"topic.coping.1" = "Eat."'), "file.en/phrases.toml"),
        (("en/phrases.toml", "[phrases]", '[phrases]\n"tip.1" = "Eat."'), "file.en/phrases.toml"),
    ],
)
def test_no_words_slip_past_the_items(files: Files, edit: Edit, whole: str) -> None:
    """What the reader takes and no item holds makes the whole file a thing to sign."""
    sneaked = altered(signed(files), edit)
    assert read_content(sneaked)[1] == ()
    assert (whole, "") in items(sneaked)
