"""The server started for real: it prepares before it answers, plays a signed call over HTTP, and ends cleanly."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copytree
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from bench.serving import NUMBER, PUBLIC, TOKEN, Server, action, caller, sounds, start, stop
from ivr.carrier.signature import TwilioSignature
from ivr.cli import serve
from ivr.content.model import Edition
from ivr.settings import Settings
from tests.editions.shelves import ROOT


@pytest.fixture(scope="module")
def server(settings: Settings, edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that is ready."""
    assert edition.number
    started = start(settings.data, tmp_path_factory.mktemp("server") / "log")
    try:
        assert started.waits_until_ready()[-1] == 200, started.log.read_text()
        yield started
    finally:
        stop(started)


def test_health_names_the_edition(server: Server, edition: Edition) -> None:
    """For load balancers and people on call."""
    assert json.loads(server.ask("/health").text) == {"status": "ok", "edition": edition.number, "mode": "demo"}


def test_a_call_is_played_over_http(server: Server, edition: Edition) -> None:
    """Greeting, a topic, the next part, a wrong key, silence, a person and back."""
    form = caller()
    document = server.post("/voice", form).text
    assert sounds(document)[0] == f"/audio/{edition.sound('greeting.name', 'en', next(iter(edition.sounds))[2]).file}"  # type: ignore[union-attr]
    for key in ("2", "1", "5", "*"):
        answer = server.post(action(document), form | {"Digits": key})
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/xml")
        document = answer.text
        assert "<Gather" in document
    silence = re.findall(r"<Redirect[^>]*>([^<]+)</Redirect>", document)[0].removeprefix(PUBLIC)
    document = server.post(silence, form).text
    document = server.post(action(document), form | {"Digits": "0"}).text
    assert "<Dial" in document
    document = server.post(action(document), form | {"DialCallStatus": "busy"}).text
    assert "<Gather" in document
    assert server.post("/voice/status", form | {"CallStatus": "completed"}).status == 204


def test_a_text_is_answered_over_http(server: Server) -> None:
    """One message, and the thread in a cookie."""
    form = {"MessageSid": "SM" + "0" * 32, "From": NUMBER, "Body": "COPE", "NumMedia": "0"}
    first = server.post("/sms", form)
    assert first.text.count("<Message>") == 1
    cookie = first.headers["Set-Cookie"].split(";")[0]
    second = server.post("/sms", form | {"Body": "MORE"}, Cookie=cookie)
    assert "COPE 3" in second.text


def test_sounds_are_whole_may_be_kept_for_ever_and_come_in_ranges(server: Server) -> None:
    """Telephone WAV, a year of immutable caching, and a part where a part is asked for."""
    paths = sounds(server.post("/voice", caller()).text)
    assert len(paths) > 5
    for path in paths:
        found = server.ask(path)
        assert found.status == 200
        assert found.headers["Content-Type"] == "audio/wav"
        assert "immutable" in found.headers["Cache-Control"]
        assert "max-age=31536000" in found.headers["Cache-Control"]
        assert "public" in found.headers["Cache-Control"]
        assert found.raw[:4] == b"RIFF"
        assert len(found.raw) == int(found.headers["Content-Length"])

    part = server.ask(paths[0], Range="bytes=10-19")
    whole = server.ask(paths[0])
    assert part.status == 206
    assert part.raw == whole.raw[10:20]
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole.raw)}"
    assert server.ask(paths[0], If_None_Match=whole.headers["ETag"]).status == 304


@pytest.mark.parametrize(
    "path",
    ["/audio/", "/audio/x.wav", "/audio/..%2f..%2fcurrent", "/audio/../editions/current", f"/audio/{'a' * 32}.wav"],
)
def test_other_files_are_not_served(server: Server, path: str) -> None:
    """Nothing but the sounds of the shelf."""
    assert server.ask(path).status == 404


@pytest.mark.parametrize("path", ["/voice", "/voice/status", "/voice/1/x/key", "/sms", "/sms/status", "/voice/"])
def test_nothing_unsigned_is_accepted(server: Server, path: str) -> None:
    """No signature, a wrong one, one for another path, another token, another form, or not a POST."""
    form = caller()
    elsewhere = TwilioSignature(TOKEN).sign(f"{PUBLIC}/elsewhere", form)
    another = TwilioSignature("another-token").sign(PUBLIC + path, form)
    altered = TwilioSignature(TOKEN).sign(PUBLIC + path, form | {"From": "+12025550148"})

    assert server.ask(path, form).status == 403
    for wrong in ("", "x", elsewhere, another, altered):
        assert server.ask(path, form, X_Twilio_Signature=wrong).status == 403
    assert server.ask(path).status == 405


def test_the_host_header_is_never_believed(server: Server) -> None:
    """A forged host neither breaks a true signature nor helps a false one, and no address is built from it."""
    form = caller()
    for forged in ("evil.example.com", "line.example.org:81", "127.0.0.1"):
        answer = server.post("/voice", form, Host=forged, X_Forwarded_Host=forged, X_Forwarded_Proto="http")
        assert answer.status == 200
        assert "evil.example.com" not in answer.text
        assert action(answer.text)

        signed = TwilioSignature(TOKEN).sign(f"https://{forged}/voice", form)
        assert server.ask("/voice", form, Host=forged, X_Twilio_Signature=signed).status == 403


def test_eight_callers_at_once_are_all_answered(server: Server) -> None:
    """Each hears their own call, and quickly."""

    def calls(number: int) -> list[str]:
        form = caller(number)
        document = server.post("/voice", form).text
        heard = []
        for key in (str(number % 5 + 1), "1", "7", "8", "*"):
            document = server.post(action(document), form | {"Digits": key}).text
            heard.append(document)
        return heard

    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(calls, range(8)))
    assert time.monotonic() - began < 10
    assert together == [calls(number) for number in range(8)]


def test_the_log_names_nobody(server: Server) -> None:
    """Steps are logged; the number is not."""
    server.post("/voice", caller() | {"From": "+12029876543"})
    server.post("/sms", {"From": "+12029876543", "Body": "Wilhelmina the zebra"})
    said = server.log.read_text()

    assert "event=call.step" in said
    assert "event=text.answered" in said
    assert "9876543" not in said
    assert "Wilhelmina" not in said
    assert "Traceback" not in said


def test_it_does_not_answer_before_it_is_ready_and_ends_cleanly(
    settings: Settings, edition: Edition, tmp_path: Path
) -> None:
    """On an empty shelf it first prepares, without listening; then it is well at once; SIGTERM ends it with 0."""
    assert edition.number
    data = tmp_path / "data"
    copytree(settings.data / "rendered", data / "rendered", copy_function=os.link)
    server = start(data, tmp_path / "log")
    try:
        seen = server.waits_until_ready()
        assert seen[0] == 0, "it cannot be ready at once"
        assert set(seen) == {0, 200}, f"nobody is answered before all is ready: {seen}"
        assert (data / "editions" / "current").read_text() == "1"
        assert server.ended() == 0
    finally:
        stop(server)
    said = server.log.read_text()
    assert f"The line is ready: edition 1 at {PUBLIC}" in said
    assert f"http://127.0.0.1:{server.port}/phone" in said, "the phone works on this machine only, by its own address"
    assert f"{PUBLIC}/phone" not in said
    assert "Traceback" not in said
    assert server.health() == 0


@pytest.mark.parametrize(
    ("host", "bound", "phone"),
    [
        ("0.0.0.0", ["0.0.0.0:8000"], "127.0.0.1"),  # noqa: S104 - what a container listens on
        ("::", ["[::]:8000"], "127.0.0.1"),
        ("::1", ["[::1]:8000"], "[::1]"),
        ("[::1]", ["[::1]:8000"], "[::1]"),
        ("localhost", ["localhost:8000"], "127.0.0.1"),
        ("192.0.2.7", ["192.0.2.7:8000", "127.0.0.1:8000"], "127.0.0.1"),
    ],
)
def test_any_address_to_listen_on_has_a_phone_on_loopback(host: str, bound: list[str], phone: str) -> None:
    """IPv6 in brackets; a demo on an outer address listens on loopback too, since the phone works there only."""
    assert serve.binds(host, 8000, demo=True) == bound
    assert serve.binds(host, 8000, demo=False) == bound[:1]
    assert serve.phone_at(host, 8000) == f"http://{phone}:8000/phone"


def test_a_line_for_every_address_announces_the_phone_on_loopback(settings: Settings, tmp_path: Path) -> None:
    """`--host 0.0.0.0` is no address that a browser could open."""
    server = start(settings.data, tmp_path / "log", "--host", "0.0.0.0")  # noqa: S104 - for a moment, on purpose
    try:
        assert server.waits_until_ready()[-1] == 200, server.log.read_text()
        assert server.ask("/phone").status == 200
        assert server.ended() == 0
    finally:
        stop(server)
    assert f"http://127.0.0.1:{server.port}/phone" in server.log.read_text()


@pytest.mark.parametrize("command", [["prompts"], ["call"], ["texts"]])
def test_output_that_nobody_reads_to_its_end_is_no_failure(settings: Settings, command: list[str]) -> None:
    """`ivr prompts | head` ends without a word of complaint."""
    environment = {**os.environ, "IVR_DATA": str(settings.data), "IVR_CONTENT": str(ROOT / "content")}
    read, write = os.pipe()
    os.close(read)  # whoever reads is gone already
    run = subprocess.run(
        [sys.executable, "-m", "ivr.cli", *command],
        env=environment,
        input=b"3\nh\n",
        stdout=write,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    os.close(write)
    assert run.returncode == 0
    assert b"rror" not in run.stderr
    assert b"Broken" not in run.stderr


def test_a_call_in_hand_is_finished_before_the_end(settings: Settings, tmp_path: Path) -> None:
    """SIGTERM while requests are being answered: those that were accepted get whole answers."""
    server = start(settings.data, tmp_path / "log")
    try:
        assert server.waits_until_ready()[-1] == 200, server.log.read_text()
        with ThreadPoolExecutor(8) as pool:
            waiting = [pool.submit(server.post, "/voice", caller(number)) for number in range(40)]
            waiting[0].result()
            assert server.ended() == 0
        answers = [each.result() for each in waiting if each.exception() is None]
        assert answers
        assert {each.status for each in answers} == {200}
        assert all(each.text.rstrip().endswith("</Response>") for each in answers)
    finally:
        stop(server)


@pytest.mark.parametrize(
    ("setting", "says"),
    [({"IVR_MODE": "production"}, "IVR_SECRET_KEY is not set"), ({"IVR_OPT_OUT": "x"}, "IVR_OPT_OUT is 'x'")],
)
def test_it_does_not_start_with_wrong_settings(
    settings: Settings, tmp_path: Path, setting: dict[str, str], says: str
) -> None:
    """A sentence, and an exit code that a service manager sees."""
    server = start(settings.data, tmp_path / "log", **setting)
    try:
        assert server.process.wait(timeout=30) == 1
    finally:
        stop(server)
    assert says in server.log.read_text()
    assert "Traceback" not in server.log.read_text()


def test_a_port_that_is_taken_is_a_failure(settings: Settings, tmp_path: Path) -> None:
    """It must not look as if it were serving."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = [sys.executable, "-m", "ivr.cli", "serve", "--port", str(taken.getsockname()[1])]
        environment = {**os.environ, "IVR_DATA": str(settings.data), "IVR_CONTENT": str(ROOT / "content")}
        run = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, timeout=60, check=False)
    assert run.returncode != 0
    assert b"in use" in run.stderr
    assert b"The line is ready" not in run.stdout


def test_half_sent_requests_do_not_freeze_the_line(server: Server) -> None:
    """More silent senders than the server has threads: it is held up for seconds, not for ever."""
    half = b"POST /voice HTTP/1.1\r\nHost: x\r\nX-Twilio-Signature: x\r\nContent-Length: 1000\r\n\r\nA"
    held = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(serve.THREADS * 2)]
    for number, sender in enumerate(held):
        sender.sendall(half if number % 2 else half[:60])

    deadline = time.monotonic() + 45
    status = 0
    while status != 200 and time.monotonic() < deadline:
        try:
            with urlopen(f"http://127.0.0.1:{server.port}/health", timeout=5) as answer:
                status = answer.status
        except (URLError, TimeoutError, OSError):
            time.sleep(0.5)
    for sender in held:
        sender.close()

    assert status == 200
