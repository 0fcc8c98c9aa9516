"""The text line as one pure function: what is answered to an inbound text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ivr import gsm
from ivr.content.model import Content, Language, TextId
from ivr.content.texts import piece, texts
from ivr.content.whole import cut
from ivr.flow.session import End, StartTexts, StopTexts
from ivr.flow.texting.danger import Danger, danger
from ivr.flow.texting.destinations import ASK, answer_to_ask, keeps_place, part_by_digit, says_yes, text_for
from ivr.flow.texting.keywords import Found, ReadMisspelt, Route, Unsure, exact, misspelt
from ivr.flow.texting.machines import is_auto_reply, quotation, quotes_us
from ivr.flow.texting.meaning import STOP, Likely, Meaning, rules_alone
from ivr.flow.texting.reading import Reading, read_text
from ivr.flow.texting.sentences import sentence
from ivr.flow.texting.stopping import (
    answered_by_provider,
    asks_for_help,
    asks_for_spanish_help,
    asks_to_start,
    asks_to_stop,
    may_ask_to_stop,
    stops_in_danger,
    taken_for,
)
from ivr.flow.texting.thread import Kind, OptOut, Texted, TextTurn, Thread

# Ordinary replies that a number gets in a day: two automatic repliers would go on for ever (design section 4).
ORDINARY_A_DAY = 30
# HELP and START are answered for longer, since the law and a person may need them; two machines end here too.
SERVICE_A_DAY = 60
ESPANOL, SPANISH = "espanol", "es"
MENU, NEAR, PRIVATE, LIMIT, HOW_TO_STOP = "menu", "near", "private", "limit", "how-to-stop"
# Behind these no notice is put: what a person with a fever must do is not to be mixed with an office's hours, and hard
# words are not the moment for news.
ALONE = frozenset({"fever", "feelings", "choice", "outlook.ask"})
MOST_SEGMENTS = 3  # of any message (design section 4)


@dataclass(frozen=True)
class Scene:
    """All that an answer depends on.

    Attributes:
        named: the keyword that the whole text is, misspelt or not.
        likely: what the text is likely about, by the examples.
    """

    content: Content
    thread: Thread
    event: Texted
    opt_out: OptOut
    reading: Reading
    named: Route
    likely: Likely


def answer(
    content: Content, thread: Thread, event: Texted, opt_out: OptOut, meaning: Meaning = rules_alone
) -> TextTurn:
    """Answer one inbound text: the checks of design section 4, in their order. Never raises, whatever was written.

    `meaning` tells what a text is likely about; without one, the words and patterns of the content decide alone.
    """
    known = thread if thread.language in content.words else Thread(content.default_language)
    event = replace(event, opt_out_type=taken_for(event))
    reading = read_text(event.body)
    named = exact(content, known.language, reading) or misspelt(content, known.language, reading)
    likely = Likely() if _means_itself(content, known.language, reading, named) else meaning(event.body)
    scene = Scene(content, known, event, opt_out, reading, named, likely)
    turn = next(filter(None, (check(scene) for check in CHECKS)), None) or _ordinary(scene)
    return _question_over(turn)


def body(content: Content, turn: TextTurn) -> str:
    """The one message that a turn sends, its texts joined by a space; "" for no reply at all."""
    language = turn.thread.language
    sendable = texts(content, language)
    offered = dict(zip(("first", "second"), turn.near, strict=False))

    def said(text: TextId) -> str:
        listed = text in sendable and not (text == NEAR and offered)  # where it is filled in, it is not as listed
        return sendable[text].body if listed else piece(content, language, text, offered)

    return " ".join(filter(None, map(said, turn.say)))


def _reaction(scene: Scene) -> TextTurn | None:
    quoted = quotation(scene.content, scene.reading)
    if quoted is None:
        return None
    # Words in quotation marks that are not ours may be the writer's own: they are read for danger like any others.
    if quotes_us(scene.content, scene.thread.language, quoted) or not danger(
        scene.content, scene.reading, scene.likely
    ):
        return _silent(scene)
    return None


def _danger(scene: Scene) -> TextTurn | None:
    found = danger(scene.content, scene.reading, scene.likely)
    if found is None:
        return None
    text = _in_its_language(scene, found)
    if scene.event.opt_out_type == "STOP" or stops_in_danger(scene.content, scene.reading, scene.likely):
        return TextTurn(scene.thread, (f"{text}.stop",), StopTexts(), found.kind)
    turn = TextTurn(scene.thread, (text,), End(), found.kind)
    # Likeness ends no texts of somebody in danger; who is rather like those that ask for it is told how.
    odds = scene.likely.dangers
    rather = odds.get(STOP, 0.0) > 0.0 and all(odds[name] < 0.0 for name in odds if name != STOP)
    told = rather and text == found.text and may_ask_to_stop(scene.content, scene.reading, scene.likely)
    return _and_how_to_stop(scene, turn) if told else turn


def _in_its_language(scene: Scene, found: Danger) -> TextId:
    """The text that answers a danger, in the language it was written in where there is one (`crisis.es`)."""
    own = f"{found.text}.{found.language}"
    foreign = found.language not in {"", scene.thread.language}
    return own if foreign and own in scene.content.words[scene.thread.language].texts else found.text


def _stop(scene: Scene) -> TextTurn | None:
    # A machine's words ask for nothing by being like what people write.
    likely = Likely() if is_auto_reply(scene.content, scene.reading) else scene.likely
    if scene.event.opt_out_type != "STOP" and not (
        not scene.event.opt_out_type and asks_to_stop(scene.content, scene.reading, likely)
    ):
        return None
    # One confirmation at most: none where the provider sends it, none to a number that has had it.
    quiet = scene.event.stopped or answered_by_provider(scene.event, scene.opt_out)
    return TextTurn(scene.thread, () if quiet else ("stopped",), StopTexts(), Kind.STOP)


def _help(scene: Scene) -> TextTurn | None:
    english = scene.event.opt_out_type == "HELP" or _unless_told(scene, asks_for_help)
    if not english and not _unless_told(scene, asks_for_spanish_help):
        return None
    quiet = _quiet(scene)
    return TextTurn(scene.thread, () if quiet else ("help" if english else "ayuda",), End(), Kind.HELP)


def _start(scene: Scene) -> TextTurn | None:
    if says_yes(scene.content, scene.thread, scene.reading) and _follows(scene):
        return None
    if scene.event.opt_out_type != "START" and not _unless_told(scene, asks_to_start):
        return None
    # The same answer whether the number was on the list or not: a repeated webhook finds it taken off already.
    return TextTurn(scene.thread, () if _quiet(scene) else ("started",), StartTexts(), Kind.START)


def _quiet(scene: Scene) -> bool:
    """Whether HELP and START get no reply: the provider has sent one, or the day's are used up."""
    answered = answered_by_provider(scene.event, scene.opt_out)
    return answered or scene.event.ordinary_today >= SERVICE_A_DAY


def _stopped(scene: Scene) -> TextTurn | None:
    return _silent(scene) if scene.event.stopped else None


CHECKS: tuple[Callable[[Scene], TextTurn | None], ...] = (_reaction, _danger, _stop, _help, _start, _stopped)


def _unless_told(scene: Scene, asks: Callable[[Content, Reading], bool]) -> bool:
    """What the words ask for, unless the provider has already said what it took them for."""
    return not scene.event.opt_out_type and asks(scene.content, scene.reading)


def _ordinary(scene: Scene) -> TextTurn:
    turn = _with_way_out(scene, _found(scene))
    if not turn.say:
        return turn
    if scene.event.ordinary_today >= ORDINARY_A_DAY:
        first = scene.event.ordinary_today == ORDINARY_A_DAY and LIMIT in texts(scene.content, scene.thread.language)
        return TextTurn(scene.thread, (LIMIT,), End(), Kind.LIMIT) if first else _silent(scene)
    if turn.say == (ESPANOL,):  # an English sentence would not be read behind Spanish ones
        return turn
    if turn.thread.greeted:
        return _with_notices(scene, turn) if turn.say == (MENU,) else turn
    told = replace(turn, say=(*turn.say, PRIVATE), thread=replace(turn.thread, greeted=True))
    return told if turn.say[0] in ALONE else _with_notices(scene, told)


def _with_way_out(scene: Scene, turn: TextTurn) -> TextTurn:
    """The reply, and how to stop all texts behind it, for a text that may have asked for that."""
    if not turn.say or turn.say == (ESPANOL,):
        return turn
    may = may_ask_to_stop(scene.content, scene.reading, scene.likely)
    return _and_how_to_stop(scene, turn) if may else turn


def _and_how_to_stop(scene: Scene, turn: TextTurn) -> TextTurn:
    """The reply with how to stop all texts behind it, where it fits and the provider has not taken it for more."""
    if scene.event.opt_out_type or HOW_TO_STOP not in texts(scene.content, scene.thread.language):
        return turn
    told = replace(turn, say=(*turn.say, HOW_TO_STOP))
    return told if gsm.segments(body(scene.content, told)) <= MOST_SEGMENTS else turn


def _with_notices(scene: Scene, turn: TextTurn) -> TextTurn:
    """The reply with each notice that is on behind its answer, where it still fits and no number is cut."""
    for notice in scene.event.notices:
        text = f"notice.{notice}"
        end = len(turn.say) - turn.say.count(PRIVATE)
        noted = replace(turn, say=(*turn.say[:end], text, *turn.say[end:]))
        said = body(scene.content, noted)
        known = notice in scene.content.words[turn.thread.language].notices
        if known and gsm.segments(said) <= MOST_SEGMENTS and not cut(said):
            turn = noted
    return turn


def _yes_counts(scene: Scene) -> bool:
    """YES is a provider's word for START; only where nobody else answers it may it answer our own question."""
    return scene.opt_out is OptOut.OWN and not scene.event.stopped and not scene.event.opt_out_type


def _question_over(turn: TextTurn) -> TextTurn:
    """A yes counts right after its question only, so anything else that we say ends the question."""
    if not turn.say or not turn.thread.last.endswith(ASK) or turn.say[0] in {turn.thread.last, "unknown"}:
        return turn
    return replace(turn, thread=replace(turn.thread, last=""))


def _found(scene: Scene) -> TextTurn:
    if not scene.reading.words:
        return _reply(scene, "picture" if scene.event.media else MENU, Kind.MENU)
    if text := _follows(scene):
        return _reply(scene, text, Kind.CONTENT)
    return _routed(scene)


def _follows(scene: Scene) -> TextId:
    """The text that a word leads to only because of what was said last: yes, no, or the digit of the next part."""
    text = answer_to_ask(scene.content, scene.thread, scene.reading, yes=_yes_counts(scene))
    return text or part_by_digit(scene.content, scene.thread, scene.reading)


def _routed(scene: Scene) -> TextTurn:
    route = _route(scene)
    if isinstance(route, Found):
        return _go(scene, route)
    if isinstance(route, Unsure):
        return TextTurn(scene.thread, (NEAR,), End(), Kind.NEAR, (route.first, route.second))
    if isinstance(route, ReadMisspelt) and scene.thread.last.endswith(ASK):
        return _reply(scene, scene.thread.last, Kind.CONTENT)
    if is_auto_reply(scene.content, scene.reading):
        return _silent(scene)
    return _reply(scene, "picture" if scene.event.media else "unknown", Kind.MENU)


def _means_itself(content: Content, language: Language, reading: Reading, named: Route) -> bool:
    """Whether a text is just what it says, whatever it is like: a word alone, a keyword, a yes or a no."""
    lists = content.words[language].keywords.words
    answers = (*lists.get("yes", ()), *lists.get("no", ()))
    return len(reading.words) <= 1 or reading.plain in answers or isinstance(named, Found)


def _route(scene: Scene) -> Route:
    content, language, reading = scene.content, scene.thread.language, scene.reading
    # One everyday word inside an automatic reply ("for help contact ...") is too thin to answer a machine for.
    surely = is_auto_reply(content, reading)
    return scene.named or sentence(content, language, reading, scene.likely, surely=surely)


def _go(scene: Scene, found: Found) -> TextTurn:
    content, thread = scene.content, scene.thread
    text = text_for(content, thread, found, texts(content, thread.language).keys())
    if text == ESPANOL and SPANISH in content.line.languages and SPANISH in content.words:
        return TextTurn(replace(thread, language=SPANISH, last=""), (MENU,), End(), Kind.MENU)
    return _reply(scene, text, Kind.MENU if text == MENU else Kind.CONTENT)


def _reply(scene: Scene, text: TextId, kind: Kind) -> TextTurn:
    thread = replace(scene.thread, last=text) if keeps_place(text) else scene.thread
    return TextTurn(thread, (text,), End(), kind)


def _silent(scene: Scene) -> TextTurn:
    return TextTurn(scene.thread, (), End(), Kind.SILENT)
