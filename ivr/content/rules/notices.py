"""Rules of notices: words in every language, short enough to hear and to text, and never more than two at once."""

from __future__ import annotations

from collections.abc import Iterable

from ivr import gsm
from ivr.content.model import Content, Problem
from ivr.content.notice_lengths import estimated, named
from ivr.content.notices import FILE, MOST_AT_ONCE, MOST_SECONDS, NAME, together
from ivr.content.rules.rule import Rule
from ivr.content.texts import texts

MOST_SEGMENTS = 2


def _worded(content: Content) -> Iterable[Problem]:
    every = dict.fromkeys(name for words in content.words.values() for name in words.notices)
    for language, words in content.words.items():
        file = f"{language}/{FILE}"
        for name in every:
            if not NAME.fullmatch(name):
                yield Problem(file, 1, f"The name {name!r} needs 1 to 30 of a-z, 0-9 and the hyphen.")
            template = words.notices.get(name)
            if template is None:
                yield Problem(file, 1, f"notices.{name} has no words in {language}.")
                continue
            for kind, written in (("said", template.said), ("text", template.text), ("page", template.page)):
                if not written:
                    yield Problem(file, 1, f"notices.{name}: {kind} has no words.")
        for phrase in words.phrases:
            if phrase == "greeting.notice" or phrase.startswith("notice."):
                yield Problem(f"{language}/phrases.toml", 1, f"{phrase} belongs into {file}, as a notice.")


def _known(content: Content) -> Iterable[Problem]:
    for on in content.notices:
        if not any(on.notice in words.notices for words in content.words.values()):
            yield Problem(FILE, 1, f"{on.notice} is on, but no notice has that name.")


def _few(content: Content) -> Iterable[Problem]:
    for ids in together(content):
        if len(set(ids)) < len(ids):
            yield Problem(FILE, 1, f"One notice is on twice at the same time: {', '.join(ids)}.")
        elif len(ids) > MOST_AT_ONCE:
            says = f"{len(ids)} notices are on at the same time; {MOST_AT_ONCE} are the most: {', '.join(ids)}."
            yield Problem(FILE, 1, says)


def _brief(content: Content) -> Iterable[Problem]:
    for language, words in content.words.items():
        alone = [(name,) for name in words.notices]
        at_once = [ids for ids in together(content) if len(ids) > 1]
        for ids in (*alone, *at_once):
            seconds = estimated(content, language, ids)
            if seconds > MOST_SECONDS:
                says = f"{named(ids)}: about {seconds:.1f} seconds; {MOST_SECONDS:.0f} are the most."
                yield Problem(f"{language}/{FILE}", 1, says)


def _texted(content: Content) -> Iterable[Problem]:
    for language, words in content.words.items():
        listed = texts(content, language)
        for name in words.notices:
            count = gsm.segments(listed[f"notice.{name}"].body)
            if count > MOST_SEGMENTS:
                says = f"notices.{name}: its text takes {count} segments; {MOST_SEGMENTS} are the most."
                yield Problem(f"{language}/{FILE}", 1, says)


RULES = (
    Rule(
        "notice-words", "Every notice is written in every language: said, text and page.", "design section 7", _worded
    ),
    Rule("known-notices", "Only a notice that has words is on.", "design section 7", _known),
    Rule("few-notices", "At most two notices are on at once, and none twice.", "design section 3", _few),
    Rule("brief-notices", "Notices last 8 seconds at most, together.", "design section 3", _brief),
    Rule("notice-segments", "The text of a notice fits 2 segments.", "design section 4", _texted),
)
