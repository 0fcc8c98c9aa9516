"""Which drafts stand on one card; and what was judged of one is not judged again because something else changed."""

from __future__ import annotations

import pytest

from ivr.content.model import Content
from ivr.content.notices import On, with_on
from ivr.desk.desk import Desk, current
from ivr.desk.editing import edit_all, withdraw
from ivr.desk.phone_number_places import along
from ivr.desk.views.cards import cards
from ivr.desk.views.effects import effects
from ivr.desk.views.proposals import proposals
from tests.desk.desks import START, edit, publish_words

NUMBER = "resource.american-cancer-society.number"


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows whenever a draft is judged anew."""
    found: list[int] = []

    def counting(*contents: Content) -> object:
        found.append(len(contents))
        return effects(*contents)

    monkeypatch.setattr("ivr.desk.views.judging.effects", counting)
    return found


def test_a_notice_or_another_draft_leaves_a_judgement_as_it_is(desk: Desk, judged: list[int]) -> None:
    """Only a notice's own words are judged with the notices that are on."""
    edit(desk, "ed", "tip.3", "en", "Ask a friend to come along, if you like.")
    other = edit(desk, "ed", "tip.1", "en", "Rest when you can, day or night.")
    before = proposals(desk)
    assert len(judged) == 2
    now = START.replace(tzinfo=None)
    on = On("office-closed", now, now.replace(hour=23), "UTC", "rec")
    publish_words(desk, with_on(dict(current(desk).content), on))
    withdraw(desk, "ed", other.id)
    assert [each.effects for each in proposals(desk)] == [before[0].effects]
    assert len(judged) == 2


def test_a_draft_that_stands_alone_is_judged_only_where_it_is_shown(desk: Desk, judged: list[int]) -> None:
    """Those of one act may belong together, and are tried."""
    edit(desk, "ed", "tip.3", "en", "Ask a friend to come along, and a neighbor.")
    edit(desk, "eve", "tip.4", "en", "Rest when you can, and ask for help then.")
    assert [len(each.parts) for each in cards(desk)] == [1, 1]
    assert judged == []
    made = edit_all(desk, "ada", along(current(desk).content, (NUMBER, "", "1-800-555-0198")))
    assert [len(each.parts) for each in cards(desk)] == [1, 1, len(made)]
    assert judged


def test_what_was_written_in_two_acts_and_stands_only_together_is_one_card(desk: Desk) -> None:
    """A new notice of which one sentence was written again: the others are the drafts of before."""
    words = [("notice.water.text", "en", "The tap is off."), ("notice.water.page", "en", "The tap is off.")]
    first = edit_all(desk, "ed", [("notice.water.said", "en", "There is no water."), *words])
    again = edit_all(desk, "ed", [("notice.water.said", "en", "There is no water today."), *words])
    assert {each.id for each in first} & {each.id for each in again}
    assert [[part.draft.id for part in card.parts] for card in cards(desk)] == [sorted(each.id for each in again)]


def test_where_new_hours_come_from_stands_on_their_card(desk: Desk) -> None:
    """Though both could be published alone; what is of another service stays on a card of its own."""
    hours, source, other = (f"resource.{name}" for name in ("cancercare.hours", "cancercare.source", "211.source"))
    made = edit_all(desk, "ada", [(hours, "", "always"), (source, "", "They said so."), (other, "", "They, too.")])
    assert [[part.draft.id for part in card.parts] for card in cards(desk)] == [[made[0].id, made[1].id], [made[2].id]]


def test_a_new_number_is_told_with_its_source_and_without_a_grade(desk: Desk) -> None:
    """All on one card; how hard a text is to read is no question where only a number changes."""
    changes = along(current(desk).content, (NUMBER, "", "1-800-555-0197"))
    source = NUMBER.replace(".number", ".source"), "", "cancer.org, dialed by Ada."
    made = edit_all(desk, "ada", [*changes, source])
    (proposal,) = proposals(desk)
    assert [part.standing.draft.id for part in proposal.parts] == [each.id for each in made]
    assert proposal.new_number
    assert [part.grades for part in proposal.parts] == [None] * len(made)
