"""Readers of a language's phrases, texts, tips and keywords."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from ivr.content.model import Keywords, Problem
from ivr.content.patterns import Families, fault
from ivr.content.readers.table import Table, parse


def read_flat(files: Mapping[str, bytes], file: str, name: str) -> tuple[dict[str, str], list[Problem]]:
    """Read a table of id to words."""
    table = parse(files, file)
    inner = table.table(name)
    return {key: inner.string(key) for key in inner.values}, table.problems


def read_tips(files: Mapping[str, bytes], language: str) -> tuple[tuple[str, ...], list[Problem]]:
    """Read the coping tips, in the order in which they are given out."""
    table = parse(files, f"{language}/texts.toml")
    return table.table("tips").strings("list"), table.problems


def read_keywords(files: Mapping[str, bytes], language: str, families: Families) -> tuple[Keywords, list[Problem]]:
    """Read what people text to get to each keyword; the table `keywords` is needed, the others are not.

    `families` are those of `safety.toml`, which patterns may name too.
    """
    file = f"{language}/keywords.toml"
    keywords, problems = _read(file, files.get(file), tuple(families.items()))
    return keywords, list(problems)


@lru_cache(maxsize=8)
def _read(
    file: str, raw: bytes | None, families: tuple[tuple[str, tuple[str, ...]], ...]
) -> tuple[Keywords, tuple[Problem, ...]]:
    """The same for the bytes of the file: hundreds of patterns, so the same ones are read once."""
    table = parse({} if raw is None else {file: raw}, file)
    names = ("keywords", "patterns", "weak", "alone", "examples", "words", "families")
    read = {name: _lists(table, name, required=name == "keywords") for name in names}
    known = {**dict(families), **read["families"]}
    for name in ("patterns", "weak"):
        inner = table.table(name, required=False)
        read[name] = {keyword: readable(inner, keyword, listed, known) for keyword, listed in read[name].items()}
    return Keywords(exact=read.pop("keywords"), **read), tuple(table.problems)


def readable(table: Table, key: str, patterns: Iterable[str], families: Families) -> tuple[str, ...]:
    """The patterns of a list that can be read; a problem, at its own line, for each other."""
    kept = []
    for pattern in patterns:
        if says := fault(pattern, families):
            found = f"{table.name}.{key}: {pattern!r}: {says}."
            table.problems.append(Problem(table.file, table.line_with(pattern), found))
        else:
            kept.append(pattern)
    return tuple(kept)


def _lists(table: Table, name: str, *, required: bool) -> dict[str, tuple[str, ...]]:
    inner = table.table(name, required=required)
    return {key: inner.strings(key) for key in inner.values}
