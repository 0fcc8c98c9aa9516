"""Rules of support services: those that are named exist, have words, and are given with their true number."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ivr.content.model import Content, Problem, Severity
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
    Rule("rung-number", "The number that is said is the number that is rung.", "design section 1", _rung),
    Rule("checked", "A person has dialed every service.", "accessibility.md R0", _checked, Severity.WARNING),
)
