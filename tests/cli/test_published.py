"""Once a person has published, `ivr take` and `ivr render` say that the folders are a copy, and name the right way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr.cli import main
from ivr.settings import SETTINGS
from ivr.store.database import Database
from tests.audio.intake.speech import EMERGENCY, encoded, recorded, said
from tests.desk.desks import publish_words
from tests.desk.sounding import begun
from tests.editions.shelves import ROOT, edited

PROMPT = "greeting.emergency"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str | None]:
    """A line of which a person has published an edition, with a folder of words beside."""
    database = Database(f"sqlite:///{tmp_path / 'var' / 'line.db'}")
    desk = begun(database, tmp_path / "var")
    publish_words(desk, edited(), by="ann")
    database.close()
    shutil.copytree(ROOT / "content", tmp_path / "content")
    found: dict[str, str | None] = {setting.name: None for setting in SETTINGS}
    return found | {
        "IVR_CONTENT": str(tmp_path / "content"),
        "IVR_DATA": str(tmp_path / "var"),
        "IVR_DATABASE_URL": f"sqlite:///{tmp_path / 'var' / 'line.db'}",
        "IVR_PROMPTS": str(tmp_path / "prompts"),
    }


def run(environment: dict[str, str | None], *arguments: str) -> Result:
    """A command as from a shell."""
    return CliRunner(env=environment).invoke(main, arguments)


def test_a_recording_in_the_folder_is_said_not_to_be_heard(environment: dict[str, str | None], tmp_path: Path) -> None:
    """It is kept for an import; nothing promises that callers will hear it."""
    phone = tmp_path / "emergency.webm"
    phone.write_bytes(encoded(recorded(said(EMERGENCY.spoken)), "webm", "libopus"))

    added = run(environment, "take", "add", PROMPT, str(phone), "--by", "Maria", "--no-listen")
    listed = run(environment, "take", "list")

    assert added.exit_code == listed.exit_code == 0, added.output
    assert "Callers hear it" not in added.output
    for result in (added, listed):
        assert "Callers do not hear this folder" in result.stderr
        assert "`ivr drafts take PROMPT FILE --by WHO`" in result.stderr
        assert "`ivr import DIR --by WHO`" in result.stderr
        assert "next `ivr render`" not in result.output
    for command in ((), ("add",)):
        assert "ivr drafts take" in run(environment, "take", *command, "--help").stdout


def test_rendering_says_that_the_folder_is_not_looked_at(environment: dict[str, str | None]) -> None:
    """And what changes words."""
    result = run(environment, "render")

    assert result.exit_code == 0, result.output
    assert "Edition 2 is on the shelf" in result.stdout
    assert "the folder of words is not looked at any more. `ivr edit` and `ivr import`" in result.stderr


def test_a_folder_that_is_broken_or_gone_is_told_all_the_same(
    environment: dict[str, str | None], tmp_path: Path
) -> None:
    """Whoever renders thinks that it is there."""
    (tmp_path / "content" / "en" / "phrases.toml").write_text("[")
    broken = run(environment, "render")
    shutil.rmtree(tmp_path / "content")
    gone = run(environment, "render")

    assert (broken.exit_code, gone.exit_code) == (1, 1)
    assert "The folder of words has errors. Callers hear what is published.\nen/phrases.toml:" in broken.stderr
    assert f"There is no content folder at {tmp_path / 'content'}." in gone.stderr


def test_texts_are_those_that_people_get(environment: dict[str, str | None], tmp_path: Path) -> None:
    """The published words and not the folder's, and a line that says which; before that, the folder's."""
    file = tmp_path / "content" / "resources.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("800-813-4673", "800-555-0199"), encoding="utf-8")
    folder = run(environment | {"IVR_DATABASE_URL": f"sqlite:///{tmp_path / 'none.db'}"}, "texts")
    published = run(environment, "texts")

    assert folder.exit_code == published.exit_code == 0, folder.output + published.output
    assert "1-800-555-0199" in folder.stdout
    assert f"These are the words of the folder {tmp_path / 'content'}." in folder.stderr
    assert "1-800-555-0199" not in published.stdout
    assert "1-800-813-4673" in published.stdout
    assert "These are the words of edition 2, which is published." in published.stderr
    assert "edition" not in run(environment, "texts", "--json").stdout
