"""Words as a terminal shows them: every mark can be seen, and none moves the cursor or turns the letters round."""

from __future__ import annotations

import unicodedata

import click

_KEPT = frozenset("\n\t")
_SMALL = 0xFFFF  # the last mark that `\\uXXXX` can name


def visible(words: str) -> str:
    r"""Words with a name such as `\u2028` in place of each mark that a terminal would obey, or not show.

    Spaces of any kind stay, and line ends, which are a line feed then.
    """
    return "".join(mark if _shows(mark) else _named(mark) for mark in words.replace("\r\n", "\n"))


def show(words: str, *, err: bool = False) -> None:
    """Print words of the content, or whatever somebody wrote."""
    click.echo(visible(words), err=err)


def _shows(mark: str) -> bool:
    return mark in _KEPT or mark.isprintable() or unicodedata.category(mark) == "Zs"


def _named(mark: str) -> str:
    return f"\\u{ord(mark):04X}" if ord(mark) <= _SMALL else f"\\U{ord(mark):08X}"
