"""Looking at one prompt: what it is made of, what waits, what was done to it, and how recordings of it sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.audio.measure import measure
from ivr.content.items import written
from ivr.content.model import Pace
from ivr.desk.approving.together import approve_together
from ivr.desk.desk import Desk
from ivr.desk.next_edition import Change, publish_change
from ivr.desk.people import require
from ivr.desk.publishing import publish
from ivr.desk.sending_back import send_take_back
from ivr.desk.takes import Handed, hand_in, withdraw_take
from ivr.desk.views.listening import heard_by, take_heard
from ivr.desk.views.looking import Look, Reads, look_at, reads
from ivr.desk.views.prompt_list import State
from ivr.errors import DeskError
from ivr.store.database import Database
from tests.audio.intake.speech import CHOICE, EMERGENCY, recorded, said, wav
from tests.desk.desks import approve, edit
from tests.desk.sounding import begun

PROMPT = "greeting.emergency"


@pytest.fixture
def heard(tmp_path: Path) -> Desk:
    """A desk whose words have sounds."""
    database = Database(f"sqlite:///{tmp_path / 'line.db'}")
    return begun(database, tmp_path / "data")


def looked(desk: Desk, prompt: str = PROMPT, by: str = "ed") -> Look:
    """One prompt as somebody sees it."""
    return look_at(desk, require(desk, by), prompt, "en")


def brought(desk: Desk, prompt: str = PROMPT, spoken: str = EMERGENCY.spoken) -> int:
    """A recording that was handed in."""
    return hand_in(desk, "rec", Handed(prompt, "en", wav(recorded(said(spoken))), "Maria Lopez"))[0].id


def test_it_says_what_a_prompt_is_made_of_and_who_may_write_that(desk: Desk) -> None:
    """The pattern of all choices is locked to editors, since the choice of the crisis line is made of it, too."""
    editor, admin = looked(desk, "choice.main.coping"), looked(desk, "choice.main.coping", "ada")
    assert [(each.slot.item, each.locked) for each in editor.made_of] == [
        ("topic.coping.menu_name", False),
        ("press", True),
    ]
    assert not any(each.locked for each in admin.made_of)
    assert editor.made_of[1].others > 40
    assert looked(desk).made_of[0].locked
    assert looked(desk, "topic.coping.2").texts == ("COPE 2",)
    assert "Get plenty of rest" in [each.says for each in looked(desk, "topic.coping.2").facts]
    assert looked(desk, "service.cancercare.number").source
    with pytest.raises(DeskError, match=r"There is no prompt greeting\.nmae in en"):
        looked(desk, "greeting.nmae")


def test_a_recording_goes_from_handed_in_to_heard_to_stale(heard: Desk) -> None:
    """Callers hear it once it is published; when its words change it is never heard again."""
    take = brought(heard)
    assert looked(heard).takes[0].take.id == take
    approve_together(heard, "ann", [], [take], [])
    publish(heard, "ann")
    after = looked(heard)
    assert (after.row.state, after.takes) == (State.RECORDED, ())
    assert after.row.sounds[Pace.NORMAL].source == "take"
    assert after.pace[Pace.SLOW] < after.pace[Pace.NORMAL]

    def other(files: dict[str, bytes]) -> dict[str, bytes]:
        return written(files, PROMPT, "en", "If this is an emergency, please hang up and call 911.")

    publish_change(heard, Change("ada", "content", other))  # type: ignore[arg-type]
    assert looked(heard).row.state is State.STALE
    assert looked(heard).row.wanted


def test_a_recorded_choice_waits_for_the_others_of_its_menu(heard: Desk) -> None:
    """And the page says which ones are lacking."""
    take = brought(heard, "choice.main.coping", CHOICE.spoken)
    assert "Choice: Outlook" in looked(heard, "choice.main.coping").menu
    approve_together(heard, "ann", [], [take], [])
    publish(heard, "ann")
    assert looked(heard, "choice.main.coping").row.state is State.MENU


def test_a_recording_is_heard_as_callers_would_at_both_paces(desk: Desk) -> None:
    """Whoever approves hears just that; where its words are gone, it is played as it was recorded."""
    take = brought(desk)
    normal, slow = take_heard(desk, take), take_heard(desk, take, Pace.SLOW)
    assert normal.as_callers
    assert slow.as_callers
    assert measure(slow.wav).seconds > 1.1 * measure(normal.wav).seconds
    draft = edit(desk, "ada", PROMPT, "en", "In an emergency, hang up and call 911.")
    approve(desk, "ann", [draft.id])
    again = take_heard(desk, take, or_as_made=True)
    assert not again.as_callers
    assert len(again.wav) > len(normal.wav)
    with pytest.raises(DeskError, match="There is no recording 99"):
        take_heard(desk, 99)


def test_a_recording_that_was_taken_back_is_for_its_author_and_who_answers_for_the_line(desk: Desk) -> None:
    """Everybody may hear one that waits; after that its author, approvers and admins."""
    take = brought(desk)
    everybody = [require(desk, each) for each in ("rec", "ann", "ada", "ed")]
    assert all(heard_by(desk, each, take).as_callers for each in everybody)
    withdraw_take(desk, "rec", take)
    assert all(heard_by(desk, each, take).as_callers for each in everybody[:3])
    with pytest.raises(DeskError, match="was taken back"):
        heard_by(desk, everybody[3], take)


def test_the_history_tells_ones_own_from_others(desk: Desk) -> None:
    """Who took back what they had made themselves, who sent back, and who only closed it."""
    send_take_back(desk, "rec", brought(desk), "")
    send_take_back(desk, "ann", brought(desk), "A door slams.")
    withdraw_take(desk, "ann", brought(desk))
    told = [(each.who, each.did) for each in looked(desk).past if each.did != "handed in a recording"]
    assert told == [
        ("Ann of ann", "put it aside"),
        ("Ann of ann", "sent it back"),
        ("Rec of rec", "took it back"),
    ]


def test_the_history_tells_who_did_what_newest_first(desk: Desk) -> None:
    """With the words before and after, the reason where something was sent back, and what became of it."""
    take = brought(desk)
    draft = edit(desk, "ada", PROMPT, "en", "In an emergency, hang up and call 911. This is draft 7.")
    send_take_back(desk, "ann", take, "A door slams.")
    approve(desk, "ann", [draft.id])
    edit(desk, "ada", "greeting.fever", "en", "For a fever, call your care team now, day or night.")

    told = [(each.who, each.did, each.draft, each.take, each.state) for each in looked(desk).past]
    assert told == [
        ("Ann of ann", "agreed", draft.id, 0, "open"),
        ("Ann of ann", "sent it back", 0, take, "withdrawn"),
        ("Ada of ada", "wrote other words", draft.id, 0, "open"),
        ("Rec of rec", "handed in a recording", 0, take, "withdrawn"),
    ]
    assert looked(desk).past[1].says == "A door slams."
    assert looked(desk).past[2].before == "If this is an emergency, hang up and call 911."


@pytest.mark.parametrize(
    ("shortest", "longest", "says"),
    [
        (1.8, 6.7, "2 to 6 seconds"),
        (0.0, 2.9, "1 to 2 seconds"),
        (2.0, 3.0, "2 to 3 seconds"),
        (0.4, 1.9, "1 second"),
        (1.21, 1.99, "1.3 to 1.9 seconds"),
    ],
)
def test_how_long_a_good_reading_lasts_is_told_inwards(shortest: float, longest: float, says: str) -> None:
    """Whoever keeps to what the page says is refused by no check."""
    assert Reads("", 1, shortest, longest).lasts == says


def test_what_the_page_says_of_a_reading_the_intake_takes(desk: Desk) -> None:
    """The same numbers, for the words that are said."""
    found = reads(desk, PROMPT, "en")
    least, _, most = found.lasts.removesuffix(" seconds").partition(" to ")
    assert found.shortest <= float(least) < float(most) <= found.longest
