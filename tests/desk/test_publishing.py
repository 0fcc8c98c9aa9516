"""Publishing: only what two people answer for, whole or not at all, and back again by one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from ivr.audio.sound_cache import SoundCache
from ivr.audio.voice import Utterance
from ivr.content.model import Pace
from ivr.content.signed import unsigned
from ivr.desk.approving.signatures import to_sign
from ivr.desk.checking import checked
from ivr.desk.desk import Desk, current
from ivr.desk.editing import edit_all, withdraw
from ivr.desk.next_edition import Change, publish_change
from ivr.desk.people import end
from ivr.desk.phone_number_places import along
from ivr.desk.publishing import publish, rollback
from ivr.desk.views.comparing import Resounded, Reworded, compared
from ivr.editions.adopt import Adopter
from ivr.editions.freeze import make
from ivr.editions.layout import TABLE, read_table
from ivr.errors import ContentError, DeskError, RenderError, StoreError
from ivr.store.audit import Audit
from ivr.store.database import Database
from ivr.store.editions import Editions
from tests.audio.tone_voice import ToneVoice
from tests.desk.desks import approve, edit, words
from tests.desk.sounding import begun

MENU, NEW = "where.main", "This is the main menu."


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """A line whose first edition is published."""
    return begun(database, tmp_path / "line")


def test_what_two_people_answer_for_is_heard_and_nothing_else_changes(desk: Desk) -> None:
    """One prompt sounds different, at both paces; every other sound is the very same file."""
    draft = edit(desk, "ed", MENU, "en", NEW)
    with pytest.raises(DeskError, match="Nothing is approved"):
        publish(desk, "ann")
    approve(desk, "ann", [draft.id])

    assert publish(desk, "bob", "said more plainly") == 2

    assert words(desk, MENU) == NEW
    reworded, resounded = compared(desk, 1, 2)
    assert Reworded(MENU, "en", "Main menu.", NEW) in reworded
    assert {each.item for each in reworded} == {MENU, "file.signed.toml"}
    assert resounded == [Resounded(MENU, "en", "rendered", "rendered")]
    found = Editions(desk.database).listed(1)[0]
    assert (found.number, found.base, found.made_by, found.says) == (2, 1, "bob", "said more plainly")
    told = [(each.who, each.what, each.before, each.after) for each in Audit(desk.database).listed(2)]
    assert told == [("bob", "publish", "edition 1", "edition 2"), ("bob", "publish draft 1", "Main menu.", NEW)]


def test_who_signed_which_words_is_part_of_the_edition(desk: Desk) -> None:
    """The new words are signed, by name and day; the others are as unsigned as before."""
    before = {(each.item, each.language) for each in unsigned(current(desk).content)}
    approve(desk, "ann", [edit(desk, "ed", MENU, "en", NEW).id])
    publish(desk, "ann")

    after = {(each.item, each.language) for each in unsigned(current(desk).content)}
    assert before - after == {(MENU, "en")}
    assert b"where.main" in current(desk).content["signed.toml"]


def test_only_approvers_and_admins_publish(desk: Desk) -> None:
    """Whoever writes hands on."""
    approve(desk, "ann", [edit(desk, "ed", MENU, "en", NEW).id])
    for who in ("ed", "nobody"):
        with pytest.raises(DeskError):
            publish(desk, who)
    assert Editions(desk.database).published() == 1


def test_a_draft_that_was_withdrawn_or_changed_after_it_was_approved_is_not_published(desk: Desk) -> None:
    """An approval is of exact words: a revised draft waits for another one."""
    draft = edit(desk, "ed", MENU, "en", NEW)
    approve(desk, "ann", [draft.id])
    edit(desk, "ed", MENU, "en", "Something that nobody has agreed to.")
    with pytest.raises(DeskError, match="Nothing is approved"):
        publish(desk, "ann")

    again = edit(desk, "ed", MENU, "en", NEW)
    assert again.id != draft.id
    with pytest.raises(DeskError, match="Nothing is approved"):
        publish(desk, "ann")  # the approval of the first draft does not count for another with the same words
    approve(desk, "ann", [again.id])
    withdraw(desk, "ed", again.id)
    with pytest.raises(DeskError, match="Nothing is approved"):
        publish(desk, "ann")
    assert words(desk, MENU) == "Main menu."


def test_a_draft_of_words_that_have_changed_since_is_not_published(desk: Desk) -> None:
    """Two drafts of the same words: the one that comes second is written again."""
    first = edit(desk, "ed", MENU, "en", NEW)
    approve(desk, "ann", [first.id])
    publish(desk, "ann")
    second = edit(desk, "eve", MENU, "en", "The menu.")
    rollback(desk, "ada", 1)
    with pytest.raises(DeskError, match="changed since"):
        approve(desk, "ann", [second.id])
    assert words(desk, MENU) == "Main menu."


def test_a_rollback_needs_one_person_and_keeps_everything(desk: Desk) -> None:
    """Back, and forward again by its number; a draft after that starts from what is heard."""
    approve(desk, "ann", [edit(desk, "ed", MENU, "en", NEW).id])
    publish(desk, "ann")

    done = rollback(desk, "ed")
    assert (done.number, [each.number for each in done.undone]) == (1, [2])
    assert words(desk, MENU) == "Main menu."
    with pytest.raises(DeskError, match="No change of words lies before edition 1"):
        rollback(desk, "ed")
    assert rollback(desk, "ed", 2).number == 2
    assert words(desk, MENU) == NEW
    with pytest.raises(DeskError, match="hear already"):
        rollback(desk, "ed", 2)
    with pytest.raises(StoreError, match="There is no edition 9"):
        rollback(desk, "ed", 9)
    with pytest.raises(DeskError):
        rollback(desk, "nobody", 1)


def test_a_rollback_takes_back_words_and_says_what_goes_with_them(desk: Desk) -> None:
    """Bad words, then a check: the words go, the check is named, and asking again never brings the bad words back."""
    for number, new in enumerate((NEW, "Bad words."), 2):
        approve(desk, "ann", [edit(desk, "ed", MENU, "en", new).id])
        assert publish(desk, "ann") == number
    checked(desk, "rec", "cancercare")

    done = rollback(desk, "ed")
    assert (done.number, [(each.number, each.kind) for each in done.undone]) == (2, [(4, "check"), (3, "content")])
    assert rollback(desk, "ed").number == 1
    with pytest.raises(DeskError, match="No change of words"):
        rollback(desk, "ed")


def test_production_rolls_back_to_signed_words_only(desk: Desk) -> None:
    """An edition of the time when the line was a demo."""
    approve(desk, "ann", [edit(desk, "ed", MENU, "en", NEW).id])
    publish(desk, "ann")
    with pytest.raises(DeskError, match="signed words only"):
        rollback(replace(desk, production=True), "ed")
    assert words(desk, MENU) == NEW


@pytest.mark.parametrize("agreed_to", ["a draft", "words as they are"])
def test_whoever_leaves_while_sounds_are_made_publishes_nothing(desk: Desk, agreed_to: str) -> None:
    """Approver or publisher: they are looked up again when all is made, whatever it is that they agreed to."""

    class Slow(ToneVoice):
        def speak(self, utterance: Utterance, folder: Path) -> Sequence[Path]:
            """Both paces are asked for at once; one of them is the first."""
            with suppress(DeskError):
                end(desk, "ada", "ann")
            return super().speak(utterance, folder)

    draft = edit(desk, "ed", MENU, "en", "Words that nobody has rendered.")
    approve(desk, "ann" if agreed_to == "a draft" else "bob", [draft.id])
    if agreed_to == "words as they are":
        approve(desk, "ann", words=[each.slot for each in to_sign(desk)[:3]])
    with pytest.raises(DeskError, match="has changed while it was being published"):
        publish(replace(desk, voice=Slow()), "bob")
    assert Editions(desk.database).published() == 1


def test_a_check_gives_nobody_another_voice(desk: Desk) -> None:
    """Whatever voice is set by now: what is said as before sounds as before."""
    before = {
        each.prompt
        for each in compared(desk, 1, checked(replace(desk, voice=ToneVoice(version="2")), "rec", "cancercare"))[1]
    }
    assert len(before) < 10


def test_an_edition_that_would_break_a_rule_is_not_made(desk: Desk) -> None:
    """The rules are asked again when it is published, whatever was let in before."""

    def broken(files: Mapping[str, bytes]) -> dict[str, bytes]:
        return _edited(files, b'"greeting.name"', b'"greeting.mane"')

    with pytest.raises(ContentError, match=r"greeting\.name"):
        publish_change(desk, Change("ann", "content", broken))
    with pytest.raises(DeskError, match="change nothing"):
        publish_change(desk, Change("ann", "content", lambda files: files))
    assert [each.number for each in Editions(desk.database).listed()] == [1]


def _edited(files: Mapping[str, bytes], old: bytes, new: bytes) -> dict[str, bytes]:
    assert old in files["en/phrases.toml"]
    return dict(files) | {"en/phrases.toml": files["en/phrases.toml"].replace(old, new)}


def test_production_publishes_signed_words_only_and_says_which_are_not(database: Database, tmp_path: Path) -> None:
    """Once everything is signed it does; a change of one word must be signed too, and is, by its approval."""
    live = replace(begun(database, tmp_path / "line"), production=True)
    draft = edit(live, "ed", MENU, "en", NEW)
    approve(live, "ann", [draft.id])
    with pytest.raises(DeskError, match=r"not signed: .*ivr approve --sign"):
        publish(live, "ann")

    waiting = [each.slot for each in to_sign(live)]
    approve(live, "bob", words=waiting)
    with pytest.raises(DeskError, match="Nobody has dialed any of the services behind key 0"):
        publish(live, "ann")
    checked(live, "rec", "american-cancer-society")
    assert publish(live, "ann") == 3
    assert unsigned(current(live).content) == []
    approve(live, "ann", [edit(live, "ed", MENU, "en", "The menu.").id])
    assert publish(live, "ann") == 4


def test_a_number_that_was_changed_must_be_dialed_anew(desk: Desk) -> None:
    """What somebody has dialed was another one; a new description changes nothing about that."""
    checked(desk, "rec", "cancercare")
    approve(desk, "ann", [edit(desk, "ed", "resource.cancercare.for", "en", "For free support by social workers.").id])
    publish(desk, "ann")
    assert words(desk, "resource.cancercare.checked_by", "") == "rec"

    new = "1-800-813-4674"
    changes = along(current(desk).content, ("resource.cancercare.number", "", new))
    approve(desk, "ann", [each.id for each in edit_all(desk, "ed", changes)])
    publish(desk, "ann")
    assert words(desk, "resource.cancercare.dial", "") == "+18008134674"
    assert new in words(desk, "texts.talk")
    assert words(desk, "resource.cancercare.checked_by", "") == ""
    assert words(desk, "resource.cancercare.checked_on", "") == ""


def test_a_machine_that_never_rendered_publishes_the_same_sounds(desk: Desk, tmp_path: Path) -> None:
    """It learns them from the database: the rest of the edition is untouched, byte for byte."""
    elsewhere = new_shelf_desk(desk, tmp_path / "another machine")
    approve(desk, "ann", [edit(desk, "ed", MENU, "en", NEW).id])
    spoken = ToneVoice()

    assert publish(replace(elsewhere, voice=spoken), "ann") == 2
    assert compared(desk, 1, 2)[1] == [Resounded(MENU, "en", "rendered", "rendered")]
    Adopter(elsewhere.shelf, elsewhere.database).look()
    assert elsewhere.shelf.playing().number == 2


def new_shelf_desk(desk: Desk, folder: Path) -> Desk:
    """The same line from a machine with an empty disk."""
    return replace(desk, shelf=type(desk.shelf)(folder))


def test_a_sound_that_fails_a_gate_is_never_published(desk: Desk) -> None:
    """Measured once more when it is published, whatever made it and let it in."""
    kept = SoundCache(desk.shelf.cache)
    files = _edited(current(desk).content, b"Main menu.", NEW.encode())
    table = read_table(make(files, desk.voice, desk.shelf.cache).raws[TABLE])
    for pace in Pace:
        sound = table[MENU, "en", pace]
        wav = (kept.sounds / sound.file).read_bytes()
        kept.keep(sound.made_from, wav[:58] + wav[58:4000] + b"\x80\x00" * 2000 + wav[8000:], sound.seconds)
    approve(desk, "ann", [edit(desk, "ed", MENU, "en", NEW).id])

    with pytest.raises(RenderError, match=r"where\.main \(en, normal\): .*cut off"):
        publish(desk, "ann")
    assert Editions(desk.database).published() == 1


def test_what_is_said_of_an_edition_is_one_short_line(desk: Desk) -> None:
    """Whoever publishes, by command or page: no line breaks, no bells, no novel."""
    for says in ("two\nlines", "a bell \a", "x" * 201):
        with pytest.raises(DeskError, match="one line of at most 200"):
            publish(desk, "ann", says)
