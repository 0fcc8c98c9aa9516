"""How a script is said: numbers, names and signs as words, and the pauses between the words.

The rules are for English; a lexicon (`content/<language>/spoken.toml`) says the rest. Both functions are pure, so
the words a caller hears can be read, compared and tested without making any sound.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from ivr.content.model import Pace
from ivr.content.numerals import DIGITS, cardinal, digit_by_digit, number, ordinal, phone_number, year


@dataclass(frozen=True)
class Words:
    """A stretch that the voice says in one breath."""

    text: str


@dataclass(frozen=True)
class Pause:
    """Silence of an exact length in milliseconds."""

    ms: int


@dataclass(frozen=True)
class Pauses:
    """How long the silences of one pace are, in milliseconds."""

    sentence: int
    paragraph: int
    group: int
    pen: int


# Design section 3 asks for 400-600 ms between the name of a choice and its key at the normal pace, and lets the slow
# one take half as long again; the sentence pause is that silence. "Time to get a pen" is the same at every pace.
PAUSES: Mapping[Pace, Pauses] = {
    Pace.NORMAL: Pauses(sentence=500, paragraph=900, group=300, pen=3000),
    Pace.SLOW: Pauses(sentence=750, paragraph=1300, group=450, pen=3000),
}

# Each round turns signs into words, so a few rounds always end, but for a mad lexicon: that one is then left out.
_ROUNDS = 20

_ZONES = r"Eastern|Central|Mountain|Pacific|Atlantic|Alaska|Hawaii|[A-Z][a-z]+day|[ECMP][SD]?T\b"
_TIME = r"(?:1[0-2]|0?[1-9])(?::[0-5][0-9])?\s?[AaPp]\.?[Mm]\.?"
_UNITS = {
    "mg": "milligram",
    "mcg": "microgram",
    "g": "gram",
    "kg": "kilogram",
    "ml": "milliliter",
    "mL": "milliliter",
    "cm": "centimeter",
    "lb": "pound",
    "oz": "ounce",
    "hr": "hour",
}
_SYMBOLS = {"&": "and", "#": "pound", "*": "star", "+": "plus", "=": "equals", "@": "at", "%": "percent"}
_ABBREVIATIONS = {
    "Dr.": "Doctor",
    "Mr.": "Mister",
    "Mrs.": "Missus",
    "Ms.": "Miz",
    "e.g.": "for example",
    "i.e.": "that is",
}
# Capitals of two or three letters are spelled ("N C I") unless they are one of these; longer ones are words of the
# text line ("MENU") unless they have no vowel.
_SHORT_WORDS = re.compile(
    "ALL|AND|ANY|ASK|BUT|END|FOR|GO|HER|HIS|IF|IN|IS|IT|NEW|NO|NOT|NOW|OF|OFF|ON|ONE|OR|OUR|OUT|"
    "PEN|SAY|SIX|TEN|THE|TIP|TO|TWO|WE|WHO|YES|YOU"
)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]


def spoken(script: str, lexicon: Mapping[str, str]) -> str:
    """What the voice is given for a script: every number, sign and initialism as words.

    `lexicon` maps what is written to what is said; it is applied first, on word boundaries, minding case. Paragraphs
    (a blank line) and "…" (time to find a pen) stay, for `phrased` to turn into pauses. Applying it twice changes
    nothing; no digit and no negation is ever lost. Numbers: design sections 3 and 9; accessibility.md A17.
    """
    settled = _settled(
        _tidied(script), tuple((written, _ruled(words)) for written, words in lexicon.items() if written)
    )
    return settled if settled is not None else _ruled(_tidied(script))


def word_count(text: str) -> int:
    """The number of words as they are said ("one hundred point four" is four); `text` is already `spoken`."""
    return sum(1 for token in text.split() if any(mark.isalnum() for mark in token))


def phrased(text: str, pace: Pace) -> tuple[Words | Pause, ...]:
    """Spoken text as words and exact pauses, never starting or ending with a pause.

    A sentence end, a paragraph (blank line), "…" and the comma inside a group of digits become silence; where several
    meet, the longest counts once. Empty when there is nothing to say.
    """
    merged: list[Words | Pause] = []
    for item in _pieces(text, PAUSES[pace]):
        before = merged[-1] if merged else None
        if isinstance(item, Words) or isinstance(before, Words):
            merged.append(item)
        elif isinstance(before, Pause):
            merged[-1] = Pause(max(before.ms, item.ms))
    if merged and isinstance(merged[-1], Pause):
        merged.pop()
    return tuple(merged)


# --- scripts to words ------------------------------------------------------------------------------------------------


def _settled(text: str, said: tuple[tuple[str, str], ...]) -> str | None:
    """The text after as many rounds as change it; None where a lexicon makes it grow for ever."""
    seen: list[str] = []
    while text not in seen:
        if len(seen) == _ROUNDS:
            return None
        seen.append(text)
        text = _ruled(_replaced(text, said))
    # Two entries that name each other would swap for ever: settle on one of the two, always the same.
    return min(seen[seen.index(text) :])


def _replaced(text: str, said: tuple[tuple[str, str], ...]) -> str:
    """Put the lexicon's words in; what it says is never searched again, or "chemo" could grow for ever."""
    table = dict(said)
    if not table:
        return text
    return _lexicon_pattern(said).sub(lambda found: table.get(found[0], found[0]), text)


@lru_cache(maxsize=32)
def _lexicon_pattern(said: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """Everything written or said by the lexicon, longest first."""
    forms = sorted({form for form in chain.from_iterable(said) if form}, key=lambda form: (-len(form), form))
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(form) for form in forms) + r")(?!\w)")


def _ruled(text: str) -> str:
    for pattern, say in _RULES:
        text = pattern.sub(say, text)
    return _tidied(text)


def _tidied(text: str) -> str:
    """One space between words, none before a stop; blank lines stay, single line ends are spaces."""
    text = text.replace("\r\n", "\n").replace("\u2011", "-").replace("\u2212", "-")
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", text):
        line = " ".join(paragraph.split())
        line = re.sub(r" +([.,;:!?)\]])(?!\w)", r"\1", line)
        line = re.sub(r"([(\[]) +", r"\1", line)
        if line:
            paragraphs.append(line)
    return "\n\n".join(paragraphs)


def _rule(pattern: str, say: Callable[[re.Match[str]], str] | str) -> Rule:
    """A rule whose words are set apart from their neighbours by spaces; `_tidied` takes the spare ones away."""
    words = say if callable(say) else (lambda found: found.expand(str(say)))
    return re.compile(pattern), lambda found: f" {words(found)} "


def _plain(pattern: str, say: Callable[[re.Match[str]], str] | str) -> Rule:
    """A rule that puts in exactly what it says."""
    return re.compile(pattern), say if callable(say) else (lambda found: found.expand(str(say)))


def _web_address(found: re.Match[str]) -> str:
    said = re.sub(r"^https?://", "", found[0]).replace("www.", "w w w.")
    for sign, name in (("@", "at"), (".", "dot"), ("/", "slash"), ("-", "dash"), ("_", "underscore")):
        said = said.replace(sign, f" {name} ")
    return said


def _free_number(found: re.Match[str]) -> str:
    """Digits one by one, letters as a word: "1-800-4-CANCER" is "one, eight hundred, four, cancer"."""
    groups = found[0].removeprefix("+").split("-")
    return phone_number([group if group.isdigit() else group.lower() for group in groups])


def _time(found: re.Match[str]) -> str:
    hour, minutes, half, dots = found["hour"], found["minutes"], found["half"].upper(), found["stop"]
    clock = [cardinal(int(hour))]
    if minutes and minutes != "00":
        clock.append(f"oh {DIGITS[int(minutes)]}" if minutes[0] == "0" else cardinal(int(minutes)))
    # The dot of "5 p.m." may end a sentence too: it does before a capital, unless a time zone or a day follows.
    ends = not found["dot"] or re.match(rf"\s*(?:\Z|\n\s*\n|(?!{_ZONES})[A-Z…])", found.string[found.end() :])
    return f"{' '.join(clock)} {half} M{'.' if dots and ends else ''}"


def _clock(found: re.Match[str]) -> str:
    hour, minutes = int(found[1]), found[2]
    if minutes == "00":
        return f"{cardinal(hour)} o'clock"
    return f"{cardinal(hour)} {f'oh {DIGITS[int(minutes)]}' if minutes[0] == '0' else cardinal(int(minutes))}"


def _date(found: re.Match[str]) -> str:
    return f"{_MONTHS[int(found[2]) - 1]} {ordinal(int(found[3]))}, {year(int(found[1]))}"


def _unit(found: re.Match[str]) -> str:
    amount, unit = found["amount"], _UNITS[found["unit"]]
    return f"{amount} {unit}{'' if amount == '1' else 's'}"


def _degrees(found: re.Match[str]) -> str:
    degrees = "degrees " if found["sign"] else ""
    scale = {"F": "Fahrenheit", "C": "Celsius", "": ""}[(found["scale"] or "").upper()]
    return f"{found['amount']} {degrees}{scale}"


def _dollars(found: re.Match[str]) -> str:
    return f"{number(found[1])} {'dollar' if found[1] == '1' else 'dollars'}"


def _dotted_initials(found: re.Match[str]) -> str:
    """The letters of "U.S.", apart; the last dot stays where a sentence ends with it."""
    letters = " ".join(found[0].replace(".", ""))
    rest = found.string[found.end() :]
    return f"{letters}." if re.match(r"\s*(?:\Z|\n\s*\n|[…])", rest) else letters


def _capitals(found: re.Match[str]) -> str:
    word = found[0]
    is_word = _SHORT_WORDS.fullmatch(word) or re.fullmatch("(?=.*[AEIOUYÁÉÍÓÚ]).{4,}", word)
    return word.lower() if is_word else " ".join(word)


_DAY = r"([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_DOMAIN = r"(?:[A-Za-z0-9_-]+\.)+(?:org|gov|com|net|edu|info|us|ca|mx)"
_AMOUNT = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"

# In this order: what has a shape of its own (addresses, telephone numbers, times) before bare numbers and signs.
_RULES: tuple[Rule, ...] = (
    _rule(rf"(?<![\w@.])(?:https?://)?(?:[A-Za-z0-9._-]+@)?{_DOMAIN}(?:/[\w./-]*[\w/])?(?![\w@])", _web_address),
    _rule(rf"(?<![\w-]){_DAY}(?![\w-])", _date),
    _rule(r"(?<![\w+-])\+?1-8(?:00|33|44|55|66|77|88)(?:-[0-9A-Z]+)+(?![\w-])", _free_number),
    _rule(
        r"(?<![\w+-])(?:\+?(1)[-. ]?)?(?:\(([0-9]{3})\) ?|([0-9]{3})[-. ])([0-9]{3})[-. ]([0-9]{4})(?![\w-])",
        lambda found: phone_number([group for group in found.groups() if group]),
    ),
    _rule(
        r"(?<![\w+])(?:\+?(1))?([2-9][0-9]{2})([2-9][0-9]{2})([0-9]{4})(?![\w-])",
        lambda found: phone_number([group for group in found.groups() if group]),
    ),
    _rule(r"(?<![\w+-])([0-9]{3})-([0-9]{4})(?![\w-])", lambda found: phone_number(list(found.groups()))),
    _rule(r"(?<![\w.,$-])(?:[2-9]11|988)(?![\w%°-]|[.,][0-9])", lambda found: digit_by_digit(found[0])),
    _rule(r"(?<!\w)24/7(?!\w)", "twenty-four seven"),
    _plain(
        rf"(?<![\w:])({_TIME}|[0-9]{{1,2}}:[0-9]{{2}})\s?[-\u2013]\s?(?={_TIME}|[0-9]{{1,2}}:[0-9]{{2}})", r"\1 to "
    ),
    _rule(
        r"(?<![\w:.])(?P<hour>1[0-2]|0?[1-9])(?::(?P<minutes>[0-5][0-9]))?\s?"
        r"(?P<half>[AaPp])(?P<dot>\.?)[Mm](?!\w)(?P<stop>\.?)",
        _time,
    ),
    _rule(r"(?<![\w:])([01]?[0-9]|2[0-3]):([0-5][0-9])(?![\w:])", _clock),
    _plain(r"(?<=[A-Za-z])-(?=[0-9])|(?<=[0-9])-(?=[A-Za-z])", " "),
    _plain(rf"(?<![\w.-])({_AMOUNT}[%°]?)(?:-| ?\u2013 ?)(?={_AMOUNT}(?![\w-]))", r"\1 to "),
    _rule(rf"(?P<amount>{_AMOUNT}) ?(?:(?P<sign>°|degrees) ?)?(?P<scale>[FC])(?![\w-])", _degrees),
    _rule(rf"(?P<amount>{_AMOUNT}) ?(?P<sign>°)(?P<scale>)", _degrees),
    _rule(rf"\$ ?({_AMOUNT})", _dollars),
    _rule(rf"(?P<amount>{_AMOUNT}) ?(?P<unit>{'|'.join(_UNITS)})s?(?!\w)", _unit),
    _rule(r"(?<![\w.,])([0-9]{1,2})(?:st|nd|rd|th)(?!\w)", lambda found: ordinal(int(found[1]))),
    _plain(rf"(?<![^\s(])-(?={_AMOUNT})", "minus "),
    _rule(_AMOUNT, lambda found: number(found[0])),
    _rule("°", "degrees"),
    _rule(r"[&#*+=@%]", lambda found: _SYMBOLS[found[0]]),
    _plain(r"\b(?:Dr|Mr|Mrs|Ms|e\.g|i\.e)\.(?=,? )", lambda found: _ABBREVIATIONS[found[0]]),
    _plain(r"(?<![\w.])(?:[A-Z]\.){2,}(?!\w)", _dotted_initials),
    _plain(r"(?<!\w)[A-ZÁÉÍÓÚÑ]{2,}(?!\w)", _capitals),
)

# --- words to pauses -------------------------------------------------------------------------------------------------

_SENTENCE_END = re.compile(r"([.!?]+[\"'\u201d\u2019)\]]*)\s+")
_GROUP_COMMA = re.compile(rf"\b(?:{'|'.join(DIGITS)}|hundred),\s+(?=(?:{'|'.join(DIGITS)})\b)")
# "Vitamin C." ends a sentence, "Mary T. Smith" does not; short of knowing every name, these words tell.
_LETTER_NAMES = ("Vitamin", "Hepatitis", "Plan", "Part", "Option", "Group", "Type")


def _pieces(text: str, pauses: Pauses) -> Iterator[Words | Pause]:
    for paragraph in re.split(r"\n\s*\n", text):
        for place, stretch in enumerate(paragraph.split("…")):
            if place:
                yield Pause(pauses.pen)
            for sentence in _cut(stretch, _SENTENCE_END, unless=_goes_on):
                for group in _cut(sentence, _GROUP_COMMA):
                    words = " ".join(group.split())
                    if any(mark.isalnum() for mark in words):
                        yield Words(words)
                        yield Pause(pauses.group)
                yield Pause(pauses.sentence)
        yield Pause(pauses.paragraph)


def _cut(text: str, where: re.Pattern[str], unless: Callable[[str, str], bool] | None = None) -> Iterator[str]:
    """The text cut after each match, unless told that what is before and after belongs together."""
    start = 0
    for found in where.finditer(text):
        if unless is None or not unless(text[start : found.end()].strip(), text[found.end() :]):
            yield text[start : found.end()]
            start = found.end()
    yield text[start:]


def _goes_on(before: str, after: str) -> bool:
    """Whether the dot just read belongs to an abbreviation or a person's initial rather than to a sentence's end."""
    *earlier, last = before.split()
    if re.fullmatch(r"(?:\w\.){2,}", last):
        return after[:1].islower()
    if last in _ABBREVIATIONS:
        return True
    if not re.fullmatch(r"[A-Z]\.", last) or not after[:1].isupper():
        return False
    name = earlier[-1] if earlier else ""
    return not earlier or (bool(re.fullmatch(r"[A-Z][a-z]+|[A-Z]\.", name)) and name not in _LETTER_NAMES)
