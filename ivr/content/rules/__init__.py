"""The registry of rules that content must keep: `ivr lint`, freezing and (later) the desk run the same ones."""

from __future__ import annotations

from ivr.content.model import Content, Problem
from ivr.content.rules import choices, facts, notices, safety, services, signed, speech, staff, structure, tone, wording
from ivr.content.rules.rule import Rule

RULES: tuple[Rule[Content], ...] = (
    *structure.RULES,
    *choices.RULES,
    *wording.RULES,
    *speech.RULES,
    *tone.RULES,
    *facts.RULES,
    *services.RULES,
    *notices.RULES,
    *safety.RULES,
    *signed.RULES,
    *staff.RULES,
)


def check(content: Content) -> tuple[Problem, ...]:
    """Every problem that the rules find, sorted by file and line."""
    return tuple(sorted({problem for rule in RULES for problem in rule.problems(content)}))
