"""Languages and time zones as people call them: Spanish, Eastern Time."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import get_timezone_name


def language(code: str) -> str:
    """A language of the line (`es`): `Spanish`; readers let only codes through that CLDR knows."""
    return Locale.parse(code).get_display_name("en") or code


def time_zone(name: str) -> str:
    """A time zone (`America/New_York`) in words that hold in summer and in winter: `Eastern Time`."""
    return get_timezone_name(ZoneInfo(name), zone_variant="generic", locale="en")
