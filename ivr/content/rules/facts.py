"""Rules of sources: every stated fact has one, and nobody can take unreviewed words for reviewed ones."""

from __future__ import annotations

from collections.abc import Iterable

from ivr.content.model import Content, Problem, Severity, Topic
from ivr.content.rules.rule import Rule


def _topics(content: Content) -> Iterable[tuple[str, Topic]]:
    for language, words in content.words.items():
        for topic in words.topics.values():
            yield f"{language}/topics/{topic.name}.md", topic


def _sourced(content: Content) -> Iterable[Problem]:
    for file, topic in _topics(content):
        if not topic.facts:
            yield Problem(file, 1, "It names no facts of sources.md.")
        for fact in topic.facts:
            if fact not in content.facts:
                yield Problem(file, 1, f"The fact {fact} is not in sources.md.")


def _two_people(content: Content) -> Iterable[Problem]:
    for file, topic in _topics(content):
        signed = topic.signature
        if signed.approved_by and signed.approved_by == signed.author:
            yield Problem(file, 1, f"{signed.author} wrote it and cannot approve it.")
        if signed.approved_by and signed.approved_on is None:
            yield Problem(file, 1, "It is approved, but not dated (approved_on).")


def _reviewed(content: Content) -> Iterable[Problem]:
    for file, topic in _topics(content):
        if not topic.signature.reviewed_by:
            yield Problem(file, 1, "No clinician has reviewed this yet; production will refuse it.")


RULES = (
    Rule("sourced-facts", "Every topic names the facts it states, each with its source.", "design section 5", _sourced),
    Rule("two-people", "Author and approver are different people.", "accessibility.md C35", _two_people),
    Rule("reviewed", "A clinician has reviewed every topic.", "design section 5", _reviewed, Severity.WARNING),
)
