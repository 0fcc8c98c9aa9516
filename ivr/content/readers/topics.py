"""Reader of `topics/*.md`: TOML front matter between +++ lines, then parts by `##` headings."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Mapping

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ivr.content.model import Part, Problem, Signature, Topic
from ivr.content.readers.table import Table, parse_text

FENCE = "+++"


def read_topics(
    files: Mapping[str, bytes], language: str, menu: tuple[str, ...]
) -> tuple[dict[str, Topic], list[Problem]]:
    """Read the topics that the menu names, in its order."""
    topics = {}
    problems: list[Problem] = []
    for name in menu:
        file = f"{language}/topics/{name}.md"
        raw = files.get(file)
        if raw is None:
            problems.append(Problem(file, 1, f"The menu names {name}, but the file is missing."))
            continue
        topics[name], found = read_topic(file, name, raw)
        problems += found
    return topics, problems


def read_topic(file: str, name: str, raw: bytes) -> tuple[Topic, list[Problem]]:
    """Read one topic file."""
    front, body, first = _split(raw)
    if front is None:
        return _topic(Table(file, {}), name, ()), [Problem(file, 1, "It must begin with front matter in +++ lines.")]
    table = parse_text(file, front, first_line=2)
    parts = _parts(table, _decoded(table, body, first), first)
    if not parts:
        table.problem("There is no part: write at least one ## heading with text under it.")
    return _topic(table, name, parts), table.problems


def _decoded(table: Table, body: bytes, first: int) -> str:
    """The body as text; bytes that are not UTF-8 are a problem at their line, and stand as a mark."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        line = first + body[: error.start].count(b"\n")
        table.problems.append(Problem(table.file, line, "The text is not UTF-8 here."))
        return body.decode("utf-8", errors="replace")


def _split(raw: bytes) -> tuple[bytes | None, bytes, int]:
    """Front matter, body, and the body's first line number."""
    lines = raw.removeprefix(BOM_UTF8).replace(b"\r\n", b"\n").split(b"\n")
    fences = [number for number, line in enumerate(lines) if line.strip() == FENCE.encode()]
    if len(fences) < 2 or fences[0] != 0:  # noqa: PLR2004 - a pair
        return None, raw, 1
    end = fences[1]
    return b"\n".join(lines[1:end]), b"\n".join(lines[end + 1 :]), end + 2


def _topic(table: Table, name: str, parts: tuple[Part, ...]) -> Topic:
    return Topic(
        name=name,
        title=table.string("title"),
        menu_name=table.string("menu_name"),
        keywords=table.strings("keywords"),
        ask_first=table.boolean("ask_first"),
        facts=table.strings("facts"),
        parts=parts,
        texts=table.strings("texts"),
        signature=Signature(
            table.string("author"),
            table.string("reviewed_by", required=False),
            table.string("approved_by", required=False),
            table.day("approved_on"),
            table.day("review_by"),
        ),
    )


def _parts(table: Table, body: str, first: int) -> tuple[Part, ...]:
    """The parts under the `##` headings; anything else than headings and paragraphs is a problem."""
    parts: list[Part] = []
    paragraphs: list[str] = []
    heading, line = "", first
    tokens = MarkdownIt("commonmark").parse(body)
    for place, token in enumerate(tokens):
        number = first + (token.map[0] if token.map else 0)
        if token.type == "heading_open":
            _close(table, parts, Part(heading, "\n\n".join(paragraphs), line))
            heading, line, paragraphs = tokens[place + 1].content, number, []
        elif token.type == "paragraph_open":
            paragraphs.append(_plain(tokens[place + 1], table, number))
            if not heading:
                table.problems.append(Problem(table.file, number, "Text before the first ## heading is never spoken."))
        elif token.level == 0 and token.nesting >= 0 and token.type != "inline":  # what closes was told as it opened
            table.problems.append(Problem(table.file, number, "Only ## headings and plain paragraphs can be spoken."))
    _close(table, parts, Part(heading, "\n\n".join(paragraphs), line))
    return tuple(parts)


def _close(table: Table, parts: list[Part], part: Part) -> None:
    if part.heading and part.body:
        parts.append(part)
    elif part.heading:
        table.problems.append(Problem(table.file, part.line, f'Nothing is written under "{part.heading}".'))


def _plain(inline: Token, table: Table, number: int) -> str:
    """A paragraph's words; emphasis and links cannot be heard, so they are a problem."""
    for child in inline.children or []:
        if child.nesting >= 0 and child.type not in {"text", "softbreak", "hardbreak"}:
            table.problems.append(Problem(table.file, number, f"Plain words only: {child.type} cannot be heard."))
    return " ".join(child.content for child in inline.children or [] if child.type == "text").strip()
