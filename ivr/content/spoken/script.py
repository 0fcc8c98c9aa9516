"""From a script to the words that the voice is given."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ivr.content.speech import Speech
from ivr.content.spoken.addresses import addresses, codes
from ivr.content.spoken.amounts import numbers, ranges
from ivr.content.spoken.calendar import dates, times
from ivr.content.spoken.grammar import grammar_of
from ivr.content.spoken.letters import abbreviations, initials, letters, lexicon_pattern, signs
from ivr.content.spoken.rule import Rule

# Each round turns signs into words, so a few rounds always end, but for a mad lexicon: that one is then left out.
_ROUNDS = 20
_UNSAID = re.compile(r"[^\s\w.,;:!?¿¡…'\"\u2018\u2019\u201c\u201d«»()\[\]\u2013\u2014-]|[0-9_]")


def spoken(script: str, speech: Speech) -> str:
    """What the voice is given for a script: every number, sign and initialism as words of the language.

    The lexicon is applied first, on word boundaries, minding case. Paragraphs (a blank line) and "…" (time to find a
    pen) stay, for `phrased` to turn into pauses. Applying it twice changes nothing; no digit and no negation is ever
    lost. Numbers: design sections 3 and 9.
    """
    return _said(script, speech)


@lru_cache(maxsize=4096)  # the rules, the render and the script sheet ask for the same few hundred scripts
def _said(script: str, speech: Speech) -> str:
    settled = _settled(_tidied(script), speech)
    return settled if settled is not None else _ruled(_tidied(script), speech)


def unsaid(text: str) -> tuple[str, ...]:
    """Digits and signs in spoken text that an engine would have to guess at, each once; () for all that is well."""
    return tuple(dict.fromkeys(_UNSAID.findall(text)))


def _settled(text: str, speech: Speech) -> str | None:
    """The text after as many rounds as change it; None where a lexicon makes it grow for ever."""
    seen: list[str] = []
    while text not in seen:
        if len(seen) == _ROUNDS:
            return None
        seen.append(text)
        text = _ruled(_replaced(text, speech), speech)
    # Two entries that name each other would swap for ever: settle on one of the two, always the same.
    return min(seen[seen.index(text) :])


def _replaced(text: str, speech: Speech) -> str:
    """Put the lexicon's words in; what it says is never searched again, or "chemo" could grow for ever."""
    table, pattern = _lexicon(speech)
    return pattern.sub(lambda found: table.get(found[0], found[0]), text) if table else text


@lru_cache(maxsize=32)
def _lexicon(speech: Speech) -> tuple[dict[str, str], re.Pattern[str]]:
    table = {written: _ruled(_tidied(said), speech) for written, said in speech.lexicon.items() if written}
    return table, lexicon_pattern(table)


def _ruled(text: str, speech: Speech) -> str:
    for pattern, say in _rules(speech):
        text = pattern.sub(say, text)
    return _tidied(text)


@lru_cache(maxsize=32)
def _rules(speech: Speech) -> tuple[Rule, ...]:
    """In this order: what has a shape of its own (addresses, dates, times) before bare numbers and signs."""
    grammar = grammar_of(speech)
    return (
        *addresses(grammar)[:1],
        *initials(speech),
        *abbreviations(speech),
        *dates(grammar),
        *addresses(grammar)[1:],
        *codes(grammar),
        *times(grammar),
        *ranges(grammar),
        *numbers(grammar),
        *signs(speech),
        *letters(speech),
    )


def _tidied(text: str) -> str:
    """One space between words, none before a stop; blank lines stay, single line ends are spaces."""
    text = text.replace("\r\n", "\n").replace("\u2011", "-").replace("\u2212", "-").replace("\u2044", "/")
    text = re.sub(r"[^\W0-9_a-zA-Z]", _plain_digit, text)
    text = re.sub(r"º(?= ?[CF](?!\w))", "°", text)
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", text):
        line = " ".join(paragraph.split())
        line = re.sub(r" +([.,;:!?)\]])(?!\w)", r"\1", line)
        line = re.sub(r"([(\[¿¡]) +", r"\1", line)
        if line:
            paragraphs.append(line)
    return "\n\n".join(paragraphs)


def _plain_digit(found: re.Match[str]) -> str:
    """The digit of another script, raised or circled, as one of ours, and "½" as " 1/2"."""
    mark = found[0]
    if mark.isdigit():
        return f"{unicodedata.digit(mark)}" if mark.isdecimal() else f" {unicodedata.digit(mark)} "
    top, slash, bottom = unicodedata.normalize("NFKC", mark).partition("\u2044")
    return f" {top}/{bottom} " if slash else mark
