"""Reads a call that somebody else has kept between two deeds; none of it is trusted."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ivr.errors import DocumentError

NOT_A_CALL = "This is not a call that this phone could go on with."


def word(state: Mapping[str, object], name: str) -> str:
    """A word of the state; raises DocumentError where there is none."""
    value = state.get(name)
    if not isinstance(value, str):
        raise DocumentError(NOT_A_CALL)
    return value


def number(state: Mapping[str, object], name: str) -> float:
    """A number of the state; raises DocumentError where there is none."""
    value = state.get(name)
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise DocumentError(NOT_A_CALL)
    return value
