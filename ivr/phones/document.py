"""Reads a document strictly: the core of verbs that all TwiML carriers share, everything explicit, nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote
from xml.etree import ElementTree as ET

from ivr.errors import DocumentError
from ivr.phones.exchange import Line

_E164 = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_COUNT = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
_RATE = re.compile(r"[1-9][0-9]{1,2}%", re.ASCII)
# What a carrier's own voice says in one breath (Twilio's error 13521: 4,500 once encoded; Polly takes 3,000).
LONGEST_SAY = 3000
# Attributes that this phone knows; an unknown one is as likely a typing error as a carrier's speciality.
_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "Say": frozenset({"voice", "language"}),
    "prosody": frozenset({"rate"}),
    "Play": frozenset(),
    "Gather": frozenset({"input", "action", "method", "timeout", "numDigits", "finishOnKey"}),
    "Redirect": frozenset({"method"}),
    "Record": frozenset(
        {"action", "method", "timeout", "maxLength", "finishOnKey", "playBeep", "trim"}
        | {"recordingStatusCallback", "recordingStatusCallbackMethod"}
    ),
    "Dial": frozenset({"action", "method", "timeout", "hangupOnStar", "callerId", "timeLimit"}),
    "Hangup": frozenset(),
    "Message": frozenset(),
    "Body": frozenset(),
}
# The provider's defaults (reference: the documentation of Gather, Dial and Record).
_GATHER_SECONDS = "5"
_DIAL_SECONDS = "30"
_FINISH_KEY = "#"
_RECORD_KEYS = "1234567890*#"
_KEYS = frozenset(_RECORD_KEYS)
_SWITCH = frozenset({"true", "false"})


@dataclass(frozen=True)
class Speech:
    """Something that is heard: a sound by its address, or words for the provider's own voice."""

    url: str = ""
    words: str = ""


@dataclass(frozen=True)
class Gather:
    """Prompts that a key interrupts, then `seconds` of waiting; `digits` is 0 where any number of keys may come."""

    action: str
    prompts: tuple[Speech, ...]
    seconds: int
    digits: int
    finish: str


@dataclass(frozen=True)
class Redirect:
    """Go on with another document."""

    url: str


@dataclass(frozen=True)
class Dial:
    """Ring `number` (E.164) for `seconds`, then ask `action` what follows."""

    action: str
    number: str
    seconds: int


@dataclass(frozen=True)
class Record:
    """Record what is said, for `seconds` at most, until a key of `finish` or a while of silence; then ask `action`.

    `told` is where the provider says that the recording is there; "" for nowhere.
    """

    action: str
    seconds: int
    finish: str
    beep: bool
    told: str


@dataclass(frozen=True)
class Hangup:
    """End the call."""


Verb = Speech | Gather | Redirect | Dial | Record | Hangup


def read_call(text: str, line: Line) -> tuple[Verb, ...]:
    """The verbs of a document for a call, in order.

    Raises:
        DocumentError: with a plain sentence, for anything that some carrier might not follow.
    """
    return tuple(_verb(element, line) for element in _children(text))


def read_replies(text: str) -> tuple[str, ...]:
    """The bodies of a document that answers a text; raises DocumentError as `read_call` does."""
    return tuple(_message(element) for element in _children(text))


def _children(text: str) -> list[ET.Element]:
    if "<!" in re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL):
        raise DocumentError("The document declares a type of its own, which no carrier reads.")
    try:
        # Only the five built-in entities are left after the check above, so nothing can swell.
        root = ET.fromstring(text.encode())  # noqa: S314
    except (ET.ParseError, UnicodeEncodeError) as problem:
        raise DocumentError(f"The document is not well-formed XML ({problem}).") from problem
    if root.tag != "Response":
        raise DocumentError(f"The document is a <{root.tag}>, not a <Response>.")
    if root.attrib:
        raise DocumentError("The <Response> has attributes; it has none in TwiML.")
    _no_loose_words(root)
    return list(root)


def _no_loose_words(element: ET.Element) -> None:
    """Refuses words between verbs, which a carrier would drop unheard."""
    loose = (element.text or "") + "".join(child.tail or "" for child in element)
    if loose.strip():
        raise DocumentError(f"There are words outside any verb in <{element.tag}>: {loose.strip()!r}.")


def _verb(element: ET.Element, line: Line) -> Verb:
    _known(element)
    match element.tag:
        case "Say" | "Play":
            return _speech(element, line)
        case "Gather":
            return _gather(element, line)
        case "Redirect":
            _posts(element)
            return Redirect(line.webhook(_words(element)))
        case "Dial":
            return _dial(element, line)
        case "Record":
            return _record(element, line)
        case "Hangup":
            _empty(element)
            return Hangup()
    raise DocumentError(f"<{element.tag}> is not for a call.")


def _known(element: ET.Element) -> None:
    known = _ATTRIBUTES.get(element.tag)
    if known is None:
        raise DocumentError(f"<{element.tag}> is not among the verbs that all carriers share.")
    unknown = sorted(set(element.attrib) - known)
    if unknown:
        raise DocumentError(f"<{element.tag}> has an attribute that this phone does not know: {', '.join(unknown)}.")


def _words(element: ET.Element) -> str:
    """What stands in a verb that holds words only."""
    if len(element):
        raise DocumentError(f"<{element.tag}> holds <{element[0].tag}>, but may hold words only.")
    words = (element.text or "").strip()
    if not words:
        raise DocumentError(f"<{element.tag}> is empty.")
    return words


def _speech(element: ET.Element, line: Line) -> Speech:
    if element.tag == "Play":
        return Speech(url=line.sound(_words(element)))
    words = _slowed(element) if len(element) else _words(element)
    if len(quote(words)) > LONGEST_SAY:
        raise DocumentError(f"<Say> holds {len(words)} characters; carriers cut off or refuse what is so long.")
    return Speech(words=words)


def _slowed(element: ET.Element) -> str:
    """The words of a <Say> whose speed is given; only voices of Polly's are known to take that."""
    if [child.tag for child in element] != ["prosody"]:
        raise DocumentError("<Say> may hold words only, or one <prosody>.")
    _no_loose_words(element)
    if not element.get("voice", "").startswith("Polly."):
        raise DocumentError("<Say> holds <prosody>, which this voice may not know.")
    _known(element[0])
    if not _RATE.fullmatch(element[0].get("rate", "")):
        raise DocumentError("<prosody> has no rate such as 80%.")
    return _words(element[0])


def _gather(element: ET.Element, line: Line) -> Gather:
    if element.get("input", "dtmf") != "dtmf":
        raise DocumentError("<Gather> listens for speech; this line understands keys only.")
    _no_loose_words(element)
    for child in element:
        _known(child)
        if child.tag not in {"Say", "Play"}:
            raise DocumentError(f"<Gather> holds <{child.tag}>; only <Say> and <Play> are shared by all carriers.")
    finish = element.get("finishOnKey", _FINISH_KEY)
    if finish not in {"", *"0123456789*#"}:
        raise DocumentError(f'<Gather> has finishOnKey="{finish}", which is not one key.')
    return Gather(
        _action(element, line),
        tuple(_speech(child, line) for child in element),
        _count(element, "timeout", _GATHER_SECONDS),
        _count(element, "numDigits", "0"),
        finish,
    )


def _dial(element: ET.Element, line: Line) -> Dial:
    number, shown = _words(element), element.get("callerId")
    for each in (number, shown):
        if each is not None and not _E164.fullmatch(each):
            raise DocumentError(f"<Dial> names {each!r}, which is not a number in E.164.")
    _switch(element, "hangupOnStar", "false")
    return Dial(_action(element, line), number, _count(element, "timeout", _DIAL_SECONDS))


def _record(element: ET.Element, line: Line) -> Record:
    _empty(element)
    action, told = _action(element, line), element.get("recordingStatusCallback", "")
    _count(element, "timeout", _GATHER_SECONDS)
    if "maxLength" not in element.attrib:
        raise DocumentError("<Record> has no maxLength; a provider would record for an hour.")
    finish = element.get("finishOnKey", _RECORD_KEYS)
    if set(finish) - _KEYS:
        raise DocumentError(f'<Record> has finishOnKey="{finish}", which are not keys.')
    if element.get("trim", "trim-silence") not in {"trim-silence", "do-not-trim"}:
        raise DocumentError("<Record> has a trim that is neither trim-silence nor do-not-trim.")
    if told and element.get("recordingStatusCallbackMethod") != "POST":
        raise DocumentError('<Record> does not say recordingStatusCallbackMethod="POST".')
    beep = _switch(element, "playBeep", "true")
    return Record(action, _count(element, "maxLength", ""), finish, beep, line.webhook(told) if told else "")


def _empty(element: ET.Element) -> None:
    if len(element) or (element.text or "").strip():
        raise DocumentError(f"<{element.tag}> is not empty.")


def _switch(element: ET.Element, name: str, default: str) -> bool:
    value = element.get(name, default)
    if value not in _SWITCH:
        raise DocumentError(f"<{element.tag}> has a {name} that is neither true nor false.")
    return value == "true"


def _action(element: ET.Element, line: Line) -> str:
    """Where the outcome goes; never left to the default, which is the same document again, for ever."""
    action = element.get("action", "")
    if not action:
        raise DocumentError(f"<{element.tag}> has no action.")
    _posts(element)
    return line.webhook(action)


def _posts(element: ET.Element) -> None:
    """Demands POST in so many words: carriers differ in their default, and GET leaves its fields in logs."""
    if element.get("method") != "POST":
        raise DocumentError(f'<{element.tag}> does not say method="POST".')


def _count(element: ET.Element, name: str, default: str) -> int:
    value = element.get(name)
    if value is None:
        return int(default)
    if not _COUNT.fullmatch(value):
        raise DocumentError(f'<{element.tag}> has {name}="{value}", which is not a whole number from 1.')
    return int(value)


def _message(element: ET.Element) -> str:
    _known(element)
    if element.tag != "Message":
        raise DocumentError(f"<{element.tag}> is not for an answer to a text.")
    if not len(element):
        return _words(element)
    _no_loose_words(element)
    if [child.tag for child in element] != ["Body"]:
        raise DocumentError("<Message> may hold words or one <Body>, nothing else.")
    _known(element[0])
    return _words(element[0])
