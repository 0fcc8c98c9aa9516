"""Where the pieces of a topic's file stand: its front matter, and its parts by `##` headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ivr.content.writing.layout import Span

FENCE = "+++"
_HEADING = re.compile(r" {0,3}##(?!#)[ \t]*(.*?)(?:[ \t]+#+)?[ \t]*(?=[\r\n]|$)")
_LINE_END = re.compile(r"\r\n?|\n")  # as Markdown counts lines
_BLANK = " \t\r\n"
_AROUND_FENCE = " \t\n\r\x0b\x0c"  # as bytes are stripped


@dataclass(frozen=True)
class PartSpan:
    """Where the heading of a part and its words stand, without what is blank around them."""

    heading: Span
    body: Span


@dataclass(frozen=True)
class TopicSpans:
    """Where the front matter and the parts stand; `parts` is None where one has another heading than `## Words`."""

    front: Span
    parts: tuple[PartSpan, ...] | None


def split(text: str) -> TopicSpans | None:
    """Where a topic's pieces stand; None where it has no front matter.

    Parts are numbered as the reader numbers them: what has nothing under its heading is none.
    """
    lines = list(re.finditer(r"[^\n]*(?:\n|$)", text))
    fences = [line for line in lines if line.group().removeprefix("\ufeff").strip(_AROUND_FENCE) == FENCE]
    if len(fences) < 2 or fences[0].start() != 0:  # noqa: PLR2004 - a pair
        return None
    parts = tuple(_parts(text, fences[1].end()))
    known = tuple(part for part in parts if part is not None)
    return TopicSpans(Span(fences[0].end(), fences[1].start()), known if len(known) == len(parts) else None)


def _parts(text: str, start: int) -> Iterator[PartSpan | None]:
    """Each part with words under it; None for one whose heading is written in another way than `## Words`."""
    body = text[start:]
    starts = [start, *(start + found.end() for found in _LINE_END.finditer(body)), len(text)]
    headings: list[tuple[int, int, bool]] = []
    spoken: list[list[str]] = []  # for each heading, the paragraphs under it
    tokens = MarkdownIt("commonmark").parse(body)
    for place, token in enumerate(tokens):
        if token.type == "heading_open" and token.map:
            headings.append((starts[token.map[0]], starts[token.map[1]], token.markup == "##"))
            spoken.append([])
        elif token.type == "paragraph_open" and spoken:
            spoken[-1].append(_plain(tokens[place + 1]))
    ends = [*(first for first, _, _ in headings[1:]), len(text)][: len(headings)]
    for (first, after, usual), end, paragraphs in zip(headings, ends, spoken, strict=True):
        heading = _HEADING.match(text, first) if usual else None
        if "\n\n".join(paragraphs):
            known = heading if heading and heading[1] else None
            yield PartSpan(Span(*known.span(1)), _trimmed(text, after, end)) if known else None


def _plain(inline: Token) -> str:
    """What can be heard of a paragraph, as the reader takes it."""
    return " ".join(child.content for child in inline.children or [] if child.type == "text").strip()


def _trimmed(text: str, start: int, end: int) -> Span:
    inside = text[start:end]
    return Span(start + len(inside) - len(inside.lstrip(_BLANK)), start + len(inside.rstrip(_BLANK)))
