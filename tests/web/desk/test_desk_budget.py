"""The desk's pages cost little: as many questions to the database whatever lies in it, and no words are read twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import event

from ivr.content import readers
from ivr.content.items import Slot, slots, words_hash
from ivr.content.model import Line, Problem
from ivr.content.readers.line import read_line
from ivr.content.writing.names import RECORDS
from ivr.desk.desk import Desk, current
from ivr.desk.people import Role, add
from ivr.store import approvals, audit, drafts, renders, takings
from ivr.store.approvals import Approval, Subject
from ivr.store.audit import Entry
from ivr.store.drafts import Draft
from ivr.store.editions import Editions, New
from ivr.store.takings import Taking
from ivr.store.turns import alone
from ivr.web.desk.access import roles_of
from tests.web.desk.site import Site, made_site

MOST = 65  # questions of one page; Today asks most, on a demo
PAGES = (
    "/",
    "/prompts",
    "/prompts?state=waiting",
    "/prompts/en/details.tip.3",
    "/prompts/en/details.tip.3/record",
    "/words",
    "/words/edit?item=tip.3&language=en",
    "/approve",
    "/approve/words/the-greeting",
    "/publish",
    "/publish/compare?old=1&new=2",
    "/publish/back/2",
    "/notices/",
    "/notices/new",
    "/notices/office-closed/words",
    "/phone-numbers/",
    "/phone-numbers/cancercare/wrong",
    "/sheet/",
    "/statistics/",
    "/history/",
    "/people",
    "/people/add",
    "/person/ed",
    "/person/ed/end",
    "/account",
    "/password",
    "/pin",
    "/problem/",
)


@dataclass(frozen=True)
class Much:
    """How much lies at a desk."""

    drafts: int
    editions: int
    people: int


SMALL, LARGE = Much(30, 6, 10), Much(300, 60, 40)


def fill(desk: Desk, much: Much) -> None:
    """Lay that much down at a desk, some of it sent back, and a recording and a problem for each person."""
    manifest = Editions(desk.database).manifest(1) or b""
    for number in range(2, much.editions + 1):
        new = New(lambda _number: manifest, "content", "ann", desk.clock(), f"No. {number}")
        Editions(desk.database).publish(new, number - 1)
    add(desk, "ada", "chief", "Charlie Chief", [Role.ADMIN, Role.APPROVER, Role.EDITOR])
    people = [f"staff{number}" for number in range(much.people)]
    for person in people:
        add(desk, "ada", person, f"Somebody {person}", [Role.EDITOR])
    words = [each for each in slots(current(desk).content).values() if _written(each)]
    words.sort(key=lambda each: not each.item.startswith("tip."))  # those that are approved, at every size
    with alone(desk.database) as connection:
        for number in range(much.drafts):
            there, author = words[number % len(words)], people[number % len(people)]
            base, said = words_hash(there.words), f"{there.words} Draft {number} says a little more."
            draft = Draft(0, there.item, there.language, base, said, author, desk.clock())
            draft = replace(draft, id=drafts.add(connection, draft))
            renders.ask(connection, draft.id)
            if number % 10 == 0:
                drafts.withdraw(connection, draft.id)
                told = (f"{there.item} (en)", f"draft {draft.id}: {said}", "Say it otherwise.")
                audit.add(connection, [Entry(desk.clock(), "ann", "withdraw, sent back", *told)])
            elif there.item.startswith("tip."):
                agreed = Approval(Subject.DRAFT, str(draft.id), draft.hash, author, "ann", desk.clock())
                approvals.add(connection, [agreed])
        for number, person in enumerate(people, 1):
            take = Taking(0, "greeting.name", "en", "0" * 64, "0" * 64, person, person, desk.clock())
            takings.add(connection, take)
            problem = (f"problem {number}", "", f"Caller {number} heard nothing.")
            audit.add(connection, [Entry(desk.clock(), person, "problem", *problem)])


def _written(each: Slot) -> bool:
    return each.language == "en" and bool(each.words) and not RECORDS.fullmatch(each.item)


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[Much, Site]:
    """A desk with little, and one with much."""
    found = {}
    for much in (SMALL, LARGE):
        folder: Path = tmp_path_factory.mktemp("budget")
        found[much] = made_site(folder / "line.db", folder / "data")
        fill(found[much].desk, much)
    return found


@contextmanager
def counted(desk: Desk) -> Iterator[list[str]]:
    """Every question to the database while the block lasts."""
    asked: list[str] = []

    def ask(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        if statement != "BEGIN":
            asked.append(statement)

    event.listen(desk.database.engine, "before_cursor_execute", ask)
    yield asked
    event.remove(desk.database.engine, "before_cursor_execute", ask)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows whenever a whole folder of words is read."""
    found: list[str] = []

    def reading(files: Mapping[str, bytes]) -> tuple[Line, list[Problem]]:
        found.append("read")
        return read_line(files)

    monkeypatch.setattr(readers, "read_line", reading)  # the first thing that the reader does
    return found


def test_every_page_is_among_these(sites: dict[Much, Site]) -> None:
    """But those that play or send a file, and those of signing in."""
    app = sites[SMALL].app
    known = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if roles_of(app, rule.endpoint) and "GET" in (rule.methods or ())
    }
    left_out = {each for each in known if each.startswith("sounds.") or each.endswith(".file")}
    at = app.url_map.bind("here")
    assert {at.match(path.partition("?")[0])[0] for path in PAGES} == known - left_out


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_as_little_of_a_full_desk_and_reads_no_words_twice(
    sites: dict[Much, Site], read: list[str], path: str
) -> None:
    """Few questions, the same whatever lies there; the second time the words are known."""
    asked: dict[tuple[str, int], set[int]] = {}
    for site in sites.values():
        for person in ("chief", "both"):
            client = site.client(person)
            status = client.get(f"/desk{path}").status_code
            read.clear()
            with counted(site.desk) as statements:
                assert client.get(f"/desk{path}").status_code == status
            assert read == []
            asked.setdefault((person, status), set()).add(len(statements))
    assert {status for _, status in asked} <= {200, 403}
    assert ("chief", 200) in asked
    assert all(len(each) == 1 and max(each) <= MOST for each in asked.values()), asked
