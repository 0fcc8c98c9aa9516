"""A staff line for the tests: the real application on a real database, a telephone, and what fetches its recordings."""

from __future__ import annotations

import functools
import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from flask import Flask
from lxml import etree
from werkzeug.test import TestResponse

from ivr.bootstrap import Parts, build
from ivr.desk.desk import Desk
from ivr.desk.people import set_pin, staff
from ivr.desk.phone.fetching import Fetcher
from ivr.editions.shelf import Shelf
from ivr.phones.recordings import FolderRecordings
from ivr.settings import Settings
from ivr.store.database import Database
from ivr.web.app import create_app
from tests.audio.intake.speech import recorded, said, wav
from tests.audio.tone_voice import ToneVoice
from tests.carrier.documents import ADDRESS, CORE, VOICE
from tests.conftest import PUBLIC
from tests.desk.sounding import begun
from tests.folders import shared_folder

PIN = "824397"
GREETING = "Hello. This is the Rescue Treatment Line."
CALL = "CA" + "0d" * 16
XML = "text/xml; charset=utf-8"


@functools.cache
def reading(level: float = 1.0) -> bytes:
    """The first words of the line, read aloud."""
    return wav(recorded(said(GREETING) * level))


def check_staff(document: str) -> etree._Element:
    """Parse a staff call's document and check all that a strict provider would refuse."""
    root = etree.fromstring(document.encode())
    VOICE.assertValid(root)
    assert {element.tag for element in root.iter()} <= CORE
    for verb in (*root.iter("Gather"), *root.iter("Record")):
        assert verb.get("action", "").startswith(f"{PUBLIC}/voice/desk/")
        assert verb.get("method") == "POST"
        follows = verb.getnext()
        assert follows is not None
        assert follows.tag == "Redirect"
    for play in (*root.iter("Play"), *root.iter("Redirect")):
        assert (play.text or "").startswith(ADDRESS)
    for say in root.iter("Say"):
        assert (say.text or "").strip()
        assert not set("{}<>`") & set(say.text or "")
    assert root[-1].tag in {"Redirect", "Hangup"}, "the call would end without a word"
    return root


@dataclass
class StaffLine:
    """A line with a staff, one of whom is on the phone.

    Attributes:
        numbers: the staff number of each person.
        paths: every path that was asked for.
    """

    parts: Parts
    app: Flask
    desk: Desk
    tapes: FolderRecordings
    fetcher: Fetcher
    numbers: Mapping[str, int]
    paths: list[str] = field(default_factory=list)
    root: etree._Element | None = None

    def post(self, path: str, form: Mapping[str, str] | None = None) -> TestResponse:
        """Post a form with a good signature."""
        self.paths.append(path)
        fields = {"CallSid": CALL, "From": "+12025550147", **(form or {})}
        headers = {self.parts.signature.header: self.parts.signature.sign(PUBLIC + path, fields)}
        with self.app.test_client(use_cookies=False) as client:
            return client.post(path, base_url=PUBLIC, data=fields, headers=headers)

    def go(self, path: str, form: Mapping[str, str] | None = None) -> str:
        """The same on the call; everything that is said then, sounds as their addresses."""
        response = self.post(path.removeprefix(PUBLIC), form)
        assert (response.status_code, response.content_type) == (200, XML)
        self.root = check_staff(response.get_data(as_text=True))
        return self.said

    @property
    def said(self) -> str:
        """What is said now."""
        assert self.root is not None
        return " ".join((each.text or "") for each in self.root.iter("Say", "Play"))

    def call(self) -> str:
        """Call the staff line."""
        return self.go("/voice/desk")

    def key(self) -> str:
        """Where the keys go that are pressed now."""
        return self._one("Gather").get("action", "")

    def press(self, keys: str) -> str:
        """One key, or several where the line waits for them."""
        return self.go(self.key(), {"Digits": keys})

    def wait(self) -> str:
        """No key."""
        return self.go(self._one("Redirect").text or "")

    def sign_in(self, person: str = "rec") -> str:
        """Call, and type number and PIN."""
        self.call()
        self.press(str(self.numbers[person]))
        return self.press(PIN)

    def speak(self, wav: bytes, *, hangs_up: bool = False) -> str:
        """Record something, as the provider does it: the action, unless they hang up, and the callback."""
        record = self._one("Record")
        form = {"RecordingSid": self.tapes.keep(wav), "RecordingDuration": "4", "Digits": "#"}
        said = "" if hangs_up else self.go(record.get("action", ""), form)
        self.tell(record, form["RecordingSid"])
        return said

    def tell(self, record: etree._Element, recording: str) -> None:
        """The provider's report that a recording is there."""
        told = record.get("recordingStatusCallback", "").removeprefix(PUBLIC).partition("#")[0]
        assert self.post(told, {"RecordingSid": recording, "RecordingStatus": "completed"}).status_code == 204

    def fetched(self) -> None:
        """Bring in everything that waits, and delete it at the provider."""
        for _ in range(10):
            if not self.fetcher.one():
                return

    def heard(self) -> bytes:
        """The sound that is played now."""
        assert self.root is not None
        (play,) = self.root.iter("Play")
        with self.app.test_client() as client:
            found = client.get((play.text or "").removeprefix(PUBLIC), base_url=PUBLIC)
        with found:
            assert (found.status_code, found.mimetype) == (200, "audio/wav")
            return found.get_data()

    def _one(self, tag: str) -> etree._Element:
        assert self.root is not None
        found = next(self.root.iter(tag), None)
        assert found is not None, f"there is no <{tag}> now: {self.said}"
        return found


def staff_line(settings: Settings, folder: Path) -> StaffLine:
    """The shipped words published with a tone for each prompt, and nobody on the phone yet."""
    made = _made()
    shutil.copytree(made / "data", folder / "data", copy_function=os.link)
    shutil.copy(made / "line.db", folder / "line.db")
    url, data = f"sqlite:///{folder / 'line.db'}", folder / "data"
    parts = build(replace(settings, data=data, database_url=url, secret_key=secrets.token_urlsafe()))
    desk = Desk(Database(url), Shelf(data), ToneVoice(), production=False, clock=parts.clock)
    tapes = FolderRecordings(folder / "tapes")
    numbers = {person.id: person.number for person in staff(desk)}
    return StaffLine(parts, create_app(parts), desk, tapes, Fetcher(desk, tapes), numbers)


@functools.cache
def _made() -> Path:
    """The same once for all tests, in a folder that goes with them; three people have a PIN."""
    folder = shared_folder("staff-line-")
    database = Database(f"sqlite:///{folder / 'line.db'}")
    desk = begun(database, folder / "data")
    for person in ("rec", "ann", "ed"):
        set_pin(desk, person, person, PIN)
    database.close()
    return folder
