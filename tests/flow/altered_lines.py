"""Lines that differ a little from the shipped one: smaller, in other words, with a longer sound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ivr.content.model import Content, Edition, Pace


def small(content: Content) -> Content:
    """Two topics, one number, one tip: a walk of seconds."""
    kept = ("side", "outlook")
    words = {
        language: replace(each, tips=each.tips[:1], topics={name: each.topics[name] for name in kept})
        for language, each in content.words.items()
    }
    line = content.line
    groups = {"talk": line.groups["talk"][:1]}
    return replace(content, words=words, line=replace(line, menu=kept, groups=groups, person=line.person[:1]))


def with_content(edition: Edition, change: Callable[[Content], Content]) -> Edition:
    """The same sounds over changed content."""
    return replace(edition, content=change(edition.content))


def longer(edition: Edition, prompt: str, seconds: float) -> Edition:
    """The same edition, but one prompt lasts longer at the normal pace."""
    sounds = {
        key: replace(sound, seconds=seconds) if key[0] == prompt and key[2] is Pace.NORMAL else sound
        for key, sound in edition.sounds.items()
    }
    return replace(edition, sounds=sounds)
