"""A thread as a short line for the provider's cookie, and back; whoever sends it must sign it."""

from __future__ import annotations

import re

from ivr.content.model import Content
from ivr.content.texts import texts
from ivr.flow.texting.thread import Thread

_FORM = re.compile(r"([a-z]{2,3})-([01])-([a-z0-9.-]{0,60})")


def write(thread: Thread) -> str:
    """A thread as `en-1-topic.coping.2`: language, greeted, last text."""
    return f"{thread.language}-{int(thread.greeted)}-{thread.last}"


def read(value: str, content: Content) -> Thread:
    """The thread of a cookie; a fresh one for anything that this content does not know, so old cookies do no harm."""
    found = _FORM.fullmatch(value)
    if not found or found[1] not in content.line.languages or found[1] not in content.words:
        return Thread(content.default_language)
    language, greeted, last = found.groups()
    return Thread(language, last if last in texts(content, language) else "", greeted == "1")
