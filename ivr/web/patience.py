"""A server's patience with slow senders: half a request must not hold one of the line's few threads for ever."""

from __future__ import annotations

import socket
import struct

from gunicorn.workers.gthread import ThreadWorker

# The carrier sends a request in milliseconds. A proxy that buffers, which production needs anyway, takes the rest.
SECONDS = 10


class PatientWorker(ThreadWorker):  # type: ignore[misc] # gunicorn has no types
    """gunicorn's threads, with a time limit on every wait for the sender's next byte."""

    def handle(self, conn: object) -> object:
        """Serve one request; a sender that falls silent in the middle is hung up on."""
        found: socket.socket = conn.sock  # type: ignore[attr-defined]
        found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", SECONDS, 0))
        return super().handle(conn)
