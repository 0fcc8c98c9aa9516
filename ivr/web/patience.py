"""A server's patience with slow senders: half a request must not hold one of the line's few threads for ever."""

from __future__ import annotations

import contextlib
import socket
import struct
import time

from gunicorn.workers.gthread import ThreadWorker

# The carrier sends a request in milliseconds. A proxy that buffers, which production needs anyway, takes the rest.
SECONDS = 5
LONG = 4  # a request that took this long was held up by its sender, whichever limit ended it


class PatientWorker(ThreadWorker):  # type: ignore[misc] # gunicorn has no types
    """gunicorn's threads, with a time limit on every wait for the sender's next byte."""

    def handle(self, conn: object) -> object:
        """Serve one request; a sender that falls silent in the middle is hung up on."""
        found: socket.socket = conn.sock  # type: ignore[attr-defined]
        found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", SECONDS, 0))
        began = time.monotonic()
        kept: object = super().handle(conn)
        if not kept and time.monotonic() - began >= LONG:
            # Otherwise the server would wait for this sender's goodbye too, in the one thread that accepts callers.
            with contextlib.suppress(OSError):
                found.shutdown(socket.SHUT_RDWR)
        return kept
