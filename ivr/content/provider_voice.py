"""What the provider's own voice is given to say: short sentences, its voice and locale, and how long that takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from ivr.content.model import Language, Pace, Said
from ivr.content.spoken import Pause, Words, phrased, word_count
from ivr.content.voice_names import VoiceName

# The carriers' name for a language whose voice does not say where it comes from.
LOCALES: Mapping[Language, str] = {
    "de": "de-DE",
    "en": "en-US",
    "es": "es-MX",
    "fr": "fr-FR",
    "it": "it-IT",
    "ko": "ko-KR",
    "pl": "pl-PL",
    "pt": "pt-BR",
    "ru": "ru-RU",
    "vi": "vi-VN",
}
WAIT = "…"  # among the words: time to find a pen, as a silent sound, since not every carrier knows <Pause>
SLOW_RATE = 80  # per cent, where the voice can be told

# Twilio's documentation of <Say> and of error 13521: 3,000 characters for Polly and more for others, 4,500 once
# encoded for a URL. One limit under them all, counted encoded.
LONGEST = 2900
# The provider does not say how fast its voices are. A little slower than they are known to be, so that the rules about
# seconds are kept; and a breath between two <Say>.
_WORDS_PER_MINUTE = 150
_BREATH_MS = 500
_PEN_MS = 2000  # a longer pause than this is time to do something


@dataclass(frozen=True)
class ProviderWords:
    """Words for the provider, how long they last (an estimate), and how long each wait in them is."""

    said: Said
    seconds: float
    wait_ms: int


def provider_words(spoken: str, language: Language, pace: Pace, name: VoiceName) -> ProviderWords:
    """What the provider's voice is given for a prompt that is already `spoken`.

    A sentence each; at the slow pace also a group of digits each, so that there is a breath between them, and a lower
    rate where the voice is one of Polly's that can be told (Amazon's list of SSML tags: not the generative ones).
    """
    voice, _, locale = name.detail.partition("@")
    slows = voice.startswith("Polly.") and not voice.endswith("-Generative")
    rate = SLOW_RATE if pace is Pace.SLOW and slows else 100
    words, waits = [], [0]
    for piece in _sentences(spoken, pace):
        words += [piece] if isinstance(piece, str) else [WAIT]
        waits += [] if isinstance(piece, str) else [piece]
    said = Said(tuple(words), voice, locale or _locale(voice, language), rate)
    talking = word_count(" ".join(words)) * 60 / (_WORDS_PER_MINUTE * rate / 100)
    breaths = (len(words) - 1) * _BREATH_MS / 1000
    return ProviderWords(said, round(talking + breaths + sum(waits) / 1000, 3), max(waits))


def pieces(text: str) -> Iterator[str]:
    """The text cut between words where it is too long for one <Say>."""
    piece = ""
    for word in text.split():
        longer = f"{piece} {word}".strip()
        if piece and len(quote(longer)) > LONGEST:
            yield piece
            longer = word
        piece = longer
    if piece:
        yield piece


def _sentences(spoken: str, pace: Pace) -> Iterator[str | int]:
    """Sentences, and the milliseconds of each long wait between them."""
    sentence = ""
    for item in phrased(spoken, pace):
        if isinstance(item, Words):
            sentence = f"{sentence} {item.text}".strip()
        elif isinstance(item, Pause) and (pace is Pace.SLOW or not sentence.endswith(",")):
            yield from pieces(sentence)
            sentence = ""
            if item.ms > _PEN_MS:
                yield item.ms
    yield from pieces(sentence)


def _locale(voice: str, language: Language) -> str:
    """Google's voices begin with theirs; the others get the language's usual one ("" where none is known)."""
    _, dot, named = voice.partition("Google.")
    if dot and named.count("-") > 1:
        return "-".join(named.split("-")[:2])
    return LOCALES.get(language, "")
