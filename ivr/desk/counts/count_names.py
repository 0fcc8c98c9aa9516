"""What people call that which is counted: places of a call, texts, and how connections and deliveries ended."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.content.model import Content, Words
from ivr.flow.counted import Kind
from ivr.flow.statistics import ALL, OTHERS

_PLACES: Mapping[str, str] = {
    "greeting": "The greeting",
    "language": "The choice of a language",
    "welcome": "The welcome after the language",
    "main": "The main menu",
    "numbers": "The menu of phone numbers",
    "end": "The question whether to end the call",
    "consent": "The question before a text",
    "number": "A phone number, read for writing down",
    "connect": "Being connected to a person",
    "unreached": "After nobody answered",
    "promised": "After a text was promised",
    "waiting": "Waiting for a text",
    "arrived": "After a text has arrived",
    "already": "A text that was sent before",
    "unknown": "A text of which nothing is known",
    "details": "Details, read in place of a text",
    "tip": "Coping tips",
    "stopping": "The question before texts are stopped",
    "stopped": "After texts were stopped",
    "started": "After texts were started again",
    "stay": "The offer of a person after a long silence",
    "closing": "The last words",
    "goodbye": "After goodbye",
    "limit": "The end of an hour",
}
_TEXTS: Mapping[str, str] = {
    "crisis": "Somebody in a crisis",
    "emergency": "An emergency",
    "care-team": "Call your care team",
    "stop": "No more texts",
    "help": "Help",
    "start": "Texts again",
    "menu": "The menu",
    "near": "Asked back: this or that?",
    "limit": "The day's limit",
    "silent": "No reply (pictures, machines)",
}
_ENDED: Mapping[str, str] = {
    "completed": "They talked",
    "busy": "Busy",
    "no-answer": "Nobody answered",
    "failed": "Could not be rung",
    "delivered": "Arrived",
}
_REFUSED: Mapping[str, str] = {
    "hidden": "The phone hides its number",
    "landline": "A home phone",
    "stopped": "Texts to it are stopped",
    "off": "Texts are off",
    "limit": "The day's limit for one caller",
    "busy": "The hour's limit for everybody",
    "region": "Another region",
    "unavailable": "The database was away",
    "already": "Sent in this call already",
}
_PROMISED: Mapping[str, str] = {"topic": "Parts of topics", "tip": "Coping tips", "service": "Phone numbers"}
_SUMS: Mapping[str, str] = {ALL: "All", OTHERS: "All others together"}


def called(content: Content, kind: Kind, name: str) -> str:
    """The name of something that was counted, for people; what is not known keeps the name that it has."""
    words = content.words[content.default_language]
    if name in _SUMS:
        return _SUMS[name]
    if kind in {Kind.PLACE, Kind.LEFT, Kind.WRONG, Kind.SILENCE}:
        return _place(words, name)
    if kind in {Kind.CONNECT, Kind.CONNECT_ENDED} and name in content.resources:
        return _service(content, words, name)
    if kind is Kind.TEXT:
        return _text(content, words, name)
    if kind is Kind.DELIVERY and name.startswith("failed."):
        return f"Failed: {name.removeprefix('failed.')}"
    known = {
        Kind.CONNECT_ENDED: _ENDED,
        Kind.DELIVERY: _ENDED,
        Kind.TEXT_REFUSED: _REFUSED,
        Kind.TEXT_PROMISED: _PROMISED,
    }
    return known.get(kind, {}).get(name, name)


def _place(words: Words, name: str) -> str:
    kind, _, rest = name.partition(".")
    if kind == "topic":
        topic, _, number = rest.rpartition(".")
        found = words.topics.get(topic)
        several = found is not None and len(found.parts) > 1
        return f"{found.title}{f', part {number}' if several else ''}" if found else name
    if kind == "ask":
        title = words.topics[rest].title if rest in words.topics else rest
        return f"The question before {title}"
    if kind == "service":
        return f"Numbers: {words.phrases.get(f'choice.numbers.{rest}', rest)}"
    return _PLACES.get(name, name)


def _service(content: Content, words: Words, name: str) -> str:
    own = content.resources[name].words.get(words.language)
    return own.name[:1].upper() + own.name[1:] if own else name


def _text(content: Content, words: Words, name: str) -> str:
    kind, _, rest = name.partition(".")
    if kind != "content":
        return _TEXTS.get(name, name)
    if rest == "tip":
        return "Coping tips"
    first, _, more = rest.partition(".")
    if first == "topic":
        topic, _, number = more.rpartition(".")
        return f"{words.topics[topic].title}, text {number}" if topic in words.topics else rest
    if first == "service" and more in content.resources:
        return _service(content, words, more)
    return f"The text {rest.upper()}" if rest else "Content"
