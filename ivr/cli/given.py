"""What people give on the command line: numbers that a database can hold, and words that are text."""

from __future__ import annotations

import click

# Of a draft, a recording or an edition, as the columns hold them (PostgreSQL's integer).
NUMBER = click.IntRange(1, 2**31 - 1)


class _Text(click.ParamType[str]):
    """Words; bytes that are no UTF-8 come from the system as halves of pairs, which nothing can hold."""

    name = "text"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The words, or a usage error."""
        words = str(value)
        try:
            words.encode()
        except UnicodeEncodeError:
            self.fail("It holds bytes that are no text in UTF-8.", param, ctx)
        return words


TEXT = _Text()
