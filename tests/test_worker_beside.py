"""Sounds of drafts are made beside texts, and no text waits for one."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event

from ivr.audio.voice import Utterance
from ivr.bootstrap import Parts
from ivr.desk.rendered import NotYet, Rendered, sounds
from ivr.desk.rendering import Renderer
from ivr.store.database import Database
from ivr.store.outbox import State
from ivr.web.background import Background
from tests.audio.tone_voice import ToneVoice
from tests.desk.desks import edit, empty_desk, publish_words, staffed
from tests.twilio.deliveries import promised, scene, worker


@dataclass
class Waiting(ToneVoice):
    """A voice that takes as long as the test wants."""

    begun: Event = field(default_factory=Event)
    end: Event = field(default_factory=Event)

    def speak(self, utterance: Utterance, folder: Path) -> Sequence[Path]:
        """Not before the test says so."""
        self.begun.set()
        assert self.end.wait(60)
        return super().speak(utterance, folder)


def test_a_text_goes_out_while_a_sound_is_made(database: Database, parts: Parts, tmp_path: Path) -> None:
    """However long that takes."""
    desk = staffed(empty_desk(database, tmp_path / "data"))
    publish_words(desk)
    voice = Waiting()
    draft = edit(desk, "ed", "where.main", "en", "This is the main menu.").id
    with scene(database, parts, tmp_path) as stage:
        beside = Background(Renderer(replace(desk, voice=voice)).run, worker(stage).run)
        beside.start()
        try:
            assert voice.begun.wait(60)
            row = promised(stage.outbox)
            _until(lambda: stage.row(row).state not in {State.WAITING, State.SENDING})
            assert sounds(desk, draft) == NotYet()
            voice.end.set()
            _until(lambda: isinstance(sounds(desk, draft), Rendered))
        finally:
            voice.end.set()
            beside.end()


def _until(seen: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not seen():
        assert time.monotonic() < deadline
        time.sleep(0.05)
