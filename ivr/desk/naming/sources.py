"""Where words come from: the facts that a topic states, each with its source, to be read beside the sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ivr.content.model import Content, Language
from ivr.content.readers.sources import articles, fact_rows

_OF_TOPIC = re.compile(r"(?:details\.)?topic\.([^.]+)\..+|choice\.(?:main|next)\.(.+)")
_OF_SERVICE = re.compile(r"resource\.([^.]+)\..+|service\.([^.]+)\..+")


@dataclass(frozen=True)
class Fact:
    """A fact by its id, in our words, and where it is from."""

    id: str
    says: str
    source: str


def topic_of(content: Content, item: str, language: Language) -> str:
    """The topic that an item or a prompt belongs to; "" where it belongs to none."""
    found = _OF_TOPIC.fullmatch(item)
    name = (found[1] or found[2]) if found else ""
    topics = content.words[language].topics if language in content.words else {}
    return next((each for each in (name, name.rpartition("-")[0]) if each in topics), "")


def facts_of(files: Mapping[str, bytes], content: Content, item: str, language: Language) -> tuple[Fact, ...]:
    """The facts that the topic of an item states; none where it belongs to no topic.

    Which sentence states which fact is written down nowhere: whoever compares them has both before them.
    """
    topic = topic_of(content, item, language)
    if not topic:
        return ()
    known = {cells[0]: Fact(*cells[:3]) for _, cells in fact_rows(files) if len(cells) >= len(("id", "says", "source"))}
    return tuple(known[name] for name in content.words[language].topics[topic].facts if name in known)


def source_of(content: Content, item: str) -> str:
    """Where the number, the hours and the name of a support service were read; "" for anything else."""
    found = _OF_SERVICE.fullmatch(item)
    name = (found[1] or found[2]) if found else ""
    return content.resources[name].source if name in content.resources else ""


def letters(files: Mapping[str, bytes]) -> dict[str, str]:
    """What the letters stand for that facts name as their sources."""
    return articles(files)
