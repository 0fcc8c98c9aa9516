"""Making the next edition out of the published one: change, check, render, measure, bring it in, move the pointer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from ivr.audio.render import Progress
from ivr.audio.take_table import Take
from ivr.content.model import Language
from ivr.content.readers import read_content
from ivr.content.signed import unsigned
from ivr.desk.approving.voices import Key, played, played_keys, with_voices
from ivr.desk.desk import Desk, current
from ivr.desk.people import may
from ivr.desk.read_once import content_of
from ivr.editions import layout
from ivr.editions.examine import outside
from ivr.editions.freeze import Given, key_of, make, orders
from ivr.editions.layout import Sounds
from ivr.editions.made import Made
from ivr.editions.stored import Stored, learn, publish, recordings_folder
from ivr.errors import DeskError, EditionError, OvertakenError, RenderError
from ivr.store import books, people
from ivr.store.audit import Entry
from ivr.store.blobs import Blobs
from ivr.store.books import State
from ivr.store.editions import OVERTAKEN, New
from ivr.store.turns import Connection

Files = Mapping[str, bytes]

_TRIES = 5  # how often a change is made anew because somebody else published meanwhile
_SHOWN = 10


@dataclass(frozen=True)
class Recording:
    """A person's recording that shall be heard: its language, what is written down about it, and its bytes."""

    language: Language
    take: Take
    wav: bytes


@dataclass(frozen=True)
class Change:
    """What shall be otherwise in the next edition, and who wants it.

    Attributes:
        by: the id of a person, or `THE_LINE`.
        kind: "content", "notice" or "check".
        words: the content files as they shall be; raises DeskError or ContentError where that cannot be.
        says: why, in a person's words.
        recordings: what is put among people's recordings.
        drafts, takes: the rows that are published with it.
        entries: what the audit log shall hold besides the publishing itself.
        last_look: asked once more when all is made, for that takes a while; raises DeskError where it may not be.
    """

    by: str
    kind: str
    words: Callable[[Files], Files]
    says: str = ""
    recordings: Sequence[Recording] = ()
    drafts: Sequence[int] = ()
    takes: Sequence[int] = ()
    entries: Sequence[Entry] = ()
    last_look: Callable[[], object] = lambda: None


def publish_change(desk: Desk, change: Change, progress: Progress | None = None) -> int:
    """Publish an edition that differs from the published one by this change alone; its number.

    Where somebody else publishes in the meantime, the change is made again to what is published then. So it is where
    anything in the desk's books changes between the last look at them and the moving of the pointer: then all is
    looked at again. A recording of somebody who does not agree that callers hear it is not heard anew (`_made`).

    Raises:
        DeskError, ContentError: a rule is against it.
        RenderError, EditionError: a sound could not be made, or fails a gate.
        StoreError: the database is away. Whatever fails, calls hear what they heard before.
    """
    for _ in range(_TRIES):
        base = current(desk)
        made, heard = _made(desk, base, change, progress)
        if made.hashes == base.hashes:
            raise DeskError(f"That would change nothing: edition {base.number} is just so already.")
        desk.shelf.proved(made)
        with desk.database.reading() as connection:
            seen = books.state(connection)
        change.last_look()
        if _unwilling(desk, heard):  # somebody took their word back while the sounds were made
            continue
        new = New(
            made.manifest,
            change.kind,
            change.by,
            desk.clock(),
            change.says,
            change.drafts,
            change.takes,
            change.entries,
            partial(_as_seen, seen=seen, by=change.by),
        )
        try:
            return publish(desk.database, made, new, base.number)
        except OvertakenError:
            continue
        except OSError as error:
            raise EditionError(f"A sound could not be read any more: {error}.") from error
    raise OvertakenError(OVERTAKEN)


def _as_seen(connection: Connection, seen: State, by: str) -> None:
    """Look once more, in the transaction that moves the pointer.

    Raises:
        DeskError: whoever publishes has left.
        OvertakenError: something has changed since the last look.
    """
    person = people.find(connection, by)
    if person is not None:  # not the line itself
        may(person, by)
    if books.state(connection) != seen:
        raise OvertakenError(OVERTAKEN)


def _made(desk: Desk, base: Stored, change: Change, progress: Progress | None) -> tuple[Made, Mapping[Key, Take]]:
    """The edition, and the old recordings in it that callers did not hear a moment ago.

    An old recording may fit again, because words are as they were or because a menu has one voice at last. Where its
    person does not agree (any more) it is left out: the machine's voice says the prompt.
    """
    files = change.words(base.content)
    if desk.production and change.kind == "content":  # checks and notices change nothing that is signed
        refuse_unsigned(files)
        refuse_nobody(files)
    learn(desk.database, base, desk.shelf.cache)
    with recordings_folder(desk.database, base.recordings) as folder:
        for each in change.recordings:
            folder.keep(each.language, each.take, each.wav)
        kept = {} if change.kind == "content" else _kept(desk, base, files)
        heard = {*played(desk, base), *((each.take.prompt, each.language) for each in change.recordings)}
        while True:  # each time round with fewer recordings
            made = make(files, desk.voice, desk.shelf.cache, progress, Given(folder, kept))
            again = played_keys(layout.read_table(made.raws[layout.TABLE])) - heard
            tables = {language: folder.takes(language)[0] for _, language in again}
            back = {(prompt, language): tables[language][prompt] for prompt, language in again}
            silent = _unwilling(desk, back)
            if not silent:
                break
            for prompt, language in silent:
                folder.remove(language, prompt)
    _gated(files, made, base)
    return made, back


def _unwilling(desk: Desk, takes: Mapping[Key, Take]) -> list[Key]:
    """Those of these recordings whose person does not agree that callers hear them."""
    return [key for key, each in with_voices(desk, takes).items() if each.unwilling] if takes else []


def _kept(desk: Desk, base: Stored, files: Files) -> Sounds:
    """The sounds of what is said as before: a notice or a check gives nobody another voice, whatever is set."""
    ((_, table),) = Blobs(desk.database).fetch({base.hashes[layout.TABLE]})
    before = {key_of(order): order for order in orders(content_of(base.content))}
    after = {key_of(order): order for order in orders(content_of(files))}
    return {
        key: sound for key, sound in layout.read_table(table).items() if key in after and after[key] == before.get(key)
    }


def refuse_unsigned(files: Files) -> None:
    """Words that nobody has signed do not reach callers of a line in production (design section 5).

    Raises:
        DeskError: some are not signed; the first are named.
    """
    if why := unsigned_words(files):
        raise DeskError(why)


def unsigned_words(files: Files) -> str:
    """Which words a line in production may not say, in a sentence; "" where all are signed."""
    lacking = [f"{slot.item} ({slot.language})" if slot.language else slot.item for slot in unsigned(files)]
    if not lacking:
        return ""
    more = f", and {len(lacking) - _SHOWN} more" if len(lacking) > _SHOWN else ""
    return (
        f"Production publishes reviewed, signed words only, and {len(lacking)} items are not signed: "
        f"{', '.join(lacking[:_SHOWN])}{more}. `ivr approve --sign` signs words that are published as they are."
    )


def refuse_nobody(files: Files) -> None:
    """A line in production has a person behind key 0 whom somebody has dialed (design section 5).

    Raises:
        DeskError: nobody has dialed any of them.
    """
    if why := nobody_dialed(files):
        raise DeskError(f"{why} Dial one, and note it with `ivr resource checked NAME --by WHO`.")


def nobody_dialed(files: Files) -> str:
    """That nobody has dialed a person behind key 0 yet, in a sentence; "" where somebody has."""
    content, _ = read_content(files)
    if any(content.resources[name].checked for name in content.line.person if name in content.resources):
        return ""
    return f"Nobody has dialed any of the services behind key 0 yet: {', '.join(content.line.person)}."


def _gated(files: Files, made: Made, base: Stored) -> None:
    """Every sound that the base did not have is measured once more, whatever was measured when it was made."""
    content, _ = read_content(files)
    known = {path.removeprefix(layout.SOUNDS) for path in base.hashes if path.startswith(layout.SOUNDS)}
    sounds = layout.read_table(made.raws[layout.TABLE])
    wrong = outside(content, sounds, lambda file: made.sounds[layout.SOUNDS + file].read_bytes(), known)
    if wrong:
        raise RenderError("\n".join(["No edition was made: some sounds may not be heard.", *wrong]))
