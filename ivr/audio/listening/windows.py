"""Long sounds cut at their silences into windows that the recogniser takes whole."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# The model hears 30 seconds at a time, but over many sentences it more often loses one, or says one word a hundred
# times: at 28 seconds one such loop outweighed everything else that was measured (docs/audio.md).
LONGEST_S = 15.0
_STEP_S = 0.01
_QUIET_S = 0.3  # the silence that a cut should lie in: pauses between sentences are longer


def windows(samples: NDArray[np.float32], hertz: int, longest: float = LONGEST_S) -> list[NDArray[np.float32]]:
    """The sound in one window, or cut in the middle of its longest stretches of quiet; no sample is lost.

    Args:
        samples: mono, shape (n,).
        hertz: samples a second.
        longest: seconds that a window lasts at most; each but the last is a third of that at least.
    """
    cut, start = [], 0
    while len(samples) - start > longest * hertz:
        first, last = (start + round(each * hertz) for each in (longest / 3, longest))
        end = first + _quietest(samples[first:last], hertz)
        cut.append(samples[start:end])
        start = end
    cut.append(samples[start:])
    return cut


def _quietest(samples: NDArray[np.float32], hertz: int) -> int:
    """Where the least is heard for a while: the latest such place, so that windows are few."""
    step = round(_STEP_S * hertz)
    power = np.mean(samples[: len(samples) // step * step].reshape(-1, step).astype(np.float64) ** 2, axis=1)
    around = round(_QUIET_S / _STEP_S)
    smooth = np.convolve(power, np.ones(around) / around, mode="valid")
    near = np.flatnonzero(smooth <= smooth.min() + 1e-9)
    return int((near[-1] + around // 2) * step)
