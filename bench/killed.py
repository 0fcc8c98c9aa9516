"""Kill publishing, importing and adopting by SIGKILL at random moments, and see that the line plays and all is whole.

    python -m bench.killed [times] [--postgres]

A child publishes, rolls back, imports and adopts as fast as it can; it is killed after a moment, again and again. After
each kill the published edition must be whole in the database, the machine's shelf must play a whole edition and come
to the published one, and no draft may be half published. A machine with an empty disk must get there, too.
"""

from __future__ import annotations

import logging
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bench.postgres import started
from ivr.content.items import written
from ivr.content.voice_names import DEFAULT
from ivr.desk.approving.together import approve_together
from ivr.desk.beginning import publish_first
from ivr.desk.desk import Desk
from ivr.desk.editing import edit_all, open_drafts
from ivr.desk.importing import import_folder
from ivr.desk.next_edition import Change, publish_change
from ivr.desk.people import Role, add
from ivr.desk.publishing import publish, rollback
from ivr.editions import layout
from ivr.editions.adopt import Adopter
from ivr.editions.freeze import make, read_folder
from ivr.editions.shelf import Shelf
from ivr.editions.stored import stored
from ivr.errors import IvrError
from ivr.log import configure
from ivr.store.blobs import Blobs
from ivr.store.database import Database
from ivr.store.editions import Editions

CONTENT = Path(__file__).parents[1] / "content"
WORDS = ("Main menu.", "The main menu.", "This is the main menu.")
PHRASE = "where.main"
LONGEST = 2.0  # seconds until a kill; longer where the machine takes so long that nothing would be published by then
CHANGES = 4
MADE_HERE = 2  # editions before the first kill
SHOWN = 25
FOLDER = "folder"


def main() -> int:
    """Run it and print what was seen; 1 where anything was not whole."""
    configure(logging.CRITICAL)
    arguments = [each for each in sys.argv[1:] if each != "--postgres"]
    if arguments[:1] == ["child"]:
        return _child(Path(arguments[1]), arguments[2], int(arguments[3]))
    times = int(arguments[0]) if arguments else 200
    with tempfile.TemporaryDirectory(prefix="killed-", ignore_cleanup_errors=True) as folder:
        data = Path(folder)
        if "--postgres" not in sys.argv:
            return run(data, f"sqlite:///{data / 'line.db'}", times)
        stop, url = started(Path(tempfile.mkdtemp(prefix="killed-pg-")))
        try:
            return run(data, url, times)
        finally:
            stop()


def _desk(data: Path, url: str) -> Desk:
    return Desk(Database(url), Shelf(data), DEFAULT, production=False, clock=lambda: datetime.now(UTC))


def run(data: Path, url: str, times: int) -> int:
    """The same in a data folder, which may hold rendered sounds already, with the database at `url`."""
    desk, chance = _desk(data, url), random.Random(11)  # noqa: S311 - no secret
    desk.database.migrate()
    add(desk, "ada", "ada", "Ada", [Role.ADMIN, Role.APPROVER])
    add(desk, "ada", "ed", "Ed", [Role.EDITOR])
    for words in WORDS:  # every sound is made once, so that the kills fall into publishing and not into rendering
        make(_with(words, read_folder(CONTENT)), DEFAULT, desk.shelf.cache)
    publish_first(desk, make(read_folder(CONTENT), DEFAULT, desk.shelf.cache))
    shutil.copytree(CONTENT, data / FOLDER / "content")
    longest = max(LONGEST, CHANGES * _seconds_of_a_change(desk))
    wrong: list[str] = []
    moments: Counter[str] = Counter()
    for turn in range(times):
        moments[_killed(data, url, turn, chance.uniform(0.3, longest))] += 1
        wrong += [f"after kill {turn + 1}: {each}" for each in _faults(data, url, fresh=turn % 10 == 0)]
        if turn % SHOWN == SHOWN - 1:
            print(f"{turn + 1} of {times} kills, {len(wrong)} faults", flush=True)  # noqa: T201
    published = Editions(desk.database).listed(100_000)
    print(f"{times} kills, in the middle of: {dict(moments.most_common())}", *wrong[:20], sep="\n")  # noqa: T201
    print(f"{len(published)} editions were published; faults: {len(wrong)}")  # noqa: T201
    desk.database.close()
    return int(bool(wrong) or len(published) <= MADE_HERE)  # or nothing was tried


def _seconds_of_a_change(desk: Desk) -> float:
    began = time.monotonic()
    publish_change(desk, Change("ada", "notice", partial(_with, WORDS[1])))
    return time.monotonic() - began


def _killed(data: Path, url: str, turn: int, seconds: float) -> str:
    """Let a child work and kill it; what it was at."""
    command = [sys.executable, "-m", "bench.killed", "child", str(data), url, str(turn)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:  # noqa: S603 - this very program
        out = child.stdout
        first = out.readline() if out else ""  # it has started
        time.sleep(seconds)
        child.send_signal(signal.SIGKILL)
        rest = out.read() if out else ""
    return ((first + rest).split() or ["nothing"])[-1]


def _child(data: Path, url: str, turn: int) -> int:
    """Work until killed, and say what comes next before each deed."""
    desk, chance = _desk(data, url), random.Random(turn)  # noqa: S311 - no secret
    while True:
        deed = chance.choice((_change, _publish, _import, _rollback, _adopt))
        print(deed.__name__.strip("_"), flush=True)  # noqa: T201
        with suppress(IvrError):  # such as: that would change nothing
            deed(desk, data, chance)


def _change(desk: Desk, _data: Path, chance: random.Random) -> None:
    publish_change(desk, Change("ada", "notice", partial(_with, chance.choice(WORDS))))


def _publish(desk: Desk, _data: Path, chance: random.Random) -> None:
    (draft,) = edit_all(desk, "ed", [(PHRASE, "en", chance.choice(WORDS))])
    approve_together(desk, "ada", [draft.id], [], [])
    publish(desk, "ada")


def _import(desk: Desk, data: Path, chance: random.Random) -> None:
    phrases = data / FOLDER / "content" / "en" / "phrases.toml"
    phrases.write_bytes(_with(chance.choice(WORDS), read_folder(CONTENT))["en/phrases.toml"])
    done = import_folder(desk, "ed", data / FOLDER)
    approve_together(desk, "ada", [each.id for each in done.drafts], [], [])
    publish(desk, "ada")


def _rollback(desk: Desk, _data: Path, _chance: random.Random) -> None:
    rollback(desk, "ada")


def _adopt(desk: Desk, data: Path, chance: random.Random) -> None:
    if chance.random() < 0.3:  # noqa: PLR2004 - now and then all that it has is gone, too
        shutil.rmtree(data / "editions", ignore_errors=True)
    Adopter(Shelf(data), desk.database).look()


def _with(words: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return written(files, PHRASE, "en", words)


def _faults(data: Path, url: str, *, fresh: bool) -> list[str]:
    """What is not whole after a kill, a sentence each."""
    database, wrong = Database(url), []
    try:
        found = stored(database)
        if found is None:
            return ["nothing is published any more"]
        list(Blobs(database).fetch(set(found.hashes.values())))
        shelf = Shelf(data)
        if shelf.numbers():
            shelf.playing()  # whatever it is: whole, or an error
        Adopter(shelf, database).look()
        if Shelf(data).current().number != found.number:
            wrong.append(f"the shelf plays {Shelf(data).current().number}, published is {found.number}")
        if fresh:
            with tempfile.TemporaryDirectory() as empty:
                Adopter(Shelf(Path(empty)), database).look()
                Shelf(Path(empty)).adopt(found.number)
        wrong += _half_published(database)
    except Exception as problem:  # noqa: BLE001 - whatever it is, it is what we look for
        wrong.append(f"{type(problem).__name__}: {problem}")
    finally:
        database.close()
    return wrong


def _half_published(database: Database) -> list[str]:
    """Drafts and editions that do not belong together, and manifests that cannot be read."""
    desk = Desk(database, Shelf(Path()), DEFAULT, production=False, clock=lambda: datetime.now(UTC))
    editions, wrong = Editions(database), []
    for each in editions.listed(5):
        layout.read_manifest(editions.manifest(each.number) or b"")
    if len(open_drafts(desk)) > 1:  # one author, one item
        wrong.append("one author has two drafts of one item open")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
