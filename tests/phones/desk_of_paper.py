"""A staff line made of paper, and sound files that somebody may say into it."""

from __future__ import annotations

import io

import numpy as np
import soundfile

from ivr.phones.exchange import Response
from tests.phones.paper_line import BASE, PaperLine, listening

RECORD = (
    f'<Response><Record action="{BASE}/voice/desk/recorded" method="POST" timeout="5" maxLength="2" finishOnKey="#*" '
    f'playBeep="true" trim="do-not-trim" recordingStatusCallback="{BASE}/voice/desk/told" '
    f'recordingStatusCallbackMethod="POST"/><Redirect method="POST">{BASE}/voice/desk/nothing</Redirect></Response>'
)
NUMBER = (
    f'<Response><Gather input="dtmf" timeout="10" finishOnKey="#" action="{BASE}/voice/desk/number" method="POST">'
    f'<Say>Your number.</Say></Gather><Redirect method="POST">{BASE}/voice/desk/silence</Redirect></Response>'
)
SID = "RE" + "7" * 32


def desk_line() -> PaperLine:
    """A staff line of paper: a number, then a recording."""
    return PaperLine(
        {
            "/voice/desk": NUMBER,
            "/voice/desk/number": RECORD,
            "/voice/desk/silence": NUMBER,
            "/voice/desk/recorded": listening("kept", "thanks"),
            "/voice/desk/nothing": listening("kept", "silence.1"),
            "/voice/desk/told": Response(204, "", {}),
            "/voice/status": Response(204, "", {}),
        }
    )


def tone(seconds: float, hertz: int = 44_100, kind: str = "FLAC") -> bytes:
    """A sound file as somebody might have it."""
    file = io.BytesIO()
    soundfile.write(file, 0.3 * np.sin(np.arange(round(seconds * hertz)) * 0.05), hertz, format=kind)
    return file.getvalue()
