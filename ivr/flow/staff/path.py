"""A staff call as the path of a webhook: signed by the provider, never with a PIN, safe to read whatever it says."""

from __future__ import annotations

import re

from ivr.flow.staff.session import StaffSession

NOTHING = "-"
PARTS = 10
_SAFE = re.compile(r"[a-z0-9][a-z0-9.-]{0,80}", re.ASCII)
_RECORDING = re.compile(r"[A-Za-z0-9]{1,64}", re.ASCII)
_SCRIPT = re.compile(r"[0-9a-f]{1,64}", re.ASCII)
_COUNT = re.compile(r"[0-9]{1,12}", re.ASCII)
# Above what can come from our own paths.
LONGEST_WAIT, MOST_TRIES, HIGHEST_NUMBER = 3600, 99, 999_999


def write(session: StaffSession) -> str:
    """`101/record/silence.1/-/14/RE0f.../1781712000/0/1/5f70bf18a0860070`.

    Who, place, hint, way back, prompt, recording, started, waited, tries and which words were read out.
    """
    return "/".join(
        (
            str(session.person),
            session.place,
            session.hint or NOTHING,
            session.back or NOTHING,
            str(session.prompt),
            session.recording or NOTHING,
            f"{session.started}{'w' if session.warned else ''}",
            str(session.waited),
            str(session.tries),
            session.script or NOTHING,
        )
    )


def read(path: str) -> StaffSession | None:
    """The session that a path carries, or None where it is not one of ours."""
    parts = path.split("/")
    if len(parts) != PARTS:
        return None
    person, place, hint, back, prompt, recording, started, waited, tries, script = parts
    begun, warned = started.removesuffix("w"), started.endswith("w")
    named = _SAFE.fullmatch(place) and all(each == NOTHING or _SAFE.fullmatch(each) for each in (hint, back))
    kept = recording == NOTHING or _RECORDING.fullmatch(recording)
    words = script == NOTHING or _SCRIPT.fullmatch(script)
    if not named or not kept or not words or not all(map(_COUNT.fullmatch, (person, prompt, begun, waited, tries))):
        return None
    return StaffSession(
        place=place,
        hint="" if hint == NOTHING else hint,
        back="" if back == NOTHING else back,
        person=min(int(person), HIGHEST_NUMBER + 1),
        prompt=min(int(prompt), HIGHEST_NUMBER + 1),
        recording="" if recording == NOTHING else recording,
        started=int(begun),
        waited=min(int(waited), LONGEST_WAIT),
        tries=min(int(tries), MOST_TRIES),
        script="" if script == NOTHING else script,
        warned=warned,
    )
