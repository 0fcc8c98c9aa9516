"""Where callers hear a prompt: the places of the call that say it, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivr.content.model import Content, Language, Pace, PromptId
from ivr.content.texts import details_texts
from ivr.flow.places import place_at
from ivr.flow.session import Cue, Outcome, Place, PlaceId, View

# Places that are there once, and what they are called.
_FIXED: dict[PlaceId, str] = {
    "greeting": "in the greeting, before anything else",
    "language": "in the question for the language, before anything else",
    "welcome": "after the language was chosen",
    "main": "in the main menu",
    "numbers": "in the menu of phone numbers (key 6)",
    "end": "when a caller presses 9",
    "limit": "when a call has nearly lasted an hour",
    "closing": "at the end of a call in which nobody pressed a key for long",
    "goodbye": "at the end of a call",
    "goodbye.numbers": "at the end of a call in which nobody pressed a key for long",
    "goodbye.limit": "when the hour is over",
    "stay.none": "after two minutes without a key",
    "stopping": "when a caller asks for no more texts",
    "stopped": "when texts were stopped",
    "started": "when texts were turned on again",
}
# Places that are there for every text that can be asked for on a call.
_TEXTED = {
    "consent": "when a caller asks for a text",
    "promised": "after a caller agreed to a text",
    "waiting": "while a caller waits for a text",
    "arrived": "when a text has arrived",
    "already": "when a caller asks for the same text again",
    "unknown": "when nobody knows yet whether a text arrived",
    "details": "where a text cannot be sent and is read aloud",
}
# What is said besides, whatever the place is.
_ANYWHERE = (
    (r"silence\..+", "at every place that waits for a key, when none comes"),
    (r"wrong\..+", "at every place that waits for a key, after one that means nothing there"),
    (r"offer(\..+)?", "at every place that waits for a key, after three tries"),
    (r"loop", "at every place that waits for a key, after all the tries, again and again"),
    (r"pace\..+", "wherever a caller presses 8"),
    (r"no-next", "wherever a caller presses # and there is no next part"),
    (r"broke|lost", "wherever something of ours fails"),
    (r"resumed", "when a caller goes on after a question"),
    (r"returned", "when a caller comes back from a person"),
    (r"text\..+", "after a caller has asked for a text, where that is how it ended"),
    (r"stop\..+", "when a caller asks for no more texts"),
    (r"start\..+", "when a caller asks for texts again"),
    (r"person\..+", "when a caller is connected to a person"),
    (r"topic\.review-due", "after each part whose date for a review is past"),
    (r"notice\..+|greeting\.(first|also)", "in the greeting, while the notice is switched on"),
    (r"number\..+", "around each phone number that is read aloud"),
    (r"service\..+", "wherever that service's number is read aloud"),
    (r"choice\..+", "in the questions and after a wrong key, where that choice is open"),
)


def heard_at(content: Content, prompt: PromptId, language: Language) -> tuple[str, ...]:
    """The places of a call where a prompt is said, each once, as the end of the sentence "Callers hear it ..."."""
    found = [told for told, said in _places(content, language) if prompt in said]
    if not found:
        found = [told for pattern, told in _ANYWHERE if re.fullmatch(pattern, prompt)][:1]
    return tuple(dict.fromkeys(found))


def _places(content: Content, language: Language) -> Iterator[tuple[str, frozenset[PromptId]]]:
    """Every place in words, with what is said there to somebody who has just come."""
    for told, place in _named(content, language):
        found = place_at(content, View(language, Pace.NORMAL, place))
        if found is not None:
            yield told, _said(found, language)


def _said(place: Place, language: Language) -> frozenset[PromptId]:
    cues = (each if isinstance(each, Cue) else Cue(each, language) for each in (*place.intro, *place.choices))
    return frozenset(cue.prompt for cue in cues if cue.language == language)


def _named(content: Content, language: Language) -> Iterator[tuple[str, PlaceId]]:
    several = len(content.line.languages) > 1
    yield from ((told, place) for place, told in _FIXED.items() if several or place != "welcome")
    words = content.words[language]
    for topic in words.topics.values():
        yield f'in the question before "{topic.title}"', f"ask.{topic.name}"
        for number in range(1, len(topic.parts) + 1):
            part = f", part {number}" if len(topic.parts) > 1 else ""
            yield f'in "{topic.title}"{part}', f"topic.{topic.name}.{number}"
    for group, services in content.line.groups.items():
        name = words.phrases.get(f"choice.numbers.{group}", group)
        for number, _ in enumerate(services, 1):
            yield f'under "{name}" in the phone numbers, number {number}', f"service.{group}.{number}"
    for number, _ in enumerate(words.tips, 1):
        yield "among the tips", f"tip.{number}"
    yield from _around_people(content)
    items = [*details_texts(content, words), *(f"service.{name}" for name in content.resources)]
    for kind, told in _TEXTED.items():
        yield from ((told, f"{kind}.{item}") for item in items)


def _around_people(content: Content) -> Iterator[tuple[str, PlaceId]]:
    for service in content.resources:
        yield "while a person is rung", f"connect.{service}"
        yield "after two minutes without a key", f"stay.{service}"
        yield "when a number is asked for after nobody was reached", f"number.{service}"
        for outcome in ("closed", *Outcome):
            yield "when a person cannot be reached", f"unreached.{outcome}.{service}"
            for other in content.line.person:
                yield "when a person cannot be reached", f"unreached.{outcome}.{service}.{other}"
