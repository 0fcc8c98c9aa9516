"""`ivr edit`, `drafts`, `approve`, `staff` and `audit`: what staff see when they change words at a terminal."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr.cli import main
from ivr.cli.start import TRUST
from ivr.settings import SETTINGS
from ivr.store.database import Database
from tests.audio.intake.speech import EMERGENCY, recorded, said, wav
from tests.desk.sounding import begun_silent
from tests.editions.shelves import shipped

Run = Callable[..., Result]
NEW = "This is the main menu."


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command as from a shell, over a desk whose shipped words are published."""
    url = f"sqlite:///{tmp_path / 'var' / 'line.db'}"
    database = Database(url)
    begun_silent(database, tmp_path / "var")
    database.close()
    environment: dict[str, str | None] = {setting.name: None for setting in SETTINGS}
    environment |= {"IVR_DATA": str(tmp_path / "var"), "IVR_DATABASE_URL": url, "VISUAL": None}

    def ran(*arguments: str | Path, answer: str = "", **more: str) -> Result:
        runner = CliRunner(env={**environment, **more})
        return runner.invoke(main, [str(each) for each in arguments], input=answer)

    return ran


def editor(tmp_path: Path, words: str) -> str:
    """A program that stands for somebody's editor: it writes these words, whatever was there."""
    new = tmp_path / "new.txt"
    new.write_text(f"{words}\n", encoding="utf-8")
    script = tmp_path / "editor.sh"
    script.write_text(f'#!/bin/sh\ncp "$1" "{tmp_path / "was.txt"}"\ncp "{new}" "$1"\ntouch -d "+5 seconds" "$1"\n')
    script.chmod(0o755)
    return str(script)


def test_words_are_written_seen_and_approved_by_two_people(run: Run) -> None:
    """From the edit to the log, each step says what comes next."""
    edited = run("edit", "where.main", "--words", NEW, "--by", "ed")
    assert edited.exit_code == 0, edited.output
    assert "where.main (en):\n[-Main-]{+This is the main+} menu.\n" in edited.stdout
    assert "This is draft 1. Somebody else approves it: ivr approve 1 --by WHO" in edited.stdout

    assert "   1  where.main (en), by ed, " in run("drafts").stdout
    assert "It waits for an approver." in run("drafts").stdout
    assert "[-Main-]{+This is the main+} menu." in run("drafts", "show", "1").stdout

    refused = run("approve", "1", "--by", "ann", answer="n\n")
    assert (refused.exit_code, "Nothing was approved." in refused.stderr) == (1, True)
    approved = run("approve", "1", "--by", "ann", answer="y\n")
    assert approved.exit_code == 0, approved.output
    assert "{+This is the main+} menu." in approved.stdout
    assert "1 approved. `ivr publish` publishes it." in approved.stdout
    assert "Approved by ann; `ivr publish` publishes it." in run("drafts").stdout

    log = run("audit", "--item", "where.main").stdout
    assert "ann (" in log
    assert "approve  where.main (en)" in log
    assert "    was: Main menu.\n    is: This is the main menu." in log
    assert run("audit", "--who", "ed", "--most", "1").stdout.count("\n") == 3


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ("edit", "where.mian", "--words", "x", "--by", "ed"),
            "There is no item and no prompt where.mian in en. Did you",
        ),
        (("edit", "where.main", "--words", "Main menu.", "--by", "ed"), "says just that already"),
        (("edit", "where.main", "--words", NEW, "--by", "ann"), "That is for an editor or an admin; Ann of ann"),
        (("edit", "where.main", "--words", NEW, "--by", "zoe"), "There is nobody called 'zoe'"),
        (("edit", "where.main", "--words", NEW, "--language", "fr", "--by", "ed"), "no prompt where.main in fr"),
        (("edit", "where.main", "--words", "", "--by", "ed"), "The phrase where.main is missing."),
        (("drafts", "show", "9"), "There is no open draft 9."),
        (("drafts", "withdraw", "9", "--by", "ed"), "There is no open draft 9."),
        (("approve", "9", "--by", "ann"), "These are no open drafts: 9."),
        (("approve", "--all", "--by", "ann"), "Nothing waits for you."),
        (("approve", "--take", "9", "--by", "ann"), "There is no open recording 9."),
        (("approve", "--sign", "texts.nothing", "--by", "ann"), "Nothing of texts.nothing waits for a signature."),
        (("approve", "--all", "--by", "ed"), "That is for an approver"),
        (("staff", "end", "ada", "--by", "ada"), "the last admin"),
        (("staff", "add", "An na", "--name", "Anna", "--by", "ada"), "cannot be an id"),
    ],
)
def test_what_may_not_be_is_a_sentence(run: Run, arguments: tuple[str, ...], says: str) -> None:
    """Never a traceback, whatever was mistyped."""
    result = run(*arguments, answer="y\n")

    assert result.exit_code == 1
    assert says in result.stderr
    assert isinstance(result.exception, SystemExit)


def test_a_prompt_shows_what_it_is_made_of_and_asks_which(run: Run) -> None:
    """A choice is a name and a pattern; the number chooses."""
    result = run("edit", "choice.main.coping", "--words", "Coping each day", "--by", "ed", answer="1\n")

    assert result.exit_code == 0, result.output
    assert (
        "choice.main.coping is made of these:\n  1  topic.coping.menu_name (en): Coping day to day\n" in result.stdout
    )
    assert "  2  press (en): {name}. Press {key}." in result.stdout
    assert "topic.coping.menu_name (en):\nCoping [-day to-]{+each+} day\n" in result.stdout


def test_a_prompt_of_one_item_is_that_item(run: Run) -> None:
    """Nobody is asked then."""
    result = run("edit", "details.tip.2", "--words", "On a good day, freeze a meal.", "--by", "ed")

    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("tip.2 (en):\n")


def test_the_editor_opens_where_no_words_are_given(run: Run, tmp_path: Path) -> None:
    """With the words of now, or one's open draft; nothing changed is no draft."""
    first = run("edit", "where.main", "--by", "ed", EDITOR=editor(tmp_path, NEW))
    assert first.exit_code == 0, first.output
    assert (tmp_path / "was.txt").read_text() == "Main menu.\n"
    again = run("edit", "where.main", "--by", "ed", EDITOR=editor(tmp_path, NEW))
    assert (again.exit_code, "Nothing was changed." in again.stderr) == (1, True)
    assert (tmp_path / "was.txt").read_text() == f"{NEW}\n"


def test_a_second_editor_is_shown_both_and_loses_nothing(run: Run, tmp_path: Path) -> None:
    """What was written in an editor lies in a file, from which it can be taken."""
    run("edit", "where.main", "--words", NEW, "--by", "ed")
    mine = "Here is the main menu."

    told = run("edit", "where.main", "--by", "eve", EDITOR=editor(tmp_path, mine))

    assert told.exit_code == 1
    assert f"Now:    Main menu.\nTheirs: {NEW}\nYours:  {mine}\n" in told.stderr
    assert "To write yours beside it, add --beside 1." in told.stderr
    (kept,) = re.findall(r"Your words are in (\S+);", told.stderr)
    beside = run("edit", "where.main", "--file", kept, "--beside", "1", "--by", "eve")
    assert beside.exit_code == 0, beside.output
    assert "{+Here is the main+}" in beside.stdout
    Path(kept).unlink()


def test_a_whole_file_is_taken_to_the_byte_and_shown_by_its_changes(run: Run, tmp_path: Path) -> None:
    """Not one of its thousand lines that stay."""
    file = tmp_path / "keywords.toml"
    file.write_bytes(shipped()["en/keywords.toml"] + b"# The last line.\r\n")

    result = run("edit", "file.en/keywords.toml", "--file", file, "--by", "ed")

    assert result.exit_code == 0, result.output
    assert "{+# The last line." in result.stdout
    assert len(result.stdout.splitlines()) < 12
    (tmp_path / "odd.txt").write_bytes(b"\xff\xfe")
    assert "It is not UTF-8 text." in run("edit", "where.main", "--file", tmp_path / "odd.txt", "--by", "ed").stderr


def test_all_that_waits_is_approved_but_for_ones_own(run: Run) -> None:
    """Which is said."""
    run("edit", "where.main", "--words", NEW, "--by", "both")
    run("edit", "where.numbers", "--words", "Numbers.", "--by", "ed")

    result = run("approve", "--all", "--yes", "--by", "both")

    assert result.exit_code == 0, result.output
    assert "Left out, for you wrote them: 1." in result.stderr
    assert "1 approved." in result.stdout
    waiting = run("drafts").stdout
    assert "   1  where.main (en), by both, " in waiting
    assert "Approved by both" in waiting.splitlines()[1]


def test_published_words_are_signed_after_they_were_shown(run: Run) -> None:
    """A whole topic by its name; all of them at once."""
    one = run("approve", "--sign", "topic.relief", "--by", "ann", answer="y\n")
    assert one.exit_code == 0, one.output
    assert "topic.relief.title (en), by The makers of this line:\nPalliative care: relief and support\n" in one.stdout
    assert "Do you approve these 5?" in one.stdout

    rest = run("approve", "--sign-all", "--by", "bob", answer="y\n")
    assert rest.exit_code == 0, rest.output
    assert "topic.relief.title" not in rest.stdout
    assert "file.safety.toml, by The makers of this line:\n(a whole file)\n" in rest.stdout
    assert "Nothing waits for you." in run("approve", "--sign-all", "--by", "ann").stderr


def test_nobody_approves_a_voice_that_has_not_agreed_to_be_heard(run: Run, tmp_path: Path) -> None:
    """The rule is one: told as it is handed in and in the list, refused, and mended by one command."""
    good = tmp_path / "hello.wav"
    good.write_bytes(wav(recorded(said(EMERGENCY.spoken))))
    assert run("staff", "voice", "rec", "", "--by", "rec").stdout == "Rec of rec (rec): does not agree.\n"
    says = "Rec of rec has not agreed that callers hear their voice"
    assert says in run("drafts", "take", "greeting.emergency", good, "--by", "rec").stdout
    assert says in run("drafts").stdout
    refused = run("approve", "--take", "1", "--by", "ann", "--yes")
    assert (refused.exit_code, f"Recording 1: {says}" in refused.stderr) == (1, True)
    assert run("staff", "voice", "rec", "today", "--by", "ed").exit_code == 1
    noted = run("staff", "voice", "rec", "today, on paper", "--by", "ada")
    assert noted.stdout == "Rec of rec (rec): agreed, today, on paper.\n"
    assert run("approve", "--take", "1", "--by", "ann", "--yes").exit_code == 0


def test_a_recording_is_handed_in_and_approved(run: Run, tmp_path: Path) -> None:
    """By two people; a bad one is refused with the reason."""
    good, quiet = tmp_path / "hello.wav", tmp_path / "quiet.wav"
    good.write_bytes(wav(recorded(said(EMERGENCY.spoken))))
    quiet.write_bytes(wav(recorded(said(EMERGENCY.spoken) * 0.1)))

    refused = run("drafts", "take", "greeting.emergency", quiet, "--by", "rec")
    assert (refused.exit_code, "It is too quiet" in refused.stderr) == (1, True)
    taken = run("drafts", "take", "greeting.emergency", good, "--by", "rec", "--speaker", "Maria Lopez")
    assert taken.exit_code == 0, taken.output
    assert "This is recording 1." in taken.stdout
    assert "1  recording of greeting.emergency (en), spoken by Maria Lopez, by rec, " in run("drafts").stdout
    approved = run("approve", "--take", "1", "--by", "ann", "--yes")
    assert approved.exit_code == 0, approved.output
    assert "Approved by ann" in run("drafts").stdout
    assert (
        "Recording 1 of greeting.emergency was taken back."
        in run("drafts", "withdraw", "1", "--take", "--by", "rec").stdout
    )
    assert run("drafts").stdout == "Nothing waits.\n"


def test_the_staff_list_is_kept_from_the_first_person_on(tmp_path: Path) -> None:
    """The first becomes admin; a PIN is asked for and never shown."""
    environment: dict[str, str | None] = {setting.name: None for setting in SETTINGS} | {"IVR_DATA": str(tmp_path)}

    def run(*arguments: str, answer: str = "") -> Result:
        return CliRunner(env=environment).invoke(main, ["staff", *arguments], input=answer)

    assert "Nobody is on the staff list yet." in run("list").stdout
    first = run("add", "anna", "--name", "Anna Berg", "--role", "editor")
    assert first.stdout == "Anna Berg (anna) is on the staff: admin, editor.\n"
    assert run("add", "ben", "--name", "Ben Ode", "--role", "approver").exit_code == 1
    assert run("add", "ben", "--name", "Ben Ode", "--role", "approver", "--by", "anna").exit_code == 0
    assert run("roles", "ben", "approver", "recorder", "--by", "anna").stdout == "Ben Ode (ben): approver, recorder.\n"
    weak = run("pin", "ben", "--by", "ben", answer="123456\n123456\n")
    assert (weak.exit_code, "guessed too easily" in weak.stderr) == (1, True)
    pinned = run("pin", "ben", "--by", "ben", answer="709351\n709351\n")
    assert pinned.exit_code == 0, pinned.output
    assert "709351" not in pinned.output
    assert run("list").stdout == (
        "anna  Anna Berg: admin, editor, number 101\nben  Ben Ode: approver, recorder, number 102, has a PIN\n"
    )
    assert run("end", "ben", "--by", "anna").stdout == "Ben Ode (ben) has left.\n"
    assert "ben  Ben Ode: has left" in run("list").stdout
    assert run("voice", "ben", "on paper", "--by", "anna").exit_code == 1
    assert run("voice", "ben", "", "--by", "anna").stdout == "Ben Ode (ben): does not agree.\n"


def test_the_log_opens_right_in_a_spreadsheet(run: Run, tmp_path: Path) -> None:
    """Whole words, the newest first, and nothing that could be taken for a formula."""
    run("edit", "texts.welcome", "--words", "=You are welcome.\nAny time.", "--by", "ed")
    file = tmp_path / "audit.csv"

    result = run("audit", "--csv", file)

    assert result.exit_code == 0, result.output
    raw = file.read_bytes()
    assert raw.startswith(b'\xef\xbb\xbf"at (UTC)","who","login","what","item","before","after"\r\n')
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines(keepends=True)))
    assert rows[1][1] == "ed"
    assert rows[1][3:5] == ["edit, draft 1", "texts.welcome (en)"]
    assert rows[1][6] == "'=You are welcome.\nAny time."
    assert len(rows) == 1 + int(result.stdout.split()[0])


@pytest.mark.parametrize("command", ["edit", "drafts", "approve", "staff", "audit"])
def test_the_help_says_whom_the_line_trusts(run: Run, command: str) -> None:
    """A name on a command line proves nothing, and nobody is told that it does."""
    said_so = " ".join(run(command, "--help").stdout.split())

    assert TRUST in said_so
    assert "Example: ivr " in said_so
