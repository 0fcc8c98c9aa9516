"""Rules of signatures: two people answer for every word that callers hear."""

from __future__ import annotations

from collections.abc import Iterable

from ivr.content.model import Content, Problem, Severity
from ivr.content.readers.signed import FILE
from ivr.content.rules.rule import Rule


def _signed(content: Content) -> Iterable[Problem]:
    for file, (unsigned, count) in content.unsigned.items():
        if unsigned:
            says = "Nobody has signed this file" if count == 1 else f"{unsigned} of {count} items are not signed"
            yield Problem(file, 1, f"{says}; production will refuse that.")


def _two_people(content: Content) -> Iterable[Problem]:
    for (item, _), signature in content.signed.items():
        if signature.author == signature.approver:
            yield Problem(FILE, 1, f"{item}: {signature.author} wrote it and cannot approve it.")


RULES = (
    Rule("signed", "Two people have signed what callers hear.", "design section 5", _signed, Severity.WARNING),
    Rule("two-signatures", "Nobody approves words of their own.", "design section 7", _two_people),
)
