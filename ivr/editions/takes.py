"""Which prompts have a person's recording that may be heard, and the telephone sounds made from them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from ivr.audio.intake.checks import Reading, Verdict
from ivr.audio.intake.conversion import CONVERSION, PERSON, converted, tail_ms
from ivr.audio.intake.decode import stored
from ivr.audio.intake.taking_in import Accepted, Keep, judged
from ivr.audio.sound_cache import SoundCache
from ivr.audio.take_table import Take, file_hash, script_hash
from ivr.audio.takes import TakesFolder
from ivr.audio.telephone import CHAIN
from ivr.content.model import Content, Kind, Language, Pace, Problem, Prompt, PromptId, Severity, Sound
from ivr.content.prompts import prompts
from ivr.content.spoken import spoken
from ivr.editions.layout import Key
from ivr.errors import TakeError

SOURCE = "take"
# Choices that are heard in one breath with each other, beside those whose ids share their second word: the ends of
# parts, services, tips and numbers are put together from the same few, and whom to try is part of an offer.
_HEARD_WITH = dict.fromkeys(
    ("part", "next", "last", "service", "tip", "number", "any", "unknown", "stopped"), "end of a part"
) | {
    "end": "end of the call",
    "try": "offer",
}


class State(StrEnum):
    """What a prompt's recording is worth."""

    LIVE = "live"
    WAITING = "waiting"  # good, and not played until the other choices of its menu are recorded (design section 9)
    STALE = "stale"  # the script has changed since; never played (design section 7)
    BROKEN = "broken"  # the file is not the one that was taken in
    MISSING = "missing"
    UNKNOWN = "unknown"  # no prompt has this id any more


@dataclass(frozen=True)
class Standing:
    """One prompt, or one recording that no prompt asks for, and how it stands."""

    prompt: PromptId
    language: Language
    state: State
    take: Take | None
    says: str = ""

    @property
    def good(self) -> bool:
        """Whether the recording itself may be played."""
        return self.state in {State.LIVE, State.WAITING}


def reading(content: Content, prompt: Prompt) -> Reading:
    """What a recording of a prompt should hold."""
    return Reading(spoken(prompt.script, content.words[prompt.language].speech), prompt.kind)


def standings(content: Content, folder: TakesFolder) -> tuple[list[Standing], list[Problem]]:
    """How every prompt stands, in the order of the script sheet, then what no prompt asks for; and what is in the way.

    Raises:
        TakeError: the folder is there and cannot be read.
    """
    found: list[Standing] = []
    problems: list[Problem] = []
    for language in content.line.languages:
        takes, wrong = folder.takes(language)
        problems += wrong
        known = {prompt.id: prompt for prompt in prompts(content) if prompt.language == language}
        found += _in_menus([(prompt, _standing(folder, prompt, takes.get(prompt.id))) for prompt in known.values()])
        found += [
            Standing(name, language, State.UNKNOWN, take, "No prompt has this id; the content may have changed.")
            for name, take in takes.items()
            if name not in known
        ]
        problems += _loose(folder, language, known)
    return found, problems


def _standing(folder: TakesFolder, prompt: Prompt, take: Take | None) -> Standing:
    def stands(state: State, says: str = "") -> Standing:
        return Standing(prompt.id, prompt.language, state, take, says)

    if take is None:
        return stands(State.MISSING)
    if take.script != script_hash(prompt.script):
        return stands(State.STALE, "The script has changed since it was recorded. Record it again.")
    try:
        wav = folder.recording(prompt.language, prompt.id)
    except TakeError as error:
        return stands(State.BROKEN, str(error))
    if wav is None:
        return stands(State.BROKEN, "The recording itself is gone. Put it back, or record it again.")
    if file_hash(wav) != take.file:
        return stands(State.BROKEN, "The file was changed after it was taken in. Take it in again with --replace.")
    return stands(State.LIVE)


def _in_menus(stands: Sequence[tuple[Prompt, Standing]]) -> Iterator[Standing]:
    """The same, with the choices that wait for others: one menu has one voice."""
    lacking = {menu_of(prompt) for prompt, stand in stands if not stand.good}
    for prompt, stand in stands:
        waits = stand.good and menu_of(prompt) in lacking - {""}
        yield replace(stand, state=State.WAITING) if waits else stand


def _loose(folder: TakesFolder, language: Language, known: Mapping[PromptId, Prompt]) -> Iterator[Problem]:
    """Files that somebody put there by hand: nobody wrote down which words they hold."""
    for name in folder.loose(language):
        path = f"{folder.root.name}/{language}/{name}.wav"
        told = (
            f"Nobody has taken it in yet, so it is not played. Run: ivr take add {name} {path} --by WHO"
            if name in known
            else "No prompt has this id, so it is not played. `ivr prompts` lists the ids."
        )
        yield Problem(path, 1, told, Severity.WARNING)


@dataclass(frozen=True)
class Signed:
    """Who recorded something, when it was taken in, the name of the file that it came from.

    Attributes:
        heard: a person has listened to it beside the script since a machine doubted its words.
    """

    by: str
    at: datetime
    original: str
    heard: bool = False


def keeping(folder: TakesFolder, prompt: Prompt, signed: Signed) -> Keep:
    """A destination for `take_in`: the folder of recordings."""

    def keep(accepted: Accepted) -> None:
        wav = accepted.recording.wav()
        original = f"{signed.original} ({accepted.recording.kind})"
        doubts = accepted.doubts
        if doubts and not signed.heard:
            raise TakeError(_ask_again(doubts))
        take = Take(prompt.id, script_hash(prompt.script), signed.by, signed.at, file_hash(wav), original, doubts)
        folder.keep(prompt.language, take, wav)

    return keep


def _ask_again(doubts: Sequence[str]) -> str:
    return "\n".join(
        [
            "It was not kept yet: a machine heard other words than the script's. A machine may err, so please listen.",
            *doubts,
            "If every word is right, add it again with --heard. If not, record it again.",
        ]
    )


def checked_again(folder: TakesFolder, stand: Standing, script: Reading) -> Verdict:
    """What the intake check and the gates say today of a recording that was taken in before.

    Raises:
        TakeError: it is not there, or not the kind of file that is kept.
    """
    verdict, _ = judged(stored(folder.recording(stand.language, stand.prompt) or b""), script)
    return verdict


def takes_for(content: Content, folder: TakesFolder, cache: Path) -> tuple[dict[Key, Sound], list[Problem]]:
    """The sounds of every recording that callers may hear, both paces, and a note for each that they may not.

    A recording is converted once and found again by what it was made from. The choices of one menu are all
    recordings or none.

    Raises:
        TakeError: the folder is there and cannot be read, or the cache cannot be written.
    """
    try:
        return _takes_for(content, folder, SoundCache(cache))
    except OSError as error:
        raise TakeError(f"Sounds could not be written to {cache}: {error.strerror or error}.") from error


def _takes_for(content: Content, folder: TakesFolder, kept: SoundCache) -> tuple[dict[Key, Sound], list[Problem]]:
    stands, notes = standings(content, folder)
    known = {(prompt.id, prompt.language): prompt for prompt in prompts(content)}
    sounds: dict[Key, Sound] = {}
    for stand in stands:
        if stand.take is None:
            continue
        says = stand.says
        if stand.good:
            prompt = known[stand.prompt, stand.language]
            try:
                made = _sounds(stand.take, reading(content, prompt), folder, prompt, kept)
            except TakeError as error:
                says = str(error)
            else:
                sounds |= {(prompt.id, prompt.language, pace): sound for pace, sound in made.items()}
        if says:
            notes.append(_note(folder, stand, says))
    lonely = list(_lonely(known.values(), sounds))
    for prompt in lonely:
        for pace in Pace:
            del sounds[prompt.id, prompt.language, pace]
    return sounds, [*notes, *_menu_notes(folder, known.values(), lonely)]


def as_heard(wav: bytes, script: Reading, cache: Path, pace: Pace = Pace.NORMAL) -> bytes:
    """A recording as callers will hear it: the sound of an edition with it; raises TakeError."""
    try:
        kept = SoundCache(cache)
        return (kept.sounds / _made(file_hash(wav), script, lambda: wav, kept)[pace].file).read_bytes()
    except OSError as error:
        raise TakeError(f"Sounds could not be written to {cache}: {error.strerror or error}.") from error


def _sounds(take: Take, script: Reading, folder: TakesFolder, prompt: Prompt, kept: SoundCache) -> dict[Pace, Sound]:
    """Both paces of one recording, from the cache where they were made before."""

    def recording() -> bytes:
        wav = folder.recording(prompt.language, prompt.id) or b""
        if file_hash(wav) != take.file:  # somebody replaced it a moment ago
            raise TakeError("The recording is being replaced. It is played from the next time on.")
        return wav

    return _made(take.file, script, recording, kept)


def _made(file: str, script: Reading, recording: Callable[[], bytes], kept: SoundCache) -> dict[Pace, Sound]:
    inputs = {pace: _inputs(file, script, pace) for pace in Pace}
    found = {pace: kept.find(each) for pace, each in inputs.items()}
    if not all(found.values()):
        for pace, made in converted(stored(recording()), script).items():
            found[pace] = kept.keep(inputs[pace], made.wav, round(made.measured.seconds, 3))
    return {pace: replace(sound, source=SOURCE) for pace, sound in found.items() if sound}


def _inputs(file: str, script: Reading, pace: Pace) -> str:
    recipe = [CONVERSION, CHAIN, str(PERSON), file, script.spoken, script.kind, tail_ms(script.kind), pace]
    return hashlib.sha256(json.dumps(recipe).encode()).hexdigest()


def menu_of(prompt: Prompt) -> str:
    """The menu that a choice is heard in; "" for a prompt that is no choice."""
    name = prompt.id.split(".")[1] if prompt.kind is Kind.CHOICE else ""
    return _HEARD_WITH.get(name, name)


def incomplete(content: Content, folder: TakesFolder, choice: Prompt) -> list[Prompt]:
    """The choices of the same menu that no recording can play, and so keep this one from being heard."""
    menu = menu_of(choice)
    if not menu:
        return []
    live = {stand.prompt for stand in standings(content, folder)[0] if stand.good and stand.language == choice.language}
    others = [prompt for prompt in prompts(content) if prompt.language == choice.language and menu_of(prompt) == menu]
    return [prompt for prompt in others if prompt.id not in live]


def _lonely(known: Iterable[Prompt], sounds: Mapping[Key, Sound]) -> Iterator[Prompt]:
    """The recorded choices whose menu has choices that are not recorded: two voices in one menu confuse."""
    recorded = {(prompt.id, prompt.language): (prompt.id, prompt.language, Pace.NORMAL) in sounds for prompt in known}
    lacking = {(menu_of(prompt), prompt.language) for prompt in known if not recorded[prompt.id, prompt.language]}
    for prompt in known:
        if recorded[prompt.id, prompt.language] and menu_of(prompt) and (menu_of(prompt), prompt.language) in lacking:
            yield prompt


def _menu_notes(folder: TakesFolder, known: Iterable[Prompt], lonely: Sequence[Prompt]) -> Iterator[Problem]:
    out = {(prompt.id, prompt.language) for prompt in lonely}
    for menu, language in dict.fromkeys((menu_of(prompt), prompt.language) for prompt in lonely):
        group = [prompt.id for prompt in known if (menu_of(prompt), prompt.language) == (menu, language)]
        missing = [prompt for prompt in group if (prompt, language) not in out]
        yield Problem(
            folder.table_name(language),
            1,
            f"The recorded choices of one menu ({menu}) are not played, since a menu has one voice. "
            f"Still to record: {', '.join(missing)}.",
            Severity.WARNING,
        )


def _note(folder: TakesFolder, stand: Standing, says: str) -> Problem:
    line = stand.take.line if stand.take else 1
    return Problem(folder.table_name(stand.language), line, f"{stand.prompt}: {says}", Severity.WARNING)
