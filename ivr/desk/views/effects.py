"""What a change of words does to people: which prompts callers hear otherwise, which texts they read otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ivr import gsm
from ivr.audio.gates import WORDS_PER_MINUTE
from ivr.audio.order import Order
from ivr.content.model import Content, Language, Pace, Prompt
from ivr.content.prompts import prompts
from ivr.content.texts import texts
from ivr.desk.naming.names import item_name, prompt_name
from ivr.e164 import written
from ivr.editions.freeze import order_of

Key = tuple[str, Language]


class Sense(StrEnum):
    """How people get it."""

    HEARD = "heard"
    READ = "read"


@dataclass(frozen=True)
class Effect:
    """One prompt or text that is otherwise.

    Attributes:
        sense: heard or read.
        id, language: of the prompt or the text.
        called: its name for people.
        before, after: its whole words; "" where it is not there. The same in both where only how they are said differs.
        size_before, size_after: about how many seconds it is heard at the normal pace, or how many messages (segments)
            it is sent as; 0 where it is not there.
    """

    sense: Sense
    id: str
    language: Language
    called: str
    before: str
    after: str
    size_before: float
    size_after: float


def effects(before: Content, after: Content) -> tuple[Effect, ...]:
    """Everything that is heard or read otherwise, what is heard first, in the order in which callers meet it."""
    return (*_heard(before, after), *_read(before, after))


def dialed(before: Content, after: Content) -> tuple[str, ...]:
    """Whom the line rings otherwise, a sentence each: nobody hears or reads such a number, and callers end there."""
    found = []
    old, new = ({name: each.dial for name, each in some.resources.items()} for some in (before, after))
    for name in {**new, **old}:
        was, now = old.get(name, ""), new.get(name, "")
        if was == now:
            continue
        content = after if name in new else before
        words = content.resources[name].words.get(content.default_language)
        called = words.name if words else name
        rings = "Key 0 rings" if name in content.line.person else "The line rings"
        told, instead = _as_written(now), _as_written(was)
        if now:
            found.append(f"{rings} {called} at {told}{f' instead of {instead}' if was else ''}.")
        else:
            found.append(f"{rings} {called} no more; it rang {instead}.")
    if (first := list(before.line.person)) != (then := list(after.line.person)):
        found.append(f"Key 0 tries {_listed(after, then)}, in this order, instead of {_listed(before, first)}.")
    return (*found, *_shut(before, after))


def _shut(before: Content, after: Content) -> Iterator[str]:
    """What callers get where a service behind key 0 does not answer day and night any more (`ivr.flow.call`)."""
    words = after.words[after.default_language]
    for name in after.line.person:
        was, now = (some.resources.get(name) for some in (before, after))
        if was is None or now is None or was.hours is None or not now.dial or now.hours == was.hours:
            continue
        if now.hours and (now.hours.always or not was.hours.always):
            continue
        called, first = _listed(after, [name]), name == after.line.person[0]
        when = "only while it is open" if now.hours else "no more, for no hours of it are known"
        if not first:
            yield f"Key 0 offers {called} {when}."
            continue
        said = words.phrases.get("person.closed", "").replace("{service}", called)
        others = [other for other in after.line.person if other != name and _answers(after, other)]
        instead = f" and {_listed(after, others).replace(', ', ' or ')}, while that is open" if others else ""
        yield (
            f"Key 0 rings {called} {when}. "
            f'{"At other times callers" if now.hours else "Callers"} hear "{said}" '
            f"They are offered {_listed(after, [after.line.crisis])}{instead}."
        )


def _answers(content: Content, name: str) -> bool:
    """Whether a service can be rung at some time or other."""
    resource = content.resources.get(name)
    return bool(resource and resource.dial and resource.hours)


def _as_written(dial: str) -> str:
    return written(dial) or dial


def _listed(content: Content, names: Sequence[str]) -> str:
    known = (content.resources.get(name) for name in names)
    words = (each.words.get(content.default_language) if each else None for each in known)
    return ", ".join(each.name if each else name for each, name in zip(words, names, strict=True)) or "nobody"


def text_name(content: Content, text: str, language: Language) -> str:
    """What staff call a message (`ivr.content.texts`)."""
    kind, _, rest = text.partition(".")
    name, _, number = rest.rpartition(".")
    if kind == "service":
        return f"Text about {item_name(content, f'resource.{rest}.name', language).removesuffix(': its name')}"
    items = {"topic": f"topic.{name}.text.{number}", "tip": text, "notice": f"{text}.text"}
    return item_name(content, items.get(kind, f"texts.{text}"), language)


def _begun(name: str) -> str:
    return name[:1].upper() + name[1:]


def _heard(before: Content, after: Content) -> Iterator[Effect]:
    old, new = _prompts(before), _prompts(after)
    for key in {**new, **old}:
        was, now = old.get(key), new.get(key)
        first, last = _order(before, was), _order(after, now)
        if first != last or (was and was.script) != (now and now.script):
            yield Effect(
                Sense.HEARD,
                *key,
                _begun(prompt_name(after, now) if now else prompt_name(before, was) if was else key[0]),
                was.script if was else "",
                now.script if now else "",
                _seconds(first),
                _seconds(last),
            )


def _read(before: Content, after: Content) -> Iterator[Effect]:
    old, new = _texts(before), _texts(after)
    for key in {**new, **old}:
        was, now = old.get(key, ""), new.get(key, "")
        if was != now:
            yield Effect(
                Sense.READ,
                *key,
                _begun(text_name(after if now else before, *key)),
                was,
                now,
                gsm.segments(was) if was else 0,
                gsm.segments(now) if now else 0,
            )


def _prompts(content: Content) -> dict[Key, Prompt]:
    return {(prompt.id, prompt.language): prompt for prompt in prompts(content)}


def _texts(content: Content) -> dict[Key, str]:
    return {(text.id, language): text.body for language in content.words for text in texts(content, language).values()}


def _order(content: Content, prompt: Prompt | None) -> Order | None:
    return order_of(content, prompt, Pace.NORMAL) if prompt else None


def _seconds(order: Order | None) -> float:
    """About how long it is heard, at a topic's pace and with its pauses."""
    if order is None:
        return 0.0
    return order.word_count * 60 / (sum(WORDS_PER_MINUTE[order.said_at]) / 2) + order.expected.silence
