"""Numbers as English words: whole numbers, decimals, ordinals, years and telephone numbers."""

from __future__ import annotations

from collections.abc import Sequence

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    *DIGITS,
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_YEARS = range(1900, 2100)
_LONGEST_CARDINAL = 6  # digits; anything longer is a code, and codes are read digit by digit
_LONGEST_PLAIN = 4  # digits without a comma; "74174" and "741741" are codes


def cardinal(value: int) -> str:
    """A whole number below a million in words ("one hundred five", no "and": it is easily heard as a second number)."""
    if value < len(_TEENS):
        return _TEENS[value]
    if value < 100:  # noqa: PLR2004 - the shape of English numbers
        tens, ones = divmod(value, 10)
        return _TENS[tens] + (f"-{DIGITS[ones]}" if ones else "")
    size, name = (1000, "thousand") if value >= 1000 else (100, "hundred")  # noqa: PLR2004 - the same
    many, rest = divmod(value, size)
    return f"{cardinal(many)} {name}" + (f" {cardinal(rest)}" if rest else "")


def ordinal(value: int) -> str:
    """A place in a row below one hundred: "first", "twenty-second"."""
    words = cardinal(value)
    start, sep, last = words.rpartition("-")
    if last in _ORDINALS:
        return start + sep + _ORDINALS[last]
    return f"{words[:-1]}ieth" if words.endswith("y") else f"{words}th"


def year(value: int) -> str:
    """A year of four digits: "twenty twenty-six", "two thousand five", "nineteen hundred"."""
    century, rest = divmod(value, 100)
    if century == 20 and rest < 10:  # noqa: PLR2004 - nobody says "twenty oh five" any more
        return cardinal(value)
    if not rest:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {cardinal(rest) if rest >= 10 else f'oh {DIGITS[rest]}'}"  # noqa: PLR2004 - tens


def digit_by_digit(digits: str) -> str:
    """Each digit for itself: "911" is "nine one one"."""
    return " ".join(DIGITS[int(digit)] for digit in digits)


def number(written: str) -> str:
    """A written amount ("7", "1,200", "100.4", "2026", "741741") in words; no digit of it is lost."""
    whole, point, decimals = written.partition(".")
    said = _decimal_whole(whole) if point else _whole(whole)
    return f"{said} point {digit_by_digit(decimals)}" if point else said


def _decimal_whole(whole: str) -> str:
    digits = whole.replace(",", "")
    return cardinal(int(digits)) if _is_amount(digits) else digit_by_digit(digits)


def _whole(whole: str) -> str:
    digits = whole.replace(",", "")
    if digits == whole and digits[0] != "0":
        if len(digits) > _LONGEST_PLAIN:
            return ", ".join(digit_by_digit(digits[start : start + 3]) for start in range(0, len(digits), 3))
        if int(digits) in _YEARS:
            return year(int(digits))
    return cardinal(int(digits)) if _is_amount(digits) else digit_by_digit(digits)


def _is_amount(digits: str) -> bool:
    return len(digits) <= _LONGEST_CARDINAL and (digits == "0" or digits[0] != "0")


def phone_number(groups: Sequence[str]) -> str:
    """Groups with commas between, digit by digit; "800" is "eight hundred" (accessibility.md A17); words stay."""
    return ", ".join(_group(group) for group in groups)


def _group(group: str) -> str:
    if not group.isdigit():
        return group
    return "eight hundred" if group == "800" else digit_by_digit(group)
