"""HTTP requests that end in time, whatever the other side does: a byte of a header now and then is no answer either."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from typing import Any

from requests import PreparedRequest, Session
from requests.adapters import HTTPAdapter
from urllib3.connectionpool import HTTPConnectionPool


class Deadline:
    """A moment at which every connection that was watched is cut."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        self._watched: list[socket.socket] = []
        self._timer = Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    @property
    def over(self) -> bool:
        """Whether the time is over; what was read until then may be cut off anywhere, in a header, too."""
        return time.monotonic() >= self._until

    def watch(self, connection: socket.socket) -> None:
        """Cut this one, too."""
        self._watched.append(connection)
        if self.over:
            self._cut()

    def end(self) -> None:
        """Nothing is cut any more."""
        self._timer.cancel()
        self._watched.clear()

    def _cut(self) -> None:
        for each in list(self._watched):
            with contextlib.suppress(OSError):
                # Not TLS's own: it would wait for the other side's goodbye.
                socket.socket.shutdown(each, socket.SHUT_RDWR)


class _Watching(HTTPAdapter):
    """Tells a deadline of every connection that is made."""

    def __init__(self, deadline: Deadline) -> None:
        super().__init__()
        self._deadline = deadline

    def get_connection_with_tls_context(
        self,
        request: PreparedRequest,
        verify: Any,  # noqa: ANN401 - as requests gives them
        proxies: Any = None,  # noqa: ANN401 - the same
        cert: Any = None,  # noqa: ANN401 - the same
    ) -> HTTPConnectionPool:
        """The same pool, whose connections are watched."""
        pool: Any = super().get_connection_with_tls_context(request, verify, proxies, cert)
        pool.ConnectionCls = _watched(pool.ConnectionCls, self._deadline)
        found: HTTPConnectionPool = pool
        return found


def _watched(kind: Any, deadline: Deadline) -> type:  # noqa: ANN401 - urllib3's connections, plain, TLS or through a proxy
    class Watched(kind):  # type: ignore[misc] # which one is known only now
        def connect(self) -> None:
            super().connect()
            deadline.watch(self.sock)

    return Watched


@contextmanager
def in_time(seconds: float) -> Iterator[tuple[Session, Deadline]]:
    """A session whose connections are cut after some seconds, unless the block has ended; look at `over` there."""
    deadline = Deadline(seconds)
    try:
        with Session() as session:
            for scheme in ("http://", "https://"):
                session.mount(scheme, _Watching(deadline))
            yield session, deadline
    finally:
        deadline.end()
