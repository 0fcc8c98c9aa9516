"""What was learnt, kept as a file: the next process with the same lessons reads it instead of learning for seconds."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from ivr.content.model import Language
from ivr.files import write_whole
from ivr.meaning import learnt, pieces
from ivr.meaning.learnt import Learnt
from ivr.meaning.lessons import Lesson

_BETWEEN = "\n"  # no piece has a line break: they are cut from words


def name_of(lessons: Sequence[Lesson]) -> str:
    """The name of the file: whatever changes the lessons, or how they are learnt, changes it."""
    told = hashlib.sha256()
    for module in (learnt, pieces):
        told.update(Path(module.__file__ or "").read_bytes())
    told.update(repr(lessons).encode())
    return f"learnt-{told.hexdigest()[:32]}.npz"


def read(file: Path) -> Learnt | None:
    """What a file of ours holds; None where there is none, or a damaged one."""
    try:
        with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as found:
            words, runs, labels = (str(found[name]) for name in ("words", "runs", "labels"))
            known = {piece: at for at, piece in enumerate(words.split(_BETWEEN))}
            first = len(known)
            sides = {piece: at for at, piece in enumerate(runs.split(_BETWEEN), first)}
            rarity, weights = found["rarity"], found["weights"]
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None
    named = tuple(_label(label) for label in labels.split(_BETWEEN))
    whole = len(rarity) == len(known) + len(sides) and weights.shape == (len(rarity) + 1, len(named))
    return Learnt((known, sides), rarity, weights, named) if whole else None


def write(file: Path, model: Learnt) -> None:
    """Keep a model; the files of earlier lessons beside it go.

    Raises:
        OSError: it could not be written.
    """
    raw = io.BytesIO()
    words, runs = (_BETWEEN.join(sorted(known, key=known.__getitem__)) for known in model.known)
    labels = _BETWEEN.join(f"{language} {name}" for language, name in model.labels)
    np.savez(raw, words=words, runs=runs, labels=labels, rarity=model.rarity, weights=model.weights)
    write_whole(file, raw.getvalue())
    for other in file.parent.glob("learnt-*.npz"):
        if other != file:
            other.unlink(missing_ok=True)


def _label(written: str) -> tuple[Language, str]:
    language, _, name = written.partition(" ")
    return language, name
