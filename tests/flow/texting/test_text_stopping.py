"""A wish for no more texts is heard in any wording, at once, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from ivr.content.model import Content
from ivr.flow.session import End, StartTexts, StopTexts
from ivr.flow.texting.answer import HOW_TO_STOP, answer
from ivr.flow.texting.thread import Kind, OptOut, Texted, TextTurn, Thread
from ivr.meaning.of_content import meaning_of

STOPS = """STOP
stop
Stop.
"stop"
STOP!!!
stop 🙏
Stop please
s.t.o.p
stoppp
STOPALL
QUIT
END
REVOKE
OPTOUT
opt out
opt-out
CANCEL
UNSUBSCRIBE
unsubscrib
please stop texting me
QUIT bothering me
quit texting me
plz stop texing me
remove me
please opt me out
wrong number
dont text me again
Don\u2019t text me
ok thanks. Stop.
STOP i feel sick
alto
baja
ALTO
parar
cancelar
no quiero mas mensajes
🛑
deactivate
OFF""".splitlines()
NOT_STOPS = """my doctor stopped chemo
dont stop please
Please don't take me off, I still want the messages
not a wrong number
This is an automated reply
when does it end
i want to stop treatment
stop chemo
STOP chemo
should i stop
QUIT chemo
should i stop chemo
i want to quit smoking
can i cancel my appointment
shop
step
stops
stoop
bus stop
end of life
it never ends
Chemo is awful. Stop?
the pain wont stop
stop the pain
please stop the nausea
stop testing me
when will treatment end
remove my port
opt out of chemo
quitting my job
i had to stop eating meat
the end of treatment
canceled my ride
loose ends""".splitlines()


def _ask(content: Content, text: str, opt_out: OptOut = OptOut.OWN, **event: object) -> TextTurn:
    return answer(content, Thread("en"), Texted(text, **event), opt_out, meaning_of(content))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", STOPS)
def test_a_stop_is_confirmed_once_and_takes_the_number_off(content: Content, text: str) -> None:
    """Exact words in any dress, plain wording, slips and Spanish."""
    turn = _ask(content, text)
    assert (turn.kind, turn.say, turn.then) == (Kind.STOP, ("stopped",), StopTexts())


@pytest.mark.parametrize("text", NOT_STOPS)
def test_words_about_treatment_or_other_stops_are_no_stop(content: Content, text: str) -> None:
    """Nor are words one letter away."""
    assert _ask(content, text).then == End()


@pytest.mark.parametrize("text", ["STOP", "please stop texting me"])
def test_a_number_that_has_stopped_is_not_told_so_twice(content: Content, text: str) -> None:
    """At most one confirmation."""
    turn = _ask(content, text, stopped=True)
    assert (turn.say, turn.then) == ((), StopTexts())


@pytest.mark.parametrize("opt_out", [OptOut.DEFAULT, OptOut.ADVANCED])
@pytest.mark.parametrize(
    ("text", "then"),
    [("STOP", StopTexts()), ("optout", StopTexts()), ("START", StartTexts()), ("yes", StartTexts()), ("HELP", End())],
)
def test_where_the_provider_answers_we_record_and_stay_silent(
    content: Content,
    opt_out: OptOut,
    text: str,
    then: End | StartTexts | StopTexts,
) -> None:
    """Two answers to one STOP would break the rule of one confirmation."""
    turn = _ask(content, text, opt_out)
    assert (turn.say, turn.then) == ((), then)


@pytest.mark.parametrize("text", ["please stop texting me", "stop please", "alto"])
def test_what_the_provider_does_not_know_is_answered_by_us(content: Content, text: str) -> None:
    """Plain wording is ours in every mode."""
    turn = _ask(content, text, OptOut.DEFAULT)
    assert (turn.say, turn.then) == (("stopped",), StopTexts())


@pytest.mark.parametrize(
    ("said", "then", "kind"),
    [
        ("STOP", StopTexts(), Kind.STOP),
        ("START", StartTexts(), Kind.START),
        ("HELP", End(), Kind.HELP),
    ],
)
def test_what_the_provider_took_a_text_for_counts_more_than_its_words(
    content: Content,
    said: str,
    then: End | StartTexts | StopTexts,
    kind: Kind,
) -> None:
    """`OptOutType` is recorded and not answered again, in every mode."""
    turn = _ask(content, "cope", opt_out_type=said)
    assert (turn.say, turn.then, turn.kind) == ((), then, kind)


@pytest.mark.parametrize("text", ["START", "unstop", "Yes."])
def test_start_takes_a_stopped_number_off_the_list_and_says_so(content: Content, text: str) -> None:
    """The same to a number that was not stopped: a repeated webhook finds it taken off already."""
    for stopped in (True, False):
        turn = _ask(content, text, stopped=stopped)
        assert (turn.say, turn.then) == (("started",), StartTexts())


@pytest.mark.parametrize("text", ["HELP", "help!", "Info", "AYUDA", "help me"])
@pytest.mark.parametrize("event", [{}, {"stopped": True}, {"ordinary_today": 59}])
def test_help_is_always_answered(content: Content, text: str, event: dict[str, int]) -> None:
    """In Spanish for AYUDA, and to stopped and busy numbers too."""
    assert _ask(content, text, OptOut.OWN, **event).say == (("ayuda",) if text == "AYUDA" else ("help",))


@pytest.mark.parametrize("text", ["COPE", "tips", "hello", "", "what is it", "1", "gibberish"])
def test_a_stopped_number_gets_nothing_ordinary(content: Content, text: str) -> None:
    """Only START, HELP and danger."""
    turn = _ask(content, text, stopped=True)
    assert (turn.say, turn.then) == ((), End())


@pytest.mark.parametrize("said", ["odd", "PAUSE", "stop me", "0"])
@pytest.mark.parametrize(("text", "say"), [("COPE", "topic.coping.1"), ("STOP", "stopped"), ("HELP", "help")])
def test_an_unknown_opt_out_type_is_left_to_the_words(content: Content, said: str, text: str, say: str) -> None:
    """A provider may come to say more than STOP, START and HELP; a person is answered all the same."""
    thread = Thread("en", greeted=True)
    assert answer(content, thread, Texted(text, opt_out_type=said), OptOut.OWN, meaning_of(content)).say == (say,)


@pytest.mark.parametrize("said", ["stop", " STOP "])
def test_an_opt_out_type_counts_in_any_case(content: Content, said: str) -> None:
    """What it means does not hang on its letters."""
    turn = answer(content, Thread("en"), Texted("cope", opt_out_type=said), OptOut.OWN, meaning_of(content))
    assert (turn.say, turn.then) == ((), StopTexts())


@pytest.mark.parametrize("text", ["moved to Canada dont need US texts end it", "I said no. delete me off this"])
def test_who_rather_asks_for_no_more_texts_than_speaks_of_danger_is_told_how(content: Content, text: str) -> None:
    """The words of danger are answered first; nobody in danger is taken off by likeness, and nobody has no way out."""
    turn = answer(content, Thread("en", greeted=True), Texted(text), OptOut.OWN, meaning_of(content))
    stopped = isinstance(turn.then, StopTexts)
    assert stopped or turn.say[-1] == HOW_TO_STOP


@pytest.mark.parametrize("text", ["i cant do this anymore", "I want to end it all", "i want to die make it stop"])
def test_in_danger_there_is_nothing_but_the_way_to_help(content: Content, text: str) -> None:
    """How to stop texts would be no answer to that."""
    turn = answer(content, Thread("en", greeted=True), Texted(text), OptOut.OWN, meaning_of(content))
    assert turn.kind is Kind.CRISIS
    assert HOW_TO_STOP not in turn.say
