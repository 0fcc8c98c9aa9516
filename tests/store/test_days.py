"""The daily counts are exact whoever counts at once."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta, timezone

from ivr.store.database import Database
from ivr.store.days import Days
from tests.store.promises import NOW, NUMBER, hashed

COUNTING = """
import sys
from datetime import datetime
from ivr.store.database import Database
from ivr.store.days import Days
days = Days(Database(sys.argv[1]))
for _ in range(50):
    print(days.count(bytes.fromhex(sys.argv[2]), datetime.fromisoformat(sys.argv[3])))
"""


def test_each_count_says_how_many_there_were_before(database: Database) -> None:
    """For each number and each day (UTC)."""
    days = Days(database)

    assert [days.count(hashed(NUMBER), NOW) for _ in range(3)] == [0, 1, 2]
    assert days.count(hashed("+12025550148"), NOW) == 0
    assert days.count(hashed(NUMBER), NOW + timedelta(days=1)) == 0
    assert days.count(hashed(NUMBER), NOW.astimezone(timezone(timedelta(hours=14)))) == 3
    assert days.count(hashed(NUMBER), NOW) == 4
    assert days.count(hashed(NUMBER), NOW - timedelta(days=1)) == 0


def test_two_programs_at_once_never_count_the_same(database: Database, database_url: str) -> None:
    """A hundred counts, each number given once."""
    command = [sys.executable, "-c", COUNTING, database_url, hashed(NUMBER).hex(), NOW.isoformat()]
    counting = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    counted = sorted(int(line) for each in counting for line in each.communicate(timeout=60)[0].split())

    assert counted == list(range(100))
    assert Days(database).count(hashed(NUMBER), NOW) == 100
