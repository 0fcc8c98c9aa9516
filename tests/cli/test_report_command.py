"""`ivr report`: the days of the line, on the screen and in a spreadsheet alike, and nothing small in either."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from ivr.cli import main, report
from ivr.desk.counts import spreadsheet
from ivr.desk.counts.statistics import hourly
from ivr.flow.statistics import Period, Row, statistics
from ivr.settings import SETTINGS
from ivr.store.counts import Cell, Counts
from ivr.store.database import Database
from tests.editions.shelves import ROOT

Run = Callable[..., Result]
NIGHT = datetime(2026, 6, 18, 2, tzinfo=UTC)  # ten in the evening of the 17th in New York


@pytest.fixture
def run(database_url: str, tmp_path: Path) -> Run:
    """Run the command on this database, late on the 17th of June in New York."""
    environment: dict[str, str | None] = {setting.name: None for setting in SETTINGS}
    environment |= {"IVR_DATABASE_URL": database_url, "IVR_DATA": str(tmp_path), "IVR_CONTENT": str(ROOT / "content")}
    environment |= {"IVR_NOW": "2026-06-17T22:30:00-04:00"}
    return lambda *words, **more: CliRunner(env={**environment, **more}).invoke(main, ["report", *words])


@pytest.fixture
def counts(database: Database) -> Counts:
    """A week with some calls."""
    kept = Counts(database)
    kept.add({cell(NIGHT - timedelta(days=day)): 10 + day for day in range(6)})
    kept.add({cell(NIGHT, "left", "main"): 40, cell(NIGHT, "left", "goodbye"): 9})
    kept.add({cell(NIGHT, "left", "tip"): 3, cell(NIGHT, "left", "limit"): 3, cell(NIGHT, "of tomorrow", "x"): 99})
    return kept


def cell(hour: datetime, kind: str = "call", name: str = "") -> Cell:
    """Something in an hour."""
    return Cell(hour, "en", 3, kind, name)


def rows(file: Path) -> list[list[str]]:
    """The file as a spreadsheet reads it."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened))


def test_it_shows_the_last_week_of_the_lines_days(run: Run, counts: Counts) -> None:
    """The evening of the 17th is the 18th in UTC; a day without calls is hidden, and so is the smallest beside it."""
    assert counts.underway() == 0
    said = run().stdout
    assert said.startswith("2026-06-11 to 2026-06-17, days in America/New_York.")
    assert re.findall(r"^  2026-06-(\d\d) +(\S+) ", said, re.MULTILINE) == [
        ("11", "hidden"), ("12", "15"), ("13", "14"), ("14", "13"), ("15", "12"), ("16", "11"), ("17", "hidden"),
    ]  # fmt: skip
    assert re.findall(r"^  all +(\S+) ", said, re.MULTILINE)[0] == "75"
    left = said.partition("Where callers left")[2].partition("\n\n")[0].split()
    assert left == ["calls", "main", "40", "goodbye", "9", "others", "hidden", "all", "55"]
    assert "tip" not in said
    assert "of tomorrow" not in said


def test_the_days_that_are_asked_for_are_shown(run: Run, counts: Counts) -> None:
    """The first and the last one, too."""
    assert counts.underway() == 0
    said = run("--from", "2026-06-12", "--to", "2026-06-13").stdout
    assert re.findall(r"^  (2026-06-\d\d|all) +(\d+) ", said, re.MULTILINE) == [
        ("2026-06-12", "15"), ("2026-06-13", "14"), ("all", "29"),
    ]  # fmt: skip
    assert "2026-06-16 to 2026-06-17" in run("--from", "2026-06-16").stdout
    assert "2026-06-06 to 2026-06-12" in run("--to", "2026-06-12").stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--from", "2026-06-14", "--to", "2026-06-13"), "lies after the last one"),
        (("--from", "2024-06-14"), "366 days at most"),
        (("--from", "0001-01-01", "--to", "0001-01-02"), "2000 to 2999"),
        (("--to", "0001-01-01"), "2000 to 2999"),
        (("--to", "9999-12-31"), "2000 to 2999"),
        (("--from", "yesterday"), "does not match"),
        (("--csv", "no such folder/report.csv"), "No such file or directory"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_cannot_be_is_said_plainly(run: Run, words: tuple[str, ...], says: str) -> None:
    """In one sentence."""
    result = run(*words)
    assert result.exit_code > 0
    assert says in " ".join(result.stderr.split())
    assert "Traceback" not in result.output


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_line_that_has_counted_nothing_has_a_report(run: Run, tmp_path: Path) -> None:
    """It looks like one with a call or two; without any tables there is none."""
    empty = run()
    assert empty.exit_code == 0
    assert set(re.findall(r" (\d+|hidden)$", empty.stdout, re.MULTILINE)) == {"hidden"}
    none = run(IVR_DATABASE_URL=f"sqlite:///{tmp_path / 'none.db'}")
    assert none.exit_code == 1
    assert "has no tables yet" in none.stderr


def test_the_spreadsheet_shows_the_same(run: Run, counts: Counts, tmp_path: Path) -> None:
    """Line by line, and numbers as numbers."""
    assert counts.underway() == 0
    file = tmp_path / "report.csv"
    said = run("--csv", str(file)).stdout
    raw = file.read_bytes()
    assert raw.startswith(b'\xef\xbb\xbf"table","row","figure","count"\r\n')
    assert raw.count(b"\n") == raw.count(b"\r\n")
    shown = [line.split() for line in said.splitlines() if line.startswith("  ")]
    printed = [(each[0], value) for each in shown for value in each[1:]]
    written = [(row, count) for table, row, _, count in rows(file)[1:] if table != "period"]
    assert written == printed
    assert {count for _, count in written if not count.isdecimal()} == {"hidden"}
    assert all(int(count) >= 5 for _, count in written if count.isdecimal())
    assert ["period", "from", "", "2026-06-11"] in rows(file)


@pytest.mark.parametrize("start", list("=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20"))
def test_no_cell_is_a_formula(tmp_path: Path, start: str) -> None:
    """Whatever the table of counts says: the apostrophe makes it text."""
    period = Period(NIGHT.date(), NIGHT.date(), "UTC")
    name = f"{start}SUM(1;2)\",'\n"
    counted = [hourly(cell(NIGHT, "left", name), 7)]
    report.write(tmp_path / "report.csv", statistics([row for row in counted if row], period), period)
    assert [f"'{name}", "7"] in [[row, count] for _, row, _, count in rows(tmp_path / "report.csv")]


@given(st.one_of(st.text(), st.integers()))
def test_only_formulas_are_changed(value: str | int) -> None:
    """Numbers stay numbers, words stay as they are."""
    safe = spreadsheet.safe(value)
    assert safe in {value, f"'{value}"}
    assert isinstance(safe, int) or not safe.startswith(spreadsheet.FORMULA)


def test_its_help_has_an_example(run: Run) -> None:
    """With both dates and a file, and it works."""
    said = " ".join(run("--help").stdout.split())
    assert "ivr report --from 2026-10-01 --to 2026-10-31 --csv october.csv" in said


def test_long_names_stay_in_their_column() -> None:
    """The widest title and the widest name there is."""
    period = Period(NIGHT.date(), NIGHT.date(), "UTC")
    lists = statistics([], period)
    assert max(len(each.title) for each in lists) <= report.WIDTH
    lines = report.printed(lists, period)
    assert max(map(len, lines)) <= 120
    assert Row("all", (None,)) in lists[-1].rows
