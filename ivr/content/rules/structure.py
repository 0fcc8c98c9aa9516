"""Rules of structure: everything that the call needs is there, and the menus are no larger than keys allow."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ivr.content.menus import choice_keys, next_part
from ivr.content.model import Content, Kind, Language, Problem, PromptId, Words
from ivr.content.prompts import PERSON_PHRASES, TEMPLATES, prompts
from ivr.content.rules.rule import Rule

MOST_PARTS = 4
MOST_CHOICES = 6
# Said by the flow whatever the content; choices come from `menus.choice_keys`.
SPOKEN = (
    *("greeting.name", "greeting.emergency", "greeting.fever", "greeting.first", "greeting.also"),
    *("where.main", "where.numbers"),
    *("ask.text", "ask.end", "silence.1", "silence.1.voice-only", "silence.2", "silence.3"),
    *("wrong.1", "wrong.2", "wrong.3", "offer", "offer.voice-only", "loop", "no-next", "pace.slower", "pace.normal"),
    *(
        "broke",
        "lost",
        "resumed",
        "returned",
        "stay.none",
        "person.none",
        "goodbye",
        "goodbye.numbers",
        "limit.warning",
        "limit.over",
    ),
    *("number.pen", "number.again", "number.unchecked", "details.intro", "topic.review-due"),
    *("text.promised", "text.waiting", "text.arrived", "text.already", "text.unknown", "text.declined"),
    *("text.hidden", "text.landline", "text.stopped", "text.off", "text.limit", "text.region", "text.unavailable"),
    *("text.busy", "text.blocked", "text.failed"),
    *("stop.sure", "stop.kept", "stop.done", "stop.hidden", "stop.unavailable", "start.done", "start.unavailable"),
    "start.provider",
)
TEXTED = (
    *("overdose", "overdose.stop", "outlook.later", "feelings", "choice", "welcome"),
    *("menu", "help", "crisis", "crisis.stop", "emergency", "emergency.stop", "care-team", "care-team.stop", "fever"),
    *("stopped", "started", "numbers", "talk", "rides", "meals", "ready", "outlook.ask", "near", "unknown", "picture"),
    *(
        "next.part",
        "next.tip",
        "next.menu",
        "private",
        "unchecked",
        "espanol",
        "ayuda",
        "limit",
        "service",
        "service.web",
    ),
)
FEWEST_TIPS = 12
# The names of topics, groups and services travel in a call's path, with dots and slashes between them.
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,29}")


def _phrases(content: Content) -> Iterable[Problem]:
    asked = {
        f"ask.{topic.name}" for words in content.words.values() for topic in words.topics.values() if topic.ask_first
    }
    for language, words in content.words.items():
        needed = {*SPOKEN, *TEMPLATES, *asked} - {f"person.{name}" for name in PERSON_PHRASES}
        for phrase in sorted(needed | {f"person.{name}" for name in PERSON_PHRASES}):
            if not words.phrases.get(phrase):
                yield Problem(f"{language}/phrases.toml", 1, f"The phrase {phrase} is missing.")
        for text in TEXTED:
            if not words.texts.get(text):
                yield Problem(f"{language}/texts.toml", 1, f"The text {text} is missing.")
        if len(words.tips) < FEWEST_TIPS:
            yield Problem(
                f"{language}/texts.toml", 1, f"There are {len(words.tips)} tips; {FEWEST_TIPS} are the least."
            )


def _choices(content: Content) -> Iterable[Problem]:
    for language in content.words:
        named = {prompt.id for prompt in prompts(content) if prompt.language == language and prompt.kind is Kind.CHOICE}
        for prompt in sorted(set(choice_keys(content)) - named - _elsewhere(content, language)):
            yield Problem(f"{language}/phrases.toml", 1, f"The choice {prompt} has no name.")


def _elsewhere(content: Content, language: Language) -> set[PromptId]:
    """Choices never said in this language: the names of other languages, and parts that only their topics have."""
    names = {f"choice.language.{other}" for other in content.line.languages if other != language}
    here, every = _next_parts(content.words[language]), map(_next_parts, content.words.values())
    return names | set().union(*every) - here


def _next_parts(words: Words) -> set[PromptId]:
    topics = words.topics.values()
    return {next_part(topic.name, number) for topic in topics for number in range(2, len(topic.parts) + 1)}


def _asking(content: Content) -> Iterable[Problem]:
    asked = {topic.name for words in content.words.values() for topic in words.topics.values() if topic.ask_first}
    for language, words in content.words.items():
        for name in sorted(asked & set(words.topics)):
            if not words.topics[name].ask_first:
                yield Problem(
                    f"{language}/topics/{name}.md", 1, "It asks first in another language; ask_first must be true."
                )


def _sizes(content: Content) -> Iterable[Problem]:
    for language, words in content.words.items():
        for topic in words.topics.values():
            file = f"{language}/topics/{topic.name}.md"
            if len(topic.parts) > MOST_PARTS:
                yield Problem(file, 1, f"It has {len(topic.parts)} parts; {MOST_PARTS} are the most.")
            if len(topic.texts) != len(topic.parts):
                yield Problem(
                    file, 1, f"It has {len(topic.parts)} parts but {len(topic.texts)} texts; each part needs one."
                )
    if len(content.line.menu) + 1 > MOST_CHOICES:
        yield Problem("line.toml", 1, f"The main menu has more than {MOST_CHOICES} choices.")
    if len(content.line.groups) + 2 > MOST_CHOICES:
        yield Problem("line.toml", 1, f"The menu of numbers has more than {MOST_CHOICES} choices.")


def _scripts(content: Content) -> Iterable[Problem]:
    for prompt in prompts(content):
        if not prompt.script:
            yield Problem(prompt.source, 1, f"{prompt.id} has no words.")
        if "{" in prompt.script:
            yield Problem(prompt.source, 1, f"{prompt.id} has a placeholder that nothing fills: {prompt.script}")


def _names(content: Content) -> Iterable[Problem]:
    named = {
        "line.toml": (*content.line.menu, *content.line.groups),
        "resources.toml": tuple(content.resources),
    }
    for file, names in named.items():
        for name in names:
            if not _NAME.fullmatch(name):
                yield Problem(file, 1, f"The name {name!r} needs 1 to 30 of a-z, 0-9 and the hyphen.")


RULES = (
    Rule("safe-names", "Topics, groups and services have names that a path can carry.", "design section 3", _names),
    Rule("needed-words", "Every phrase and text that the line can need is written.", "design section 5", _phrases),
    Rule("named-choices", "Every choice has a name.", "design section 3", _choices),
    Rule("asks-alike", "A topic asks first in every language or in none.", "design section 3", _asking),
    Rule(
        "sizes", "1 to 4 parts a topic, a text for each, at most 6 choices a menu.", "design sections 2, 3, 5", _sizes
    ),
    Rule("filled", "Every prompt has words and no open placeholder.", "design section 5", _scripts),
)
