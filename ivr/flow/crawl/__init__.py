"""The crawl: every place that a caller can reach, and the rules that each must keep."""

from __future__ import annotations

from ivr.content.model import Edition, Problem
from ivr.content.rules.rule import Rule
from ivr.flow.crawl import keys, reach, speech, waits
from ivr.flow.crawl.walk import Crawled, walk

RULES: tuple[Rule[Crawled], ...] = (*keys.RULES, *reach.RULES, *speech.RULES, *waits.RULES)


def crawl(edition: Edition) -> tuple[Crawled, tuple[Problem, ...]]:
    """Visit everything and check every rule."""
    crawled = walk(edition)
    return crawled, check(crawled)


def check(crawled: Crawled) -> tuple[Problem, ...]:
    """Every problem that the rules find in what was met."""
    return tuple(sorted({problem for rule in RULES for problem in rule.problems(crawled)}))
