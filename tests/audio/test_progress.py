"""What a person sees while a long run goes on."""

from __future__ import annotations

import io

from ivr.audio.progress import showing


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def test_a_log_gets_few_plain_lines() -> None:
    """Not one line for each prompt, and the last one says that all is done."""
    out = io.StringIO()
    with showing("Rendering", out) as progress:
        for done in range(201):
            progress(done, 200)
    assert out.getvalue() == "Rendering: 200 of 200\n"


def test_nothing_to_do_says_nothing() -> None:
    """A second run is quiet."""
    out = io.StringIO()
    with showing("Rendering", out) as progress:
        progress(200, 200)
    assert out.getvalue() == ""


def test_a_terminal_gets_a_bar_with_the_time_left() -> None:
    """Drawn in place."""
    out = Terminal()
    with showing("Rendering", out) as progress:
        progress(0, 200)
        progress(50, 200)
    assert "Rendering" in out.getvalue()
    assert "50/200" in out.getvalue()
