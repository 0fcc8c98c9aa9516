"""What a rule is: an id, the sentence it stands for, where it comes from, and the check."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from ivr.content.model import Problem, Severity

Subject = TypeVar("Subject")


@dataclass(frozen=True)
class Rule(Generic[Subject]):
    """One rule about content, or about a whole crawl; the problems that its check yields carry its id and severity."""

    id: str
    sentence: str
    source: str
    check: Callable[[Subject], Iterable[Problem]]
    severity: Severity = Severity.ERROR

    def problems(self, subject: Subject) -> tuple[Problem, ...]:
        """What breaks this rule."""
        return tuple(replace(found, rule=self.id, severity=self.severity) for found in self.check(subject))
