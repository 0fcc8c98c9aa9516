"""How well each voice is understood as the line speaks it, on the half of the prompts that nothing was tuned on.

Run it from the project's folder with `python -m bench.compare_voices`. A second recogniser, and a second language,
need a model folder of faster-whisper's format: `--model DIR --sha256 HASH --language es` (the words of the tests).
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.listening import HEARD, Bench, aloud, sayings, unseen, words_a_minute
from bench.spanish import two_languages
from ivr.audio.listening.ear import Ear
from ivr.audio.listening.recogniser import Model, Whisper, packaged
from ivr.audio.telephone import FORMANT, NATURAL, Band
from ivr.audio.voice import Voice, VoiceMissingError
from ivr.audio.voices.piper_voice import PiperVoice
from ivr.audio.voices.pyttsx3_voice import Pyttsx3Voice
from ivr.content.model import Language, Pace
from ivr.content.readers import read_content
from ivr.editions.freeze import read_folder
from ivr.settings import load


def voices(language: Language) -> dict[str, tuple[Voice, Band]]:
    """The voices that can speak the language here."""
    found: dict[str, tuple[Voice, Band]] = {"pyttsx3": (Pyttsx3Voice(), FORMANT)}
    piper = PiperVoice()
    try:
        piper.settings(language, Pace.NORMAL)
    except VoiceMissingError as problem:
        aloud(f"*** Piper is left out: {problem} ***")
        return found
    return found | {"piper": (piper, NATURAL)}


def main() -> None:
    """Words a minute of the topic parts, then what is heard, at both paces."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--model", type=Path, help="another model's folder")
    asked.add_argument("--sha256", default="", help="of its model.bin")
    asked.add_argument("--language", default="en")
    asked.add_argument("--pace", choices=[each.value for each in Pace])
    chosen = asked.parse_args()
    model = Model(chosen.model.name, chosen.model, chosen.sha256) if chosen.model else packaged()
    bench = Bench(Ear(Whisper(model), HEARD))
    files = read_folder(load({}).content)
    content = read_content(two_languages(files) if chosen.language == "es" else files)[0]
    speaking = voices(chosen.language)
    for pace in [Pace(chosen.pace)] if chosen.pace else Pace:
        parts = [each for each in sayings(content, chosen.language, pace) if each.paced]
        for name, (voice, band) in speaking.items():
            found = words_a_minute(parts, voice, band)
            aloud(f"{name}, {pace}: {min(found):.0f} to {max(found):.0f} words a minute")
        bench.report(unseen(content, chosen.language, pace), speaking, aloud)


if __name__ == "__main__":
    main()
