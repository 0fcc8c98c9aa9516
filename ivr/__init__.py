"""An accessible phone and text line about rescue ("salvage") cancer treatment."""

from __future__ import annotations

__version__ = "0.1.0"
