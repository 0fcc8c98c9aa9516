"""How a line begins: the folder of words is published where nothing is yet; what is published comes to the shelf."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from ivr.desk.desk import THE_LINE, Desk
from ivr.desk.next_edition import refuse_unsigned, unsigned_words
from ivr.editions.adopt import Adopter
from ivr.editions.made import Made
from ivr.editions.stored import publish, stored
from ivr.errors import EditionError, OvertakenError, StoreError
from ivr.store.editions import Editions, New

log = structlog.get_logger()


def begin(desk: Desk, folder: Callable[[], Made]) -> int:
    """Have an edition on this machine's shelf; its number.

    In a demo the folder of words leads until a person has published something. With the database away, or what is
    published damaged, what lies on the shelf plays on; with the database away and an empty shelf it is the folder, so
    that callers hear something true.

    Args:
        desk: the line's.
        folder: makes an edition of the folder of words; may raise ContentError, RenderError or EditionError.

    Raises:
        DeskError: this is production, and some words in the folder are not signed.
        EditionError: there is no edition that could be played.
    """
    try:
        desk.database.migrate()
        if folder_leads(desk):
            publish_first(desk, folder())
        _adopt(desk)
    except StoreError as problem:
        log.error("edition.not-adopted", says=str(problem))  # noqa: TRY400 - the sentence says it all
        if desk.shelf.current_number() is None:
            made = folder()
            if desk.production:
                refuse_unsigned(made.content)
            desk.shelf.keep(made)
    desk.shelf.prune()
    found = desk.shelf.current()
    if desk.production and (why := unsigned_words(desk.shelf.words(found.number))):
        raise EditionError(f"Edition {found.number} cannot be played. {why}")
    return found.number


def _adopt(desk: Desk) -> None:
    try:
        Adopter(desk.shelf, desk.database, forbidden=unsigned_words if desk.production else lambda _words: "").look()
    except EditionError as problem:
        if desk.shelf.current_number() is None:
            raise
        log.error("edition.not-adopted", says=str(problem))  # noqa: TRY400 - the sentence says it all


def folder_leads(desk: Desk) -> bool:
    """Whether callers shall hear the folder of words: before anything is published, or in a demo nobody has touched."""
    editions = Editions(desk.database)
    return editions.published() is None or (not desk.production and editions.all_by(THE_LINE))


def publish_first(desk: Desk, made: Made, by: str = THE_LINE) -> int:
    """Publish an edition of the folder of words, unless just that is published; the number that is published then.

    Raises:
        DeskError: this is production, and some words are not signed.
        EditionError: a sound cannot be read, or the shelf cannot be written.
        StoreError: the database is away.
    """
    base = stored(desk.database)
    if base is not None and base.hashes == made.hashes:
        return base.number
    if desk.production:
        refuse_unsigned(made.content)
    new = New(made.manifest, "content", by, desk.clock(), "The words that the line began with.")
    try:
        return publish(desk.database, made, new, base.number if base else None, least=desk.shelf.keep(made))
    except OSError as error:
        raise EditionError(f"A sound could not be read any more: {error}.") from error
    except OvertakenError:  # another machine began at the same time: that one is as good
        return Editions(desk.database).published() or 0
