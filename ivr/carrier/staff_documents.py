"""Turns of a staff call as TwiML: the provider's own voice for the fixed words, the line's sounds for the prompts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from twilio.twiml.voice_response import Gather, VoiceResponse

from ivr.carrier.incoming import Form
from ivr.carrier.twiml import POST, Addresses
from ivr.content.model import Edition, Language, Pace, PromptId, Said, Sound
from ivr.content.prompts import prompts
from ivr.content.provider_voice import LOCALES, WAIT, provider_words
from ivr.content.spoken import spoken
from ivr.content.staff import Phrase, filled
from ivr.content.voice_names import VoiceKind, VoiceName
from ivr.flow.session import Key, Listen, Silence, Spoke
from ivr.flow.staff import path
from ivr.flow.staff.session import (
    Aloud,
    Digits,
    Enter,
    Live,
    Record,
    Recorded,
    Script,
    StaffEvent,
    StaffSession,
    StaffTurn,
    TakeSound,
    Utterance,
)

HOOK = "/voice/desk"
TOLD = "recording"  # the first word of the address at which the provider tells that a recording is there
# Twilio's connection overrides: told three times more where we do not answer well, each time within ten seconds.
# Nobody signs them: a request's signature is of the address without its fragment.
AGAIN = "#rc=3&rp=all&rt=10000"
QUIET_SECONDS = 5  # of silence end a recording
STOP_KEY = "*"  # ends a recording that shall not be kept
MOST_TYPED = 40  # digits; what is longer is nobody's number or PIN
_RECORDING = re.compile(r"RE[0-9a-f]{32}", re.ASCII)
_FAILED = frozenset({"absent", "failed"})


class Verb(StrEnum):
    """The last word of a step's path: why the carrier asks."""

    KEY = "key"
    DIGITS = "digits"
    SILENCE = "silence"
    RECORDED = "recorded"


def event(verb: str, form: Form) -> StaffEvent:
    """What happened, from a step's verb and its form; whatever is missing or damaged was silence."""
    digits = form.get("Digits", "").strip()[:MOST_TYPED]
    if verb == Verb.RECORDED:
        recording, seconds = recording_of(form), form.get("RecordingDuration", "")
        counted = int(seconds) if re.fullmatch(r"[0-9]{1,6}", seconds, re.ASCII) else 0
        if digits == STOP_KEY:
            return Recorded(recording, counted, stopped=True)
        return Recorded(recording, counted) if recording else Silence()
    if verb == Verb.DIGITS:
        return Digits(digits)
    if digits:
        return Key(digits[0])
    return Spoke() if form.get("SpeechResult") else Silence()


def recording_of(form: Form) -> str:
    """The id of what was recorded; "" where nothing was, or that is no id."""
    recording = form.get("RecordingSid", "")
    there = _RECORDING.fullmatch(recording) and form.get("RecordingStatus", "") not in _FAILED
    return recording if there else ""


@dataclass(frozen=True)
class StaffDocuments:
    """Writes the documents of staff calls.

    Attributes:
        edition: what callers hear now.
        addresses: where the carrier finds us.
        words: the fixed words of the staff line.
        take: the address of the sound of a kept recording.
    """

    edition: Edition
    addresses: Addresses
    words: Mapping[PromptId, str]
    take: Callable[[int], str]

    def voice(self, turn: StaffTurn) -> str:
        """The document of one turn."""
        response = VoiceResponse()
        closed = _uninterruptible(turn)
        self._say(response, turn.say[:closed])
        if isinstance(turn.then, Listen | Enter):
            self._gather(response, turn, turn.say[closed:])
        elif isinstance(turn.then, Record):
            self._record(response, turn, turn.then)
        else:
            response.hangup()
        return str(response)

    def _gather(self, response: VoiceResponse, turn: StaffTurn, said: Iterable[Utterance]) -> None:
        several = isinstance(turn.then, Enter)
        seconds = turn.then.seconds if isinstance(turn.then, Listen | Enter) else 0
        # Where several keys are typed, forgetting the pound key does no harm: the wait ends the entry too.
        keys = {"finish_on_key": "#"} if several else {"finish_on_key": "", "num_digits": 1}
        action = self._step(turn.session, Verb.DIGITS if several else Verb.KEY)
        gather = Gather(input="dtmf", timeout=seconds, action=action, method=POST, **keys)
        self._say(gather, said)
        response.append(gather)
        response.redirect(self._step(turn.session, Verb.SILENCE), method=POST)

    def _record(self, response: VoiceResponse, turn: StaffTurn, record: Record) -> None:
        session = turn.session
        response.record(
            action=self._step(session, Verb.RECORDED),
            method=POST,
            timeout=QUIET_SECONDS,
            finish_on_key=f"#{STOP_KEY}",
            max_length=record.seconds,
            play_beep=True,
            trim="do-not-trim",  # the intake cuts, and needs to hear the room
            recording_status_callback=self._told(session),
            recording_status_callback_method=POST,
        )
        # Nothing was recorded: the document goes on here.
        response.redirect(self._step(session, Verb.SILENCE), method=POST)

    def _step(self, session: StaffSession, verb: Verb) -> str:
        return f"{self.addresses.public}{HOOK}/{path.write(session)}/{verb}"

    def _told(self, session: StaffSession) -> str:
        """Where the provider tells of a recording: who, what and which words, for they may have hung up."""
        words = session.script or path.NOTHING
        return f"{self.addresses.public}{HOOK}/{TOLD}/{session.person}/{session.prompt}/{words}{AGAIN}"

    def _say(self, verb: VoiceResponse | Gather, said: Iterable[Utterance]) -> None:
        for each in said:
            match each:
                case Phrase():
                    self._words(verb, filled(self.words, each), self.edition.content.default_language)
                case Aloud(words=words):
                    self._words(verb, words, self.edition.content.default_language)
                case Script(prompt=prompt, language=language, words=words):
                    sound = self._rendered(prompt, language, words)
                    self._sound(verb, sound, words, language)
                case Live(prompt=prompt, language=language):
                    sound = self.edition.sound(prompt, language, Pace.NORMAL)
                    self._sound(verb, sound, self._script(prompt, language), language)
                case TakeSound(take=take):
                    verb.play(self.take(take))

    def _rendered(self, prompt: PromptId, language: Language, words: str) -> Sound | None:
        """The line's own voice with just these words; None where a person speaks them now, or others are spoken."""
        sound = self.edition.sound(prompt, language, Pace.NORMAL)
        return sound if sound and sound.source == "rendered" and self._script(prompt, language) == words else None

    def _script(self, prompt: PromptId, language: Language) -> str:
        listed = prompts(self.edition.content)
        return next((each.script for each in listed if (each.id, each.language) == (prompt, language)), "")

    def _sound(self, verb: VoiceResponse | Gather, sound: Sound | None, words: str, language: Language) -> None:
        if sound is not None and sound.said is None:
            verb.play(self.addresses.sound(sound.file))
        else:
            self._words(verb, words, language)

    def _words(self, verb: VoiceResponse | Gather, words: str, language: Language) -> None:
        for sentence in self._sentences(words, language):
            verb.say(sentence, language=LOCALES.get(language))

    def _sentences(self, words: str, language: Language) -> Iterator[str]:
        """The words as they are spoken, for "911" is not a number to the provider."""
        known = self.edition.content.words.get(language)
        if not words.strip() or known is None:
            return
        said: Said = provider_words(
            spoken(words, known.speech), language, Pace.NORMAL, VoiceName(VoiceKind.PROVIDER)
        ).said
        yield from (sentence for sentence in said.words if sentence != WAIT)


def _uninterruptible(turn: StaffTurn) -> int:
    """How much is said before the keys are listened to: the question before the end, and all where none is."""
    if not isinstance(turn.then, Listen | Enter):
        return len(turn.say)
    asked = [at for at, each in enumerate(turn.say, 1) if isinstance(each, Phrase) and each.id.startswith("ask.end")]
    return asked[-1] if asked else 0


def staff_last_resort() -> str:
    """What is said when nothing else can be: no edition, no words."""
    response = VoiceResponse()
    response.say(
        "I am sorry. Something went wrong on our side. Please call again in a few minutes. Goodbye.",
        language=LOCALES["en"],
    )
    response.hangup()
    return str(response)
