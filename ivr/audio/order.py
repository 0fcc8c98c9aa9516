"""What is asked of a voice for one prompt: the words, the pauses between them, and what the sound should be like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ivr.audio.gates import Expected
from ivr.audio.telephone import LEAD_MS, Silences
from ivr.audio.voice import Utterance
from ivr.content.model import Language, Pace, PromptId
from ivr.content.spoken import Pause, Words, phrased, word_count

Key = tuple[PromptId, Language, str]

CHOICE_TAIL_MS = 760
TAIL_MS = 250


@dataclass(frozen=True)
class Order:
    """One prompt to render.

    Attributes:
        key: prompt, language and the pace that it is asked for by.
        spoken: what is said, from `ivr.content.spoken`.
        tail_ms: the silence after it.
        pace: given where it is spoken at another pace than its key says (a number dictated slowly to everyone).
        paced: whether its words a minute are held to the pace's range, as those of topic parts are.
        phonemes: engine -> word -> phonemes, for the words in it that a lexicon of phonemes knows.
    """

    key: Key
    spoken: str
    tail_ms: int = TAIL_MS
    pace: Pace | None = None
    paced: bool = False
    phonemes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def language(self) -> Language:
        """The language that it is spoken in."""
        return self.key[1]

    @property
    def said_at(self) -> Pace:
        """The pace that it is spoken at."""
        return self.pace or Pace(self.key[2])

    @cached_property
    def pieces(self) -> tuple[Words | Pause, ...]:
        """Words and pauses, as they follow each other."""
        return phrased(self.spoken, self.said_at)

    @property
    def stretches(self) -> tuple[str, ...]:
        """The words alone, a stretch each; empty where there is nothing to say."""
        return tuple(piece.text for piece in self.pieces if isinstance(piece, Words))

    @property
    def silences(self) -> Silences:
        """The pauses between the stretches, and the silence after the last."""
        return Silences(tuple(piece for piece in self.pieces if isinstance(piece, Pause)), self.tail_ms)

    @property
    def word_count(self) -> int:
        """How many words are said."""
        return word_count(self.spoken)

    @property
    def expected(self) -> Expected:
        """What the finished sound should be like."""
        return Expected(
            characters=sum(len(each) for each in self.stretches),
            pauses_ms=tuple(pause.ms for pause in self.silences.pauses),
            lead_ms=LEAD_MS,
            tail_ms=self.tail_ms,
        )

    def utterance(self, engine: str) -> Utterance:
        """What the voice with this engine is given."""
        return Utterance(self.stretches, self.language, self.said_at, phonemes=self.phonemes.get(engine, {}))
