"""Logs that an operator can read and that name nobody: no phone number, no text of a message, ever."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

import structlog

from ivr.errors import IvrError

# Seven digits and more, however they are grouped, are taken for a phone number and masked even where nobody meant to
# log one. Hashes and times of our own are found first, so that they stay whole.
_SEEN = re.compile(
    r"(?P<ours>(?<![0-9A-Za-z])(?=[0-9]*[a-f])[0-9a-f]{32,64}(?![0-9A-Za-z])"
    r"|(?<!\d)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)?(?!\d))"
    r"|\+?\d(?:[\W_]{0,3}\d){6,}"
)
_INNERMOST = 6  # frames of a failure that are worth a line in a log
_HANDLER = "ivr"


class _StandardError:
    """Whatever standard error is when a line is written: a redirected one is gone by the next test or command."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def configure(least: int = logging.INFO) -> None:
    """Send one line an event to standard error, of ours and of the libraries; nothing that is less than `least`.

    The libraries are heard from WARNING on.
    """
    stream: Any = _StandardError()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            without_numbers,
            without_messages,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(colors=False)
            if sys.stderr.isatty()
            else structlog.processors.LogfmtRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,  # each command of one process sets its own level
    )
    handler = logging.StreamHandler(stream)
    handler.name = _HANDLER
    handler.setLevel(max(least, logging.WARNING))
    handler.setFormatter(_Plain("level=%(levelname)s logger=%(name)s %(message)s"))
    root = logging.getLogger()
    root.handlers = [other for other in root.handlers if other.name != _HANDLER]
    root.addHandler(handler)


def masked(text: str) -> str:
    """The text with `[number]` for everything that looks like a phone number."""
    return _SEEN.sub(lambda seen: seen[0] if seen["ours"] else "[number]", text)


def without_numbers(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Mask everything that looks like a phone number, in values of any kind but fractions."""
    for key, value in event.items():
        if key == "exc_info" or isinstance(value, float):
            continue
        shown = masked(str(value))
        if shown != str(value):
            event[key] = shown
    return event


def without_messages(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Say of an exception what it is and where it was raised: its message may quote what somebody wrote."""
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    if error is not None:
        event["exception"] = described(error)
    return event


def described(error: BaseException) -> str:
    """Kind and place of an exception and of what caused it, without anything that a person wrote or dialed."""
    return ", after ".join(_one(each) for each in _chain(error))


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen = set[int]()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)


def _one(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-_INNERMOST:]
    where = " > ".join(f"{'/'.join(Path(each.filename).parts[-2:])}:{each.lineno} {each.name}" for each in frames)
    says = ""
    if isinstance(error, IvrError):
        says = f" ({masked(str(error))})"  # our own sentence
    elif isinstance(error, OSError) and error.strerror:
        says = f" ({masked(error.strerror)})"  # the system's own: a full disk should be told
    return f"{type(error).__name__}{says} at {where or 'an unknown place'}"


class _Plain(logging.Formatter):
    """What libraries log, under the same rules."""

    def format(self, record: logging.LogRecord) -> str:
        shown = logging.makeLogRecord(
            {**record.__dict__, "msg": masked(record.getMessage()), "args": (), "exc_text": None}
        )
        return super().format(shown)

    def formatException(self, ei: Any) -> str:  # noqa: N802, ANN401 - the standard library's name and type
        return f"exception={described(ei[1])}" if ei[1] is not None else ""
