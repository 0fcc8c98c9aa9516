"""Danger comes before everything else, and is answered whatever else is true."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from ivr.content.model import Content
from ivr.content.readers import read_content
from ivr.flow.session import End, StopTexts
from ivr.flow.texting.answer import answer, body
from ivr.flow.texting.thread import Kind, OptOut, Texted, TextTurn, Thread
from ivr.meaning.of_content import meaning_of
from tests.spanish import two_languages

CRISIS = """988
I want to die
i wanna die
Kill myself
im going to kill my self
sucide
suiside
I feel suicidel
I am thinking about suicide...
I WANT TO KILLL MYSELF
i want to k1ll myself
end my lief
kms
unalive myself
they'd be better off without me
i cant do this anymore
I can't go on
no reason to live
i dont want to wake up tomorrow
my dad wants to die
I'm not suicidal
should i take all my pills
quiero morir
Ya no quiero vivir
matarme
💊💊
goodbye forever
9-8-8
9️⃣8️⃣8️⃣
tips on how to die
i dont want to die
what are my chances i want to die
help me die
k.m.s
They\u2019d be better off without me""".splitlines()
NOT_CRISIS = """dying to know what it is
does chemo kill the cancer
kill the pain
how long do i have
what about hospice
can i refuse treatment
COPE
it kills cancer cells
I feel sad today
will i die
that food was delicious
a subside in pain
am i dying
my wife is dying
im scared
it took too much out of me""".splitlines()
OVERDOSE = """overdose
sobredosis
I took too many pills
took too many oxycodone
took 20 pills
i just took 20 of my oxycodone
swallowed thirty tylenol
I've taken about 15 sleeping pills
i took 40
tome 30 pastillas
I want to die and took 20 pills
took the whole bottle
accidental overdose what do i do""".splitlines()
NOT_OVERDOSE = """i took my 4 pills today
took 2 tylenol for my headache
chemo took 20 minutes
it took 10 days
took 20 mg of oxycodone
i have to take 20 pills a day
i took 12 days off
chemo took all my hair
i dont want to die
am i dying
my wife is dying
im scared""".splitlines()
EMERGENCY = """911
i fell and my head is bleeding
confused
i am confused
call 911
chest pain
chest pian
My chest hurts
cant breathe
can't breath
I cannot breathe
trouble brething
cant brethe
bleeding that wont stop
the bleading wont stop
i passed out
she fainted
he is confused and slurring
seizure
siezure
i think its a stroke
vomiting blood
no puedo respirar
dolor de pecho
9.1.1
9 1 1
COPE chest pain
tips for shortness of breath""".splitlines()
NOT_EMERGENCY = """I love cooking
confused about my pills
confsed about the menu
what is an emergency contact
collapsed vein
i am skeptic
that was delicious
a stroke of luck
these words confuse me
this is confusing
side effects
the strike is over
bus driver""".splitlines()
CARE_TEAM = """i have a fever
chills
bleeding gums
my gums are bleeding
my port is red and sore
im in so much pain
severe pain
running a fever
shaking chills
cant keep anything down
I can't keep any water down and have chills
nothing stays down
throwing up all night
tengo fiebre
escalofrios""".splitlines()


SPANISH = re.compile(r"\b(quiero|matarme|sobredosis|tome|puedo|dolor|fiebre|escalofrios)\b")


def _said(text: str, written: str) -> str:
    """Danger that was written in Spanish is answered in Spanish."""
    return f"{text}.es" if SPANISH.search(written) else text


def _ask(content: Content, text: str, **event: object) -> TextTurn:
    return answer(content, Thread("en"), Texted(text, **event), OptOut.OWN, meaning_of(content))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", CRISIS)
def test_danger_to_self_or_others_gets_the_crisis_reply(content: Content, text: str) -> None:
    """However it is spelled, negated, implied or about another person, and in Spanish."""
    turn = _ask(content, text)
    assert (turn.kind, turn.say) == (Kind.CRISIS, (_said("crisis", text),))


@pytest.mark.parametrize("text", OVERDOSE)
def test_too_much_medicine_is_sent_to_911_first(content: Content, text: str) -> None:
    """Whatever else the text says, and even if it was a mistake; 988 comes second."""
    turn = _ask(content, text, ordinary_today=99, stopped=True)
    assert (turn.kind, turn.say) == (Kind.CRISIS, (_said("overdose", text),))
    assert body(content, turn).startswith(("Call 911 now.", "Llame al 911 ahora"))
    assert "988" in body(content, turn)


@pytest.mark.parametrize("text", NOT_OVERDOSE)
def test_usual_doses_and_fears_are_no_overdose(content: Content, text: str) -> None:
    """A day's pills, milligrams and minutes are no danger; a fear gets no words about pills."""
    assert _ask(content, text).say[0] != "overdose"


@pytest.mark.parametrize("text", NOT_CRISIS)
def test_ordinary_words_are_no_crisis(content: Content, text: str) -> None:
    """Harmless phrases with hard words in them are left alone."""
    assert _ask(content, text).kind is not Kind.CRISIS


@pytest.mark.parametrize("text", EMERGENCY)
def test_medical_danger_gets_the_emergency_reply(content: Content, text: str) -> None:
    """With slips of spelling, and even if a keyword stands beside it."""
    turn = _ask(content, text)
    assert (turn.kind, turn.say) == (Kind.EMERGENCY, (_said("emergency", text),))


@pytest.mark.parametrize("text", NOT_EMERGENCY)
def test_ordinary_words_are_no_emergency(content: Content, text: str) -> None:
    """Plain words one letter away from danger are not mended into it."""
    assert _ask(content, text).kind not in {Kind.EMERGENCY, Kind.CRISIS}


@pytest.mark.parametrize("text", CARE_TEAM)
def test_fever_chills_and_vomiting_get_the_care_team_reply(content: Content, text: str) -> None:
    """What a care team must hear of at night is said so."""
    turn = _ask(content, text)
    assert (turn.kind, turn.say) == (Kind.CARE_TEAM, (_said("care-team", text),))


@pytest.mark.parametrize("text", [*CRISIS[:6], *EMERGENCY[:6], *CARE_TEAM[:3]])
@pytest.mark.parametrize("event", [{"stopped": True}, {"ordinary_today": 30}, {"ordinary_today": 500}, {"media": 1}])
def test_danger_is_answered_whatever_the_number_has_done(content: Content, text: str, event: dict[str, object]) -> None:
    """Stopped numbers, busy numbers and pictures get it all the same."""
    turn = _ask(content, text, **event)
    assert turn.say
    assert body(content, turn)


@pytest.mark.parametrize(
    ("text", "say"),
    [
        ("stop texting me i want to die", "crisis.stop"),
        ("STOP. I want to die", "crisis.stop"),
        ("stop i want to die", "crisis.stop"),
        ("I want to die. STOP", "crisis.stop"),
        ("remove me from your list, better off without me", "crisis.stop"),
        ("stop texting me i took 20 pills", "overdose.stop"),
        ("STOP i cant breathe", "emergency.stop"),
        ("please stop texting me, chest pain", "emergency.stop"),
        ("i have a fever, stop texting", "care-team.stop"),
    ],
)
def test_danger_and_stop_in_one_text_get_one_reply_with_both(content: Content, text: str, say: str) -> None:
    """The number goes on the stop list and still hears where help is."""
    turn = _ask(content, text)
    assert (turn.say, turn.then) == ((say,), StopTexts())


@pytest.mark.parametrize("text", ["i cant breathe it wont stop", "make it stop i want to die", "bleeding wont stop"])
def test_pain_that_should_stop_is_no_wish_for_no_texts(content: Content, text: str) -> None:
    """Someone in danger is not put on the stop list by a word about the pain."""
    assert _ask(content, text).then == End()


def test_a_provider_that_took_it_for_a_stop_does_not_hide_the_danger(content: Content) -> None:
    """`OptOutType` beside words of danger: both are done."""
    turn = _ask(content, "i want to die", opt_out_type="STOP")
    assert (turn.say, turn.then) == (("crisis.stop",), StopTexts())


@pytest.mark.parametrize("text", ["care-team", "care-team.stop", "fever", "topic.side.1"])
@pytest.mark.parametrize(
    "fact",
    ["100.4 F (38 C) or higher", "shaking chills", "care team now, day or night", "emergency room", "having chemo"],
)
def test_fever_is_told_alike_wherever_it_is_told(content: Content, text: str, fact: str) -> None:
    """One set of facts: what counts, whom to call, where to go if nobody answers, and when it is 911."""
    said = body(content, TextTurn(Thread("en"), (text,), End(), Kind.CONTENT))
    assert fact in said.replace("Emergency room", "emergency room")
    assert "Chest pain or trouble breathing: call 911." in said


@pytest.mark.parametrize("kind", ["crisis", "emergency", "care-team"])
@pytest.mark.parametrize("ending", ["", ".stop"])
def test_every_danger_reply_names_911(content: Content, kind: str, ending: str) -> None:
    """And the crisis replies 988 as well."""
    said = body(content, TextTurn(Thread("en"), (kind + ending,), End(), Kind(kind)))
    assert "911" in said
    assert kind != "crisis" or "988" in said


@pytest.mark.parametrize(
    ("text", "say"),
    [
        ("kil mysef", "crisis"),
        ("i wnt to die", "crisis"),
        ("iwanttokillmyself", "crisis"),
        ("i w a n t to d i e", "crisis"),
        ("k1ll mys3lf", "crisis"),
        ("k!ll my$elf", "crisis"),
        ("su*cide", "crisis"),
        ("\u0456 w\u0430nt t\u043e d\u0456e", "crisis"),
        ("\uff49 \uff57\uff41\uff4e\uff54 to d\u200bie", "crisis"),
        ("sui cide", "crisis"),
        ("cantbreathe", "emergency"),
        ("che5t pa1n", "emergency"),
        ("cnt kp anythng dwn", "care-team"),
    ],
)
def test_danger_is_seen_through_slips_signs_and_missing_spaces(content: Content, text: str, say: str) -> None:
    """Look-alike letters, digits and signs for letters, letters apart, words run together, vowels left out."""
    assert _ask(content, text).say == (say,)


@pytest.mark.parametrize("filler", ["la la la ", "lorem ipsum dolor ", "x9 "])
@pytest.mark.parametrize("length", [1_700, 3_000, 40_000])
def test_danger_at_the_end_of_a_long_text_is_read(content: Content, filler: str, length: int) -> None:
    """All of a text of four messages is read, and the beginning and the end of any longer one."""
    long = filler * (length // len(filler))
    assert _ask(content, f"{long}. I want to kill myself").kind is Kind.CRISIS
    assert _ask(content, f"I want to kill myself. {long}").kind is Kind.CRISIS


@pytest.mark.parametrize(
    ("text", "say"),
    [
        ("quiero morir", "crisis.es"),
        ("no me manden mensajes, quiero morir", "crisis.es.stop"),
        ("me tome 30 pastillas", "overdose.es"),
        ("me duele el pecho", "emergency.es"),
        ("tengo fiebre y escalofrios", "care-team.es"),
        ("quiero morir i want to die", "crisis"),
        ("\U0001f48a", "crisis"),
        ("988", "crisis"),
        ("38.5", "care-team"),
    ],
)
def test_danger_is_answered_in_the_language_it_was_written_in(content: Content, text: str, say: str) -> None:
    """Spanish gets Spanish, though no Spanish is published; both at once, figures and pictures get the thread's own."""
    turn = _ask(content, text)
    assert turn.say == (say,)
    assert "911" in body(content, turn)
    assert turn.thread.language == "en"


def test_english_danger_in_a_spanish_thread_is_answered_in_english(files: Mapping[str, bytes]) -> None:
    """A phone that is shared, or a person who writes as the words come."""
    spanish = read_content(two_languages(files))[0]
    turn = answer(spanish, Thread("es"), Texted("i want to die"), OptOut.OWN, meaning_of(spanish))
    assert turn.say == ("crisis.en",)
    assert "Call or text 988" in body(spanish, turn)
    assert answer(spanish, Thread("es"), Texted("quiero morir"), OptOut.OWN, meaning_of(spanish)).say == ("crisis",)
