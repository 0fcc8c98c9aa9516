"""A service that is changed must be dialed anew, whether an item or the whole file was written."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

import pytest

from ivr.content.items import written
from ivr.desk.unchecking import unchecked
from tests.editions.shelves import shipped

FILE = "resources.toml"
CLOSED = 'closed = []\ncrisis = false\nsource = "cancercare.org'


@pytest.fixture
def files() -> Mapping[str, bytes]:
    """Every service was dialed on one day."""
    raw = shipped()[FILE].replace(b'checked_on = ""', b'checked_on = "2026-06-01"')
    return {**shipped(), FILE: raw.replace(b'checked_by = ""', b'checked_by = "maria"')}


def never_checked(files: Mapping[str, bytes]) -> set[str]:
    """The services that nobody has checked."""
    services: dict[str, dict[str, Any]] = tomllib.loads(files[FILE].decode())
    return {name for name, each in services.items() if (each["checked_on"], each["checked_by"]) == ("", "")}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('number = "1-800-813-4673"', 'number = "1-800-813-4674"'),
        ('dial = "+18008134673"', 'dial = ""'),
        ('{ days = ["fri"], from = "10:00", to = "17:00" }', '{ days = ["fri"], from = "10:00", to = "18:00" }'),
        (CLOSED, CLOSED.replace("[]", '["2026-12-25"]')),
    ],
)
def test_a_whole_file_with_a_changed_service_empties_its_check(files: Mapping[str, bytes], old: str, new: str) -> None:
    """Of that service alone, also where the draft brings a check along; every other byte stays."""
    raw = files[FILE].decode()
    assert old in raw
    changed = {**files, FILE: raw.replace(old, new, 1).encode()}

    assert never_checked(unchecked(files, changed)) == {"cancercare"}
    assert unchecked(unchecked(files, changed), changed) == changed, "nothing else was changed by it"
    later = written(changed, "resource.cancercare.checked_on", "", "2026-06-20")
    assert never_checked(unchecked(files, later)) == {"cancercare"}


def test_other_changes_leave_the_checks_alone(files: Mapping[str, bytes]) -> None:
    """Names, what it is for, a note of the source, the same hours written otherwise, and other files."""
    for changed in (
        written(files, "resource.cancercare.name", "en", "Cancer Care"),
        written(files, "resource.cancercare.source", "", "They said so."),
        written(files, "where.main", "en", "The main menu."),
        {**files, FILE: files[FILE].replace(b'{ days = ["fri"], from', b'{ days = ["fri"] , from') + b"# A note.\n"},
    ):
        assert unchecked(files, changed) == changed


def test_a_service_that_is_new_or_goes(files: Mapping[str, bytes]) -> None:
    """A new one was not dialed for this line, by whatever name it was known before; one that goes is no matter."""
    raw = files[FILE].replace(b"[cancercare]", b"[cancer-care]").replace(b"[cancercare.en]", b"[cancer-care.en]")
    assert never_checked(unchecked(files, {**files, FILE: raw})) == {"cancer-care"}
    gone = {path: each for path, each in files.items() if path != FILE}
    assert unchecked(files, gone) == gone
    assert never_checked(unchecked(gone, files)) == never_checked(shipped())
