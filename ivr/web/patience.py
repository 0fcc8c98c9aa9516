"""A server's patience with slow senders: half a request must not hold one of the line's few threads for ever."""

from __future__ import annotations

import contextlib
import errno
import socket
import struct
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from gunicorn.workers.gthread import ThreadWorker

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer
    from _typeshed.wsgi import WSGIEnvironment

# The carrier sends a request in milliseconds. A proxy that buffers, which production needs anyway, takes the rest.
SECONDS = 5
LONG = 4  # a request that took this long was held up by its sender, whichever limit ended it
WHOLE = 10.0  # seconds for all of a request, though each byte of it comes in time
SENDING = 20.0  # seconds in which whoever asks takes a piece of the answer


class PatientSocket(socket.socket):
    """A connection from which a whole request comes in time, or nothing more: it is as if it were broken."""

    until = float("inf")  # by time.monotonic()

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """What has come; raises ConnectionResetError when the time is over."""
        if time.monotonic() >= self.until:
            raise _over()
        return super().recv(size, flags)

    def sendall(self, data: ReadableBuffer, flags: int = 0, /) -> None:
        """Send all of it; raises ConnectionResetError where nobody takes it."""
        with self._sending():
            super().sendall(data, flags)

    def sendfile(self, file: BinaryIO, offset: int = 0, count: int | None = None) -> int:  # type: ignore[override]
        """The same for a file, as long as some of it is taken."""
        with self._sending():
            return super().sendfile(file, offset, count)

    @contextlib.contextmanager
    def _sending(self) -> Iterator[None]:
        before = self.gettimeout()
        self.settimeout(SENDING)
        try:
            yield
        except TimeoutError as problem:
            raise _over() from problem
        finally:
            self.settimeout(before)


class PatientWorker(ThreadWorker):  # type: ignore[misc] # gunicorn has no types
    """gunicorn's threads, with a time limit on every wait for the sender's next byte, and on the whole request."""

    def handle(self, conn: object) -> object:
        """Serve one request; a sender that falls silent in the middle, or dribbles, is hung up on."""
        found: socket.socket = conn.sock  # type: ignore[attr-defined]
        if type(found) is socket.socket:
            found = PatientSocket(found.family, found.type, found.proto, found.detach())
            conn.sock = found  # type: ignore[attr-defined]
        found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", SECONDS, 0))
        began = time.monotonic()
        if isinstance(found, PatientSocket):
            found.until = began + WHOLE
        kept: object = super().handle(conn)
        if not kept and time.monotonic() - began >= LONG:
            # Otherwise the server would wait for this sender's goodbye too, in the one thread that accepts callers.
            with contextlib.suppress(OSError):
                found.shutdown(socket.SHUT_RDWR)
        return kept


def wait_for_body(environ: WSGIEnvironment, seconds: float) -> None:
    """Give a request this long from now for the rest of its body, on a server that limits it."""
    found = environ.get("gunicorn.socket")
    if isinstance(found, PatientSocket):
        found.until = time.monotonic() + seconds


def _over() -> ConnectionResetError:
    return ConnectionResetError(errno.ECONNRESET, "took too long")
