"""A house on paper for tests of the flow: answers as it is told, and keeps in plain sight what it was asked."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

from ivr.flow.session import Answer, Ask, Promised, Refused, StartTexts, StopTexts
from ivr.line.answers import Asked


class PaperHouse:
    """Gives its answers one after another, the last one for ever; without any it promises everything.

    A stop and a start are kept too, whenever the answer to them is a promise.

    Attributes:
        asked: what it was asked and by whom, in order.
        stops: the numbers on its stop list, as they were given.
        counts: ordinary replies by day (UTC) and number.
    """

    def __init__(self, *answers: Answer | Exception) -> None:
        self.asked: list[tuple[Ask, Asked]] = []
        self.stops: set[str] = set()
        self.counts: Counter[tuple[date, str]] = Counter()
        self._answers = list(answers) or [Promised()]

    def answer(self, ask: Ask, asked: Asked) -> Answer:
        """The next answer; an exception is raised."""
        self.asked.append((ask, asked))
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(ask, StopTexts | StartTexts) and not asked.number:
            return Refused("hidden")
        if answer == Promised() and isinstance(ask, StopTexts):
            self.stops.add(asked.number)
        elif answer == Promised() and isinstance(ask, StartTexts):
            self.stops.discard(asked.number)
        return answer

    def stopped(self, number: str) -> bool:
        """Whether it is among `stops`."""
        return number in self.stops

    def count_ordinary(self, number: str, now: datetime) -> int:
        """Count one more; how many there were before."""
        day = now.astimezone(UTC).date()
        self.counts[day, number] += 1
        return self.counts[day, number] - 1

    def pseudonym(self, value: str) -> str:
        """The same for all, for nothing here depends on it."""
        return "somebody" if value else "nobody"
