"""Turns as TwiML: the shared core of verbs only, absolute URLs, explicit actions, POST everywhere."""

from __future__ import annotations

from dataclasses import dataclass, replace

from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Dial, Gather, Say, VoiceResponse

from ivr.carrier.incoming import Verb
from ivr.content.model import Edition, Pace, Said, Sound
from ivr.content.provider_voice import LOCALES, WAIT, provider_words
from ivr.content.spoken import spoken
from ivr.content.voice_names import VoiceKind, VoiceName
from ivr.flow import path
from ivr.flow.session import Connect, Cue, End, Listen, Session, Turn

POST = "POST"
FULL_RATE = 100  # per cent


@dataclass(frozen=True)
class Addresses:
    """Where the carrier finds us: steps on the public URL, sounds where they are served."""

    public: str
    audio: str

    def step(self, edition: Edition, session: Session, verb: Verb) -> str:
        """The webhook of a session's next step."""
        return f"{self.public}/voice/{edition.number}/{path.write(session)}/{verb}"

    def sound(self, file: str) -> str:
        """The address of a sound."""
        return f"{self.audio}/audio/{file}"


class Documents:
    """Writes the documents of one edition."""

    def __init__(self, edition: Edition, addresses: Addresses, caller_id: str) -> None:
        self.edition = edition
        self.addresses = addresses
        self.caller_id = caller_id
        self._scripts = dict[tuple[str, str], str]()

    def voice(self, turn: Turn) -> str:
        """The document of one turn of a call."""
        response = VoiceResponse()
        closed = _uninterruptible(turn)
        for cue in turn.say[:closed]:
            self._play(response, cue, turn.session.view.pace)
        if isinstance(turn.then, Listen):
            self._listen(response, turn, turn.say[closed:], turn.then)
        elif isinstance(turn.then, Connect):
            self._connect(response, turn, turn.then)
        elif isinstance(turn.then, End):
            response.hangup()
        return str(response)

    def _listen(self, response: VoiceResponse, turn: Turn, said: tuple[Cue, ...], listen: Listen) -> None:
        gather = Gather(
            input="dtmf",
            num_digits=1,
            timeout=listen.seconds,
            finish_on_key="",  # so that # is a key like any other
            action=self.addresses.step(self.edition, turn.session, Verb.KEY),
            method=POST,
        )
        for cue in said:
            self._play(gather, cue, turn.session.view.pace)
        response.append(gather)
        # Without a key the document goes on here: silence has its own path.
        response.redirect(self.addresses.step(self.edition, turn.session, Verb.SILENCE), method=POST)

    def _connect(self, response: VoiceResponse, turn: Turn, connect: Connect) -> None:
        dial = Dial(
            connect.number,
            action=self.addresses.step(self.edition, turn.session, Verb.DIALED),
            method=POST,
            timeout=connect.seconds,
            hangup_on_star=True,
            caller_id=self.caller_id or None,
        )
        response.append(dial)

    def _play(self, verb: VoiceResponse | Gather, cue: Cue, pace: Pace) -> None:
        sound = self.edition.sound(cue.prompt, cue.language, pace)
        if sound is None:  # the provider's own voice stands in rather than silence
            sound = Sound("", 0.0, "provider", self._said(cue, pace))
        if sound.said is None:
            verb.play(self.addresses.sound(sound.file))
            return
        for words in sound.said.words:
            if words == WAIT:
                verb.play(self.addresses.sound(sound.file))
            else:
                verb.append(_say(words, sound.said))

    def _said(self, cue: Cue, pace: Pace) -> Said:
        """A prompt's script for the provider's default voice: as it is spoken, for "911" is not a number to it."""
        speech = self.edition.content.words[cue.language].speech
        said = provider_words(spoken(self._script(cue), speech), cue.language, pace, VoiceName(VoiceKind.PROVIDER)).said
        return replace(said, words=tuple(words for words in said.words if words != WAIT))  # there is no silent sound

    def _script(self, cue: Cue) -> str:
        if not self._scripts:
            from ivr.content.prompts import prompts  # noqa: PLC0415 - only ever needed where a sound is missing

            self._scripts = {(prompt.id, prompt.language): prompt.script for prompt in prompts(self.edition.content)}
        return self._scripts.get((cue.prompt, cue.language), "Please stay on the line.")


def _say(words: str, said: Said) -> Say:
    """One <Say>; only a voice that was found to take it is told to be slow, in the markup of its maker."""
    slow = said.rate != FULL_RATE
    verb = Say(None if slow else words, voice=said.voice or None, language=said.locale or None)
    if slow:
        verb.prosody(words, rate=f"{said.rate}%")
    return verb


def _uninterruptible(turn: Turn) -> int:
    """How many prompts come before the keys are listened to: up to the last question that may not be cut short."""
    if not isinstance(turn.then, Listen):
        return len(turn.say)
    asked = [place for place, cue in enumerate(turn.say, 1) if cue.prompt.startswith("ask.")]
    return asked[-1] if asked else 0


def message(body: str) -> str:
    """The document that answers a text; an empty body means no answer."""
    response = MessagingResponse()
    if body:
        response.message(body)
    return str(response)


def last_resort(addresses: Addresses) -> str:
    """What is said when even the apology cannot be made: no sound, no edition, one way on."""
    again = f"{addresses.public}/voice"
    response = VoiceResponse()
    gather = Gather(input="dtmf", num_digits=1, timeout=10, finish_on_key="", action=again, method=POST)
    gather.say(
        "I am sorry. Something went wrong on our side. If this is an emergency, hang up and call, nine one one. "
        "If life feels too hard, call or text, nine eight eight, day or night. Please stay on, and I will try again.",
        language=LOCALES["en"],
    )
    response.append(gather)  # its wait keeps a line that is down from asking again and again without a breath
    response.redirect(again, method=POST)
    return str(response)
