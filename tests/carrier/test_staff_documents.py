"""The documents of staff calls: what a carrier is told, word for word where that matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from lxml import etree

from ivr.carrier.staff_documents import StaffDocuments, event, recording_of, staff_last_resort
from ivr.carrier.twiml import Addresses
from ivr.content.model import Edition, Pace
from ivr.content.staff import choice, phrase
from ivr.flow.session import End, Key, Listen, Silence, Spoke
from ivr.flow.staff.session import (
    Aloud,
    Digits,
    Enter,
    Live,
    Record,
    Recorded,
    Script,
    StaffEvent,
    StaffSession,
    StaffThen,
    StaffTurn,
    TakeSound,
    Utterance,
)
from tests.carrier.documents import VOICE

PUBLIC = "https://line.example.org"
GREETING = "Hello. This is the Rescue Treatment Line."
TAPE = "RE" + "0a" * 16


@pytest.fixture
def documents(edition: Edition) -> StaffDocuments:
    """Of the shipped line."""
    words = edition.content.words["en"].staff
    return StaffDocuments(
        edition, Addresses(PUBLIC, "https://cdn.example.org"), words, lambda take: f"{PUBLIC}/t/{take}"
    )


def written(documents: StaffDocuments, then: StaffThen, *say: Utterance) -> etree._Element:
    """The document of a turn, valid against the schema."""
    session = StaffSession("prompt", person=101, prompt=14, started=1781712000)
    root = etree.fromstring(documents.voice(StaffTurn(session, say, then)).encode())
    VOICE.assertValid(root)
    return root


def test_one_key_is_waited_for_while_everything_is_said(documents: StaffDocuments) -> None:
    """A key interrupts; silence has a path of its own."""
    root = written(documents, Listen(), phrase("main"), choice("back", "*"), choice("other", "#"))
    (gather, redirect) = root
    assert dict(gather.attrib) == {
        "input": "dtmf",
        "timeout": "10",
        "numDigits": "1",
        "finishOnKey": "",
        "action": f"{PUBLIC}/voice/desk/101/prompt/-/-/14/-/1781712000/0/0/-/key",
        "method": "POST",
    }
    assert [say.text for say in gather] == [
        *("Main menu.", "Go back.", "Press star.", "The next notice.", "Press the pound key.")
    ]
    assert {say.get("language") for say in gather} == {"en-US"}
    assert redirect.text == f"{PUBLIC}/voice/desk/101/prompt/-/-/14/-/1781712000/0/0/-/silence"


def test_several_keys_end_with_the_pound_key(documents: StaffDocuments) -> None:
    """Or with a while of silence, so that forgetting it does no harm."""
    (gather, _) = written(documents, Enter(), phrase("ask.pin"))
    assert (gather.get("finishOnKey"), gather.get("numDigits"), gather.get("timeout")) == ("#", None, "10")
    assert gather.get("action", "").endswith("/digits")


def test_a_recording_is_asked_for_with_every_limit_said(documents: StaffDocuments) -> None:
    """The whole of it, with the room's silence; and the report names person and prompt in its address."""
    (say, *_, record, redirect) = written(documents, Record(25), phrase("record"))
    assert say.tag == "Say"
    assert dict(record.attrib) == {
        "action": f"{PUBLIC}/voice/desk/101/prompt/-/-/14/-/1781712000/0/0/-/recorded",
        "method": "POST",
        "timeout": "5",
        "finishOnKey": "#*",
        "maxLength": "25",
        "playBeep": "true",
        "trim": "do-not-trim",
        "recordingStatusCallback": f"{PUBLIC}/voice/desk/recording/101/14/-#rc=3&rp=all&rt=10000",
        "recordingStatusCallbackMethod": "POST",
    }
    assert (redirect.text or "").endswith("/silence")


def test_the_question_before_the_end_cannot_be_cut_short(documents: StaffDocuments) -> None:
    """A bouncing finger on 9 ends nothing."""
    (say, _, gather, _) = written(documents, Listen(), phrase("ask.end"))
    assert (say.tag, gather.tag, len(gather)) == ("Say", "Gather", 0)


def test_words_are_read_by_the_lines_voice_if_it_says_these(documents: StaffDocuments, edition: Edition) -> None:
    """Else by the provider's: other words, or a person's recording that callers hear now."""
    sound = edition.sound("greeting.name", "en", Pace.NORMAL)
    assert sound is not None
    ours, others = Script("greeting.name", "en", GREETING), Script("greeting.name", "en", "Call 911 at 5.")
    (played,) = [each.text for each in written(documents, End(), ours) if each.tag != "Hangup"]
    assert played == f"https://cdn.example.org/audio/{sound.file}"
    assert [each.text for each in written(documents, End(), others)][:1] == ["Call, nine one one at five."]

    taken = {**edition.sounds, ("greeting.name", "en", Pace.NORMAL): replace(sound, source="take")}
    recorded = replace(documents, edition=replace(edition, sounds=taken))
    assert [each.text for each in written(recorded, End(), ours)][:2] == ["Hello.", GREETING.partition(" ")[2]]
    assert written(recorded, End(), Live("greeting.name", "en"))[0].tag == "Play"


def test_takes_and_sentences_are_said_as_they_are(documents: StaffDocuments) -> None:
    """A take by its own address; nothing at all for words that are missing; numbers in words."""
    root = written(documents, End(), TakeSound(7), Aloud("Wait 2 seconds & speak."), phrase("nothing.of.this"))
    assert [(each.tag, each.text) for each in root] == [
        ("Play", f"{PUBLIC}/t/7"),
        ("Say", "Wait two seconds and speak."),
        ("Hangup", None),
    ]


def test_a_prompt_without_a_sound_is_said(documents: StaffDocuments, edition: Edition) -> None:
    """Rather than silence."""
    bare = replace(documents, edition=replace(edition, sounds={}))
    assert written(bare, End(), Live("greeting.name", "en"))[0].text == "Hello."


@pytest.mark.parametrize(
    ("verb", "form", "expected"),
    [
        ("key", {"Digits": "7"}, Key("7")),
        ("key", {}, Silence()),
        ("silence", {"SpeechResult": "hello"}, Spoke()),
        ("digits", {"Digits": "101"}, Digits("101")),
        ("digits", {}, Digits("")),
        ("digits", {"Digits": "1" * 99}, Digits("1" * 40)),
        ("recorded", {"RecordingSid": TAPE, "RecordingDuration": "4"}, Recorded(TAPE, 4)),
        ("recorded", {"RecordingSid": TAPE, "RecordingDuration": "x"}, Recorded(TAPE, 0)),
        ("recorded", {"RecordingSid": "RE1"}, Silence()),
        ("recorded", {}, Silence()),
        ("recorded", {"RecordingSid": TAPE, "RecordingDuration": "4", "Digits": "#"}, Recorded(TAPE, 4)),
        ("recorded", {"RecordingSid": TAPE, "RecordingDuration": "4", "Digits": "hangup"}, Recorded(TAPE, 4)),
        ("recorded", {"RecordingSid": TAPE, "RecordingDuration": "4", "Digits": "*"}, Recorded(TAPE, 4, stopped=True)),
        ("recorded", {"Digits": "*"}, Recorded("", 0, stopped=True)),
    ],
)
def test_what_a_request_means(verb: str, form: dict[str, str], expected: StaffEvent) -> None:
    """Missing and damaged fields were silence."""
    assert event(verb, form) == expected


@pytest.mark.parametrize("status", ["absent", "failed"])
def test_what_never_came_to_be_is_no_recording(status: str) -> None:
    """The provider tells so in the status."""
    assert recording_of({"RecordingSid": TAPE, "RecordingStatus": status}) == ""
    assert recording_of({"RecordingSid": TAPE, "RecordingStatus": "completed"}) == TAPE


def test_the_last_resort_is_a_valid_document_that_says_goodbye() -> None:
    """It needs no content at all."""
    root = etree.fromstring(staff_last_resort().encode())
    VOICE.assertValid(root)
    assert [each.tag for each in root] == ["Say", "Hangup"]


def test_a_time_is_never_part_of_a_document(documents: StaffDocuments, now: datetime) -> None:
    """The same turn gives the same document, so that retries are harmless."""
    turn = StaffTurn(StaffSession(started=int(now.timestamp())), (phrase("main"),), Listen())
    assert documents.voice(turn) == documents.voice(turn)
