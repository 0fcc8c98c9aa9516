"""Rules of plain language: short sentences, a low reading grade, and messages that fit their segments."""

from __future__ import annotations

from collections.abc import Iterable

from ivr import gsm
from ivr.content.model import Content, Problem, Severity
from ivr.content.prompts import prompts
from ivr.content.readability import grade, sentences, words
from ivr.content.rules.rule import Rule
from ivr.content.texts import piece, texts
from ivr.content.whole import cut

HIGHEST_GRADE = 6.0
LONGEST_SENTENCE = 18
LONGEST_AVERAGE = 12.0
FEWEST_WORDS = 20  # a grade of less than this says nothing
MOST_SEGMENTS, WARN_SEGMENTS = 3, 2
UCS2_LONGEST = 201


def _plain(content: Content) -> Iterable[Problem]:
    language = content.words.get("en")
    for topic in language.topics.values() if language else ():
        for part in topic.parts:
            file = f"en/topics/{topic.name}.md"
            reached = grade(part.body)
            if reached > HIGHEST_GRADE and len(words(part.body)) >= FEWEST_WORDS:
                yield Problem(
                    file, part.line, f'"{part.heading}" reads at grade {reached:.1f}; {HIGHEST_GRADE} is the most.'
                )
            lengths = [len(words(sentence)) for sentence in sentences(part.body)]
            if lengths and sum(lengths) / len(lengths) > LONGEST_AVERAGE:
                yield Problem(
                    file, part.line, f'"{part.heading}": sentences have more than {LONGEST_AVERAGE:.0f} words.'
                )


def _sentences(content: Content) -> Iterable[Problem]:
    for prompt in prompts(content):
        for sentence in sentences(prompt.script):
            if len(words(sentence)) > LONGEST_SENTENCE:
                yield Problem(prompt.source, 1, f"{prompt.id}: more than {LONGEST_SENTENCE} words in: {sentence}")


def _fits(content: Content, most: int) -> Iterable[Problem]:
    for language in content.words:
        private = piece(content, language, "private")
        for text in texts(content, language).values():
            count = gsm.segments(f"{text.body} {private}")
            if count > most:
                yield Problem(text.source, 1, f"{text.id} takes {count} segments with its privacy line.")


def _gsm(content: Content) -> Iterable[Problem]:
    for language in content.words:
        for text in texts(content, language).values():
            wide = sorted({c for c in text.body if not gsm.is_gsm(c)})
            if wide and language == "en" and text.id not in {"espanol", "ayuda"}:
                found = " ".join(wide)
                yield Problem(text.source, 1, f"{text.id}: {found} costs twice the segments; write it plainly.")
            elif wide and len(text.body) > UCS2_LONGEST:
                yield Problem(text.source, 1, f"{text.id} has more than {UCS2_LONGEST} characters.")


def _whole(content: Content) -> Iterable[Problem]:
    for language in content.words:
        private = piece(content, language, "private")
        for text in texts(content, language).values():
            # The first ordinary reply has the privacy line behind it, which can move where segments end.
            for found in dict.fromkeys((*cut(text.body), *cut(f"{text.body} {private}"))):
                yield Problem(text.source, 1, f"{text.id}: {found} is cut between two segments.")


RULES: tuple[Rule[Content], ...] = (
    Rule("reading-grade", "Grade 6 or lower, 12 words a sentence on average.", "accessibility.md P10, P12", _plain),
    Rule("long-sentences", "No sentence has more than 18 words.", "accessibility.md P12", _sentences),
    Rule("segments", "No message needs more than 3 segments.", "design section 4", lambda c: _fits(c, MOST_SEGMENTS)),
    Rule(
        "segments-aim",
        "Every message fits 2 segments.",
        "design section 4",
        lambda c: _fits(c, WARN_SEGMENTS),
        Severity.WARNING,
    ),
    Rule("plain-characters", "English messages use the GSM alphabet; others fit UCS-2.", "design section 4", _gsm),
    Rule("whole-numbers", "No number or address is cut by a segment's end.", "design section 4", _whole),
)
