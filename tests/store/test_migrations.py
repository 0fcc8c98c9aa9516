"""The tables are made and changed by migrations alone, safely at once, and never by an older program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from ivr.errors import StoreError
from ivr.store.database import Database
from ivr.store.migrate import SCRIPTS
from ivr.store.outbox import Outbox
from ivr.store.schema import METADATA
from tests.postgres import BOTH
from tests.store.promises import promise

MIGRATING = "import sys; from ivr.store.database import Database; Database(sys.argv[1]).migrate()"


def newest() -> list[str]:
    """The versions that no other one follows."""
    return ScriptDirectory(SCRIPTS).get_heads()


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without any table; an SQLite one does not even exist, nor does its folder."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'a new folder' / 'line.db'}"
    return str(request.getfixturevalue("postgres_empty"))


def test_migrating_makes_the_tables_that_the_program_knows(empty_url: str) -> None:
    """Not one column, index or name apart: what is written as tables is what the migrations make."""
    database = Database(empty_url)
    database.migrate()

    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
        assert {*inspect(connection).get_table_names()} == {*METADATA.tables, "alembic_version"}
        for name, table in METADATA.tables.items():
            nullable = {column["name"] for column in inspect(connection).get_columns(name) if column["nullable"]}
            assert not nullable
            indexes = {
                index["name"] for index in inspect(connection).get_indexes(name) if "duplicates_constraint" not in index
            }
            assert indexes == {index.name for index in table.indexes}
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == newest()[0]
    database.close()


def test_migrating_again_keeps_everything(database: Database) -> None:
    """As at each start."""
    row = promise(Outbox(database))
    database.migrate()

    assert Outbox(database).find(row.key) == row


def test_several_processes_may_migrate_at_once(empty_url: str) -> None:
    """All of them start, and the tables are there."""
    starting = [
        subprocess.Popen([sys.executable, "-c", MIGRATING, empty_url], stderr=subprocess.PIPE) for _ in range(3)
    ]
    said = [each.communicate(timeout=60)[1].decode() for each in starting]

    assert [each.returncode for each in starting] == [0, 0, 0], said
    database = Database(empty_url)
    assert promise(Outbox(database)).tries == 0
    database.close()


def test_a_newer_database_is_refused_in_plain_words(empty_url: str) -> None:
    """An old program would damage what it does not know; nothing is changed."""
    newer = Database(empty_url)
    newer.migrate()
    with newer.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreError, match="made by a newer version of this program; update the program"):
        newer.migrate()
    with newer.reading() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"
    assert not newer.engine.pool.checkedout()  # type: ignore[attr-defined]
    newer.close()


def test_a_database_that_was_never_migrated_says_so(empty_url: str, tmp_path: Path) -> None:
    """Rather than a driver's error."""
    (tmp_path / "a new folder").mkdir()
    database = Database(empty_url)

    with pytest.raises(StoreError, match="may be older than this program"):
        Outbox(database).totals()
    database.close()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """With the system's reason."""
    (tmp_path / "file").write_text("not a folder", encoding="ascii")

    with pytest.raises(StoreError, match="cannot be written"):
        Database(f"sqlite:///{tmp_path / 'file' / 'line.db'}").migrate()


def test_an_sqlite_file_is_for_its_owner_only(tmp_path: Path) -> None:
    """It holds numbers for some hours; so do the files beside it."""
    database = Database(f"sqlite:///{tmp_path / 'line.db'}")
    database.migrate()
    promise(Outbox(database))

    assert {path.name: oct(path.stat().st_mode)[-3:] for path in tmp_path.iterdir()} == dict.fromkeys(
        ("line.db", "line.db-wal", "line.db-shm", "line.db.migrating"), "600"
    )
    database.close()


def test_every_migration_file_belongs_to_one_line_of_versions() -> None:
    """No file is forgotten and there is one newest version."""
    files = [path for path in (SCRIPTS / "versions").glob("*.py") if path.name != "__init__.py"]

    assert len(newest()) == 1
    assert len(files) == int(newest()[0])
