"""Every turn of the real line as the document that a carrier gets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivr.carrier.twiml import Addresses, Documents, last_resort, message
from ivr.content.model import Edition
from ivr.flow.crawl.walk import Crawled
from ivr.flow.session import Connect, End, Listen
from tests.carrier.documents import check_voice

ADDRESSES = Addresses("https://line.example.org", "https://sounds.example.org")


@pytest.fixture
def documents(edition: Edition) -> Documents:
    """A writer for the real edition."""
    return Documents(edition, ADDRESSES, "+12025550123")


def test_every_view_is_a_valid_document_with_a_sound_for_each_prompt(crawled: Crawled, documents: Documents) -> None:
    """Valid against the schema, one Play a prompt, no prompt without a sound, and no path too long for a server."""
    assert len(crawled.turns) > 1000
    for turn in crawled.turns.values():
        root = check_voice(documents.voice(turn))

        assert len(list(root.iter("Play"))) == len(turn.say)
        assert not list(root.iter("Say"))
        assert all(len(redirect.text or "") < 300 for redirect in root.iter("Redirect"))


def test_only_the_three_questions_cannot_be_interrupted(
    crawled: Crawled, documents: Documents, edition: Edition
) -> None:
    """In a view that listens, everything is inside the Gather but the prompts whose ids begin with `ask.`."""
    named = {f"https://sounds.example.org/audio/{sound.file}": key[0] for key, sound in edition.sounds.items()}
    outside = set()
    for turn in crawled.turns.values():
        if isinstance(turn.then, Listen):
            root = check_voice(documents.voice(turn))
            outside |= {named[play.text or ""] for play in root.findall("Play")}

    assert outside == {"ask.outlook", "ask.text", "ask.end"}


def test_a_connection_rings_twenty_seconds_from_our_number_and_star_ends_it(
    crawled_small: Crawled, documents: Documents
) -> None:
    """The caller's own number is never shown to the service."""
    turn = next(turn for turn in crawled_small.turns.values() if isinstance(turn.then, Connect))

    dial = check_voice(documents.voice(turn)).find("Dial")

    assert dial is not None
    assert dict(dial.attrib) | {"action": ""} == {
        "action": "", "method": "POST", "timeout": "20", "hangupOnStar": "true", "callerId": "+12025550123",
    }  # fmt: skip


def test_only_a_goodbye_hangs_up(crawled_small: Crawled, documents: Documents) -> None:
    """Hangup comes after words, and only where the flow ends the call."""
    for turn in crawled_small.turns.values():
        root = check_voice(documents.voice(turn))
        assert (root.find("Hangup") is not None) == isinstance(turn.then, End)


def test_a_missing_sound_is_spoken_by_the_provider(crawled_small: Crawled, edition: Edition) -> None:
    """Silence would lose a caller; the provider says the spoken words, and the document stays valid."""
    mute = Documents(replace(edition, sounds={}), ADDRESSES, "")
    turn = next(turn for turn in crawled_small.turns.values() if turn.session.view.place == "greeting")

    root = check_voice(mute.voice(turn))

    assert "If this is an emergency, hang up and call, nine one one." in [say.text for say in root.iter("Say")]


def test_the_last_resort_is_a_valid_document_with_a_way_on() -> None:
    """It names 911 and 988, waits, and tries again."""
    root = check_voice(last_resort(ADDRESSES))

    assert "nine one one" in "".join(root.itertext())
    assert "nine eight eight" in "".join(root.itertext())


def test_a_body_with_anything_in_it_stays_one_valid_message() -> None:
    """Characters that mean something to XML are only characters."""
    from tests.carrier.documents import check_message  # noqa: PLC0415 - beside the only use

    assert check_message(message('<&> "quotes" \' é')) == '<&> "quotes" \' é'
    assert check_message(message("")) == ""
