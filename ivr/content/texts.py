"""Every message that can be sent, filled in, with what a person texts to get it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from ivr.content import hours, when
from ivr.content.model import Content, Resource, Text, TextId, Words
from ivr.content.notices import FILE
from ivr.content.numbered import numbered
from ivr.content.once import once

# Templates that are pieces of other messages.
PIECES = frozenset({"next.part", "next.tip", "next.menu", "private", "service", "service.web", "unchecked"})
# The one message with words of the moment in it: `{first}` and `{second}`, the keywords that a text may mean.
NEAR = "near"
# Messages that give numbers of services: these are marked where nobody has dialed them yet.
NUMBERED = frozenset({"numbers", "talk", "rides", "meals", "feelings", "choice"})
# Which keyword sends which template, where the two are not the same word.
KEYWORD_OF: Mapping[TextId, str] = {
    "menu": "MENU",
    "fever": "FEVER",
    "numbers": "NUMBERS",
    "rides": "RIDES",
    "meals": "MEALS",
    "talk": "TALK",
    "ready": "READY",
    "feelings": "FEEL",
    "welcome": "THANKS",
    "espanol": "ESPANOL",
    "help": "HELP",
    "ayuda": "AYUDA",
    "started": "START",
    "stopped": "STOP",
}


@once
def texts(content: Content, language: str) -> Mapping[TextId, Text]:
    """Every message of a language by id, bodies filled in; ids `topic.coping.2`, `tip.7`, `service.211`, `menu` ..."""
    words = content.words[language]
    found = [*_templates(content, words), *_topic_texts(content, words), *_tips(content, words)]
    found += [*_services(content, words), *_notices(content, words)]
    return MappingProxyType({text.id: text for text in found})


def piece(content: Content, language: str, name: TextId, values: Mapping[str, str] | None = None) -> str:
    """A template of `texts.toml`, filled in."""
    return _fill(content, content.words[language], content.words[language].texts.get(name, ""), values or {})


def details_texts(content: Content, words: Words) -> dict[str, str]:
    """What is read aloud where a text cannot go, by item: the same facts without "reply" words."""
    found = {
        f"topic.{topic.name}.{number}": body
        for topic in words.topics.values()
        for number, body in enumerate(topic.texts, 1)
    }
    found |= {f"tip.{number}": body for number, body in enumerate(words.tips, 1)}
    return {item: when.filled(content, words, body) for item, body in found.items()}


def details_text(words: Words, item: str) -> str:
    """The words of one such item as they are written; "" where there is none."""
    kind, _, rest = item.partition(".")
    name, _, number = rest.rpartition(".") if kind == "topic" else ("", "", rest)
    listed = words.tips if kind == "tip" else words.topics[name].texts if name in words.topics else ()
    at = numbered(number, len(listed))
    return listed[at - 1] if at else ""


def topic_keyword(content: Content, topic: str, language: str) -> str:
    """The word that a person texts for a topic's first part."""
    words = content.words[language]
    keywords = words.topics[topic].keywords if topic in words.topics else ()
    return keywords[0] if keywords else topic.upper()


def _templates(content: Content, words: Words) -> list[Text]:
    return [
        Text(name, words.language, KEYWORD_OF.get(name), _marked(content, words, name), _file(words))
        for name in words.texts
        if name not in PIECES
    ]


def _marked(content: Content, words: Words, name: TextId) -> str:
    """A message, with a word about its numbers where nobody has dialed one; crisis lines are never doubted."""
    body = _fill(content, words, words.texts[name], _longest_offer(words) if name == NEAR else {})
    numbers = [re.escape(each.number) for each in content.resources.values() if each.number and _doubted(each)]
    if name not in NUMBERED or not numbers or not re.search(rf"(?<![\d-])({'|'.join(numbers)})(?![\d-])", body):
        return body
    return f"{body} {words.texts.get('unchecked', '')}".strip()


def _longest_offer(words: Words) -> dict[str, str]:
    """The two longest keywords, so that the listed `near` is as long as it can get."""
    offered = {*words.keywords.exact, *(keyword for topic in words.topics.values() for keyword in topic.keywords)}
    longest = sorted(offered, key=lambda keyword: (-len(keyword), keyword))
    return dict(zip(("first", "second"), longest, strict=False))


def _doubted(resource: Resource) -> bool:
    return not resource.checked and not resource.crisis


def _file(words: Words) -> str:
    return f"{words.language}/texts.toml"


def _topic_texts(content: Content, words: Words) -> list[Text]:
    found = []
    for topic in words.topics.values():
        asked = topic.ask_first
        word = "READ" if asked else next(iter(topic.keywords), topic.name.upper())
        for number, body in enumerate(topic.texts, 1):
            last = number == len(topic.texts)
            footer = words.texts.get("next.menu" if last else "next.part", "").replace("{next}", f"{word} {number + 1}")
            keyword = word if number == 1 else f"{word} {number}"
            said, file = f"{body} {footer}".strip(), f"{words.language}/topics/{topic.name}.md"
            said = when.filled(content, words, said)
            found.append(Text(f"topic.{topic.name}.{number}", words.language, keyword, said, file))
    return found


def _tips(content: Content, words: Words) -> list[Text]:
    found = []
    for number, body in enumerate(words.tips, 1):
        last = number == len(words.tips)
        footer = words.texts.get("next.menu" if last else "next.tip", "").replace("{next}", f"TIP {number + 1}")
        said = when.filled(content, words, f"{body} {footer}".strip())
        found.append(Text(f"tip.{number}", words.language, f"TIP {number}", said, _file(words)))
    return found


def _notices(content: Content, words: Words) -> list[Text]:
    """What is put behind a reply while a notice is on; nobody can ask for it by a word."""
    return [
        Text(
            f"notice.{each.id}", words.language, None, _fill(content, words, each.text, {}), f"{words.language}/{FILE}"
        )
        for each in words.notices.values()
    ]


def _services(content: Content, words: Words) -> list[Text]:
    return [
        Text(f"service.{resource.id}", words.language, None, body, "resources.toml")
        for resource in content.resources.values()
        if (body := service_text(content, words, resource))
    ]


def service_text(content: Content, words: Words, resource: Resource) -> str:
    """One service as a message: name, number, hours, what it is for."""
    said = resource.words.get(words.language)
    if said is None:
        return ""
    times = hours.said(resource.hours, words.language, words.phrases) if resource.hours else ""
    values = {"short": said.short, "number": resource.number, "url": resource.url, "hours": times, "for": said.what_for}
    body = _fill(content, words, words.texts.get("service" if resource.number else "service.web", ""), values)
    return f"{body} {words.texts.get('unchecked', '')}".strip() if _doubted(resource) else body


def _fill(content: Content, words: Words, pattern: str, values: Mapping[str, str]) -> str:
    helper = content.resources.get(content.line.help_service)
    filled = {
        "program": content.line.program,
        "line": content.line.names.get(words.language, ""),
        "help_number": helper.number if helper else "",
        **values,
    }
    for name, value in filled.items():
        pattern = pattern.replace("{" + name + "}", value)
    return " ".join(when.filled(content, words, pattern).split())
