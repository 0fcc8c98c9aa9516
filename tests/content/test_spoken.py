"""How scripts are said, and where the pauses are, in both languages and in one that has only tables."""

from __future__ import annotations

import re

import pytest

from ivr.content.model import Pace
from ivr.content.speech import Speech
from ivr.content.spoken import PAUSES, Pause, Words, phonemes_in, phrased, spoken, unsaid, word_count
from tests.content.languages import ENGLISH, ITALIAN, LANGUAGES, SPANISH, saying

WITH_NAMES = saying(
    {
        "NCI": "N C I",
        "chemo": "keemo",
        "CancerCare": "Cancer Care",
        "getpalliativecare.org": "get palliative care dot org",
    }
)

ENGLISH_SAID = [
    ("Hang up and call 911.", "Hang up and call, nine one one."),
    ("Call 988, 211 or 711.", "Call, nine eight eight, two one one or seven one one."),
    ("Coping day to day. Press 3.", "Coping day to day. Press three."),
    ("Press *. Or press #.", "Press star. Or press pound."),
    ("1-800-227-2345", "one, eight hundred, two two seven, two three four five"),
    ("1-888-793-9355", "one, eight eight eight, seven nine three, nine three, five five"),
    ("(212) 555-0147.", "two one two, five five five, zero one four seven."),
    ("+12125550147", "one, two one two, five five five, zero one four seven"),
    ("1-800-4-CANCER", "one, eight hundred, four, cancer"),
    ("Text 741741.", "Text seven four one, seven four one."),
    ("100.4 F, or 38 C.", "one hundred point four Fahrenheit, or thirty-eight Celsius."),
    ("100.4°F or 38 °C", "one hundred point four degrees Fahrenheit or thirty-eight degrees Celsius"),
    ("101 degrees F", "one hundred one degrees Fahrenheit"),
    ("Is it 100.4 or higher?", "Is it one hundred point four or higher?"),
    ("Part 1 of 2.", "Part one of two."),
    ("3 in 10, 20%, 10-15 days", "three in ten, twenty percent, ten to fifteen days"),
    ("1,200 people in 2026", "one thousand two hundred people in twenty twenty-six"),
    ("10 a.m. to 6 p.m. Eastern time.", "ten A M to six P M Eastern time."),
    ("Open until 5 p.m. Press 1.", "Open until five P M. Press one."),
    ("9:00 AM to 9:30 PM", "nine A M to nine thirty P M"),
    ("9 a.m.-5 p.m.", "nine A M to five P M."),
    ("at 9:05", "at nine oh five"),
    ("2026-11-21", "November twenty-first, twenty twenty-six"),
    ("Text MENU, TIP 7 or STOP.", "Text menu, tip seven or stop."),
    ("NCI and the ACS", "N C I and the A C S"),
    ("Do NOT wait. NO.", "Do not wait. no."),
    ("chemo, chemotherapy", "keemo, chemotherapy"),
    ("CancerCare or getpalliativecare.org.", "Cancer Care or get palliative care dot org."),
    ("See www.cancer.gov/about.", "See w w w dot cancer dot gov slash about."),
    ("me@some-place.org", "me at some dash place dot org"),
    ("5 mg, 1 mg, a 24-hour line", "five milligrams, one milligram, a twenty-four hour line"),
    ("the 1st and 22nd", "the first and twenty-second"),
    ("$5 & more", "five dollars and more"),
    ("24/7", "twenty-four seven"),
    ("Ask Dr. Bob, e.g. today.", "Ask Doctor Bob, for example today."),
    ("one\ntwo\n\nthree  four", "one two\n\nthree four"),
    ("007", "zero zero seven"),
    ("1500 steps, code 80012", "one thousand five hundred steps, code eight zero zero, one two"),
    ("", ""),
    ("November 21, 2026.", "November twenty-first, twenty twenty-six."),
    ("Since Nov. 3rd, 2005 we", "Since November third, two thousand five we"),
    ("11/21/2026 or 11/21/26", "November twenty-first, twenty twenty-six or November twenty-first, twenty-six"),
    ("21/11/2026", "November twenty-first, twenty twenty-six"),
    ("31/31/2026", "thirty-one slash thirty-one slash twenty twenty-six"),
    (
        "11/21/2026-11/23/2026",
        "November twenty-first, twenty twenty-six to November twenty-third, twenty twenty-six",
    ),
    ("May 3-5 or July 2026", "May three to five or July twenty twenty-six"),
    ("Monday-Friday", "Monday to Friday"),
    ("3-4 hours or 3 \u2013 4 hours", "three to four hours or three to four hours"),
    ("100-102 °F", "one hundred to one hundred two degrees Fahrenheit"),
    ("38 ºC", "thirty-eight degrees Celsius"),
    ("9-11 a.m. and 10:30-11:45", "nine to eleven A M and ten thirty to eleven forty-five"),
    (
        "5%-10%, 5 mg-10 mg, $5-$10",
        "five percent to ten percent, five milligrams to ten milligrams, five dollars to ten dollars",
    ),
    ("200-1000 mg", "two hundred to one thousand milligrams"),
    ("211 mg at 2050 mg", "two hundred eleven milligrams at two thousand fifty milligrams"),
    (".5 mg, 0.5 mg", "point five milligrams, zero point five milligrams"),
    ("a 5-mg dose of 5 mg/kg", "a five milligram dose of five milligrams per kilogram"),
    ("-5 or \u22125 degrees", "minus five or minus five degrees"),
    ("1 of 3, 1/2, 3/4, 2\u00bd cups", "one of three, one half, three quarters, two and one half cups"),
    ("120/80, 5/12", "one hundred twenty over eighty, five slash twelve"),
    ("$5.50, $1.01, $5 million", "five dollars and fifty cents, one dollar and one cent, five million dollars"),
    ("1,200,000 people", "one million two hundred thousand people"),
    ("record 12-34-56", "record one two, three four, five six"),
    ("+44 20 7946 0958", "plus four four, two zero, seven nine four six, zero nine five eight"),
    ("help2@a-b.org, 988lifeline.org", "help two at a dash b dot org, nine eight eight lifeline dot org"),
    ("J. Smith and Mary T. Smith of the U.S.", "J Smith and Mary T Smith of the U S."),
    ("Take Vitamin C. Rest.", "Take Vitamin C. Rest."),
    ("DON'T WAIT. The NCI's.", "don't wait. The N C I's."),
    ("COVID-19, PD-1, 65+, < 5", "covid nineteen, P D one, sixty-five plus, less than five"),
    ("and/or, w/o food", "and or, without food"),
    ("the 101st", "the one hundred first"),
    ("a 1/2-hour walk, a 3- to 4-hour stay", "a one half hour walk, a three to four hour stay"),
    ("10 - 15 days", "ten to fifteen days"),
    ("Sept. 3, and may 3 people come", "September third, and may three people come"),
]

SPANISH_SAID = [
    ("Cuelgue y llame al 911.", "Cuelgue y llame al nueve uno uno."),
    ("Llame al 988, 211 o 711.", "Llame al nueve ocho ocho, dos uno uno o siete uno uno."),
    ("Menú. Oprima 3.", "Menú. Oprima tres."),
    ("Oprima *. U oprima #.", "Oprima asterisco. U oprima signo de número."),
    ("1-800-227-2345", "uno, ochocientos, dos dos siete, dos tres cuatro cinco"),
    ("(212) 555-0147.", "dos uno dos, cinco cinco cinco, cero uno cuatro siete."),
    ("antes de las 5 p. m.", "antes de las cinco de la tarde."),
    ("9 a.m.-1 p.m. Luego", "nueve de la mañana a una de la tarde. Luego"),
    ("12:30 p.m., 8:05 p. m. y 12 a. m.", "doce treinta del mediodía, ocho cero cinco de la noche y doce de la noche."),
    ("de 9:00 a 17:00", "de nueve en punto a diecisiete horas"),
    ("el 21 de noviembre de 2026", "el veintiuno de noviembre de dos mil veintiséis"),
    ("el 1 de enero, 11/21/2026", "el primero de enero, veintiuno de noviembre de dos mil veintiséis"),
    ("2026-11-21", "veintiuno de noviembre de dos mil veintiséis"),
    ("lunes-viernes, 3-4 horas", "lunes a viernes, tres a cuatro horas"),
    ("100.4 °F o 38 C", "cien punto cuatro grados Fahrenheit o treinta y ocho Celsius"),
    ("100-102 °F", "cien a ciento dos grados Fahrenheit"),
    ("3 de cada 10, 1 de 3, 20%", "tres de cada diez, uno de tres, veinte por ciento"),
    ("21 personas, 1 día, 200 personas", "veintiuna personas, un día, doscientas personas"),
    ("1 mg, 21 mg, 1 h, 31 oz", "un miligramo, veintiún miligramos, una hora, treinta y una onzas"),
    ("$1, $5.50, $5 millones", "un dólar, cinco dólares y cincuenta centavos, cinco millones de dólares"),
    ("1.º, 2ª, 3er, 5to", "primero, segunda, tercer, quinto"),
    ("1/2 pastilla, 1/2, 2/3", "media pastilla, un medio, dos tercios"),
    ("-5 grados, 2.5 mg", "menos cinco grados, dos punto cinco miligramos"),
    ("1,500 en 2026", "mil quinientos en dos mil veintiséis"),
    ("1,000,000 y 21,000", "un millón y veintiún mil"),
    ("Texto 741741.", "Texto siete cuatro uno, siete cuatro uno."),
    ("Dra. J. Pérez, p. ej. aquí", "doctora J Pérez, por ejemplo aquí"),
    ("NO espere SIN llamar al NCI.", "no espere sin llamar al N C I."),
    ("y/o, 24/7", "y o, las veinticuatro horas, los siete días"),
    ("yo@cancer.gov", "yo arroba cancer punto gov"),
    ("¿Fiebre de 38 C?", "¿Fiebre de treinta y ocho Celsius?"),
]
ITALIAN_SAID = [
    ("Chiami il 911.", "Chiami il nove uno uno."),
    ("1-800-227-2345", "uno, otto zero zero, due due sette, due tre quattro cinque"),
    ("100,4 o 1.200", "uno zero zero virgola quattro o uno due zero zero"),
    ("3-4 ore, 20%, -5", "tre a quattro ore, due zero per cento, meno cinque"),
    ("1/2 e 11/21/2026", "uno barra due e due uno uno uno due zero due sei"),
    ("9:30", "nove tre zero"),
]
EACH_SAID = [
    *((WITH_NAMES, *each) for each in ENGLISH_SAID),
    *((SPANISH, *each) for each in SPANISH_SAID),
    *((ITALIAN, *each) for each in ITALIAN_SAID),
]


@pytest.mark.parametrize(
    ("speech", "script", "said"), EACH_SAID, ids=[f"{each.language}: {x}" for each, x, _ in EACH_SAID]
)
def test_a_script_is_said_as_a_person_would_read_it_aloud(speech: Speech, script: str, said: str) -> None:
    """Numbers, times, dates, keys, initials and addresses become words; the second time nothing changes."""
    assert spoken(script, speech) == said
    assert spoken(said, speech) == said
    assert unsaid(said) == ()


def test_a_language_that_nothing_is_known_of_loses_nothing() -> None:
    """Without tables digits and signs stay, for lint to tell."""
    said = spoken("911, 100.4 & 5 mg at 9:30", Speech("xx"))
    assert re.sub("[^0-9]", "", said) == "91110045930"
    assert unsaid(said) == ("9", "1", "0", "4", "&", "5", "3")


def test_the_lexicon_minds_case_and_word_boundaries() -> None:
    """Only the whole word, written just so, is replaced."""
    assert spoken("chemo Chemo chemos", saying({"chemo": "keemo"})) == "keemo Chemo chemos"


def test_a_lexicon_whose_words_hold_what_they_replace_does_not_grow() -> None:
    """A said form is never searched for written forms again."""
    speech = saying({"chemo": "chemo 5 therapy", "A": "B", "B": "C"})
    once = spoken("chemo for A", speech)
    assert once == "chemo five therapy for C"
    assert spoken(once, speech) == once


def test_a_lexicon_that_goes_in_a_circle_still_settles() -> None:
    """Two entries that name each other end in one of the two."""
    speech = saying({"abc": "xyz", "xyz": "abc"})
    assert spoken(spoken("abc", speech), speech) == spoken("abc", speech) == spoken("xyz", speech)


def test_phonemes_are_found_for_whole_words_as_they_are_written() -> None:
    """In any case, each once, and never inside another word."""
    table = {"pyttsx3": {"chemo": "k'i:moU", "stem cell": "st'Em sEl"}, "piper": {"hospice": "h\u02c8\u0252sp\u026as"}}
    assert phonemes_in("Chemo, chemo. Chemotherapy. A stem cell.", table) == {
        "pyttsx3": {"Chemo": "k'i:moU", "chemo": "k'i:moU", "stem cell": "st'Em sEl"}
    }
    assert phonemes_in("Chemo.", {}) == {}


def test_a_number_that_is_no_amount_is_never_said_as_one() -> None:
    """007 and a code of eight digits are said digit by digit, in Spanish too."""
    assert spoken("007, 12345678", SPANISH) == "cero cero siete, uno dos tres, cuatro cinco seis, siete ocho"


# --- pauses ----------------------------------------------------------------------------------------------------------


def test_the_name_of_a_choice_is_half_a_second_before_its_key() -> None:
    """Design section 3: 400-600 ms at the normal pace, up to half as long again at the slow one."""
    choice = spoken("Coping day to day. Press 3.", ENGLISH)
    assert phrased(choice, Pace.NORMAL) == (Words("Coping day to day."), Pause(500), Words("Press three."))
    assert phrased(choice, Pace.SLOW) == (Words("Coping day to day."), Pause(750), Words("Press three."))


@pytest.mark.parametrize(
    ("language", "groups"),
    [
        ("en", ["one,", "eight hundred,", "two two seven,", "two three four five."]),
        ("es", ["uno,", "ochocientos,", "dos dos siete,", "dos tres cuatro cinco."]),
    ],
)
def test_a_telephone_number_has_a_pause_after_each_group(language: str, groups: list[str]) -> None:
    """Groups are for writing down."""
    pieces = phrased(spoken("1-800-227-2345.", LANGUAGES[language]), Pace.NORMAL)
    assert [piece.text for piece in pieces[::2] if isinstance(piece, Words)] == groups
    assert set(pieces[1::2]) == {Pause(300)}


def test_the_longest_of_pauses_that_meet_counts_once() -> None:
    """A sentence, a paragraph and the time to find a pen do not add up."""
    assert phrased("Get a pen. …\n\nHere. \n\n Now.", Pace.SLOW) == (
        Words("Get a pen."),
        Pause(3000),
        Words("Here."),
        Pause(1300),
        Words("Now."),
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "It is 100.4 or more.",
        "Mary T. Smith asks.",
        "J. Smith asks.",
        "See Dr. Smith.",
        "At 5 p.m. we close.",
        "Is it version 2.5?",
        "e.g. this one.",
        "U.S. law says so.",
    ],
)
def test_a_dot_inside_a_sentence_is_no_pause(sentence: str) -> None:
    """Decimals, initials and abbreviations do not end a sentence."""
    for speech in (ENGLISH, SPANISH):
        assert (
            len(
                phrased(
                    spoken(sentence.replace("e.g.", "p. ej." if speech is SPANISH else "e.g."), speech), Pace.NORMAL
                )
            )
            == 1
        )


@pytest.mark.parametrize(
    "text",
    ["Call the N C I. Press one.", "Take Vitamin C. Rest.", "Stop? Go.", 'She said "no." He left.', "Wait... Go."],
)
def test_a_sentence_that_ends_oddly_still_ends(text: str) -> None:
    """A letter, a question, a quotation and dots end a sentence too."""
    assert [type(piece) for piece in phrased(spoken(text, ENGLISH), Pace.NORMAL)] == [Words, Pause, Words]


@pytest.mark.parametrize("text", ["", " … ", ".", "\n\n - \n\n", "…\n\n…"])
def test_nothing_to_say_is_nothing(text: str) -> None:
    """Signs alone are neither words nor pauses."""
    assert phrased(text, Pace.NORMAL) == ()


def test_slow_pauses_are_never_shorter() -> None:
    """Slow speech is slower by its pauses first."""
    normal, slow = PAUSES[Pace.NORMAL], PAUSES[Pace.SLOW]
    assert slow.sentence > normal.sentence
    assert slow.paragraph > normal.paragraph
    assert slow.group > normal.group
    assert slow.pen >= normal.pen


def test_words_are_counted_as_they_are_said() -> None:
    """Design section 9: "100.4" is four words."""
    assert word_count(spoken("100.4", ENGLISH)) == 4
    assert word_count(spoken("Press 3 - now.", ENGLISH)) == 3
