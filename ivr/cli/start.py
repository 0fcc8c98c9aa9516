"""What commands begin with: settings from the environment, an edition on the shelf, and the application."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace

from flask import Flask

from ivr.audio.progress import showing
from ivr.bootstrap import Parts, build, prepare
from ivr.content.model import Content, Problem
from ivr.editions.freeze import checked, read_folder
from ivr.phones.kit import Kit
from ivr.settings import Settings, load
from ivr.web.app import create_app
from ivr.web.inside import phones
from ivr.web.letters import at_once, demo_worker


@dataclass(frozen=True)
class Running:
    """A line that answers in this process."""

    parts: Parts
    app: Flask

    @property
    def kit(self) -> Kit:
        """Phones that call it; texts go out as soon as the phone looks for them, since nothing runs beside."""
        kit = phones(self.parts, self.app)
        if not self.parts.settings.demo:
            return kit
        return replace(kit, arrived=at_once(demo_worker(self.parts, self.app), kit.arrived))


def settings(serving_at: str = "http://127.0.0.1:8000") -> Settings:
    """The settings of this process's environment."""
    return load(os.environ, serving_at)


def read() -> tuple[Content, tuple[Problem, ...]]:
    """The content folder and every problem in it."""
    return checked(read_folder(settings().content))


def running(found: Settings) -> Running:
    """Prepare what is missing, with progress, then put the line together."""
    with showing("Preparing the sounds") as progress:
        prepare(found, progress)
    parts = build(found)
    return Running(parts, create_app(parts))
