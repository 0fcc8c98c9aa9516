"""A recording handed in as a file: what is taken, refused, sent twice or cut off in the middle."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from ivr.desk.intake_turns import turn
from tests.desk.desks import logged
from tests.web.desk.posting import said as read
from tests.web.desk.recorder import PROMPT, RECORD, handed, posted, quiet, speech, token, waiting
from tests.web.desk.serving import free_port, started
from tests.web.desk.site import Site


def test_a_file_is_taken_in_and_heard_as_callers_would(site: Site) -> None:
    """Both paces, for staff alone and kept by no browser; it waits for somebody else."""
    client = site.client("rec")
    answer = handed(client, speech())
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"])
    assert "Your recording was taken in. It is recording 1." in read(page)
    assert "Somebody else must approve it: nobody approves their own." in read(page)
    normal, slow = client.get("/desk/sounds/take/1"), client.get("/desk/sounds/take/1?pace=slow")
    assert normal.data[:4] == slow.data[:4] == b"RIFF"
    assert len(slow.data) > len(normal.data)
    some = client.get("/desk/sounds/take/1", headers={"Range": "bytes=0-9"})
    assert some.status_code == 206
    assert {each.headers["Cache-Control"] for each in (normal, slow, some)} == {"no-store"}
    assert site.client("ann").get("/desk/sounds/take/1").status_code == 200
    assert site.client().get("/desk/sounds/take/1").status_code == 302
    assert client.get("/desk/sounds/take/9").status_code == 404


def test_what_is_not_good_enough_is_refused_with_the_reason(site: Site) -> None:
    """A quiet room, a picture, nothing at all, no name; nothing is kept, and the page is the same again."""
    client = site.client("rec")
    for raw, name, says in (
        (quiet(), "far.wav", "It is too quiet"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 5000, "cat.png", "This is not a recording"),
        (b"", "empty.wav", "The file is empty"),
        (b"", "", "Choose a file first"),
        (speech()[: len(speech()) // 2], "half.wav", "The file is incomplete"),
    ):
        answer = handed(client, raw, name)
        assert answer.status_code == 422, name
        assert says in read(answer), name
        assert "The recording was not taken in" in read(answer)
        assert "choose the file again" in read(answer)
        assert "what you typed is still there" not in read(answer)
    nameless = handed(client, speech(), speaker=" ")
    assert "The speaker's name has 1 to 120 letters" in read(nameless)
    assert waiting(site) == []
    assert not logged(site.desk, "record")


def test_the_kinds_of_files_are_one_list(site: Site) -> None:
    """What the page asks for is what a refusal names: whoever has an M4A finds it in both."""
    client = site.client("rec")
    kinds = "WebM, Ogg, MP4, M4A, FLAC, WAV, MP3"
    assert f"Any of these kinds: {kinds}." in read(client.get(f"/desk{RECORD}"))
    assert f"These can be read: {kinds}." in read(handed(client, b"GIF89a" * 900, "cat.gif"))


def test_too_much_is_turned_away_unread(site: Site) -> None:
    """Forty megabytes are the most that the desk reads."""
    client = site.client("rec")
    form = "multipart/form-data; boundary=x"
    assert client.post(f"/desk{RECORD}", data=b"0" * (41 * 1024 * 1024), content_type=form).status_code == 413
    assert waiting(site) == []


def test_the_same_again_is_the_first(site: Site) -> None:
    """Sent twice by a nervous finger or a lost answer, it is one; its author can take it back, which twice is once."""
    client = site.client("rec")
    handed(client, speech())
    handed(client, speech())
    assert [each.id for each in waiting(site)] == [1]
    for number, says in (("1", "Recording 1 was taken back."), ("1", "was taken back."), ("2", "no open recording 2")):
        gone = client.post(f"/desk{PROMPT}/take-back", data={"csrf_token": token(client), "take": number})
        assert says in read(client.get(gone.headers["Location"]))
    assert waiting(site) == []


@pytest.mark.parametrize(
    "name", [r"C:\\Users\\Maria\\my " + "\u202evoice.wav", "/recordings/maria/my voice.wav", "../my voice.wav"]
)
def test_of_the_name_of_a_file_only_its_last_part_is_kept(site: Site, name: str) -> None:
    """Where it lay is nobody's business, and nothing of it turns the writing around."""
    handed(site.client("rec"), speech(), name)
    assert waiting(site)[0].original.startswith("my voice.wav")


def test_while_two_are_listened_to_a_third_is_told_at_once(site: Site) -> None:
    """The page is there again with what was typed; whoever hands it in again a moment later is heard."""
    client, says = site.client("rec"), "hand it in again in a minute"
    with turn(waits=False), turn(waits=False):
        answer = handed(client, speech())
        assert (answer.status_code, says in read(answer)) == (422, True)
        assert 'name="speaker" value="Maria Lopez"' in answer.text, "the name that was typed is there still"
    assert waiting(site) == []
    assert handed(client, speech()).status_code == 302


def test_only_recorders_with_the_token_of_the_page_hand_in(site: Site) -> None:
    """Approvers do not record; no token, no recording; signed out, none either."""
    assert site.client("ann").get(f"/desk{RECORD}").status_code == 403
    assert posted(site.client("rec"), speech()).status_code == 400
    assert posted(site.client(), speech()).status_code in {400, 401}
    assert waiting(site) == []


def test_a_server_killed_in_the_middle_of_an_upload_keeps_nothing_by_halves(site: Site, tmp_path: Path) -> None:
    """SIGKILL with half of it read; the next server takes in the whole."""
    url, data, port = f"sqlite:///{tmp_path / 'line.db'}", tmp_path / "data", free_port()
    cookie, mark = site.cookie("rec"), token(site.client("rec"))
    child = started(url, data, port)
    try:
        body = (
            f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{mark}\r\n'
            f'--x\r\nContent-Disposition: form-data; name="recording"; filename="m.wav"\r\n\r\n'
        ).encode() + speech()
        head = (
            f"POST /desk{RECORD} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: desk={cookie}\r\n"
            f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {len(body) + 100}\r\n\r\n"
        ).encode()
        with socket.create_connection(("127.0.0.1", port), 10) as wire:
            wire.sendall(head + body[: len(body) // 2])
            child.kill()
            child.wait(10)
            assert not answered(wire)
    finally:
        child.kill()
        child.wait(10)
    assert waiting(site) == []
    assert handed(site.client("rec"), speech()).status_code == 302
    assert [each.id for each in waiting(site)] == [1]


def answered(wire: socket.socket) -> bytes:
    """What comes back; nothing where the other side is gone."""
    try:
        return wire.recv(1)
    except OSError:
        return b""
