"""Numbers, times and dates of any language: digit by digit, where no grammar is written for it."""

from __future__ import annotations

from collections.abc import Sequence

from ivr.content.speech import Speech

_SIMPLEST = range(2, 11)  # what people halve, quarter or take a tenth of; "5/12" is rather two numbers
_LAST_DAY = 31
_PAIRED = 4


class Plain:
    """A language as far as its tables go: every number is said digit by digit, so none is lost.

    Grammars take its place one method after another; what they say holds no digit and no sign.
    """

    def __init__(self, speech: Speech) -> None:
        self.speech = speech

    def digit_by_digit(self, digits: str) -> str:
        """Each digit for itself: "911" is "nine one one"; one without a name stays as it is."""
        return " ".join(self.digit(each) for each in digits)

    def digit(self, written: str) -> str:
        """The name of one digit."""
        return self.speech.digits.get(written, written)

    def cardinal(self, value: int, noun: str = "") -> str:
        """A whole number below a thousand million; `noun` is what is counted, if anything."""
        del noun
        return self.digit_by_digit(str(value))

    def ordinal(self, value: int, ending: str = "") -> str:
        """A place in a row below a thousand, written with this ending."""
        del ending
        return self.cardinal(value)

    def year(self, value: int) -> str:
        """A year of four digits."""
        return self.cardinal(value)

    def clock(self, hour: int, minutes: str, half: str) -> str:
        """A time of day; `half` is "A" or "P", or "" on a clock of 24 hours; `minutes` may be ""."""
        shown = self.digit_by_digit(minutes) if minutes.strip("0") else ""
        return " ".join(said for said in (self.cardinal(hour), shown, f"{half} M" if half else "") if said)

    def date(self, day: int, month: str, year: str) -> str:
        """A day; `year` is in words, or ""."""
        return " ".join(said for said in (self.cardinal(day), month, year) if said)

    def fraction(self, top: int, bottom: int, noun: str = "") -> str:
        """A fraction, or "" for two numbers that are none ("120/80"); `noun` is what it is a part of, if anything."""
        if bottom not in _SIMPLEST or not 0 < top < bottom:
            return ""
        return self.fraction_name(top, bottom, noun)

    def fraction_name(self, top: int, bottom: int, noun: str) -> str:
        """The name of a fraction of 2 to 10 parts; "" where the language has none here."""
        del top, bottom, noun
        return ""

    def slashed(self, top: int, bottom: int) -> str:
        """What stands for the slash between two numbers that are no fraction: "over", or the sign's name."""
        return self.speech.words.get("over", "/") if top > _LAST_DAY < bottom else self.speech.signs.get("/", "/")

    def magnitudes(self) -> tuple[str, ...]:
        """Words that make an amount larger ("million"), between a written number and what it counts."""
        return ()

    def of_many(self, magnitude: str, many: str) -> str:
        """What is counted after such a word."""
        del magnitude
        return many

    def phone_number(self, groups: Sequence[str]) -> str:
        """Groups with commas between, digit by digit; "800" has a word of its own; what is no digit stays.

        Four digits that end in a doubled one are two pairs: of "nine three five five" in one breath the last digit was
        lost on the telephone, of "nine three, five five" none (docs/audio.md).
        """
        *first, last = groups
        doubled = first and last.isdigit() and len(last) == _PAIRED and last[-1] == last[-2]
        pairs = [last[:2], last[2:]] if doubled else [last]
        return ", ".join(self._group(group) for group in (*first, *pairs))

    def _group(self, group: str) -> str:
        if not group.isdigit():
            return group
        return self.cardinal(int(group)) if group == "800" else self.digit_by_digit(group)

    def ordinal_pattern(self) -> str:
        """What follows the digits of a written place in a row, as a pattern; "" where nothing does."""
        return ""

    def date_pattern(self) -> str:
        """How a date is written with its month's name, with the groups `month`, `day` and `year`; "" for not at all."""
        return ""
