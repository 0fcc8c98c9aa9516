"""Whoever approves a draft hears it: its sounds are made when it is written, and they are what callers will hear."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from ivr.audio.gates import faults
from ivr.audio.measure import measure
from ivr.audio.voice import Utterance, VoiceMissingError
from ivr.content.model import Pace
from ivr.content.readers import read_content
from ivr.desk import rendering
from ivr.desk.desk import Desk, current
from ivr.desk.editing import edit_all, withdraw
from ivr.desk.publishing import publish
from ivr.desk.rendered import NotYet, Rendered, in_order, sounds, wav
from ivr.desk.rendering import MOST_TRIES, Renderer, _GivenBackError, _Watch, sounds_now
from ivr.editions import layout
from ivr.editions.freeze import orders
from ivr.errors import DeskError, VoiceError
from ivr.store.blobs import Blobs
from ivr.store.database import Database
from ivr.store.renders import Renders
from tests.audio.tone_voice import ToneVoice
from tests.desk.desks import approve, edit, publish_words
from tests.desk.sounding import begun

MENU, NEW = "where.main", "This is the main menu."


@dataclass
class Cross(ToneVoice):
    """A voice that does something else first."""

    first: Callable[[], None] = field(default=lambda: None)

    def speak(self, utterance: Utterance, folder: Path) -> Sequence[Path]:
        """As others, if it comes so far."""
        self.first()
        return super().speak(utterance, folder)


def speaking(desk: Desk, first: Callable[[], None]) -> Desk:
    """The same desk with such a voice."""
    return replace(desk, voice=Cross(first=first))


def asked(desk: Desk) -> int:
    """How often its voice was asked to speak."""
    assert isinstance(desk.voice, ToneVoice)
    return len(desk.voice.asked)


def heard(desk: Desk, draft: int) -> Rendered:
    """The sounds of a draft, which must be there."""
    found = sounds(desk, draft)
    assert isinstance(found, Rendered), found
    return found


def test_just_what_changes_is_made_in_both_paces_and_good_enough_to_be_heard(desk: Desk) -> None:
    """The bytes lie in the database, so that any machine can play them."""
    draft = edit(desk, "ed", MENU, "en", NEW).id
    assert sounds(desk, draft) == NotYet()
    before = asked(desk)

    assert Renderer(desk).one()
    assert not Renderer(desk).one()

    rendered = heard(desk, draft)
    assert [key for key, _ in in_order(rendered)] == [(MENU, "en", Pace.NORMAL), (MENU, "en", Pace.SLOW)]
    assert asked(desk) == before + 2
    elsewhere = replace(desk, shelf=type(desk.shelf)(desk.shelf.cache.parent / "another machine"))
    content, _ = read_content({**current(desk).content, "en/phrases.toml": _phrases(desk)})
    expected = {order.key: order.expected for order in orders(content)}
    for key, sound in in_order(rendered):
        assert faults(measure(wav(elsewhere, rendered, sound)), expected[key]) == []


def _phrases(desk: Desk) -> bytes:
    return current(desk).content["en/phrases.toml"].replace(b"Main menu.", NEW.encode())


def test_what_was_heard_is_what_callers_hear_after_the_publish(database: Database, tmp_path: Path) -> None:
    """The very same files, and nothing is made twice."""
    desk = begun(database, tmp_path / "line")
    draft = edit(desk, "ed", MENU, "en", NEW).id
    Renderer(desk).one()
    rendered, before = heard(desk, draft), asked(desk)

    approve(desk, "ann", [draft])
    publish(desk, "ann")

    ((_, raw),) = Blobs(desk.database).fetch({current(desk).hashes[layout.TABLE]})
    table = layout.read_table(raw)
    assert {key: table[key].file for key in rendered.sounds} == {key: s.file for key, s in rendered.sounds.items()}
    assert asked(desk) == before
    assert isinstance(sounds(desk, draft), Rendered), "a published draft can still be heard"


def test_words_that_nobody_speaks_need_no_sound(desk: Desk) -> None:
    """A text message has none, and is done at once."""
    draft = edit(desk, "ed", "texts.rides", "en", "For rides call {program}.").id
    before = asked(desk)
    Renderer(desk).one()
    assert heard(desk, draft).sounds == {}
    assert asked(desk) == before


def test_a_title_is_heard_wherever_it_is_said(desk: Desk) -> None:
    """Each part of the topic begins with it."""
    draft = edit(desk, "ed", "topic.coping.title", "en", "Getting through the day").id
    Renderer(desk).one()
    topic = read_content(current(desk).content)[0].words["en"].topics["coping"]
    parts = {f"topic.coping.{number}" for number in range(1, len(topic.parts) + 1)}
    assert {prompt for prompt, _, _ in heard(desk, draft).sounds} == parts


def test_drafts_that_need_each_other_are_heard_together(desk: Desk) -> None:
    """The second tip more cannot stand without the first."""
    tips = len(read_content(current(desk).content)[0].words["en"].tips)
    more = [(f"tip.{tips + number}", "en", f"Rest before you are tired, tip {number}.") for number in (1, 2)]
    made = edit_all(desk, "ed", more)

    while Renderer(desk).one():
        pass

    assert [{prompt for prompt, _, _ in heard(desk, each.id).sounds} for each in made] == [
        {f"details.tip.{tips + 1}"},
        {f"details.tip.{tips + 2}"},
    ]


def test_a_draft_on_words_of_yesterday_says_so(desk: Desk) -> None:
    """It could not be published either."""
    old = edit(desk, "ed", MENU, "en", "The old main menu.").id
    publish_words(desk, {**current(desk).content, "en/phrases.toml": _phrases(desk)})

    while Renderer(desk).one():
        pass

    said = sounds(desk, old)
    assert isinstance(said, str)
    assert "have changed since" in said


def test_a_voice_that_fails_is_told_in_a_sentence_and_can_be_tried_again(desk: Desk) -> None:
    """Whoever wants to hear the draft has it made once more, by themselves."""
    draft = edit(desk, "ed", MENU, "en", NEW).id

    def gone() -> None:
        raise VoiceMissingError("The voice is not installed here.")

    def hoarse() -> None:
        raise VoiceError("The voice is hoarse.")

    assert Renderer(speaking(desk, gone)).one()
    said = sounds(desk, draft)
    assert isinstance(said, str)
    assert "not installed" in said
    assert not Renderer(desk).one(), "no worker tries that again by itself"
    with pytest.raises(DeskError, match="hoarse"):
        sounds_now(speaking(desk, hoarse), draft)

    assert len(sounds_now(desk, draft).sounds) == 2


def test_our_own_failure_is_tried_again_later_and_at_last_given_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, logs: Callable[[], str]
) -> None:
    """With an alarm each time and no loop without end; the next draft is not kept waiting."""
    monkeypatch.setattr(rendering, "_FIRST_WAIT", 0.0)

    def broken() -> None:
        raise RuntimeError("no such thing")

    draft = edit(desk, "ed", MENU, "en", NEW).id
    renderer = Renderer(speaking(desk, broken))
    tries = 0
    while renderer.one():
        tries += 1

    assert tries == MOST_TRIES + 1
    assert logs().count("draft.broke") == MOST_TRIES
    said = sounds(desk, draft)
    assert isinstance(said, str)
    assert "unforeseen" in said


def test_a_draft_that_kills_its_workers_is_given_up(desk: Desk) -> None:
    """Every lease ends without a word."""
    draft = edit(desk, "ed", MENU, "en", NEW).id
    for _ in range(MOST_TRIES):
        assert Renders(desk.database).claim("killed", 0.0)

    assert Renderer(desk).one()
    said = sounds(desk, draft)
    assert isinstance(said, str)
    assert "several times" in said


def eager(desk: Desk) -> Renderer:
    """One that makes its lease longer with every sound, so that the test need not wait."""
    renderer = Renderer(desk)
    renderer.patience = -1.0
    return renderer


def test_a_long_rendering_keeps_its_lease(desk: Desk) -> None:
    """As long as it goes on nobody else begins; once somebody has, after all, it stops."""
    edit(desk, "ed", MENU, "en", NEW)
    renders = Renders(desk.database)
    taken = renders.claim("slow", 0.0)
    assert taken
    _Watch(eager(desk), taken, threading.Event(), None)(1, 2)
    assert renders.claim("thief", 60) is None

    renders.again(taken, 0.0, "")
    assert renders.claim("thief", 60)
    with pytest.raises(_GivenBackError):
        _Watch(eager(desk), taken, threading.Event(), None)(1, 2)


def test_a_worker_that_shall_end_gives_its_draft_back_at_once(desk: Desk) -> None:
    """The next one need not wait for the end of a lease."""
    draft = edit(desk, "ed", "topic.coping.title", "en", "Getting through the day").id
    until = threading.Event()
    Renderer(speaking(desk, until.set)).run(until)
    assert sounds(desk, draft) == NotYet()

    assert Renderer(desk).one()
    assert heard(desk, draft)


def test_whoever_wants_to_hear_a_draft_that_is_being_made_waits_for_it(desk: Desk) -> None:
    """It is not made twice."""
    draft = edit(desk, "ed", MENU, "en", NEW).id
    worker = Renders(desk.database)
    taken = worker.claim("another process", 60)
    assert taken
    before = asked(desk)
    timer = threading.Timer(0.3, lambda: worker.done(taken, '{"edition": 1, "sounds": "[]", "files": {}}'))
    timer.start()

    assert sounds_now(desk, draft) == Rendered(1, {}, {})
    assert asked(desk) == before


def test_there_must_be_such_a_draft_and_it_must_wait(desk: Desk) -> None:
    """Otherwise it is said."""
    with pytest.raises(DeskError, match="draft 9"):
        sounds_now(desk, 9)
    draft = edit(desk, "ed", MENU, "en", NEW).id
    withdraw(desk, "ed", draft)
    with pytest.raises(DeskError, match="withdrawn"):
        sounds_now(desk, draft)


def test_two_renderers_of_a_process_take_turns(desk: Desk) -> None:
    """The calls beside them need the processors, too."""
    for number in range(3):
        edit(desk, "ed", f"tip.{number + 1}", "en", f"Drink a little every hour, tip {number}.")
    inside: set[str] = set()
    together: list[set[str]] = []

    def work(name: str) -> None:
        def busy() -> None:
            inside.add(name)
            together.append(set(inside))
            time.sleep(0.05)
            inside.discard(name)

        renderer = Renderer(speaking(desk, busy))
        while renderer.one():
            pass

    threads = [threading.Thread(target=work, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert together
    assert {"one", "two"} not in together
