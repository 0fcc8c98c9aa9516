"""`python -m ivr.cli`: the same commands where the `ivr` script is not on the path."""

from __future__ import annotations

import sys

from ivr.cli import main

sys.exit(main())
