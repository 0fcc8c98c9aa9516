"""docs/operate.md tells an operator of every alarm that the line can raise, and of none that it cannot."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "operate.md").read_text()
RAISED = re.compile(r"""log\.(?:error|exception)\(\s*"([a-z.-]+)\"""")
WAITS = re.compile(r"""go_on\(\s*"([a-z]+)\"""")  # what `ivr.going_on` says of work whose database is away
# Said once more in another place of the same call, or only while sounds are made.
SAID_ELSEWHERE = {"call.broke.twice", "staff.broke.twice"}


def table() -> set[str]:
    """The first column of the table of alarms."""
    lines = PAGE.partition("## Log lines")[2].partition("\n## ")[0].splitlines()
    return {name for line in lines if line.startswith("| `") for name in re.findall("`([^`]+)`", line.split("|")[1])}


def source() -> str:
    """The whole program."""
    return "".join(file.read_text() for file in (ROOT / "ivr").rglob("*.py"))


def waits() -> set[str]:
    """What is raised while work waits for its database."""
    return {f"{name}.waits" for name in WAITS.findall(source())}


def test_every_alarm_is_explained() -> None:
    """Whatever is logged as an error has its row."""
    raised = {*RAISED.findall(source()), *waits()}
    assert len(raised) > 8
    assert len(waits()) == 4
    assert raised - table() == SAID_ELSEWHERE


def test_no_alarm_is_made_up() -> None:
    """Every line that an operator looks for can come."""
    written = source()
    assert {name for name in table() - waits() if f'"{name}"' not in written} == set()


def test_the_page_is_found_from_the_readme() -> None:
    """And names the commands and settings that exist."""
    assert "docs/operate.md" in (ROOT / "README.md").read_text()
    settings = (ROOT / "ivr" / "settings.py").read_text()
    assert {name for name in re.findall("IVR_[A-Z_]+", PAGE) if f'"{name}"' not in settings} == set()
