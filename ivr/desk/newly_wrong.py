"""What new words newly break: what the rules forbid and warn of that they did not before, and who may write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ivr.content.model import Problem, Severity
from ivr.desk.emergency import emergency_words
from ivr.desk.people import Role, is_any
from ivr.desk.read_once import problems_of
from ivr.store.people import Person

Files = Mapping[str, bytes]
_UNSIGNED = "signed"  # the rule; that nobody has signed new words yet goes without saying
_SHOWN = 10


@dataclass(frozen=True)
class NewlyWrong:
    """What the rules newly forbid and newly warn of, each in the order of the files."""

    wrong: tuple[Problem, ...]
    doubts: tuple[Problem, ...]

    @property
    def unread(self) -> tuple[Problem, ...]:
        """What keeps the words from being read at all: then no rule was asked, and nothing else can be told."""
        return tuple(each for each in self.wrong if not each.rule)


def newly_wrong(before: Files, problems: Iterable[Problem]) -> NewlyWrong:
    """Which problems of changed words were not there before.

    Args:
        before: the words that are changed.
        problems: all that reading the changed words and the rules say of them (`ivr.desk.read_once.problems_of`).
    """
    known = {_told(each) for each in problems_of(before)}
    new = [each for each in problems if _told(each) not in known]
    wrong = (each for each in new if each.severity is Severity.ERROR)
    doubts = (each for each in new if each.severity is not Severity.ERROR and each.rule != _UNSIGNED)
    return NewlyWrong(tuple(wrong), tuple(doubts))


def in_sentences(problems: Iterable[Problem]) -> tuple[str, ...]:
    """What the problems say, each once, for people who write words and know no files."""
    return tuple(dict.fromkeys(each.says for each in problems))


def locked_words(author: Person, before: Files, after: Files) -> str:
    """Why this person may not change the one into the other: it changes emergency words; "" where they may."""
    locked = [] if is_any(author, Role.ADMIN) else emergency_words(before, after)
    if not locked:
        return ""
    more = f", and {len(locked) - _SHOWN} more" if len(locked) > _SHOWN else ""
    return f"These are emergency words, which an admin writes: {', '.join(locked[:_SHOWN])}{more}."


def _told(problem: Problem) -> tuple[str, str, str]:
    """What makes it the same problem, though it stands on another line by now."""
    return problem.file, problem.rule, problem.says
