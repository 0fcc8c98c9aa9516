"""What commands begin with: settings from the environment, an edition on the shelf, and the application."""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Flask

from ivr.audio.progress import showing
from ivr.bootstrap import Parts, build, open_desk, open_fetcher, prepare
from ivr.content.model import Content, Problem
from ivr.desk.beginning import folder_leads
from ivr.desk.desk import Desk
from ivr.editions.freeze import checked, read_folder
from ivr.errors import SettingsError, StoreError
from ivr.phones.kit import Kit
from ivr.settings import KEY_LENGTH, Settings, load
from ivr.web.app import create_app
from ivr.web.inside import phones
from ivr.web.letters import at_once, demo_worker

# The end of the help of every command that takes --by.
TRUST = (
    "Whoever may run commands on this machine is trusted with the name that they give with --by; the audit log also "
    "notes the account of the machine that the command ran under."
)
_KEYS = ("IVR_SECRET_KEY", "IVR_HASH_KEY", "IVR_STOP_KEY", "TWILIO_AUTH_TOKEN")


@dataclass(frozen=True)
class Running:
    """A line that answers in this process."""

    parts: Parts
    app: Flask

    @property
    def kit(self) -> Kit:
        """Phones that call it; what a line does beside is done between two deeds, since nothing runs beside."""
        kit = phones(self.parts, self.app)
        if not self.parts.settings.demo:
            return kit
        fetcher = open_fetcher(self.parts.settings)

        def meanwhile() -> None:
            with suppress(StoreError):  # a database that is away brings nothing; the call goes on
                while fetcher and fetcher.one():
                    pass

        return replace(kit, arrived=at_once(demo_worker(self.parts, self.app), kit.arrived), meanwhile=meanwhile)


def settings(serving_at: str = "http://127.0.0.1:8000") -> Settings:
    """The settings of this process's environment."""
    return load(os.environ, serving_at)


def lasting(serving_at: str = "http://127.0.0.1:8000") -> Settings:
    """The same; a demo's keys that nobody set are kept in its data folder.

    With new ones at every start, whoever texted STOP to a demo would get texts again.
    """
    found = settings(serving_at)
    return load(demo_keys(found.data) | {k: v for k, v in os.environ.items() if v}, serving_at) if found.demo else found


def demo_keys(folder: Path) -> dict[str, str]:
    """The keys of the demo in this folder, made once.

    Raises:
        SettingsError: they can be neither read nor written.
    """
    file = folder / "demo-keys.json"
    try:
        if not file.exists():
            _make_keys(file)
        kept = json.loads(file.read_text())
        return {name: str(kept[name]) for name in _KEYS}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"The demo's keys cannot be read or written; remove {file}. ({error})") from error


def _make_keys(file: Path) -> None:
    """Whole under another name first: of two demos that start at once, both then read the same."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=file.parent) as made:  # readable by nobody else
        json.dump({name: secrets.token_urlsafe(KEY_LENGTH) for name in _KEYS}, made)
        made.flush()
        with suppress(FileExistsError):
            os.link(made.name, file)


@contextmanager
def desk() -> Iterator[Desk]:
    """The desk of this process's environment, with the tables of its database brought up to date.

    Raises:
        StoreError: the database is away.
    """
    opened = open_desk(lasting())
    try:
        opened.database.migrate()
        yield opened
    finally:
        opened.database.close()


def folder_is_a_copy(found: Settings) -> bool:
    """Whether callers hear what people have published, and not the folders of words and recordings any more.

    Where the database cannot tell, the folders count.
    """
    opened = open_desk(found)
    try:
        return not folder_leads(opened)
    except StoreError:
        return False
    finally:
        opened.database.close()


def read() -> tuple[Content, tuple[Problem, ...]]:
    """The content folder and every problem in it."""
    return checked(read_folder(settings().content))


def running(found: Settings) -> Running:
    """Prepare what is missing, with progress, then put the line together."""
    with showing("Preparing the sounds") as progress:
        prepare(found, progress)
    parts = build(found)
    return Running(parts, create_app(parts))
