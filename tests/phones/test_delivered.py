"""The demo's letterbox: texts arrive on its phones, some numbers are landlines, and several processes share it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ivr.carrier.codes import STOPPED
from ivr.carrier.sender import LaterError, RefusedError
from ivr.phones.delivered import FATES, MOBILE, NOT_OURS, PHONES, Letterbox


@dataclass(frozen=True)
class Text:
    """A text on its way."""

    id: str = "row-1"
    number: str = MOBILE
    text: str = "Coping: rest when you can.\nText COPE 2 for more."
    created: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass
class Told:
    """What the letterbox reported."""

    reports: list[tuple[str, str, str, str, str]] = field(default_factory=list)

    def report(self, row: str, sid: str, number: str, status: str, error: str) -> None:
        """Remember a report."""
        self.reports.append((row, sid, number, status, error))


@pytest.fixture
def told() -> Told:
    """What is reported."""
    return Told()


@pytest.fixture
def box(tmp_path: Path, told: Told) -> Letterbox:
    """A letterbox in a folder that is not there yet."""
    return Letterbox(tmp_path / "data" / "letters.jsonl", told.report)


def test_a_text_arrives_once_on_whatever_asks_and_is_reported(box: Letterbox, told: Told) -> None:
    """With its own words; a mark is read from only once, and from now on where there is none yet."""
    start = box.arrived()
    sent = box.send(Text())

    arrived = box.arrived(start.mark)
    assert arrived.texts == (Text().text,)
    assert box.arrived(arrived.mark).texts == ()
    assert box.arrived().texts == ()
    assert told.reports == [("row-1", sent.sid, MOBILE, status, "") for status in ("sent", "delivered")]


@pytest.mark.parametrize("number", FATES)
def test_numbers_of_fiction_show_what_can_go_wrong(box: Letterbox, told: Told, number: str) -> None:
    """A landline, a phone that blocks texts, one whose owner stopped them, one that nobody hears of."""
    fate = FATES[number]
    if fate.refused:
        with pytest.raises(RefusedError) as refused:
            box.send(Text(number=number))
        assert refused.value.code == fate.refused
        assert told.reports == []
    else:
        box.send(Text(number=number))
        assert [each[3] for each in told.reports] == list(fate.reports)
        assert told.reports[-1][4] == fate.error
    assert box.arrived(0).texts == ()


@pytest.mark.parametrize("number", ["+12029876543", "+442079460958", "", "anonymous"])
def test_nothing_is_sent_to_anybody_else(box: Letterbox, told: Told, number: str) -> None:
    """Nothing here could bring a text to a real phone, so nobody is told that it arrived."""
    with pytest.raises(RefusedError) as refused:
        box.send(Text(number=number))
    assert refused.value.code == NOT_OURS
    assert told.reports == []
    assert box.find(Text()) == ()


def test_start_from_the_phone_that_said_stop_ends_its_stop(box: Letterbox, tmp_path: Path) -> None:
    """Until it says STOP again; other words, and other phones' words, change nothing."""
    phone = PHONES["said STOP"]

    def arrives() -> bool:
        try:
            box.send(Text(number=phone))
        except RefusedError as refused:
            return refused.code != STOPPED
        return True

    for number, body, after in (
        (MOBILE, "START", False),
        (phone, "please start", False),
        (phone, " start\n", True),
        (MOBILE, "STOP", True),
        (phone, "COPE", True),
        (phone, "Stop", False),
        (phone, "UNSTOP", True),
    ):
        box.heard(number, body)
        assert arrives() is after
    assert box.arrived(0).texts == (Text().text,) * 4
    box.send(Text())
    kept = (tmp_path / "data" / "letters.jsonl").read_text()
    assert "555" not in kept
    assert "please" not in kept


def test_the_words_of_texts_that_do_not_arrive_are_not_kept(box: Letterbox, tmp_path: Path) -> None:
    """Nor any number."""
    box.send(Text(number=PHONES["landline"], text="private words"))
    box.send(Text())
    kept = (tmp_path / "data" / "letters.jsonl").read_text()
    assert "5550161" not in kept
    assert "private words" not in kept
    assert MOBILE[1:] not in kept
    assert box.arrived(0).texts == (Text().text,)


def test_what_another_process_took_is_found_by_our_id(box: Letterbox, tmp_path: Path) -> None:
    """The second try of a worker that follows a killed one."""
    sid = box.send(Text()).sid
    other = Letterbox(tmp_path / "data" / "letters.jsonl", lambda *_: None)
    assert other.find(Text()) == (sid,)
    assert other.find(Text(id="row-2")) == ()


def test_texts_of_many_at_once_all_arrive_whole(tmp_path: Path) -> None:
    """Lines of several writers never mix."""
    file = tmp_path / "letters.jsonl"
    boxes = [Letterbox(file, lambda *_: None) for _ in range(4)]
    words = [[f"{writer}-{number} " + "x" * 500 for number in range(25)] for writer in range(4)]
    threads = [
        threading.Thread(target=lambda box, mine: [box.send(Text(text=each)) for each in mine], args=pair)
        for pair in zip(boxes, words, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(boxes[0].arrived(0).texts) == sorted(each for mine in words for each in mine)


def test_a_full_or_forbidden_disk_is_tried_again_later(tmp_path: Path) -> None:
    """No text is called sent that lies nowhere."""
    (tmp_path / "file").write_text("")
    with pytest.raises(LaterError):
        Letterbox(tmp_path / "file" / "letters.jsonl", lambda *_: None).send(Text())


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(junk=st.binary(max_size=60), mark=st.integers(-5, 400))
def test_a_damaged_file_or_mark_hides_no_later_text(tmp_path: Path, junk: bytes, mark: int) -> None:
    """Half a line, another program's bytes, a mark in the middle: what comes after is still read."""
    file = tmp_path / "letters.jsonl"
    file.write_bytes(junk + b"\n")
    box = Letterbox(file, lambda *_: None)
    box.arrived(mark)
    now = box.arrived().mark
    assert now == file.stat().st_size
    box.send(Text())
    assert box.arrived(now).texts == (Text().text,)
    assert box.arrived(0).texts == (Text().text,)
