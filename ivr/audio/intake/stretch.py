"""The same speech slower or faster at the same pitch, by WSOLA: overlapped pieces, each from where it fits best.

After Verhelst and Roelands, "An overlap-add technique based on waveform similarity" (ICASSP 1993). Of the ways that
were measured (docs/audio.md) it was understood as well as any, and it needs neither a program nor a licence.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Signal = NDArray[np.float64]

_PIECE_S = 0.030  # two or three periods of a deep voice
_SEARCH_S = 0.010  # one period of a deep voice, either way


def stretched(signal: Signal, hertz: int, times: float) -> Signal:
    """The signal `times` as long (1.25 is a fifth slower); within half a piece of that length."""
    hop = round(_PIECE_S * hertz) // 2
    piece, search = 2 * hop, round(_SEARCH_S * hertz)
    wanted = round(len(signal) * times)
    if not len(signal) or wanted == len(signal):
        return signal.copy()
    window = np.hanning(piece + 1)[:piece]
    padded = np.concatenate([np.zeros(search + hop), signal, np.zeros(search + 2 * piece)])
    made = np.zeros(wanted + 2 * piece)
    at = search  # where the first piece begins: half of it is the silence before the signal
    for number in range(wanted // hop + 2):
        made[number * hop :][:piece] += window * padded[at : at + piece]
        follows = padded[at + hop : at + hop + piece]
        middle = search + round((number + 1) * hop / times)
        if middle + search + piece > len(padded) or len(follows) < piece:
            break
        at = middle - search + _best(padded[middle - search : middle + search + piece], follows)
    return made[hop : hop + wanted]


def _best(around: Signal, follows: Signal) -> int:
    """Where in `around` a piece is most like the one that would follow by itself."""
    likeness = np.correlate(around, follows, mode="valid")
    squares = np.concatenate([[0.0], np.cumsum(around**2)])
    energy = squares[len(follows) :] - squares[: -len(follows)]
    return int(np.argmax(likeness / np.sqrt(energy + 1e-9)))
