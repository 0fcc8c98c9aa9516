"""Readers of the content folder: bytes in, `(content, problems)` out; a bad line never hides the good ones."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.content.lapsing import without_lapsed
from ivr.content.model import Content, Line, Problem, Severity, Words
from ivr.content.once import once_for_files
from ivr.content.patterns import Families
from ivr.content.readers.lapsed import read_lapsed
from ivr.content.readers.line import read_line
from ivr.content.readers.notices import read_on, read_templates
from ivr.content.readers.resources import read_resources
from ivr.content.readers.safety import read_safety
from ivr.content.readers.signed import count_unsigned, read_signed
from ivr.content.readers.sources import read_facts
from ivr.content.readers.speech import read_speech
from ivr.content.readers.staff import read_staff
from ivr.content.readers.topics import read_topics
from ivr.content.readers.words import read_flat, read_keywords, read_tips

Files = Mapping[str, bytes]


@once_for_files
def read_content(files: Files) -> tuple[Content, tuple[Problem, ...]]:
    """Read a whole content folder; the same files again are the same content, which is to be read only.

    Args:
        files: path inside the folder (`en/phrases.toml`) to bytes.

    Returns:
        All that could be read, and every problem found, sorted by file and line.
    """
    line, problems = read_line(files)
    resources, found = read_resources(files, line.time_zone)
    problems += found
    safety, found = read_safety(files)
    problems += found
    facts, found = read_facts(files)
    problems += found
    notices, found = read_on(files)
    problems += found
    words = {}
    for language in line.languages:
        words[language], found = _read_words(files, language, line, safety.families)
        problems += found
    signed, found = read_signed(files)
    problems += found
    unsigned = count_unsigned(files, line, signed)
    gone, found = read_lapsed(files)
    problems += found
    line, resources = without_lapsed(line, resources, gone)
    content = Content(line, resources, safety, facts, words, notices, signed, unsigned)
    return content, tuple(sorted(set(problems)))


def _read_words(files: Files, language: str, line: Line, families: Families) -> tuple[Words, list[Problem]]:
    topics, problems = read_topics(files, language, line.menu)
    phrases, found = read_flat(files, f"{language}/phrases.toml", "phrases")
    problems += found
    texts, found = read_flat(files, f"{language}/texts.toml", "texts")
    problems += found
    tips, found = read_tips(files, language)
    problems += found
    keywords, found = read_keywords(files, language, families)
    problems += found
    speech, found = read_speech(files, language)
    problems += found
    notices, found = read_templates(files, language)
    problems += found
    staff, found = read_staff(files, language)
    problems += found
    return Words(language, topics, phrases, texts, tips, keywords, speech, notices, staff), problems


def errors(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Only the problems that keep content from callers."""
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)
