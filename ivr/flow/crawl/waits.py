"""Rules of texts from a call: the wait for one is short, and where none can come the details are read instead."""

from __future__ import annotations

from collections.abc import Iterable

from ivr.content.model import Problem
from ivr.content.rules.rule import Rule
from ivr.flow.call import step
from ivr.flow.crawl.walk import TIMES, Crawled
from ivr.flow.hints import NO_TEXT, OFFER, WITHOUT_TEXTS
from ivr.flow.items import read_aloud
from ivr.flow.places.texting import asks_first
from ivr.flow.session import Delivered, Listen, NotYet, Silence, Turn, View

SOURCE = "design section 6"
LONGEST = 15.0  # seconds of waiting, from the last word of the promise on
FEWEST = 10  # seconds in which the keys that the promise named must work (design section 3)
MOST_ROUNDS = 10


def _waiting(crawled: Crawled) -> Iterable[Problem]:
    for view, turn in crawled.listening():
        if view.place.startswith("promised.") and not view.hint:
            yield from _one_wait(crawled, view, turn)


def _one_wait(crawled: Crawled, view: View, turn: Turn) -> Iterable[Problem]:
    """Wait without a key, while nobody knows what became of the text."""
    listened, said = 0, 0.0
    for _ in range(MOST_ROUNDS):
        listened += turn.then.seconds if isinstance(turn.then, Listen) else 0
        asking = step(crawled.content, crawled.calling(turn), Silence(), TIMES[0])
        if not isinstance(asking.then, Delivered):
            yield crawled.problem(view, f"Silence leads to {asking.session.view.place} without asking for the text.")
            return
        turn = step(crawled.content, asking.session, NotYet(), TIMES[0])
        turn = crawled.turns.get(turn.session.view, turn)  # what callers really met there
        if not turn.session.view.place.startswith("waiting."):
            break
        said += sum(crawled.seconds(turn))
    if turn.session.view.place != view.place.replace("promised.", "unknown.", 1):
        yield crawled.problem(view, f"The wait ends at {turn.session.view.place}, without a word that nobody knows.")
    if listened + said > LONGEST:
        yield crawled.problem(view, f"The wait lasts {listened + said:.1f} s; {LONGEST:.0f} are the most.")
    if listened < FEWEST:
        yield crawled.problem(view, f"The keys work for {listened} s; {FEWEST} are the least.")


def _told(crawled: Crawled) -> Iterable[Problem]:
    for view, turn in crawled.listening():
        kind, _, item = view.place.partition(".")
        if kind != "details" or view.hint not in NO_TEXT:
            continue
        said = [cue.prompt for cue in turn.say]
        if said[:1] != [NO_TEXT[view.hint]]:
            yield crawled.problem(view, "The caller is not told why no text comes.")
        details = read_aloud(crawled.content, view.language, item)
        if asks_first(crawled.content, view, item) is not None:
            if set(said) & set(details):
                yield crawled.problem(view, "Hard words are read out to someone who asked for a text.")
        elif tuple(said[2 : 2 + len(details)]) != details or details.count("number.again") != 1:
            yield crawled.problem(view, "The details are not read, twice.")


def _no_text_there(crawled: Crawled) -> Iterable[Problem]:
    for view, turn in crawled.listening():
        if view.place.partition(".")[0] in WITHOUT_TEXTS and {"silence.1", OFFER} & {cue.prompt for cue in turn.say}:
            yield crawled.problem(view, "The caller is told to text where texts may not reach this phone.")


RULES = (
    Rule("short-wait", "A promised text is waited for at most 15 s, then told as not known.", SOURCE, _waiting),
    Rule("no-text-there", "Nobody is told to text where texts cannot come.", SOURCE, _no_text_there),
    Rule("told-why", "Where no text can come, the caller hears why, then the details, twice.", SOURCE, _told),
)
