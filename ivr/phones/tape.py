"""Writes down a call in the form of a transcript: what the caller did, what was heard, what the line did then."""

from __future__ import annotations

from pathlib import Path

from ivr.content.model import Pace
from ivr.flow.places.waiting import next_round
from ivr.flow.session import (
    Arrived,
    Ask,
    Cue,
    Delivered,
    Dialed,
    Event,
    Key,
    May,
    Outcome,
    Send,
    Silence,
    StartTexts,
    StopTexts,
)
from ivr.phones.handset import OUTCOMES, Step
from ivr.phones.kit import Kit
from ivr.phones.whereabouts import Spot, spot


class Tape:
    """The lines of one transcript (`> press 3`, `< speak topic.coping.1`, `< listen`), in the tests' own form."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self.began = kit.clock()
        self.lines: list[str] = []
        self._spot: Spot | None = None
        self._event: Event = Arrived()

    def did(self, deed: str, what: str = "") -> None:
        """The caller did something: `call`, `press`, `type`, `wait`, `record`, `dialed` or `hang up`."""
        outcome = OUTCOMES[what] if deed == "dialed" else what
        self.lines.append(f"> {deed} {outcome}".rstrip())
        self._event = _event(deed, outcome)

    def heard(self, steps: tuple[Step, ...], onward: str = "") -> None:
        """The line answered with these steps; `onward` is the address that it goes on with ("" at a call's end)."""
        before, self._spot = self._spot, spot(onward, self._kit.edition)
        asked = before.asked(self._event) if before else None
        if before and asked is not None and self._spot:
            self.lines += [f"? {_asked(asked)}", f"! {_answer(asked, before, self._spot)}"]
        cues = list(self._cues(before, steps))
        for step in steps:
            if cues and step.kind in {"play", "say"}:
                cue = cues.pop(0)
                self.lines += [f"< {self._speak(cue)}"] if cue else []  # else a prompt goes on in another sentence
            else:
                self.lines.append(f"< {self._line(step)}")

    def write(self, file: Path, title: str) -> None:
        """Write the transcript under a sentence that says what the call shows."""
        now = self.began.isoformat(timespec="seconds")
        file.write_text("\n".join((f"# {title}", f"now {now}", *self.lines, "")), encoding="utf-8")

    def _cues(self, before: Spot | None, steps: tuple[Step, ...]) -> tuple[Cue | None, ...]:
        if self._spot:
            return self._spot.cues(steps)
        return before.last(self._event, self._kit.clock(), steps) if before else ()

    def _speak(self, cue: Cue) -> str:
        here = self._spot
        foreign = here is not None and cue.language != here.edition.content.default_language
        return f"speak {cue.prompt} {cue.language}" if foreign else f"speak {cue.prompt}"

    def _line(self, step: Step) -> str:
        match step.kind:
            case "play":
                known = self._kit.sound(step.url)
                return f"speak {known[0] if known else step.url}"
            case "dial":
                return f"connect {self._service() or self._kit.service(step.text) or step.text}"
            case "listen":
                pace = self._spot.session.view.pace if self._spot else Pace.NORMAL
                return "listen" if pace is Pace.NORMAL else f"listen {pace}"
            case "record":
                return f"record {step.seconds}"
            case "end":
                return "end"
        return f"{step.kind} {step.text}"

    def _service(self) -> str:
        """The service that is rung here; two services may share one number."""
        kind, _, service = self._spot.session.view.place.partition(".") if self._spot else ("", "", "")
        return service if kind == "connect" else ""


def _event(deed: str, what: str) -> Event:
    """A deed as the flow knows it; whoever hangs up is heard no more, which is a silence."""
    match deed:
        case "call":
            return Arrived()
        case "press":
            return Key(what)
        case "dialed":
            return Dialed(Outcome(what))
    return Silence()


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


def _answer(ask: Ask, before: Spot, after: Spot) -> str:
    """What the house must have answered, from where the call went then."""
    view = after.session.view
    kind, _, rest = view.place.partition(".")
    if isinstance(ask, Delivered) and view.place == next_round(before.session.view.place):
        return "not yet"
    if kind == "promised" or rest == "done" or (isinstance(ask, May) and kind == "consent"):
        return "promised"
    if kind == "already" or (isinstance(ask, Delivered) and kind != "unknown"):
        return f"found {view.hint or 'delivered'}"
    if kind == "details":
        return f"refused {view.hint}"
    return f"refused {rest if isinstance(ask, StopTexts | StartTexts) else 'unavailable'}"
