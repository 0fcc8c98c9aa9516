"""Calls as transcripts: what a caller does (>), what the house is asked (?) and answers (!), what is heard (<)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from ivr.content.model import Content
from ivr.content.notices import On
from ivr.flow import path
from ivr.flow.call import begin, step
from ivr.flow.session import (
    Answer,
    Arrived,
    Ask,
    Broke,
    Connect,
    Delivered,
    Dialed,
    End,
    Event,
    Found,
    Key,
    Listen,
    May,
    NotYet,
    Outcome,
    Promised,
    Refused,
    Send,
    Session,
    Silence,
    StopTexts,
    Turn,
)

NOON = datetime.fromisoformat("2026-06-17T12:00:00-04:00")
EVENTS = {"answered": Outcome.COMPLETED, "voicemail": Outcome.COMPLETED}


@dataclass
class Replay:
    """One call, played against the step function; the session is written to its path and read back at every turn."""

    content: Content
    now: datetime = NOON
    answers: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    session: Session | None = None
    listens: int = 0

    def happens(self, event: Event) -> None:
        """One event, and all that is asked and heard until the caller is to do something."""
        content = self.content
        session = self.session or begin(content, content.default_language, self.now)
        turn = step(content, session, event, self.now)
        while not isinstance(turn.then, Listen | Connect | End):
            self.lines.append(f"? {_asked(turn.then)}")
            answer = self.answers.pop(0) if self.answers else "refused unavailable"
            self.lines.append(f"! {answer}")
            turn = step(content, turn.session, _answer(answer), self.now)
        self._hear(turn)

    def _hear(self, turn: Turn) -> None:
        for cue in turn.say:
            language = "" if cue.language == self.content.default_language else f" {cue.language}"
            self.lines.append(f"< speak {cue.prompt}{language}")
        pace = turn.session.view.pace
        if isinstance(turn.then, Connect):
            self.lines.append(f"< connect {turn.then.service}")
        elif isinstance(turn.then, End):
            self.lines.append("< end")
        else:
            self.lines.append("< listen" if pace == "normal" else f"< listen {pace}")
        self.session = path.read(path.write(turn.session))
        self.listens = turn.then.seconds if isinstance(turn.then, Listen) else 0


def _asked(ask: Ask) -> str:
    match ask:
        case May(item=item):
            return f"may {item}"
        case Send(item=item):
            return f"send {item}"
        case Delivered(item=item):
            return f"delivered {item}"
        case StopTexts():
            return "stop texts"
    return "start texts"


def _answer(written: str) -> Answer:
    verb, _, why = written.partition(" ")
    match verb:
        case "promised":
            return Promised()
        case "found":
            return Found(why)
        case "not":
            return NotYet()
        case "refused":
            return Refused(why)
    raise ValueError(written)


def replay(content: Content, file: Path) -> str:
    """The transcript as it is now: the caller's lines of the file, and what they lead to."""
    kept = file.read_text(encoding="utf-8").splitlines()
    call = Replay(content, answers=[line[2:] for line in kept if line.startswith("! ")])
    for line in kept:
        if line.startswith("#"):
            call.lines.append(line)
        elif line.startswith("now "):
            call.lines.append(line)
            call.now = datetime.fromisoformat(line.removeprefix("now "))
        elif line.startswith("on "):
            call.lines.append(line)
            call.content = switched(call.content, line.removeprefix("on "))
        elif line.startswith("> "):
            call.lines.append(line)
            _do(call, line.removeprefix("> "))
    return "\n".join(call.lines) + "\n"


def switched(content: Content, line: str) -> Content:
    """The content with one more notice on: `storm 2026-06-17T08:00 2026-06-17T20:00`, in the line's own time zone."""
    notice, start, end = line.split(" ")
    on = On(notice, datetime.fromisoformat(start), datetime.fromisoformat(end), content.line.time_zone, "Maria")
    return replace(content, notices=(*content.notices, on))


def _do(call: Replay, deed: str) -> None:
    verb, _, rest = deed.partition(" ")
    if verb == "call":
        call.happens(Arrived())
    elif verb == "press":
        call.happens(Key(rest))
    elif verb == "wait":
        for _ in range(int(rest) if rest else 1):
            call.now += timedelta(seconds=call.listens)
            call.happens(Silence())
    elif verb == "dialed":
        call.happens(Dialed(EVENTS.get(rest) or Outcome(rest)))
    elif verb == "minutes":
        call.now += timedelta(minutes=int(rest))
    elif verb == "break":
        call.happens(Broke())
    elif verb == "hang":
        call.lines.append("< end")
    else:
        raise ValueError(deed)
