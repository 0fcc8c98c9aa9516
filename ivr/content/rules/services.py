"""Rules of support services: those that are named exist, have words, and are given with their true number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ivr.content import notices, when
from ivr.content.model import Content, Language, Problem, Resource, Severity, Words
from ivr.content.readability import sentences
from ivr.content.rules.rule import Rule
from ivr.content.texts import texts

FILE = "resources.toml"
_NUMBER = re.compile(r"\b1-\d{3}-\d{3}-\d{4}\b")


def _known(content: Content) -> Iterable[Problem]:
    line = content.line
    grouped = [service for group in line.groups.values() for service in group]
    for name in dict.fromkeys((*line.person, line.crisis, line.help_service, *grouped)):
        if name not in content.resources:
            yield Problem("line.toml", 1, f"The service {name} is not in resources.toml.")
    for name, resource in content.resources.items():
        for language in line.languages:
            if language not in resource.words:
                yield Problem(FILE, 1, f"{name} has no words in {language}.")


def _person(content: Content) -> Iterable[Problem]:
    for name in content.line.person:
        resource = content.resources.get(name)
        if resource and not resource.dial:
            yield Problem(FILE, 1, f"{name} is behind key 0, but has no number to ring (dial).")
    if not content.line.person:
        yield Problem("line.toml", 1, "Nobody is behind key 0.")


def _true_numbers(content: Content) -> Iterable[Problem]:
    known = {resource.number for resource in content.resources.values()}
    for language in content.words:
        for text in texts(content, language).values():
            for number in _NUMBER.findall(text.body):
                if number not in known:
                    yield Problem(text.source, 1, f"{text.id} gives {number}, which no service has.")


def _hours(content: Content) -> Iterable[Problem]:
    """Hours beside a service would be wrong as soon as somebody changes them; a crisis line never closes."""
    services = [each for each in content.resources.values() if each.hours and not each.crisis]
    for language, words in content.words.items():
        said = _any_of(map(str.casefold, when.phrases_of(words).values()))
        named = {each.id: _names(each, language) for each in services}
        for file, name, body in _bodies(words):
            for sentence in map(str.casefold, sentences(when.without(body))):
                spoken = said.search(sentence)
                beside = next((each for each in named if named[each].search(sentence)), "") if spoken else ""
                if spoken and beside:
                    says = f'"{spoken[0]}" beside {beside} would stay when its hours change'
                    yield Problem(file, 1, f"{name}: {says}; write {{when.{beside}}} or {{anytime.{beside}}}.")


def _names(resource: Resource, language: Language) -> re.Pattern[str]:
    """What finds a service's number or its name in a sentence in small letters."""
    words = resource.words.get(language)
    return _any_of((resource.number, words.short.casefold() if words else ""))


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """What finds the first of some words; nothing where there are none."""
    listed = "|".join(re.escape(name) for name in names if name)
    return re.compile(rf"(?<![\w-])(?:{listed})(?![\w-])" if listed else r"(?!)")


def _filled(content: Content) -> Iterable[Problem]:
    for language, words in content.words.items():
        for text in texts(content, language).values():
            if "{" in text.body:
                yield Problem(text.source, 1, f"{text.id} has a placeholder that nothing fills: {text.body}")
        for file, name, body in _bodies(words):
            for kind, service in when.holes(body):
                phrase = when.phrase_of(content, kind, service)
                if service not in content.resources:
                    yield Problem(file, 1, f"{name}: {{{kind}.{service}}} names no service of resources.toml.")
                elif phrase and not words.phrases.get(phrase):
                    yield Problem(f"{language}/phrases.toml", 1, f"The phrase {phrase} is missing; {name} needs it.")


def _bodies(words: Words) -> Iterator[tuple[str, str, str]]:
    """Every text as it is written: its file, what it is called in problems, its words."""
    file = f"{words.language}/texts.toml"
    yield from ((file, name, body) for name, body in words.texts.items())
    yield from ((file, f"tip.{number}", body) for number, body in enumerate(words.tips, 1))
    for topic in words.topics.values():
        for number, body in enumerate(topic.texts, 1):
            yield f"{words.language}/topics/{topic.name}.md", f"topic.{topic.name}.{number}", body
    for notice in words.notices.values():
        yield f"{words.language}/{notices.FILE}", f"notice.{notice.id}", notice.text


def _rung(content: Content) -> Iterable[Problem]:
    for name, resource in content.resources.items():
        said, rung = (re.sub(r"\D", "", number) for number in (resource.number, resource.dial))
        if said and rung and said != rung:
            yield Problem(FILE, 1, f"{name} says {resource.number} and rings {resource.dial} (dial).")


def _checked(content: Content) -> Iterable[Problem]:
    for name, resource in content.resources.items():
        if resource.lapsed and resource.checked_on:
            yield Problem(FILE, 1, f"Nobody has dialed {name} since {resource.checked_on}: it has lapsed.")
        elif not resource.checked:
            yield Problem(FILE, 1, f"Nobody has dialed {name} yet; production will leave it out.")


RULES = (
    Rule("known-services", "Every service that is named exists, with words.", "design section 5", _known),
    Rule("person", "Key 0 leads to somebody who can be rung.", "design section 3", _person),
    Rule("true-numbers", "A number in a text is the number of a service.", "design section 1", _true_numbers),
    Rule("true-hours", "Hours beside a service's number follow its hours.", "design section 1", _hours),
    Rule("filled-texts", "Whatever stands in braces in a text is filled in.", "design section 5", _filled),
    Rule("rung-number", "The number that is said is the number that is rung.", "design section 1", _rung),
    Rule("checked", "A person has dialed every service.", "accessibility.md R0", _checked, Severity.WARNING),
)
