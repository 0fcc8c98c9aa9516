"""Two who publish at the same time: neither loses what the other does not touch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from ivr.audio.voice import Utterance
from ivr.content.items import slot
from ivr.content.signed import with_signatures
from ivr.desk.approving.signatures import signatures, to_sign
from ivr.desk.desk import Desk, current
from ivr.desk.next_edition import Change, publish_change
from ivr.desk.publishing import publish
from ivr.errors import DeskError
from ivr.store import editions
from ivr.store.database import Database
from ivr.store.editions import Editions
from tests.audio.tone_voice import ToneVoice
from tests.desk.desks import approve, edit, words
from tests.desk.sounding import begun

MENU, NEW = "where.main", "This is the main menu."
PHRASES = "en/phrases.toml"


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """A line whose first edition is published."""
    return begun(database, tmp_path / "line")


def _edited(files: Mapping[str, bytes], old: bytes, new: bytes) -> dict[str, bytes]:
    assert old in files[PHRASES]
    return dict(files) | {PHRASES: files[PHRASES].replace(old, new)}


def test_somebody_else_who_publishes_meanwhile_costs_nobody_their_change(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change is made again on what is published then, however the store puts it that it was overtaken."""
    monkeypatch.setattr(editions, "OVERTAKEN", "Somebody was quicker.")
    other = replace(desk)
    seen: list[int] = []

    def slow(files: Mapping[str, bytes]) -> dict[str, bytes]:
        if not seen:
            seen.append(1)
            publish_change(other, Change("bob", "notice", lambda mine: _edited(mine, b"Goodbye", b"Good bye")))
        return _edited(files, b"Main menu.", NEW.encode())

    assert publish_change(desk, Change("ann", "notice", slow)) == 3
    assert words(desk, MENU) == NEW
    assert b"Good bye" in current(desk).content["en/phrases.toml"]
    assert [each.number for each in Editions(desk.database).listed()] == [3, 2, 1]


def test_signatures_that_somebody_else_has_published_meanwhile_are_no_loss(desk: Desk) -> None:
    """They stand in the edition by then, and the rest is published upon it."""
    approve(desk, "ann", words=[each.slot for each in to_sign(desk)[:3]])
    given = signatures(desk)

    class Slow(ToneVoice):
        def speak(self, utterance: Utterance, folder: Path) -> Sequence[Path]:
            """Only the first of them changes anything."""
            with suppress(DeskError):
                publish_change(desk, Change("ada", "content", lambda files: with_signatures(files, given)))
            return super().speak(utterance, folder)

    approve(desk, "bob", [edit(desk, "ed", MENU, "en", "Words that nobody has rendered.").id])
    assert publish(replace(desk, voice=Slow()), "bob") == 3
    assert words(desk, MENU) == "Words that nobody has rendered."
    assert not {each.slot for each in to_sign(desk)} & {slot(current(desk).content, *key) for key in given}
