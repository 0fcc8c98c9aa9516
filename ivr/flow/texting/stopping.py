"""Whether a text asks us to stop, to start again, or who we are, and who answers the exact words."""

from __future__ import annotations

import re
from collections.abc import Collection

from rapidfuzz.distance import OSA

from ivr.content.matching import plain
from ivr.content.model import Content
from ivr.flow.texting.book import Look
from ivr.flow.texting.danger import FEW_WORDS, FEWER, denied, spoken, told
from ivr.flow.texting.meaning import STOP, Likely
from ivr.flow.texting.mind import mind_of
from ivr.flow.texting.reading import Reading, shortened
from ivr.flow.texting.thread import OptOut, Texted

# The words that the provider answers itself by default, alone in a text (Twilio's page on opt-out keywords).
PROVIDER_WORDS = frozenset(
    [
        "stop",
        "stopall",
        "unsubscribe",
        "cancel",
        "end",
        "quit",
        "revoke",
        "optout",
        "start",
        "yes",
        "unstop",
        "help",
        "info",
    ]
)
# What a provider may say it has answered itself (`OptOutType`); anything else it may come to say is left to the words.
OPT_OUT_TYPES = frozenset({"STOP", "START", "HELP"})
_SENTENCE = re.compile(r"[^.!?;\n]+[.!?;\n]*")
# So long a word must be to be taken for the slip of another ("stpo", "unsubscirbe"); shorter ones have other meanings.
_MENDED = 4
# So many letters may be other than meant.
_ALIKE = 2
# From here on a text stops all texts, in logarithms of odds; from there on, and up to here, the sender is told how to.
STOPS, MAY_STOP = 0.8, -2.0
# What words of another stop, or of going on ("don't remove me"), take from a text that has none of asking for one, and
# from one that has these only as part of the others ("don't stop texting").
OTHERWISE, DENIED = 2.0, 3.0


def asks_to_stop(content: Content, reading: Reading, likely: Likely) -> bool:
    """Whether a text asks for no more texts: an exact word, a sentence of it, or plain wording."""
    return _stops_for_sure(content, reading) or _stop_odds(content, reading, likely) >= STOPS


def may_ask_to_stop(content: Content, reading: Reading, likely: Likely) -> bool:
    """Whether a text that does not clearly ask to stop may mean it all the same."""
    few = len(reading.words) <= FEW_WORDS
    return _stop_odds(content, reading, likely) >= MAY_STOP + FEWER * few


def stops_in_danger(content: Content, reading: Reading, likely: Likely) -> bool:
    """The same for a text that also speaks of danger: "stop i want to die" needs no full stop in it.

    Its words must ask, and it must not be very unlike those that do: likeness alone is too thin to end the texts of
    someone in danger ("ya no quiero vivir").
    """
    words_ask = asks_to_stop(content, reading, Likely()) and likely.dangers.get(STOP, 0.0) >= MAY_STOP
    return words_ask or bool(spoken(mind_of(content).look(reading), "stop_in_danger"))


def _stop_odds(content: Content, reading: Reading, likely: Likely) -> float:
    """How likely a text asks to stop, by its wording and the examples together, in logarithms of odds."""
    look = mind_of(content).look(reading)
    odds = told(likely, STOP, found=bool(spoken(look, "stop", "stop_not")))
    if spoken(look, "stop"):
        return odds - DENIED * denied(look, "stop", "stop_not")
    return odds - OTHERWISE * bool(spoken(look, "stop_not"))


def _stops_for_sure(content: Content, reading: Reading) -> bool:
    """Whether a text is a word of stopping, with at most courtesy around it, or has it as a sentence of its own."""
    words = content.safety.words
    if not reading.words:
        return any(emoji in reading.raw for emoji in words["stop.emoji"])
    if _is_word(reading, words["stop.exact"]) or not _bare(content, reading).isdisjoint(words["stop.exact"]):
        return True
    return _is_slip(content, reading) or _in_a_sentence(content, reading, mind_of(content).look(reading))


def asks_to_start(content: Content, reading: Reading) -> bool:
    """Whether a text asks for texts again."""
    return _is_word(reading, content.safety.words["start.exact"])


def asks_for_help(content: Content, reading: Reading) -> bool:
    """Whether a text asks who we are, in English."""
    return _is_word(reading, content.safety.words["help.exact"])


def asks_for_spanish_help(content: Content, reading: Reading) -> bool:
    """Whether a text asks who we are, in Spanish."""
    return _is_word(reading, content.safety.words["help.spanish"])


def answered_by_provider(event: Texted, opt_out: OptOut) -> bool:
    """Whether the provider has answered this text itself, so that we stay silent.

    It takes only its own single words, and nothing around them: "Stop." and "stop please" are left to us.
    """
    if taken_for(event):
        return True
    return opt_out is not OptOut.OWN and event.body.strip().casefold() in PROVIDER_WORDS


def taken_for(event: Texted) -> str:
    """What the provider says it took a text for: `STOP`, `START`, `HELP`; "" for nothing, or for what nobody knows."""
    said = event.opt_out_type.strip().upper()
    return said if said in OPT_OUT_TYPES else ""


def _is_word(reading: Reading, listed: Collection[str]) -> bool:
    """Whether the whole text is one of the listed, drawn out ("stoppp") or said again and again ("stop stop stop")."""
    forms = {reading.plain, *shortened(reading.plain), *set(reading.words)} if _one(reading) else {reading.plain}
    return not forms.isdisjoint(listed)


def _bare(content: Content, reading: Reading) -> set[str]:
    """A text without what may stand around a word of stopping, as written and with short forms written out."""
    around, mind = content.safety.words["stop.around"], mind_of(content)
    words = list(reading.words)
    while words and words[0] in around:
        words.pop(0)
    while words and words[-1] in around:
        words.pop()
    read = mind.look(reading).tape.read
    if len(words) == len(reading.words) == len(read) == 1:  # "$top" and "5top" are read as they are meant
        # What only sounds like a word of stopping is none: "counsler" and "cancelar" have the same consonants.
        return {meant for meant in next(iter(read.values())) if OSA.distance(words[0], meant) <= _ALIKE}
    return {" ".join(words), " ".join(meant for word in words for meant in mind.short_forms.get(word, (word,)))}


def _one(reading: Reading) -> bool:
    return len(set(reading.words)) == 1


def _is_slip(content: Content, reading: Reading) -> bool:
    """Whether the whole text can only be a slip of a word of stopping, or that word again and again."""
    words = content.safety.words
    if not _one(reading) or len(reading.words[0]) < _MENDED or reading.words[0] in words["stop.not_slips"]:
        return False
    written = reading.words[0]
    if any(len(written) > len(word) and not written.replace(word, "") for word in words["stop.slips"]):
        return True  # "STOPSTOPSTOP"
    if written in mind_of(content).slips.known:
        return False
    return any(
        OSA.distance(written, word, score_cutoff=1) <= 1 and _near(written, word) for word in words["stop.slips"]
    )


def _near(written: str, word: str) -> bool:
    """Whether a slip of one letter is surely of this word: its first letter stands, or the word is a long one."""
    return written[0] == word[0] or sorted(written) == sorted(word) or len(word) > _MENDED


def _in_a_sentence(content: Content, reading: Reading, look: Look) -> bool:
    """A word of stopping as a sentence of its own, or loud at an end where it is not treatment that stops."""
    alone = content.safety.words["stop.sentence"]
    # A question ("Chemo is hard. Stop?") is about something else.
    if any(plain(said) in alone for said in _SENTENCE.findall(reading.raw) if "?" not in said):
        return True
    written = re.findall(r"[^\W_]+", reading.raw)
    quiet = any(word.islower() and len(word) > 1 for word in written)
    loud = quiet and bool(written) and not {written[0], written[-1]}.isdisjoint(content.safety.words["stop.loud"])
    return loud and not any(p.label[0] == "stop_not" and look.found(p) for p in look.candidates)
