"""Rules of what texters write: words of danger and stopping are there and can match, and a keyword means one text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from ivr.content.matching import plain
from ivr.content.model import Content, Problem
from ivr.content.rules.rule import Rule
from ivr.content.texts import texts

FILE, ORDINARY, EXAMPLES = "safety.toml", "ordinary.toml", "examples.toml"
# Without a pattern in these lists nothing would be found.
NEEDED = ("overdose", "crisis", "emergency", "care_team", "stop")
PICTURES = frozenset({"crisis.emoji", "stop.emoji"})
# Words as they stand in a text, letter for letter: capitals, pictures, signs.
_AS_WRITTEN = frozenset({*PICTURES, "stop.loud"})
# The replies to danger, each needed in every language that danger is understood in.
REPLIES = ("overdose", "crisis", "emergency", "care-team")
# The numbers without which a reply to danger, or the first words of a call, would be worth nothing.
SAID = "greeting.emergency"
NUMBERS = {
    "overdose": ("911",),
    "crisis": ("988", "911"),
    "emergency": ("911",),
    "care-team": ("911",),
    "help": ("911", "988"),
}


def _words(content: Content) -> Iterable[Problem]:
    safety = content.safety
    for name in NEEDED:
        if not any(safety.patterns.get(name, {}).values()):
            yield Problem(FILE, 1, f"The list {name} has no words; nothing would be found.")
    for name, words in safety.words.items():
        if not words and name not in PICTURES:
            yield Problem(FILE, 1, f"The list {name} has no words; nothing would be found.")
        for word in words:
            if name not in _AS_WRITTEN and (not word or word != plain(word)):
                yield Problem(FILE, 1, f"{name}: {word!r} can never match; write {plain(word)!r}.")
    for name, phrases in safety.families.items():
        for phrase in phrases:
            if not phrase or phrase != plain(phrase):
                yield Problem(FILE, 1, f"families.{name}: {phrase!r} can never match; write {plain(phrase)!r}.")


def _emergency(content: Content) -> Iterable[Problem]:
    for language, words in content.words.items():
        said = [(f"{language}/phrases.toml", SAID, words.phrases.get(SAID, ""), "911")]
        said += [
            (f"{language}/texts.toml", text, body, number)
            for text, body in words.texts.items()
            for reply, numbers in NUMBERS.items()
            if text.partition(".")[0] == reply
            for number in numbers
        ]
        for file, name, body, number in said:
            if not re.search(rf"(?<!\d){number}(?!\d)", body):
                yield Problem(file, 1, f"{name} must name {number}.")


def _spelling(content: Content) -> Iterable[Problem]:
    safety = content.safety
    for form, meant in safety.short_forms.items():
        if form != plain(form) or " " in form:
            yield Problem(FILE, 1, f"short_forms: {form!r} must be one word in small letters, without an apostrophe.")
        if not meant or meant != plain(meant):
            yield Problem(FILE, 1, f"short_forms: {form} = {meant!r} can never match; write {plain(meant)!r}.")
    if not any(safety.ordinary.values()):
        yield Problem(ORDINARY, 1, "There are no ordinary words; any of them could be taken for a word of danger.")
    for name, lines in safety.examples.items():
        if not lines:
            yield Problem(EXAMPLES, 1, f"[{name}] has no lines; texts could not be compared with them.")


def _foreign(content: Content) -> Iterable[Problem]:
    """Danger is understood in more languages than are published; each has its own reply in each that is."""
    understood = {language for name in NEEDED for language in content.safety.patterns.get(name, {})}
    for language, words in content.words.items():
        for other in sorted(understood - {language}):
            for text in REPLIES:
                for name in (f"{text}.{other}", f"{text}.{other}.stop"):
                    if not words.texts.get(name):
                        yield Problem(f"{language}/texts.toml", 1, f"The text {name} is missing.")


def _keywords(content: Content) -> Iterable[Problem]:
    for language in content.words:
        listed = [text for text in texts(content, language).values() if text.keyword]
        times = Counter(text.keyword for text in listed)
        for text in listed:
            if times[text.keyword] > 1:
                yield Problem(text.source, 1, f"{text.id}: another text has the keyword {text.keyword} too.")


RULES = (
    Rule("emergency-numbers", "Words of emergency name 911, and of despair 988.", "design section 4", _emergency),
    Rule("safety-words", "No needed list is empty, and every word can match.", "design section 4", _words),
    Rule("spelling-words", "Short forms, ordinary words and examples are there.", "design section 4", _spelling),
    Rule("foreign-danger", "Danger is answered in the language it was written in.", "design section 4", _foreign),
    Rule("one-text-a-keyword", "No two texts of a language have the same keyword.", "design section 4", _keywords),
)
