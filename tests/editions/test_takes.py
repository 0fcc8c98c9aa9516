"""Which recordings callers hear: only those of today's words, whole, in every gate, and a whole menu at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from ivr.audio.gates import Expected, faults
from ivr.audio.intake.decode import Recording
from ivr.audio.intake.taking_in import Accepted
from ivr.audio.measure import measure
from ivr.audio.sound_cache import SoundCache
from ivr.audio.take_table import TABLE, Take, file_hash, script_hash
from ivr.audio.takes import TakesFolder
from ivr.content import menus
from ivr.content.model import Content, Kind, Pace, Prompt
from ivr.content.prompts import prompts
from ivr.content.readers import read_content
from ivr.editions.takes import Signed, State, keeping, menu_of, reading, standings, takes_for
from ivr.errors import TakeError
from ivr.flow.places import place_at
from ivr.flow.session import View
from tests.audio.intake.speech import HERTZ, Signal, recorded, said, wav
from tests.content.altered import altered

SIGNED = Signed("Maria Lopez", datetime(2026, 11, 21, 14, tzinfo=UTC), "phone.m4a")
NAME, EMERGENCY = "greeting.name", "greeting.emergency"
CONSENT = ("choice.consent.yes", "choice.consent.no")


def prompt_of(content: Content, prompt: str) -> Prompt:
    """A prompt by its id."""
    return next(each for each in prompts(content) if each.id == prompt)


def taken(samples: Signal) -> Accepted:
    """What the intake hands on."""
    return Accepted(Recording((samples * 32767).astype(np.int16), HERTZ, "MP4, aac"), {})


def take(content: Content, folder: TakesFolder, *wanted: str) -> None:
    """Record some prompts, word for word."""
    for name in wanted:
        prompt = prompt_of(content, name)
        words = said(" ".join(reading(content, prompt).spoken.split()))
        keeping(folder, prompt, SIGNED)(taken(recorded(words)))


@pytest.fixture
def folder(tmp_path: Path) -> TakesFolder:
    """An empty folder of recordings."""
    return TakesFolder(tmp_path / "prompts")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """An empty cache of sounds."""
    return tmp_path / "rendered"


def states(content: Content, folder: TakesFolder) -> dict[str, State]:
    """Every prompt that has anything to do with a recording."""
    return {each.prompt: each.state for each in standings(content, folder)[0] if each.state is not State.MISSING}


def test_without_a_folder_every_prompt_is_missing(content: Content, folder: TakesFolder, cache: Path) -> None:
    """In the order of the script sheet; nothing is played and nothing is wrong."""
    found, problems = standings(content, folder)

    assert [each.prompt for each in found] == [prompt.id for prompt in prompts(content)]
    assert {each.state for each in found} == {State.MISSING}
    assert problems == []
    assert takes_for(content, folder, cache) == ({}, [])


def test_a_recording_plays_its_prompt_in_both_paces(content: Content, folder: TakesFolder, cache: Path) -> None:
    """As telephone sounds in the cache, in every gate, said to come from a person."""
    take(content, folder, NAME)

    sounds, notes = takes_for(content, folder, cache)

    assert notes == []
    assert set(sounds) == {(NAME, "en", pace) for pace in Pace}
    for sound in sounds.values():
        found = measure((SoundCache(cache).sounds / sound.file).read_bytes())
        expected = Expected(len(reading(content, prompt_of(content, NAME)).spoken), (), 100, 250)
        assert faults(found, expected) == []
        assert sound.source == "take"
        assert sound.seconds == pytest.approx(found.seconds, abs=0.01)
    assert sounds[NAME, "en", Pace.SLOW].seconds > sounds[NAME, "en", Pace.NORMAL].seconds


def test_words_that_a_machine_doubts_are_kept_only_when_a_person_has_listened(
    content: Content, folder: TakesFolder
) -> None:
    """A machine may err, so it cannot refuse; but what it heard must not go to callers unheard."""
    prompt = prompt_of(content, EMERGENCY)
    doubted = replace(taken(recorded(said("call nine eight eight"))), doubts=("“911” was heard as “988”",))

    with pytest.raises(TakeError, match=r"heard as “988”\n.*--heard"):
        keeping(folder, prompt, SIGNED)(doubted)
    assert folder.takes("en") == ({}, [])

    keeping(folder, prompt, replace(SIGNED, heard=True))(doubted)
    assert folder.takes("en")[0][EMERGENCY].doubts == ("“911” was heard as “988”",)


def test_whether_the_words_were_compared_is_written_down(content: Content, folder: TakesFolder) -> None:
    """Nobody compared, compared and found right: two different things."""
    for name, doubts in ((NAME, None), (EMERGENCY, ())):
        recording = replace(taken(recorded(said("hello"))), doubts=doubts)
        keeping(folder, prompt_of(content, name), SIGNED)(recording)
    assert {name: take.doubts for name, take in folder.takes("en")[0].items()} == {NAME: None, EMERGENCY: ()}


def test_a_recording_is_converted_once(content: Content, folder: TakesFolder, cache: Path) -> None:
    """The second time its sounds are found again; not one file is written."""
    take(content, folder, NAME)
    first = takes_for(content, folder, cache)
    before = {path: path.stat().st_mtime_ns for path in cache.rglob("*")}

    assert takes_for(content, folder, cache) == first
    assert {path: path.stat().st_mtime_ns for path in cache.rglob("*")} == before


def test_a_stale_recording_is_never_played(
    content: Content, files: dict[str, bytes], folder: TakesFolder, cache: Path
) -> None:
    """Its script has changed since (design section 7); only how the lines are broken may change."""
    take(content, folder, EMERGENCY, NAME)
    changed, _ = read_content(altered(files, ("en/phrases.toml", "hang up and call 911", "hang up now and call 911")))

    sounds, notes = takes_for(changed, folder, cache)

    assert states(changed, folder) == {NAME: State.LIVE, EMERGENCY: State.STALE}
    assert {prompt for prompt, _, _ in sounds} == {NAME}
    (note,) = notes
    assert re.match(rf"prompts/en/takes.toml:\d+: warning: {EMERGENCY}: The script has changed", str(note))


def test_a_renumbered_choice_is_stale(content: Content, folder: TakesFolder, cache: Path) -> None:
    """The key is said with the name: "press 3" may have become another key's."""
    take(content, folder, "choice.main.coping")
    menu = content.line.menu
    changed = replace(content, line=replace(content.line, menu=(menu[-1], *menu[:-1])))

    assert states(content, folder) == {"choice.main.coping": State.WAITING}
    assert states(changed, folder) == {"choice.main.coping": State.STALE}
    assert takes_for(changed, folder, cache)[0] == {}


def break_file(folder: TakesFolder) -> None:
    """One bit of the recording changes."""
    path = folder.path("en", NAME)
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(bytes(raw))


def lose_file(folder: TakesFolder) -> None:
    """The recording is deleted and its entry is not."""
    folder.path("en", NAME).unlink()


@pytest.mark.parametrize(("harm", "says"), [(break_file, "was changed after"), (lose_file, "is gone")])
def test_a_broken_recording_is_never_played(
    content: Content, folder: TakesFolder, cache: Path, harm: Callable[[TakesFolder], None], says: str
) -> None:
    """Even where a good sound was made from it before."""
    take(content, folder, NAME)
    takes_for(content, folder, cache)
    harm(folder)

    sounds, notes = takes_for(content, folder, cache)

    assert states(content, folder) == {NAME: State.BROKEN}
    assert sounds == {}
    assert says in str(notes[0])


def forged(content: Content, folder: TakesFolder, raw: bytes) -> None:
    """A file that came in past the intake, with an entry that vouches for it."""
    prompt = prompt_of(content, NAME)
    entry = Take(NAME, script_hash(prompt.script), "Nobody", SIGNED.at, file_hash(raw))
    folder.keep("en", entry, raw)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"no sound", "not a WAV"),
        (wav(np.zeros((9000, 2))), "not a 16-bit mono WAV"),
        (wav(np.zeros(3 * HERTZ)), "nothing can be heard"),
        (wav(recorded(said("Hello. " * 20))), "cannot be right"),
    ],
)
def test_what_came_in_past_the_check_still_meets_the_gates(
    content: Content, folder: TakesFolder, cache: Path, raw: bytes, says: str
) -> None:
    """A bad take cannot reach a caller, whoever put it there."""
    forged(content, folder, raw)

    sounds, notes = takes_for(content, folder, cache)

    assert sounds == {}
    assert says in str(notes[0])


def test_files_put_there_by_hand_are_told_with_what_to_do(content: Content, folder: TakesFolder, cache: Path) -> None:
    """A known prompt's with the command, an unknown one's with the list of ids; neither is played."""
    take(content, folder, NAME)
    for name in (EMERGENCY, "greeting.nmae"):
        folder.path("en", name).write_bytes(wav(recorded(said("Hello."))))

    sounds, notes = takes_for(content, folder, cache)

    assert {prompt for prompt, _, _ in sounds} == {NAME}
    assert f"Run: ivr take add {EMERGENCY} prompts/en/{EMERGENCY}.wav --by WHO" in str(notes[0])
    assert "No prompt has this id" in str(notes[1])


def test_an_entry_of_a_prompt_that_is_no_more_is_told(content: Content, folder: TakesFolder, cache: Path) -> None:
    """Its recording is kept, for it may have been renamed."""
    gone = replace(prompt_of(content, NAME), id="greeting.old")
    keeping(folder, gone, SIGNED)(taken(recorded(said("Hello."))))

    assert states(content, folder) == {"greeting.old": State.UNKNOWN}
    assert "No prompt has this id" in str(takes_for(content, folder, cache)[1][0])


def test_a_fault_in_the_table_costs_one_entry_and_is_told(content: Content, folder: TakesFolder, cache: Path) -> None:
    """The others are played; the file of the lost entry is told too."""
    take(content, folder, EMERGENCY, NAME)
    table = folder.root / "en" / TABLE
    table.write_text(table.read_text().replace('by = "Maria Lopez"', "by = Maria", 1))

    sounds, notes = takes_for(content, folder, cache)

    assert {prompt for prompt, _, _ in sounds} == {NAME}
    assert any("not valid TOML" in str(note) for note in notes)


# --- menus -----------------------------------------------------------------------------------------------------------


def test_the_choices_of_one_menu_are_all_recordings_or_none(content: Content, folder: TakesFolder, cache: Path) -> None:
    """Two voices in one menu confuse; the note names what is still to record."""
    take(content, folder, NAME, CONSENT[0])
    some, notes = takes_for(content, folder, cache)
    waited = next(stand.state for stand in standings(content, folder)[0] if stand.prompt == CONSENT[0])
    take(content, folder, CONSENT[1])
    every, quiet = takes_for(content, folder, cache)

    assert waited == State.WAITING
    assert {prompt for prompt, _, _ in some} == {NAME}
    assert "Still to record: choice.consent.no." in str(notes[0])
    assert {prompt for prompt, _, _ in every} == {NAME, *CONSENT}
    assert quiet == []


def test_a_stale_choice_takes_its_menu_out(
    content: Content, files: dict[str, bytes], folder: TakesFolder, cache: Path
) -> None:
    """Until it is recorded again."""
    take(content, folder, *CONSENT)
    name = content.words["en"].phrases[CONSENT[1]]
    changed, _ = read_content(altered(files, ("en/phrases.toml", f'"{name}"', f'"{name} thanks"')))

    assert states(changed, folder)[CONSENT[1]] is State.STALE
    assert takes_for(changed, folder, cache)[0] == {}


def places(content: Content) -> Iterator[str]:
    """A place of every kind that has choices, as a view names it."""
    person, crisis = content.line.person, content.line.crisis
    yield from ("main", "numbers", "consent.tip.1", "promised.tip.1", "unknown.tip.1", "stopping", "stopped.done")
    yield from (f"unreached.busy.{person[0]}.{person[-1]}", f"number.{crisis}")
    yield from (f"tip.{number}" for number in range(1, len(content.words["en"].tips) + 1))
    for topic in content.words["en"].topics.values():
        yield from (f"topic.{topic.name}.{number}" for number in range(1, len(topic.parts) + 1))
        yield from (f"details.topic.{topic.name}.{number}" for number in range(1, len(topic.parts) + 1))
        if topic.ask_first:
            yield f"ask.{topic.name}"
    for group, services in content.line.groups.items():
        yield from (f"service.{group}.{number}" for number in range(1, len(services) + 1))
        yield from (
            f"{kind}.service.{services[0]}" for kind in ("promised", "arrived", "already", "unknown", "details")
        )


def test_what_is_heard_together_is_one_menu(content: Content) -> None:
    """Every place's choices have one voice, whatever is recorded; but for the person, who is offered everywhere."""
    kinds = {prompt.id: prompt for prompt in prompts(content)}
    met = set()
    for name in places(content):
        place = place_at(content, View("en", Pace.NORMAL, name, ""))
        assert place is not None, name
        heard = [str(choice) for choice in place.choices if choice != menus.PERSON]
        met.update(heard)
        assert len({menu_of(kinds[choice]) for choice in heard}) == 1, name

    # The rest are said in re-prompts, or where there are several languages.
    rest = {name for name, prompt in kinds.items() if prompt.kind is Kind.CHOICE} - met - {menus.PERSON}
    assert {name.split(".")[1] for name in rest} <= {"any", "end", "language", "try"}
    assert all(bool(menu_of(prompt)) == (prompt.kind is Kind.CHOICE) for prompt in kinds.values())
