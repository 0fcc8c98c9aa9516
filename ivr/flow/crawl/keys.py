"""Rules of keys: they mean the same everywhere, and what is said is what works."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ivr.content.menus import PERSON, choice_keys
from ivr.content.model import Problem
from ivr.content.rules.rule import Rule
from ivr.flow.crawl.walk import Crawled
from ivr.flow.hints import known
from ivr.flow.session import Listen, View

SOURCE = "design section 3"
# Here any key but 0 and 9 leads back to where the caller was, and the prompt says so.
ANY_KEY = frozenset({"end", "stay", "closing", "limit"})
# While a text is awaited, the keys are those of the promise, through all rounds; `waits.py` adds up their seconds.
AWAITED = frozenset({"promised", "waiting"})
# What follows after a text was asked for.
TEXTED = AWAITED | {"arrived", "already", "unknown", "details"}


def _kind(view: View) -> str:
    return view.place.partition(".")[0]


def _leads(crawled: Crawled, key: str) -> Iterator[tuple[View, View]]:
    return ((edge.start, edge.end) for edge in crawled.edges if edge.event == key and _kind(edge.start) not in ANY_KEY)


def _person(crawled: Crawled) -> Iterable[Problem]:
    for edge in crawled.edges:
        if edge.event == "0" and _kind(edge.end) not in {"connect", "unreached"}:
            yield crawled.problem(edge.start, f"0 leads to {edge.end.place}, not to a person.")


def _back(crawled: Crawled) -> Iterable[Problem]:
    for start, end in _leads(crawled, "*"):
        expected = "numbers" if _kind(start) in {"service", "stopping"} else "main"
        if _kind(start) in TEXTED and ".service." in start.place:  # the number that the text was asked for at
            expected = end.place if _gives(crawled, end, start.place.rpartition(".")[2]) else "its number"
        several = len(crawled.content.line.languages) > 1
        if several and _kind(start) in {"main", "greeting", "welcome", "language"}:
            expected = "language"
        if end.place != expected or end.hint:
            yield crawled.problem(start, f"* leads to {end.place}, not back to {expected}.")


def _gives(crawled: Crawled, view: View, service: str) -> bool:
    """Whether this is the place where a service is said among those of its group."""
    return _kind(view) == "service" and f"service.{service}.intro" in crawled.place(view).intro


def _again(crawled: Crawled) -> Iterable[Problem]:
    for start, end in _leads(crawled, "7"):
        said = f"promised.{start.place.split('.', 2)[2]}" if _kind(start) == "waiting" else start.place
        if end.place != said or end.pace != start.pace or known(end):
            yield crawled.problem(start, f"7 leads to {end.place} {end.hint}, not to the same place again.")


def _pace(crawled: Crawled) -> Iterable[Problem]:
    for start, end in _leads(crawled, "8"):
        if end.place != start.place or end.pace == start.pace:
            yield crawled.problem(
                start, f"8 leads to {end.place} at {end.pace}, not to the same place at another pace."
            )


def _end(crawled: Crawled) -> Iterable[Problem]:
    for edge in crawled.edges:
        expected = "goodbye" if edge.start.place == "end" else "end"
        if edge.event == "9" and edge.end.place != expected:
            yield crawled.problem(edge.start, f"9 leads to {edge.end.place}, not to {expected}.")


def _forward(crawled: Crawled) -> Iterable[Problem]:
    for start, end in _leads(crawled, "#"):
        if end.place == start.place and known(end) != "no-next":
            yield crawled.problem(start, "# leads to the same place without a kind word.")


def _said_works(crawled: Crawled) -> Iterable[Problem]:
    """In every view: each choice that is said does something; on arrival, each number that works is said, no gaps."""
    keys = choice_keys(crawled.content)
    for view, turn in crawled.listening():
        place = crawled.place(view)
        said = [keys[cue.prompt] for cue in turn.say if cue.prompt in keys]
        for key in said:
            works = key in place.keys or place.any_key is not None
            if key.isdecimal() and 1 <= int(key) <= 6 and not works:  # noqa: PLR2004 - the numbered keys
                yield crawled.problem(view, f"{key} is offered but does nothing here.")
        numbers = [key for key in said if key in place.keys and key != "9"]
        if not known(view) and numbers != [str(n) for n in range(1, len(numbers) + 1)]:
            yield crawled.problem(view, f"Choices are numbered {', '.join(numbers)}: not from 1 without gaps.")
        silent = sorted(set(place.keys) - set(said) - {"9"})
        if not known(view) and silent and _kind(view) != "waiting":
            yield crawled.problem(view, f"{', '.join(silent)} works but is not said.")


def _no_more(crawled: Crawled) -> Iterable[Problem]:
    """A number that was not offered is a wrong key, not a surprise."""
    for edge in crawled.edges:
        place = crawled.place(edge.start)
        unknown = edge.event in set("123456") - set(place.keys) and _kind(edge.start) not in ANY_KEY
        if unknown and not edge.end.hint.startswith(("wrong.", "offer", "loop")):
            yield crawled.problem(edge.start, f"{edge.event} was not offered but leads to {edge.end.place}.")


def _person_first(crawled: Crawled) -> Iterable[Problem]:
    keys = choice_keys(crawled.content)
    for view, turn in crawled.listening():
        choices = [cue.prompt for cue in turn.say if cue.prompt in keys]
        if _kind(view) in {"greeting", "welcome", "main"} and choices and choices[0] != PERSON:
            yield crawled.problem(view, "The person is not the first choice.")


def _waits(crawled: Crawled) -> Iterable[Problem]:
    for view, turn in crawled.listening():
        long = isinstance(turn.then, Listen) and turn.then.seconds >= 10  # noqa: PLR2004 - design section 3
        if not long and _kind(view) not in AWAITED:
            yield crawled.problem(view, f"It waits {turn.then} for a key; 10 seconds are the least.")


RULES = (
    Rule("key-0", "0 is a person, always.", SOURCE, _person),
    Rule("key-star", "* goes back one step.", SOURCE, _back),
    Rule("key-7", "7 says that again.", SOURCE, _again),
    Rule("key-8", "8 changes the speed and nothing else.", SOURCE, _pace),
    Rule("key-9", "9 asks before it ends the call, and 9 again ends it.", SOURCE, _end),
    Rule("key-pound", "# goes on, or says kindly that there is no next part.", SOURCE, _forward),
    Rule("said-is-true", "Every choice said works; choices count from 1 without gaps.", SOURCE, _said_works),
    Rule("wrong-is-wrong", "A key that was not offered does nothing but say so.", SOURCE, _no_more),
    Rule("person-first", "The person is offered first.", "accessibility.md V3", _person_first),
    Rule("time-to-press", "Keys are waited for at least 10 seconds.", SOURCE, _waits),
)
