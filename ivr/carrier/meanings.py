"""What the provider's errors and our own words for a failed text mean, in plain sentences for an operator."""

from __future__ import annotations

from collections.abc import Mapping

# Twilio's error pages of the same numbers, in words of ours.
ERRORS: Mapping[str, str] = {
    "20003": "the provider does not know our account or token",
    "20404": "the provider does not know our account",
    "20429": "too many requests at once",
    "20500": "the provider had a failure",
    "20503": "the provider was out of order",
    "21211": "not a phone number",
    "21408": "our account may not send to that country",
    "21606": "our number cannot send texts",
    "21610": "the person has said STOP",
    "21611": "too many texts wait at our number",
    "21612": "our number cannot send to that number",
    "21614": "not a mobile phone",
    "21635": "a landline, cannot get texts",
    "30001": "it waited too long at the provider",
    "30002": "our account is suspended",
    "30003": "the phone is off or out of reach",
    "30004": "the phone or its carrier blocks our texts",
    "30005": "the number is not in use",
    "30006": "a landline, cannot get texts",
    "30007": "a carrier filtered it out",
    "30008": "the carrier gives no reason",
    "30032": "our toll-free number is not verified",
    "30034": "our number is not registered (10DLC)",
}
WORDS: Mapping[str, str] = {
    "broke": "a failure of our own; see the worker's log",
    "cut off": "the connection broke",
    "given up": "its worker died each time",
    "letterbox": "the demo's letterbox cannot be written",
    "no word": "the provider took it and never said what became of it",
    "timeout": "the provider did not answer in time",
    "too old": "it waited for a day",
    "too late": "its number was erased before it could go",
    "too slow": "the worker stood still",
    "unreachable": "the provider could not be reached",
    "unreadable": "the provider's answer made no sense",
}


UNLISTED = "look this number up in the provider's list of errors"


def meaning(why: str) -> str:
    """Why a text failed or waits, with the provider's code where there is one; "" where there is no reason."""
    if not why:
        return ""
    if why in WORDS:
        return WORDS[why]
    return f"{why}: {ERRORS.get(why, UNLISTED)}"
