"""A recogniser that remembers: the same sound is listened to once."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ivr.audio.listening.compare import Comparison, compared
from ivr.audio.listening.recogniser import Recogniser, RecogniserError
from ivr.content.model import Language
from ivr.files import write_whole

Progress = Callable[[int, int], None]

# Of recordings read right, one in eight has a word that the recogniser takes for another (docs/audio.md).
_MANY = 0.15


@dataclass(frozen=True)
class Heard:
    """What was said, what was heard, and how they differ."""

    says: str
    words: str
    comparison: Comparison


class Ear:
    """A recogniser, and a folder in which its words are kept by the hash of the sound.

    Args:
        recogniser: what listens.
        folder: made when something is kept. Another model, or the same one with another way of listening, needs
            another name, which is a part of the path.
    """

    def __init__(self, recogniser: Recogniser, folder: Path) -> None:
        self.recogniser = recogniser
        self._folder = folder / recogniser.name

    def listen(
        self, sounds: Sequence[Path], says: Sequence[str], language: Language, progress: Progress | None = None
    ) -> list[Heard]:
        """What is heard in each sound beside what it says, in the same order.

        Raises:
            RecogniserError: a file cannot be read or is no sound, or the recogniser broke.
        """
        kept = [self._kept(sound, language) for sound in sounds]
        found = {path: self._read(path) for path in kept}
        new = {path: sound for path, sound in zip(kept, sounds, strict=True) if found[path] is None}
        show = progress or (lambda _done, _total: None)
        show(len(found) - len(new), len(found))
        if new:
            paths = list(new)
            for done, (place, words) in enumerate(self.recogniser.hear(list(new.values()), language), start=1):
                found[paths[place]] = words
                self._write(paths[place], words)
                show(len(found) - len(new) + done, len(found))
        pairs = ((said, found[path] or "") for said, path in zip(says, kept, strict=True))
        return [Heard(said, words, compared(said, words, language)) for said, words in pairs]

    def advice(self, wav: bytes, says: str, language: Language) -> list[str]:
        """What to listen to again in a person's recording, a sentence each; never a reason to refuse it.

        Everything that could do harm is named, and all the rest where many words differ. Empty for a language that
        the recogniser does not know.
        """
        if self.recogniser.languages and language not in self.recogniser.languages:
            return []
        with tempfile.TemporaryDirectory() as folder:
            sound = Path(folder) / "take.wav"
            sound.write_bytes(wav)
            found = self.listen([sound], [says], language)[0].comparison
        named = found.differences if found.rate > _MANY else found.dangerous
        return [f"Please listen again {each}." for each in named]

    def _kept(self, sound: Path, language: Language) -> Path:
        try:
            digest = hashlib.sha256(sound.read_bytes()).hexdigest()
        except OSError as error:
            raise RecogniserError(f"{sound} cannot be read: {error.strerror}.") from error
        return self._folder / f"{digest[:32]}.{language}.json"

    @staticmethod
    def _read(path: Path) -> str | None:
        """What was kept; anything odd means that nothing was."""
        try:
            words = json.loads(path.read_bytes())
        except (OSError, ValueError):
            return None
        return words if isinstance(words, str) else None

    def _write(self, path: Path, words: str) -> None:
        """Keep it, all or nothing; a full disk only costs the next listening its time."""
        try:
            write_whole(path, json.dumps(words).encode())
        except OSError:
            return
