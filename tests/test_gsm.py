"""How messages are cut: the GSM alphabet, two-unit characters, surrogates, and where a character travels."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr import gsm

VECTORS = Path(__file__).parents[2] / "shared" / "vectors" / "sms_segments_notify.json"
ROCKET = "\N{ROCKET}"
BODIES = st.one_of(
    st.text(max_size=480),
    st.text(alphabet=sorted(gsm.BASIC | gsm.EXTENDED), max_size=480),
    st.text(alphabet=["a", "€", "{", "\n"], min_size=150, max_size=480),
    st.text(alphabet=["a", "é", "á", ROCKET], min_size=60, max_size=400),
)


def carried(body: str) -> list[str]:
    """A second way to cut a body, as a carrier's encoder would: fill a segment until the next character has no room."""
    wide = not all(character in gsm.BASIC | gsm.EXTENDED for character in body)

    def units(piece: str) -> int:
        if wide:
            return len(piece.encode("utf-16-be", "surrogatepass")) // 2
        return len(piece) + sum(piece.count(character) for character in gsm.EXTENDED)

    one, many = (70, 67) if wide else (160, 153)
    if units(body) <= one:
        return [body]

    def pieces(rest: str) -> Iterator[str]:
        while rest:
            length = max(n for n in range(1, min(len(rest), many) + 1) if units(rest[:n]) <= many)
            yield rest[:length]
            rest = rest[length:]

    return list(pieces(body))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", 1),
        ("a", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("a" * 459, 3),
        ("a" * 460, 4),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 159 + "€", 2),
        ("a" * 158 + "€", 1),
        ("é" * 160, 1),
        ("á" * 70, 1),
        ("á" * 71, 2),
        ("á" * 134, 2),
        ("á" * 135, 3),
        ("a" * 69 + "á", 1),
        ("a" * 70 + "á", 2),
        (ROCKET * 35, 1),
        (ROCKET * 36, 2),
        (ROCKET * 66, 2),
        (ROCKET * 67, 3),  # 33 to a segment: the 34th would be cut in half
        ("a" * 161 + "\n", 2),
    ],
)
def test_a_body_is_cut_where_the_standard_says(body: str, expected: int) -> None:
    """160 alone and 153 of many in GSM, 70 and 67 units otherwise (3GPP TS 23.038 and 23.040)."""
    assert gsm.segments(body) == expected


def test_a_character_of_two_units_is_never_split_over_the_border() -> None:
    """With 152 units before it, an escape pair moves to the next segment whole, and one unit is lost."""
    body = "a" * 152 + "€" + "a" * 152
    assert [gsm.position(body, place) for place in (0, 151, 152, 153, len(body) - 1)] == [0, 0, 1, 1, 2]
    assert gsm.segments(body) == 3
    assert gsm.segments("a" * 151 + "€" + "a" * 153) == 2


def test_an_emoji_is_never_split_over_the_border() -> None:
    """Its two halves travel together: 66 units, then the whole emoji in the next segment."""
    body = "a" * 66 + ROCKET + "a" * 66
    assert [gsm.position(body, place) for place in (0, 65, 66, 67)] == [0, 0, 1, 1]
    assert gsm.segments(body) == 3


def test_a_short_body_travels_whole() -> None:
    """Where one segment is enough, every character is in it."""
    assert {gsm.position("a" * 160, place) for place in range(160)} == {0}


def test_the_alphabet_has_its_size_and_no_look_alikes() -> None:
    """128 codes: 127 letters and the escape, which is no letter; nine more behind it and the form feed."""
    assert len(gsm.BASIC) == 127
    assert set("^{}\\[~]|€\f") == gsm.EXTENDED
    assert not gsm.BASIC & gsm.EXTENDED
    assert not any(gsm.is_gsm(character) for character in "\N{RIGHT SINGLE QUOTATION MARK}\N{EM DASH}`áíóúçÁ\t\x1b")
    assert gsm.is_gsm("¿Qué años? ¡Ñandú no!") is False  # the ú
    assert gsm.is_gsm("¿Qué años? ¡Sí no!".replace("í", "ì"))


@settings(deadline=None)
@given(BODIES)
def test_a_body_is_cut_as_a_second_way_of_counting_cuts_it(body: str) -> None:
    """The number of segments, and the segment of every character."""
    pieces = carried(body)
    assert "".join(pieces) == body
    assert gsm.segments(body) == len(pieces)
    expected = [number for number, piece in enumerate(pieces) for _ in piece]
    places = range(0, len(body), max(1, len(body) // 40))
    assert [gsm.position(body, place) for place in places] == [expected[place] for place in places]


@settings(deadline=None)
@given(BODIES, BODIES)
def test_more_words_never_need_fewer_segments(body: str, more: str) -> None:
    """A longer body costs at least as much."""
    assert gsm.segments(body + more) >= gsm.segments(body)


def vectors() -> dict[str, Any]:
    """Counts made by others; they are read beside the checkout, and the test says loudly where they are not."""
    if not VECTORS.exists():
        pytest.skip(f"*** SKIPPED: no test vectors of others at {VECTORS} ***")
    return dict(json.loads(VECTORS.read_text(encoding="utf-8")))


def test_counts_agree_with_those_of_gov_uk_notify() -> None:
    """Every row but two kinds: Notify sends an emoji as "?" and fills in ((placeholders)); Twilio does neither."""
    found = vectors()
    kept = set(found["WELSH_NON_GSM_CHARACTERS"])
    rows = [
        row
        for row in found["fragments"]
        if "((" not in row["body"] and all(gsm.is_gsm(c) or c in kept for c in row["body"])
    ]
    assert len(rows) == 30
    assert [row for row in rows if gsm.segments(row["body"]) != row["fragments"]] == []


def test_the_alphabet_agrees_with_that_of_gov_uk_notify() -> None:
    """But for the escape and Welsh letters, which theirs adds, and the form feed, which it leaves out."""
    found = vectors()
    added = {"\x1b", *found["WELSH_NON_GSM_CHARACTERS"]}
    assert set(found["GSM_CHARACTERS"]) - added | {"\f"} == gsm.BASIC | gsm.EXTENDED
