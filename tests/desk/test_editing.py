"""Drafts: what may be written and by whom, two editors at once, and nothing that is ever lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from ivr.content.items import words_hash
from ivr.desk.approving.standing import approved
from ivr.desk.desk import Desk, current
from ivr.desk.editing import OpenDraftError, RefusedWordsError, edit_all, open_drafts, withdraw
from ivr.desk.people import end
from ivr.errors import ContentError, DeskError
from ivr.store import drafts
from ivr.store.drafts import Draft
from ivr.store.renders import Renders, RenderState
from tests.desk.desks import approve, edit, logged, publish_words, words
from tests.editions.shelves import edited, shipped

MENU = ("where.main", "en")


def kept(desk: Desk, number: int) -> Draft:
    """A draft as the database has it."""
    with desk.database.reading() as connection:
        return drafts.find(connection, [number])[number]


def test_a_draft_says_what_it_changes(desk: Desk) -> None:
    """By the hash of these words; callers hear nothing of it, its sounds are asked for, and the log has both texts."""
    draft = edit(desk, "ed", *MENU, "This is the main menu.")

    assert kept(desk, draft.id) == draft
    assert (draft.base, draft.words, draft.state) == (words_hash("Main menu."), "This is the main menu.", "open")
    assert words(desk, *MENU) == "Main menu."
    found = Renders(desk.database).find(draft.id)
    assert found is not None
    assert found.state is RenderState.WAITING
    (entry,) = logged(desk, "edit")
    assert (entry.who, entry.what, entry.item) == ("ed", f"edit, draft {draft.id}", "where.main (en)")
    assert (entry.before, entry.after) == ("Main menu.", "This is the main menu.")


@pytest.mark.parametrize("by", ["ann", "rec", "zoe", ""])
def test_only_editors_and_admins_write(desk: Desk, by: str) -> None:
    """Nothing is kept of what others write, and no entry."""
    with pytest.raises(DeskError, match=r"That is for an editor or an admin|There is nobody called|Say who you are"):
        edit(desk, by, *MENU, "This is the main menu.")
    assert not open_drafts(desk)
    assert not logged(desk, "edit")


REFUSED = (
    ("where.main", "en", "Main menu.", "says just that already"),
    ("where.mian", "en", "Main menu.", "There is no item where.mian"),
    ("texts.nonsense", "en", "Hello.", "There is no item texts.nonsense"),
    ("greeting.nonsense", "en", "Hello.", "There is no item greeting.nonsense"),
    ("topic.what.99", "en", "Hello.", "There is no item topic.what.99"),
    ("tip.99", "fr", "Bonjour.", "There is no item tip.99"),
    ("notice.", "en", "Hello.", "There is no item notice."),
    ("where.main", "fr", "Le menu.", "There is no item where.main"),
    ("where.main", "", "Main menu.", "There is no item where.main"),
    ("file.en/gone.toml", "", "", "says just that already"),
    ("file.../escape.toml", "", "x", "cannot be the name of a content file"),
    ("file." + "x" * 200, "", "x", "No item has a name as long"),
    ("file.signed.toml", "", "x", "written by the program alone"),
    ("file.notices.toml", "", "x", "written by the program alone"),
    ("file.lapsed.toml", "", "x", "written by the program alone"),
    ("where.main", "en", "Main\x00 menu.", "no part of any text"),
    ("where.main", "en", "Main \ud800menu.", "no part of any text"),
    ("where.main", "en", "", "where.main is missing"),
    ("where.main", "en", "Fight the battle.", "kind-words"),
    ("topic.coping.1", "en", "Rest.\n\n## Sleep\n\nMore.", "No line of a part may begin with ##"),
    ("file.line.toml", "", "languages = [", "The content does not allow these words"),
)


def test_what_the_line_could_not_say_is_refused(desk: Desk) -> None:
    """In a sentence, and nothing is kept."""
    for item, language, said, says in REFUSED:
        with pytest.raises((DeskError, ContentError), match=says):
            edit(desk, "ada", item, language, said)
    assert not open_drafts(desk)


def test_warnings_are_told_and_keep_nobody_from_writing(desk: Desk) -> None:
    """In sentences, without files and rules; an approver weighs them; that nobody has signed a draft yet is none."""
    warned = edit(desk, "ed", "texts.welcome", "en", "You are welcome. " * 20 + "Emergency: call 911.")
    plain = edit(desk, "ed", *MENU, "This is the main menu.")

    assert warned.warnings
    assert not any("en/texts.toml" in each or "[" in each for each in warned.warnings), warned.warnings
    assert plain.warnings == ()


def test_refused_words_are_told_twice_over(desk: Desk) -> None:
    """With files and rules for whoever edits files, and in sentences for whoever types in a form; each once."""
    with pytest.raises(RefusedWordsError, match=r"en/phrases\.toml:\d+: error: .*\[kind-words\]") as refused:
        edit(desk, "ed", *MENU, "Fight the battle. Fight the battle.")
    assert [each.rule for each in refused.value.problems]
    assert refused.value.sentences[0] == str(refused.value).split("\n")[0]
    assert set(refused.value.sentences[1:]) == {each.says for each in refused.value.problems}
    assert len(set(refused.value.sentences)) == len(refused.value.sentences)


def test_a_revision_takes_the_place_of_ones_own_draft(desk: Desk) -> None:
    """The older one stays as it was, closed; what was agreed to is void."""
    first = edit(desk, "ed", *MENU, "This is the main menu.")
    approve(desk, "ann", [first.id])
    second = edit(desk, "ed", *MENU, "Here is the main menu.")

    assert [draft.id for draft in open_drafts(desk)] == [second.id]
    assert kept(desk, first.id).words == "This is the main menu."
    assert kept(desk, first.id).state == "withdrawn"
    assert approved(desk) == ()
    assert logged(desk, "edit")[-1].what == f"edit, draft {second.id} for {first.id}"


def test_the_same_words_again_are_the_same_draft(desk: Desk) -> None:
    """A command that is repeated takes back no approval."""
    first = edit(desk, "ed", *MENU, "This is the main menu.")
    approve(desk, "ann", [first.id])

    assert edit(desk, "ed", *MENU, "This is the main menu.") == first
    assert len(approved(desk)) == 1


def test_the_second_editor_is_told_and_shown_both(desk: Desk) -> None:
    """Whoever has seen the other draft may write beside it; both stay."""
    first = edit(desk, "ed", *MENU, "This is the main menu.")

    with pytest.raises(OpenDraftError) as caught:
        edit(desk, "eve", *MENU, "Here is the main menu.")
    told = caught.value
    assert (told.theirs, told.yours, told.live) == (first, "Here is the main menu.", "Main menu.")
    for text in ("ed has draft 1 of where.main (en)", "Main menu.", "This is the main menu.", "Here is the main menu."):
        assert text in str(told)

    (second,) = edit_all(desk, "eve", [(*MENU, "Here is the main menu.")], beside=[first.id])
    assert [draft.id for draft in open_drafts(desk)] == [first.id, second.id]


def test_of_two_editors_at_once_one_is_told(desk: Desk) -> None:
    """However close they are, one draft is open and one editor holds both texts."""

    def write(by: str) -> str:
        try:
            return edit(desk, by, *MENU, f"The main menu of {by}.").author
        except OpenDraftError as told:
            return f"told of {told.theirs.author}"

    with ThreadPoolExecutor(2) as pool:
        came = set(pool.map(write, ["ed", "eve"]))

    assert came in ({"ed", "told of ed"}, {"eve", "told of eve"})
    assert len(open_drafts(desk)) == 1


LOCKED = (
    ("greeting.emergency", "en"),
    ("greeting.fever", "en"),
    ("texts.crisis.es", "en"),
    ("texts.overdose.stop", "en"),
    ("texts.emergency", "en"),
    ("texts.care-team", "en"),
    ("texts.fever", "en"),
    ("resource.911.name", "en"),
    ("resource.988-lifeline.source", ""),
)


def test_emergency_words_are_for_admins(desk: Desk) -> None:
    """An editor is told whose they are; an admin writes them, and a second person still agrees."""
    for item, language in LOCKED:
        with pytest.raises(DeskError, match="These are emergency words, which an admin writes"):
            edit(desk, "ed", item, language, f"{words(desk, item, language)} Please.")
    assert edit(desk, "ada", "texts.emergency", "en", "Call 911 now.").author == "ada"
    assert approved(desk) == ()


def test_emergency_words_are_locked_inside_whole_files_too(desk: Desk) -> None:
    """In the file that holds them, in the lists that find danger, and by taking a file away."""
    phrases = shipped()["en/phrases.toml"].decode()
    safety = shipped()["safety.toml"].decode()
    for item, said in (
        ("file.en/phrases.toml", phrases.replace("hang up and call 911.", "hang up and dial 911.")),
        ("file.safety.toml", safety + "# Mine.\n"),
        ("file.examples.toml", ""),
        ("file.line.toml", shipped()["line.toml"].decode().replace('crisis = "988-lifeline"', 'crisis = "acs"')),
    ):
        with pytest.raises(DeskError, match="emergency words"):
            edit(desk, "ed", item, "", said)
    assert edit(desk, "ada", "file.safety.toml", "", safety + "# Mine.\n")
    assert edit(desk, "ed", "file.en/phrases.toml", "", phrases.replace("Main menu.", "The main menu."))


def test_the_log_of_a_whole_file_holds_what_changed(desk: Desk) -> None:
    """Not the file twice."""
    phrases = shipped()["en/phrases.toml"].decode()
    edit(desk, "ed", "file.en/phrases.toml", "", phrases.replace('"Main menu."', '"The main menu."', 1))

    (entry,) = logged(desk, "edit")
    assert (entry.before, entry.after) == ('"where.main" = "Main menu."', '"where.main" = "The main menu."')


def test_changes_that_belong_together_are_kept_together_or_not_at_all(desk: Desk) -> None:
    """A heading and its words; with one that cannot be, none is kept."""
    good = ("topic.coping.title", "en", "Coping each day")
    with pytest.raises(ContentError):
        edit_all(desk, "ed", [good, ("where.main", "en", "")])
    with pytest.raises(DeskError, match="twice"):
        edit_all(desk, "ed", [good, good])
    assert not open_drafts(desk)

    made = edit_all(desk, "ed", [good, (*MENU, "This is the main menu.")])
    assert [draft.item for draft in made] == ["topic.coping.title", "where.main"]
    assert open_drafts(desk) == made


def test_a_draft_is_taken_back_by_its_author_an_approver_or_an_admin(desk: Desk) -> None:
    """Once; it stays in the books."""
    drafted = [edit(desk, "ed", *each) for each in ((*MENU, "The menu."), ("where.numbers", "en", "Numbers."))]
    with pytest.raises(DeskError, match="That is for an approver or an admin"):
        withdraw(desk, "eve", drafted[0].id)

    withdraw(desk, "ann", drafted[0].id)
    withdraw(desk, "ed", drafted[1].id)

    assert not open_drafts(desk)
    assert [kept(desk, draft.id).state for draft in drafted] == ["withdrawn"] * 2
    with pytest.raises(DeskError, match="There is no open draft 1: it was withdrawn"):
        withdraw(desk, "ed", drafted[0].id)
    with pytest.raises(DeskError, match=r"There is no open draft 99\."):
        withdraw(desk, "ed", 99)
    assert [entry.who for entry in logged(desk, "withdraw")] == ["ann", "ed"]


def test_whoever_leaves_while_writing_writes_nothing_more(desk: Desk) -> None:
    """What they wrote before stays, for others to approve or take back."""
    draft = edit(desk, "ed", *MENU, "This is the main menu.")
    end(desk, "ada", "ed")

    with pytest.raises(DeskError, match="has left the staff"):
        edit(desk, "ed", *MENU, "Here is the main menu.")
    approve(desk, "ann", [draft.id])
    assert [each.author for each in approved(desk)] == ["ed"]


def test_a_draft_is_of_the_words_that_are_published(desk: Desk) -> None:
    """After others were published, the same author writes anew on those."""
    first = edit(desk, "ed", *MENU, "This is the main menu.")
    publish_words(desk, edited("Main menu.", "The main menu."))
    second = edit(desk, "ed", *MENU, "This is the main menu.")

    assert (first.base, second.base) == (words_hash("Main menu."), words_hash("The main menu."))
    assert [draft.id for draft in open_drafts(desk)] == [second.id]
    assert current(desk).number == 2
