"""Whether a text asks us to stop, to start again, or who we are, and who answers the exact words."""

from __future__ import annotations

import re
from collections.abc import Collection

from rapidfuzz.distance import OSA

from ivr.content.matching import plain
from ivr.content.model import Content
from ivr.flow.texting.reading import Reading, shortened, word_set
from ivr.flow.texting.thread import OptOut, Texted
from ivr.flow.texting.watch import watches

# The words that the provider answers itself by default, alone in a text (reference: twilio.md 4.7).
PROVIDER_WORDS = word_set("stop stopall unsubscribe cancel end quit revoke optout start yes unstop help info")
# Words that ask to stop even as one sentence among others. "End." and "No more." may be about treatment there.
_ALONE_IN_A_SENTENCE = frozenset(
    ("stop", "stopall", "stop all", "unsubscribe", "optout", "opt out", "stop please", "please stop", "cancel"),
)
_SENTENCE = re.compile(r"[^.!?;\n]+[.!?;\n]*")
# "STOP i feel sick": a capital word at the start or end of a text that is otherwise not in capitals.
_LOUD = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "OPTOUT"})
# "stop i want to die": a sentence of its own, without its full stop.
_STOP_THEN_I = re.compile(r"(please )?stop (please |pls )?(i|im|ive|id|my|this)\b")
# From this length on, one slip in a word that asks to stop cannot make another word ("unsubscrib").
_UNMISTAKABLE = 9


def asks_to_stop(content: Content, reading: Reading) -> bool:
    """Whether a text asks for no more texts: an exact word, a sentence of it, or plain wording."""
    exact = content.safety.stop_exact
    harmless = watches(content).stop.harmless.within(reading.words)
    return (
        _is_word(reading, exact)
        or _is_slip(reading, exact)
        or _in_a_sentence(reading, harmless=harmless)
        or watches(content).stop.found(reading)
    )


def stops_in_danger(content: Content, reading: Reading) -> bool:
    """The same for a text that also speaks of danger; "make it stop" alone is no request there."""
    return asks_to_stop(content, reading) or bool(_STOP_THEN_I.match(reading.plain))


def asks_to_start(content: Content, reading: Reading) -> bool:
    """Whether a text asks for texts again."""
    return _is_word(reading, content.safety.start_exact)


def asks_for_help(content: Content, reading: Reading) -> bool:
    """Whether a text asks who we are, in English."""
    return _is_word(reading, content.safety.help_exact)


def asks_for_spanish_help(content: Content, reading: Reading) -> bool:
    """Whether a text asks who we are, in Spanish."""
    return _is_word(reading, content.safety.help_spanish)


def answered_by_provider(event: Texted, opt_out: OptOut) -> bool:
    """Whether the provider has answered this text itself, so that we stay silent.

    It takes only its own single words, and nothing around them: "Stop." and "stop please" are left to us.
    """
    if event.opt_out_type:
        return True
    return opt_out is not OptOut.OWN and event.body.strip().casefold() in PROVIDER_WORDS


def _is_word(reading: Reading, listed: Collection[str]) -> bool:
    forms = {reading.plain, *shortened(reading.plain)}
    return not forms.isdisjoint(listed)


def _is_slip(reading: Reading, listed: Collection[str]) -> bool:
    written = reading.plain
    return len(written) >= _UNMISTAKABLE - 1 and any(
        OSA.distance(written, word, score_cutoff=1) <= 1
        for word in listed
        if len(word) >= _UNMISTAKABLE and " " not in word
    )


def _in_a_sentence(reading: Reading, *, harmless: bool) -> bool:
    """A word of stopping as a sentence of its own, or loud at an end; `harmless` if it is treatment that stops."""
    sentences = _SENTENCE.findall(reading.raw)
    # A question ("Chemo is hard. Stop?") is about something else.
    if any(plain(said) in _ALONE_IN_A_SENTENCE for said in sentences if "?" not in said):
        return True
    written = re.findall(r"[^\W_]+", reading.raw)
    quiet = any(word.islower() and len(word) > 1 for word in written)
    return quiet and bool(written) and bool(_LOUD & {written[0], written[-1]}) and not harmless
