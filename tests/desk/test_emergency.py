"""Emergency words are told by what callers and texters get, in whatever file that is changed."""

from __future__ import annotations

import pytest

from ivr.desk.desk import Desk
from ivr.desk.emergency import emergency_words
from ivr.errors import DeskError
from tests.desk.desks import edit, words
from tests.editions.shelves import shipped

PHRASES, SPOKEN, KEYWORDS, SERVICES, LINE = (
    *("en/phrases.toml", "en/spoken.toml", "en/keywords.toml"),
    *("resources.toml", "line.toml"),
)
LAST_OF_988 = 'for = "When life feels too hard to bear. You can also text 988."'


def locked(old: str, new: str, file: str) -> list[str]:
    """What is locked of putting `new` in place of `old`."""
    before = shipped()
    assert old in before[file].decode(), f"{old!r} is no longer in {file}; choose another for this test"
    return emergency_words(before, {**before, file: before[file].replace(old.encode(), new.encode(), 1)})


WEAKENED = (
    # How the numbers are said.
    (', "911", "988"]', "]", SPOKEN, "what greeting.emergency (en) says"),
    ('"CancerCare" = ', '"hang up" = "stay"\n"CancerCare" = ', SPOKEN, "what greeting.emergency (en) says"),
    ('breath_before_codes = ["call", ', "breath_before_codes = [", SPOKEN, "what greeting.emergency (en) says"),
    ('"CancerCare" = ', '"care team" = "neighbor"\n"CancerCare" = ', SPOKEN, "what greeting.fever (en) says"),
    # The services, and the patterns that they are said with.
    ("Open day and night.", "Open on some days.", PHRASES, "what service.988-lifeline.intro (en) says"),
    ('"{short}. {for} {hours}"', '"{short}. {for}"', PHRASES, "what service.911.intro (en) says"),
    ('"{number}."', '"A number."', PHRASES, "what service.988-lifeline.number (en) says"),
    ('"{short}: {number}. {hours} {for}"', '"{short}: {hours} {for}"', "en/texts.toml", "the text service.911 (en)"),
    ("crisis = true", "crisis = false", SERVICES, "the service 911"),
    ('languages = ["en", "es"]', 'languages = ["en"]', SERVICES, "the service 988-lifeline"),
    (LAST_OF_988, 'for = "A number."', SERVICES, "the service 988-lifeline"),
    ('number = "211"', 'number = "988"', SERVICES, "the service 211"),
    # Where they are offered.
    (', "988-lifeline"]', "]", LINE, "988-lifeline in the group talk of line.toml"),
    ('crisis = "988-lifeline"', 'crisis = "211"', LINE, "the crisis line of line.toml"),
    ('menu = ["what", "side", ', 'menu = ["what", ', LINE, "what topic.side.1 (en) says"),
    ("The 988 crisis line", "Another line", PHRASES, "what choice.offer.crisis (en) says"),
    ("{name}. Press {key}.", "{name}. Press a key.", PHRASES, "what choice.offer.crisis (en) says"),
    ("Take your time. I hear", "Call 988. I hear", PHRASES, "what silence.1 (en) says"),
    ('"I am still here."', '"I am still here. This is not 911."', PHRASES, "what loop (en) says"),
    # What texts of a fever lead to.
    ('FEVER = ["feverish", ', "FEVER = [", KEYWORDS, "FEVER in en/keywords.toml"),
    ('FEVER = ["hot", ', "FEVER = [", KEYWORDS, "FEVER in en/keywords.toml"),
    ('TIPS = ["tip", ', 'TIPS = ["thermometer", "tip", ', KEYWORDS, "what 'thermometer' leads to (en)"),
    ('["COPE"]', '["COPE", "FEVER"]', "en/topics/coping.md", "what 'FEVER' leads to (en)"),
    ('about = ["MENU"', 'about = ["FEVER", "MENU"', KEYWORDS, "what 'who to call with fever' leads to (en)"),
    ('TIPS = ["tip"', 'TIPS = ["i took too many pills", "tip"', KEYWORDS, "'i took too many pills' as a keyword (en)"),
)


@pytest.mark.parametrize(("old", "new", "file", "says"), WEAKENED)
def test_what_changes_the_answer_to_danger_is_locked(old: str, new: str, file: str, says: str) -> None:
    """In its own words, in those around it, in how they are said, and in what leads there."""
    assert says in locked(old, new, file)


FREE = (
    ("Main menu.", "The main menu.", PHRASES),
    ('"Prof." = "Professor"', '"Prof." = "Teacher"', SPOKEN),
    ('FEVER = ["feverish", ', 'FEVER = ["febrile", "feverish", ', KEYWORDS),
    ('"211", "eldercare-locator"]', '"211"]', LINE),
    ('talk = ["american-cancer-society", ', 'talk = ["211", "american-cancer-society", ', LINE),
    ('languages = ["en"]\ntime_zone = "America/New_York"\nhours = ""', 'languages = []\nhours = ""', SERVICES),
    ('number = "1-800-813-4673"', 'number = "1-800-813-4674"', SERVICES),
)


@pytest.mark.parametrize(("old", "new", "file"), FREE)
def test_everything_else_is_for_editors(old: str, new: str, file: str) -> None:
    """The same files hold much that no danger hangs on, also more words that lead to the answer to a fever."""
    assert locked(old, new, file) == []


def test_a_new_crisis_line_is_an_admins(desk: Desk) -> None:
    """A service that calls itself one is never doubted, so not everybody may make one; nor another language of it."""
    services = shipped()[SERVICES].decode()
    new = services.replace(
        "[711-relay]\n", '[crisis-chat]\nurl = "example.org"\ncrisis = true\nsource = "x"\n\n[711-relay]\n'
    )
    for said, says in (
        (new, "the service crisis-chat"),
        (
            services.replace(
                "[988-lifeline.en]", '[988-lifeline.es]\nname = "a"\nshort = "b"\nfor = "c"\n[988-lifeline.en]'
            ),
            "988",
        ),
    ):
        assert said != services
        with pytest.raises(DeskError, match=f"emergency words.*{says}"):
            edit(desk, "ed", f"file.{SERVICES}", "", said)


def test_an_editor_is_told_of_some_of_them(desk: Desk) -> None:
    """Not of hundreds; an admin writes just that."""
    item, new = "press", f"{words(desk, 'press')} Thank you."
    with pytest.raises(DeskError, match=r"what choice\.offer\.crisis \(en\) says\."):
        edit(desk, "ed", item, "en", new)
    with pytest.raises(DeskError, match=r"and [0-9]+ more\."):
        edit(desk, "ed", "file.resources.toml", "", "# Nothing.\n")
    assert edit(desk, "ada", item, "en", new).author == "ada"


@pytest.mark.parametrize("file", sorted(shipped()))
def test_a_file_that_cannot_be_read_is_compared_all_the_same(file: str) -> None:
    """What is left of it; the rules of the content refuse the rest."""
    for raw in (b"", b"[", b"\xff", b'person = "x"\n[911]\nnumber = 3\n', b"crisis = 1\nkeywords = 2\n"):
        assert isinstance(emergency_words(shipped(), {**shipped(), file: raw}), list)
