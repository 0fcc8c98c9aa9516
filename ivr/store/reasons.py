"""What a provider's error code says about the number, the message or us (Twilio's error pages of the same numbers)."""

from __future__ import annotations

from datetime import timedelta

# 30006 landline or unreachable carrier, 21614 not a mobile number, 21635 a landline.
LANDLINE = frozenset({"30006", "21614", "21635"})
STOPPED = frozenset({"21610"})  # whoever has the number has told the provider to stop
# 30004 blocked by the carrier or the phone, 30007 filtered by the carrier.
BLOCKED = frozenset({"30004", "30007"})
# Sends that fail in bursts: filtered, toll-free not verified, not registered (design section 6).
PAUSING = frozenset({"30007", "30032", "30034"})

LANDLINE_KNOWN = timedelta(days=90)  # how long a number that was a landline is taken for one
PAUSE_WITHIN = timedelta(minutes=15)
PAUSE_OF_LAST = 20
PAUSE_FAILED = 5

NO_WORD = "no word"  # the provider took it and never said what became of it
TOO_OLD = "too old"  # it waited until its number had to be erased
