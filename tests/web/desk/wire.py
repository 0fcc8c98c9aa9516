"""The way from a browser or a provider to a line, which can be cut in the middle of a request, the line with it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

_PIECE = 4096


@dataclass
class _Cut:
    """Where the way is cut: the request, how much of it gets through (all of it where negative), what is done then."""

    request: bytes
    after: int
    then: Callable[[], object]


class Wire:
    """Passes on whatever comes to `port` to the line at another one, as long as nothing is to be cut."""

    def __init__(self, line: int) -> None:
        self._line = line
        self._over = threading.Event()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        self._cut: _Cut | None = None
        threading.Thread(target=self._open, daemon=True).start()

    def cut(self, request: str, then: Callable[[], object], after: int = -1) -> threading.Event:
        """Cut the next request that begins so, and do `then`.

        Args:
            request: such as "POST /desk/words/edit".
            then: what else happens at this moment.
            after: how many bytes of it get through; where negative, all of it does, and nothing of its answer.

        Returns:
            What is set when it is done.
        """
        done = threading.Event()

        def both() -> None:
            then()
            done.set()

        self._cut = _Cut(request.encode(), after, both)
        return done

    def close(self) -> None:
        """Let nobody in any more."""
        self._over.set()
        self._door.close()

    def _open(self) -> None:
        while not self._over.is_set():
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(("127.0.0.1", self._line), 5)
        except OSError:
            near.close()  # nobody answers there
            return
        far.settimeout(None)
        _Pair(self, near, far).run()

    def taken(self, piece: bytes) -> _Cut | None:
        """The cut of a request that begins with this piece, once."""
        cut = self._cut
        if cut is None or not piece.startswith(cut.request):
            return None
        self._cut = None
        return cut


class _Pair:
    """One connection, in two halves."""

    def __init__(self, wire: Wire, near: socket.socket, far: socket.socket) -> None:
        self._wire, self._near, self._far = wire, near, far
        self._cut: _Cut | None = None

    def run(self) -> None:
        back = threading.Thread(target=self._answers, daemon=True)
        back.start()
        with suppress(OSError):
            self._requests()
        self._end()
        back.join()
        self._near.close()
        self._far.close()

    def _requests(self) -> None:
        sent = 0
        while piece := self._near.recv(_PIECE):
            self._cut = self._cut or self._wire.taken(piece)
            if self._cut and 0 <= self._cut.after <= sent + len(piece):
                self._far.sendall(piece[: self._cut.after - sent])
                self._cut.then()
                return
            sent += len(piece) if self._cut else 0
            self._far.sendall(piece)

    def _answers(self) -> None:
        with suppress(OSError):
            while piece := self._far.recv(_PIECE):
                if self._cut:
                    self._cut.then()
                    break
                self._near.sendall(piece)
        self._end()

    def _end(self) -> None:
        for each in (self._near, self._far):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
