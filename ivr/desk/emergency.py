"""Emergency words: what sends somebody in danger the right way; admins alone write them, and a second person agrees.

What is locked is told by what callers and texters get, not by the file that was changed: opening times, a pattern, a
table of how words are said or a list of keywords can change a danger's answer as well as its own words can.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ivr.audio.order import Order
from ivr.content.items import slots
from ivr.content.model import Content, Language, Line, Pace, Prompt
from ivr.content.prompts import prompts
from ivr.content.readers import errors, read_content
from ivr.content.readers.line import read_line
from ivr.content.readers.resources import FILE as RESOURCES
from ivr.content.readers.table import parse
from ivr.content.texts import texts
from ivr.desk.emergency_texts import led_astray
from ivr.desk.read_once import content_of
from ivr.editions.freeze import order_of

Files = Mapping[str, bytes]
Key = tuple[str, Language]

_LOCKED = re.compile(
    r"greeting\.(?:emergency|fever)|texts\.(?:(?:crisis|overdose|emergency|care-team).*|fever)"
    r"|resource\.(?:911|988)[^.]*\..+"
)
# Each as a whole decides which texts are answered as danger.
_LOCKED_FILES = ("safety.toml", "examples.toml", "ordinary.toml")
_NUMBERS = ("911", "988")
_SPOKEN = re.compile(rf"(?<![\d-])(?:{'|'.join(_NUMBERS)})(?!-?\d)")
_PROMPTS = frozenset({"greeting.emergency", "greeting.fever", "choice.offer.crisis"})
_TEXTS = re.compile(r"(?:crisis|overdose|emergency|care-team)(?:\..+)?|fever")


def emergency_words(before: Files, after: Files) -> list[str]:
    """The emergency words that differ between two folders: items, files, services, and whatever is said or sent."""
    old, new = slots(before), slots(after)
    found = [
        f"{item} ({language})" if language else item
        for item, language in {**old, **new}
        if _LOCKED.fullmatch(item) and old.get((item, language)) != new.get((item, language))
    ]
    found += [file for file in _LOCKED_FILES if before.get(file) != after.get(file)]
    lines = read_line(before)[0], read_line(after)[0]
    tables = _tables(before), _tables(after)
    services = {name for table in tables for name in table if _for_danger(name, table[name], lines[0])}
    found += [f"the service {name}" for name in sorted(services) if tables[0].get(name) != tables[1].get(name)]
    found += _line(*lines, services)
    content, problems = read_content(after)
    if not errors(problems):  # what cannot be read is refused for that
        base = content_of(before)
        found += [*_said(base, content, services), *_sent(base, content, services), *led_astray(base, content)]
    return list(dict.fromkeys(found))


def _tables(files: Files) -> dict[str, Mapping[str, Any]]:
    return {name: table for name, table in parse(files, RESOURCES).values.items() if isinstance(table, dict)}


def _for_danger(name: str, table: Mapping[str, Any], line: Line) -> bool:
    """Whether a service is 911, 988 or another that is called in a crisis."""
    numbered = str(table.get("number", "")).strip() in _NUMBERS or name.startswith(_NUMBERS)
    return numbered or table.get("crisis") is True or name == line.crisis


def _line(old: Line, new: Line, services: Collection[str]) -> Iterator[str]:
    """Where line.toml offers such a service and did, or does not any more."""
    if old.crisis != new.crisis:
        yield "the crisis line of line.toml"
    gone = [(group, name) for group, names in old.groups.items() for name in names if name in services]
    for group, name in gone:
        if name not in new.groups.get(group, ()):
            yield f"{name} in the group {group} of line.toml"
    for name in old.person:
        if name in services and name not in new.person:
            yield f"{name} among the persons of line.toml"


def _said(old: Content, new: Content, services: Collection[str]) -> Iterator[str]:
    """The prompts that name a danger's number or service, before or after, and are not said as before."""
    before, after = ({(prompt.id, prompt.language): prompt for prompt in prompts(each)} for each in (old, new))
    for key in {**before, **after}:
        pair = before.get(key), after.get(key)
        locked = any(prompt and _tells_of_danger(prompt, services) for prompt in pair)
        if locked and _order(old, pair[0]) != _order(new, pair[1]):
            yield f"what {key[0]} ({key[1]}) says"


def _tells_of_danger(prompt: Prompt, services: Collection[str]) -> bool:
    if prompt.id in _PROMPTS or _SPOKEN.search(prompt.script):
        return True
    kind, _, rest = prompt.id.partition(".")
    name = rest.rpartition(".")[0] if kind == "service" else rest
    own = kind in {"service", "stay"} and name in services
    return own or (prompt.id.startswith(("person.", "choice.try.")) and rest.partition(".")[2] in services)


def _order(content: Content, prompt: Prompt | None) -> Order | None:
    return order_of(content, prompt, Pace.NORMAL) if prompt else None


def _sent(old: Content, new: Content, services: Collection[str]) -> Iterator[str]:
    """The messages to somebody in danger that are not sent as before."""
    before, after = _messages(old, services), _messages(new, services)
    for key in {**before, **after}:
        if before.get(key) != after.get(key):
            yield f"the text {key[0]} ({key[1]})"


def _messages(content: Content, services: Collection[str]) -> dict[Key, str]:
    names = {f"service.{name}" for name in services}
    return {
        (text.id, language): text.body
        for language in content.words
        for text in texts(content, language).values()
        if text.id in names or _TEXTS.fullmatch(text.id)
    }
