"""Several machines share one database and nothing else: each adopts what is published, whole or not at all."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import text

from ivr.audio.render import Progress
from ivr.content.model import Content
from ivr.editions.adopt import Adopter
from ivr.editions.freeze import make
from ivr.editions.layout import read_manifest
from ivr.editions.made import Made
from ivr.editions.shelf import Shelf
from ivr.editions.stored import publish, stored
from ivr.errors import EditionError, StoreError
from ivr.store.database import Database
from ivr.store.editions import Editions, New
from tests.audio.tone_voice import ToneVoice
from tests.editions.shelves import edited, empty_shelf, half_made, replaced, shipped
from tests.postgres import outage

NOW = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)


def made(folder: Path, words: dict[str, bytes] | None = None, progress: Progress | None = None) -> Made:
    """An edition of the shipped words, or of these, with every sound there."""
    cache = folder / "rendered"
    if not cache.exists():
        empty_shelf(folder)
    return make(words or shipped(), ToneVoice(), cache, progress)


def published(database: Database, folder: Path, words: dict[str, bytes] | None = None) -> int:
    """Publish it on what is published."""
    new = made(folder, words)
    return publish(database, new, New(new.manifest, "content", "cleo", NOW), Editions(database).published())


def machine(database: Database, folder: Path) -> tuple[Shelf, Adopter]:
    """Another machine: an empty disk and the shared database."""
    shelf = Shelf(folder)
    return shelf, Adopter(shelf, database)


def test_a_machine_with_an_empty_disk_gets_the_whole_edition_from_the_database(
    database: Database, tmp_path: Path
) -> None:
    """Byte for byte what was published, and nothing is left half made."""
    shelf, adopter = machine(database, tmp_path / "b")
    assert not adopter.look()
    assert shelf.current_number() is None

    number = published(database, tmp_path / "a")
    assert adopter.look()

    assert shelf.playing().number == shelf.current().number == number
    assert Shelf(tmp_path / "b").adopt(number) == shelf.playing(), "read anew and verified"
    assert half_made(tmp_path / "b") == []


def test_a_change_brings_only_what_is_new(database: Database, tmp_path: Path) -> None:
    """What did not change is shared with the edition before, not fetched again."""
    published(database, tmp_path / "a")
    shelf, adopter = machine(database, tmp_path / "b")
    adopter.look()
    with database.writing() as connection:  # were it fetched, it would be found altered
        connection.execute(text("UPDATE blobs SET bytes = :other"), {"other": b"x"})
    published(database, tmp_path / "a", edited())

    adopter.look()

    assert shelf.playing().number == 2
    old, new = (shelf.adopt(number).sounds for number in (1, 2))
    assert {key[0] for key in new if new[key] != old[key]} == {"where.main"}


def test_a_call_keeps_its_edition_and_new_calls_hear_the_new_one(database: Database, tmp_path: Path) -> None:
    """Also after a rollback, and after a start of the program on a machine that never had the edition."""
    published(database, tmp_path / "a")
    shelf, adopter = machine(database, tmp_path / "b")
    adopter.look()
    published(database, tmp_path / "a", edited())
    adopter.look()
    assert (shelf.playing().number, shelf.edition(1).number, shelf.edition(2).number) == (2, 1, 2)

    Editions(database).move(1, "bea", NOW, 2)
    adopter.look()
    assert (shelf.playing().number, shelf.edition(2).number) == (1, 2)

    late, adopter = machine(database, tmp_path / "c")
    for _ in range(2):  # what new calls need comes first, then one older edition at each look
        adopter.look()
    assert (late.playing().number, late.edition(2).number, late.edition(1).number) == (1, 2, 1)


def test_a_database_that_is_away_leaves_the_last_edition_playing(database: Database, tmp_path: Path) -> None:
    """Whoever runs, runs on; a start without it finds the shelf as it was."""
    published(database, tmp_path / "a")
    shelf, adopter = machine(database, tmp_path / "b")
    adopter.look()
    with outage(database):
        with pytest.raises(StoreError):
            adopter.look()
        assert shelf.playing().number == 1
        assert Shelf(tmp_path / "b").playing().number == 1
    published(database, tmp_path / "a", edited())
    adopter.look()
    assert shelf.playing().number == 2


def altered(database: Database) -> None:
    """Other bytes under the same names."""
    with database.writing() as connection:
        connection.execute(text("UPDATE blobs SET bytes = :other"), {"other": b"other bytes"})


def lost(database: Database) -> None:
    """No bytes at all."""
    with database.writing() as connection:
        connection.execute(text("DELETE FROM blobs"))


def unmanifest(database: Database) -> None:
    """A manifest that is none."""
    with database.writing() as connection:
        connection.execute(text("UPDATE editions SET manifest = 'x' WHERE number = 2"))


@pytest.mark.parametrize("harm", [altered, lost, unmanifest])
def test_an_edition_that_is_not_whole_is_never_adopted(
    database: Database, tmp_path: Path, harm: Callable[[Database], None]
) -> None:
    """The one before plays on, the shelf says why, and a good one after it is adopted at once."""
    published(database, tmp_path / "a")
    shelf, adopter = machine(database, tmp_path / "b")
    adopter.look()
    number = published(database, tmp_path / "a", edited())
    harm(database)

    for _ in range(2):
        with pytest.raises((EditionError, StoreError)):
            adopter.look()
    assert shelf.playing().number == shelf.current_number() == 1
    assert half_made(tmp_path / "b") == []

    Editions(database).move(1, "bea", NOW, number)
    assert adopter.look()
    assert shelf.trouble == ""


def test_what_was_altered_on_the_disk_is_healed_at_the_next_start(database: Database, tmp_path: Path) -> None:
    """The shelf compares every byte with the manifest that was published."""
    published(database, tmp_path / "a")
    machine(database, tmp_path / "b")[1].look()
    folder = tmp_path / "b" / "editions" / "1"
    replaced(folder / "content" / "line.toml", b"name = 1\n")
    shutil.rmtree(folder / "sounds")

    shelf, adopter = machine(database, tmp_path / "b")
    adopter.look()

    assert shelf.playing().number == 1
    assert Shelf(tmp_path / "b").adopt(1) == shelf.playing()


def test_an_edition_that_was_made_while_the_database_was_away_gives_way(database: Database, tmp_path: Path) -> None:
    """Two editions of one number: the published one wins, with its own words."""
    shelf = Shelf(empty_shelf(tmp_path / "b"))
    shelf.keep(made(tmp_path / "b", edited()))
    assert "The main menu" in shelf.playing().content.words["en"].phrases["where.main"]
    published(database, tmp_path / "a")

    Adopter(shelf, database).look()

    assert shelf.playing().number == 1
    assert shelf.playing().content.words["en"].phrases["where.main"] == "Main menu."


def test_callers_wait_for_no_preparation(database: Database, tmp_path: Path) -> None:
    """What an edition needs is done before calls hear it; where that fails they hear the one before."""
    published(database, tmp_path / "a")
    shelf, heard = Shelf(tmp_path / "b"), []

    def prepared(content: Content) -> None:
        heard.append((shelf.current_number(), len(content.words)))

    Adopter(shelf, database, prepared).look()
    assert heard == [(None, 1)]
    assert shelf.current_number() == 1


def test_a_process_adopts_within_two_seconds(database: Database, tmp_path: Path) -> None:
    """Looked at twice a second, whatever another process of the machine does meanwhile."""
    published(database, tmp_path / "a")
    until, adopted, shelves = Event(), [Event(), Event()], [Shelf(tmp_path / "b"), Shelf(tmp_path / "b")]

    def preparing(told: Event) -> Callable[[Content], None]:
        def prepared(content: Content) -> None:
            if content.words["en"].phrases["where.main"] == "The main menu.":
                told.set()

        return prepared

    adopters = [Adopter(shelf, database, preparing(told)) for shelf, told in zip(shelves, adopted, strict=True)]
    running = [Thread(target=adopter.run, args=(until,)) for adopter in adopters]
    for each in running:
        each.start()
    try:
        number = published(database, tmp_path / "a", edited())
        assert all(told.wait(10) for told in adopted)
        time.sleep(0.5)  # the pointer moves right after
    finally:
        until.set()
        for each in running:
            each.join()
    assert [shelf.playing().number for shelf in shelves] == [number, number]


def test_the_published_words_are_read_back_from_the_database(database: Database, tmp_path: Path) -> None:
    """As they went in; an edition that is not there is a plain error."""
    assert stored(database) is None
    published(database, tmp_path / "a", edited())

    found = stored(database)
    assert found is not None
    assert (found.number, found.content) == (1, edited())
    with pytest.raises(EditionError, match="There is no edition 7"):
        stored(database, 7)


def test_a_damaged_edition_of_an_hour_ago_is_in_nobodys_way(database: Database, tmp_path: Path) -> None:
    """A whole one that is published after it is adopted at once, also by a machine that has nothing yet."""
    published(database, tmp_path / "a")
    shelf, adopter = machine(database, tmp_path / "b")
    adopter.look()
    damaged = Editions(database).manifest(published(database, tmp_path / "a", edited())) or b""
    with database.writing() as connection:
        for digest in hashes(damaged) - hashes(Editions(database).manifest(1) or b""):
            connection.execute(text("DELETE FROM blobs WHERE hash = :hash"), {"hash": digest})
    published(database, tmp_path / "a", edited(new="This is the main menu."))

    fresh, newcomer = machine(database, tmp_path / "c")
    for each in (adopter, newcomer):
        for _ in range(3):
            each.look()
    assert (shelf.playing().number, fresh.playing().number) == (3, 3)
    assert fresh.edition(1).number == 1


def hashes(manifest: bytes) -> set[str]:
    """What an edition is made of."""
    return set(read_manifest(manifest)[1].values())


def test_another_process_of_the_machine_comes_to_the_published_edition_too(database: Database, tmp_path: Path) -> None:
    """Both began without the database, with an edition of their own under the same number."""
    shelves = [Shelf(empty_shelf(tmp_path / "b")), Shelf(tmp_path / "b")]
    shelves[0].keep(made(tmp_path / "b", edited()))
    assert [each.playing().number for each in shelves] == [1, 1]
    published(database, tmp_path / "a")

    for shelf in shelves:
        Adopter(shelf, database).look()
        assert shelf.playing().content.words["en"].phrases["where.main"] == "Main menu."


def test_a_sound_that_was_lost_while_the_line_runs_comes_back(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every byte is compared again each minute."""
    published(database, tmp_path / "a")
    shelf, adopter = machine(database, tmp_path / "b")
    adopter.look()
    lost_sound = min((tmp_path / "b" / "editions" / "1" / "sounds").iterdir())
    raw = lost_sound.read_bytes()
    lost_sound.unlink()
    adopter.look()
    assert not lost_sound.exists()

    monkeypatch.setattr("ivr.editions.adopt.VERIFY_SECONDS", 0.0)
    adopter.look()
    assert lost_sound.read_bytes() == raw
    assert shelf.sound_path(lost_sound.name) == lost_sound


def test_a_call_that_is_a_moment_ahead_of_this_machine_keeps_its_edition(database: Database, tmp_path: Path) -> None:
    """It began on a machine that was faster: its edition and its sounds are fetched while it waits."""
    published(database, tmp_path / "a")
    shelf, adopter = machine(database, tmp_path / "b")
    adopter.look()
    shelf.bring = adopter.bring
    new = made(tmp_path / "a", edited())
    number = publish(database, new, New(new.manifest, "content", "cleo", NOW), 1)
    sound = next(path for path in new.sounds if path not in hashes_by_path(database, 1)).removeprefix("sounds/")

    assert shelf.sound_path(sound) is not None
    assert shelf.edition(number).number == number
    assert shelf.playing().number == 1, "new calls here hear it with the next look"
    assert shelf.edition(99).number == 1


def hashes_by_path(database: Database, number: int) -> dict[str, str]:
    """The files of an edition."""
    return read_manifest(Editions(database).manifest(number) or b"")[1]


def test_words_that_are_forbidden_here_are_not_adopted(database: Database, tmp_path: Path) -> None:
    """Such as unsigned ones in production, whoever published them: the edition before plays on."""
    published(database, tmp_path / "a")
    shelf = Shelf(tmp_path / "b")
    adopter = Adopter(
        shelf,
        database,
        forbidden=lambda words: "Not here." if b'"where.main" = "The' in words["en/phrases.toml"] else "",
    )
    adopter.look()
    published(database, tmp_path / "a", edited())

    with pytest.raises(EditionError, match=r"Edition 2 is published and not played here\. Not here\."):
        adopter.look()
    assert shelf.playing().number == Shelf(tmp_path / "b").playing().number == 1
