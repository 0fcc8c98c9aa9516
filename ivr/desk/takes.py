"""Recordings: handed in and checked, agreed to by a second person, and heard only while their words are the line's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from ivr.audio.intake.checks import Finding, Reason, Verdict
from ivr.audio.intake.taking_in import Listen, take_in
from ivr.audio.take_table import Take, script_hash
from ivr.audio.takes import TakesFolder
from ivr.content.items import written
from ivr.content.model import Content, Language, Prompt, PromptId
from ivr.content.prompts import prompts
from ivr.desk.approving.consent import first_agrees, not_consented
from ivr.desk.approving.standing import Approved, approved
from ivr.desk.beside import CHANGED, CHANGED_ON_PAGE, Key, agreed, key, make_way, mark_of, notes, take_entry, the_same
from ivr.desk.desk import Desk, current
from ivr.desk.editing import named
from ivr.desk.intake_turns import turn
from ivr.desk.next_edition import Recording
from ivr.desk.people import LONGEST_NAME, Role, may, require
from ivr.desk.read_once import content_of
from ivr.editions.takes import Signed, keeping, reading
from ivr.errors import DeskError, TakeError
from ivr.store import approvals, audit, people, takings
from ivr.store.approvals import Subject
from ivr.store.blobs import Blobs
from ivr.store.drafts import OPEN, WITHDRAWN, Draft
from ivr.store.takings import UNHEARD, Taking
from ivr.store.turns import Connection, alone

RECORDERS = (Role.RECORDER, Role.EDITOR, Role.ADMIN)
LONGEST_ORIGINAL = 200  # the column's
# Done in the transaction that keeps a recording; whatever it raises keeps nothing.
Also = Callable[[Connection, Taking, Verdict], object]


class FaultyError(TakeError):
    """A recording is not good enough to be taken in; `says` has a sentence for each fault."""

    def __init__(self, says: Sequence[str]) -> None:
        super().__init__("\n".join(["The recording was not taken in.", *says]))
        self.says = tuple(says)


@dataclass(frozen=True)
class Handed:
    """A recording that somebody brings.

    Attributes:
        prompt, language: what it shall play.
        upload: the bytes of a file of any common kind.
        speaker: who is heard, as a name.
        original: the name of the file; "" where it had none.
        heard: somebody has listened to it beside the script, though a machine doubted its words.
        listen: a recogniser, where one is installed.
        script: which words were read, as `mark_of` has it; "" where nobody says.
        by_phone: its speaker has still to hear it back; until then it stands beside what they brought before.
        waits: whether to wait where others are being listened to (`ivr.desk.intake_turns`); a browser does not.
    """

    prompt: PromptId
    language: Language
    upload: bytes
    speaker: str
    original: str = ""
    heard: bool = False
    listen: Listen | None = None
    script: str = ""
    by_phone: bool = False
    waits: bool = True


@dataclass(frozen=True)
class ApprovedTake:
    """A recording that two people answer for, of words that the next edition has."""

    take: Taking
    author: str
    approver: str
    at: datetime


@dataclass(frozen=True)
class TakeStanding:
    """An open recording, by whom it was approved where nothing is in its way, and what is, as a sentence.

    `waits` where an approver is all that it lacks; `note` then has what they should know of it (`says` has it, too).
    `voice` is the id of whoever must agree first that callers hear their voice; "" where they have.
    """

    take: Taking
    approved: ApprovedTake | None
    says: str = ""
    waits: bool = False
    note: str = ""
    voice: str = ""


def hand_in(desk: Desk, by: str, given: Handed, also: Also | None = None) -> tuple[Taking, Verdict]:
    """Check a recording and keep it for an approver, in place of an open one of the same prompt by the same person.

    It is checked against the words that the next edition has: the published ones, or those of an approved draft. One
    that is approved stays beside it, and so does every one where the new one came by telephone (`ivr.desk.beside`).
    Handed in once more, because the answer was lost on its way, the same recording is the one that is open already.

    Raises:
        DeskError: this person may not, there is no such prompt, or it is not its turn.
        FaultyError: it is not good enough, or of other words; each fault is named, and nothing is kept.
        TakeError: it cannot be read, or a machine heard other words; nothing is kept either.
    """
    require(desk, by, *RECORDERS)
    speaker = given.speaker.strip()
    if not speaker or not speaker.isprintable() or len(speaker) > LONGEST_NAME:
        raise DeskError(f"The speaker's name has 1 to {LONGEST_NAME} letters in one line.")
    content = coming(desk)
    prompt = _prompts(content).get((given.prompt, given.language))
    if prompt is None:
        raise DeskError(f"There is no prompt {named(given.prompt, given.language)}. `ivr prompts` lists them.")
    if given.script not in {"", mark_of(prompt.script)}:
        raise FaultyError([CHANGED if given.by_phone else CHANGED_ON_PAGE])
    take, wav, verdict = _taken_in(desk, content, prompt, replace(given, speaker=speaker))
    Blobs(desk.database).keep([wav])
    taking = Taking(
        id=0,
        prompt=take.prompt,
        language=given.language,
        script=take.script,
        file=take.file,
        speaker=speaker,
        author=by,
        made_at=desk.clock(),
        original=take.original[:LONGEST_ORIGINAL],
        doubts=take.doubts,
        phone=UNHEARD if given.by_phone else "",
    )
    kept, stay = _kept(desk, taking, lambda connection, kept: also and also(connection, kept, verdict))
    said = tuple(Finding(Reason.BESIDE, _stays(each)) for each in stay)
    return kept, replace(verdict, warnings=(*verdict.warnings, *said))


def withdraw_take(desk: Desk, by: str, number: int, why: str = "") -> Taking:
    """Take an open recording back: whoever handed it in may, an approver and an admin; raises DeskError.

    Where a reason is given it stands in the log, for whoever handed it in (`ivr.desk.sending_back`).
    """
    with alone(desk.database) as connection:
        person = may(people.find(connection, by), by)
        take = takings.find(connection, [number]).get(number)
        if take is None or take.state != OPEN:
            raise DeskError(f"There is no open recording {number}{f': it was {take.state}' if take else ''}.")
        if take.author != by:
            may(person, by, Role.APPROVER, Role.ADMIN)
        takings.withdraw(connection, number)
        entry = take_entry(take, by, desk.clock(), "withdraw")
        told = replace(entry, what="withdraw, sent back", before=entry.after, after=why) if why else entry
        audit.add(connection, [told])
    return replace(take, state=WITHDRAWN)


def take_standings(desk: Desk) -> tuple[TakeStanding, ...]:
    """Every open recording and how it stands, the oldest first."""
    scripts = scripts_of(coming(desk))
    with desk.database.reading() as connection:
        waiting = takings.all_open(connection)
        given = approvals.all_of(connection, Subject.TAKE, [str(take.id) for take in waiting])
        staff = {person.id: person for person in people.everyone(connection)}
    fresh = [take for take in waiting if scripts.get(key(take)) == take.script]
    found: dict[Key, ApprovedTake] = {}
    for take in fresh:
        if approval := agreed(take, given, staff):
            found.setdefault(key(take), ApprovedTake(take, take.author, approval.approver, approval.at))
    standings = []
    for take in waiting:
        chosen = found.get(key(take))
        if take not in fresh:
            standing = TakeStanding(take, None, "Its words have changed since it was recorded. Record it again.")
        elif chosen and chosen.take.id == take.id:
            standing = TakeStanding(take, chosen)
        elif chosen and agreed(take, given, staff):
            standing = TakeStanding(take, None, f"Recording {chosen.take.id} of the same words is approved too.")
        elif silent := not_consented(take, staff):
            standing = TakeStanding(take, None, first_agrees(silent), voice=silent.id)
        else:
            note = notes(take, fresh, chosen.take if chosen else None)
            standing = TakeStanding(take, None, f"It waits for an approver. {note}".strip(), waits=True, note=note)
        standings.append(standing)
    return tuple(standings)


def approved_takes(desk: Desk) -> tuple[ApprovedTake, ...]:
    """The open recordings that two people answer for and whose words the next edition has; looked at once more here."""
    return tuple(each.approved for each in take_standings(desk) if each.approved is not None)


def recording(desk: Desk, each: ApprovedTake) -> Recording:
    """An approved recording as an edition takes it in.

    Raises:
        StoreError: the database lacks its bytes.
    """
    take = each.take
    ((_, wav),) = Blobs(desk.database).fetch({take.file})
    written_down = Take(take.prompt, take.script, take.speaker, take.made_at, take.file, take.original, take.doubts)
    return Recording(take.language, written_down, wav)


def coming(desk: Desk) -> Content:
    """The published words with every approved draft: what the next edition says."""
    return with_drafts(current(desk).content, approved(desk))


def with_drafts(files: Mapping[str, bytes], ready: Sequence[Approved]) -> Content:
    """What the files say with these drafts written in."""
    return _with_drafts(frozenset(files.items()), tuple(each.draft for each in ready))


@lru_cache(maxsize=8)  # every page asks for what the next edition says
def _with_drafts(known: frozenset[tuple[str, bytes]], ready: tuple[Draft, ...]) -> Content:
    files = dict(known)
    for each in ready:
        files = written(files, each.item, each.language, each.words)
    return content_of(files)


def _prompts(content: Content) -> dict[Key, Prompt]:
    return {(prompt.id, prompt.language): prompt for prompt in prompts(content)}


def scripts_of(content: Content) -> dict[Key, str]:
    """The hash of the words of every prompt."""
    return {key: script_hash(prompt.script) for key, prompt in _prompts(content).items()}


def _taken_in(desk: Desk, content: Content, prompt: Prompt, given: Handed) -> tuple[Take, bytes, Verdict]:
    """The recording as it is kept, by the one way in that every recording has."""
    name = given.original.strip() or "recording"
    signed = Signed(given.speaker, desk.clock().replace(microsecond=0), name, given.heard)
    with turn(waits=given.waits), TemporaryDirectory(prefix="recording-") as place:
        folder = TakesFolder(Path(place))
        verdict = take_in(given.upload, reading(content, prompt), keeping(folder, prompt, signed), given.listen)
        if not verdict.ok:
            raise FaultyError([each.says for each in verdict.faults])
        take = folder.takes(prompt.language)[0][prompt.id]
        return take, folder.recording(prompt.language, prompt.id) or b"", verdict


def _kept(desk: Desk, taking: Taking, also: Callable[[Connection, Taking], object]) -> tuple[Taking, Sequence[Taking]]:
    """The recording with its number, and which of the same person's stay beside it."""
    with alone(desk.database) as connection:
        may(people.find(connection, taking.author), taking.author, *RECORDERS)
        there = None if taking.phone else the_same(connection, taking)
        # The very same once more changes nothing: a newer one that waits beside it is not withdrawn for it.
        kept = there or replace(taking, id=takings.add(connection, taking))
        stay = () if taking.phone or there else make_way(connection, kept)
        if there is None:
            audit.add(connection, [take_entry(kept, taking.author, taking.made_at, "record")])
        also(connection, kept)
    return kept, stay


def _stays(take: Taking) -> str:
    return (
        f"Your recording {take.id} of the same words is approved already and stays. An approver chooses one of the two."
    )
