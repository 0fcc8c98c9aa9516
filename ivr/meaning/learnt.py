"""A model of words: one weight for each piece of a text and each thing it may be about, learnt from lessons.

Logistic regression (each danger by itself, the places of a language against each other) with AdaGrad (Duchi, Hazan and
Singer 2011) in passes over small batches, the last of them averaged (Polyak and Juditsky 1992). Chosen by leaving out
one writer of lines at a time, against static word embeddings and a small transformer: README of `tests/data/texting`.
The same lessons always give the same model.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from ivr.content.model import Language
from ivr.flow.texting.meaning import CARE_TEAM, CRISIS, EMERGENCY, STOP, Likely
from ivr.meaning.lessons import Lesson
from ivr.meaning.pieces import pieces_of_words, runs_of_words, split

DANGERS = (CRISIS, EMERGENCY, CARE_TEAM, STOP)
# A piece that stands in fewer lessons tells nothing about the next stranger.
FEWEST = 2
# A danger that is missed costs more than one that is seen wrongly.
DANGER_WEIGHS = 3.0
PASSES, STEP, BATCH = 5, 0.2, 256
AVERAGED = 3  # the last passes, whose mean depends less on the order of the lessons than the last one
# What every text has, so that a text without a known piece is judged by how common things are.
ALWAYS = 0.5
_NOTHING = 1e-3
_FAR = 50.0  # a score beyond which nothing is likelier

Known = tuple[dict[str, int], dict[str, int]]
Floats = NDArray[np.float32]
Integers = NDArray[np.int32]
Groups = list[tuple[Language, NDArray[np.int64]]]
Label = tuple[Language, str]  # ("", a danger) or a language and a keyword


@dataclass(frozen=True)
class Learnt:
    """A model, ready to be asked; called with a text.

    Attributes:
        known: the number of each piece of a word, and of each run of words.
        rarity: how much each of them tells by itself.
        weights: for each of them, and for what every text has, its weight for each label.
    """

    known: Known
    rarity: Floats
    weights: Floats
    labels: tuple[Label, ...]

    def __call__(self, text: str) -> Likely:
        """What the text is likely about; never raises."""
        words = split(text)
        found = [
            np.array([known[piece] for piece in pieces if piece in known], np.int32)
            for known, pieces in zip(self.known, (pieces_of_words(words), runs_of_words(words)), strict=True)
        ]
        at, by = _row(found, self.rarity)
        scores = (self.weights[at] * by[:, None]).sum(axis=0, dtype=np.float64)
        dangers: dict[str, float] = {}
        places: dict[Language, dict[str, float]] = {}
        for (language, name), score in zip(self.labels, scores.tolist(), strict=True):
            if language:
                places.setdefault(language, {})[name] = score
            else:
                dangers[name] = score
        return Likely(dangers, {language: _shares(given) for language, given in places.items()})


def learn(lessons: Sequence[Lesson]) -> Learnt:
    """Learn from lessons; about a second for ten thousand."""
    labels = _labels(lessons)
    known, rarity, rows = _rows(lessons)
    targets, weights = _targets(lessons, labels)
    groups = [
        (language, np.array([at for at, _ in group]))
        for language, group in groupby(enumerate(labels), lambda pair: pair[1][0])
    ]
    learnt = np.zeros((len(rarity) + 1, len(labels)), np.float32)
    _descend(learnt, _batches(rows), (targets, weights, groups))
    return Learnt(known, rarity, learnt, labels)


def _labels(lessons: Sequence[Lesson]) -> tuple[Label, ...]:
    dangers = {name for lesson in lessons for name, is_one in lesson.dangers if is_one}
    places = {(lesson.language, place) for lesson in lessons for place in lesson.places}
    return (*(("", name) for name in DANGERS if name in dangers), *sorted(places))


def _rows(lessons: Sequence[Lesson]) -> tuple[Known, Floats, list[tuple[Integers, Floats]]]:
    """What stands in the lessons often enough, and each lesson as numbers of it."""
    numbers: Known = ({}, {})
    seen: tuple[list[array[int]], list[array[int]]] = ([], [])
    of_word: dict[str, tuple[int, ...]] = {}  # words come again and again, and their pieces are many
    for lesson in lessons:
        words = split(lesson.text)
        for word in words:
            if word not in of_word:
                of_word[word] = _numbered(numbers[0], pieces_of_words([word]))
        seen[0].append(array("i", sorted({number for word in words for number in of_word[word]})))
        seen[1].append(array("i", _numbered(numbers[1], runs_of_words(words))))
    kept: list[dict[str, int]] = []
    rarities: list[Floats] = []
    renumbered: list[Integers] = []
    start = 0
    for known, rows in zip(numbers, seen, strict=True):
        often = np.bincount(np.concatenate([np.frombuffer(row, np.int32) for row in rows if row]), minlength=len(known))
        stays = often >= FEWEST
        number = np.where(stays, np.cumsum(stays) - 1 + start, -1).astype(np.int32)
        rarities.append((np.log((1 + len(lessons)) / (1 + often[stays])) + 1).astype(np.float32))
        kept.append({piece: int(number[at]) for piece, at in known.items() if stays[at]})
        renumbered.append(number)
        start += len(rarities[-1])
    rarity = np.concatenate(rarities)
    every = [
        _row([number[np.frombuffer(row, np.int32)] for number, row in zip(renumbered, both, strict=True)], rarity)
        for both in zip(*seen, strict=True)
    ]
    return (kept[0], kept[1]), rarity, every


def _numbered(known: dict[str, int], pieces: set[str]) -> tuple[int, ...]:
    """The numbers of some pieces; new ones get the next."""
    return tuple(known.setdefault(piece, len(known)) for piece in sorted(pieces))


def _row(found: Sequence[Integers], rarity: Floats) -> tuple[Integers, Floats]:
    """A text as numbers and how much each counts: pieces of words and runs of words have the length 1 each."""
    ats, bys = [], []
    for numbers in found:
        at = np.sort(numbers[numbers >= 0])
        if len(at):
            by = rarity[at]
            ats.append(at)
            bys.append(by / np.sqrt((by * by).sum()))
    ats.append(np.array([len(rarity)], np.int32))
    bys.append(np.array([ALWAYS], np.float32))
    return np.concatenate(ats), np.concatenate(bys)


def _targets(lessons: Sequence[Lesson], labels: Sequence[Label]) -> tuple[Floats, Floats]:
    """For each lesson and label what is right, and how much it counts; 0 where nothing is known."""
    right = np.zeros((len(lessons), len(labels)), np.float32)
    weights = np.zeros_like(right)
    at = {label: number for number, label in enumerate(labels)}
    of = {language: [at[label] for label in labels if label[0] == language] for language, _ in labels}
    for row, lesson in enumerate(lessons):
        for name, is_one in lesson.dangers:
            if (column := at.get(("", name))) is not None:
                right[row, column] = is_one
                weights[row, column] = lesson.weight * (DANGER_WEIGHS if is_one else 1)
        for place in lesson.places:
            right[row, at[lesson.language, place]] = 1 / len(lesson.places)
        if lesson.places:
            weights[row, of[lesson.language]] = lesson.weight
    return right, weights


@dataclass(frozen=True)
class _Batch:
    """Some lessons, laid out so that their scores and the steps from them are sums over runs of rows."""

    lessons: Integers
    starts: Integers  # where each lesson begins
    piece: Integers  # for each entry its place among `pieces`
    by: Floats
    turned: Integers  # the entries in the order of their pieces
    lesson: Integers  # for each of these its lesson
    pieces: Integers
    begins: Integers  # where each piece begins


def _batches(rows: Sequence[tuple[Integers, Floats]]) -> list[_Batch]:
    order = np.random.default_rng(1).permutation(len(rows))
    found = []
    for first in range(0, len(rows), BATCH):
        chosen = order[first : first + BATCH]
        sizes = [len(rows[number][0]) for number in chosen]
        at = np.concatenate([rows[number][0] for number in chosen])
        turned = np.argsort(at, kind="stable").astype(np.int32)
        pieces, begins, place = np.unique(at, return_index=True, return_inverse=True)
        begins = np.searchsorted(at[turned], pieces)
        found.append(
            _Batch(
                chosen.astype(np.int32),
                np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int32),
                place.astype(np.int32),
                np.concatenate([rows[number][1] for number in chosen])[:, None],
                turned,
                np.repeat(np.arange(len(chosen)), sizes)[turned].astype(np.int32),
                pieces,
                begins.astype(np.int32),
            )
        )
    return found


def _descend(learnt: Floats, batches: Sequence[_Batch], told: tuple[Floats, Floats, Groups]) -> None:
    """Change the weights, step by step, towards what is right."""
    right, weights, groups = told
    steps = np.full_like(learnt, _NOTHING)
    mean = np.zeros_like(learnt)
    for done in range(PASSES):
        for batch in batches:
            now = learnt[batch.pieces]
            scores = np.add.reduceat(now[batch.piece] * batch.by, batch.starts, axis=0)
            wrong = (_likely(scores, groups) - right[batch.lessons]) * weights[batch.lessons]
            slope = np.add.reduceat(wrong[batch.lesson] * batch.by[batch.turned], batch.begins, axis=0)
            steps[batch.pieces] += slope * slope
            learnt[batch.pieces] = now - STEP * slope / np.sqrt(steps[batch.pieces])
        if done >= PASSES - AVERAGED:
            mean += learnt / AVERAGED
    learnt[:] = mean


def _likely(scores: Floats, groups: Groups) -> Floats:
    """The likelihood of each danger by itself, and of the places of a language against each other."""
    likely = np.empty_like(scores)
    for language, group in groups:
        given = scores[:, group]
        if not language:
            likely[:, group] = 1 / (1 + np.exp(-given.clip(-_FAR, _FAR)))
        else:
            powers = np.exp(given - given.max(axis=1, keepdims=True))
            likely[:, group] = powers / powers.sum(axis=1, keepdims=True)
    return likely


def _shares(scores: dict[str, float]) -> dict[str, float]:
    """Scores as shares of 1."""
    most = max(scores.values())
    powers = {name: float(np.exp(score - most)) for name, score in scores.items()}
    total = sum(powers.values())
    return {name: power / total for name, power in powers.items()}
