"""The handset follows documents as the provider does, and keeps nothing that `state()` does not show."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.errors import DocumentError
from ivr.phones.exchange import NotNowError, Response
from ivr.phones.handset import KEYS, Handset, Stage, Step
from tests.phones.paper_line import BASE, MAIN, RING, PaperLine, listening, play, small_line


def sounds(steps: tuple[Step, ...]) -> list[str]:
    """What is heard or happens, by short names."""
    return [step.url.rpartition("/")[2].removesuffix(".wav") if step.url else step.kind for step in steps]


def test_a_call_is_answered_with_what_is_said_and_then_listens() -> None:
    """Prompts come in order, then one step that says how long the line waits."""
    steps = small_line().handset().dial()

    assert sounds(steps) == ["greeting.name", "choice.main.person", "listen"]
    assert steps[-1].seconds == 10


def test_every_request_carries_the_fields_that_the_provider_sends() -> None:
    """The first request rings, later ones are in progress, and a key comes as Digits."""
    line = small_line()
    phone = line.handset()
    phone.dial()
    phone.press("3")

    (_, first), (path, second) = line.posts
    assert re.fullmatch(r"CA[0-9a-f]{32}", first["CallSid"])
    assert first == {
        "CallSid": second["CallSid"],
        "AccountSid": f"AC{'0' * 32}",
        "From": "+12025550147",
        "To": "+12025550100",
        "Direction": "inbound",
        "CallStatus": "ringing",
        "ApiVersion": "2010-04-01",
    }
    assert path == "/voice/main/key"
    assert second == {**first, "CallStatus": "in-progress", "Digits": "3"}


def test_two_calls_never_share_an_id() -> None:
    """The line knows calls apart by their id."""
    line = small_line()
    line.handset().dial()
    line.handset().dial()

    assert line.posts[0][1]["CallSid"] != line.posts[1][1]["CallSid"]


def test_silence_goes_on_behind_the_gather_without_digits() -> None:
    """Nothing is posted to the key's address; the Redirect is followed."""
    line = small_line()
    phone = line.handset()
    phone.dial()

    assert sounds(phone.wait()) == ["silence.1", "listen"]
    path, fields = line.posts[-1]
    assert path == "/voice/main/silence"
    assert "Digits" not in fields


def test_prompts_inside_a_gather_can_be_interrupted_and_those_before_it_cannot() -> None:
    """The three questions that a bouncing finger must not answer are played before the keys are listened to."""
    line = PaperLine({"/voice": listening("x", "choice.any.again", before=play("ask.end"))})

    asked, choice, _ = line.handset().dial()

    assert not asked.interruptible
    assert choice.interruptible


def test_words_for_the_providers_voice_are_a_step_of_their_own() -> None:
    """Say is heard too."""
    line = PaperLine(
        {"/voice": "<Response><Say>Hello.</Say><Hangup/></Response>", "/voice/status": Response(200, "", {})}
    )

    assert line.handset().dial() == (Step("say", text="Hello."), Step("end", text="line"))


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ("answered", "completed"),
        ("voicemail", "completed"),
        ("busy", "busy"),
        ("no-answer", "no-answer"),
        ("failed", "failed"),
    ],
)
def test_how_a_ringing_ends_is_told_in_the_providers_words(outcome: str, status: str) -> None:
    """A voicemail picks up, so to the provider it is a completed call."""
    line = small_line()
    phone = line.handset()
    phone.dial()
    ringing = phone.press("0")
    phone.dialed(outcome)

    assert ringing[-1] == Step("dial", text="+18002272345", seconds=20)
    assert line.posts[-1][0] == "/voice/main/dialed"
    assert line.posts[-1][1]["DialCallStatus"] == status


def test_a_hang_up_tells_the_line_how_long_the_call_was() -> None:
    """The status callback comes once, and the call is over."""
    line = small_line()
    times = iter([100.0, 142.4])
    phone = Handset(line.post, line.handset().line, clock=lambda: next(times))
    phone.dial()

    assert phone.hang_up() == (Step("end", text="caller"),)
    path, fields = line.posts[-1]
    assert (path, fields["CallStatus"], fields["CallDuration"]) == ("/voice/status", "completed", "42")
    assert phone.stage is Stage.ENDED


@pytest.mark.parametrize("last", ["<Hangup/>", ""])
def test_the_line_ends_a_call_with_a_hangup_or_with_the_end_of_its_document(last: str) -> None:
    """Both are the end for the provider, and both are told to the status callback."""
    line = PaperLine(
        {"/voice": f"<Response>{play('goodbye')}{last}</Response>", "/voice/status": Response(204, "", {})}
    )

    assert sounds(line.handset().dial()) == ["goodbye", "end"]
    assert line.posts[-1][0] == "/voice/status"


def test_verbs_behind_a_hangup_are_never_heard() -> None:
    """The provider stops there too."""
    line = PaperLine(
        {"/voice": f"<Response><Hangup/>{play('never')}</Response>", "/voice/status": Response(204, "", {})},
    )

    assert sounds(line.handset().dial()) == ["end"]


def test_a_gather_for_several_keys_collects_them() -> None:
    """Digits go out when they are complete, when the finish key comes, or when silence follows some of them."""
    gather = f'<Gather numDigits="3" action="{BASE}/voice/pin" method="POST"/>'
    line = PaperLine({"/voice": f"<Response>{gather}<Hangup/></Response>", "/voice/pin": MAIN})

    def typed(keys: str) -> str:
        phone = line.handset()
        phone.dial()
        for key in keys:
            phone.wait() if key == "w" else phone.press(key)
        return line.posts[-1][1]["Digits"]

    assert typed("123") == "123"
    assert typed("12#") == "12"
    assert typed("1w") == "1"


@given(deeds=st.lists(st.sampled_from([*KEYS, "wait", "busy", "answered", "hang up"]), max_size=12))
def test_a_call_that_is_put_away_between_all_deeds_goes_on_as_if_it_never_was(deeds: list[str]) -> None:
    """The whole call lies in its state, and the state is plain JSON."""
    kept, moved = small_line(), small_line()
    one, other = kept.handset(), moved.handset()
    other.restore(json.loads(json.dumps(one.state())))  # the same id, so that requests can be compared
    one.dial()
    other.dial()

    def do(phone: Handset, deed: str) -> tuple[Step, ...] | str:
        try:
            if deed in {"busy", "answered"}:
                return phone.dialed(deed)
            return {"wait": phone.wait, "hang up": phone.hang_up}.get(deed, lambda: phone.press(deed))()
        except NotNowError as problem:
            return str(problem)

    for deed in deeds:
        stored = json.dumps(other.state())
        other = moved.handset()
        other.restore(json.loads(stored))
        assert do(one, deed) == do(other, deed)
    known = [(path, {**fields, "DialCallSid": ""}) for path, fields in kept.posts]
    assert known == [(path, {**fields, "DialCallSid": ""}) for path, fields in moved.posts]


def test_a_deed_at_the_wrong_moment_changes_nothing() -> None:
    """The call can go on afterwards."""
    line = small_line()
    phone = line.handset()
    for too_early in (phone.wait, phone.hang_up, lambda: phone.press("1"), lambda: phone.dialed("busy")):
        with pytest.raises(NotNowError):
            too_early()
    phone.dial()
    before = phone.state()
    for wrong in (phone.dial, lambda: phone.press("12"), lambda: phone.press("x"), lambda: phone.dialed("busy")):
        with pytest.raises(NotNowError):
            wrong()

    assert phone.state() == before
    assert len(line.posts) == 1


def test_keys_do_not_work_while_a_number_rings() -> None:
    """Nothing gathers then."""
    phone = small_line().handset()
    phone.dial()
    phone.press("0")

    with pytest.raises(NotNowError, match="listening"):
        phone.press("1")
    with pytest.raises(NotNowError, match="not a way"):
        phone.dialed("asleep")


@pytest.mark.parametrize(
    "change",
    [
        {"sid": "CA1"},
        {"sid": None},
        {"stage": "flying"},
        {"stage": "dialing"},
        {"at": 1},
        {"at": -1},
        {"at": "0"},
        {"keys": "12x"},
        {"started": float("nan")},
        {"started": "soon"},
        {"document": ""},
        {"document": MAIN.replace(BASE, "https://stranger.example")},
        {"document": RING.replace(f"{BASE}/voice", "http://169.254.169.254/voice")},
    ],
)
def test_a_state_that_was_tampered_with_is_refused(change: dict[str, object]) -> None:
    """Above all, it cannot make this phone sign and post to a stranger."""
    phone = small_line().handset()
    phone.dial()

    with pytest.raises(DocumentError):
        small_line().handset().restore({**phone.state(), **change})


def test_documents_that_lead_in_circles_are_refused() -> None:
    """A Redirect to itself would run for ever on a provider's bill."""
    line = PaperLine({"/voice": f'<Response><Redirect method="POST">{BASE}/voice</Redirect></Response>'})

    with pytest.raises(DocumentError, match="led on to each other"):
        line.handset().dial()


def test_a_broken_document_ends_the_call() -> None:
    """No half call is left behind that could be gone on with."""
    line = small_line()
    phone = line.handset()
    phone.dial()
    line.pages["/voice/main/key?3"] = "<Response><Play></Response>"

    with pytest.raises(DocumentError, match="well-formed"):
        phone.press("3")
    assert phone.stage is Stage.ENDED


def test_a_line_that_does_not_take_the_end_of_the_call_is_told_of() -> None:
    """A status callback that fails is a fault of the line."""
    line = small_line()
    line.pages["/voice/status"] = Response(500, "", {})
    phone = line.handset()
    phone.dial()

    with pytest.raises(DocumentError, match="status 500"):
        phone.hang_up()
