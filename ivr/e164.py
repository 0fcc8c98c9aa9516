"""Telephone numbers: what is a number, whether it can be reached, and how little of it may be shown."""

from __future__ import annotations

import phonenumbers

# What carriers send where a caller hides the number (reference: "+266696687" spells ANONYMOUS).
HIDDEN = frozenset({"", "anonymous", "restricted", "unavailable", "unknown", "private", "+266696687", "266696687"})

REGIONS = frozenset(phonenumbers.SUPPORTED_REGIONS)  # two letters each


def anonymous(raw: str) -> bool:
    """Whether the carrier says nothing of who this is; short codes and names are somebody."""
    return raw.strip().lower() in HIDDEN


def hidden(raw: str) -> bool:
    """Whether there is no caller number that a text could be sent to."""
    return anonymous(raw) or normal(raw) is None


def normal(raw: str, region: str = "US") -> str | None:
    """A number in E.164 (`+12025550123`), or None where it is not a possible number."""
    try:
        parsed = phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException:
        return None
    # A number that only its neighbours can dial ("555-0123") is no number to us.
    if phonenumbers.is_possible_number_with_reason(parsed) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def written(raw: str) -> str | None:
    """A number as the words of the line have it (`1-888-793-9356`; of other countries `+44 20 7946 0018`).

    None where it is no number, has an extension, which the line could not dial, or an area code or exchange that the
    North American plan has not (they begin with 2 to 9).
    """
    found = normal(raw)
    parsed = phonenumbers.parse(raw, "US") if found else None
    if found is None or parsed is None or parsed.extension:
        return None
    if not found.startswith("+1"):
        return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
    area, exchange, rest = found[2:5], found[5:8], found[8:]
    return None if min(area[0], exchange[0]) < "2" else f"1-{area}-{exchange}-{rest}"


def region(number: str) -> str:
    """The region of an E.164 number (`US`, `PR`, `JM`: +1 alone is 25 of them); "" for a number of none.

    A number that is not yet in use, such as one with a new area code, counts for its country code's main region.
    """
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    main = phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    found = phonenumbers.region_code_for_number(parsed) or main
    return "" if found == "ZZ" else str(found)


def masked(raw: str) -> str:
    """A number as it may be shown to staff: its last two digits only, and nothing of one that has no more."""
    digits = [c for c in raw if c.isascii() and c.isdecimal()]
    return "..." + "".join(digits[-2:]) if len(digits) > 2 else "hidden"  # noqa: PLR2004 - as the sentence above says
