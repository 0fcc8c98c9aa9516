"""One telephone call, followed step by step exactly as the provider follows it."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Mapping

from ivr.errors import DocumentError
from ivr.phones.document import Dial, Gather, Hangup, Record, Redirect, Speech, Verb, read_call
from ivr.phones.exchange import Line, NotNowError, Post, Response, document_of
from ivr.phones.kept import NOT_A_CALL, number, word
from ivr.phones.steps import Stage, Step

__all__ = ["KEYS", "Handset", "Stage", "Step"]

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
# What the provider says instead of a key where a caller ended a recording by hanging up.
HUNG_UP = "hangup"
STOP_KEY = "*"  # what the staff line takes as "do not keep it"
# Puts the WAV of a recording where the provider keeps them; gives its id.
Keep = Callable[[bytes], str]
_CALL_SID = re.compile(r"CA[0-9a-f]{32}", re.ASCII)
_GOOD_STATUS = range(200, 300)


_WAITS_IN = {Stage.LISTENING: Gather, Stage.DIALING: Dial, Stage.RECORDING: Record}


class Handset:
    """One call. Every deed returns the steps that follow it, up to where the caller's next deed is needed.

    A deed at the wrong moment raises NotNowError and changes nothing; a document that a telephone cannot follow
    raises DocumentError and ends the call.
    """

    def __init__(
        self, post: Post, line: Line, clock: Callable[[], float] = time.time, keep: Keep | None = None
    ) -> None:
        self.line = line
        self._keep = keep
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
        """Where the outcome goes that the call waits for: of keys, a ringing or a recording; "" where for none."""
        verb = self._waits_in()
        return verb.action if verb else ""

    @property
    def recording(self) -> Record | None:
        """The recording that it waits for."""
        verb = self._waits_in()
        return verb if isinstance(verb, Record) else None

    @property
    def many(self) -> bool:
        """Whether it waits for several keys, not one."""
        verb = self._waits_in()
        return isinstance(verb, Gather) and verb.digits != 1

    def dial(self) -> tuple[Step, ...]:
        """Call the line."""
        self._need(Stage.READY, "This phone has already made its call.")
        self._started = self._clock()
        return self._follow(f"{self.line.base}{self.line.entry}", {"CallStatus": "ringing"})

    def press(self, key: str) -> tuple[Step, ...]:
        """Press one of 0-9, * and #."""
        if len(key) != 1 or key not in KEYS:
            raise NotNowError(f"{key!r} is not a key of a phone. The keys are 0-9, * and #.")
        if isinstance(verb := self._waits_in(), Record):
            return self._on() if key in verb.finish else (Step("record", seconds=verb.seconds),)
        gather = self._gather()
        if key == gather.finish:
            return self._entered(gather)
        self._keys += key
        if len(self._keys) == gather.digits:
            return self._entered(gather)
        return (Step("listen", seconds=gather.seconds),)

    def wait(self) -> tuple[Step, ...]:
        """Stay silent until the line stops waiting."""
        if self._stage is Stage.RECORDING:
            return self._on()  # nothing was said, so there is no recording
        return self._entered(self._gather())

    def record(self, wav: bytes, seconds: float, key: str = "") -> tuple[Step, ...]:
        """Say something while the line records it, and end that with a key, by hanging up (HUNG_UP) or by silence.

        Args:
            wav: what is said, as the provider will give it out.
            seconds: how long that is.
            key: one that ends a recording, HUNG_UP, or "".
        """
        verb = self._waits_in()
        if not isinstance(verb, Record) or self._keep is None:
            raise NotNowError("Nothing is being recorded." if self._keep else "This phone cannot be recorded.")
        if key and key != HUNG_UP and key not in verb.finish:
            raise NotNowError(f"{key} does not end this recording.")
        sid = self._keep(wav)
        url = f"https://api.twilio.com/{API_VERSION}/Accounts/{self.line.account}/Recordings/{sid}"
        fields = {"RecordingSid": sid, "RecordingUrl": url, "RecordingDuration": str(max(1, round(seconds)))}
        try:
            if key == HUNG_UP:
                self._send(verb.action, {**fields, "Digits": HUNG_UP, "CallStatus": "completed"})
                return self.hang_up()
            return self._follow(verb.action, fields | ({"Digits": key} if key else {}))
        finally:  # whatever became of the call, the recording is there
            self._tell(verb.told, fields)

    def dialed(self, outcome: str) -> tuple[Step, ...]:
        """Tell how the ringing of a number ended: answered, voicemail, busy, no-answer or failed."""
        dial = self._waits_in()
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
        sid, stage, document, keys = (word(state, name) for name in ("sid", "stage", "document", "keys"))
        at, started = number(state, "at"), number(state, "started")
        if stage not in tuple(Stage) or not _CALL_SID.fullmatch(sid) or set(keys) - set(KEYS):
            raise DocumentError(NOT_A_CALL)
        verbs = read_call(document, self.line) if document else ()
        waits_in = _WAITS_IN.get(Stage(stage))
        if waits_in and not (0 <= at < len(verbs) and isinstance(verbs[int(at)], waits_in)):
            raise DocumentError(NOT_A_CALL)
        self._sid, self._stage, self._document = sid, Stage(stage), document
        self._verbs, self._at, self._keys, self._started = verbs, int(at), keys, float(started)

    def _need(self, stage: Stage, otherwise: str) -> None:
        if self._stage is not stage:
            raise NotNowError(otherwise)

    def _waits_in(self) -> Gather | Dial | Record | None:
        """The verb that the call waits in."""
        verb = self._verbs[self._at] if self._stage in _WAITS_IN else None
        return verb if isinstance(verb, Gather | Dial | Record) else None

    def _gather(self) -> Gather:
        """The Gather that the call waits in."""
        verb = self._waits_in()
        if not isinstance(verb, Gather):
            raise NotNowError("Nothing is listening for keys at the moment.")
        return verb

    def _entered(self, gather: Gather) -> tuple[Step, ...]:
        """The keys are complete; without any, the call goes on behind the Gather, as the provider does it."""
        keys, self._keys = self._keys, ""
        if keys:
            return self._follow(gather.action, {"Digits": keys})
        return self._on()

    def _on(self) -> tuple[Step, ...]:
        """Go on behind the verb that the call waits in."""
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
                    self._stage = Stage.DIALING
                    return ""
                case Record() as record:
                    steps.append(Step("record", seconds=record.seconds))
                    self._stage = Stage.RECORDING
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

    def _tell(self, url: str, fields: Mapping[str, str]) -> None:
        """Say that a recording is there, as the provider does beside the call."""
        if not url:
            return
        about = {"CallSid": self._sid, "AccountSid": self.line.account, "RecordingStatus": "completed", **fields}
        response = self._post(self.line.webhook(url), about)
        if response.status not in _GOOD_STATUS:
            raise DocumentError(f"{url} answered the word of a recording with status {response.status}.")

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
