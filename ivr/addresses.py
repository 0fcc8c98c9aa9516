"""Addresses that settings name: where this line is reached, and where its database is."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

POSTGRESQL = ("postgresql", "postgresql+psycopg", "postgres")
# user:password@host:port/name?options; all but the name may be missing (a socket of this machine).
_SERVER = re.compile(
    r"([^@/?#\s:]*(:[^@/?#\s]*)?@)?(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]*)(:[0-9]{1,5})?/[^/?#\s]+(\?[^#\s]*)?", re.ASCII
)


def reachable(value: str) -> bool:
    """Whether a carrier could reach it: a scheme, a host, perhaps a port and a path, and nothing else."""
    try:
        parts = urlsplit(value)
        known = bool(parts.hostname) and parts.port != 0
    except ValueError:  # half an IPv6 address, or a port that is no number
        return False
    # A bare "?" or "#" is a query or fragment too, and what is not plain ASCII is signed in another form than written.
    plain = value.isascii() and value.isprintable() and not set(value) & set(' ?#"<>\\')
    return parts.scheme in {"http", "https"} and known and plain


def database(value: str) -> str | None:
    """A database's address in the one form that the store knows; None where it is none.

    `sqlite:///line.db` and `sqlite:////folder/line.db` name a file; `postgresql://` may be written with its driver.
    """
    scheme, mark, rest = value.partition("://")
    if scheme == "sqlite" and _names_a_file(rest):
        return of_file(Path(unquote(rest[1:])))
    if scheme in POSTGRESQL and mark and _SERVER.fullmatch(rest):
        return f"postgresql+psycopg://{rest}"
    return None


def of_file(path: Path) -> str:
    """The address of an SQLite database's file."""
    return f"sqlite:///{quote(str(path.absolute()))}"


def _names_a_file(rest: str) -> bool:
    """Whether `/line.db` or `//folder/line.db` follows `sqlite://`; a database in memory keeps nothing."""
    plain = rest.startswith("/") and rest.isprintable() and not set(rest) & set("?#")
    return plain and bool(rest.strip("/ ")) and not rest.endswith("/") and ":memory:" not in rest
