"""Decoding: what browsers and telephones send goes in unchanged; everything else is refused, and nothing is opened."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivr.audio.intake import decode as decoding
from ivr.audio.intake.containers import NAMES, container_of, missing_bytes
from ivr.audio.intake.decode import MOST_BYTES, decode, stored
from ivr.errors import TakeError
from tests.audio.intake.speech import EMERGENCY, HERTZ, Signal, encoded, hours_of_silence, recorded, said, wav

FRAGMENTED = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
SPEECH = recorded(said(EMERGENCY.spoken))
BOTH = np.stack([SPEECH, SPEECH], axis=1)
UPLOADS: dict[str, tuple[Callable[[], bytes], str]] = {
    "Chrome WebM": (lambda: encoded(SPEECH, "webm", "libopus"), "WebM, opus"),
    "Firefox Ogg": (lambda: encoded(SPEECH, "ogg", "libopus"), "Ogg, opus"),
    "Safari MP4": (lambda: encoded(SPEECH, "mp4", "aac", FRAGMENTED), "MP4, aac"),
    "phone M4A": (lambda: encoded(SPEECH, "ipod", "aac"), "MP4, aac"),
    "phone M4A in stereo": (lambda: encoded(BOTH, "ipod", "aac"), "MP4, aac"),
    "MP3": (lambda: encoded(SPEECH, "mp3", "libmp3lame"), "MP3, mp3float"),
    "FLAC": (lambda: encoded(SPEECH, "flac", "flac"), "FLAC, flac"),
    "WAV 16 bit": (lambda: wav(SPEECH), "WAV, pcm_s16le"),
    "WAV float": (lambda: wav(SPEECH, "FLOAT"), "WAV, pcm_f32le"),
    "WAV stereo": (lambda: wav(BOTH), "WAV, pcm_s16le"),
    "WAV mu-law": (lambda: wav(SPEECH, "ULAW"), "WAV, pcm_mulaw"),
    "long WAV (RF64)": (lambda: wav(SPEECH, kind="RF64"), "WAV, pcm_s16le"),
}


def loudness(samples: Signal) -> float:
    """The power in dB."""
    return float(10 * np.log10(np.mean(samples**2)))


@pytest.mark.parametrize("name", UPLOADS)
def test_what_browsers_and_phones_send_goes_in(name: str) -> None:
    """Its kind is told by its bytes, its length and loudness stay, and stereo is not louder than mono."""
    make, kind = UPLOADS[name]

    found = decode(make())

    assert found.kind == kind
    assert found.hertz == HERTZ
    assert found.seconds == pytest.approx(len(SPEECH) / HERTZ, abs=0.06)
    assert loudness(found.samples / 32768) == pytest.approx(loudness(SPEECH), abs=0.5)
    assert found.mono_db == pytest.approx(0, abs=0.1)


def test_a_recording_with_one_side_only_is_that_side() -> None:
    """A headset on the left channel is not half as loud."""
    one_side = np.stack([SPEECH, 0 * SPEECH], axis=1)

    assert loudness(decode(wav(one_side)).samples / 32768) == pytest.approx(loudness(SPEECH), abs=0.1)


def test_what_is_over_full_scale_is_turned_down_and_not_cut() -> None:
    """A float file may be louder than a 16-bit one can be."""
    found = decode(wav(SPEECH * 5, "FLOAT"))

    assert np.max(np.abs(found.samples)) == pytest.approx(32767, abs=2)
    assert np.corrcoef(found.samples, SPEECH)[0, 1] > 0.9999


def test_the_lossless_copy_reads_back_as_it_was() -> None:
    """Nothing is cut off and no bit changes."""
    found = decode(encoded(SPEECH, "webm", "libopus"))
    again = stored(found.wav())

    assert np.array_equal(found.samples, again.samples)
    assert again.hertz == found.hertz


@pytest.mark.parametrize("wrong", [b"", b"RIFF", b"no sound", wav(SPEECH, "FLOAT"), wav(BOTH)])
def test_only_a_kept_copy_is_read_back(wrong: bytes) -> None:
    """A file that somebody put in its place is a plain error."""
    with pytest.raises(TakeError, match="The file is not a"):
        stored(wrong)


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "The file is empty."),
    "a web page": (lambda: b"<!DOCTYPE html><title>Sign in</title>", "This is not a recording."),
    "a text": (lambda: "Hello. This is the line.".encode("utf-16"), "This is not a recording."),
    "a zip": (lambda: b"PK\x03\x04" + bytes(200), "This is not a recording."),
    "a playlist": (lambda: b"#EXTM3U\n#EXTINF:9,\nother.ts\n", "This is not a recording."),
    "a list for ffmpeg": (lambda: b"ffconcat version 1.0\nfile other.wav\n", "This is not a recording."),
    "100 MB": (lambda: b"RIFF\0\0\0\0WAVE" + bytes(100_000_000), "The file is bigger than 25 MB."),
    "six hours of silence": (lambda: hours_of_silence(6), "It is longer than 5 minutes"),
    "half an M4A": (lambda: half(encoded(SPEECH, "ipod", "aac")), "The file is damaged or incomplete"),
    "half a Safari MP4": (lambda: half(encoded(SPEECH, "mp4", "aac", FRAGMENTED)), "The file is incomplete"),
    "half a FLAC": (lambda: half(encoded(SPEECH, "flac", "flac")), "The file is incomplete"),
    "half a WAV": (lambda: half(wav(SPEECH)), "The file is incomplete"),
    "a picture in an MP4's clothes": (lambda: b"\0\0\0\x1cftypavif" + bytes(500), "damaged or incomplete"),
    "a slow voice": (lambda: wav(SPEECH, hertz=6000), "recorded at 6000 samples a second"),
    "surround": (lambda: wav(np.stack([SPEECH] * 6, axis=1)), "It has 6 channels"),
    "not numbers": (lambda: wav(np.full(9000, np.nan), "FLOAT"), "its samples are not numbers"),
}


def worked() -> float:
    """Seconds that this process and its children have worked, however busy the machine is."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def half(upload: bytes) -> bytes:
    """What arrives when the connection is lost."""
    return upload[: len(upload) // 2]


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_whole_recording_is_refused_at_once(name: str) -> None:
    """In a plain sentence that says why, after less than two seconds of work."""
    make, says = REFUSED[name]
    upload = make()
    before = worked()

    with pytest.raises(TakeError, match=says):
        decode(upload)

    assert worked() - before < 2


def test_the_limit_is_where_it_says() -> None:
    """One byte more is too big; what is just small enough is looked at."""
    upload = wav(np.zeros(0)) + bytes(MOST_BYTES)
    with pytest.raises(TakeError, match="bigger than 25 MB"):
        decode(upload)
    assert missing_bytes(upload[:MOST_BYTES]) == 0


BEGINNINGS = (b"\x1aE\xdf\xa3", b"OggS\0\x02", b"\0\0\0\x20ftypmp42", b"fLaC\0\0\0\x22", b"RIFF\0\0\0\0WAVEfmt ")


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([*BEGINNINGS, b"ID3\x04\0\0", b"\xff\xfb\x90\x64"]), st.binary(max_size=3000))
def test_rubbish_after_a_good_beginning_does_no_harm(beginning: bytes, rubbish: bytes) -> None:
    """It is a recording of some sort or a sentence, never anything else."""
    try:
        assert decode(beginning + rubbish).hertz >= 8000
    except TakeError as error:
        assert str(error).endswith(".")  # noqa: PT017 - either outcome is right


@given(st.binary(max_size=40))
def test_only_known_beginnings_are_opened(upload: bytes) -> None:
    """Whatever the bytes, a container of ours or none; lengths are never negative."""
    container = container_of(upload)

    assert container is None or container.name in NAMES
    assert missing_bytes(upload) >= 0


def test_a_stream_that_did_not_know_its_length_is_not_incomplete() -> None:
    """Some programs write the highest number instead."""
    whole = wav(SPEECH)
    streamed = b"RIFF\xff\xff\xff\xff" + whole[8:]

    assert missing_bytes(whole) == missing_bytes(streamed) == 0
    assert decode(streamed).seconds == pytest.approx(len(SPEECH) / HERTZ, abs=0.01)


def test_the_child_holds_no_key_and_the_parent_no_decoder() -> None:
    """The environment of the child is almost empty; GPL codecs are never loaded where calls are answered."""
    listed = "import sys, ivr.audio.intake.taking_in; print('av' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", listed], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
    assert not [name for name in decoding._ENVIRONMENT if "IVR" in name or "TWILIO" in name]  # noqa: SLF001


# --- nothing else is opened ------------------------------------------------------------------------------------------

IN_OPEN = 0x20


class Watch:
    """Told by the kernel whenever a file is opened, whoever does it (Linux)."""

    def __init__(self, path: Path) -> None:
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.handle = self.libc.inotify_init1(os.O_NONBLOCK)
        assert self.libc.inotify_add_watch(self.handle, str(path).encode(), IN_OPEN) > 0

    def opened(self) -> bool:
        """Whether it was opened since the last look."""
        try:
            return bool(os.read(self.handle, 4096))
        except BlockingIOError:
            return False


PLAYLISTS = {
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{path}\n#EXT-X-ENDLIST\n",
    "concat": "ffconcat version 1.0\nfile '{path}'\n",
    "dash": '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><AdaptationSet mimeType="audio/mp4"><Representation '
    'id="1"><BaseURL>{path}</BaseURL></Representation></AdaptationSet></Period></MPD>',
}


@pytest.mark.parametrize("kind", PLAYLISTS)
def test_a_playlist_cannot_name_another_file(tmp_path: Path, kind: str) -> None:
    """Neither as it comes, nor if the child were told to take it for a playlist: the kernel sees nobody open it."""
    canary = tmp_path / "canary.wav"
    canary.write_bytes(wav(SPEECH))
    playlist = PLAYLISTS[kind].format(path=canary).encode()
    watch = Watch(canary)

    with pytest.raises(TakeError, match="not a recording"):
        decode(playlist)
    with pytest.raises(TakeError):
        decoding._run(playlist, kind)  # noqa: SLF001 - no upload gets that far

    assert not watch.opened()
    assert soundfile.info(canary).frames
    assert watch.opened(), "the watch must see what is opened"
