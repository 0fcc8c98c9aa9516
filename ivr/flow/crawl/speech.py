"""Rules of speech: everything has a sound, the emergency words come early, and nothing lasts too long."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

from ivr.content.menus import choice_keys
from ivr.content.model import Pace, Problem
from ivr.content.notices import ALSO, FIRST, MOST_SECONDS, cues
from ivr.content.rules.rule import Rule
from ivr.flow.crawl.walk import Crawled
from ivr.flow.hints import BROKE, LEADING, LOOP, known, noticed
from ivr.flow.session import Cue, Turn, View

SOURCE = "design section 3"
EMERGENCY_BY, EMERGENCY_BY_SEVERAL = 12.0, 20.0
FIRST_CHOICE_BY = 20.0
LONGEST_MENU = 35.0
LONGEST_LOOP = 10.0
LONGEST_PART = 90.0
SLOW = 1.5  # the slow pace may take half as long again
MENUS = frozenset({"greeting", "welcome", "main", "numbers", "language"})


def _kind(view: View) -> str:
    return view.place.partition(".")[0]


def _room(view: View, seconds: float) -> float:
    return seconds * (SLOW if view.pace is Pace.SLOW else 1.0)


def _sounded(crawled: Crawled) -> Iterable[Problem]:
    for view, turn in crawled.turns.items():
        for cue in turn.say:
            if crawled.edition.sound(cue.prompt, cue.language, view.pace) is None:
                yield crawled.problem(view, f"{cue.prompt} has no sound in {cue.language} at the {view.pace} pace.")


def _emergency(crawled: Crawled) -> Iterable[Problem]:
    several = len(crawled.content.line.languages) > 1
    first = "language" if several else "greeting"
    latest = EMERGENCY_BY_SEVERAL if several else EMERGENCY_BY
    for view, turn in crawled.turns.items():
        if view.place == first and not known(view):
            ends = list(accumulate(crawled.seconds(turn)))
            over = [end for end, cue in zip(ends, turn.say, strict=True) if cue.prompt == "greeting.emergency"]
            if not over:
                yield crawled.problem(view, "The emergency sentence is not said.")
            elif over[-1] > _room(view, latest):
                yield crawled.problem(
                    view, f"The emergency sentence is over after {over[-1]:.1f} s; {latest:.0f} are the most."
                )


def _first_choice(crawled: Crawled) -> Iterable[Problem]:
    for view, turn in crawled.turns.items():
        if _kind(view) in MENUS and not known(view):
            before = sum(seconds for seconds, choice in _timed(crawled, turn) if not choice)
            if before > _room(view, FIRST_CHOICE_BY):
                yield crawled.problem(
                    view, f"The first choice begins after {before:.1f} s; {FIRST_CHOICE_BY:.0f} are the most."
                )


def _menu(crawled: Crawled) -> Iterable[Problem]:
    for view, turn in crawled.turns.items():
        if _kind(view) in MENUS:
            reprompt = known(view) and known(view) not in {*LEADING, BROKE}
            lasts = sum(seconds for seconds, choice in _timed(crawled, turn) if choice or reprompt)
            if lasts > _room(view, LONGEST_MENU):
                yield crawled.problem(
                    view, f"The menu lasts {lasts:.1f} s; {_room(view, LONGEST_MENU):.0f} are the most."
                )


def _timed(crawled: Crawled, turn: Turn) -> list[tuple[float, bool]]:
    """Each prompt's seconds and whether it is a choice; a notice does not count."""
    keys = choice_keys(crawled.content)
    timed = zip(crawled.seconds(turn), turn.say, strict=True)
    return [(seconds, cue.prompt in keys) for seconds, cue in timed if not _of_notice(cue)]


def _of_notice(cue: Cue) -> bool:
    return cue.prompt in {FIRST, ALSO} or cue.prompt.startswith("notice.")


def _notices(crawled: Crawled) -> Iterable[Problem]:
    """After the emergency words and before any choice; what the view names, two told apart, and not for long."""
    keys = choice_keys(crawled.content)
    for view, turn in crawled.turns.items():
        heard = [number for number, cue in enumerate(turn.say) if _of_notice(cue)]
        if tuple(turn.say[number].prompt for number in heard) != cues(noticed(view)):
            yield crawled.problem(view, f"It does not say just {' and '.join(noticed(view)) or 'no notice'}.")
        told = [cue.prompt for cue in turn.say[: heard[0]]] if heard else []
        if heard and (told[-1:] != ["greeting.fever"] or set(told) & set(keys)):
            yield crawled.problem(view, "The notice does not come right after the emergency words.")
        seconds = crawled.seconds(turn)
        lasts = sum(seconds[number] for number in heard)
        if lasts > _room(view, MOST_SECONDS):
            most = _room(view, MOST_SECONDS)
            yield crawled.problem(view, f"The notices last {lasts:.1f} s; {most:.0f} are the most.")


def _loop(crawled: Crawled) -> Iterable[Problem]:
    for view, turn in crawled.turns.items():
        lasts = sum(crawled.seconds(turn))
        if view.hint == LOOP and lasts > _room(view, LONGEST_LOOP):
            yield crawled.problem(view, f"The loop lasts {lasts:.1f} s; {LONGEST_LOOP:.0f} are the most.")


def _parts(crawled: Crawled) -> Iterable[Problem]:
    for view, turn in crawled.turns.items():
        if _kind(view) == "topic" and not view.hint:
            lasts = crawled.seconds(turn)[0]
            if lasts > _room(view, LONGEST_PART):
                yield crawled.problem(view, f"The part lasts {lasts:.1f} s; {LONGEST_PART:.0f} are the most.")


def _where(crawled: Crawled) -> Iterable[Problem]:
    """On arrival by a key, the first words say where the caller is."""
    told = {"main": "where.", "numbers": "where.", "topic": "topic.", "service": "where.", "ask": "ask."}
    for view, turn in crawled.turns.items():
        expected = told.get(_kind(view))
        if expected and not known(view) and turn.say and not turn.say[0].prompt.startswith(expected):
            yield crawled.problem(view, "The caller is not told where they are.")


def _twice(crawled: Crawled) -> Iterable[Problem]:
    """Every phone number is said twice, after a word about a pen."""
    for view, turn in crawled.turns.items():
        said = [cue.prompt for cue in turn.say]
        for prompt in {prompt for prompt in said if prompt.startswith("service.") and prompt.endswith(".number")}:
            if said.count(prompt) != 2 or "number.pen" not in said[: said.index(prompt)]:  # noqa: PLR2004 - twice
                yield crawled.problem(view, f"{prompt} is not said twice after the word about a pen.")


RULES = (
    Rule("sounded", "Everything that is said has a sound, in both paces.", "design section 9", _sounded),
    Rule("emergency-early", "The emergency sentence is over 12 s after the call is answered.", SOURCE, _emergency),
    Rule("first-choice", "The first choice begins within 20 s.", SOURCE, _first_choice),
    Rule("short-menus", "A menu lasts at most 35 s.", SOURCE, _menu),
    Rule("notices", "Notices follow the emergency words, told apart, for 8 s at most.", SOURCE, _notices),
    Rule("short-loop", "The last loop lasts at most 10 s.", SOURCE, _loop),
    Rule("short-parts", "A part lasts at most 90 s.", SOURCE, _parts),
    Rule("where-am-i", "A caller hears where they are.", SOURCE, _where),
    Rule("numbers-twice", "Phone numbers are said twice, with time to find a pen.", SOURCE, _twice),
)
