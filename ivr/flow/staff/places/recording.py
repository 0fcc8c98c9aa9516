"""Recording a prompt: choose it, hear it, read it after the beep, hear it back as callers will, keep it or not."""

from __future__ import annotations

from ivr.content.staff import Phrase, choice, phrase
from ivr.flow.session import Listen
from ivr.flow.staff.book import Book, Sheeted
from ivr.flow.staff.places.menus import following, going_on
from ivr.flow.staff.places.notices import moment
from ivr.flow.staff.session import (
    AgreeVoice,
    CheckTake,
    DropTake,
    Enter,
    Go,
    HearBack,
    KeepTake,
    Move,
    PlaceId,
    Put,
    Record,
    Said,
    Script,
    StaffPlace,
    StaffSession,
    Stay,
    TakeSound,
)

# A round of waiting for the check is a word and these seconds of listening.
ROUND = Listen(3)
_MOST_DIGITS = 16  # far above any count of ours


def choose(book: Book, session: StaffSession) -> StaffPlace | None:
    """The number on the script sheet."""
    del book
    return StaffPlace((), (phrase("ask.prompt"),), then=Enter()) if not session.about else None


def prompt(book: Book, session: StaffSession) -> StaffPlace | None:
    """One prompt: its name, its words, and what can be done."""
    found = _sheeted(book, session)
    if found is None:
        return None
    known: list[Phrase] = [phrase("prompt", number=session.prompt, name=_called(found))]
    known += [phrase("prompt.new")] if found.new else []
    choices = [choice("record", "1"), choice("live", "2"), choice("script", "3"), choice("next", "4")]
    keys: dict[str, Move] = {"1": Go("record"), "2": Stay("live"), "3": Stay("script")}
    keys["4"] = following(book, session.prompt)
    if found.mine:
        known.append(phrase("prompt.mine", made=moment(book, found.mine.made)))
        choices.insert(0, choice("mine", "5"))  # what waits comes first; the other keys stay as fingers know them
        keys["5"] = HearBack(found.mine.recording)
    elif found.waits:
        known.append(phrase("prompt.waits"))
    return StaffPlace(
        (*known, *words(found)),
        (*choices, choice("back", "*")),
        keys,
    )


def words(found: Sheeted) -> Said:
    """The words of a prompt, as they shall be read."""
    each = found.prompt
    return phrase("script"), Script(each.id, each.language, each.script)


def record(book: Book, session: StaffSession) -> StaffPlace | None:
    """The beep, and then it is theirs."""
    found = _sheeted(book, session)
    return StaffPlace((phrase("record"),), then=Record(found.seconds), up=Go("prompt")) if found else None


def checking(book: Book, session: StaffSession) -> StaffPlace | None:
    """It is fetched and checked; any key asks at once how far that is."""
    if session.about or not session.recording:
        return None
    ask = Put(CheckTake(session.recording, session.prompt))
    away = going_on(book, session.prompt, "later.away" if book.away else "later")
    said = "checking.more" if session.hint == "more" else "checking"
    return StaffPlace((phrase(said),), then=ROUND, any_key=ask, silence=ask, up=away)


def good(book: Book, session: StaffSession) -> StaffPlace | None:
    """`good.<take>`: it is heard back as callers would hear it; a hang-up now leaves it at the desk."""
    take = session.about
    found = _sheeted(book, session)
    if not (take.isascii() and take.isdecimal()) or not session.recording or found is None:
        return None
    before = (phrase("taken.agreed"),) if set(found.agreed) - {int(take)} else ()
    return StaffPlace(
        (phrase("taken"), TakeSound(int(take)), *before),
        (choice("keep", "1"), choice("redo", "2"), choice("cancel", "3"), choice("again", "7")),
        {
            "1": Put(KeepTake(session.recording)),
            "2": Put(DropTake(session.recording, again=True)),
            "3": Put(DropTake(session.recording)),
        },
        up=Go("prompt", "draft"),
    )


def voice(book: Book, session: StaffSession) -> StaffPlace | None:
    """`voice.<turn>`: kept, and nobody has noted that callers may hear this voice: one key agrees, any way on leads on.

    `turn` is what was so as they were asked: the answer of a request that comes a second time, after it was taken back,
    agrees to nothing. Whoever has noted it elsewhere by now is not told that they did not.
    """
    asked = session.about
    if not (asked.isascii() and asked.isdecimal() and len(asked) < _MOST_DIGITS) and asked:
        return None
    not_now = Go("kept", "" if voice_agreed(book) else "voice.not-now")
    return StaffPlace(
        (phrase("voice"),),
        (choice("agree", "1"), choice("not-now", "2"), choice("again", "7")),
        {"1": Put(AgreeVoice(int(asked or -1))), "2": not_now},
        up=not_now,
    )


def asking_voice(book: Book) -> PlaceId:
    """Where they are asked as it is now."""
    return f"voice.{book.member.turn if book.member else 0}"


def asked_anew(book: Book, session: StaffSession) -> StaffSession:
    """Whoever was asked whether callers may hear them, before that was taken back, is asked once more."""
    old = session.kind == "voice" and session.place != asking_voice(book) and not voice_agreed(book)
    return session.at(asking_voice(book), "voice.changed") if old else session


def voice_agreed(book: Book) -> bool:
    """Whether it is noted that callers may hear whoever has signed in."""
    return book.member is not None and book.member.agreed


def kept(book: Book, session: StaffSession) -> StaffPlace | None:
    """It is kept, and somebody has to approve it, or they themselves to agree: the next one, or the menu."""
    if session.about:
        return None
    return StaffPlace(
        (phrase("kept" if voice_agreed(book) else "kept.silent"),),
        (choice("go-on", "1"), choice("menu", "2")),
        {"1": following(book, session.prompt), "2": Go("main")},
    )


def _sheeted(book: Book, session: StaffSession) -> Sheeted | None:
    """The session's prompt, where the place is one that is about it."""
    return book.prompts.get(session.prompt)


def _called(found: Sheeted) -> str:
    """What staff call a prompt, as it can be spoken; its id where it has no name."""
    return found.name.rstrip(".") or found.prompt.id.replace(".", " ").replace("-", " ")
