"""A staff call from the terminal, with nothing in between that the real line would not have."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ivr.bootstrap import recordings_folder
from ivr.cli import start
from ivr.content.readers import read_content
from ivr.desk.desk import current
from ivr.desk.people import Role, add, set_pin, staff
from ivr.desk.sheet import script_sheet
from ivr.desk.takes import take_standings
from ivr.phones import terminal
from ivr.phones.kit import to_the_desk
from ivr.settings import Settings
from tests.audio.intake.speech import EMERGENCY, recorded, said, wav
from tests.desk.desks import logged
from tests.desk.phone.calling import PROMPT

PIN = "729486"


@pytest.fixture
def line(settings: Settings, edition: object, tmp_path: Path) -> start.Running:
    """A demo of its own, whose sounds are made already."""
    assert edition
    running = start.running(replace(settings, database_url=f"sqlite:///{tmp_path / 'line.db'}"))
    add(running.parts.desk, "rosa", "rosa", "Rosa Diaz", [Role.RECORDER])
    set_pin(running.parts.desk, "rosa", "rosa", PIN)
    return running


def called(line: start.Running, *typed: str) -> str:
    """A staff call with these lines typed: what was printed."""
    lines, printed = iter(typed), list[str]()

    def ask(question: str) -> str:
        printed.append(question)
        try:
            return next(lines)
        except StopIteration:
            raise EOFError from None

    kit = line.kit
    terminal.call(
        replace(kit, make_handset=lambda: to_the_desk(kit.make_handset())), terminal.Talk(ask, printed.append)
    )
    return "\n".join(printed)


def test_a_prompt_is_recorded_refused_recorded_again_heard_back_and_kept(line: start.Running, tmp_path: Path) -> None:
    """In one call, by telephone keys and a sound file alone; nothing is left at the provider."""
    desk, before = line.parts.desk, _recordings(line)
    (rosa,) = staff(desk)
    content = read_content(current(desk).content)[0]
    number = next(each.number for each in script_sheet(desk, content) if each.prompt.id == PROMPT)
    for name, loud in (("quiet", 0.004), ("good", 1.0)):
        (tmp_path / f"{name}.wav").write_bytes(wav(recorded(said(EMERGENCY.spoken) * loud)))

    printed = called(
        line,
        *(f"{rosa.number}#", f"{PIN}#", "1", f"{number}#", "1"),
        *(f"r {tmp_path}/quiet.wav", "w", f"r {tmp_path}/good.wav", "w", "1"),
    )

    assert "Nothing could be heard" in printed
    assert "[take] (your recording, as callers will hear it)" in printed
    (standing,) = take_standings(desk)
    assert (standing.take.prompt, standing.take.author, standing.take.speaker) == (PROMPT, "rosa", "Rosa Diaz")
    assert [each.who for each in logged(desk, "heard back")] == ["rosa"]
    assert _recordings(line) == before


def test_whoever_hangs_up_while_speaking_has_recorded_it(line: start.Running, tmp_path: Path) -> None:
    """It waits as a draft like any other."""
    desk = line.parts.desk
    (rosa,) = staff(desk)
    content = read_content(current(desk).content)[0]
    number = next(each.number for each in script_sheet(desk, content) if each.prompt.id == PROMPT)
    (tmp_path / "good.wav").write_bytes(wav(recorded(said(EMERGENCY.spoken))))

    called(line, f"{rosa.number}#", f"{PIN}#", "1", f"{number}#", "1", f"rh {tmp_path}/good.wav")

    assert [each.take.prompt for each in take_standings(desk)] == [PROMPT]


def _recordings(line: start.Running) -> set[str]:
    folder = recordings_folder(line.parts.settings)
    return {path.name for path in folder.iterdir()} if folder.exists() else set()
