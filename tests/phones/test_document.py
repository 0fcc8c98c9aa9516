"""Documents that some carrier might not follow are refused, each with its own plain sentence."""

from __future__ import annotations

import pytest

from ivr.errors import DocumentError
from ivr.phones.document import Dial, Gather, Hangup, Record, Redirect, Speech, read_call, read_replies
from ivr.phones.exchange import Line, Response, document_of
from tests.phones.paper_line import BASE, LINE, MAIN, RING, listening

GATHER = f'<Gather action="{BASE}/voice/key" method="POST" timeout="10" numDigits="1" finishOnKey="">'
DIAL = f'<Dial action="{BASE}/voice/dialed" method="POST">'
RECORD = (
    f'<Record action="{BASE}/voice/recorded" method="POST" timeout="5" maxLength="30" finishOnKey="#" playBeep="true" '
    f'trim="do-not-trim" recordingStatusCallback="{BASE}/voice/told" recordingStatusCallbackMethod="POST"/>'
)
REDIRECT = '<Redirect method="POST">'


def test_a_good_document_is_read_whole() -> None:
    """Verbs, addresses, seconds and keys."""
    gather, redirect = read_call(f"<?xml version='1.0' encoding='UTF-8'?>{MAIN}", LINE)

    assert isinstance(gather, Gather)
    assert [prompt.url for prompt in gather.prompts] == [
        f"{BASE}/audio/greeting.name.wav",
        f"{BASE}/audio/choice.main.person.wav",
    ]
    assert (gather.action, gather.seconds, gather.digits, gather.finish) == (f"{BASE}/voice/main/key", 10, 1, "")
    assert redirect == Redirect(f"{BASE}/voice/main/silence")
    assert read_call(RING, LINE)[1] == Dial(f"{BASE}/voice/main/dialed", "+18002272345", 20)
    assert read_call("<Response><!-- end --><Say>Bye &amp; thanks.</Say><Hangup/></Response>", LINE) == (
        Speech(words="Bye & thanks."),
        Hangup(),
    )


def test_a_recording_is_read_whole() -> None:
    """Where its outcome goes, for how long, and which keys end it; without any, all do."""
    (record,) = read_call(f"<Response>{RECORD}</Response>", LINE)
    assert record == Record(f"{BASE}/voice/recorded", 30, "#", beep=True, told=f"{BASE}/voice/told")

    (plain,) = read_call(f'<Response><Record action="{BASE}/voice/r" method="POST" maxLength="9"/></Response>', LINE)
    assert plain == Record(f"{BASE}/voice/r", 9, "1234567890*#", beep=True, told="")


def test_words_that_are_said_slowly_are_words() -> None:
    """Where the voice is one that takes it."""
    slow = '<Say voice="Polly.Amy" language="en-GB"><prosody rate="80%">Call 911.</prosody></Say>'
    assert read_call(f"<Response>{slow}<Hangup/></Response>", LINE) == (Speech(words="Call 911."), Hangup())


@pytest.mark.parametrize(
    ("inside", "sentence"),
    [
        ("<Pause/>", "not among the verbs"),
        ("<Record/>", "has no action"),
        (RECORD.replace('maxLength="30"', ""), "has no maxLength"),
        (RECORD.replace('"30"', '"0"'), 'maxLength="0"'),
        (RECORD.replace('timeout="5"', 'timeout="soon"'), 'timeout="soon"'),
        (RECORD.replace('"#"', '"x"'), 'finishOnKey="x"'),
        (RECORD.replace('"do-not-trim"', '"a-bit"'), "neither trim-silence nor do-not-trim"),
        (RECORD.replace('playBeep="true"', 'playBeep="loud"'), "playBeep that is neither true nor false"),
        (RECORD.replace('recordingStatusCallbackMethod="POST"', ""), 'recordingStatusCallbackMethod="POST"'),
        (RECORD.replace(f"{BASE}/voice/told", "https://stranger.example/voice"), "the line's own address"),
        (RECORD.replace(' method="POST"', ""), 'does not say method="POST"'),
        (RECORD.replace("/>", ' transcribe="true"/>'), "does not know: transcribe"),
        (RECORD.replace("/>", ">now</Record>"), "<Record> is not empty"),
        ("<play>x</play>", "not among the verbs"),
        ("<Message>Hi</Message>", "not for a call"),
        ("Hello", "words outside any verb"),
        ('<Say voice="Polly.Amy">a<prosody rate="80%">b</prosody></Say>', "words outside any verb in <Say>: 'a'"),
        ('<Say voice="Polly.Amy"><break/></Say>', "words only, or one <prosody>"),
        ('<Say voice="Polly.Amy"><prosody rate="80%">a</prosody><prosody rate="80%">b</prosody></Say>', "or one <pros"),
        ('<Say><prosody rate="80%">a</prosody></Say>', "this voice may not know"),
        ('<Say voice="Polly.Amy"><prosody rate="slow">a</prosody></Say>', "no rate such as 80%"),
        ('<Say voice="Polly.Amy"><prosody pitch="high">a</prosody></Say>', "does not know: pitch"),
        ('<Say voice="Polly.Amy"><prosody rate="80%"/></Say>', "<prosody> is empty"),
        (f"<Say>{'word ' * 700}</Say>", "carriers cut off or refuse"),
        ("<Hangup>now</Hangup>", "not empty"),
        ('<Hangup reason="busy"/>', "does not know: reason"),
        ("<Play></Play>", "<Play> is empty"),
        ("<Play>/audio/a.wav</Play>", "not an absolute address"),
        ("<Play>ftp://line.example/a.wav</Play>", "not an absolute address"),
        ("<Play>https://stranger.example/a.wav</Play>", "the line's own address"),
        ("<Play>https://line.example.evil.example/a.wav</Play>", "the line's own address"),
        ("<Play>https://line.example@evil.example/a.wav</Play>", "the line's own address"),
        (f"<Play>{BASE}/audio/../voice</Play>", "the line's own address"),
        (f"<Play>{BASE}/audio/%2e%2e/voice</Play>", "the line's own address"),
        (f'<Play loop="0">{BASE}/audio/a.wav</Play>', "does not know: loop"),
        ("<Say><break/>Hi</Say>", "may hold words only"),
        ("<Say> </Say>", "<Say> is empty"),
        (f"{REDIRECT}/voice</Redirect>", "not an absolute address"),
        (f"{REDIRECT}https://stranger.example/voice</Redirect>", "the line's own address"),
        (f"<Redirect>{BASE}/voice</Redirect>", 'does not say method="POST"'),
        (f'<Redirect method="GET">{BASE}/voice</Redirect>', 'does not say method="POST"'),
        ('<Gather method="POST"/>', "has no action"),
        (f'<Gather action="{BASE}/voice"/>', 'does not say method="POST"'),
        (f'<Gather action="{BASE}/voice" method="GET"/>', 'does not say method="POST"'),
        ('<Gather action="/voice" method="POST"/>', "not an absolute address"),
        (GATHER.replace(">", ' input="speech">') + "</Gather>", "listens for speech"),
        (GATHER.replace(">", ' hints="yes">') + "</Gather>", "does not know: hints"),
        (GATHER.replace('"10"', '"0"') + "</Gather>", 'timeout="0"'),
        (GATHER.replace('"10"', '"ten"') + "</Gather>", 'timeout="ten"'),
        (GATHER.replace('finishOnKey=""', 'finishOnKey="12"') + "</Gather>", 'finishOnKey="12"'),
        (f"{GATHER}<Pause/></Gather>", "not among the verbs"),
        (f"{GATHER}{DIAL}+18002272345</Dial></Gather>", "only <Say> and <Play>"),
        (f"{GATHER}press one</Gather>", "words outside any verb"),
        ('<Dial method="POST">+18002272345</Dial>', "has no action"),
        (f"{DIAL}1-800-227-2345</Dial>", "not a number in E.164"),
        (f"{DIAL}911</Dial>", "not a number in E.164"),
        (f"{DIAL}<Number>+18002272345</Number></Dial>", "may hold words only"),
        (DIAL.replace(">", ' callerId="here">') + "+18002272345</Dial>", "not a number in E.164"),
        (DIAL.replace(">", ' hangupOnStar="yes">') + "+18002272345</Dial>", "neither true nor false"),
    ],
)
def test_what_a_carrier_might_not_follow_is_refused(inside: str, sentence: str) -> None:
    """The sentence says what is wrong."""
    with pytest.raises(DocumentError) as caught:
        read_call(f"<Response>{inside}</Response>", LINE)

    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "not well-formed"),
        ("<Response>", "not well-formed"),
        ("<Response></Response><Response/>", "not well-formed"),
        ("<html/>", "not a <Response>"),
        ('<Response lang="en"/>', "has attributes"),
        ('<!DOCTYPE r [<!ENTITY a "aa">]><Response><Say>&a;</Say></Response>', "declares a type"),
    ],
)
def test_what_is_no_document_at_all_is_refused(text: str, sentence: str) -> None:
    """Entities above all, which could swell or read files."""
    with pytest.raises(DocumentError) as caught:
        read_call(text, LINE)

    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("response", "sentence"),
    [
        (Response(500, MAIN, {"Content-Type": "text/xml"}), "status 500"),
        (Response(302, "", {"Content-Type": "text/xml"}), "status 302"),
        (Response(200, MAIN, {"Content-Type": "text/html; charset=utf-8"}), "text/html instead"),
        (Response(200, MAIN, {"Content-Type": "application/xml"}), "application/xml instead"),
        (Response(200, MAIN, {}), "no content type"),
    ],
)
def test_an_answer_of_the_wrong_status_or_type_is_refused(response: Response, sentence: str) -> None:
    """The provider's errors 11200 and 12300."""
    with pytest.raises(DocumentError) as caught:
        document_of(response, f"{BASE}/voice")

    assert sentence in str(caught.value)


def test_the_content_type_may_be_written_in_any_case_and_with_a_charset() -> None:
    """As servers write it."""
    assert document_of(Response(200, MAIN, {"content-type": "Text/XML; charset=utf-8"}), BASE) == MAIN


def test_sounds_may_come_from_their_own_address_but_webhooks_may_not() -> None:
    """A CDN serves sounds, it is never told about calls."""
    line = Line(BASE, "+12025550100", "", "AC", sounds="https://cdn.example")

    assert read_call("<Response><Play>https://cdn.example/audio/a.wav</Play></Response>", line)
    with pytest.raises(DocumentError):
        read_call(listening("x").replace(BASE, "https://cdn.example"), line)


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("<Response/>", ()),
        ("<Response><Message>One</Message></Response>", ("One",)),
        ("<Response><Message><Body>A\nB</Body></Message></Response>", ("A\nB",)),
    ],
)
def test_replies_to_a_text_are_read_in_both_ways_of_writing_them(text: str, bodies: tuple[str, ...]) -> None:
    """No message at all is an answer too."""
    assert read_replies(text) == bodies


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("<Response><Say>Hi</Say></Response>", "not for an answer to a text"),
        ("<Response><Message/></Response>", "is empty"),
        ("<Response><Message><Media>x</Media></Message></Response>", "one <Body>, nothing else"),
        ("<Response><Message><Body>a</Body><Body>b</Body></Message></Response>", "one <Body>, nothing else"),
        ('<Response><Message to="+12025550100">Hi</Message></Response>', "does not know: to"),
        ("<Response>Hi</Response>", "words outside any verb"),
    ],
)
def test_a_reply_that_a_carrier_might_not_send_is_refused(text: str, sentence: str) -> None:
    """The same strictness as for calls."""
    with pytest.raises(DocumentError) as caught:
        read_replies(text)

    assert sentence in str(caught.value)
