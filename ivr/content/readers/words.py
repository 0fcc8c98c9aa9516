"""Readers of a language's phrases, texts, tips and keywords."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.content.model import Problem
from ivr.content.readers.table import parse


def read_flat(files: Mapping[str, bytes], file: str, name: str) -> tuple[dict[str, str], list[Problem]]:
    """Read a table of id to words."""
    table = parse(files, file)
    inner = table.table(name)
    return {key: inner.string(key) for key in inner.values}, table.problems


def read_tips(files: Mapping[str, bytes], language: str) -> tuple[tuple[str, ...], list[Problem]]:
    """Read the coping tips, in the order in which they are given out."""
    table = parse(files, f"{language}/texts.toml")
    return table.table("tips").strings("list"), table.problems


def read_keywords(files: Mapping[str, bytes], language: str) -> tuple[dict[str, tuple[str, ...]], list[Problem]]:
    """Read the words that lead to each keyword."""
    table = parse(files, f"{language}/keywords.toml")
    inner = table.table("keywords")
    return {key: inner.strings(key) for key in inner.values}, table.problems
