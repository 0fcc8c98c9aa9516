"""What staff call the prompts and items of the line, in plain words, and the group that a prompt is found under."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ivr.content.model import Content, Language, Prompt, PromptId
from ivr.content.prompts import PERSON_PHRASES
from ivr.content.readability import sentences
from ivr.content.writing.names import WHOLE
from ivr.desk.naming.sources import topic_of

# By the beginning of an id: what it is called, the longest fitting first; what is left of the id follows in brackets.
_PHRASES: Mapping[str, str] = {
    "greeting": "Greeting",
    "greeting.name": "Greeting: who we are",
    "greeting.emergency": "Greeting: emergency",
    "greeting.fever": "Greeting: fever",
    "greeting.first": "Before the first of two notices",
    "greeting.also": "Before the second of two notices",
    "where.main": "Name of the main menu",
    "where.numbers": "Name of the menu of phone numbers",
    "ask": "Question",
    "ask.text": "Question before a text",
    "ask.end": "Question before the call ends",
    "silence": "When no key comes",
    "wrong": "After a wrong key",
    "offer": "After three tries",
    "loop": "While nobody presses a key",
    "pace": "Speed",
    "no-next": "When there is no next part",
    "broke": "When something of ours broke",
    "lost": "When we lost the caller's place",
    "resumed": "Going on after a question",
    "returned": "Back from a person",
    "person": "Connecting",
    "person.none": "When nobody can be reached",
    "stay": "After two minutes without a key",
    "stay.none": "After two minutes, when nobody can be reached",
    "goodbye": "Goodbye",
    "limit": "End of the hour",
    "number": "Around a phone number",
    "details": "Read aloud",
    "details.intro": "Before a text is read aloud",
    "text": "About a text",
    "stop": "Stopping texts",
    "start": "Texts on again",
    "topic.review-due": "After a part that is past its review",
    "press": "Pattern of every choice",
    "hours": "Pattern of opening times",
    "service": "Pattern of a service",
    "topic.place": "Pattern of a part's first words",
    "choice": "Choice",
}
_OF_PERSON = {
    "connecting": "Connecting to {name}",
    "closed": "{name} is closed",
    "busy": "{name} is busy",
    "no-answer": "{name} does not answer",
    "failed": "{name} cannot be reached",
}
_OF_SERVICE = {
    "intro": "{name}: what it is for",
    "number": "{name}: its number",
    "web": "{name}: its address on the web",
    "dial": "{name}: the number that is dialed",
    "url": "{name}: its address on the web",
    "hours": "{name}: its hours",
    "time_zone": "{name}: its time zone",
    "source": "{name}: where we read of it",
    "checked_on": "{name}: when it was dialed",
    "checked_by": "{name}: who dialed it",
    "name": "{name}: its name",
    "short": "{name}: its short name",
    "for": "{name}: what it is for",
}
_OF_TOPIC = {
    "title": "{title}: its title",
    "menu_name": "{title}: its name in the menu",
    "reviewed_by": "{title}: who reviewed it",
    "review_by": "{title}: when to review it again",
}
# Whole files, which hold what is no words of one prompt or text.
_FILES = {
    "line.toml": "The settings of the line",
    "notices.toml": "The notices",
    "ordinary.toml": "Ordinary texts that only sound like danger",
    "resources.toml": "The services and their numbers",
    "safety.toml": "Words that tell of danger",
    "examples.toml": "Examples of texts and their answers",
    "keywords.toml": "Words that people text",
    "phrases.toml": "Everything that the line says between topics",
    "spoken.toml": "How numbers and days are said",
    "texts.toml": "The texts",
    "staff.toml": "What the line says to staff who call",
    "sources.md": "The list of sources",
}
_OF_NOTICE = {"said": "as heard", "text": "as texted", "page": "as written in full"}

# The groups that are no topics, by name; topics stand after the first of them.
GROUPS: Mapping[str, str] = {
    "opening": "Greeting and menus",
    "people": "Phone numbers and people",
    "texting": "Texts asked for on a call",
    "tips": "Tips",
    "keys": "Keys and waiting",
    "notices": "Notices",
}
_GROUP_OF = (
    (re.compile(r"greeting\..+|where\.(?:main|numbers)|choice\.(?:main|numbers|language)\..+"), "opening"),
    (re.compile(r"(?:service|person|stay|number)\..+|where\..+|choice\.(?:service|try|offer|number)\..+"), "people"),
    (re.compile(r"(?:details\.)?tip\..+|choice\.tip\..+"), "tips"),
    (re.compile(r"notice\..+"), "notices"),
    (
        re.compile(r"(?:text|stop|start)\..+|ask\.text|details\..+|choice\.(?:consent|unknown|stopping|stopped)\..+"),
        "texting",
    ),
)


def prompt_name(content: Content, prompt: Prompt) -> str:
    """What staff call a prompt, such as "Coping day to day, part 2: Letting people help"."""
    kind, _, rest = prompt.id.partition(".")
    if kind == "choice":
        return f"Choice: {_first(prompt.script)}"
    if kind == "topic" and (found := _part(content, rest, prompt.language)):
        return found
    if kind == "details" and rest != "intro":
        return f"{_text_name(content, rest, prompt.language)}, read aloud"
    if kind == "where" and "." in rest:
        return _where(content, rest, prompt.language)
    if kind == "notice":
        return f"Notice: {_plain(rest)}"
    return _of_service(content, prompt.id, prompt.language) or _phrase(prompt.id)


def item_name(content: Content, item: str, language: Language) -> str:
    """What staff call an item of the content, such as "Coping day to day, text 2"."""
    kind, _, rest = item.partition(".")
    if item.startswith(WHOLE):
        return f"{_FILES.get(rest.rpartition('/')[2], 'A whole file')} ({rest})"
    if kind == "texts":
        return f"Text: {_plain(rest)}"
    if kind == "tip" or (kind == "topic" and ".text." in item):
        return _text_name(content, item.replace(".text.", "."), language)
    found = {"topic": _of_topic, "notice": _of_notice, "resource": _of_resource, "choice": _of_choice}.get(kind)
    return (found(content, rest, language) if found else "") or _phrase(item)


def group_of(content: Content, prompt: Prompt) -> str:
    """The topic that a prompt belongs to, or one of `GROUPS`."""
    topics = content.words[prompt.language].topics
    kind, _, rest = prompt.id.partition(".")
    named = rest.partition(".")[0]
    if kind in {"ask", "choice"} and named in topics:
        return named
    if topic := topic_of(content, prompt.id, prompt.language):
        return topic
    return next((group for pattern, group in _GROUP_OF if pattern.fullmatch(prompt.id)), "keys")


def groups(content: Content) -> dict[str, str]:
    """Every group and what it is called, in the order in which callers meet them."""
    topics = content.words[content.default_language].topics
    named = {name: topics[name].title for name in dict.fromkeys((*content.line.menu, *topics)) if name in topics}
    first, *others = GROUPS
    return {first: GROUPS[first], **named, **{name: GROUPS[name] for name in others}}


def _first(script: str) -> str:
    return next(iter(sentences(script)), script).rstrip(".")


def _part(content: Content, rest: str, language: Language) -> str:
    name, _, number = rest.rpartition(".")
    topic = content.words[language].topics.get(name) if language in content.words else None
    if topic is None or not number.isdecimal() or not 1 <= int(number) <= len(topic.parts):
        return ""
    heading = topic.parts[int(number) - 1].heading
    return f"{topic.title}, part {number}: {heading}" if len(topic.parts) > 1 else topic.title


def _of_topic(content: Content, rest: str, language: Language) -> str:
    """The parts, headings and front matter of a topic."""
    name, _, what = rest.partition(".")
    topic = content.words[language].topics.get(name) if language in content.words else None
    if topic is None:
        return ""
    if what.startswith("heading."):
        return f"{topic.title}: heading of part {what.partition('.')[2]}"
    return _OF_TOPIC[what].format(title=topic.title) if what in _OF_TOPIC else _part(content, rest, language)


def _of_notice(_content: Content, rest: str, _language: Language) -> str:
    name, _, what = rest.rpartition(".")
    return f"Notice: {_plain(name)}, {_OF_NOTICE[what]}" if what in _OF_NOTICE else ""


def _of_resource(content: Content, rest: str, language: Language) -> str:
    name, _, what = rest.rpartition(".")
    return _OF_SERVICE.get(what, "{name}").format(name=_service(content, name, language))


def _of_choice(content: Content, rest: str, language: Language) -> str:
    words = content.words[language].phrases.get(f"choice.{rest}") if language in content.words else ""
    return f"Choice: {words}" if words else ""


def _text_name(content: Content, text: str, language: Language) -> str:
    """`topic.coping.2` and `tip.3` as messages."""
    kind, _, rest = text.partition(".")
    name, _, number = rest.rpartition(".")
    topic = content.words[language].topics.get(name) if language in content.words else None
    return f"{topic.title}, text {number}" if kind == "topic" and topic else f"{_plain(kind).capitalize()} {rest}"


def _where(content: Content, rest: str, language: Language) -> str:
    """What is said before a service's number: which one it is of its group."""
    group, _, service = rest.partition(".")
    told = content.words[language].phrases.get(f"choice.numbers.{group}", group)
    return f'{_service(content, service, language)}: which number it is under "{told}"'


def _of_service(content: Content, prompt: PromptId, language: Language) -> str:
    """A prompt about one service; "" for any other."""
    kind, _, rest = prompt.partition(".")
    if kind == "service" and "." in rest:
        name, _, what = rest.rpartition(".")
        return _OF_SERVICE.get(what, "{name}").format(name=_service(content, name, language))
    outcome, _, name = rest.partition(".")
    if kind == "person" and outcome in PERSON_PHRASES and name:
        said = _service(content, name, language)
        told = _OF_PERSON[outcome].format(name=said)
        return told[:1].upper() + told[1:]
    return f"After two minutes: {_service(content, rest, language)}" if kind == "stay" and rest != "none" else ""


def _service(content: Content, name: str, language: Language) -> str:
    resource = content.resources.get(name)
    words = resource.words.get(language or content.default_language) if resource else None
    return words.short or words.name if words else _plain(name)


def _phrase(prompt: PromptId) -> str:
    """The name of any other phrase, by what its id begins with."""
    pieces = prompt.split(".")
    for size in range(len(pieces), 0, -1):
        if told := _PHRASES.get(".".join(pieces[:size])):
            rest = " ".join(_plain(piece) for piece in pieces[size:])
            return f"{told} ({rest})" if rest else told
    return _plain(prompt)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", " ", name)
