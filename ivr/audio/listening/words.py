"""One form for words, however a script or a recogniser writes them: digits one by one, no signs, no contractions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from ivr.audio.listening.number_words import BREAK, digits
from ivr.content.model import Language

_ROUNDS = 10  # each round only shortens or spells out, so two or three are enough

# What is written and what is said for it, on lower-case text; in this order.
_SIGNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r"(?<=\d),(?=\d{3}(?!\d))", ""),
        (r"\b(1[0-2]|0?[1-9]):00\b", r"\1"),
        (r"\bo'clock\b", " "),
        (r"(?<!\w)-(?=\d+ ?(?:degrees|°))", " minus "),
        (r"(?<=\d)\.(?=\d)", " point "),
        (r"(?<=\d) ?° ?f\b|(?<=\d) ?f\b", " degrees fahrenheit "),
        (r"(?<=\d) ?° ?c\b", " degrees celsius "),
        (r"°", " degrees "),
        (r"\$ ?(\d+)", r"\1 dollars "),
        (r"%|\bper cent\b", " percent "),
        (r"\b([ap])\.? ?m\b\.?", r" \1m "),
        (r"(?<=[a-z])\.(?=[a-z])", " dot "),
        (r"(?<=[a-z])/(?=[a-z])", " slash "),
        (r"&", " and "),
        (r"@", " at "),
        (r"\*", " star "),
        (r"#", " pound "),
        (r"\+", " plus "),
        (r"=", " equals "),
    )
)
_LETTERS = re.compile(r"\b[A-Z](?:[ .-]+[A-Z]\b)+|\bw w w\b")
_STOPS = frozenset(",.;:!?\n|")
_TOKENS = re.compile(r"\d+(?:st|nd|rd|th)?|[^\W\d_]+(?:'[^\W\d_]+)*|[,.;:!?\n|]")
_IS = ("it", "that", "what", "there", "here", "he", "she", "who", "how", "where")
_WHOLE = {"won't": "will not", "can't": "can not", "cannot": "can not", "let's": "let us", "i'm": "i am", "ok": "okay"}
_ENDINGS = {"'re": "are", "'ve": "have", "'ll": "will", "'d": "would"}
# Other spellings of words that a line about cancer uses, and words that sound alike, since no caller hears which:
# as it is written, as it is compared.
_SPELLINGS_TABLE = """
    tumour:tumor tumours:tumors colour:color favour:favor labour:labor centre:center centres:centers litre:liter
    litres:liters fibre:fiber programme:program programmes:programs grey:gray counselling:counseling
    diarrhoea:diarrhea anaemia:anemia oesophagus:esophagus leukaemia:leukemia haemoglobin:hemoglobin
    practise:practice organisation:organization dr:doctor mr:mister mrs:missus ms:miz hash:pound
    here:hear their:there buy:by week:weak hole:whole write:right
"""
_SPELLINGS = dict(pair.split(":") for pair in _SPELLINGS_TABLE.split())


def canonical(text: str, language: Language = "en") -> tuple[str, ...]:
    """The words of a text in one form, so that "1-800", "one, eight hundred" and "1 800" are the same.

    Numbers become single digits (with "point" for a decimal one); capitals that are spelled become one word.
    Applying it to its own words, joined by spaces, changes nothing.
    """
    words = tuple(_once(text, language))
    for _ in range(_ROUNDS):
        again = tuple(_once(" ".join(words), language))
        if again == words:
            break
        words = again
    return words


def _once(text: str, language: Language) -> Iterator[str]:
    text = unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace("\u2018", "'")
    text = _LETTERS.sub(lambda found: re.sub(r"[ .-]", "", found[0]) + " ", text)
    text = text.lower()
    for sign, said in _SIGNS if language == "en" else ():
        text = sign.sub(said, text)
    tokens = [part for token in _TOKENS.findall(text) for part in _plain(token, language)]
    return iter(digits(tokens, language))


def _plain(token: str, language: Language) -> Sequence[str]:
    """A token without contraction and in one spelling; a stop or comma is a break between numbers."""
    if token in _STOPS:
        return (BREAK,)
    if language == "en" and "'" in token:
        return _parted(token)
    plain = token.replace("'", "")
    return _WHOLE.get(plain, _SPELLINGS.get(plain, plain)).split() if language == "en" else (plain,)


def _parted(token: str) -> Sequence[str]:
    """A token with an apostrophe: a contraction in its words, anything else without the mark."""
    if token in _WHOLE:
        return _WHOLE[token].split()
    if token.endswith("n't") and len(token) > len("n't"):
        return (*_plain(token.removesuffix("n't"), "en"), "not")
    stem, mark, ending = token.rpartition("'")
    if mark + ending in _ENDINGS:
        return (*_plain(stem, "en"), _ENDINGS[mark + ending])
    return (stem, "is") if ending == "s" and stem in _IS else _plain(token.replace("'", ""), "en")
