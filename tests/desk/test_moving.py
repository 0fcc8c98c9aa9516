"""Export and import: a full copy as files, and the way back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ivr.audio.take_table import script_hash
from ivr.desk.approving.signatures import to_sign
from ivr.desk.desk import Desk, current
from ivr.desk.exporting import export
from ivr.desk.importing import import_folder
from ivr.desk.publishing import publish
from ivr.desk.takes import Handed, hand_in
from ivr.errors import ContentError, DeskError
from ivr.store.database import Database
from ivr.store.editions import Editions
from tests.audio.intake.speech import recorded, said, wav
from tests.desk.desks import approve, edit, empty_desk, logged, words
from tests.desk.sounding import begun
from tests.editions.shelves import empty_shelf

MENU, NEW = "where.main", "This is the main menu."


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """A line whose first edition is published."""
    return begun(database, tmp_path / "line")


@pytest.fixture
def empty(tmp_path: Path) -> Desk:
    """Another line with nothing published and nobody on its staff."""
    database = Database(f"sqlite:///{tmp_path / 'another' / 'line.db'}")
    database.migrate()
    return empty_desk(database, empty_shelf(tmp_path / "another line"))


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def changed_much(desk: Desk) -> None:
    """Words, a text, a service, a whole file and a recording, all approved and published."""
    drafts = [
        edit(desk, "ed", MENU, "en", NEW),
        edit(desk, "ed", "topic.coping.1", "en", 'One line.\n\nAnd another: "quoted".'),
        edit(desk, "ed", "resource.cancercare.name", "en", "Cancer Care"),
        edit(desk, "ed", "file.sources.md", "", current(desk).content["sources.md"].decode() + "\n"),
    ]
    approve(desk, "ann", [each.id for each in drafts])
    publish(desk, "ann")
    spoken = wav(recorded(said(NEW)))
    taking, _ = hand_in(desk, "rec", Handed(MENU, "en", spoken, "Maria Lopez", "menu.wav"))
    approve(desk, "bob", takes=[taking.id])
    approve(desk, "ann", words=[each.slot for each in to_sign(desk)][:20])
    publish(desk, "bob")


def test_an_export_and_an_import_into_an_empty_line_and_an_export_are_the_same_bytes(
    desk: Desk, empty: Desk, tmp_path: Path
) -> None:
    """Every word, signature and recording, after many changes."""
    changed_much(desk)
    done = export(desk, tmp_path / "first")
    assert (done.number, done.removed, done.same) == (3, 0, 0)

    assert import_folder(empty, "", tmp_path / "first").first == 1
    export(empty, tmp_path / "second")

    first = files_in(tmp_path / "first")
    assert files_in(tmp_path / "second") == first
    assert {"content/signed.toml", "prompts/en/where.main.wav", "prompts/en/takes.toml"} <= set(first)
    assert words(empty, MENU) == NEW
    assert current(empty).recordings == current(desk).recordings


def test_an_export_writes_only_what_is_different_and_removes_what_is_gone(desk: Desk, tmp_path: Path) -> None:
    """A README beside the recordings, and what version control keeps there, stay."""
    copy = tmp_path / "copy"
    export(desk, copy)
    (copy / "prompts").mkdir()
    for own in ("README.md", "prompts/README.md", "content/.hidden"):
        (copy / own).write_text("mine")
    approve(desk, "ann", [edit(desk, "ed", MENU, "en", NEW).id])
    publish(desk, "ann")

    done = export(desk, copy)
    assert (done.written, done.removed) == (2, 0), "the phrases, and the signature"
    assert (copy / "prompts" / "README.md").read_text() == "mine"
    assert (copy / "content" / ".hidden").read_text() == "mine"


def test_an_export_never_writes_over_what_was_not_published(desk: Desk, tmp_path: Path) -> None:
    """Somebody has worked in the folder; only --replace writes over that."""
    copy = tmp_path / "copy"
    export(desk, copy)
    mine = copy / "content" / "en" / "phrases.toml"
    mine.write_bytes(mine.read_bytes() + b"# my note\n")

    with pytest.raises(DeskError, match=r"phrases\.toml was never published"):
        export(desk, copy)
    assert mine.read_bytes().endswith(b"# my note\n")
    assert export(desk, copy, replace=True).written == 1
    assert b"# my note" not in mine.read_bytes()


def test_an_older_edition_in_the_folder_is_no_reason_to_stop(desk: Desk, tmp_path: Path) -> None:
    """It lies in the database too."""
    export(desk, tmp_path / "copy")
    changed_much(desk)
    assert export(desk, tmp_path / "copy").number == 3


def test_an_import_makes_drafts_of_what_is_different(desk: Desk, tmp_path: Path) -> None:
    """Item by item, for an approver as any other draft; importing it again changes nothing."""
    copy = tmp_path / "copy"
    export(desk, copy)
    phrases = copy / "content" / "en" / "phrases.toml"
    phrases.write_text(phrases.read_text().replace("Main menu.", NEW))

    done = import_folder(desk, "ed", copy)
    assert [(each.item, each.words, each.author) for each in done.drafts] == [(MENU, NEW, "ed")]
    assert words(desk, MENU) == "Main menu.", "nobody hears a draft"
    approve(desk, "ann", [each.id for each in done.drafts])
    publish(desk, "ann")
    assert words(desk, MENU) == NEW
    again = import_folder(desk, "ed", copy)
    assert not again.drafts
    assert again.left == ("signed.toml is kept by the line itself, when people sign, switch and check.",)
    assert len(logged(desk, "edit")) == 1


def test_an_import_that_breaks_a_rule_makes_no_draft_at_all(desk: Desk, tmp_path: Path) -> None:
    """Whatever else in it is good."""
    copy = tmp_path / "copy"
    export(desk, copy)
    phrases = copy / "content" / "en" / "phrases.toml"
    phrases.write_text(phrases.read_text().replace("Main menu.", NEW).replace('"greeting.name"', '"greeting.mane"'))

    with pytest.raises(ContentError, match=r"greeting\.name"):
        import_folder(desk, "ada", copy)
    assert not logged(desk, "edit")
    export(desk, copy, replace=True)
    with pytest.raises(DeskError, match="just what is published"):
        import_folder(desk, "ed", copy)
    with pytest.raises(DeskError):
        import_folder(desk, "nobody", copy)
    with pytest.raises(ContentError, match="no content folder"):
        import_folder(desk, "ed", tmp_path / "nowhere")


def test_recordings_come_in_for_words_that_the_line_has(desk: Desk, empty: Desk, tmp_path: Path) -> None:
    """Each waits for an approver; one of other words is left, and said."""
    changed_much(desk)
    export(desk, tmp_path / "copy")
    plain = begun(empty.database, tmp_path / "plain")

    done = import_folder(plain, "ada", tmp_path / "copy")
    assert {each.item for each in done.drafts} >= {MENU, "topic.coping.1"}
    assert done.takes == 0
    assert any("where.main" in each and "not published" in each for each in done.left)

    approve(plain, "ann", [each.id for each in done.drafts])
    again = import_folder(plain, "ada", tmp_path / "copy")
    assert (len(again.drafts), again.takes) == (len(done.drafts), 1)
    assert script_hash(NEW) in (tmp_path / "copy" / "prompts" / "en" / "takes.toml").read_text()


def test_production_begins_with_signed_words_only(desk: Desk, empty: Desk, tmp_path: Path) -> None:
    """The shipped words are unsigned: the import says so and publishes nothing."""
    export(desk, tmp_path / "copy")
    with pytest.raises(DeskError, match="signed words only"):
        import_folder(replace(empty, production=True), "", tmp_path / "copy")
    assert Editions(empty.database).published() is None
