"""What the measuring scripts share: prompts as a voice says them, and a recogniser that remembers what it heard."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from ivr.audio.listening.compare import figures
from ivr.audio.listening.ear import Ear, Heard
from ivr.audio.listening.totals import Total, total
from ivr.audio.measure import measure
from ivr.audio.order import Order
from ivr.audio.telephone import Band, Silences, telephone_sound
from ivr.audio.voice import Utterance, Voice
from ivr.content.model import Content, Language, Pace
from ivr.content.spoken import Pause, Words, phrased, word_count
from ivr.editions.freeze import orders

Say = Callable[[str], None]

HEARD = Path("var/heard")
_MOST_MISHEARD = 20


@dataclass(frozen=True)
class Said:
    """One prompt as it is said; `draw` is a number from its id that splits prompts the same way on every machine."""

    prompt: str
    language: Language
    pace: Pace
    spoken: str
    tail_ms: int
    paced: bool
    phonemes: Mapping[str, Mapping[str, str]]

    @property
    def draw(self) -> int:
        """A number that depends on the prompt's id alone."""
        return int.from_bytes(hashlib.sha256(f"choose a voice: {self.prompt}".encode()).digest()[:4], "big")


def sayings(content: Content, language: Language, pace: Pace) -> list[Said]:
    """Every different wording that is heard at a pace, once."""
    found: dict[str, Said] = {}
    for order in orders(content):
        if order.key[1:] == (language, pace.value):
            found.setdefault(order.spoken, _said(order))
    return list(found.values())


def _said(order: Order) -> Said:
    prompt, language, _pace = order.key
    return Said(prompt, language, order.said_at, order.spoken, order.tail_ms, order.paced, order.phonemes)


def half(said: Sequence[Said], pace: Pace, *, tuned: bool) -> list[Said]:
    """The half to tune on, or the other one.

    What is read for writing down is slow at both paces: it is listened to with the slow one only.
    """
    return [each for each in said if each.pace is pace and (each.draw // 3 % 2 == 0) is tuned]


def unseen(content: Content, language: Language, pace: Pace) -> list[Said]:
    """The half that was not tuned."""
    return half(sayings(content, language, pace), pace, tuned=False)


def sound(said: Said, voice: Voice, band: Band) -> bytes:
    """The finished telephone sound, made as for callers, but never spoken a second time to mend its pace."""
    pieces = phrased(said.spoken, said.pace)
    words = tuple(piece.text for piece in pieces if isinstance(piece, Words))
    pauses = tuple(piece for piece in pieces if isinstance(piece, Pause))
    with tempfile.TemporaryDirectory() as folder:
        utterance = Utterance(words, said.language, said.pace, phonemes=said.phonemes.get(voice.name, {}))
        paths = voice.speak(utterance, Path(folder))
        stretches = [path.read_bytes() for path in paths]
    return telephone_sound(stretches, Silences(pauses, said.tail_ms), band)


def sounds(said: Sequence[Said], voice: Voice, band: Band) -> list[bytes]:
    """The sounds of many prompts, made on every core."""
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        return list(pool.map(lambda each: sound(each, voice, band), said))


def words_a_minute(said: Sequence[Said], voice: Voice, band: Band) -> list[float]:
    """The words a minute of each prompt, over its whole file."""
    made = sounds(said, voice, band)
    return [measure(wav).words_per_minute(word_count(each.spoken)) for each, wav in zip(said, made, strict=True)]


@dataclass(frozen=True)
class Bench:
    """An ear, and the sounds that it is given."""

    ear: Ear

    def listened(self, said: Sequence[Said], voice: Voice, band: Band) -> list[Heard]:
        """What is heard of each prompt in this voice."""
        with tempfile.TemporaryDirectory() as folder:
            paths = [Path(folder) / f"{number}.wav" for number in range(len(said))]
            for path, wav in zip(paths, sounds(said, voice, band), strict=True):
                path.write_bytes(wav)
            return self.ear.listen(paths, [each.spoken for each in said], said[0].language)

    def total(self, said: Sequence[Said], voice: Voice, band: Band) -> Total:
        """The word errors of many prompts."""
        return total([each.comparison for each in self.listened(said, voice, band)])

    def report(self, said: Sequence[Said], voices: Mapping[str, tuple[Voice, Band]], say: Say) -> None:
        """A row each voice: word errors, keys and telephone numbers; then what is most often misheard."""
        say(f"\n{len(said)} prompts, {said[0].pace}, {said[0].language}, heard by {self.ear.recogniser.name}\n")
        say("| voice | word errors | keys right | telephone numbers right | could do harm |\n|---|---|---|---|---|")
        wrong = []
        for name, (voice, band) in voices.items():
            heard = self.listened(said, voice, band)
            say(f"| {name} | {_row(heard, said[0].language)} |")
            wrong.append(f"\nMost often misheard ({name}): {_misheard(heard)}")
            wrong += [f"{name}: {each.danger}: {each}" for one in heard for each in one.comparison.dangerous]
        say("\n".join(wrong))


def aloud(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _row(heard: Sequence[Heard], language: Language) -> str:
    """Cells of a table: word errors with their bar, keys right, telephone numbers right, dangerous differences."""
    counts = [figures(each.says, each.words, language) for each in heard]
    keys = f"{sum(each.keys_right for each in counts)} of {sum(each.keys for each in counts)}"
    numbers = f"{sum(each.numbers_right for each in counts)} of {sum(each.numbers for each in counts)}"
    harm = sum(len(each.comparison.dangerous) for each in heard)
    return f"{total([each.comparison for each in heard])} | {keys} | {numbers} | {harm}"


def _misheard(heard: Sequence[Heard]) -> str:
    """What is most often heard as something else."""
    counted = Counter(
        (" ".join(one.said), " ".join(one.heard)) for each in heard for one in each.comparison.differences
    )
    common = counted.most_common(_MOST_MISHEARD)
    return "; ".join(f"{said or '-'} > {words or '-'} ({many})" for (said, words), many in common)
