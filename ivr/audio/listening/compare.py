"""What was heard beside what was said: word errors, and the differences that could do harm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from ivr.audio.listening.words import canonical
from ivr.content.model import Language


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


class Danger(StrEnum):
    """Why a difference could do harm, the worst first."""

    KEY = "press a key"
    NUMBER = "number"
    NEGATION = "negation"
    ORDER = "before or after"
    AMOUNT = "more or less"
    URGENCY = "now or wait"


# Words of which one lost, gained or changed turns the sense round (issue 4 point 7; docs/audio.md).
_WORDS: Mapping[Danger, frozenset[str]] = {
    Danger.NUMBER: _set(
        "point minus percent half quarter third once twice double hundred thousand million first second am pm"
    ),
    Danger.NEGATION: _set("no not never none nothing nobody without neither nor"),
    Danger.ORDER: _set("before after until till since during last next earlier later"),
    Danger.AMOUNT: _set(
        "more less fewer most least higher lower above below over under up down too enough only all any"
    ),
    Danger.URGENCY: _set("now right away wait immediately soon emergency urgent stop hang"),
}
_KEYS = frozenset({"star", "pound"})
# No ear can tell these apart: "press two" may be written "press to", "too" may be written "to".
_SAME_SOUND = frozenset(
    {("2", "to"), ("2", "too"), ("too", "to"), ("to", "too"), ("4", "for"), ("8", "ate"), ("1", "won")}
)
_TELEPHONE = 7  # digits, or more
_SHORT_NUMBERS = frozenset({"911", "988", "211", "711"})
_AROUND = 3  # words shown before a difference, so that staff find the place


@dataclass(frozen=True)
class Difference:
    """One place where other words were heard: `said` became `heard` after the words `before`."""

    said: tuple[str, ...]
    heard: tuple[str, ...]
    before: tuple[str, ...]
    danger: Danger | None = None

    def __str__(self) -> str:
        """As staff read it."""
        place = f"after “{' '.join(self.before)}”" if self.before else "at the start"
        said, heard = (f"“{' '.join(words)}”" if words else "nothing" for words in (self.said, self.heard))
        return f"{place}: {said} was heard as {heard}"


@dataclass(frozen=True)
class Comparison:
    """One sound: how many words were said, the errors among them, and every difference in its order."""

    words: int
    substitutions: int
    insertions: int
    deletions: int
    differences: tuple[Difference, ...] = ()

    @property
    def errors(self) -> int:
        """All errors together."""
        return self.substitutions + self.insertions + self.deletions

    @property
    def rate(self) -> float:
        """Word errors as a share of the words said: 0.12 is 12 %; more than 1 where more was heard than said."""
        return self.errors / max(self.words, 1)

    @property
    def dangerous(self) -> tuple[Difference, ...]:
        """The differences that could do harm, the worst first."""
        kinds = list(Danger)
        found = [each for each in self.differences if each.danger]
        return tuple(sorted(found, key=lambda each: kinds.index(each.danger) if each.danger else len(kinds)))


@dataclass(frozen=True)
class Figures:
    """How many of the keys and telephone numbers of a sound were heard right."""

    keys: int
    keys_right: int
    numbers: int
    numbers_right: int


def compared(says: str, heard: str, language: Language = "en") -> Comparison:
    """Compare what was heard with what was said; both are brought to one form first."""
    ours, theirs = _aligned(says, heard, language)
    steps = Counter[str]()
    for tag, start, end, first, last in _steps(ours, theirs):
        steps[tag] += max(end - start, last - first)
    differences = tuple(_differences(ours, theirs, language))
    return Comparison(len(ours), steps["replace"], steps["insert"], steps["delete"], differences)


def figures(says: str, heard: str, language: Language = "en") -> Figures:
    """Count the "press N" and the telephone numbers in what was said, and those heard with nothing changed."""
    ours, theirs = _aligned(says, heard, language)
    places = {
        start + step: first + step
        for tag, start, end, first, _last in _steps(ours, theirs)
        if tag == "equal"
        for step in range(end - start)
    }
    keys = [(at, at + 2) for at in range(len(ours) - 1) if _is_press(ours[at : at + 3])]
    numbers = [(start, end) for start, end in _digit_runs(ours) if _is_telephone("".join(ours[start:end]))]
    keys_right, numbers_right = (sum(_whole(span, places, theirs) for span in spans) for spans in (keys, numbers))
    return Figures(len(keys), keys_right, len(numbers), numbers_right)


def _whole(span: tuple[int, int], places: Mapping[int, int], theirs: Sequence[str]) -> bool:
    """Whether a stretch was heard unchanged and in one piece, with no more digits at its end."""
    start, end = span
    first = places.get(start)
    if first is None or any(places.get(start + step) != first + step for step in range(end - start)):
        return False
    following = theirs[first + end - start : first + end - start + 1]
    return not any(word.isdecimal() for word in following)


def _aligned(says: str, heard: str, language: Language) -> tuple[list[str], list[str]]:
    """Both sides in one form; "health care" on one side and "healthcare" on the other are the same."""
    ours, theirs = list(canonical(says, language)), list(canonical(heard, language))
    ours, theirs = _parted(ours, theirs), _parted(theirs, ours)
    return ours, _as_said(ours, theirs) if language == "en" else theirs


def _as_said(ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """What was heard, with our word where it stands for one that sounds the same."""
    heard = list(theirs)
    for tag, start, end, first, _last in _steps(ours, theirs):
        for step in range(end - start if tag == "replace" else 0):
            if (ours[start + step], heard[first + step]) in _SAME_SOUND:
                heard[first + step] = ours[start + step]
    return heard


def _parted(words: Sequence[str], like: Sequence[str]) -> list[str]:
    """The words, with each that the other side writes as two neighbours in two."""
    pairs = {first + second: (first, second) for first, second in pairwise(like)}
    known = set(like)
    return [part for word in words for part in (pairs[word] if word in pairs and word not in known else (word,))]


def _steps(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    for step in Levenshtein.opcodes(ours, theirs):
        yield step.tag, step.src_start, step.src_end, step.dest_start, step.dest_end


def _differences(ours: Sequence[str], theirs: Sequence[str], language: Language) -> Iterator[Difference]:
    """Neighbouring steps of the alignment as one difference."""
    changed: list[tuple[int, int, int, int]] = []
    for tag, *spans in (*_steps(ours, theirs), ("equal", 0, 0, 0, 0)):
        start, end, first, last = spans
        if tag != "equal":
            changed.append((start, end, first, last))
        elif changed:
            begin, until = changed[0][0], changed[-1][1]
            said, heard = tuple(ours[begin:until]), tuple(theirs[changed[0][2] : changed[-1][3]])
            before = tuple(ours[max(0, begin - _AROUND) : begin])
            after = tuple(ours[until : until + 1])
            danger = _danger(said, heard, (*before[-1:], *said, *after)) if language == "en" else None
            if not danger and all(word[0].isdecimal() for word in (before[-1:] or ("-",)) + (after or ("-",))):
                danger = Danger.NUMBER  # "four to six" has become "four six"
            yield Difference(said, heard, before, danger)
            changed = []


def _danger(said: Sequence[str], heard: Sequence[str], around: Sequence[str]) -> Danger | None:
    """The worst kind of harm in a difference: a word of its kind is there on one side only."""
    lost = Counter(said)
    lost.subtract(Counter(heard))
    odd = {word for word, count in lost.items() if count}
    figures_changed = [word for word in said if word.isdecimal()] != [word for word in heard if word.isdecimal()]
    pairs = pairwise(around)
    pressed = any(first == "press" and _is_key(second) for first, second in pairs)
    if pressed and (figures_changed or odd & {"press", *_KEYS}):
        return Danger.KEY
    if figures_changed:
        return Danger.NUMBER
    return next((kind for kind, words in _WORDS.items() if odd & words), None)


def _is_press(words: Sequence[str]) -> bool:
    """Whether it is "press" and one key; more digits would be no key."""
    return words[0] == "press" and _is_key(words[1]) and not any(word.isdecimal() for word in words[2:])


def _is_key(word: str) -> bool:
    return word.isdecimal() or word in _KEYS


def _digit_runs(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for at, word in enumerate((*words, "")):
        if not word.isdecimal():
            if at > start:
                yield start, at
            start = at + 1


def _is_telephone(run: str) -> bool:
    return len(run) >= _TELEPHONE or run in _SHORT_NUMBERS
