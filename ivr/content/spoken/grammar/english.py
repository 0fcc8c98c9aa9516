"""English numbers, times and dates in words."""

from __future__ import annotations

from ivr.content.spoken.grammar.plain import Plain

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    *DIGITS,
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SIZES = ((1_000_000, "million"), (1000, "thousand"), (100, "hundred"))
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
# Words of a telephone number's groups: the comma between two of them is a pause for writing down.
GROUP_WORDS = (*DIGITS, "hundred")


def cardinal(value: int) -> str:
    """A number below a thousand million ("one hundred five", no "and": it is easily heard as a second number)."""
    if value < len(_TEENS):
        return _TEENS[value]
    for size, name in _SIZES:
        if value >= size:
            many, rest = divmod(value, size)
            return f"{cardinal(many)} {name}" + (f" {cardinal(rest)}" if rest else "")
    tens, ones = divmod(value, 10)
    return _TENS[tens] + (f"-{DIGITS[ones]}" if ones else "")


def ordinal(value: int) -> str:
    """A place in a row: "first", "twenty-second", "one hundred first"."""
    words = cardinal(value)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    start, last = words[:cut], words[cut:]
    if last in _ORDINALS:
        return start + _ORDINALS[last]
    return f"{start}{last[:-1]}ieth" if last.endswith("y") else f"{start}{last}th"


def year(value: int) -> str:
    """A year of four digits: "twenty twenty-six", "two thousand five", "nineteen hundred"."""
    century, rest = divmod(value, 100)
    if century == 20 and rest < 10:  # noqa: PLR2004 - nobody says "twenty oh five" any more
        return cardinal(value)
    if not rest:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {cardinal(rest) if rest >= 10 else f'oh {DIGITS[rest]}'}"  # noqa: PLR2004 - tens


class English(Plain):
    """How English says them."""

    def digit(self, written: str) -> str:
        """The name of one digit."""
        return DIGITS[int(written)]

    def cardinal(self, value: int, noun: str = "") -> str:
        """An amount; English numbers agree with nothing."""
        del noun
        return cardinal(value)

    def ordinal(self, value: int, ending: str = "") -> str:
        """A place in a row."""
        del ending
        return ordinal(value)

    def year(self, value: int) -> str:
        """A year."""
        return year(value)

    def clock(self, hour: int, minutes: str, half: str) -> str:
        """Such as "nine thirty P M", "nine oh five", "nine o'clock"."""
        said = [cardinal(hour)]
        if minutes.strip("0"):
            said.append(f"oh {DIGITS[int(minutes)]}" if minutes[0] == "0" else cardinal(int(minutes)))
        elif not half:
            said.append("o'clock")
        return " ".join([*said, f"{half} M"] if half else said)

    def date(self, day: int, month: str, year: str) -> str:
        """Such as "November twenty-first, twenty twenty-six"."""
        return f"{month} {ordinal(day)}" + (f", {year}" if year else "")

    def fraction_name(self, top: int, bottom: int, noun: str) -> str:
        """Such as "one half", "three quarters", "two thirds"."""
        del noun
        name = {2: "half", 4: "quarter"}.get(bottom) or ordinal(bottom)
        return f"{cardinal(top)} {name}{'s' if top > 1 else ''}"

    def magnitudes(self) -> tuple[str, ...]:
        """Such as "$5 million"."""
        return ("hundred", "thousand", "million", "billion")

    def ordinal_pattern(self) -> str:
        """1st, 22nd, 3rd, 4th."""
        return "st|nd|rd|th"

    def date_pattern(self) -> str:
        """Such as "November 21, 2026", "Nov. 21st"."""
        return (
            r"(?P<month>{months}) (?P<day>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?:,? (?P<year>[0-9]{{4}}))?"
            r"(?!\w|[-\u2013:/.,][0-9]|%)"
        )
