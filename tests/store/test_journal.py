"""The file on the disk loses no line to a crash, and keeps nobody waiting."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivr.errors import StoreError
from ivr.store.journal import Journal, Keeper, Noted
from tests.store.promises import NOW

NOTES = st.builds(
    Noted,
    st.binary(min_size=32, max_size=32),
    st.booleans(),
    st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1)),  # noqa: DTZ001 - its zone is given apart
    st.sampled_from(Keeper),
)


@given(notes=st.lists(NOTES, min_size=1, max_size=6), cut=st.integers(1, 90), more=NOTES)
@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_crash_loses_at_most_the_line_it_cut(tmp_path: Path, notes: list[Noted], cut: int, more: Noted) -> None:
    """What was kept before is read, and what is kept afterwards too."""
    path = tmp_path / "journal"
    path.unlink(missing_ok=True)
    journal = Journal(path)
    for noted in notes:
        journal.add(noted)
    assert journal.notes() == tuple(notes)

    whole = path.read_bytes()
    last = whole.rindex(b"\n", 0, len(whole) - 1) + 1 if len(notes) > 1 else 0
    path.write_bytes(whole[: max(last, len(whole) - cut)])
    journal.add(more)
    assert journal.notes() in ((*notes[:-1], more), (*notes, more))
    assert cut < len("+00:00\n") or len(journal.notes()) == len(notes)


@given(rubbish=st.binary(max_size=300))
@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_file_breaks_nothing(tmp_path: Path, rubbish: bytes) -> None:
    """What can be read of it is read, and it can be written on."""
    path = tmp_path / "journal"
    path.write_bytes(rubbish)
    journal = Journal(path)
    kept = Noted(b"x" * 32, stopped=True, changed=NOW)
    journal.add(kept)

    assert journal.notes()[-1] == kept
    assert [each for each in journal.notes() if each.number_hash == b"x" * 32][-1] == kept


STANDING = """
import fcntl, os, sys, time
file = os.open(sys.argv[1], os.O_CREAT | os.O_RDWR)
fcntl.flock(file, fcntl.LOCK_EX)
print("ready", flush=True)
time.sleep(60)
"""


def test_a_process_that_stands_still_keeps_nobody_waiting(tmp_path: Path) -> None:
    """It holds the file in the middle of a line: a caller is told soon that it could not be kept."""
    path = tmp_path / "journal"
    other = subprocess.Popen([sys.executable, "-c", STANDING, f"{path}.lock"], stdout=subprocess.PIPE, text=True)
    with other:
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        before = time.monotonic()
        with pytest.raises(StoreError, match="could not be kept"):
            Journal(path).add(Noted(b"x" * 32, stopped=True, changed=NOW))
        assert time.monotonic() - before < 0.8
        other.kill()
