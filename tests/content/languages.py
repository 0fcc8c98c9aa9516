"""How the languages of the tests are said: the shipped English, the Spanish of the tests, and one with tables only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ivr.content.readers.speech import read_speech
from ivr.content.speech import Speech
from ivr.editions.freeze import read_folder
from tests.editions.shelves import ROOT
from tests.spanish import FOLDER

ENGLISH, SPANISH = (
    read_speech(read_folder(folder), language)[0] for folder, language in ((ROOT / "content", "en"), (FOLDER, "es"))
)
LANGUAGES: Mapping[str, Speech] = {"en": ENGLISH, "es": SPANISH}
# Italian has no grammar in code: its digits come from its table.
ITALIAN = Speech(
    "it",
    words={"point": "virgola", "minus": "meno", "range": "a", "and": "e", "per": "per", "dot": "punto"},
    signs={"%": "per cento", "/": "barra", "+": "più", "*": "asterisco", "#": "cancelletto"},
    digits={
        "0": "zero",
        "1": "uno",
        "2": "due",
        "3": "tre",
        "4": "quattro",
        "5": "cinque",
        "6": "sei",
        "7": "sette",
        "8": "otto",
        "9": "nove",
    },
    decimal=",",
    thousands=".",
)


def saying(lexicon: Mapping[str, str], speech: Speech = ENGLISH) -> Speech:
    """A language with another lexicon."""
    return replace(speech, lexicon=lexicon)
