"""Publishing what was approved, and taking an edition back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ivr.audio.render import Progress
from ivr.content.items import slot, words_hash, written
from ivr.content.readers.signed import read_signed
from ivr.content.signed import SignedWords, with_signatures
from ivr.content.writing.names import WHOLE
from ivr.desk.approving.signatures import Item, signatures
from ivr.desk.approving.standing import Approved, approved
from ivr.desk.approving.voices import coming_back
from ivr.desk.desk import Desk, current
from ivr.desk.editing import named
from ivr.desk.edition_recordings import recordings
from ivr.desk.naming.called import Names
from ivr.desk.naming.difference import removed_and_added
from ivr.desk.next_edition import Change, Files, publish_change, refuse_unsigned
from ivr.desk.people import Role, require
from ivr.desk.read_once import content_of
from ivr.desk.takes import ApprovedTake, approved_takes, recording
from ivr.desk.unchecking import unchecked
from ivr.editions.stored import Stored, stored
from ivr.errors import ContentError, DeskError, EditionError, OvertakenError, StoreError
from ivr.store.audit import Entry
from ivr.store.drafts import hash_of
from ivr.store.editions import OVERTAKEN, Editions, Listed

_KNOWN = 100_000  # editions that are looked through
LONGEST_LINE = 200  # letters of what is said of an edition
NOT_AS_SEEN = "What is approved has changed since you looked, so nothing was published. Look again, then publish."
NOTHING = "Nothing is approved that is not published yet. `ivr drafts` lists what waits, and for whom."


def publish(desk: Desk, by: str, says: str = "", progress: Progress | None = None, seen: str | None = None) -> int:
    """Publish everything that is approved; the number of the new edition.

    What is approved while the sounds are made waits for the next edition.

    Args:
        desk: the line's.
        by: the id of a person who may approve or is an admin.
        says: why, in a person's words, in one line.
        progress: told how many sounds are done.
        seen: the mark (`mark_of`) of what they saw when they decided so, where they saw it.

    Raises:
        OvertakenError: what is approved is not what they saw.
        DeskError: nothing is approved, or a rule is against it.
        ContentError, RenderError, EditionError: the new edition would break a rule or a gate; each is named.
        StoreError: the database is away. Whatever fails, calls hear what they heard before.
    """
    if wrong := against_line(says):
        raise DeskError(wrong)
    base = current(desk)
    drafts, takes, signed = approved(desk), approved_takes(desk), signatures(desk)
    if seen is not None and seen != mark_of(base, drafts, takes, signed):  # just these are published below
        raise OvertakenError(NOT_AS_SEEN)
    if desk.production:  # whoever asks is told at once
        refuse_unsigned(with_approved(base.content, drafts, signed))
    require(desk, by, Role.APPROVER, Role.ADMIN)
    if not drafts and not takes and not of_these(base.content, signed):
        raise DeskError(NOTHING)
    change = Change(
        by=by,
        kind="content",
        words=lambda files: with_approved(files, drafts, signed),
        says=says,
        recordings=[recording(desk, each) for each in takes],
        drafts=[each.draft.id for each in drafts],
        takes=[each.take.id for each in takes],
        entries=_entries(desk, by, drafts),
        last_look=lambda: _refuse_others(desk, by, drafts, takes, signed),
    )
    return publish_change(desk, change, progress)


def mark_of(
    base: Stored, drafts: Sequence[Approved], takes: Sequence[ApprovedTake], signed: Mapping[Item, SignedWords]
) -> str:
    """What would be published, in short: another wherever anything of it is another, or would stand on other words."""
    words = [f"{each.draft.id} {each.draft.hash} {each.approver}" for each in drafts]
    sounds = [f"{each.take.id} {each.take.hash} {each.approver}" for each in takes]
    items = [f"{item} ({language})" for item, language in signed_alone(base.content, drafts, signed)]
    return hash_of(str(base.number), *words, *sounds, *items)[:32]


def signed_alone(files: Files, drafts: Sequence[Approved], signed: Mapping[Item, SignedWords]) -> tuple[Item, ...]:
    """Which published words would be signed as they are, no draft changing them."""
    of_drafts = {(each.draft.item, each.draft.language) for each in drafts}
    return tuple(sorted(key for key in of_these(files, signed) if key not in of_drafts))


def left_out(desk: Desk, number: int) -> tuple[str, ...]:
    """The old recordings that an edition left out, a sentence each.

    Their words are said again in it, and their person does not agree (any more) that callers hear them
    (`ivr.desk.next_edition`). Raises StoreError, EditionError.
    """
    edition = stored(desk.database, number)
    base = Editions(desk.database).find(number)[number].base
    before = stored(desk.database, base) if base else None
    if edition is None or before is None:
        return ()
    there, names = recordings(desk, edition), Names(content_of(edition.content))
    return tuple(
        f"{names.prompt(*key)}: the recording by {take.by} was left out, because whoever is heard in it does not agree "
        "that callers hear them. The machine says it until somebody else records it."
        for key, take in recordings(desk, before).items()
        if key not in there
    )


def against_line(says: str) -> str:
    """What is wrong with the line that stands in the list of editions; "" where nothing is."""
    fits = len(says) <= LONGEST_LINE and says.isprintable()
    return "" if fits else f"What you say of the edition is one line of at most {LONGEST_LINE} letters."


@dataclass(frozen=True)
class RolledBack:
    """What a rollback did.

    Attributes:
        number: the edition that new calls hear now.
        undone: those that are not heard any more, newest first.
        voices: who is heard again though they do not agree to it, and what to do, a sentence each.
    """

    number: int
    undone: tuple[Listed, ...]
    voices: tuple[str, ...] = ()


def rollback(desk: Desk, by: str, number: int | None = None, seen: int | None = None) -> RolledBack:
    """Let new calls hear an older edition again. One person is enough.

    Without a number the last change of words is taken back, and whatever was published upon it; asked again, the one
    before that, and never forward: what was taken back is brought back by its number only.

    Args:
        desk: the line's.
        by: the id of a person who may edit, approve, or is an admin.
        number: the edition, older or newer.
        seen: the edition that was published when they decided so, where they saw one.

    Raises:
        DeskError: there is none before, it is the published one, it is not signed in production, or the person may not.
        StoreError: there is no such edition, or the database is away.
    """
    require(desk, by, Role.EDITOR, Role.APPROVER, Role.ADMIN)
    now = current(desk).number
    if seen is not None and now != seen:
        raise DeskError(OVERTAKEN)
    back = would_undo(desk, number)
    Editions(desk.database).move(back.number, by, desk.clock(), now)
    try:  # whoever has taken their word back up to now is told of, too
        return replace(back, voices=returning(desk, now, back.number))
    except StoreError:  # it is done, whatever has become of the database since
        return back


def would_undo(desk: Desk, number: int | None = None) -> RolledBack:
    """What a rollback would do now; raises as `rollback`, but for who may."""
    editions, now = Editions(desk.database), current(desk).number
    known = {each.number: each for each in editions.listed(_KNOWN)}
    upon = list(_upon(known, now))
    if number is None:
        last = next((each for each in upon if each.kind == "content" and each.base), None)
        if last is None:
            raise DeskError(f"No change of words lies before edition {now}. `ivr editions` lists them all.")
        number = last.base
    if number == now:
        raise DeskError(f"Edition {now} is what callers hear already.")
    if desk.production and number in known:
        refuse_unsigned(_content(desk, number))
    below = {each.number for each in _upon(known, number)}
    voices = returning(desk, now, number)
    return RolledBack(number, tuple(each for each in upon if each.number not in below), voices)


def returning(desk: Desk, was: int, number: int) -> tuple[str, ...]:
    """Whose voice comes back where an edition follows upon another, and what to do, a sentence each.

    It is told, and never a reason against it, for it is the emergency exit. Raises StoreError.
    """
    try:
        before, then = stored(desk.database, was), stored(desk.database, number)
        if before is None or then is None:
            return ()
        back, names = coming_back(desk, before, then), Names(content_of(then.content))
    except (EditionError, ContentError):
        return ()
    return tuple(
        f"{names.prompt(*key)}: callers hear {each.unwilling.name} again, who does not agree to that. Let somebody "
        "else record it, approve it and publish it."
        for key, each in back.items()
        if each.unwilling
    )


def _upon(known: Mapping[int, Listed], number: int) -> Iterator[Listed]:
    """An edition, the one that it was made from, and so on."""
    while number in known:
        yield known[number]
        number = known[number].base


def _content(desk: Desk, number: int) -> Files:
    found = stored(desk.database, number)
    return found.content if found else {}


def _refuse_others(
    desk: Desk, by: str, drafts: Sequence[Approved], takes: Sequence[ApprovedTake], signed: Mapping[Item, SignedWords]
) -> None:
    """Somebody may have left, or taken something back, while the sounds were made."""
    require(desk, by, Role.APPROVER, Role.ADMIN)
    files = current(desk).content
    used = of_these(with_approved(files, drafts, {}), signed)
    stand = read_signed(files)[0] | signatures(desk)  # whoever has published meanwhile may have brought some in
    if not {*drafts, *takes} <= {*approved(desk), *approved_takes(desk)} or not used.items() <= stand.items():
        raise DeskError("What was approved has changed while it was being published. Look at `ivr drafts`, then again.")


def with_approved(files: Files, drafts: Sequence[Approved], signed: Mapping[Item, SignedWords]) -> dict[str, bytes]:
    """The files with the drafts written in, each on the words that its author saw, and signed; raises DeskError."""
    changed = dict(files)
    for each in drafts:
        draft = each.draft
        there = slot(changed, draft.item, draft.language)
        if (words_hash(there.words) if there else "") != draft.base:
            raise DeskError(
                f"{named(draft.item, draft.language)}: its words have changed since draft {draft.id} was written, so "
                "nothing was published. Write the draft again on the words of now."
            )
        changed = unchecked(changed, written(changed, draft.item, draft.language, draft.words))
    return with_signatures(changed, of_these(changed, signed))


def of_these(files: Files, signed: Mapping[Item, SignedWords]) -> dict[Item, SignedWords]:
    """The signatures of the words that these files hold: of other words they would say nothing."""
    there = {key: slot(files, *key) for key in signed}
    return {key: each for key, each in signed.items() if (now := there[key]) and words_hash(now.words) == each.hash}


def _entries(desk: Desk, by: str, drafts: Sequence[Approved]) -> list[Entry]:
    """What each published draft did, for the log."""
    files, found = current(desk).content, []
    for each in drafts:
        draft, there = each.draft, slot(files, each.draft.item, each.draft.language)
        before, after = there.words if there else "", draft.words
        if draft.item.startswith(WHOLE):
            before, after = removed_and_added(before, after)
        found.append(
            Entry(desk.clock(), by, f"publish draft {draft.id}", named(draft.item, draft.language), before, after)
        )
    return found
