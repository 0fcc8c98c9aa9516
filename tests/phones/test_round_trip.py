"""A call that was saved on the real line is a transcript of the flow: replayed, it says the same, line for line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from ivr.bootstrap import Parts
from ivr.content.model import Content, Edition
from ivr.flow.session import Answer, Ask, Delivered, Found, NotYet, Promised, Refused
from ivr.line.answers import Asked
from ivr.phones import terminal
from ivr.web.app import create_app
from ivr.web.inside import phones
from tests.flow.transcript import replay
from tests.line.houses import PaperHouse


class _Writing(PaperHouse):
    """A house that promises every text, and knows that those of tips and numbers came."""

    def answer(self, ask: Ask, asked: Asked) -> Answer:
        if isinstance(ask, Delivered):
            return NotYet() if ask.item.startswith("topic.") else Found("delivered")
        return Promised() if asked.number else Refused("hidden")


def _ask(typed: Iterator[str]) -> Callable[[str], str]:
    def ask(question: str) -> str:
        del question
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    return ask


def saved(parts: Parts, app: Flask, typed: str, file: Path) -> str:
    """A call with these lines typed, as it was saved."""
    tape = terminal.call(phones(parts, app), terminal.Talk(_ask(iter(typed.split())), lambda _: None))
    tape.write(file, "A call on the real line")
    return file.read_text(encoding="utf-8")


def test_a_call_with_everything_in_it_is_replayed_to_the_same_text(
    parts: Parts, app: Flask, content: Content, tmp_path: Path
) -> None:
    """Slow pace, a text that nobody reports, a busy person, silences, the stop of all texts, and nine twice."""
    text = saved(parts, app, "8 3 2 1 w w w w * 0 b * * 6 5 1 9 9", tmp_path / "call.txt")

    for line in ("< listen slow", "? send topic.coping.1", "! promised", "! not yet", "> dialed busy", "> wait"):
        assert f"\n{line}\n" in text
    assert "\n? stop texts\n! promised\n" in text
    assert text.startswith("# A call on the real line\nnow 2026-06-17T12:00:00-04:00\n> call\n")
    assert text.endswith("\n< end\n")
    assert "https:" not in text
    assert replay(content, tmp_path / "call.txt") == text


def test_a_promised_text_and_an_answered_person_are_replayed_too(
    parts: Parts, content: Content, tmp_path: Path
) -> None:
    """With a house that writes texts down."""
    promising = replace(parts, house=_Writing())
    text = saved(promising, create_app(promising), "4 2 1 w w w 1 0 a * 6 4 1 w 1 * 6 5 1 2 h", tmp_path / "call.txt")

    for answer in ("! promised", "! not yet", "! found delivered", "? start texts"):
        assert f"\n{answer}\n" in text
    assert "\n> dialed completed\n" in text
    assert replay(content, tmp_path / "call.txt") == text


@pytest.mark.parametrize("hour", ["2026-06-17T03:00:00-04:00", "2031-06-17T03:00:00-04:00"])
def test_a_call_at_night_is_replayed_at_night(parts: Parts, content: Content, tmp_path: Path, hour: str) -> None:
    """Who is open, and which part is past its review, follows from the time that stands in the transcript."""
    night = replace(parts, clock=lambda: datetime.fromisoformat(hour))
    text = saved(night, create_app(night), "2 2 1 0 1 w w w w w w w w w w w w w", tmp_path / "call.txt")

    assert f"\nnow {hour}\n" in text
    assert replay(content, tmp_path / "call.txt") == text


def test_prompts_that_share_a_sound_keep_their_own_names(edition: Edition) -> None:
    """The reason why names are not looked up by sound: some scripts are the same."""
    files = [sound.file for key, sound in edition.sounds.items() if key[1:] == ("en", "normal")]

    assert len(set(files)) < len(files)
