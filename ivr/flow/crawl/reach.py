"""Rules of reach: short ways to every topic, no dead end, and no way into hard words but by asking for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from ivr.content.menus import PERSON, choice_keys
from ivr.content.model import Problem
from ivr.content.rules.rule import Rule
from ivr.flow.call import WAIT_LIMIT, step
from ivr.flow.crawl.walk import TIMES, Crawled
from ivr.flow.hints import BROKE, LADDER, LOOP, OFFER, known
from ivr.flow.session import Connect, End, Listen, Silence, Turn, View

SOURCE = "design section 3"
MOST_KEYS = 2


def _two_keys(crawled: Crawled) -> Iterable[Problem]:
    languages = 1 if len(crawled.content.line.languages) > 1 else 0
    for language, words in crawled.content.words.items():
        for topic in words.topics.values():
            ways = [
                keys
                for view, keys in crawled.keys.items()
                if view.place == f"topic.{topic.name}.1" and view.language == language
            ]
            most = MOST_KEYS + languages + (1 if topic.ask_first else 0)
            if not ways or min(ways) > most:
                found = f"{min(ways)} keys" if ways else "no way at all"
                yield Problem(
                    f"{language}/topics/{topic.name}.md", 1, f"It takes {found} to hear it; {most} are the most."
                )


def _asked_for(crawled: Crawled) -> Iterable[Problem]:
    asked = {
        name for words in crawled.content.words.values() for name, topic in words.topics.items() if topic.ask_first
    }
    for edge in crawled.edges:
        for name in asked:
            inside = edge.start.place.startswith((f"topic.{name}.", f"ask.{name}", f"details.topic.{name}."))
            back = edge.event in {"7", "8", "late"} or edge.start.place in {"end", "stay", "limit", "closing"}
            into = edge.end.place.startswith(f"topic.{name}.")
            if into and not inside and not back and edge.start.place.partition(".")[0] not in _FROM_VISITS:
                yield crawled.problem(edge.start, f"{edge.event} leads into {name} without the question.")
            led = edge.end.place == f"ask.{name}" and edge.start.place.partition(".")[0] in {"topic", "service"}
            if led and edge.event in {"silence", "long silence", "#"}:
                yield crawled.problem(edge.start, f"{edge.event} leads to the question before {name}.")
            if into and edge.event in {"silence", "long silence", "#"} and edge.start.place == f"ask.{name}":
                yield crawled.problem(edge.start, f"{edge.event} counts as a yes to {name}.")


# From these a caller goes back to a part that was already being heard.
_FROM_VISITS = frozenset({"consent", "connect", "unreached", "number"})


def _alive(crawled: Crawled) -> Iterable[Problem]:
    for view, turn in crawled.turns.items():
        if not turn.say:
            yield crawled.problem(view, "Nothing is said here.")
        if isinstance(turn.then, End) and not view.place.startswith("goodbye"):
            yield crawled.problem(view, "The call ends here without a goodbye.")
        if not isinstance(turn.then, Listen | Connect | End):
            yield crawled.problem(view, "A question to the house was left open.")


def _silences(crawled: Crawled) -> Iterable[Problem]:
    """From every place: three different re-prompts, the offer, a loop; nothing is cut off before two minutes."""
    for view, turn in crawled.listening():
        if known(view) or crawled.place(view).silence is not None:
            continue
        yield from _one_silence(crawled, view, turn)


def _one_silence(crawled: Crawled, view: View, turn: Turn) -> Iterable[Problem]:
    heard: list[Turn] = []
    turn = replace(turn, session=replace(crawled.calling(turn), waited=0))
    while not turn.session.view.place.startswith("stay"):
        if not isinstance(turn.then, Listen) or len(heard) > WAIT_LIMIT:
            yield crawled.problem(view, "Silence ends or connects the call before two minutes of waiting.")
            return
        turn = step(crawled.content, turn.session, Silence(), TIMES[0])
        # What callers really met in this view, where the crawl met it.
        heard.append(crawled.turns.get(turn.session.view, turn))
        turn = replace(turn, then=heard[-1].then)
    if turn.session.waited < WAIT_LIMIT:
        yield crawled.problem(view, f"After {turn.session.waited} s of waiting the caller is no longer left in peace.")
    hints = [each.session.view.hint for each in heard]
    expected = [*(f"silence.{n}" for n in range(1, LADDER + 1)), OFFER, LOOP]
    if hints[: len(expected)] != expected:
        yield crawled.problem(view, f"Silence is answered by {', '.join(hints[:5])}.")
    for before, after in pairwise(heard[: LADDER + 1]):
        if before.say == after.say:
            yield crawled.problem(view, "Two silences in a row are answered with the same words.")


def _offer(crawled: Crawled) -> Iterable[Problem]:
    for view, turn in crawled.listening():
        said = {cue.prompt for cue in turn.say}
        if view.hint == OFFER and PERSON not in said:
            yield crawled.problem(view, "The offer does not name the person.")
        if view.hint.startswith(("silence.", "wrong.", BROKE)) and PERSON not in said:
            yield crawled.problem(view, "A re-prompt does not name the person.")


def _support(crawled: Crawled) -> Iterable[Problem]:
    keys = choice_keys(crawled.content)
    for view, turn in crawled.listening():
        kind, _, rest = view.place.partition(".")
        topic = crawled.content.words[view.language].topics.get(rest.partition(".")[0])
        if kind != "topic" or view.hint or topic is None or not topic.ask_first:
            continue
        after = [cue.prompt for cue in turn.say[1:] if cue.prompt in keys]
        if not after or after[0] != PERSON:
            yield crawled.problem(view, "No support is offered right after the hard part.")


RULES = (
    Rule("two-keys", "Any topic is at most two keys away (one more for its question).", SOURCE, _two_keys),
    Rule("asked-for", "No silence, # or surprise leads into a topic that asks first.", SOURCE, _asked_for),
    Rule("no-dead-end", "Every place speaks, and only goodbye ends the call.", SOURCE, _alive),
    Rule("silence", "Three simpler re-prompts, the offer, a short loop; two minutes at least.", SOURCE, _silences),
    Rule("offer", "Every re-prompt names the person.", SOURCE, _offer),
    Rule("support", "A support offer follows the hard part at once.", SOURCE, _support),
)
