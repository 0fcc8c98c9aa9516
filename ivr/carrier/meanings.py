"""What the reasons of a waiting or failed text mean, in plain sentences for an operator, with the provider's code."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.carrier import codes
from ivr.store.reasons import Why

WORDS: Mapping[Why, str] = {
    Why.LANDLINE: "a landline, cannot get texts",
    Why.NO_NUMBER: "not a phone number",
    Why.NOT_IN_USE: "the number is not in use",
    Why.OFF: "the phone is off or out of reach",
    Why.ABROAD: "our account may not send to that country",
    Why.STOPPED: "the person has said STOP",
    Why.BLOCKED: "the phone or its carrier blocks our texts",
    Why.FILTERED: "a carrier filtered it out",
    Why.UNREGISTERED: "our number is not registered or verified for texts",
    Why.OUR_NUMBER: "our number cannot send there",
    Why.OUR_ACCOUNT: "the provider does not accept our account or token",
    Why.TOO_MANY: "too many texts at once for the provider",
    Why.OUT_OF_ORDER: "the provider had a failure",
    Why.UNREACHABLE: "the provider could not be reached",
    Why.CUT_OFF: "the connection broke",
    Why.TIMEOUT: "the provider did not answer in time",
    Why.UNREADABLE: "the provider's answer made no sense",
    Why.CANCELED: "it was canceled at the provider",
    Why.NO_REASON: "the provider gives no reason",
    Why.NO_WORD: "the provider took it and never said what became of it",
    Why.OTHER: "look this number up in the provider's list of errors",
    Why.BROKE: "a failure of our own; see the worker's log",
    Why.GIVEN_UP: "its worker died each time",
    Why.TOO_LATE: "its number was erased before it could go",
    Why.TOO_OLD: "it waited for a day and was never sent",
    Why.TOO_SLOW: "the worker stood still",
    Why.LETTERBOX: "the demo's letterbox cannot be written",
}
# Where Twilio's page of a code says more than our word does.
_CLOSER: Mapping[str, str] = {
    "21606": "our number cannot send texts",
    "21611": "too many texts wait at our number",
    "21612": "our number cannot send to that number",
    "21614": "not a mobile phone",
    "30001": "too many texts waited at the provider",
    "30002": "our account is suspended",
    "30032": "our toll-free number is not verified",
    "30034": "our number is not registered (10DLC)",
}


def meaning(why: str, code: str = "") -> str:
    """Why a text failed or waits, with the provider's code where there is one; "" where there is no reason.

    A word that is not ours (a newer version of this program wrote it) is explained by its code alone.
    """
    if not why:
        return ""
    known = Why(why) if why in set(Why) else codes.why(code)
    said = _CLOSER.get(code, WORDS[known])
    return f"{code}: {said}" if code else said
