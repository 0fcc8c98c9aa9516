"""Making the next edition out of the published one: change, check, render, measure, bring it in, move the pointer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ivr.audio.render import Progress
from ivr.audio.take_table import Take
from ivr.content.model import Language
from ivr.content.readers import read_content
from ivr.content.signed import unsigned
from ivr.desk.desk import Desk, current
from ivr.desk.read_once import content_of
from ivr.editions import layout
from ivr.editions.examine import outside
from ivr.editions.freeze import Given, key_of, make, orders
from ivr.editions.layout import Sounds
from ivr.editions.made import Made
from ivr.editions.stored import Stored, learn, publish, recordings_folder
from ivr.errors import DeskError, EditionError, RenderError, StoreError
from ivr.store.audit import Entry
from ivr.store.blobs import Blobs
from ivr.store.editions import OVERTAKEN, New

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

    Where somebody else publishes in the meantime, the change is made again to what is published then.

    Raises:
        DeskError, ContentError: a rule is against it.
        RenderError, EditionError: a sound could not be made, or fails a gate.
        StoreError: the database is away. Whatever fails, calls hear what they heard before.
    """
    for left in reversed(range(_TRIES)):
        base = current(desk)
        made = _made(desk, base, change, progress)
        if made.hashes == base.hashes:
            raise DeskError(f"That would change nothing: edition {base.number} is just so already.")
        desk.shelf.proved(made)
        change.last_look()
        new = New(
            made.manifest,
            change.kind,
            change.by,
            desk.clock(),
            change.says,
            change.drafts,
            change.takes,
            change.entries,
        )
        try:
            return publish(desk.database, made, new, base.number)
        except StoreError as problem:
            if str(problem) != OVERTAKEN or not left:
                raise
        except OSError as error:
            raise EditionError(f"A sound could not be read any more: {error}.") from error
    raise StoreError(OVERTAKEN)


def _made(desk: Desk, base: Stored, change: Change, progress: Progress | None) -> Made:
    files = change.words(base.content)
    if desk.production and change.kind == "content":  # checks and notices change nothing that is signed
        refuse_unsigned(files)
        refuse_nobody(files)
    learn(desk.database, base, desk.shelf.cache)
    with recordings_folder(desk.database, base.recordings) as folder:
        for each in change.recordings:
            folder.keep(each.language, each.take, each.wav)
        kept = {} if change.kind == "content" else _kept(desk, base, files)
        made = make(files, desk.voice, desk.shelf.cache, progress, Given(folder, kept))
    _gated(files, made, base)
    return made


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
    """A line in production has a person behind key 0 whom somebody has dialled (design section 5).

    Raises:
        DeskError: nobody has dialled any of them.
    """
    content, _ = read_content(files)
    if not any(content.resources[name].checked for name in content.line.person if name in content.resources):
        raise DeskError(
            f"Nobody has dialled any of the services behind key 0 yet: {', '.join(content.line.person)}. "
            "Dial one, and note it with `ivr resource checked NAME --by WHO`."
        )


def _gated(files: Files, made: Made, base: Stored) -> None:
    """Every sound that the base did not have is measured once more, whatever was measured when it was made."""
    content, _ = read_content(files)
    known = {path.removeprefix(layout.SOUNDS) for path in base.hashes if path.startswith(layout.SOUNDS)}
    sounds = layout.read_table(made.raws[layout.TABLE])
    wrong = outside(content, sounds, lambda file: made.sounds[layout.SOUNDS + file].read_bytes(), known)
    if wrong:
        raise RenderError("\n".join(["No edition was made: some sounds may not be heard.", *wrong]))
