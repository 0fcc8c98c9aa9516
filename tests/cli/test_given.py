"""What is given on the command line: no number and no bytes end in a traceback, and what is printed can be seen."""

from __future__ import annotations

import pytest

from ivr.cli.given import NUMBER
from ivr.cli.printed import visible
from tests.cli.test_desk_commands import Run, run

__all__ = ["run"]  # the fixture is shared with the commands of the desk

HUGE = str(2**63)
ODD = "not\udce4 text"


@pytest.mark.parametrize("number", [HUGE, str(2**31), "0", "-1"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("edit", "where.main", "--words", "x", "--by", "ed", "--beside", "{}"),
        ("drafts", "show", "{}"),
        ("drafts", "hear", "--out", "sounds", "{}"),
        ("drafts", "withdraw", "--by", "ed", "{}"),
        ("editions", "{}"),
        ("editions", "1", "{}"),
        ("rollback", "--by", "ed", "{}"),
        ("approve", "--by", "ann", "{}"),
        ("approve", "--by", "ann", "--take", "{}"),
    ],
)
def test_a_number_that_nothing_can_have_is_a_slip(run: Run, arguments: tuple[str, ...], number: str) -> None:
    """Told as any other."""
    *front, last = (each.format(number) for each in arguments)
    result = run(*front, *(["--"] if last.startswith("-") and front[-1][:2] != "--" else []), last)
    assert result.exit_code == 2, result.output
    assert "is not in the range 1<=x<=2147483647" in result.stderr


def test_the_highest_number_is_one_that_is_not_there(run: Run) -> None:
    """A sentence says so."""
    assert NUMBER.max is not None
    for arguments in (("drafts", "show"), ("editions",), ("approve", "--by", "ann"), ("rollback", "--by", "ed")):
        result = run(*arguments, str(int(NUMBER.max)))
        assert (result.exit_code, type(result.exception)) == (1, SystemExit), result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("edit", "where.main", "--by", "ed", "--words", ODD),
        ("edit", "where.main", "--by", ODD, "--words", "x"),
        ("edit", ODD, "--by", "ed", "--words", "x"),
        ("publish", "--by", "ann", "--says", ODD),
        ("audit", "--who", ODD),
        ("staff", "add", "zoe", "--name", ODD, "--by", "ada"),
        ("resource", "checked", "cancercare", "--by", "ed", "--answered", ODD),
    ],
)
def test_bytes_that_are_no_text_are_told_in_a_sentence(run: Run, arguments: tuple[str, ...]) -> None:
    """Whichever option holds them."""
    run("edit", "where.main", "--words", "This is the main menu.", "--by", "ed")
    run("approve", "1", "--yes", "--by", "ann")
    result = run(*arguments)
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in {1, 2}
    assert result.stderr


def test_marks_that_a_terminal_would_obey_are_seen() -> None:
    """Control characters, line separators and marks that turn letters round; words in any letters stay."""
    assert visible("a\x1b[2Jb\rc\u2028d\u202ee\u200bf\U000e0041") == (
        "a\\u001B[2Jb\\u000Dc\\u2028d\\u202Ee\\u200Bf\\U000E0041"
    )
    plain = "Sí, ¿y tú?\u00a0- 你好 😀\n\tEnd"
    assert visible(plain) == plain
    assert visible("a\r\nb") == "a\nb"


def test_words_are_shown_so_by_every_command(run: Run) -> None:
    """In the draft, to a second editor, to the approver, and in the log."""
    item, said = "resource.cancercare.source", "A page\u202e of\u2028theirs."
    for arguments in (
        ("edit", item, "--words", said, "--by", "ed"),
        ("edit", item, "--words", "Others.", "--by", "eve"),
        ("drafts", "show", "1"),
        ("approve", "1", "--yes", "--by", "ann"),
        ("audit",),
    ):
        result = run(*arguments)
        assert "\u202e" not in result.output
        assert "\u2028" not in result.output
        assert "\\u202E" in result.output, arguments
