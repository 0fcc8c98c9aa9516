"""A service's number is changed wherever it stands, once in each place."""

from __future__ import annotations

from typing import Any

import pytest

from ivr.content.items import slot, slots, written
from ivr.desk.desk import Desk, current
from ivr.desk.editing import edit_all, open_drafts
from ivr.desk.phone_number_places import along, edit_everywhere
from ivr.errors import OvertakenError
from ivr.store.drafts import Draft
from tests.desk.desks import publish_words
from tests.editions.shelves import shipped

NUMBER, DIAL = "resource.american-cancer-society.number", "resource.american-cancer-society.dial"
OLD, NEW = "1-800-227-2345", "1-800-555-0199"


def test_a_number_is_changed_in_what_is_dialed_and_in_every_text(desk: Desk) -> None:
    """All of them drafts of their own, and nowhere is the old one left."""
    changes = along(shipped(), (NUMBER, "", NEW))

    assert changes[:2] == [(NUMBER, "", NEW), (DIAL, "", "+18005550199")]
    assert {"texts.numbers", "texts.talk", "texts.feelings"} <= {item for item, *_ in changes}
    made = edit_all(desk, "ada", changes)
    files = shipped()
    for each in made:
        files = written(files, each.item, each.language, each.words)
    assert not [each.item for each in slots(files).values() if OLD in each.words]


def test_a_number_that_is_written_as_it_is_dialed_is_changed_once_in_each(desk: Desk) -> None:
    """The words of the one are those of the other then."""
    files = written(shipped(), NUMBER, "", "+18002272345")
    changes = along(files, (NUMBER, "", "+18005550199"))

    assert [item for item, *_ in changes].count(DIAL) == 1
    assert len({each[:2] for each in changes}) == len(changes)
    found = slot(current(desk).content, DIAL, "")
    assert found is not None
    assert edit_all(desk, "ada", along(current(desk).content, (NUMBER, "", found.words)))


def test_whoever_writes_a_number_writes_it_everywhere(desk: Desk) -> None:
    """Its own draft is the first; of other words there is one draft."""
    made = edit_everywhere(desk, "ada", (NUMBER, "", NEW))

    assert [(each.item, each.language, each.words) for each in made] == along(current(desk).content, (NUMBER, "", NEW))
    assert open_drafts(desk) == made
    (other,) = edit_everywhere(desk, "ada", ("where.main", "en", "This is the main menu."))
    assert other.item == "where.main"


def test_what_is_published_meanwhile_elsewhere_is_not_changed_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text in which the number stands gets other words in the moment before the drafts are written."""

    def later(*given: Any) -> tuple[Draft, ...]:  # noqa: ANN401 - whatever is given
        publish_words(desk, written(current(desk).content, "texts.talk", "en", f"Please call {OLD}."))
        return edit_all(*given)

    monkeypatch.setattr("ivr.desk.phone_number_places.edit_all", later)
    with pytest.raises(OvertakenError, match="Somebody else has published in the meantime"):
        edit_everywhere(desk, "ada", (NUMBER, "", NEW))
    assert open_drafts(desk) == ()
