"""The word errors of many sounds together, with an error bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ivr.audio.listening.compare import Comparison

_DRAWS = 2000
_SEED = 20261121  # the same sounds give the same bar
_BAR = (2.5, 97.5)  # percent: 95 % lie between


@dataclass(frozen=True)
class Total:
    """Words and errors of all sounds; `rate` with its 95 % bar, as shares of the words."""

    words: int
    errors: int
    rate: float
    low: float
    high: float

    def __str__(self) -> str:
        """As tables show it."""
        return f"{self.rate * 100:.1f} % ({self.low * 100:.1f} to {self.high * 100:.1f})"


def total(comparisons: Sequence[Comparison]) -> Total:
    """Add sounds up; the bar comes from drawing whole sounds anew with replacement, since errors keep company."""
    words = np.array([each.words for each in comparisons], dtype=np.int64)
    errors = np.array([each.errors for each in comparisons], dtype=np.int64)
    if not words.sum():
        return Total(0, 0, 0.0, 0.0, 0.0)
    drawn = np.random.default_rng(_SEED).integers(0, len(words), size=(_DRAWS, len(words)))
    rates = errors[drawn].sum(axis=1) / np.maximum(words[drawn].sum(axis=1), 1)
    low, high = (float(each) for each in np.percentile(rates, _BAR))
    return Total(int(words.sum()), int(errors.sum()), float(errors.sum() / words.sum()), low, high)
