"""What an approver sees of a draft: what it does to callers and texters, what is against it, where it comes from."""

from __future__ import annotations

from ivr.content.items import slot
from ivr.desk.desk import Desk, current
from ivr.desk.editing import edit_all, withdraw
from ivr.desk.phone_number_places import along
from ivr.desk.views.effects import Sense
from ivr.desk.views.proposals import Proposal, proposals
from tests.desk.desks import edit, publish_words, words
from tests.editions.shelves import edited


def of(desk: Desk, item: str) -> Proposal:
    """The one proposal for an item."""
    (found,) = [each for each in proposals(desk) if each.standing.draft.item == item]
    return found


def test_a_tip_is_heard_and_read_otherwise(desk: Desk) -> None:
    """With its size before and after, and the words as people get them, with what stands around them."""
    edit(desk, "ed", "tip.3", "en", "Ask a friend to come along.")
    heard, read = of(desk, "tip.3").effects
    assert (heard.sense, heard.id, heard.after) == (Sense.HEARD, "details.tip.3", "Ask a friend to come along.")
    assert (read.sense, read.id) == (Sense.READ, "tip.3")
    assert read.after.startswith("Ask a friend to come along. Reply TIP 4")
    assert 0 < heard.size_after < heard.size_before
    assert (read.size_before, read.size_after) == (1, 1)


def test_a_topics_part_stands_beside_its_facts_with_its_grade(desk: Desk) -> None:
    """The facts name their sources; the grade is of these words now and then."""
    before = words(desk, "topic.coping.2")
    edit(desk, "ed", "topic.coping.2", "en", before.replace(".", ". Please rest well today.", 1))
    found = of(desk, "topic.coping.2")
    assert {fact.id for fact in found.facts} >= {"coping-1"}
    assert all(fact.says and fact.source for fact in found.facts)
    assert found.grades
    assert found.grades[0] != found.grades[1]
    assert found.wrong == ()


def test_a_service_stands_beside_its_source(desk: Desk) -> None:
    """Where its number was read."""
    edit(desk, "ed", "resource.cancercare.for", "en", "Free help by phone")
    assert "cancercare.org" in of(desk, "resource.cancercare.for").source


def test_a_pattern_shows_everything_that_it_changes(desk: Desk) -> None:
    """Every choice that is said with it."""
    edit(desk, "ada", "press", "en", "{name}. Press the {key}.")
    effects = of(desk, "press").effects
    assert len(effects) > 30
    assert all(each.after.endswith(".") and "Press the" in each.after for each in effects)


def test_a_draft_of_words_that_changed_says_so(desk: Desk) -> None:
    """And never shows an effect that it will not have."""
    edit(desk, "ed", "where.main", "en", "This is the main menu.")
    assert of(desk, "where.main").effects
    publish_words(desk, edited())
    found = of(desk, "where.main")
    assert found.effects == ()
    assert "changed since" in found.wrong[0]
    there = slot(current(desk).content, "where.main", "en")
    assert there is not None
    assert found.standing.live == there.words


def test_a_warning_of_the_rules_is_told_and_a_missing_signature_is_not(desk: Desk) -> None:
    """To sign the words is just what an approver does here."""
    long = "Rest when you can, and ask for help. " * 7
    edit(desk, "ed", "tip.3", "en", long.strip())
    warnings = of(desk, "tip.3").warnings
    assert any("segments" in each for each in warnings)
    assert not any("signed" in each for each in warnings)


def test_drafts_that_break_a_rule_one_by_one_are_one_proposal(desk: Desk) -> None:
    """A number with what is dialed and the texts that have it; what stands alone stays alone, also of one author."""
    files = current(desk).content
    changes = along(files, ("resource.american-cancer-society.number", "", "1-800-555-0199"))
    made = edit_all(desk, "ada", [*changes, ("tip.3", "en", "Ask a friend to come along.")])
    edit(desk, "ada", "tip.4", "en", "Rest when you can.")
    number, *alone = proposals(desk)
    assert [part.standing.draft.id for part in number.parts] == [draft.id for draft in made[:-1]]
    assert number.wrong == ()
    assert [[part.standing.draft.item for part in each.parts] for each in alone] == [["tip.3"], ["tip.4"]]


def test_what_is_wrong_together_stays_apart(desk: Desk) -> None:
    """Once a draft of such a group is taken back, the others say what is against them."""
    files = current(desk).content
    made = edit_all(desk, "ada", along(files, ("resource.american-cancer-society.number", "", "1-800-555-0199")))
    withdraw(desk, "ada", made[1].id)
    found = proposals(desk)
    assert [len(each.parts) for each in found] == [1] * (len(made) - 1)
    assert all(each.wrong for each in found)
