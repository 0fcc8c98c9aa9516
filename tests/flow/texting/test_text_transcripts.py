"""Whole threads of texts, as they are written under `tests/transcripts/texts`.

Lines: `> text ...` and `> picture ...` come in, `= opt-out advanced` sets who answers STOP, `< ...` is what is said
(`< nothing` for no reply), `? ...` is asked of the house. The house here is a stop list and a count.
`= notices storm busy` says which notices are on from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from ivr.content.model import Content
from ivr.flow.session import StartTexts, StopTexts
from ivr.flow.texting import cookie
from ivr.flow.texting.answer import answer
from ivr.flow.texting.thread import OptOut, Texted, TextTurn, Thread
from ivr.meaning.of_content import meaning_of

FOLDER = Path(__file__).parent.parent.parent / "transcripts" / "texts"
TRANSCRIPTS = sorted(FOLDER.glob("*.txt"))


@dataclass
class House:
    """What outlives one text: the cookie, the stop list, the count of the day."""

    cookie: str
    opt_out: OptOut = OptOut.OWN
    stopped: bool = False
    ordinary: int = 0
    notices: tuple[str, ...] = ()


def _lines(turn: TextTurn) -> list[str]:
    near = f" ({' or '.join(turn.near)})" if turn.near else ""
    asked = {StopTexts(): ["? stop texts"], StartTexts(): ["? start texts"]}.get(turn.then, [])
    return [*asked, f"< {' '.join(turn.say) or 'nothing'}{near}"]


def _texted(content: Content, house: House, line: str) -> list[str]:
    how, _, text = line.removeprefix("> ").partition(" ")
    event = Texted(text, house.stopped, house.ordinary, media=int(how == "picture"), notices=house.notices)
    turn = answer(content, cookie.read(house.cookie, content), event, house.opt_out, meaning_of(content))
    house.cookie = cookie.write(turn.thread)
    house.stopped = isinstance(turn.then, StopTexts) or (house.stopped and not isinstance(turn.then, StartTexts))
    house.ordinary += turn.ordinary
    return _lines(turn)


def _played(content: Content, written: list[str]) -> list[str]:
    house = House(cookie.write(Thread("en")))
    lines = []
    for line in written:
        if line.startswith("= opt-out "):
            house.opt_out = OptOut(line.removeprefix("= opt-out "))
        if line.startswith("= notices"):
            house.notices = tuple(line.split()[2:])
        if line.startswith(("#", "=", ">")):
            lines.append(line)
        if line.startswith(">"):
            lines += _texted(content, house, line)
    return lines


def test_there_are_at_least_fifteen_threads() -> None:
    """A folder that is not found would pass in silence."""
    assert len(TRANSCRIPTS) >= 15


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_a_thread_goes_as_written(content: Content, path: Path, updating: bool) -> None:  # noqa: FBT001
    """The same ids in the same order; `--update-transcripts` writes what happened."""
    written = path.read_text(encoding="utf-8").splitlines()
    played = _played(content, written)
    if updating:
        path.write_text("\n".join(played) + "\n", encoding="utf-8")
    else:
        assert played == written
