"""How the speech child tells its parent that trying again is no use."""

from __future__ import annotations

MISSING = 3  # the child's exit code; its last line on standard error is a sentence


class NotThereError(Exception):
    """Inside the child: the engine or the voice is not there."""
