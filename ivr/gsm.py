"""How a text message is cut into segments: the GSM 7-bit alphabet, and UCS-2 for everything else (3GPP TS 23.038)."""

from __future__ import annotations

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà",
)
# These take two units each: an escape and a letter.
EXTENDED = frozenset("^{}\\[~]|€\f")

GSM_ONE, GSM_MANY = 160, 153
UCS2_ONE, UCS2_MANY = 70, 67


def is_gsm(body: str) -> bool:
    """Whether every character fits the GSM 7-bit alphabet."""
    return all(character in BASIC or character in EXTENDED for character in body)


def segments(body: str) -> int:
    """How many messages a body is billed and sent as (an empty one is 1)."""
    gsm = is_gsm(body)
    sizes = [_units(character, gsm=gsm) for character in body]
    one, many = (GSM_ONE, GSM_MANY) if gsm else (UCS2_ONE, UCS2_MANY)
    if sum(sizes) <= one:
        return 1
    count, used = 1, 0
    for size in sizes:
        if used + size > many:  # a two-unit character is never split over the boundary
            count, used = count + 1, 0
        used += size
    return count


def _units(character: str, *, gsm: bool) -> int:
    if gsm:
        return 2 if character in EXTENDED else 1
    return len(character.encode("utf-16-be")) // 2


def position(body: str, place: int) -> int:
    """In which segment (from 0) the character at `place` travels."""
    if segments(body) == 1:
        return 0
    gsm = is_gsm(body)
    many = GSM_MANY if gsm else UCS2_MANY
    count, used = 0, 0
    for character in body[: place + 1]:
        size = _units(character, gsm=gsm)
        if used + size > many:
            count, used = count + 1, 0
        used += size
    return count
