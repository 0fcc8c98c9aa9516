"""What was learnt from a content, kept ready while the content is in use."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path

import structlog

from ivr.content.model import Content
from ivr.flow.texting.meaning import Likely, Meaning, rules_alone
from ivr.meaning import kept
from ivr.meaning.learnt import Learnt, learn
from ivr.meaning.lessons import Lesson, lessons

# How many contents are kept ready: the current edition, the one before, and a draft.
_KEPT = 3

log = structlog.get_logger()
_learning = threading.Lock()
_made: dict[int, tuple[Content, Meaning]] = {}
_models: dict[tuple[Lesson, ...], Learnt] = {}


def meaning_of(content: Content, folder: Path | None = None) -> Meaning:
    """What a content has taught, learnt at its first text (`ivr.line.texts.warm`): some seconds, then at once.

    Where nothing can be learnt, the rules of the content answer alone, and the log says so.

    Args:
        content: the words with their examples.
        folder: where what was learnt is kept for other processes; None for nowhere.
    """
    made = _made.get(id(content))
    if made is None or made[0] is not content:
        with _learning:
            made = _made.get(id(content))
            if made is None or made[0] is not content:
                made = (content, _meaning(content, folder))
                while len(_made) >= _KEPT:
                    _made.pop(next(iter(_made)), None)
                _made[id(content)] = made
    return made[1]


def _meaning(content: Content, folder: Path | None) -> Meaning:
    try:
        return _Guarded(_learnt(tuple(lessons(content)), folder))
    except Exception:
        log.exception("meaning.failed", says="Texts are understood by rules alone: nothing could be learnt.")
        return rules_alone


def _learnt(told: tuple[Lesson, ...], folder: Path | None) -> Meaning:
    """The same lessons are learnt once, whichever contents and processes have them."""
    if told not in _models:
        while len(_models) >= _KEPT:
            _models.pop(next(iter(_models)))
        _models[told] = _read_or_learnt(told, folder)
    return _models[told]


def _read_or_learnt(told: tuple[Lesson, ...], folder: Path | None) -> Learnt:
    file = folder / kept.name_of(told) if folder else None
    model = kept.read(file) if file else None
    if model is None:
        model = learn(told)
        if file:
            with suppress(OSError):  # the next process learns anew
                kept.write(file, model)
    return model


class _Guarded:
    """A model that may fail without leaving a text unanswered."""

    def __init__(self, meaning: Meaning) -> None:
        self.meaning = meaning

    def __call__(self, text: str) -> Likely:
        """What the model says, or nothing if it fails."""
        try:
            return self.meaning(text)
        except Exception as problem:  # noqa: BLE001 - whatever it is, the rules still answer
            log.error("meaning.failed", error=type(problem).__name__)  # noqa: TRY400 - a trace could hold the text
            return rules_alone(text)
