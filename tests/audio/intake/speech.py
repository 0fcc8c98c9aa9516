"""Recordings for the tests: real speech of a person-like shape, as browsers and telephones would send it."""

from __future__ import annotations

import functools
import io
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from ivr.audio.intake.checks import Reading
from ivr.audio.voice import Utterance
from ivr.audio.voices.pyttsx3_voice import Pyttsx3Voice
from ivr.content.model import Kind, Pace

Signal = NDArray[np.float64]

HERTZ = 48_000
ROOM = 10 ** (-75 / 20)  # the noise of a quiet room
EMERGENCY = Reading("If this is an emergency, hang up and call nine one one.", Kind.PHRASE)
CHOICE = Reading("Coping day to day. Press three.", Kind.CHOICE)
PART = Reading(
    "A fever comes first. Is your temperature one hundred point four or higher? Call your care team now, day or "
    "night.\n\nAsk them what number to call at night. Write it down, and keep it near the phone. Do not wait until "
    "the morning.",
    Kind.TOPIC,
)
_FORMATS = {"libopus": "s16", "flac": "s16", "aac": "fltp", "libmp3lame": "fltp"}


@functools.cache
def said(words: str, pace: Pace = Pace.NORMAL) -> Signal:
    """The words alone, at 48 kHz, as loud as somebody who keeps a hand's distance; read only."""
    with tempfile.TemporaryDirectory() as folder:
        (path,) = Pyttsx3Voice().speak(Utterance((words,), "en", pace), Path(folder))
        samples, hertz = soundfile.read(path)
    speech = np.asarray(soxr.resample(samples, hertz, HERTZ), dtype=np.float64)
    speech *= 0.4 / np.max(np.abs(speech))
    speech.flags.writeable = False
    return speech


def recorded(speech: Signal, before: float = 1.0, after: float = 1.0) -> Signal:
    """Speech in a quiet room, with silence around it (seconds)."""
    signal = np.concatenate([np.zeros(round(before * HERTZ)), speech, np.zeros(round(after * HERTZ))])
    return np.asarray(signal + ROOM * np.random.default_rng(1).normal(size=len(signal)))


def wav(signal: Signal, subtype: str = "PCM_16", kind: str = "WAV", hertz: int = HERTZ) -> bytes:
    """A file as a sound editor writes it; `signal` is samples, or samples x channels."""
    file = io.BytesIO()
    soundfile.write(file, signal, hertz, format=kind, subtype=subtype)
    return file.getvalue()


def encoded(signal: Signal, kind: str, codec: str, options: Mapping[str, str] | None = None) -> bytes:
    """A file as a browser or a telephone writes it; two columns are left and right."""
    planes = np.atleast_2d(signal.T).astype(np.float32)
    layout = "stereo" if len(planes) == 2 else "mono"
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(planes), format="fltp", layout=layout)
    frame.sample_rate = HERTZ
    file = io.BytesIO()
    with av.open(file, "w", format=kind, options=dict(options or {})) as container:
        stream: Any = container.add_stream(codec, rate=HERTZ, layout=layout)
        for part in av.AudioResampler(format=_FORMATS[codec], layout=layout, rate=HERTZ).resample(frame):
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return file.getvalue()


def hours_of_silence(hours: int) -> bytes:
    """A small file that claims to last for hours: one packet of silence, over and over."""
    source, file = io.BytesIO(encoded(np.zeros(HERTZ), "ogg", "libopus", {})), io.BytesIO()
    with av.open(source, "r") as one, av.open(file, "w", format="ogg") as many:
        (stream,) = one.streams.audio
        copy = many.add_stream_from_template(stream)
        packet: Any = next(packet for packet in one.demux(stream) if packet.size and packet.pts and packet.pts > 0)
        step = packet.duration
        for number in range(round(hours * 3600 * HERTZ / step)):
            packet.stream, packet.pts, packet.dts = copy, number * step, number * step
            many.mux(packet)
    return file.getvalue()
