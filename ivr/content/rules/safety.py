"""Rules of what texters write: words of danger and stopping are there and can match, and a keyword means one text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from ivr.content.matching import plain
from ivr.content.model import Content, Problem
from ivr.content.rules.rule import Rule
from ivr.content.texts import texts

FILE = "safety.toml"


def _words(content: Content) -> Iterable[Problem]:
    safety = content.safety
    needed: Mapping[str, tuple[str, ...]] = {
        "crisis": safety.crisis,
        "overdose": safety.overdose,
        "emergency": safety.emergency,
        "care_team": safety.care_team,
        "stop exact": safety.stop_exact,
        "stop phrases": safety.stop_phrases,
        "start": safety.start_exact,
        "help": safety.help_exact,
        "help spanish": safety.help_spanish,
    }
    other: Mapping[str, tuple[str, ...]] = {
        "crisis_not": safety.crisis_not,
        "emergency_not": safety.emergency_not,
        "care_team_not": safety.care_team_not,
        "stop_not": safety.stop_not,
        "auto_reply": safety.auto_reply,
        # Written with the space behind them, to be read at a glance as beginnings.
        "reaction": tuple(map(str.rstrip, safety.reaction)),
    }
    for name, words in needed.items():
        if not words:
            yield Problem(FILE, 1, f"The list {name} has no words; nothing would be found.")
    for name, words in (*needed.items(), *other.items()):
        for word in words:
            if not word or word != plain(word):
                yield Problem(FILE, 1, f"{name}: {word!r} can never match; write {plain(word)!r}.")


def _keywords(content: Content) -> Iterable[Problem]:
    for language in content.words:
        listed = [text for text in texts(content, language).values() if text.keyword]
        times = Counter(text.keyword for text in listed)
        for text in listed:
            if times[text.keyword] > 1:
                yield Problem(text.source, 1, f"{text.id}: another text has the keyword {text.keyword} too.")


RULES = (
    Rule("safety-words", "No needed list is empty, and every word can match.", "design section 4", _words),
    Rule("one-text-a-keyword", "No two texts of a language have the same keyword.", "design section 4", _keywords),
)
