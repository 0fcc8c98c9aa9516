"""The child process that decodes one upload: it may use little time and memory and can open no file.

It reads the upload from standard input and writes a line of JSON, then mono 16-bit samples, to standard output. No
other process may import it: the wheel of PyAV loads GPL codecs, and a damaged file may crash or hang a decoder.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import wave
from collections.abc import Iterator
from typing import Any

# In seconds, and in samples for high rates: a prompt has at most 90 seconds of speech (design section 2), and six hours
# of silence fit in 5 MB.
MOST_SECONDS = 300.0
MOST_SAMPLES = 48_000 * 300
REFUSED = 3  # the exit code; the last line on standard error is a sentence

_CPU_SECONDS = 20
_MEMORY = 1 << 30
_LOWEST_HERTZ = 8000
_BAD_SHARE = 0.01  # of the packets: one broken tag at the end is common, more is a damaged file
_MISSING_SECONDS = 0.3  # less than a word, more than what codecs add or cut
_SIDE_DB = 20.0  # one side this much louder: the other one was not connected
_CODECS = (
    *("opus", "libopus", "vorbis", "aac", "mp3float", "mp3", "flac", "alac", "pcm_u8", "pcm_s16le", "pcm_s24le"),
    *("pcm_s32le", "pcm_f32le", "pcm_f64le", "pcm_mulaw", "pcm_alaw"),
)
# These write their length where it can be trusted; a WebM's, an Ogg's and an MP3's are guesses.
_STATES_LENGTH = ("wav", "flac", "mov")


class RefusedError(Exception):
    """The upload is not a recording that can be used; the sentence says why."""


def limit() -> None:
    """Little time and memory, no file written, no core file."""
    for kind, most in (
        (resource.RLIMIT_CPU, _CPU_SECONDS),
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def main() -> int:
    """Decode standard input with the demuxer that the command line names; a sentence on standard error says why not."""
    (demuxer,) = sys.argv[1:]
    limit()
    import av  # noqa: PLC0415 - under the limits already

    av.logging.set_level(None)
    upload = sys.stdin.buffer.read()
    _Decoding(_tiny(), "wav").run()  # PyAV loads parts of itself at first use
    # From here on not one file, pipe or socket can be opened, whatever the upload names.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    try:
        facts, samples = _Decoding(upload, demuxer).run()
    except RefusedError as error:
        sys.stderr.write(f"{error}\n")
        return REFUSED
    except (av.error.FFmpegError, ValueError, MemoryError):
        sys.stderr.write("The file is damaged or incomplete: no sound could be read from it.\n")
        return REFUSED
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n")
    sys.stdout.buffer.write(samples)
    return 0


class _Decoding:
    """One upload: its frames, sides apart, until there are too many of them."""

    def __init__(self, upload: bytes, demuxer: str) -> None:
        self._upload, self._demuxer = upload, demuxer
        self._hertz = 0
        self._chunks: list[Any] = []  # float32, channels x samples
        self._count = 0

    def run(self) -> tuple[dict[str, object], bytes]:
        """What is known about the recording, and its mono 16-bit samples."""
        import av  # noqa: PLC0415 - the child's own

        allowed = {"protocol_whitelist": "pipe", "codec_whitelist": ",".join(_CODECS)}
        with av.open(
            io.BytesIO(self._upload), "r", format=self._demuxer, container_options=allowed, io_open=_never
        ) as container:
            if not container.streams.audio:
                raise RefusedError("There is no sound in this file.")
            stream = container.streams.audio[0]
            if stream.codec_context is None or stream.codec_context.name not in _CODECS:
                raise RefusedError("The sound in this file is coded in a way that cannot be read here.")
            stream.codec_context.thread_type = "NONE"
            self._collect(container, stream)
            stated = container.duration / av.time_base if container.duration else 0.0
        if not self._count:
            raise RefusedError("The file is damaged or incomplete: no sound could be read from it.")
        seconds = self._count / self._hertz
        if self._demuxer in _STATES_LENGTH and stated - seconds > _MISSING_SECONDS:
            raise RefusedError(
                f"The file is incomplete: {seconds:.1f} of its {stated:.1f} seconds are there. Send it again."
            )
        facts = {"hertz": self._hertz, "codec": stream.codec_context.name, "channels": self._chunks[0].shape[0]}
        return {**facts, "mono_db": self._mono_db()}, self._mono()

    def _collect(self, container: Any, stream: Any) -> None:  # noqa: ANN401 - PyAV's own
        packets = bad = 0
        for packet in container.demux(stream):
            packets += 1
            try:
                for frame in packet.decode():
                    self._take(frame)
            except (RefusedError, MemoryError):
                raise
            except (OSError, ValueError):  # PyAV's errors are both
                bad += 1
        if bad > max(1, packets * _BAD_SHARE):
            raise RefusedError("The file is damaged: parts of its sound cannot be read.")

    def _take(self, frame: Any) -> None:  # noqa: ANN401 - PyAV's own
        if not frame.samples:
            return
        chunk = _floats(frame)
        if not self._chunks:
            self._hertz = frame.sample_rate
            if self._hertz < _LOWEST_HERTZ:
                raise RefusedError(
                    f"It was recorded at {self._hertz} samples a second; a telephone needs {_LOWEST_HERTZ} or more."
                )
            if chunk.shape[0] > 2:  # noqa: PLR2004 - left and right
                raise RefusedError(f"It has {chunk.shape[0]} channels; record in mono.")
        elif (frame.sample_rate, chunk.shape[0]) != (self._hertz, self._chunks[0].shape[0]):
            raise RefusedError("It is several recordings in one file; send one alone.")
        self._count += frame.samples
        most = min(MOST_SECONDS * self._hertz, MOST_SAMPLES)
        if self._count > most:
            minutes = most / self._hertz / 60
            raise RefusedError(f"It is longer than {minutes:.3g} minutes; one prompt takes less than two.")
        self._chunks.append(chunk)

    def _mono_db(self) -> float:
        """How loud the mix of both sides is against the sides themselves; far below 0 where they cancel out."""
        import numpy as np  # noqa: PLC0415 - the child's own

        sides = sum(float(np.sum(chunk.astype(np.float64) ** 2)) / chunk.shape[0] for chunk in self._chunks)
        mixed = sum(float(np.sum(mix.astype(np.float64) ** 2)) for mix in self._mixes())
        return float(10 * np.log10(max(mixed, 1e-12) / sides)) if sides else 0.0

    def _mixes(self) -> Iterator[Any]:
        """Both sides together, or the one that was connected."""
        import numpy as np  # noqa: PLC0415 - the child's own

        power = sum(np.sum(chunk.astype(np.float64) ** 2, axis=1) for chunk in self._chunks)
        louder = int(np.argmax(power))
        alone = np.min(power) * 10 ** (_SIDE_DB / 10) < power[louder]
        for chunk in self._chunks:
            yield chunk[louder] if alone else chunk.mean(axis=0)

    def _mono(self) -> bytes:
        """16-bit samples; what is over full scale is turned down as a whole, since cutting it would add a fault."""
        import numpy as np  # noqa: PLC0415 - the child's own

        peak = max(float(np.max(np.abs(mix))) for mix in self._mixes())
        if not np.isfinite(peak):
            raise RefusedError("The file is damaged: its samples are not numbers.")
        gain = 32767 / max(peak, 32767 / 32768)
        return b"".join(np.round(mix * gain).astype("<i2").tobytes() for mix in self._mixes())


def _floats(frame: Any) -> Any:  # noqa: ANN401 - PyAV's and numpy's own
    """Channels x samples, full scale 1. By hand: PyAV's resampler raised stereo by 3 dB on the way to mono."""
    import numpy as np  # noqa: PLC0415 - the child's own

    raw = frame.to_ndarray()
    if not frame.format.is_planar:
        raw = raw.reshape(-1, frame.layout.nb_channels).T
    if raw.dtype.kind == "u":
        return (raw.astype(np.float32) - 128) / 128
    return raw.astype(np.float32) / (float(np.iinfo(raw.dtype).max) + 1 if raw.dtype.kind == "i" else 1)


def _tiny() -> bytes:
    """A whole recording of two samples."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setparams((1, 2, _LOWEST_HERTZ, 0, "NONE", ""))
        writer.writeframes(b"\x01\x00\x02\x00")
    return file.getvalue()


def _never(url: str, _flags: int, _options: object) -> Any:  # noqa: ANN401 - PyAV's own
    """An upload that asks for another file gets none."""
    raise RefusedError(f"The file names another file ({url[:40]!r}), which is not read.")


if __name__ == "__main__":
    sys.exit(main())
