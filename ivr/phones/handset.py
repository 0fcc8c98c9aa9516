"""One telephone call, followed step by step exactly as the provider follows it."""

from __future__ import annotations

import math
import re
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from ivr.errors import DocumentError
from ivr.phones.document import Dial, Gather, Hangup, Redirect, Speech, Verb, read_call
from ivr.phones.exchange import Line, NotNowError, Post, Response, document_of

KEYS = "0123456789*#"
API_VERSION = "2010-04-01"
# What a provider calls each way a rung number can end; a voicemail picks up, so to a provider it is a completed call.
OUTCOMES: Mapping[str, str] = {
    "answered": "completed",
    "voicemail": "completed",
    "completed": "completed",
    "busy": "busy",
    "no-answer": "no-answer",
    "failed": "failed",
}
# Documents that lead on to each other without waiting for the caller; more than this goes in circles.
LONGEST_CHAIN = 20
NOT_A_CALL = "This is not a call that this phone could go on with."
_CALL_SID = re.compile(r"CA[0-9a-f]{32}", re.ASCII)
_GOOD_STATUS = range(200, 300)


@dataclass(frozen=True)
class Step:
    """One thing that happens on the phone.

    Attributes:
        kind: `play` a sound (`url`), `say` words (`text`) in the provider's voice, `listen` for a key for `seconds`,
            `dial` a number (`text`, E.164) for up to `seconds`, or the `end` of the call (`text`: who ended it,
            "line" or "caller"). Whoever shows a call may add `message` and `error`, with a sentence in `text`.
        interruptible: whether a key cuts this speech short.
    """

    kind: Literal["play", "say", "listen", "dial", "end", "message", "error"]
    text: str = ""
    url: str = ""
    seconds: int = 0
    interruptible: bool = False


class Stage(StrEnum):
    """Where a call stands between two deeds of the caller."""

    READY = "ready"
    LISTENING = "listening"
    DIALLING = "dialling"
    ENDED = "ended"


class Handset:
    """One call. Every deed returns the steps that follow it, up to where the caller's next deed is needed.

    A deed at the wrong moment raises NotNowError and changes nothing; a document that a telephone cannot follow
    raises DocumentError and ends the call.
    """

    def __init__(self, post: Post, line: Line, clock: Callable[[], float] = time.time) -> None:
        self.line = line
        self._post = post
        self._clock = clock
        self._sid = f"CA{secrets.token_hex(16)}"
        self._stage = Stage.READY
        self._document = ""
        self._verbs: tuple[Verb, ...] = ()
        self._at = 0
        self._keys = ""
        self._started = 0.0

    @property
    def stage(self) -> Stage:
        """Where the call stands."""
        return self._stage

    @property
    def onward(self) -> str:
        """Where the outcome goes that the call waits for, a key or the end of a ringing; "" where it waits for none."""
        waits = self._stage in {Stage.LISTENING, Stage.DIALLING}
        verb = self._verbs[self._at] if waits else None
        return verb.action if isinstance(verb, Gather | Dial) else ""

    def dial(self) -> tuple[Step, ...]:
        """Call the line."""
        self._need(Stage.READY, "This phone has already made its call.")
        self._started = self._clock()
        return self._follow(f"{self.line.base}/voice", {"CallStatus": "ringing"})

    def press(self, key: str) -> tuple[Step, ...]:
        """Press one of 0-9, * and #."""
        if len(key) != 1 or key not in KEYS:
            raise NotNowError(f"{key!r} is not a key of a phone. The keys are 0-9, * and #.")
        gather = self._gather()
        if key == gather.finish:
            return self._entered(gather)
        self._keys += key
        if len(self._keys) == gather.digits:
            return self._entered(gather)
        return (Step("listen", seconds=gather.seconds),)

    def wait(self) -> tuple[Step, ...]:
        """Stay silent until the line stops waiting."""
        return self._entered(self._gather())

    def dialled(self, outcome: str) -> tuple[Step, ...]:
        """Tell how the ringing of a number ended: answered, voicemail, busy, no-answer or failed."""
        dial = self._verbs[self._at] if self._stage is Stage.DIALLING else None
        if not isinstance(dial, Dial):
            raise NotNowError("No number is ringing.")
        if outcome not in OUTCOMES:
            raise NotNowError(f"{outcome!r} is not a way for a call to end: {', '.join(OUTCOMES)}.")
        status = OUTCOMES[outcome]
        fields = {"DialCallStatus": status, "DialCallSid": f"CA{secrets.token_hex(16)}"}
        if status == "completed":
            fields["DialCallDuration"] = "1"
        return self._follow(dial.action, fields)

    def hang_up(self) -> tuple[Step, ...]:
        """Hang up; the line is told."""
        if self._stage in {Stage.READY, Stage.ENDED}:
            raise NotNowError("There is no call to hang up.")
        self._finish()
        return (Step("end", text="caller"),)

    def state(self) -> dict[str, str | int | float]:
        """The call as plain JSON, so that someone else can keep it between two deeds."""
        return {
            "sid": self._sid,
            "stage": self._stage.value,
            "document": self._document,
            "at": self._at,
            "keys": self._keys,
            "started": self._started,
        }

    def restore(self, state: Mapping[str, object]) -> None:
        """Take up a call where `state()` left it.

        What comes back is not trusted: its document is read again under all the rules, so that it can lead nowhere
        but to the line's own addresses. Raises DocumentError where it is not a call.
        """
        sid, stage, document, keys = (_word(state, name) for name in ("sid", "stage", "document", "keys"))
        at, started = _number(state, "at"), _number(state, "started")
        if stage not in tuple(Stage) or not _CALL_SID.fullmatch(sid) or set(keys) - set(KEYS):
            raise DocumentError(NOT_A_CALL)
        verbs = read_call(document, self.line) if document else ()
        waits_in = {Stage.LISTENING: Gather, Stage.DIALLING: Dial}.get(Stage(stage))
        if waits_in and not (0 <= at < len(verbs) and isinstance(verbs[int(at)], waits_in)):
            raise DocumentError(NOT_A_CALL)
        self._sid, self._stage, self._document = sid, Stage(stage), document
        self._verbs, self._at, self._keys, self._started = verbs, int(at), keys, float(started)

    def _need(self, stage: Stage, otherwise: str) -> None:
        if self._stage is not stage:
            raise NotNowError(otherwise)

    def _gather(self) -> Gather:
        """The Gather that the call waits in."""
        verb = self._verbs[self._at] if self._stage is Stage.LISTENING else None
        if not isinstance(verb, Gather):
            raise NotNowError("Nothing is listening for keys at the moment.")
        return verb

    def _entered(self, gather: Gather) -> tuple[Step, ...]:
        """The keys are complete; without any, the call goes on behind the Gather, as the provider does it."""
        keys, self._keys = self._keys, ""
        if keys:
            return self._follow(gather.action, {"Digits": keys})
        self._at += 1
        steps: list[Step] = []
        onward = self._play(steps)
        return (*steps, *self._follow(onward, {})) if onward else tuple(steps)

    def _follow(self, url: str, fields: Mapping[str, str]) -> tuple[Step, ...]:
        """Post, follow the document that comes back, and all that it leads on to."""
        # Ended until a document is found that waits for the caller: no broken document leaves half a call.
        self._stage = Stage.ENDED
        steps: list[Step] = []
        for _ in range(LONGEST_CHAIN):
            self._document = document_of(self._send(url, fields), url)
            self._verbs, self._at = read_call(self._document, self.line), 0
            url, fields = self._play(steps), {}
            if not url:
                return tuple(steps)
        raise DocumentError(f"{LONGEST_CHAIN} documents led on to each other without waiting for the caller.")

    def _play(self, steps: list[Step]) -> str:
        """Follow the verbs from where the call stands; returns the address to go on with, or ""."""
        self._stage = Stage.ENDED
        while self._at < len(self._verbs):
            match self._verbs[self._at]:
                case Speech() as speech:
                    steps.append(_heard(speech, interruptible=False))
                case Gather() as gather:
                    steps += [_heard(prompt, interruptible=True) for prompt in gather.prompts]
                    steps.append(Step("listen", seconds=gather.seconds))
                    self._stage = Stage.LISTENING
                    return ""
                case Dial() as dial:
                    steps.append(Step("dial", text=dial.number, seconds=dial.seconds))
                    self._stage = Stage.DIALLING
                    return ""
                case Redirect(url):
                    return url
                case Hangup():
                    break
            self._at += 1
        # A document that simply ends is a hang-up too.
        self._finish()
        steps.append(Step("end", text="line"))
        return ""

    def _finish(self) -> None:
        """End the call and tell the line, as the provider's status callback does."""
        self._stage = Stage.ENDED
        url = f"{self.line.base}/voice/status"
        seconds = max(0, round(self._clock() - self._started))
        response = self._send(url, {"CallStatus": "completed", "CallDuration": str(seconds)})
        if response.status not in _GOOD_STATUS:
            raise DocumentError(f"{url} answered the end of the call with status {response.status}.")

    def _send(self, url: str, fields: Mapping[str, str]) -> Response:
        line = self.line
        call = {
            "CallSid": self._sid,
            "AccountSid": line.account,
            "From": line.caller,
            "To": line.number,
            "Direction": "inbound",
            "CallStatus": "in-progress",
            "ApiVersion": API_VERSION,
        }
        return self._post(line.webhook(url), {**call, **fields})


def _heard(speech: Speech, *, interruptible: bool) -> Step:
    if speech.url:
        return Step("play", url=speech.url, interruptible=interruptible)
    return Step("say", text=speech.words, interruptible=interruptible)


def _word(state: Mapping[str, object], name: str) -> str:
    value = state.get(name)
    if not isinstance(value, str):
        raise DocumentError(NOT_A_CALL)
    return value


def _number(state: Mapping[str, object], name: str) -> float:
    value = state.get(name)
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise DocumentError(NOT_A_CALL)
    return value
