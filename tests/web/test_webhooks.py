"""The webhooks as a carrier meets them: signed, patient with anything, never an error."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from ivr.bootstrap import Parts, build
from ivr.carrier.signature import TwilioSignature
from ivr.content.model import Edition, Pace
from ivr.editions.shelf import Shelf
from ivr.flow.crawl.walk import walk
from ivr.flow.path import write
from ivr.flow.session import Answer, Ask, StopTexts
from ivr.line.answers import Asked
from ivr.web.app import create_app
from tests.carrier.documents import check_message, check_voice
from tests.conftest import PUBLIC, Post
from tests.line.houses import PaperHouse

XML = "text/xml; charset=utf-8"


def spoken(edition: Edition, response: TestResponse) -> list[str]:
    """The prompts of a call's document, in order."""
    assert (response.status_code, response.content_type) == (200, XML)
    named = {sound.file: key[0] for key, sound in edition.sounds.items() if key[2] is Pace.NORMAL}
    root = check_voice(response.get_data(as_text=True))
    return [named[(play.text or "").rpartition("/")[2]] for play in root.iter("Play")]


def test_a_call_is_answered_and_led_by_its_paths(post: Post, edition: Edition) -> None:
    """The greeting, then key 2 by the Gather's own action, then silence by the Redirect."""
    first = post("/voice")
    assert spoken(edition, first)[:2] == ["greeting.name", "greeting.emergency"]
    gather = check_voice(first.get_data(as_text=True)).find("Gather")
    assert gather is not None

    part = post(gather.get("action", "").removeprefix(PUBLIC), {"Digits": "2"})

    assert spoken(edition, part)[0] == "topic.side.1"
    redirect = check_voice(part.get_data(as_text=True)).find("Redirect")
    assert redirect is not None
    assert spoken(edition, post((redirect.text or "").removeprefix(PUBLIC)))[0] == "silence.1"


def test_the_same_request_gets_the_same_document(post: Post) -> None:
    """Retries and duplicates are harmless."""
    for path in ("/voice", "/voice/1/en/normal/topic.side.1/-/-/1781712000/0/key"):
        assert post(path, {"Digits": "1"}).data == post(path, {"Digits": "1"}).data


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/voice/1/en/normal/main/-/-/1781712000/0/key", {}),
        ("/voice/1/en/normal/main/-/-/1781712000/0/key", {"Digits": ""}),
        ("/voice/1/en/normal/main/-/-/1781712000/0/key", {"Digits": "12345678901234567890"}),
        ("/voice/1/en/normal/main/-/-/1781712000/0/key", {"Digits": "☎"}),
        ("/voice/1/en/normal/main/-/-/1781712000/0/key", {"SpeechResult": "help me"}),
        ("/voice/1/en/normal/nowhere/-/-/1781712000/0/key", {"Digits": "1"}),
        ("/voice/1/xx/normal/main/-/-/1781712000/0/key", {"Digits": "1"}),
        ("/voice/999999/en/slow/topic.side.2/wrong.3/main/1781712000/0/silence", {}),
        ("/voice/1/en/normal/connect.american-cancer-society/-/main/1781712000/0/dialed", {"DialCallStatus": "what"}),
        ("/voice/1/en/normal/topic.side.99/-/-/1781712000/0/key", {"Digits": "1"}),
        ("/voice/1/en/normal/main/-/-/-5/0/key", {"Digits": "1"}),
        ("/voice/", {}),
        ("/voice//", {}),
        ("/voice/x", {}),
        ("/voice/1/2/3/4/5/6/7/8/9/10/11/12", {}),
    ],
)
def test_whatever_a_step_says_it_gets_speech_and_a_way_on(post: Post, path: str, form: Mapping[str, str]) -> None:
    """No Digits, unknown places, editions that are gone, damaged paths: 200 and a valid document."""
    response = post(path, {**form, "SomethingNew": "x"})

    assert (response.status_code, response.content_type) == (200, XML)
    check_voice(response.get_data(as_text=True))


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"Body": ""},
        {"Body": "", "NumMedia": "1"},
        {"Body": "COPE", "NumMedia": "many"},
        {"Body": "x" * 20000},
        {"Body": "\x00\x07 \ufffe"},
        {"Body": "MENU", "From": ""},
        {"Body": "STOP", "From": "anonymous"},
        {"Body": "STOP", "OptOutType": "STOP"},
        {"Body": "hello", "OptOutType": "SOMETHING"},
    ],
)
def test_whatever_a_text_says_it_gets_a_valid_answer(post: Post, form: Mapping[str, str]) -> None:
    """Empty, pictures, huge, control characters, hidden numbers: 200 and a valid document."""
    response = post("/sms", form)

    assert (response.status_code, response.content_type) == (200, XML)
    check_message(response.get_data(as_text=True))


def test_ten_thousand_random_requests_get_nothing_but_valid_documents(post: Post, edition: Edition) -> None:
    """Real paths, damaged paths and nonsense, keys and words of every kind (seeded, so that a failure comes again)."""
    chance = random.Random(20261121)  # noqa: S311 - a fuzz, not a secret
    paths = [f"/voice/1/{write(turn.session)}" for turn in walk(edition).turns.values()]
    words = [
        "COPE",
        "TIPS",
        "i want to die",
        "stop",
        "READ",
        "fever 101",
        "MENU",
        "side efects",
        "",
        "é漢😀",
        "1",
        "MORE",
    ]

    for number in range(10_000):
        if number % 4 == 3:
            response = post("/sms", _text(chance, words))
            assert (response.status_code, response.content_type) == (200, XML)
            check_message(response.get_data(as_text=True))
        else:
            response = post(_step(chance, paths), _form(chance))
            assert (response.status_code, response.content_type) == (200, XML)
            document = check_voice(response.get_data(as_text=True))
            # A Say is the provider's voice: a prompt without a sound, or the last resort.
            assert document.find(".//Say") is None, response.get_data(as_text=True)


def _step(chance: random.Random, paths: list[str]) -> str:
    path = chance.choice(paths) + chance.choice(("/key", "/key", "/silence", "/dialed", "/else", ""))
    if chance.random() < 0.3:
        place = chance.randrange(len("/voice/"), len(path))
        path = (
            path[:place]
            + chance.choice(("", "/", "-", ".", "9", "zz", "%41", "~"))
            + path[place + chance.randrange(3) :]
        )
    return path


def _form(chance: random.Random) -> dict[str, str]:
    form = {}
    if chance.random() < 0.7:
        form["Digits"] = chance.choice("0123456789*#ABCD") * chance.choice((1, 1, 1, 2))
    if chance.random() < 0.2:
        form["DialCallStatus"] = chance.choice(("completed", "busy", "no-answer", "failed", "canceled", "odd", ""))
    if chance.random() < 0.1:
        form[chance.choice(("SpeechResult", "CallSid", "From", "Unknown"))] = chance.choice(("", "x", "漢" * 99))
    return form


def _text(chance: random.Random, words: list[str]) -> dict[str, str]:
    body = " ".join(chance.choices(words, k=chance.randrange(4)))
    return {
        "Body": body + "".join(chance.choices("abc ?!\U0001f480\n", k=chance.randrange(9))),
        "From": f"+1202555{chance.randrange(10_000):04}",
        "NumMedia": chance.choice(("0", "1", "", "x")),
        "OptOutType": chance.choice(("", "", "", "STOP", "HELP")),
    }


@pytest.mark.parametrize(
    "path", ["/voice", "/voice/1/en/normal/main/-/-/1/0/key", "/voice/status", "/sms", "/sms/status"]
)
@pytest.mark.parametrize("signature", [None, "", "x", "ÿþ", "A" * 5000, "Zm9v"])
def test_nothing_unsigned_is_accepted(app: Flask, path: str, signature: str | None) -> None:
    """Missing, wrong and malformed signatures are refused, never an error."""
    headers = {} if signature is None else {"X-Twilio-Signature": signature}
    with app.test_client() as client:
        assert client.post(path, base_url=PUBLIC, data={"Digits": "1"}, headers=headers).status_code == 403


def test_a_signature_is_for_one_path_one_form_and_our_own_address(app: Flask, parts: Parts) -> None:
    """Another path, another form, another host or another token: refused; the Host header is never believed."""
    form = {"CallSid": "CA1", "Digits": "1"}
    good = parts.signature.sign(f"{PUBLIC}/voice", form)
    other = TwilioSignature("another-token").sign(f"{PUBLIC}/voice", form)
    elsewhere = parts.signature.sign("https://evil.example.org/voice", form)
    name = parts.signature.header
    with app.test_client() as client:
        assert client.post("/voice", data=form, headers={name: good, "Host": "evil.example.org"}).status_code == 200
        assert client.post("/voice", data={**form, "Digits": "2"}, headers={name: good}).status_code == 403
        assert client.post("/sms", data=form, headers={name: good}).status_code == 403
        assert client.post("/voice?x=1", data=form, headers={name: good}).status_code == 403
        assert client.post("/voice", data=form, headers={name: other}).status_code == 403
        hosted = client.post("/voice", data=form, headers={name: elsewhere, "Host": "evil.example.org"})
        assert hosted.status_code == 403


def test_every_route_but_sounds_health_and_the_demo_phone_is_guarded(app: Flask) -> None:
    """A new webhook cannot be forgotten at the door."""
    open_routes = {"/audio/<file>", "/audio/take/<token>.wav", "/health"}
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/phone"):
            guarded = rule.rule.startswith(("/voice", "/sms"))
            assert guarded != (rule.rule in open_routes), rule.rule
            assert not guarded or (rule.methods or set()) <= {"POST", "OPTIONS"}


@pytest.mark.parametrize("path", ["/voice", "/sms", "/voice/1/en/normal/main/-/-/1/0/key"])
def test_a_webhook_is_posted_to(app: Flask, path: str) -> None:
    """GET parameters would lie in the provider's logs for a week."""
    with app.test_client() as client:
        assert client.get(path, base_url=PUBLIC).status_code == 405


def answered(parts: Parts, path: str = "/voice", form: Mapping[str, str] | None = None) -> TestResponse:
    """The answer of a line with these parts to a signed post."""
    fields = {"CallSid": "CA1", "From": "+12025550147", **(form or {})}
    headers = {parts.signature.header: parts.signature.sign(f"{PUBLIC}{path}", fields)}
    with create_app(parts).test_client() as client:
        return client.post(path, base_url=PUBLIC, data=fields, headers=headers)


def is_last_resort(response: TestResponse) -> bool:
    """Whether this is the apology that needs neither content nor sounds, and asks again by itself."""
    assert (response.status_code, response.content_type) == (200, XML)
    document = check_voice(response.get_data(as_text=True))
    words = "".join(document.itertext())
    wanted = ("Something went wrong", "nine one one", "nine eight eight", f"{PUBLIC}/voice")
    return all(each in words for each in wanted)


def _no_clock() -> datetime:
    raise OSError("no time")


def test_without_a_clock_the_last_resort_is_heard(parts: Parts) -> None:
    """Nothing can be worked out then, and still there are words and a way on."""
    assert is_last_resort(answered(replace(parts, clock=_no_clock)))


def test_with_an_empty_shelf_the_last_resort_is_heard(parts: Parts, tmp_path: Path) -> None:
    """At the start of a call and in the middle of one."""
    empty = replace(parts, shelf=Shelf(tmp_path))

    assert is_last_resort(answered(empty))
    assert is_last_resort(answered(empty, "/voice/1/en/normal/main/-/-/1781712000/0/key", {"Digits": "1"}))


class _FallenHouse(PaperHouse):
    """A house that breaks when it is asked never to text a number again."""

    def answer(self, ask: Ask, asked: Asked) -> Answer:
        if isinstance(ask, StopTexts):
            raise OSError("no disk")
        return super().answer(ask, asked)


def test_a_house_that_breaks_is_told_as_not_now(parts: Parts, edition: Edition) -> None:
    """Yes to stopping all texts: the caller hears that it did not work, never that it did."""
    broken = replace(parts, house=_FallenHouse())
    path = f"/voice/{edition.number}/en/normal/stopping/-/-/1781712000/0/key"

    def heard(line: Parts) -> str:
        response = answered(line, path, {"Digits": "1"})
        assert not is_last_resort(response)
        gather = check_voice(response.get_data(as_text=True)).find("Gather")
        assert gather is not None
        return gather.get("action", "").split("/")[7]

    assert heard(broken) == "stopped.unavailable"
    assert heard(parts) == "stopped.done"


def test_a_large_body_is_refused_before_it_is_read(parts: Parts) -> None:
    """A webhook's form is a few kilobytes; a good signature does not help."""
    assert answered(parts, "/sms", {"Body": "x" * 1_000_000}).status_code == 413


def test_sounds_are_kept_for_a_year_and_come_in_ranges(app: Flask, edition: Edition) -> None:
    """Immutable, public, audio/wav, byte ranges; anything else is not found."""
    sound = next(iter(edition.sounds.values()))
    with app.test_client() as client:
        whole = client.get(f"/audio/{sound.file}", buffered=True)
        some = client.get(f"/audio/{sound.file}", headers={"Range": "bytes=0-99"}, buffered=True)

        assert whole.status_code == 200
        assert whole.mimetype == "audio/wav"
        assert whole.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert whole.data[:4] == b"RIFF"
        assert (some.status_code, some.data) == (206, whole.data[:100])
        for wrong in ("x.wav", "../manifest.json", "0" * 32 + ".wav", "..%2f..%2fmanifest.json", sound.file + "x"):
            assert client.get(f"/audio/{wrong}").status_code == 404


def test_health_names_the_edition_or_says_what_is_broken(app: Flask, parts: Parts, edition: Edition) -> None:
    """200 with the edition; 503 with a sentence on an empty shelf."""
    with app.test_client() as client:
        assert client.get("/health").get_json() == {"status": "ok", "edition": edition.number, "mode": "demo"}
    empty = build(parts.settings)
    empty.shelf.data = empty.shelf.data / "nothing"
    nothing = create_app(replace(parts, shelf=Shelf(empty.shelf.data)))
    with nothing.test_client() as client:
        response = client.get("/health")
    assert response.status_code == 503
    assert "no edition" in response.get_json()["says"]


def test_a_conversation_goes_on_by_its_cookie(app: Flask, parts: Parts) -> None:
    """MORE means the next part of what was sent; a forged cookie is only a new conversation."""

    def text(body: str, cookie: str = "") -> tuple[str, str]:
        form = {"Body": body, "From": "+12025550150"}
        headers = {parts.signature.header: parts.signature.sign(f"{PUBLIC}/sms", form)}
        if cookie:
            headers["Cookie"] = cookie
        with app.test_client(use_cookies=False) as client:
            response = client.post("/sms", base_url=PUBLIC, data=form, headers=headers)
        return check_message(response.get_data(as_text=True)), response.headers.get("Set-Cookie", "").partition(";")[0]

    first, cookie = text("cope")
    second, _ = text("more", cookie)
    forged, _ = text("more", "thread=eyJ0IjoiZW4gdG9waWMuY29waW5nLjEgMSJ9.x.y")

    assert first.endswith("Texts are not private.")
    assert "Reply COPE 3" in second
    assert "Texts are not private." not in second
    assert "COPE" in forged
    assert forged != second


def test_a_stopped_number_hears_nothing_but_danger_and_start(post: Post) -> None:
    """One stop stops all; 988 still answers."""
    sender = {"From": "+12025550151"}
    assert check_message(post("/sms", {**sender, "Body": "please stop texting me"}).get_data(as_text=True))
    assert check_message(post("/sms", {**sender, "Body": "COPE"}).get_data(as_text=True)) == ""
    assert "988" in check_message(post("/sms", {**sender, "Body": "i want to die"}).get_data(as_text=True))
    assert check_message(post("/sms", {**sender, "Body": "START"}).get_data(as_text=True))
    assert check_message(post("/sms", {**sender, "Body": "COPE"}).get_data(as_text=True))


def test_a_number_that_never_stops_writing_is_answered_thirty_times_a_day(post: Post) -> None:
    """Two machines would talk for ever; danger is never limited."""
    sender = {"From": "+12025550152"}
    answers = [check_message(post("/sms", {**sender, "Body": "TIPS"}).get_data(as_text=True)) for _ in range(33)]

    assert all(answers[:30])
    assert answers[31:] == ["", ""]
    assert "988" in check_message(post("/sms", {**sender, "Body": "kill myself"}).get_data(as_text=True))
