"""A phone in the terminal: prints what is spoken, takes keys, silence, hang-up and the fate of rung numbers."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ivr.errors import DocumentError, IvrError
from ivr.phones.exchange import NotNowError
from ivr.phones.handset import HUNG_UP, KEYS, STOP_KEY, Handset, Stage, Step
from ivr.phones.kit import Kit
from ivr.phones.recordings import UnreadableError, spoken_in
from ivr.phones.soundcard import SoundCard
from ivr.phones.tape import Tape
from ivr.phones.thread import TextThread

WIDTH = 100
KEYS_HELP = "(press 0-9 * #, w = wait in silence, h = hang up)"
MANY_HELP = "(type the digits and #, all in one; w = wait in silence, h = hang up)"
RECORD_HELP = (
    "(r FILE = say what is in a sound file, then #; rs FILE = say it, then * to stop; rh FILE = say it and hang up; "
    "w = say nothing, h = hang up)"
)
# How what is said into a recording ends.
ENDS: Mapping[str, str] = {"r": "#", "rs": STOP_KEY, "rh": HUNG_UP}
RING_HELP = "(a = answered, b = busy, n = no answer, v = voicemail, h = hang up)"
TEXT_HELP = "(write a text and press Enter; an empty line or Ctrl-D ends)"
FATES: Mapping[str, str] = {"a": "answered", "b": "busy", "n": "no-answer", "v": "voicemail", "f": "failed"}


@dataclass(frozen=True)
class Talk:
    """The person at the terminal.

    Attributes:
        ask: shows a short question and returns the line typed; EOFError or KeyboardInterrupt mean "I am going".
        show: prints one line.
    """

    ask: Callable[[str], str]
    show: Callable[[str], None]


def call(kit: Kit, talk: Talk, card: SoundCard | None = None) -> Tape:
    """One whole call; returns its transcript.

    Raises:
        DocumentError: where the line answered with something that no telephone could follow.
    """
    return _Call(kit, talk, card).run()


class _Call:
    """A call in progress."""

    def __init__(self, kit: Kit, talk: Talk, card: SoundCard | None) -> None:
        self.kit = kit
        self.talk = talk
        self.card = card
        self.phone: Handset = kit.make_handset()
        self.tape = Tape(kit)
        self.mark = kit.arrived(-1).mark

    def run(self) -> Tape:
        self.tape.did("call")
        self.hear(self.phone.dial())
        while self.phone.stage is not Stage.ENDED:
            try:
                typed = self.talk.ask(self.help())
            except (EOFError, KeyboardInterrupt):
                typed = "h"
            self.take(typed.strip())
            self.kit.meanwhile()
        if self.card:
            self.card.finish()
        return self.tape

    def help(self) -> str:
        """What can be typed now."""
        if self.phone.stage is Stage.DIALING:
            return RING_HELP
        if self.phone.recording:
            return RECORD_HELP
        return MANY_HELP if self.phone.many else KEYS_HELP

    def take(self, typed: str) -> None:
        """Do what was typed, or say kindly what can be typed."""
        how, _, file = typed.partition(" ")
        if self.phone.recording and file and how.lower() in ENDS:
            self.say(Path(file.strip()).expanduser(), ENDS[how.lower()])
            return
        typed = typed.lower()
        if typed == "h":
            self.do("hang up", "", self.phone.hang_up)
        elif self.phone.stage is Stage.DIALING:
            self.take_fate(typed)
        elif typed == "w":
            self.do("wait", "", self.phone.wait)
        elif len(typed) == 1 and typed in KEYS and not self.phone.many:
            self.do("press", typed, lambda: self.phone.press(typed))
        elif self.phone.many and typed and not set(typed) - set(KEYS):
            self.type(typed)
        elif len(typed) > 1 and not set(typed) - set(KEYS):
            self.talk.show("  One key at a time, please: the line answers each one.")
        else:
            self.talk.show(f"  {typed or 'Nothing'} is not a key of this phone. {self.help()}")

    def type(self, keys: str) -> None:
        """Press several keys, one after the other, as long as the line collects them.

        How many they were is on the tape, and not which: they may be somebody's PIN.
        """

        def press() -> tuple[Step, ...]:
            steps: tuple[Step, ...] = ()
            for key in keys:
                if not self.phone.many:
                    break
                place = self.phone.onward
                steps = self.phone.press(key)
                if self.phone.onward != place:
                    break
            return steps

        self.do("type", f"{len(keys)} keys", press)

    def say(self, file: Path, end: str) -> None:
        """Say what is in a file while the line records."""
        recording = self.phone.recording
        try:
            wav, seconds = spoken_in(file.read_bytes(), recording.seconds if recording else 0)
        except OSError as problem:
            self.talk.show(f"  {file} cannot be read: {problem.strerror or problem}.")
        except IvrError as problem:
            self.talk.show(f"  {file} cannot be said: {problem}")
        else:
            self.do("record", f"{seconds:.0f}", lambda: self.phone.record(wav, seconds, end))

    def take_fate(self, typed: str) -> None:
        """Decide how the ringing ends."""
        if typed in FATES:
            self.do("dialed", FATES[typed], lambda: self.phone.dialed(FATES[typed]))
        else:
            self.talk.show(f"  It is ringing. How does it end? {RING_HELP}")

    def do(self, deed: str, what: str, act: Callable[[], tuple[Step, ...]]) -> None:
        """One deed, what it leads to, and both on the tape."""
        if self.card:
            {"hang up": self.card.hang_up, "wait": self.card.finish, "record": self.card.finish}.get(
                deed, self.card.interrupt
            )()
        try:
            steps = act()
        except (NotNowError, UnreadableError) as problem:
            self.talk.show(f"  {problem}")
            return
        self.tape.did(deed, what)
        self.hear(steps)

    def hear(self, steps: tuple[Step, ...]) -> None:
        """Print steps, put them on the tape, and begin to play them."""
        self.tape.heard(steps, self.phone.onward)
        for step in steps:
            for line in self.lines(step):
                self.talk.show(line)
        if self.card:
            self.card.start(steps)
        self.texts()

    def texts(self) -> None:
        """Print the texts that arrived on this phone meanwhile; they are no part of the call's tape."""
        arrived = self.kit.arrived(self.mark)
        self.mark = arrived.mark
        for words in arrived.texts:
            self.talk.show("  ... a text arrives:")
            self.talk.show(textwrap.indent(words, "      "))

    def lines(self, step: Step) -> list[str]:
        """What is printed for one step."""
        match step.kind:
            case "play":
                prompt, script = self.kit.sound(step.url) or ("unknown sound", step.url)
                return _wrapped(f"[{prompt}] {script}")
            case "say":
                return _wrapped(f"[the provider's voice] {step.text}")
            case "dial":
                service = self.kit.service(step.text)
                return [f"  ... ringing {step.text}{f' ({service})' if service else ''} ..."]
            case "record":
                return [f"  ... beep. You are recorded, for {step.seconds} seconds at most ..."]
            case "end":
                return ["  You hung up." if step.text == "caller" else "  The line hung up."]
        return []


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(" ".join(text.split()), WIDTH, initial_indent="  ", subsequent_indent="      ")


def texts(thread: TextThread, talk: Talk) -> None:
    """A conversation of texts until an empty line or the end of input."""
    talk.show(TEXT_HELP)
    while True:
        try:
            body = talk.ask("you:").strip()
        except (EOFError, KeyboardInterrupt):
            return
        if not body:
            return
        text(thread, talk, body)


def text(thread: TextThread, talk: Talk, body: str) -> None:
    """Send one text and print what comes back."""
    replies = thread.send(body)
    for reply in replies:
        talk.show(textwrap.indent(reply, "  "))
    if not replies:
        talk.show("  (The line sends no answer to this.)")


def sentence(problem: Exception) -> str:
    """What to print when a call or text breaks off."""
    if isinstance(problem, DocumentError):
        return f"The line answered with something that no telephone can follow: {problem}"
    return str(problem)
