"""Phones that call the application in this very process: signed as the carrier signs, to the very same webhooks."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask

from ivr.bootstrap import Parts, recordings_folder
from ivr.content.prompts import prompts
from ivr.content.provider_voice import WAIT
from ivr.errors import IvrError
from ivr.phones.delivered import MOBILE
from ivr.phones.exchange import OK, Line, Response
from ivr.phones.handset import Handset
from ivr.phones.kit import Kit
from ivr.phones.recordings import FolderRecordings
from ivr.phones.thread import TextThread
from ivr.web.letters import letterbox

TAKE = "/audio/take/"


def phones(parts: Parts, app: Flask) -> Kit:
    """Everything that a demo phone needs."""
    settings = parts.settings
    line = Line(settings.public_url, settings.voice_number, MOBILE, settings.account_sid, settings.audio_url)
    box = letterbox(parts, app)

    def post(url: str, form: Mapping[str, str], cookies: str = "") -> Response:
        path = url.removeprefix(settings.public_url)
        headers = {parts.signature.header: parts.signature.sign(url, form)}
        if cookies:
            headers["Cookie"] = cookies
        with app.test_client(use_cookies=False) as client:
            answer = client.post(path, base_url=settings.public_url, data=dict(form), headers=headers)
        return Response(answer.status_code, answer.get_data(as_text=True), dict(answer.headers))

    def text(url: str, form: Mapping[str, str], cookies: str = "") -> Response:
        box.heard(form["From"], form["Body"])  # a provider reads it before it hands it on
        return post(url, form, cookies)

    recordings = FolderRecordings(recordings_folder(settings))

    def audio(url: str) -> bytes:
        if TAKE in url:
            return _take(app, url.removeprefix(settings.public_url))
        path = parts.shelf.sound_path(url.rpartition("/")[2])
        if path is None:
            raise IvrError(f"There is no sound at {url}.")
        return path.read_bytes()

    return Kit(
        make_handset=lambda: Handset(post, line, keep=recordings.keep),
        make_thread=lambda: TextThread(text, line),
        sound=_Sounds(parts).said,
        service=lambda number: _service_of(parts, number),
        edition=parts.shelf.edition,
        clock=parts.clock,
        audio=audio,
        arrived=box.arrived,
    )


class _Sounds:
    """What each sound says, worked out once an edition; two prompts with the same words may share one sound."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._number = 0
        self._said: dict[str, tuple[str, str]] = {}

    def said(self, url: str) -> tuple[str, str] | None:
        """Prompt and script of the sound at an address."""
        if TAKE in url:
            return "take", "(your recording, as callers will hear it)"
        edition = self._parts.shelf.playing()
        if edition.number != self._number:
            scripts = {(prompt.id, prompt.language): prompt.script for prompt in prompts(edition.content)}
            self._said = {
                # Where the provider speaks, the file is only the silence between its words.
                sound.file: (key[0], WAIT if sound.said else scripts.get(key[:2], ""))
                for key, sound in edition.sounds.items()
            }
            self._number = edition.number
        return self._said.get(url.rpartition("/")[2])


def _take(app: Flask, path: str) -> bytes:
    with app.test_client(use_cookies=False) as client:
        answer = client.get(path)
    if answer.status_code != OK:
        raise IvrError("The recording cannot be heard any more.")
    return answer.get_data()


def _service_of(parts: Parts, number: str) -> str | None:
    resources = parts.shelf.playing().content.resources.values()
    return next((resource.id for resource in resources if resource.dial == number), None)
