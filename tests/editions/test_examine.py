"""Every sound of an edition is measured and held against the gates."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ivr.audio import gates
from ivr.bootstrap import Parts
from ivr.content.model import Edition, Pace, Sound
from ivr.content.prompts import prompts
from ivr.editions.examine import Examined, examine, spread
from ivr.editions.shelf import Shelf
from ivr.errors import EditionError
from ivr.settings import Settings
from tests.editions.shelves import stocked_shelf

TICK = 40  # samples of silence, 5 ms, after which a jump is a tick and not a part of a word


@pytest.fixture(scope="module")
def shipped_sounds(edition: Edition, settings: Settings) -> list[Examined]:
    """What ships, as it is heard by callers."""
    return examine(edition, Shelf(settings.data))


def test_every_shipped_sound_in_both_paces_is_inside_every_gate(shipped_sounds: list[Examined]) -> None:
    """Format, level, peak, silences, length, pauses, and the pace of topic parts (design section 9)."""
    assert [(each.prompt.id, each.pace, each.faults) for each in shipped_sounds if each.faults] == []
    assert all(each.measured for each in shipped_sounds)


def test_the_levels_of_an_edition_belong_together(shipped_sounds: list[Examined]) -> None:
    """At most 2 dB between the loudest and the quietest."""
    assert spread(shipped_sounds) is None
    levels = [each.measured.level for each in shipped_sounds if each.measured]
    assert max(levels) - min(levels) <= gates.SPREAD


def test_every_prompt_is_there_in_both_paces(shipped_sounds: list[Examined], edition: Edition) -> None:
    """Nothing that can be said is left out of the measuring."""
    listed = [(prompt.id, pace) for prompt in prompts(edition.content) for pace in Pace]
    assert [(each.prompt.id, each.pace) for each in shipped_sounds] == listed


def test_the_pauses_of_the_slow_pace_are_longer(shipped_sounds: list[Examined]) -> None:
    """Slow is slower in every topic part, and not by a hair."""
    parts = {(each.prompt.id, each.pace): each.words_per_minute for each in shipped_sounds}
    for each in shipped_sounds:
        if each.prompt.kind == "topic":
            assert parts[each.prompt.id, Pace.SLOW] < 0.9 * parts[each.prompt.id, Pace.NORMAL]


def test_a_sound_that_was_changed_on_the_disk_is_found_out(tmp_path: Path) -> None:
    """The measuring trusts the file, not the table."""
    shelf = Shelf(stocked_shelf(tmp_path))
    edition = shelf.current()
    first = prompts(edition.content)[0]
    path = shelf.sound_path(edition.sounds[first.id, first.language, Pace.NORMAL].file)
    assert path is not None
    samples, hertz = soundfile.read(path)
    louder = io.BytesIO()
    soundfile.write(louder, np.clip(samples * 20, -1, 1), hertz, format="WAV", subtype="ULAW")
    path.unlink()  # it is a link to the shelf that all tests share
    path.write_bytes(louder.getvalue())

    wrong = [each.faults for each in examine(edition, shelf) if each.prompt == first and each.pace is Pace.NORMAL]
    assert any("speech level" in fault for fault in wrong[0])
    assert any("full scale" in fault for fault in wrong[0])


def test_a_prompt_that_nothing_plays_is_a_fault(tmp_path: Path) -> None:
    """Silence where a caller waits for words is the worst sound of all."""
    shelf = Shelf(stocked_shelf(tmp_path))
    edition = shelf.current()
    first = prompts(edition.content)[0]
    key = (first.id, first.language, Pace.NORMAL)
    without = replace(edition, sounds={at: sound for at, sound in edition.sounds.items() if at != key})
    assert examine(without, shelf)[0].faults == ("Nothing plays this prompt.",)


def test_a_sound_that_is_gone_is_named(tmp_path: Path) -> None:
    """A plain sentence, not a traceback."""
    shelf = Shelf(stocked_shelf(tmp_path))
    edition = shelf.current()
    first = prompts(edition.content)[0]
    lost = Sound("0" * 32 + ".wav", 1.0, "rendered")
    missing = replace(edition, sounds={**edition.sounds, (first.id, first.language, Pace.NORMAL): lost})
    with pytest.raises(EditionError, match=f"The sound of {first.id}"):
        examine(missing, shelf)


def test_progress_counts_every_sound(parts: Parts) -> None:
    """A long run says how far it is."""
    seen: list[tuple[int, int]] = []
    edition = parts.shelf.current()
    examine(edition, parts.shelf, lambda done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == list(range(1, len(edition.sounds) + 1))


def test_no_sound_begins_with_a_tick(shipped_sounds: list[Examined]) -> None:
    """Nothing jumps out of digital silence in one sample: a filter that was cut off in its swing did."""
    ticks = []
    for each in shipped_sounds:
        samples, _ = soundfile.read(io.BytesIO(each.wav))
        before = np.convolve(np.abs(samples) < 0.0005, np.ones(TICK), mode="valid")[:-1] == TICK
        ticks += [(each.prompt.id, each.pace, at) for at in np.flatnonzero(before & (np.abs(samples[TICK:]) > 0.02))]
    assert ticks == []
