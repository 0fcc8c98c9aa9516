"""Staff calls as transcripts: what somebody does (>), what the desk is asked (?) and answers (!), what is heard (<)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from ivr.content.model import Content
from ivr.content.staff import Phrase
from ivr.flow.session import Arrived, Broke, End, Key, Listen, NotYet, Promised, Refused, Silence
from ivr.flow.staff import path
from ivr.flow.staff.session import (
    AgreeVoice,
    Aloud,
    Answered,
    CheckTake,
    Declined,
    Digits,
    DropTake,
    Enter,
    KeepTake,
    Live,
    Record,
    Recorded,
    Script,
    Shut,
    SignIn,
    StaffAnswer,
    StaffAsk,
    StaffEvent,
    StaffSession,
    StaffTurn,
    SwitchOff,
    SwitchOn,
    Taken,
    TakeSound,
    Utterance,
)
from ivr.flow.staff.step import begin, staff_step
from tests.flow.staff.paper import PaperDesk


@dataclass
class StaffReplay:
    """One staff call against the step; the session is written to its path and read back at every turn."""

    desk: PaperDesk
    answers: list[str]
    lines: list[str] = field(default_factory=list)
    session: StaffSession | None = None
    listens: int = 0
    past: list[tuple[StaffSession, StaffEvent]] = field(default_factory=list)

    def happens(self, event: StaffEvent) -> None:
        """One event, and all that is asked and heard until somebody is to do something."""
        session = self.session or begin(self.desk.now)
        self.past.append((session, event))
        turn = staff_step(self.desk.book(session), session, event, self.desk.now)
        while not isinstance(turn.then, Listen | Enter | Record | End):
            ask = turn.then
            self.lines.append(f"? {asked(ask)}")
            written = self.answers.pop(0) if self.answers else "refused unavailable"
            self.lines.append(f"! {written}")
            answer = _answer(written)
            book = self.desk.book(self.desk.settle(turn.session, ask, answer))
            turn = staff_step(book, turn.session, Answered(ask, answer), self.desk.now)
        self._hear(turn)

    def _hear(self, turn: StaffTurn) -> None:
        self.lines += [f"< {told(each)}" for each in turn.say]
        self.listens = 0
        match turn.then:
            case Listen(seconds=seconds):
                self.lines.append("< listen")
                self.listens = seconds
            case Enter(seconds=seconds):
                self.lines.append("< type")
                self.listens = seconds
            case Record(seconds=seconds):
                self.lines.append(f"< record {seconds}")
            case _:
                self.lines.append("< end")
        self.session = path.read(path.write(turn.session))


def told(said: Utterance) -> str:
    """What is said, for people who read transcripts."""
    match said:
        case Phrase(id=name, values=values, key=key):
            shown = "".join(f" {each}={value!r}" for each, value in values)
            return f"speak {name}{shown}{f' [{key}]' if key else ''}"
        case Aloud(words=words):
            return f"aloud {words}"
        case Script(prompt=prompt):
            return f"script {prompt}"
        case Live(prompt=prompt):
            return f"live {prompt}"
        case TakeSound(take=take):
            return f"take {take}"


def asked(ask: StaffAsk) -> str:
    """What is asked; a PIN is asked about and never shown."""
    match ask:
        case SignIn(number=number):
            return f"sign in {number}"
        case AgreeVoice():
            return "note that callers may hear their voice"
        case SwitchOn(notice=notice, until=until):
            return f"switch on {notice} until the end of {until}"
        case SwitchOff(notice=notice):
            return f"switch off {notice}"
    return _asked_of_recording(ask)


def _asked_of_recording(ask: CheckTake | KeepTake | DropTake) -> str:
    match ask:
        case CheckTake(recording=recording, prompt=prompt):
            return f"check {recording} of {prompt}"
        case KeepTake(recording=recording):
            return f"keep {recording}"
        case DropTake(recording=recording, again=again):
            return f"drop {recording}{' to record it again' if again else ''}"


def _answer(written: str) -> StaffAnswer:
    verb, _, rest = written.partition(" ")
    match verb:
        case "promised":
            return Promised()
        case "not":
            return NotYet()
        case "refused":
            return Refused(rest)
        case "shut":
            return Shut(datetime.fromisoformat(rest))
        case "declined":
            return Declined((rest,))
        case "taken":
            number, _, says = rest.partition(" ")
            return Taken(int(number), (says,) if says else ())
    raise ValueError(written)


def replay_staff(content: Content, file: Path) -> str:
    """The transcript as it is now: the lines of who calls, and what they lead to."""
    kept = file.read_text(encoding="utf-8").splitlines()
    call = StaffReplay(PaperDesk(content), [line[2:] for line in kept if line.startswith("! ")])
    for line in kept:
        if line.startswith(("#", "> ", "now ")):
            call.lines.append(line)
        if line.startswith("now "):
            call.desk.now = datetime.fromisoformat(line.removeprefix("now "))
        elif line.startswith("> "):
            _do(call, line.removeprefix("> "))
    return "\n".join(call.lines) + "\n"


_EVENTS: Mapping[str, Callable[[str], StaffEvent]] = {
    "call": lambda _: Arrived(),
    "press": Key,
    "type": lambda typed: Digits(typed.removesuffix("#")),
    "says": lambda recording: Recorded(recording, 4),
    "stops": lambda recording: Recorded(recording, 4, stopped=True),
    "break": lambda _: Broke(),
}


def _do(call: StaffReplay, deed: str) -> None:
    verb, _, rest = deed.partition(" ")
    if verb in _EVENTS:
        call.happens(_EVENTS[verb](rest))
    elif verb == "wait":
        for _ in range(int(rest) if rest else 1):
            call.desk.now += timedelta(seconds=call.listens)
            call.happens(Silence())
    elif verb == "repeat":  # the provider sends a request once more
        call.session, event = call.past[-int(rest)]
        call.happens(event)
    elif verb == "minutes":
        call.desk.now += timedelta(minutes=int(rest))
    elif verb in {"away", "back"}:
        call.desk.away = verb == "away"
    elif verb == "leaves":
        call.desk.staff.pop(int(rest))
    elif verb == "hang":
        call.lines.append("< end")
    else:
        raise ValueError(deed)
