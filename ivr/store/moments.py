"""Times in the database: always UTC and aware, and its own clock where two machines must agree who is late."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, DateTime, Dialect, Double, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC to the microsecond; SQLite has no zones, so there the UTC is understood."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """What is stored; a time without its offset is refused, for nobody could say when that was."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without its offset cannot be stored.")
        known = value.astimezone(UTC)
        return known.replace(tzinfo=None) if dialect.name == "sqlite" else known

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """What was stored, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class clock_plus(ColumnElement[datetime]):  # noqa: N801 - it is written as a function of SQL
    """The database's own clock, `seconds` later (or earlier, where negative)."""

    inherit_cache = False
    type = Moment()

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds: BindParameter[float] = bindparam(None, float(seconds), type_=Double())


@compiles(clock_plus, "sqlite")
def _in_sqlite(element: clock_plus, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own
    # Its clock has milliseconds; three noughts make it the form in which SQLAlchemy writes and reads times there.
    return f"strftime('%Y-%m-%d %H:%M:%f000', 'now', {compiler.process(element.seconds, **how)} || ' seconds')"


@compiles(clock_plus, "postgresql")
def _in_postgresql(element: clock_plus, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own
    # Not now(), which stands still for a whole transaction and would shorten a lease after a long wait for a lock.
    return f"(clock_timestamp() + make_interval(secs => {compiler.process(element.seconds, **how)}))"
